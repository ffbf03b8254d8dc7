/**
 * The long-term scheduler: which job of the job queue is admitted next, and when.
 *
 * It acts at each boundary after the arrivals, and when the medium-term scheduler has made room for it.
 *
 * Keeps true: no more processes than `degree` are in memory by admission; forked and started ones enter at once; a job that
 * does not fit waits while others could make room, and ends if nobody could.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Schedulers; Stallings, "Operating Systems",
 * Long-Term Scheduling.
 */
import { phrase } from "../../base/words.ts";
import { EventKind } from "../events.ts";
import { freeFrames } from "../memory/memory.ts";
import { makeReady } from "../threads/turns.ts";
import { emit, processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Node, Process } from "../state.ts";
import { EndKind, FaultKind, ThreadState } from "../states.ts";
import { framesToLoad, loadProgram } from "./creation.ts";
import { enterMemory } from "./degree.ts";
import { endProcess, FAULT_VALUE } from "./ending.ts";
import { estimate, isIoBound } from "./estimate.ts";
import { move } from "./thread.ts";

/** How many processes may be in memory by admission. */
export function degreeLimit(sim: Simulation, node: Node): number {
  const { degree } = sim.image.machines[node.index]!.settings;
  return degree === "unlimited" ? Infinity : degree;
}

type Choose = (sim: Simulation, node: Node, jobs: readonly Process[]) => Process;

/** Of the kind that fewer processes in memory are of; the one that came first, of either kind, when there are as many. */
function balance(sim: Simulation, node: Node, jobs: readonly Process[]): Process {
  let surplus = 0;
  for (const process of sim.world.processes) {
    if (process.node === node.index && process.inMemory && process.estimatedWork >= 0)
      surplus += isIoBound(process) ? 1 : -1;
  }
  for (const job of jobs) estimate(sim, job);
  const wanted = surplus === 0 ? undefined : jobs.find((job) => isIoBound(job) === surplus < 0);
  return wanted ?? jobs[0]!;
}

/** The job that is admitted next, by the word of the setting; there is at least one. */
const NEXT: Readonly<Record<string, Choose>> = {
  fifo: (_sim, _node, jobs) => jobs[0]!,
  shortest: (sim, _node, jobs) => {
    for (const job of jobs) estimate(sim, job);
    return jobs.reduce((best, job) => (job.estimatedWork < best.estimatedWork ? job : best));
  },
  balanced: balance,
};

/** The job that would be admitted next; there is at least one. */
function nextJob(sim: Simulation, node: Node): Process {
  const { jobQueue } = node;
  const { name } = sim.image.machines[node.index]!.settings.admission;
  if (name === "fifo") return processAt(sim, jobQueue[0]!);
  const jobs = jobQueue.map((pid) => processAt(sim, pid));
  return NEXT[name]!(sim, node, jobs);
}

/** Whether a job can be admitted now, or ends because there will never be room for it. */
function fits(sim: Simulation, node: Node, job: Process): boolean {
  if (node.degree.now >= degreeLimit(sim, node)) return false;
  if (framesToLoad(sim, node, job.program) <= freeFrames(node.memory)) return true;
  return node.degree.now === 0 && node.swappedOut.length === 0;
}

/** Whether there is room for the next job of a job queue that is not empty. */
export function hasRoom(sim: Simulation, node: Node): boolean {
  return node.degree.now < degreeLimit(sim, node) && fits(sim, node, nextJob(sim, node));
}

/** Admits jobs as long as there is room. */
export function admitJobs(sim: Simulation, node: Node): void {
  const { jobQueue } = node;
  while (jobQueue.length > 0 && node.degree.now < degreeLimit(sim, node)) {
    const next = nextJob(sim, node);
    if (!fits(sim, node, next)) return;
    jobQueue.splice(jobQueue.indexOf(next.pid), 1);
    admit(sim, next);
  }
}

/** Lets a new process into memory and the competition for the CPU; one that does not fit ends. */
function admit(sim: Simulation, process: Process): void {
  process.admitted = true;
  const main = threadAt(sim, process.threads[0]!);
  emit(sim, EventKind.processAdmitted, process.pid, 0, 0, 0, 0);
  if (loadProgram(sim, process) !== FaultKind.none) {
    endProcess(sim, process, EndKind.fault, FAULT_VALUE - FaultKind.outOfMemory, [phrase("out of memory")]);
  } else if (process.suspended) {
    move(sim, main, ThreadState.suspendedReady);
  } else {
    enterMemory(sim, process);
    makeReady(sim, main, "new");
  }
}
