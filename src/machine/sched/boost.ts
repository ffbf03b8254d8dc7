/**
 * The boost of multilevel feedback queues: at each multiple of its period all threads return to the top level.
 *
 * Keeps true: the lower levels are appended to the top one, lowest first, a running thread as the first of its own; quantum
 * and allotment of everybody are renewed, of waiting threads too. A running thread stays on its CPU; at the dispatch of that
 * boundary, or at the end of the kernel work or `atomic` that it is in, one that then stands before it takes that CPU, where the policy
 * pre-empts.
 * Follows: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", chapter 8, and its simulator mlfq.py.
 */
import type { Simulation } from "../simulation.ts";
import { NEVER, type Cpu, type Node, type Thread } from "../state.ts";
import { ThreadState } from "../states.ts";
import { isProtected } from "./dispatcher.ts";
import type { Levels } from "./mlfq.ts";
import { queueInOrder, queueInsert, queueRemove } from "./readyQueue.ts";
import { standInQueues, switchLeft } from "./scheduler.ts";

/** Whether a boost falls on a tick. */
export function isBoost(levels: Levels, tick: number): boolean {
  return levels.boost > 0 && tick > 0 && tick % levels.boost === 0;
}

/** The tick of the next boost. */
export function nextBoost(levels: Levels, sim: Simulation): number {
  return (Math.floor(sim.world.tick / levels.boost) + 1) * levels.boost;
}

function renew(thread: Thread): void {
  const { sched } = thread;
  sched.level = 0;
  sched.key = 0;
  sched.allotment = 0;
  sched.returned = 0;
  sched.quantumLeft = 0;
}

/** The threads of a machine that run; one whose quantum has just ended stands in the queue. */
function running(sim: Simulation, node: Node): readonly Cpu[] {
  return node.cpus
    .map((index) => sim.world.cpus[index]!)
    .filter((cpu) => cpu.thread >= 0 && !node.expired.includes(cpu.index));
}

/** Appends the threads of a level to the top one: those that run first, then those that are ready, in their order. */
function append(levels: Levels, sim: Simulation, node: Node, level: number): void {
  const { threads } = sim.world;
  const { policy } = sim.hardware[node.index]!;
  for (const cpu of running(sim, node)) {
    const thread = threads[cpu.thread]!;
    if (thread.sched.level !== level || level === 0) continue;
    renew(thread);
    thread.sched.entered = node.nextTail++;
    thread.sched.boosted = levels.isPreemptive ? 1 : 0;
  }
  for (const queue of node.queues) {
    for (const thread of queueInOrder(threads, queue, policy).filter(({ sched }) => sched.level === level)) {
      queueRemove(threads, queue, policy, thread);
      renew(thread);
      if (level > 0) thread.sched.entered = node.nextTail++;
      queueInsert(threads, queue, policy, thread);
    }
  }
}

export function boost(levels: Levels, sim: Simulation, node: Node): void {
  const { threads, tick, processes } = sim.world;
  if (!isBoost(levels, tick)) return;
  standInQueues(sim, node);
  for (let level = levels.quanta.length - 1; level >= 0; level--) append(levels, sim, node, level);
  const quantum = levels.quanta[0]!;
  for (const cpu of running(sim, node)) cpu.quantumEnd = quantum === 0 ? NEVER : tick + quantum + switchLeft(cpu);
  for (const thread of threads) {
    if (processes[thread.pid]!.node !== node.index || thread.sched.place >= 0) continue;
    if (thread.state !== ThreadState.terminated) renew(thread);
  }
}

/** After a dispatch: whose CPU nobody took keeps it for good, but where that could not be decided yet. */
export function settleBoost({ world }: Simulation, node: Node): void {
  for (const index of node.cpus) {
    const cpu = world.cpus[index]!;
    const thread = world.threads[cpu.thread];
    if (thread?.sched.boosted === 1 && !isProtected(cpu, thread)) thread.sched.boosted = 0;
  }
}
