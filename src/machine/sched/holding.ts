/**
 * Threads that a person keeps from running: held ones, and all but one while only that one may run. A held thread that is
 * ready stands in no ready queue: it is parked, and enters one when it is released.
 *
 * Keeps true: a ready thread is parked exactly when it is held; `isOn` says whether the dispatcher has to look at all.
 */
import type { Entry } from "./policy.ts";
import type { World } from "../state.ts";

/** A thread that a person wants to run next, on a CPU (-1: on any of its machine); `given`: it has got it and still has it. */
export interface ForcedDispatch {
  readonly thread: number;
  readonly cpu: number;
  given: boolean;
}

/** What a person asked of the dispatcher; see steering.ts. */
export interface Steering {
  /** Whether anything is asked at all. */
  isOn: boolean;
  readonly next: ForcedDispatch[];
  /** Threads that are not to run; -1, or the only one that is to. */
  readonly held: number[];
  only: number;
  /** Held threads that are ready, with how they would have entered the ready queue. */
  readonly parked: { readonly thread: number; readonly why: Entry }[];
}

export function createSteering(): Steering {
  return { isOn: false, next: [], held: [], only: -1, parked: [] };
}

/** Something was asked, or is done with. */
export function settleSteering({ steering }: World): void {
  steering.isOn = steering.next.length > 0 || steering.held.length > 0 || steering.only >= 0;
}

/** Whether a person keeps a thread from running. */
export function isHeld({ steering }: World, thread: number): boolean {
  return steering.isOn && ((steering.only >= 0 && steering.only !== thread) || steering.held.includes(thread));
}

/** A held thread has become ready. */
export function park({ steering }: World, thread: number, why: Entry): void {
  steering.parked.push({ thread, why });
}

/** A parked thread's state is about to change: whether it was one. */
export function unpark({ steering }: World, thread: number): boolean {
  if (steering.parked.length === 0) return false;
  const place = steering.parked.findIndex((entry) => entry.thread === thread);
  if (place >= 0) steering.parked.splice(place, 1);
  return place >= 0;
}

/** Whether a person gave a CPU to the thread that runs on it: nobody pre-empts that one. */
export function isChosen({ steering }: World, thread: number): boolean {
  return steering.isOn && steering.next.some((entry) => entry.given && entry.thread === thread);
}
