/**
 * Where each thread stands in the source, so that its place can be told from those of the others: the innermost statement of
 * the threads that have begun and not ended.
 *
 * Keeps true: threads stand in the order of their creation; of very many the first are told, those that run among them.
 */
import type { Simulation } from "../../machine/simulation.ts";
import { STATES, ThreadState } from "../../machine/states.ts";
import type { Thread } from "../../machine/state.ts";
import { spanAt, type CodeMap, type SourceSpan } from "../inspect/codeMap.ts";
import { topFrame } from "../inspect/frames.ts";
import { threadLabel } from "../inspect/names.ts";

export interface ThreadPlace {
  readonly thread: number;
  readonly label: string;
  readonly state: string;
  readonly span: SourceSpan;
}

/** Threads that are told of: more than fit beside the lines of a page. */
const MOST_PLACES = 500;

function stands({ state }: Thread): boolean {
  return state !== ThreadState.terminated && state !== ThreadState.new;
}

export function threadPlaces(sim: Simulation, map: CodeMap): ThreadPlace[] {
  const standing = sim.world.threads.filter(stands);
  const running = standing.filter(({ state }) => state === ThreadState.running);
  const told = new Set([...running, ...standing].slice(0, MOST_PLACES));
  return standing.flatMap((thread) => {
    const frame = told.has(thread) ? topFrame(map, thread) : undefined;
    const span = frame && spanAt(map, frame.index);
    if (span === undefined) return [];
    return [{ thread: thread.id, label: threadLabel(sim, thread), state: STATES[thread.state]!.name, span }];
  });
}
