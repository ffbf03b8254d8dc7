/**
 * What a short-term scheduling policy is: a small unit that says in which order ready threads run, and for how long.
 *
 * Keeps true: a policy changes only the `Scheduling` record of the threads it is given; the order it defines is total
 * together with the order of entering the queue. Adding a policy is a file of this folder, its row in `policies.ts` and its
 * settings in `isa/settings.ts`.
 */
import type { Choice, PolicyName } from "../../isa/settings.ts";
import type { Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";

/** Why a thread enters the ready queue. */
export type Entry = "new" | "woken" | "yielded" | "expired" | "preempted";

export interface Policy {
  readonly name: PolicyName;
  /** The textbook or paper that it follows, with section. */
  readonly source: string;
  /** The order of two ready threads: negative when `a` goes first; equal ones go in the order of entering the queue. */
  compare(a: Thread, b: Thread): number;
  /** Ticks of the slice that this thread gets; 0: until it leaves by itself. Left out: the quantum of the settings. */
  quantum?(choice: Choice, thread: Thread): number;
  /** Whether a ready thread takes the CPU of a running one; left out: never. */
  beats?(choice: Choice, ready: Thread, running: Thread): boolean;
  /** Sets the keys of a thread that is about to enter the queue. */
  enters?(sim: Simulation, choice: Choice, thread: Thread, why: Entry): void;
  /** Why this thread is the one, as a sentence without its subject. */
  why(thread: Thread): string;
}
