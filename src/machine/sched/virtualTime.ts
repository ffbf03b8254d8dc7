/**
 * Virtual time: what stride and fair scheduling order by. A thread's own grows as it runs; the least goes first, ties by pid.
 *
 * Keeps true: `sched.key` is the whole part of `sched.virtual` while the thread is ready, so that most comparisons are of
 * numbers; whoever joins or wakes starts at no less than the least of those that are ready or run.
 */
import type { Simulation } from "../simulation.ts";
import type { Cpu, Node, Thread } from "../state.ts";
import { addShare, compareFractions, greaterFraction, type Fraction } from "./fraction.ts";
import type { Entry, Policy } from "./policy.ts";

/** By how much virtual time grows a tick: `per` / `over(thread)`. */
export interface Rate {
  readonly per: number;
  over(thread: Thread): number;
}

/** A running thread's virtual time, the ticks that it has just run included. */
export function virtualNow(thread: Thread, rate: Rate): Fraction {
  const { virtual, ran } = thread.sched;
  return ran === 0 ? virtual : addShare(virtual, ran, rate.per, rate.over(thread));
}

/** The CPUs that take from the queue. */
export function cpusOf(sim: Simulation, node: Node, queue: number): readonly Cpu[] {
  const { cpus } = sim.world;
  return node.queues.length === 1 ? node.cpus.map((index) => cpus[index]!) : [cpus[node.cpus[queue]!]!];
}

/** The least virtual time of the threads of a queue that are ready or run; undefined when there are none. */
function least(sim: Simulation, node: Node, queue: number, rate: Rate): Fraction | undefined {
  const { threads } = sim.world;
  const first = node.queues[queue]!;
  let found = first.length > 0 ? threads[first.items[0]!]!.sched.virtual : undefined;
  for (const cpu of cpusOf(sim, node, queue)) {
    if (cpu.thread < 0) continue;
    const now = virtualNow(threads[cpu.thread]!, rate);
    if (found === undefined || compareFractions(now, found) < 0) found = now;
  }
  return found;
}

/** Adds the ticks that a thread has run to its virtual time. */
export function charge(thread: Thread, rate: Rate): void {
  thread.sched.virtual = virtualNow(thread, rate);
  thread.sched.ran = 0;
}

function enter(sim: Simulation, node: Node, thread: Thread, why: Entry, rate: Rate): void {
  const { sched } = thread;
  if (why === "new" || why === "woken") {
    const start = least(sim, node, sched.queue, rate);
    if (start !== undefined) sched.virtual = greaterFraction(sched.virtual, start);
  }
  sched.key = sched.virtual.whole;
}

/** What a policy that goes by virtual time has in common with the other one. */
export function virtualTimeParts(rate: Rate): Pick<Policy, "enters" | "finer" | "leaves" | "reshares"> {
  return {
    enters: (sim, node, thread, why) => {
      enter(sim, node, thread, why, rate);
    },
    finer: (a, b) => compareFractions(a.sched.virtual, b.sched.virtual) || a.pid - b.pid || a.id - b.id,
    leaves: (_sim, _node, thread) => {
      charge(thread, rate);
    },
    reshares: (_sim, _node, thread, change) => {
      charge(thread, rate);
      change();
    },
  };
}
