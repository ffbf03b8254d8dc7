/**
 * What is looked for on the way through the past of a run.
 */
import type { EventKind } from "../../machine/events.ts";
import type { Thread } from "../../machine/state.ts";
import type { Watcher } from "../../machine/watching.ts";
import type { Moment } from "./moments.ts";

/** What to look for on the way through the past: the last moment that one of these says is one. */
export interface Watch {
  readonly marks: Uint8Array;
  isStop?(thread: Thread, index: number): boolean;
  isEvent?(kind: EventKind, tick: number, fields: readonly number[]): boolean;
  /** Whether the world stands at a choice that is one. */
  isChoice?(): boolean;
  /** Asked now and then, at the latest after some thousand ticks. */
  isStep?(): boolean;
  /** The world was put elsewhere: what is now is what comes is compared with. */
  begins?(): void;
  /** Looks at each access and step, and says when it found something. */
  closely?(found: () => void): CloseWatch;
  /** Told of a moment with a find, once its step is over, and whether it counts: it is not where the search began. */
  counts?(at: Moment, isCounted: boolean): void;
}

/** A watcher that compares the world with what it was after the step before. */
export interface CloseWatch extends Watcher {
  /** The world was put elsewhere: what is now is compared with. */
  look(): void;
}

/** Where a close watch is to look, found at the speed of the run. */
export interface Suspects {
  readonly watch: Watch;
  /** At a suspicion: tells from then on whether all that had begun by then is done. */
  begin(): () => boolean;
}

/** Where a close watch is to look: between a tick and the moment that the watch finds. */
export interface Brackets {
  readonly watch: Watch;
  /** The tick of the last look before the find. */
  from(): number;
  /** Asked where the search begins: the tick since which there was no change, as far as the world tells. */
  until(): number;
}
