/**
 * Suspension: processes leave the competition and come back, by a call or by the medium-term scheduler, and whole images go
 * to the swap area and return.
 *
 * Keeps true: all threads of a process are suspended or none is; one that was told to suspend comes back only when it is
 * told to resume; an image comes back only where each of its pages has a frame. Swapping itself takes no time.
 * Follows: Stallings, "Operating Systems", Suspended Processes.
 */
import { EventKind } from "../events.ts";
import { swapInSpace, swapOutSpace, swappedPages } from "../memory/images.ts";
import { freeFrames } from "../memory/memory.ts";
import { endSpins } from "../threads/go.ts";
import { leaveQueue, makeReady } from "../threads/turns.ts";
import { emit, nodeOf, threadAt, type Simulation } from "../simulation.ts";
import { Phase, type Process, type Thread } from "../state.ts";
import { EndKind, LeaveReason, ThreadState, WaitKind } from "../states.ts";
import { enterMemory, leaveMemory } from "./degree.ts";
import { defer, endProcess, forceOffCpu, KILLED_VALUE, refusal } from "./ending.ts";
import { move } from "./thread.ts";

/** Whether the medium-term scheduler of a process's machine swaps. */
export function swaps(sim: Simulation, process: Process): boolean {
  return sim.image.machines[process.node]!.settings.swapping.name !== "none";
}

function suspendThread(sim: Simulation, thread: Thread): void {
  switch (thread.state) {
    case ThreadState.ready:
      leaveQueue(sim, thread);
      move(sim, thread, ThreadState.suspendedReady);
      break;
    case ThreadState.running:
      forceOffCpu(sim, thread, LeaveReason.suspended);
      move(sim, thread, ThreadState.suspendedReady);
      thread.cpu = -1;
      break;
    case ThreadState.waiting:
      move(sim, thread, ThreadState.suspendedWaiting);
      break;
    case ThreadState.new:
    case ThreadState.suspendedReady:
    case ThreadState.suspendedWaiting:
    case ThreadState.terminated:
      break;
  }
}

/** Takes a process out of the competition; its image goes out too if that is wanted. */
export function takeOut(sim: Simulation, process: Process, swapsOut: boolean): void {
  endSpins(sim, process);
  for (const id of process.threads) suspendThread(sim, threadAt(sim, id));
  leaveMemory(sim, process);
  if (swapsOut && !process.swapped) {
    const node = nodeOf(sim, process);
    process.swapped = true;
    node.swappedOut.push(process.pid);
    const pages = swapOutSpace(node.memory, process);
    emit(sim, EventKind.swappedOut, process.pid, node.index, pages, 0, 0);
  }
  sim.world.redispatch = true;
}

/** Whether the image of a process that is swapped out fits into memory now. */
export function fitsBack(sim: Simulation, process: Process): boolean {
  const { memory } = nodeOf(sim, process);
  return swappedPages(memory, process) <= freeFrames(memory);
}

/** Lets a process compete again; there must be room for its image. */
export function bringBack(sim: Simulation, process: Process): void {
  const node = nodeOf(sim, process);
  if (process.swapped) {
    process.swapped = false;
    node.swappedOut.splice(node.swappedOut.indexOf(process.pid), 1);
    const pages = swapInSpace(node.memory, process);
    emit(sim, EventKind.swappedIn, process.pid, node.index, pages, 0, 0);
  }
  enterMemory(sim, process);
  for (const id of process.threads) {
    const thread = threadAt(sim, id);
    if (thread.state === ThreadState.suspendedWaiting) move(sim, thread, ThreadState.waiting);
    else if (thread.state === ThreadState.suspendedReady) comeReady(sim, thread);
  }
}

/** By an instruction of the tick that is ending it becomes ready at the coming boundary, as one that is woken does. */
function comeReady(sim: Simulation, thread: Thread): void {
  if (sim.world.phase === Phase.effects)
    sim.world.pending.push({ thread: thread.id, by: thread.pid, wait: WaitKind.nothing });
  else makeReady(sim, thread, "woken");
}

/** Suspends a process because somebody wants it; 0, or an error. */
export function suspendByOther(sim: Simulation, process: Process | undefined, pid: number, by: number): number {
  const refused = refusal(sim, pid);
  if (refused !== 0 || process === undefined) return refused;
  if (process.suspended) return 0;
  if (pid === by || !defer(sim, process, EndKind.alive, null)) suspendNow(sim, process);
  return 0;
}

function suspendNow(sim: Simulation, process: Process): void {
  process.suspended = true;
  if (process.admitted) takeOut(sim, process, swaps(sim, process));
}

/** Lets a suspended process go on as soon as there is room; 0, or an error. */
export function resumeByOther(sim: Simulation, process: Process | undefined, pid: number): number {
  const refused = refusal(sim, pid);
  if (refused !== 0 || process === undefined) return refused;
  if (!process.suspended) return 0;
  process.suspended = false;
  if (process.admitted && (!process.swapped || fitsBack(sim, process))) bringBack(sim, process);
  sim.world.redispatch = true;
  return 0;
}

/** Does what was put off, to the processes that are out of kernel work and `atomic` by now. */
export function doDeferred(sim: Simulation): void {
  for (const { pid, by, end, reason } of sim.world.deferred.splice(0)) {
    const process = sim.world.processes[pid]!;
    if (process.end !== EndKind.alive || defer(sim, process, end, reason)) continue;
    if (end === EndKind.alive) {
      if (!process.suspended) suspendNow(sim, process);
    } else endProcess(sim, process, end, KILLED_VALUE, reason, by);
  }
}
