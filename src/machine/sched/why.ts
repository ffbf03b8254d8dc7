/**
 * Why a thread was given its CPU: what is noted of a dispatch when it happens, and the sentence that this comes to.
 *
 * Keeps true: a note is numbers and costs next to nothing, for there is one at every dispatch; the sentence is made when somebody
 * looks, and tells of the dispatch, whatever has become of the thread since.
 */
import type { Words } from "../../base/words.ts";
import { processName } from "../names.ts";
import { nodeOf, processAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { ZERO_FRACTION, type Fraction } from "./fraction.ts";

/** How a thread came to a CPU. */
export enum Way {
  /** The policy's first of the ready queue. */
  policy,
  /** An idle CPU took it from the queue of another one. */
  stolen,
  /** A person wanted it. */
  person,
  /** Its quantum had ended, and nobody else was ready. */
  own,
}

/** What decided when a thread was given its CPU last. */
export interface Chosen {
  /** -1: it has had none yet. */
  tick: number;
  way: Way;
  /** The pid of who lost the CPU to it, or -1. */
  over: number;
  /** How many were ready in its queue, itself counted. */
  of: number;
  /** Since when it was ready, and the key of its order in the queue then. */
  since: number;
  key: number;
  aged: number;
  foreseen: number;
  virtual: Fraction;
}

export function notChosen(): Chosen {
  return {
    tick: -1,
    way: Way.policy,
    over: -1,
    of: 0,
    since: 0,
    key: 0,
    aged: 0,
    foreseen: 0,
    virtual: ZERO_FRACTION,
  };
}

/** Notes that its turn has come, under a policy that keeps nothing else of a thread: what such a one notes is as it was. */
export function noteTurn({ sched }: Thread, tick: number, of: number): void {
  const { chosen } = sched;
  chosen.tick = tick;
  chosen.way = Way.policy;
  chosen.over = -1;
  chosen.of = of;
  chosen.since = sched.readySince;
}

/** Notes what decides, before the policy is told of the dispatch. */
export function noteChosen(thread: Thread, tick: number, way: Way, over: number, of: number): void {
  const { sched } = thread;
  const { chosen } = sched;
  chosen.tick = tick;
  chosen.way = way;
  chosen.over = over;
  chosen.of = of;
  chosen.since = sched.readySince;
  chosen.key = sched.key;
  chosen.aged = sched.aged;
  chosen.foreseen = sched.foreseen;
  chosen.virtual = sched.virtual;
}

/** `of 3 ready it has been in the queue longest`: a reason, said of those that there were to choose from. */
export function ofReady(words: Words, { of }: Chosen, reason: string): string {
  return of > 1 ? words("of {0} ready {1}", of, reason) : reason;
}

function ownWords(sim: Simulation, thread: Thread): string {
  const { words } = sim;
  const { chosen } = thread.sched;
  const node = nodeOf(sim, processAt(sim, thread.pid));
  if (chosen.way === Way.person) return words("a person wanted it to run");
  if (chosen.way === Way.stolen) return words("its CPU had nobody of its own and took the first of the longest queue");
  if (chosen.way === Way.own) return words("its quantum had ended, and nobody else was ready");
  if (chosen.of > 1 || chosen.over >= 0) return sim.hardware[node.index]!.policy.why(thread.sched, words);
  return node.queues.length > 1 ? words("nobody else is in the queue of its CPU") : words("nobody else is ready");
}

/** Why a thread was dispatched last, as a sentence about it; empty when it never was. */
export function whyChosen(sim: Simulation, thread: Thread): string {
  const { chosen } = thread.sched;
  if (chosen.tick < 0) return "";
  const why = ownWords(sim, thread);
  return chosen.over < 0 ? why : sim.words("{0}; it takes the CPU from {1}", why, processName(sim, chosen.over));
}
