/**
 * The boost of multilevel feedback queues: at each multiple of its period all threads return to the top level.
 *
 * Keeps true: the lower levels are appended to the top one, lowest first, a running thread as the first of its own; quantum
 * and allotment of everybody are renewed, of waiting threads too. A running thread that then has another before it loses its
 * CPU, unless the policy does not pre-empt or it is in kernel work or `atomic`.
 * Follows: Arpaci-Dusseau, "Operating Systems: Three Easy Pieces", chapter 8, and its simulator mlfq.py.
 */
import type { Simulation } from "../simulation.ts";
import { NEVER, type Node, type Thread } from "../state.ts";
import { ThreadState } from "../states.ts";
import { handBack, isProtected } from "./dispatcher.ts";
import type { Levels } from "./mlfq.ts";
import { queueInOrder, queueInsert, queueRemove } from "./readyQueue.ts";

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

/** Takes the running threads of lower levels off their CPUs, as far as that may be; the others go on with a new quantum. */
function recall(levels: Levels, sim: Simulation, node: Node): ReadonlySet<number> {
  const { world } = sim;
  const recalled = new Set<number>();
  for (const index of node.cpus) {
    const cpu = world.cpus[index]!;
    const thread = world.threads[cpu.thread];
    if (thread === undefined) continue;
    if (thread.sched.level > 0 && levels.isPreemptive && !isProtected(cpu, thread)) {
      handBack(sim, node, cpu, thread);
      recalled.add(thread.id);
    } else {
      const quantum = levels.quanta[0]!;
      renew(thread);
      cpu.quantumEnd = quantum === 0 ? NEVER : world.tick + quantum + cpu.overheadLeft;
    }
  }
  return recalled;
}

export function boost(levels: Levels, sim: Simulation, node: Node): void {
  const { threads, tick, processes } = sim.world;
  if (tick === 0 || tick % levels.boost !== 0) return;
  const { policy } = sim.hardware[node.index]!;
  node.owing.length = 0;
  const recalled = recall(levels, sim, node);
  for (const queue of node.queues) {
    const lower = queueInOrder(threads, queue, policy).filter((thread) => thread.sched.level > 0);
    const place = (thread: Thread): number => (recalled.has(thread.id) ? 0 : 1);
    // Sorting is stable: within a level all others keep their order.
    lower.sort((a, b) => b.sched.level - a.sched.level || place(a) - place(b));
    for (const thread of lower) {
      queueRemove(threads, queue, policy, thread);
      renew(thread);
      thread.sched.entered = node.nextTail++;
      queueInsert(threads, queue, policy, thread);
    }
  }
  for (const thread of threads) {
    if (thread.state === ThreadState.running || processes[thread.pid]!.node !== node.index) continue;
    if (thread.sched.place >= 0 && thread.sched.level > 0) continue;
    renew(thread);
  }
}
