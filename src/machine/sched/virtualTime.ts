/**
 * Virtual time: what stride and fair scheduling order by. A thread's own grows as it runs; the least goes first, ties by pid.
 *
 * Keeps true: `sched.key` is the whole part of `sched.virtual` while the thread is ready, so that most comparisons are of
 * numbers; whoever joins or wakes starts at no less than the least of those that are ready or run; that least never falls: it
 * is remembered (`ReadyQueue.least`) while there are none.
 */
import type { Simulation } from "../simulation.ts";
import type { Cpu, Node, ReadyQueue, Thread } from "../state.ts";
import { addShare, compareFractions, greaterFraction, type Fraction } from "./fraction.ts";
import type { Entry, Leave, Policy } from "./policy.ts";

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

/** The least virtual time of the threads of a queue that are ready or run, or the one that is remembered. */
function least(sim: Simulation, node: Node, index: number, rate: Rate): Fraction {
  const { threads } = sim.world;
  const queue = node.queues[index]!;
  const times = queue.yielding.map((id) => threads[id]!.sched.virtual);
  if (queue.length > 0) times.push(threads[queue.items[0]!]!.sched.virtual);
  for (const cpu of cpusOf(sim, node, index)) if (cpu.thread >= 0) times.push(virtualNow(threads[cpu.thread]!, rate));
  let found = times[0] ?? queue.least;
  for (const time of times) if (compareFractions(time, found) < 0) found = time;
  return found;
}

/** Adds the ticks that a thread has run to its virtual time. */
export function charge(thread: Thread, rate: Rate): void {
  thread.sched.virtual = virtualNow(thread, rate);
  thread.sched.ran = 0;
}

/** A thread is ready and will stand in the queue, or does so now. */
function setYielding({ yielding }: ReadyQueue, thread: Thread, isOn: boolean): void {
  const place = yielding.indexOf(thread.id);
  if (place >= 0) yielding.splice(place, 1);
  if (isOn) yielding.push(thread.id);
}

/** A thread leaves; if it was the last of its queue, its virtual time is the least that will be remembered. */
function leave(sim: Simulation, node: Node, thread: Thread, how: Leave, rate: Rate): void {
  charge(thread, rate);
  const queue = node.queues[thread.sched.queue]!;
  setYielding(queue, thread, how === "yielded");
  if (queue.length > 0 || queue.yielding.length > 0) return;
  const isLast = cpusOf(sim, node, thread.sched.queue).every((cpu) => cpu.thread < 0 || cpu.thread === thread.id);
  if (isLast) queue.least = greaterFraction(queue.least, thread.sched.virtual);
}

function enter(sim: Simulation, node: Node, thread: Thread, why: Entry, rate: Rate): void {
  const { sched } = thread;
  if (why === "yielded") setYielding(node.queues[sched.queue]!, thread, false);
  if (why === "new" || why === "woken" || why === "moved")
    sched.virtual = greaterFraction(sched.virtual, least(sim, node, sched.queue, rate));
  sched.key = sched.virtual.whole;
}

/** What a policy that goes by virtual time has in common with the other one. */
export function virtualTimeParts(rate: Rate): Pick<Policy, "enters" | "finer" | "leaves" | "reshares"> {
  return {
    enters: (sim, node, thread, why) => {
      enter(sim, node, thread, why, rate);
    },
    finer: (a, b) => compareFractions(a.sched.virtual, b.sched.virtual) || a.pid - b.pid || a.id - b.id,
    leaves: (sim, node, thread, how) => {
      leave(sim, node, thread, how, rate);
    },
    reshares: (_sim, _node, thread, change) => {
      charge(thread, rate);
      change();
    },
  };
}
