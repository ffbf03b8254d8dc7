/**
 * What became of the threads of a process, and of what carried them, as a run's outcome tells it.
 *
 * Keeps true: a process that never had a second thread and has no library has neither.
 */
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import type { Process } from "../../machine/state.ts";
import { carrierAccount, threadMetrics, type ThreadMetrics } from "../../machine/threads/account.ts";
import { carrierName } from "../../machine/threads/threading.ts";

/** A thread with its numbers, and the routine that it ran. */
export interface ThreadOutcome extends ThreadMetrics {
  readonly routine: string;
}

/** An LWP, or an M of Go: what it worked, for how many threads in turn, and how long it looked for work. */
export interface CarrierOutcome {
  /** As the Gantt chart has it: `lwp 2`, `m 3`. */
  readonly name: string;
  readonly user: number;
  readonly kernel: number;
  readonly spun: number;
  /** Times that it took up a thread. */
  readonly taken: number;
}

/** The threads of a process that has had several, in the order in which they were created. */
export function threadOutcomes(sim: Simulation, process: Process): ThreadOutcome[] {
  if (process.nextThread <= 2) return [];
  return process.threads
    .map((id) => threadAt(sim, id))
    .map((thread) => ({
      ...threadMetrics(sim, thread),
      routine: sim.image.routines[thread.routine]?.name ?? "",
    }))
    .sort((a, b) => a.number - b.number);
}

/** What carried the threads of a process, where the kernel does not know these. */
export function carrierOutcomes(sim: Simulation, { threading }: Process): CarrierOutcome[] {
  return threading.carriers.map((carrier) => ({
    name: carrierName(threading, carrier),
    ...carrierAccount(sim, carrier),
    spun: carrier.spun,
    taken: carrier.taken,
  }));
}
