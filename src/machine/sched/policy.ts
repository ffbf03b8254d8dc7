/**
 * What a short-term scheduling policy is: a small unit that says in which order ready threads run, and for how long.
 *
 * Keeps true: a policy changes only the `Scheduling` record of the threads it is given; the order it defines is total
 * together with the order of entering the queue; what it knows of the settings it takes once, when it is made. Adding a
 * policy is a file of this folder, its row in `policies.ts` and its settings in `isa/settings.ts`.
 */
import type { Words } from "../../base/words.ts";
import type { Choice, PolicyName } from "../../isa/settings.ts";
import type { Simulation } from "../simulation.ts";
import type { Node, ReadyQueue, Scheduling, Thread } from "../state.ts";

/** Why a thread enters a ready queue; `moved`: it comes from another CPU's. */
export type Entry = "new" | "woken" | "yielded" | "expired" | "preempted" | "moved";

/** How the present stretch of a running thread ends; `removed`: a ready one is taken out of competition. */
export type Leave = "expired" | "yielded" | "preempted" | "waits" | "ends" | "removed";

/** What a policy does. Ready threads are ordered by `sched.key`, then `finer`, then the order of entering the queue. */
export interface Policy {
  /** Ticks of a slice; 0: until it leaves by itself. `quantumOf` says it where it differs from thread to thread. */
  readonly quantum: number;
  quantumOf: ((sim: Simulation, node: Node, thread: Thread) => number) | undefined;
  /** Whether expiries come before arrivals and wake-ups of the same tick. */
  readonly preemptedFirst: boolean;
  /** Whether one that waits keeps the rest of its quantum. */
  readonly keepsQuantum: boolean;
  /** Sets the keys of a thread that is about to enter the queue. */
  enters: ((sim: Simulation, node: Node, thread: Thread, why: Entry) => void) | undefined;
  /** The order of two ready threads with equal keys: negative when `a` goes first. */
  finer: ((a: Thread, b: Thread) => number) | undefined;
  /** Whether `pick` goes by places: the whole ready queue is then kept in order, not only its first. */
  readonly isCounted: boolean;
  /** Whether the ready queue is a tournament, which `first` plays: the order changes with time. */
  readonly isTournament: boolean;
  /** The first of a queue that is not empty, where the order changes with time and the queue is not kept in it. */
  first: ((sim: Simulation, queue: ReadyQueue) => Thread) | undefined;
  /** Who of a queue that is not empty gets the CPU, where that is chosen. */
  pick: ((sim: Simulation, queue: ReadyQueue) => Thread) | undefined;
  /** What it chooses for a thread that gets its own CPU back, nobody else being ready. */
  renews: ((sim: Simulation, thread: Thread) => void) | undefined;
  /** Whether a ready thread, the first of its queue, takes the CPU of a running one. */
  beats: ((sim: Simulation, ready: Thread, running: Thread, node: Node) => boolean) | undefined;
  /** Which of two running threads goes first; left out: as if they were ready. */
  rank: ((sim: Simulation, a: Thread, b: Thread) => number) | undefined;
  /** A thread is given a CPU; it is in the queue no more. */
  given: ((sim: Simulation, node: Node, thread: Thread) => void) | undefined;
  /** The CPUs of a machine have been given out. */
  dispatched: ((sim: Simulation, node: Node) => void) | undefined;
  /** Charges a thread for the stretch that ends: `sched.ran` ticks. */
  leaves: ((sim: Simulation, node: Node, thread: Thread, how: Leave) => void) | undefined;
  /** The share of a thread changes by `change`: what it ran until now counts by the one that it had. */
  reshares: ((sim: Simulation, node: Node, thread: Thread, change: () => void) => void) | undefined;
  /** The tick from now on at which it must look again although nothing happens, or NEVER. */
  next: ((sim: Simulation, node: Node) => number) | undefined;
  /** Whether expiries come first at a tick whatever `preemptedFirst` says. */
  isBoost: ((tick: number) => boolean) | undefined;
  /** What it does at a boundary: before the arrivals, and after the last expiry. */
  before: ((sim: Simulation, node: Node) => void) | undefined;
  after: ((sim: Simulation, node: Node) => void) | undefined;
  /** Why a thread was the one at its last dispatch, others being ready or losing the CPU to it: a sentence about it. */
  why: (sched: Scheduling, words: Words) => string;
}

/** A row of the table of policies. */
export interface PolicyRow {
  readonly name: PolicyName;
  /** The textbook or paper that it follows, with section. */
  readonly source: string;
  /** The policy with the settings of a scenario. */
  make(choice: Choice): Partial<Policy> & Pick<Policy, "why">;
}

/** The policy of a row, every part in its place: the engine sees one shape of record for all of them. */
export function makePolicy(row: PolicyRow, choice: Choice): Policy {
  const given = row.make(choice);
  return {
    quantum: given.quantum ?? 0,
    quantumOf: given.quantumOf,
    preemptedFirst: given.preemptedFirst ?? false,
    keepsQuantum: given.keepsQuantum ?? false,
    enters: given.enters,
    finer: given.finer,
    isCounted: given.isCounted ?? false,
    isTournament: given.isTournament ?? false,
    first: given.first,
    pick: given.pick,
    renews: given.renews,
    beats: given.beats,
    rank: given.rank,
    given: given.given,
    dispatched: given.dispatched,
    leaves: given.leaves,
    reshares: given.reshares,
    next: given.next,
    isBoost: given.isBoost,
    before: given.before,
    after: given.after,
    why: given.why,
  };
}
