/**
 * What a person does to a process of a stopped machine, as the operator of a scenario would: kills it, suspends it, lets it
 * resume, gives it another priority.
 *
 * Keeps true: kernel work and `atomic` are not cut short: what befalls a process in them does so at their end; nobody does
 * anything to init, nor to a process that is still to arrive.
 */
import { phrase } from "../../base/words.ts";
import { endByOther, hasArrived } from "../../machine/process/ending.ts";
import { INIT } from "../../machine/process/family.ts";
import { resumeByOther, suspendByOther } from "../../machine/process/suspension.ts";
import { setPriority } from "../../machine/sched/scheduler.ts";
import { dispatchAgain } from "../../machine/sched/steering.ts";
import { processAt, threadAt, type Simulation } from "../../machine/simulation.ts";
import type { Process, Thread } from "../../machine/state.ts";
import { EndKind, ThreadState } from "../../machine/states.ts";

/** `thread` is an id of the process; the priority is that thread's own. */
export type ProcessDeed =
  | { readonly kind: "kill" | "suspend" | "resume"; readonly thread: number }
  | { readonly kind: "priority"; readonly thread: number; readonly value: number };

function problemOf(sim: Simulation, thread: Thread): string | undefined {
  const process = processAt(sim, thread.pid);
  if (process.end !== EndKind.alive || thread.state === ThreadState.terminated) return phrase("it has ended");
  return hasArrived(sim, process) ? undefined : phrase("it has not arrived yet");
}

const which =
  (is: (process: Process) => boolean, otherwise: string) =>
  (sim: Simulation, thread: Thread): string | undefined =>
    problemOf(sim, thread) ?? (is(processAt(sim, thread.pid)) ? undefined : otherwise);

type Change = (sim: Simulation, process: Process, thread: Thread, deed: ProcessDeed) => void;

const row = (problem: typeof problemOf, change: Change, says: string): ProcessDeedRow => ({
  problem,
  apply: (sim, deed) => {
    const thread = threadAt(sim, deed.thread);
    change(sim, processAt(sim, thread.pid), thread, deed);
    dispatchAgain(sim);
  },
  says,
});

interface ProcessDeedRow {
  /** Why it cannot be done now, or nothing. */
  problem(sim: Simulation, thread: Thread): string | undefined;
  apply(sim: Simulation, deed: ProcessDeed): void;
  /** What it comes to, of the thread {0}, with its value {1}. */
  readonly says: string;
}

export const PROCESS_DEEDS: Readonly<Record<ProcessDeed["kind"], ProcessDeedRow>> = {
  kill: row(
    problemOf,
    (sim, { pid }) => void endByOther(sim, pid, INIT, EndKind.killed, [phrase("killed by hand")]),
    phrase("{0} is killed"),
  ),
  suspend: row(
    which((process) => !process.suspended, phrase("its process is suspended already")),
    (sim, process) => void suspendByOther(sim, process, process.pid, INIT),
    phrase("{0} is suspended"),
  ),
  resume: row(
    which((process) => process.suspended, phrase("its process is not suspended")),
    (sim, process) => void resumeByOther(sim, process, process.pid),
    phrase("{0} is resumed"),
  ),
  priority: row(
    problemOf,
    (sim, _process, thread, deed) => {
      if (deed.kind === "priority") setPriority(sim, thread, deed.value);
    },
    phrase("{0} has the priority {1} now"),
  ),
};
