/**
 * Linux's completely fair scheduling in ticks: the least virtual run time goes first; it grows by ticks × 1024 / weight, the
 * weight following from nice. A slice is the thread's share of `latency`, at least `granularity`; it ends by itself, but for one
 * who joins or wakes: over a running thread that is ahead of it by more than `granularity`, the least then gets the CPU.
 *
 * Keeps true: a queue's `load` is the sum of the weights of its ready threads and of those that run from it; `node.joined` holds who
 * joined or woke at this boundary, and afterwards only over whom kernel work or `atomic` has kept that from being decided.
 * Follows: Linux, kernel/sched/fair.c and core.c (sched_prio_to_weight); Silberschatz, Galvin, Gagne, "Operating System
 * Concepts", Example: Linux Scheduling.
 */
import { numberArg } from "../../isa/settings.ts";
import type { Simulation } from "../simulation.ts";
import type { Node, Thread } from "../state.ts";
import { isProtected } from "./dispatcher.ts";
import { addShare, compareFractions, showFraction } from "./fraction.ts";
import type { Policy, PolicyRow } from "./policy.ts";
import { virtualNow, virtualTimeParts, type Rate } from "./virtualTime.ts";
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

/** Whether one that joined or woke, and is still ready, pre-empts a running thread of its queue. */
function isAhead({ world: { threads } }: Simulation, node: Node, running: Thread, granularity: number): boolean {
  return node.joined.some(({ thread, over }) => {
    const { sched } = threads[thread]!;
    if (sched.place < 0 || sched.queue !== running.sched.queue || (over >= 0 && over !== running.id)) return false;
    return compareFractions(virtualNow(running, RATE), addShare(sched.virtual, granularity, 1, 1)) > 0;
  });
}

/** After a dispatch: who is ready still merely waits, but over a running thread that could not be interrupted. */
function settleJoined({ world }: Simulation, node: Node): void {
  if (node.joined.length === 0) return;
  const left = node.joined.filter(({ thread }) => world.threads[thread]!.sched.place >= 0);
  const isKept = node.cpus
    .map((index) => world.cpus[index]!)
    .filter((cpu) => cpu.thread >= 0 && isProtected(cpu, world.threads[cpu.thread]!))
    .map((cpu) => cpu.thread);
  const kept = left.flatMap(({ thread, over }) =>
    isKept.filter((running) => over < 0 || over === running).map((running) => ({ thread, over: running })),
  );
  node.joined.splice(0, node.joined.length, ...kept);
}

function parts(latency: number, granularity: number): Partial<Policy> {
  const base = virtualTimeParts(RATE);
  return {
    ...base,
    enters: (sim, node, thread, why) => {
      base.enters?.(sim, node, thread, why);
      const joins = why === "new" || why === "woken";
      if (joins || why === "moved") node.queues[thread.sched.queue]!.load += weightOf(thread);
      if (joins) node.joined.push({ thread: thread.id, over: -1 });
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
    beats: (sim, _ready, running, node) => isAhead(sim, node, running, granularity),
    dispatched: settleJoined,
    rank: (_sim, a, b) => compareFractions(virtualNow(a, RATE), virtualNow(b, RATE)),
  };
}

export const fair: PolicyRow = {
  name: "fair",
  source:
    "Linux, kernel/sched/fair.c; Silberschatz, Galvin, Gagne, Operating System Concepts, Example: Linux Scheduling",
  make: (choice) => ({
    ...parts(numberArg(choice, "latency"), numberArg(choice, "granularity")),
    why: ({ chosen }, words) =>
      ofReady(words, chosen, words("its virtual run time {0} is the least", showFraction(chosen.virtual))),
  }),
};
