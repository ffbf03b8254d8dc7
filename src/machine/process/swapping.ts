/**
 * The medium-term scheduler: whom it swaps out, and when it brings whom back.
 *
 * Keeps true: a running process is never swapped out; waiting ones go before ready ones, the longest waiting first, and of
 * ready ones the least urgent; they come back in the order in which they went, once they can run and their image fits.
 * Follows: Stallings, "Operating Systems", Medium-Term Scheduling and Swapping.
 */
import { numberArg } from "../../isa/settings.ts";
import { residentPages, swappedPages } from "../memory/images.ts";
import { freeFrames } from "../memory/memory.ts";
import { nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Node, Process, Thread } from "../state.ts";
import { ThreadState } from "../states.ts";
import { degreeLimit } from "./admission.ts";
import { bringBack, fitsBack, swaps, takeOut } from "./suspension.ts";

function threadsOf(sim: Simulation, process: Process): Thread[] {
  return process.threads.map((id) => threadAt(sim, id)).filter((thread) => thread.state !== ThreadState.terminated);
}

function allIn(sim: Simulation, process: Process, state: ThreadState): boolean {
  return threadsOf(sim, process).every((thread) => thread.state === state);
}

/** The processes of a machine that are in memory. */
function resident(sim: Simulation, node: Node): Process[] {
  return sim.world.processes.filter((process) => process.node === node.index && process.inMemory);
}

/** The process that has been waiting longest, of those in memory with nothing but waiting threads. */
function longestWaiting(sim: Simulation, node: Node): Process | undefined {
  const since = (process: Process): number => Math.max(...threadsOf(sim, process).map((thread) => thread.since));
  const waiting = resident(sim, node).filter((process) => allIn(sim, process, ThreadState.waiting));
  return waiting.reduce<Process | undefined>(
    (best, process) => (best === undefined || since(process) < since(best) ? process : best),
    undefined,
  );
}

/** The least urgent process of which no thread runs; of equal ones the one that became ready last. */
function leastUrgentReady(sim: Simulation, node: Node, except: Process): Process | undefined {
  const rank = (process: Process): readonly [number, number] => {
    const { sched } = threadAt(sim, process.threads[0]!);
    return [sched.priority, sched.entered];
  };
  const isAfter = (a: Process, b: Process): boolean => {
    const [x, y] = [rank(a), rank(b)];
    return x[0] !== y[0] ? x[0] > y[0] : x[1] > y[1];
  };
  const idle = resident(sim, node).filter(
    (process) => process !== except && threadsOf(sim, process).every((thread) => thread.state !== ThreadState.running),
  );
  return idle.reduce<Process | undefined>(
    (best, process) => (best === undefined || isAfter(process, best) ? process : best),
    undefined,
  );
}

/**
 * Frees frames for a process by swapping others out, as far as its machine swaps at all.
 * @returns whether there are as many as wanted
 */
export function makeRoom(sim: Simulation, process: Process, frames: number): boolean {
  const node = nodeOf(sim, process);
  while (freeFrames(node.memory) < frames) {
    if (!swaps(sim, process)) return false;
    const victim = longestWaiting(sim, node) ?? leastUrgentReady(sim, node, process);
    if (victim === undefined || victim === process) return false;
    takeOut(sim, victim, true);
  }
  return true;
}

/** Whether nothing of a machine is ready or running, nor about to be. */
function standsStill(sim: Simulation, node: Node): boolean {
  const { cpus, pending } = sim.world;
  return (
    node.readyCount === 0 &&
    node.cpus.every((index) => cpus[index]!.thread < 0) &&
    pending.every((entry) => processAt(sim, threadAt(sim, entry.thread).pid).node !== node.index)
  );
}

/** The process that comes back next: the first to have gone that could run and was not told to stay out. */
function nextBack(sim: Simulation, node: Node): Process | undefined {
  return node.swappedOut
    .map((pid) => processAt(sim, pid))
    .find((process) => !process.suspended && !allIn(sim, process, ThreadState.suspendedWaiting));
}

/** Brings back who can run, as far as there is room. */
function bringBackAll(sim: Simulation, node: Node, low: number): void {
  for (let next = nextBack(sim, node); next !== undefined; next = nextBack(sim, node)) {
    const left = freeFrames(node.memory) - swappedPages(node.memory, next);
    const isNeeded = standsStill(sim, node);
    if (!isNeeded && (left < low || node.degree.now >= degreeLimit(sim, node))) return;
    if (isNeeded && !makeRoomFor(sim, node, next)) return;
    bringBack(sim, next);
  }
}

/** When everything else waits: waiting processes give way to one that could run. */
function makeRoomFor(sim: Simulation, node: Node, process: Process): boolean {
  while (!fitsBack(sim, process) || node.degree.now >= degreeLimit(sim, node)) {
    const victim = longestWaiting(sim, node);
    if (victim === undefined) return fitsBack(sim, process);
    takeOut(sim, victim, true);
  }
  return true;
}

/**
 * `suspend_blocked`: waiting processes go while frames are few, and one does when all wait and somebody could come in.
 * @returns whether one went for the sake of the job queue
 */
function suspendBlocked(sim: Simulation, node: Node, low: number): boolean {
  while (freeFrames(node.memory) < low) {
    const victim = longestWaiting(sim, node);
    if (victim === undefined || residentPages(victim) === 0) break;
    takeOut(sim, victim, true);
  }
  if (node.jobQueue.length === 0 || !standsStill(sim, node)) return false;
  const victim = longestWaiting(sim, node);
  if (victim !== undefined) takeOut(sim, victim, true);
  return victim !== undefined;
}

/**
 * Does what the medium-term scheduler of a machine has to do now.
 * @returns whether it has made room for the job queue
 */
export function balanceMemory(sim: Simulation, node: Node): boolean {
  const { swapping } = sim.image.machines[node.index]!.settings;
  if (swapping.name === "none") return false;
  const suspends = swapping.name === "suspend_blocked";
  const low = suspends ? numberArg(swapping, "low") : 0;
  const hasMadeRoom = suspends && suspendBlocked(sim, node, low);
  if (node.swappedOut.length > 0) bringBackAll(sim, node, low);
  return hasMadeRoom;
}
