/**
 * Linux's completely fair scheduling in ticks: the least virtual run time goes first; it grows by ticks × 1024 / weight, the
 * weight following from nice. A slice is the thread's share of `latency`, at least `granularity`; who is ahead of a ready one
 * by more than `granularity` loses the CPU.
 *
 * Keeps true: a queue's `load` is the sum of the weights of its ready threads and of those that run from it.
 * Follows: Linux, kernel/sched/fair.c and core.c (sched_prio_to_weight); Silberschatz, Galvin, Gagne, "Operating System
 * Concepts", Example: Linux Scheduling.
 */
import { numberArg } from "../../isa/settings.ts";
import type { Simulation } from "../simulation.ts";
import { NEVER, type Node, type Thread } from "../state.ts";
import { addShare, approximately, compareFractions, showFraction } from "./fraction.ts";
import type { Policy, PolicyRow } from "./policy.ts";
import { queueFirst } from "./readyQueue.ts";
import { cpusOf, virtualNow, virtualTimeParts, type Rate } from "./virtualTime.ts";
import { ofReady } from "./why.ts";

/** Weights of nice −20 … 19, as in Linux. */
const WEIGHTS: readonly number[] = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991,
  1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
];

export function weightOf(thread: Thread): number {
  return WEIGHTS[thread.sched.nice + 20]!;
}

const RATE: Rate = { per: 1024, over: weightOf };

/** The tick at which a running thread may first be too far ahead of the first of its queue; never too late. */
function nextLook(sim: Simulation, node: Node, granularity: number): number {
  const { threads, tick } = sim.world;
  let next = NEVER;
  for (let k = 0; k < node.queues.length; k++) {
    const first = queueFirst(threads, node.queues[k]!);
    if (first === undefined) continue;
    for (const cpu of cpusOf(sim, node, k)) {
      const running = threads[cpu.thread];
      if (running === undefined) continue;
      const room = granularity + approximately(first.sched.virtual) - approximately(virtualNow(running, RATE));
      const ticks = Math.max(1, Math.min(1 << 30, Math.floor((room * weightOf(running)) / 1024) - 1));
      if (next === NEVER || tick + ticks < next) next = tick + ticks;
    }
  }
  return next;
}

function parts(latency: number, granularity: number): Partial<Policy> {
  const base = virtualTimeParts(RATE);
  return {
    ...base,
    enters: (sim, node, thread, why) => {
      base.enters?.(sim, node, thread, why);
      if (why === "new" || why === "woken") node.queues[thread.sched.queue]!.load += weightOf(thread);
    },
    leaves: (sim, node, thread, how) => {
      base.leaves?.(sim, node, thread, how);
      if (how === "waits" || how === "ends" || how === "removed")
        node.queues[thread.sched.queue]!.load -= weightOf(thread);
    },
    reshares: (sim, node, thread, change) => {
      const isCounted = thread.sched.place >= 0 || thread.cpu >= 0;
      const before = weightOf(thread);
      base.reshares?.(sim, node, thread, change);
      if (isCounted) node.queues[thread.sched.queue]!.load += weightOf(thread) - before;
    },
    quantumOf: (_sim, node, thread) => {
      const share = Math.ceil((latency * weightOf(thread)) / node.queues[thread.sched.queue]!.load);
      return Math.max(granularity, share);
    },
    beats: (_sim, ready, running) =>
      compareFractions(virtualNow(running, RATE), addShare(ready.sched.virtual, granularity, 1, 1)) > 0,
    rank: (_sim, a, b) => compareFractions(virtualNow(a, RATE), virtualNow(b, RATE)),
    next: (sim, node) => nextLook(sim, node, granularity),
  };
}

export const fair: PolicyRow = {
  name: "fair",
  source:
    "Linux, kernel/sched/fair.c; Silberschatz, Galvin, Gagne, Operating System Concepts, Example: Linux Scheduling",
  make: (choice) => ({
    ...parts(numberArg(choice, "latency"), numberArg(choice, "granularity")),
    why: ({ chosen }) => `${ofReady(chosen)}its virtual run time ${showFraction(chosen.virtual)} is the least`,
  }),
};
