/**
 * Where people are to look when a run has ended and something went wrong: at the thread that faulted, or at the line of the
 * first expectation that does not hold, which is in no thread's code. Of a deadlock the end itself names the threads.
 *
 * Keeps true: a run that is as its scenario wants it has no culprit.
 */
import type { SourceRange } from "../../isa/image.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import { Ended } from "../../machine/state.ts";
import { FaultKind } from "../../machine/states.ts";
import type { Judgement } from "./judgement.ts";
import { verdictText } from "./verdict.ts";

/** A place of the source that a stop is about beside its thread, and what is said of it. */
export interface ShownPlace {
  readonly range: SourceRange;
  readonly text: string;
}

export interface Culprit {
  /** -1: nobody's fault in particular. */
  readonly thread: number;
  readonly place?: ShownPlace;
}

const NOBODY: Culprit = { thread: -1 };

export function culpritOf(sim: Simulation, judgement: Judgement): Culprit {
  const { world, image } = sim;
  if (world.ended === Ended.deadlock) return NOBODY;
  const pid = judgement.unseenFault;
  if (pid !== undefined) {
    const { threads } = world.processes[pid]!;
    return { thread: threads.find((id) => threadAt(sim, id).fault !== FaultKind.none) ?? threads[0] ?? -1 };
  }
  const verdicts = judgement.verdicts();
  const failing = verdicts.findIndex(({ holds }) => holds === false);
  const first = verdicts[failing];
  if (first === undefined) return NOBODY;
  return {
    thread: -1,
    place: { range: image.expectations[failing]!.range, text: verdictText(first, sim.words).join(" ") },
  };
}
