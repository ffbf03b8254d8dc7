/**
 * Multilevel feedback queues: new work enters the top level; round robin within a level; who has used its allotment of whole
 * quanta there moves down. The settings name the conventions in which books differ: Silberschatz; Stallings ("feedback":
 * `preemptive: false`); Arpaci-Dusseau (`boost`, `ties: preempted_first`).
 *
 * Keeps true: `sched.key` is the level; a thread keeps quantum and allotment while it waits; one that may stay because it is
 * alone is decided on after the arrivals of the tick (`Owing`).
 * Follows: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", chapter 8; Stallings, "Operating Systems", Feedback.
 */
import { numberArg, wordArg, type Choice } from "../../isa/settings.ts";
import type { Simulation } from "../simulation.ts";
import { NEVER, type Node, type Thread } from "../state.ts";
import { boost, isBoost, nextBoost, settleBoost } from "./boost.ts";
import type { Entry, Leave, Policy, PolicyRow } from "./policy.ts";
import { queueInsert, queueRemove } from "./readyQueue.ts";

/** The settings, as this file needs them. */
export interface Levels {
  readonly quanta: readonly number[];
  readonly allotments: readonly number[];
  readonly boost: number;
  readonly isPreemptive: boolean;
  readonly victimToTail: boolean;
  readonly returnsToHead: boolean;
  readonly resetsAfterWait: boolean;
  readonly staysAlone: boolean;
}

function numbersArg(choice: Choice, name: string): readonly number[] {
  const value = choice.args[name];
  return Array.isArray(value) ? (value as readonly number[]) : [];
}

function levelsOf(choice: Choice): Levels {
  const allotments = numbersArg(choice, "allotments");
  const quanta = numbersArg(choice, "quanta");
  return {
    quanta,
    // The last one given, or 1, holds for all levels below it.
    allotments: quanta.map((_quantum, level) => allotments[level] ?? allotments[allotments.length - 1] ?? 1),
    boost: numberArg(choice, "boost"),
    isPreemptive: numberArg(choice, "preemptive") !== 0,
    victimToTail: wordArg(choice, "preempted") === "tail",
    returnsToHead: wordArg(choice, "io_return") === "head",
    resetsAfterWait: wordArg(choice, "after_io") === "reset",
    staysAlone: wordArg(choice, "alone") === "stay",
  };
}

/** One whole quantum of a thread is spent: its allotment, and with it perhaps its level. */
function spend(levels: Levels, thread: Thread): void {
  const { sched } = thread;
  sched.quantumLeft = 0;
  sched.allotment++;
  if (sched.allotment < levels.allotments[sched.level]!) return;
  sched.allotment = 0;
  if (sched.level < levels.quanta.length - 1) sched.level++;
  sched.key = sched.level;
}

function leaves(levels: Levels, sim: Simulation, node: Node, thread: Thread, how: Leave): void {
  const { sched } = thread;
  sched.ran = 0;
  if (how === "ends" || how === "preempted" || how === "removed") return;
  const { quantumEnd } = sim.world.cpus[thread.cpu]!;
  const isSpent = quantumEnd !== NEVER && quantumEnd <= sim.world.tick;
  if (how === "waits" && levels.resetsAfterWait) {
    sched.allotment = 0;
    sched.quantumLeft = 0;
  }
  if (!isSpent) return;
  // Who waits is neither ready nor running, and not alone; a quantum that ends at a boost goes down whoever else there is.
  const mayStay = levels.staysAlone && how !== "waits" && !isBoost(levels, sim.world.tick);
  if (mayStay && sched.level < levels.quanta.length - 1) node.owing.push(thread.id);
  else spend(levels, thread);
}

/** Whether nobody but this thread is ready or running on its machine. */
function isAlone(sim: Simulation, node: Node, thread: Thread): boolean {
  if (node.readyCount > (thread.sched.place >= 0 ? 1 : 0)) return false;
  return node.cpus.every((index) => {
    const running = sim.world.cpus[index]!.thread;
    return running < 0 || running === thread.id;
  });
}

/** Decides on the threads whose quantum ended at this boundary: who is alone stays, its allotment renewed. */
function settleOwing(levels: Levels, sim: Simulation, node: Node): void {
  const { threads } = sim.world;
  const { policy } = sim.hardware[node.index]!;
  for (const id of node.owing.splice(0)) {
    const thread = threads[id]!;
    const { sched } = thread;
    const queue = node.queues[sched.queue]!;
    const isQueued = sched.place >= 0;
    const alone = isAlone(sim, node, thread);
    if (isQueued) queueRemove(threads, queue, policy, thread);
    if (alone) sched.allotment = 0;
    else spend(levels, thread);
    if (isQueued) queueInsert(threads, queue, policy, thread);
  }
}

function enters(levels: Levels, node: Node, thread: Thread, why: Entry): void {
  const { sched } = thread;
  // Who loses its CPU by a boost stands where that has put it.
  if (why === "preempted" && levels.victimToTail && sched.boosted === 0) sched.entered = node.nextTail++;
  sched.returned = 0;
  sched.boosted = 0;
  sched.key = sched.level;
  if (why === "woken" && levels.returnsToHead) {
    sched.entered = node.nextHead--;
    sched.returned = 1;
  }
}

function parts(levels: Levels): Partial<Policy> {
  return {
    keepsQuantum: true,
    quantumOf: (_sim, _node, thread) => levels.quanta[thread.sched.level]!,
    enters: (_sim, node, thread, why) => {
      enters(levels, node, thread, why);
    },
    leaves: (sim, node, thread, how) => {
      leaves(levels, sim, node, thread, how);
    },
    beats: levels.isPreemptive
      ? (_sim, { sched: ready }, { sched: running }) => {
          if (ready.key !== running.key) return ready.key < running.key;
          return (ready.returned === 1 || running.boosted === 1) && ready.entered < running.entered;
        }
      : undefined,
    rank: (_sim, { sched: a }, { sched: b }) =>
      a.key - b.key || a.boosted - b.boosted || a.boosted * (a.entered - b.entered),
    given: (_sim, _node, { sched }) => {
      sched.returned = 0;
      sched.boosted = 0;
    },
    dispatched: levels.boost === 0 ? undefined : settleBoost,
    before:
      levels.boost === 0
        ? undefined
        : (sim, node) => {
            boost(levels, sim, node);
          },
    isBoost: levels.boost === 0 ? undefined : (tick) => isBoost(levels, tick),
    after: levels.staysAlone
      ? (sim, node) => {
          settleOwing(levels, sim, node);
        }
      : undefined,
    next: levels.boost === 0 ? undefined : (sim) => nextBoost(levels, sim),
  };
}

export const mlfq: PolicyRow = {
  name: "mlfq",
  source:
    "Arpaci-Dusseau, Operating Systems: Three Easy Pieces, Multi-Level Feedback Queue; Stallings, Operating Systems, Feedback",
  make: (choice) => ({
    preemptedFirst: wordArg(choice, "ties") === "preempted_first",
    ...parts(levelsOf(choice)),
    why: ({ chosen }, words) => words("it is the first of level {0}, and nobody above is ready", chosen.key),
  }),
};
