/**
 * Stops: why and where a machine stands still, as plain data.
 */
import type { Words } from "../../base/words.ts";
import { EventKind } from "../../machine/events.ts";
import type { Race } from "../../machine/ipc/race.ts";
import type { ShownPlace } from "../outcome/culprit.ts";

export type StopReason =
  | "entry"
  | "step"
  | "breakpoint"
  | "function breakpoint"
  | "instruction breakpoint"
  | "data breakpoint"
  | "event"
  | "exception"
  | "pause"
  | "goto"
  | "restart"
  | "choice"
  | "finished";

/** A machine event that a run stopped at, by the filter that asked for it. */
export interface StopEvent {
  readonly filter: string;
  readonly kind: EventKind;
  readonly tick: number;
  readonly fields: readonly number[];
  /** Of a data race its two accesses: what the stop says, what is told of it and where it points is all of these. */
  readonly race?: Race;
  /** What is told of it, where that is not its fields. */
  readonly lines?: readonly string[];
}

/** Why and where the machine stopped. */
export interface StopInfo {
  readonly reason: StopReason;
  /** The thread that people look at next; -1 when there is none. */
  readonly thread: number;
  /** Whether it is about the machine and no thread in particular: people may go on looking at theirs. */
  readonly isGeneral?: true;
  readonly tick: number;
  /** A few words, and a sentence. */
  readonly description: string;
  readonly text: string;
  /** Whether it was come to from later on: its text says so. */
  readonly isReverse?: true;
  /** The instruction that it tells of, where that is not the one at which its thread stands: an access that has been made. */
  readonly index?: number;
  /** The ids of the breakpoints that stopped it. */
  readonly breakpoints: readonly number[];
  readonly event?: StopEvent;
  /** A place of the source that it is about, which is in no thread's code. */
  readonly place?: ShownPlace;
}

/** Stops before an instruction at which a thread stands. */
const COMES_TO: ReadonlySet<StopReason> = new Set(["breakpoint", "function breakpoint", "instruction breakpoint"]);

/**
 * Two stops at the same moment are one, with the breakpoints of both: that of the first, or of what went wrong. Of another kind
 * of stop the sentence is told, too, and of each access: several CPUs may write in one tick.
 */
export function joinStops(first: StopInfo | undefined, second: StopInfo): StopInfo {
  if (first === undefined) return second;
  const isWrong = second.reason === "exception" && first.reason !== "exception";
  const [main, other] = isWrong ? [second, first] : [first, second];
  const isTold = (main.reason === other.reason && main.reason !== "data breakpoint") || main.text === other.text;
  const text = isTold ? main.text : `${main.text} · ${other.text}`;
  // One breakpoint may be hit by several CPUs in one tick.
  const isNew = (id: number): boolean => main.reason !== "data breakpoint" || !first.breakpoints.includes(id);
  const joined = { ...main, text, breakpoints: [...first.breakpoints, ...second.breakpoints.filter(isNew)] };
  // Who has come to a breakpoint stands there, whatever else it has done.
  if (main.reason === "exception" || !COMES_TO.has(other.reason)) return joined;
  const { index: _index, ...standing } = joined;
  return standing;
}

/** The event that ends a run by a deadlock: more of it is in the world. */
export function deadlockEvent(tick: number): StopEvent {
  return { filter: "deadlock", kind: EventKind.deadlocked, tick, fields: [] };
}

/** A stop that is come to from later on. */
export function reversed(words: Words, stop: StopInfo): StopInfo {
  const description = `${stop.description.charAt(0).toLowerCase()}${stop.description.slice(1)}`;
  const told = { description: words("Reverse: {0}", description), text: words("Reverse: {0}", stop.text) };
  return { ...stop, ...told, isReverse: true };
}
