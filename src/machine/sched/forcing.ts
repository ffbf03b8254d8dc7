/**
 * Threads that a person wants to run next: the dispatcher gives them a CPU before its policy has a say.
 *
 * Keeps true: kernel work and `atomic` are not interrupted: what is asked then takes effect at their end; who was dispatched
 * by hand keeps its CPU until it leaves by itself or its quantum ends; a machine of which nothing was asked runs as ever.
 */
import { EventKind } from "../events.ts";
import { move } from "../process/thread.ts";
import { emit, nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Cpu, Node, Thread } from "../state.ts";
import { LeaveReason, ThreadState } from "../states.ts";
import { settleSteering, type ForcedDispatch } from "./holding.ts";
import { enqueue, leaveCpu, queueOfCpu } from "./scheduler.ts";
import { Way } from "./why.ts";

/** What the dispatcher lends to do what was asked. */
export interface Hands {
  give(sim: Simulation, node: Node, cpu: Cpu, thread: Thread, way: Way, over: number): void;
  /** Takes a ready thread to the queue of a CPU. */
  moveToQueue(sim: Simulation, node: Node, cpu: Cpu, thread: Thread): void;
  isProtected(cpu: Cpu, thread: Thread): boolean;
}

/** A running thread goes back to the ready queue, or is parked, for the sake of another one (`by`, a pid; 0: of nobody). */
export function takeOff(sim: Simulation, node: Node, cpu: Cpu, by: number): void {
  const victim = threadAt(sim, cpu.thread);
  emit(sim, EventKind.preempted, victim.pid, victim.id, cpu.index, by, 0);
  leaveCpu(sim, victim, LeaveReason.preempted);
  victim.cpu = -1;
  move(sim, victim, ThreadState.ready);
  enqueue(sim, node, victim, "preempted");
}

/** The CPU for a thread that is to run next: the one asked for, else an idle one, else the first that can be taken. */
function cpuFor(sim: Simulation, node: Node, asked: number, hands: Hands): Cpu | undefined {
  const { cpus } = sim.world;
  const possible = node.cpus
    .map((index) => cpus[index]!)
    .filter((cpu) => asked < 0 || cpu.index === asked)
    .filter((cpu) => (cpu.thread < 0 ? cpu.overheadLeft === 0 : !hands.isProtected(cpu, threadAt(sim, cpu.thread))));
  return possible.find((cpu) => cpu.thread < 0) ?? possible[0];
}

/** Gives a thread its CPU, if that can be now; whether there is something left to keep of what was asked. */
function force(sim: Simulation, node: Node, entry: ForcedDispatch, hands: Hands): boolean {
  const thread = threadAt(sim, entry.thread);
  const isRunning = thread.state === ThreadState.running;
  if (entry.given) return isRunning;
  const wanted = isRunning && (entry.cpu < 0 || thread.cpu === entry.cpu);
  if (wanted) {
    entry.given = true;
    return true;
  }
  const isComing = sim.world.pending.some(({ thread: id }) => id === entry.thread);
  if (thread.state !== ThreadState.ready && !isRunning) return isComing;
  const cpu = cpuFor(sim, node, entry.cpu, hands);
  if (cpu === undefined || (thread.sched.place < 0 && !isRunning)) return true;
  if (isRunning) {
    const present = sim.world.cpus[thread.cpu]!;
    if (hands.isProtected(present, thread)) return true;
    takeOff(sim, node, present, 0);
  }
  const over = cpu.thread >= 0 ? threadAt(sim, cpu.thread).pid : -1;
  if (cpu.thread >= 0) takeOff(sim, node, cpu, thread.pid);
  if (node.queues[thread.sched.queue] !== queueOfCpu(node, cpu)) hands.moveToQueue(sim, node, cpu, thread);
  hands.give(sim, node, cpu, thread, Way.person, over);
  entry.given = true;
  return true;
}

/** Does what a person asked, as far as it can be done at this dispatch of a machine. */
export function forceDispatches(sim: Simulation, node: Node, hands: Hands): void {
  const { world } = sim;
  const { next } = world.steering;
  const kept = next.filter((entry) => {
    const thread = threadAt(sim, entry.thread);
    return nodeOf(sim, processAt(sim, thread.pid)) !== node || force(sim, node, entry, hands);
  });
  next.splice(0, next.length, ...kept);
  settleSteering(world);
}
