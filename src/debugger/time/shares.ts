/**
 * A person gives a thread another share of the CPU: its tickets in lottery and stride scheduling, its niceness in fair scheduling.
 *
 * Keeps true: the bounds are those of the settings of a process.
 */
import type { Words } from "../../base/words.ts";
import { PROCESS_SETTINGS } from "../../isa/settings.ts";
import { setShare } from "../../machine/sched/scheduler.ts";
import { dispatchAgain } from "../../machine/sched/steering.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { ThreadState } from "../../machine/states.ts";

export type Share = "tickets" | "nice";

/** Why a thread cannot have a share, or nothing. */
export function shareProblem(words: Words, thread: Thread, share: Share, value: number): string | undefined {
  if (thread.state === ThreadState.terminated) return words("it has ended");
  const type = PROCESS_SETTINGS.find(({ name }) => name === share)?.type;
  if (type?.kind !== "int" || (value >= type.min && value <= type.max)) return undefined;
  return words("{0} must be from {1} to {2}", share, type.min, type.max);
}

export function changeShare(sim: Simulation, thread: Thread, share: Share, value: number): void {
  setShare(sim, thread, share, value);
  dispatchAgain(sim);
}
