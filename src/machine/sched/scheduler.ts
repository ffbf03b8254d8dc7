/**
 * The short-term scheduler's side of the ready queues: who enters them, in which order, and who gives up a CPU.
 *
 * Keeps true: a ready thread is in exactly one ready queue of its machine, or on the list of those that enter one at the
 * coming boundary, or parked because a person holds it; the policy is told of every entry and of every end of a stretch on a CPU.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", CPU Scheduler.
 */
import type { Choice } from "../../isa/settings.ts";
import { EventKind, Overhead } from "../events.ts";
import { move } from "../process/thread.ts";
import { emit, nodeOf, processAt, type Simulation } from "../simulation.ts";
import { NEVER, type Cpu, type Node, type ReadyQueue, type Thread } from "../state.ts";
import { LeaveReason, ThreadState } from "../states.ts";
import { isHeld, park, unpark } from "./holding.ts";
import type { Entry, Leave, Policy } from "./policy.ts";
import { queueInsert, queueRemove } from "./readyQueue.ts";

/** The scheduler setting of a machine. */
export function schedulerOf(sim: Simulation, node: Node): Choice {
  return sim.hardware[node.index]!.scheduler;
}

export function policyOf(sim: Simulation, node: Node): Policy {
  return sim.hardware[node.index]!.policy;
}

/** The queue that a CPU takes from. */
export function queueOfCpu(node: Node, cpu: Cpu): ReadyQueue {
  return node.queues.length === 1 ? node.queues[0]! : node.queues[cpu.number]!;
}

/** Whether a CPU has a thread: one that runs, or one that has yielded and is still to enter the queue. */
function isOnCpu({ world }: Simulation, cpu: Cpu): boolean {
  if (cpu.thread >= 0) return true;
  const left = world.threads[cpu.outgoing];
  return left?.state === ThreadState.ready && left.sched.place < 0;
}

/** The queue that a new thread joins: the shortest, the running one counted; of equal ones that of the lowest CPU. */
function shortestQueue(sim: Simulation, node: Node): number {
  let best = 0;
  let least = Infinity;
  for (let k = 0; k < node.queues.length; k++) {
    const length = node.queues[k]!.length + (isOnCpu(sim, sim.world.cpus[node.cpus[k]!]!) ? 1 : 0);
    if (length < least) {
      least = length;
      best = k;
    }
  }
  return best;
}

function chooseQueue(sim: Simulation, node: Node, thread: Thread, why: Entry): number {
  if (why === "new" || thread.lastCpu < 0) return shortestQueue(sim, node);
  return sim.world.cpus[thread.lastCpu]!.number;
}

/** Puts a thread, whose state is ready already, into its ready queue. */
export function enqueue(sim: Simulation, node: Node, thread: Thread, why: Entry): void {
  const { world } = sim;
  const { sched } = thread;
  const { policy } = sim.hardware[node.index]!;
  if (why !== "preempted") {
    if (node.queues.length > 1) sched.queue = chooseQueue(sim, node, thread, why);
    if (node.expired.length > 0) standInQueue(sim, node, sched.queue);
    sched.entered = node.nextTail++;
    if (!(policy.keepsQuantum && why === "woken")) sched.quantumLeft = 0;
  }
  sched.readySince = world.tick;
  if (world.steering.isOn && isHeld(world, thread.id)) {
    park(world, thread.id, why);
    return;
  }
  if (policy.enters !== undefined) policy.enters(sim, node, thread, why);
  queueInsert(world.threads, node.queues[sched.queue]!, policy, thread);
  node.readyCount++;
  world.redispatch = true;
}

/** Takes a ready thread out of its queue, its state being about to change; one that is still to enter it is in none. */
export function dequeue(sim: Simulation, thread: Thread): void {
  if (unpark(sim.world, thread.id)) return;
  const node = nodeOf(sim, processAt(sim, thread.pid));
  const policy = policyOf(sim, node);
  if (thread.sched.place >= 0) {
    queueRemove(sim.world.threads, node.queues[thread.sched.queue]!, policy, thread);
    node.readyCount--;
  }
  policy.leaves?.(sim, node, thread, "removed");
}

/** Counts that a thread has left its CPU. */
export function countSwitch(thread: Thread, reason: LeaveReason): void {
  if (reason === LeaveReason.preempted) thread.account.switchesForced++;
  else thread.account.switchesVoluntary++;
}

/** The thread leaves its CPU: what is left of its user-level slice is for when it comes back. */
export function endSlice(sim: Simulation, cpu: Cpu, thread: Thread): void {
  thread.sliceLeft = Math.max(0, cpu.sliceEnd - sim.world.tick);
  cpu.sliceEnd = NEVER;
}

/** The thread was given its CPU: its user-level slice goes on, or a new one begins, after `overhead` ticks. */
export function startSlice(sim: Simulation, cpu: Cpu, thread: Thread, overhead: number): void {
  const { quantum } = processAt(sim, thread.pid).threading;
  if (quantum > 0) cpu.sliceEnd = sim.world.tick + overhead + (thread.sliceLeft > 0 ? thread.sliceLeft : quantum);
}

/** Ticks left of the switch that a CPU is in: they come before the quantum, all other kernel work counts in it. */
export function switchLeft(cpu: Cpu): number {
  const isSwitch = cpu.overhead === Overhead.contextSwitch || cpu.overhead === Overhead.userSwitch;
  return isSwitch ? cpu.overheadLeft : 0;
}

/** Ticks left until the quantum or user-level slice of a CPU ends, without those of the switch that comes before it. */
export function turnLeft(cpu: Cpu, end: number, tick: number): number {
  return Math.max(0, end - tick - switchLeft(cpu));
}

/** How a stretch ends, by `LeaveReason`. */
const LEAVES: readonly Leave[] = ["ends", "preempted", "yielded", "waits", "ends", "waits"];

/** Takes a thread whose quantum ended off its CPU into the ready queue; whether that is a switch is known after the dispatch. */
export function handBack(sim: Simulation, node: Node, cpu: Cpu): void {
  const thread = sim.world.threads[cpu.thread]!;
  cpu.outgoing = thread.id;
  cpu.thread = -1;
  cpu.leftReason = LeaveReason.preempted;
  thread.left = LeaveReason.preempted;
  thread.lastCpu = cpu.index;
  if (cpu.sliceEnd !== NEVER) endSlice(sim, cpu, thread);
  move(sim, thread, ThreadState.ready);
  thread.cpu = -1;
  enqueue(sim, node, thread, "expired");
}

/** Whose quantum ended at this boundary stands in the queue, where more than one did and their order may change. */
export function standInQueues(sim: Simulation, node: Node): void {
  if (node.expired.length > 1) for (const queue of node.queues.keys()) standInQueue(sim, node, queue);
}

/** Somebody enters a queue after threads whose quantum ended at this boundary: they stand in it already, and before it. */
function standInQueue(sim: Simulation, node: Node, queue: number): void {
  const { cpus } = sim.world;
  const isFirst = (index: number): boolean => queueOfCpu(node, cpus[index]!) === node.queues[queue];
  const first = node.expired.filter(isFirst);
  node.expired.splice(0, node.expired.length, ...node.expired.filter((index) => !isFirst(index)));
  for (const index of first) if (cpus[index]!.thread >= 0) handBack(sim, node, cpus[index]!);
}

/** Takes the running thread off its CPU; its state changes next. */
export function leaveCpu(sim: Simulation, thread: Thread, reason: LeaveReason): void {
  vacate(sim, thread, reason);
  countSwitch(thread, reason);
}

/** Takes the running thread off its CPU; whether that counts as a switch is known later. */
export function vacate(sim: Simulation, thread: Thread, reason: LeaveReason): void {
  const { world } = sim;
  const cpu = world.cpus[thread.cpu]!;
  const left = cpu.quantumEnd - world.tick;
  thread.sched.quantumLeft = left > 0 ? left : 0;
  if (cpu.sliceEnd !== NEVER) endSlice(sim, cpu, thread);
  const { policy } = sim.hardware[cpu.node]!;
  if (policy.leaves !== undefined) policy.leaves(sim, world.nodes[cpu.node]!, thread, LEAVES[reason]!);
  thread.left = reason;
  thread.lastCpu = cpu.index;
  cpu.thread = -1;
  cpu.leftReason = reason;
  cpu.followUp = false;
  cpu.plain = false;
  cpu.due = false;
  world.redispatch = true;
}

/** Begins kernel work on a CPU. */
export function beginOverhead(sim: Simulation, cpu: Cpu, overhead: Overhead, ticks: number): void {
  cpu.overhead = overhead;
  cpu.overheadLeft = ticks;
  const thread = cpu.thread < 0 ? undefined : sim.world.threads[cpu.thread];
  emit(sim, EventKind.overheadBegan, thread?.pid ?? cpu.spinner, cpu.thread, cpu.index, overhead, ticks);
}

/** Changes the priority of a thread; among equals it keeps its place in the order of entering the queue. */
export function setPriority(sim: Simulation, thread: Thread, priority: number): void {
  const { sched } = thread;
  sched.priority = priority;
  sim.world.redispatch = true;
  const node = nodeOf(sim, processAt(sim, thread.pid));
  const { policy } = sim.hardware[node.index]!;
  const { threads } = sim.world;
  const queue = node.queues[sched.queue]!;
  const isQueued = sched.place >= 0;
  if (isQueued) queueRemove(threads, queue, policy, thread);
  policy.enters?.(sim, node, thread, "preempted");
  if (isQueued) queueInsert(threads, queue, policy, thread);
}

/** Gives a thread another number of tickets, or another niceness. */
export function setShare(sim: Simulation, thread: Thread, share: "tickets" | "nice", value: number): void {
  const node = nodeOf(sim, processAt(sim, thread.pid));
  const { policy } = sim.hardware[node.index]!;
  const change = (): void => {
    thread.sched[share] = value;
  };
  if (policy.reshares === undefined) change();
  else policy.reshares(sim, node, thread, change);
  sim.world.redispatch = true;
}
