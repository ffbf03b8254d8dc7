/**
 * Periodic processes: the program runs once per release, at arrival + k · period; each job has its deadline.
 *
 * Keeps true: a job begins with the program loaded anew; one that is released while the last is unfinished queues behind it;
 * an unfinished job is one miss, reported at the tick of its deadline, and goes on. `exit` ends the job, not the process.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Real-Time CPU Scheduling.
 */
import { phrase } from "../../base/words.ts";
import { LIMITS } from "../../base/limits.ts";
import { startEvent } from "../devices/timers.ts";
import { EventKind } from "../events.ts";
import { releaseSpace } from "../memory/memory.ts";
import { block, wake, yieldCpu } from "../threads/turns.ts";
import { emit, nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import { NEVER, TimerKind, type Process, type Thread } from "../state.ts";
import { EndKind, FaultKind, WaitKind } from "../states.ts";
import { loadProgram } from "./creation.ts";
import { endProcess, FAULT_VALUE, keepOnly } from "./ending.ts";

export function isPeriodic(process: Process): boolean {
  return process.settings.period > 0;
}

/** The tick at which job `job` of a process is released. */
function releaseOf(process: Process, job: number): number {
  return process.arrival + job * Math.max(0, process.settings.period);
}

/** The tick of the deadline of a job, the present one by default; NEVER: there is none. */
export function deadlineOf(process: Process, job: number = process.completed): number {
  const { deadline, period } = process.settings;
  const ticks = deadline > 0 ? deadline : period;
  return ticks > 0 ? releaseOf(process, job) + ticks : NEVER;
}

/** A process arrives: its first job is released. */
export function startReleases(sim: Simulation, process: Process): void {
  release(sim, process);
}

function release(sim: Simulation, process: Process): void {
  const job = process.released++;
  const deadline = deadlineOf(process, job);
  if (deadline !== NEVER) startEvent(sim, TimerKind.deadline, process.pid, deadline, job);
  if (!isPeriodic(process)) return;
  startEvent(sim, TimerKind.release, process.pid, releaseOf(process, job + 1), job + 1);
  emit(sim, EventKind.jobReleased, process.pid, job, deadline, 0, 0);
}

/** The tick of a release has come. */
export function releaseDue(sim: Simulation, pid: number, _job: number): void {
  const process = processAt(sim, pid);
  if (process.end !== EndKind.alive) return;
  release(sim, process);
  const main = threadAt(sim, process.threads[0]!);
  if (main.wait === WaitKind.release) wake(sim, main, 0);
}

/** The deadline of a job has come; one that ends at this tick has met it. */
export function deadlineDue(sim: Simulation, pid: number, job: number): void {
  const process = processAt(sim, pid);
  if (process.end === EndKind.alive && process.completed <= job) sim.world.deadlines.push({ pid, job });
}

/** Time is about to pass: the jobs that are unfinished at their deadline have missed it. */
export function judgeDeadlines(sim: Simulation): void {
  for (const { pid, job } of sim.world.deadlines.splice(0)) {
    const process = processAt(sim, pid);
    if (process.end !== EndKind.alive || process.completed > job) continue;
    process.misses++;
    if (process.missed.length < LIMITS.missedDeadlines) process.missed.push(sim.world.tick);
    emit(sim, EventKind.deadlineMissed, pid, job, sim.world.tick, 0, 0);
  }
}

/** The running thread has finished a job: the process waits for the next, or competes for the one that is due already. */
export function endJob(sim: Simulation, thread: Thread, value: number): void {
  const process = processAt(sim, thread.pid);
  const job = process.completed++;
  process.exitValue = value;
  emit(sim, EventKind.jobEnded, process.pid, job, value, 0, 0);
  if (process.threads.length > 1) keepOnly(sim, process, thread);
  releaseSpace(nodeOf(sim, process).memory, process);
  if (loadProgram(sim, process) !== FaultKind.none)
    endProcess(sim, process, EndKind.fault, FAULT_VALUE - FaultKind.outOfMemory, [phrase("out of memory")]);
  else if (process.released > process.completed) yieldCpu(sim, thread);
  else block(sim, thread, WaitKind.release, releaseOf(process, process.released));
}
