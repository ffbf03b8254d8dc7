/**
 * What a short-term policy is asked by the tick loop. Each policy is a transcription of its
 * sentences of the rules, which stand beside the code; nothing is shared with the schedulers of the machine.
 */
import type { Entry, Process } from "./process.ts";
import type { Scheduler, Ties } from "./workload.ts";

/** What a policy sees of the machine. */
export interface View {
  readonly now: number;
  readonly scheduler: Scheduler;
  /** Everybody who has arrived and not ended. */
  readonly processes: readonly Process[];
  /** The choice of this kind among so many, taken over from the run it is compared with. */
  choose(kind: string, options: number): number;
  /** The next place behind everybody. */
  tail(): number;
}

export interface Policy {
  /** `preempted_first`: expiries come before arrivals. */
  readonly ties?: Ties;
  /** At each multiple of it there is a boost; 0: never. */
  readonly boost?: number;
  /** Whether its queue has no order but that of entering: its head is who entered first, whoever is drawn elsewhere. */
  readonly isByChance?: boolean;
  /** Who of the ready goes next. */
  next(ready: readonly Process[], view: View): Process;
  /** For how long, at most. */
  slice(process: Process, view: View): number;
  /** Negative where a is better than b: of a ready and a running one, or of two running ones. Without it nobody pre-empts. */
  readonly order?: (a: Process, b: Process) => number;
  /** Whether the best of the ready takes the CPU of the running one, where that is not simply that it is better. */
  preempts?(best: Process, running: Process, ready: readonly Process[]): boolean;
  /** It has entered the ready queue, at the tail. */
  entered?(process: Process, how: Entry, view: View): void;
  /** It begins to wait; whether the tick that ended was the last of its slice. */
  waits?(process: Process, spent: boolean, view: View): void;
  /** It was taken into the queue of another CPU. */
  stolen?(process: Process, view: View): void;
  dispatched?(process: Process, view: View): void;
  /** It has had a tick. */
  ran?(process: Process, view: View): void;
  /** It was looked whether somebody pre-empts on this CPU. */
  looked?(cpu: number, view: View): void;
  /** Somebody has joined or left. */
  changed?(view: View): void;
  /** At the boundary's step 5, after the expiries. */
  age?(view: View): void;
  boosted?(view: View): void;
}

/** The first by the order given, of equal ones the first in the ready queue. */
export function first(ready: readonly Process[], order: (a: Process, b: Process) => number): Process {
  return [...ready].sort((a, b) => order(a, b) || a.place - b.place)[0]!;
}
