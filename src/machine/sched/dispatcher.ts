/**
 * The dispatcher: ends quanta, gives idle CPUs to ready threads, lets better ones take a CPU.
 *
 * Keeps true: a running thread has exactly one CPU; a switch to the same thread on the same CPU is no switch; kernel work
 * and `atomic` are not interrupted.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Dispatcher and Preemptive Scheduling.
 */
import { FLAGS, Flag } from "../../isa/registers.ts";
import { EventKind, Overhead } from "../events.ts";
import { move } from "../process/thread.ts";
import { yieldSpins } from "../threads/go.ts";
import type { Carrier } from "../threads/state.ts";
import { handOver } from "../threads/threading.ts";
import { emit, processAt, type Simulation } from "../simulation.ts";
import { NEVER, type Cpu, type Node, type ReadyQueue, type Thread } from "../state.ts";
import { LeaveReason, ThreadState } from "../states.ts";
import { isChosen } from "./holding.ts";
import type { Policy } from "./policy.ts";
import { queueFirst, queueInsert, queueRemove } from "./readyQueue.ts";
import { noteChosen, Way } from "./why.ts";
import { forceDispatches, type Hands } from "./forcing.ts";
import { beginOverhead, countSwitch, enqueue, handBack, leaveCpu, queueOfCpu, startSlice } from "./scheduler.ts";

/** Whether what befalls the thread on this CPU must wait: kernel work and `atomic` cannot be pre-empted. */
export function isProtected(cpu: Cpu, thread: Thread): boolean {
  return cpu.overheadLeft > 0 || (thread.registers[FLAGS]! & Flag.interruptsOff) !== 0;
}

/** Ends the quanta that are over, in CPU order, of the machines where that has its place now. */
export function expireQuanta(sim: Simulation, isBeforeArrivals: boolean): void {
  const { world, hardware } = sim;
  const { cpus, tick } = world;
  for (let k = 0; k < cpus.length; k++) {
    const cpu = cpus[k]!;
    const { quantumEnd } = cpu;
    if (quantumEnd > tick || quantumEnd === NEVER || cpu.thread < 0) continue;
    if (isBeforeArrivals && !comesFirst(hardware[cpu.node]!.policy, tick)) continue;
    const thread = world.threads[cpu.thread]!;
    if (!isProtected(cpu, thread)) expire(sim, cpu, thread);
  }
}

/** Whether expiries come before the arrivals at this tick. */
function comesFirst(policy: Policy, tick: number): boolean {
  return policy.preemptedFirst || policy.isBoost?.(tick) === true;
}

/** The thread stands in the queue from now on; as long as it is alone there, that need not be seen. */
function expire(sim: Simulation, cpu: Cpu, thread: Thread): void {
  const node = sim.world.nodes[cpu.node]!;
  const { policy } = sim.hardware[cpu.node]!;
  if (node.expired.includes(cpu.index)) return;
  emit(sim, EventKind.quantumExpired, thread.pid, thread.id, cpu.index, 0, 0);
  if (policy.leaves !== undefined) policy.leaves(sim, node, thread, "expired");
  if (queueOfCpu(node, cpu).length > 0 || policy.pick !== undefined) handBack(sim, node, cpu);
  else node.expired.push(cpu.index);
}

/** Nobody came behind the threads whose quantum ended: each goes on where it is. */
function renewExpired(sim: Simulation, node: Node): void {
  const { cpus, threads, tick } = sim.world;
  for (const index of node.expired.splice(0)) {
    const cpu = cpus[index]!;
    if (cpu.thread < 0 || cpu.quantumEnd > tick) continue;
    const thread = threads[cpu.thread]!;
    thread.sched.quantumLeft = 0;
    cpu.quantumEnd = quantumEnd(sim, node, thread, 0);
  }
}

function quantumEnd(sim: Simulation, node: Node, thread: Thread, overhead: number): number {
  const { sched } = thread;
  let quantum = sched.quantumLeft;
  if (quantum === 0) {
    const { policy } = sim.hardware[node.index]!;
    quantum = policy.quantumOf === undefined ? policy.quantum : policy.quantumOf(sim, node, thread);
  }
  sched.quantumLeft = 0;
  return quantum === 0 ? NEVER : sim.world.tick + overhead + quantum;
}

/** Gives an idle CPU to a ready thread. */
function give(sim: Simulation, node: Node, cpu: Cpu, thread: Thread, way: Way, over: number): void {
  const { world } = sim;
  const hardware = sim.hardware[node.index]!;
  const { pid } = thread;
  const queue = node.queues[thread.sched.queue]!;
  noteChosen(thread, world.tick, way, over, queue.length);
  queueRemove(world.threads, queue, hardware.policy, thread);
  node.readyCount--;
  if (hardware.policy.given !== undefined) hardware.policy.given(sim, node, thread);
  const switched = cpu.lastPid !== pid && cpu.lastPid >= 0;
  // What the kernel switches between are the carriers, where threads have such.
  const isOther = thread.carrier < 0 ? cpu.lastThread !== thread.id : cpu.lastCarrier !== thread.carrier;
  const changed = cpu.lastPid === pid && isOther;
  const kernelCost = switched ? hardware.contextSwitch : changed ? hardware.threadSwitch : 0;
  const carrier = thread.carrier < 0 ? undefined : processAt(sim, pid).threading.carriers[thread.carrier];
  const cost = kernelCost + (carrier === undefined ? 0 : carrierCost(sim, thread, carrier));
  cpu.thread = thread.id;
  cpu.plain = false;
  thread.cpu = cpu.index;
  if (thread.firstRun < 0) thread.firstRun = world.tick;
  move(sim, thread, ThreadState.running);
  const end = quantumEnd(sim, node, thread, cost);
  cpu.quantumEnd = end;
  startSlice(sim, cpu, thread, cost);
  const isUserLevel = kernelCost === 0 && carrier?.loads === true;
  if (cost > 0) beginOverhead(sim, cpu, isUserLevel ? Overhead.userSwitch : Overhead.contextSwitch, cost);
  if (cpu.outgoing !== thread.id)
    emit(sim, EventKind.dispatched, pid, thread.id, cpu.index, end === NEVER ? 0 : end - world.tick - cost, 0);
  if (switched) emit(sim, EventKind.contextSwitched, cpu.lastPid, pid, cpu.leftReason, cpu.index, thread.id);
  if (changed) emit(sim, EventKind.threadSwitched, pid, cpu.lastThread, thread.id, cpu.index, 0);
  cpu.lastPid = pid;
  cpu.lastThread = thread.id;
  cpu.lastCarrier = thread.carrier;
  if (carrier?.loads === true) noteLoaded(sim, thread, carrier);
}

/** What a library has done for a carrier since that ran: made it, or let it go on with another thread. */
function carrierCost(sim: Simulation, { pid }: Thread, carrier: Carrier): number {
  const { create_thread: creation, user_switch: change } = sim.image.machines[processAt(sim, pid).node]!.settings;
  const isNew = carrier.fresh;
  carrier.fresh = false;
  return (isNew ? creation : 0) + (carrier.loads ? change : 0);
}

/** A carrier that had rested goes on with another thread than it carried last. */
function noteLoaded(sim: Simulation, { pid, id, cpu }: Thread, carrier: Carrier): void {
  carrier.loads = false;
  const process = processAt(sim, pid);
  process.threading.switches++;
  handOver(sim, process, carrier.last, id);
  emit(sim, EventKind.userSwitched, pid, carrier.last, id, cpu, carrier.number);
}

/** The first of a queue that is not empty. */
function firstOf(sim: Simulation, policy: Policy, queue: ReadyQueue): Thread {
  return policy.first === undefined ? sim.world.threads[queue.items[0]!]! : policy.first(sim, queue);
}

/** Moves the head of the longest ready queue, of equal ones that of the lowest CPU, to the empty one of an idle CPU. */
function steal(sim: Simulation, node: Node, cpu: Cpu): void {
  const { policy } = sim.hardware[node.index]!;
  const longest = node.queues.reduce((most, queue) => (queue.length > most.length ? queue : most));
  const thread = firstOf(sim, policy, longest);
  moveToQueue(sim, node, cpu, thread);
}

/** Takes a ready thread to the queue of another CPU. */
function moveToQueue(sim: Simulation, node: Node, cpu: Cpu, thread: Thread): void {
  const { threads } = sim.world;
  const { policy } = sim.hardware[node.index]!;
  queueRemove(threads, node.queues[thread.sched.queue]!, policy, thread);
  policy.leaves?.(sim, node, thread, "removed");
  thread.sched.queue = cpu.number;
  policy.enters?.(sim, node, thread, "moved");
  queueInsert(threads, queueOfCpu(node, cpu), policy, thread);
}

const HANDS: Hands = { give, moveToQueue, isProtected };

/** The thread whose quantum ended on an idle CPU, as long as it is ready. */
function expiredOn({ world }: Simulation, cpu: Cpu): Thread | undefined {
  if (cpu.outgoing < 0 || cpu.leftReason !== LeaveReason.preempted) return undefined;
  if (cpu.thread >= 0 || cpu.overheadLeft > 0) return undefined;
  const thread = world.threads[cpu.outgoing]!;
  return thread.sched.place >= 0 ? thread : undefined;
}

/** Where only threads are ready whose quantum has ended, each gets its own CPU back: that is no switch. */
function giveBack(sim: Simulation, node: Node): void {
  const { world } = sim;
  const { policy } = sim.hardware[node.index]!;
  let count = 0;
  for (const index of node.cpus) if (expiredOn(sim, world.cpus[index]!) !== undefined) count++;
  if (count < node.readyCount) return;
  for (const index of node.cpus) {
    const cpu = world.cpus[index]!;
    const thread = expiredOn(sim, cpu);
    if (thread === undefined) continue;
    policy.renews?.(sim, thread);
    give(sim, node, cpu, thread, Way.own, -1);
  }
}

/** Gives every idle CPU to a thread of its ready queue, in CPU order; whether it is done. */
function giveIdle(sim: Simulation, node: Node): boolean {
  const { world } = sim;
  const { policy, steals } = sim.hardware[node.index]!;
  const { cpus } = node;
  if (cpus.length > 1 && node.readyCount > 0 && node.readyCount <= cpus.length) giveBack(sim, node);
  for (let k = 0; k < cpus.length && node.readyCount > 0; k++) {
    const cpu = world.cpus[cpus[k]!]!;
    if (cpu.thread >= 0 || cpu.overheadLeft > 0) continue;
    const queue = queueOfCpu(node, cpu);
    if (queue.length === 0) continue;
    if (sim.onChoice !== undefined && policy.pick !== undefined && queue.length > 1 && sim.onChoice(cpu)) return false;
    const thread = policy.pick === undefined ? firstOf(sim, policy, queue) : policy.pick(sim, queue);
    give(sim, node, cpu, thread, Way.policy, -1);
  }
  if (steals && node.readyCount > 0) giveStolen(sim, node);
  return true;
}

/** CPUs that are left idle, in order, take from the longest queue. */
function giveStolen(sim: Simulation, node: Node): void {
  const { world } = sim;
  const { policy } = sim.hardware[node.index]!;
  for (let k = 0; k < node.cpus.length && node.readyCount > 0; k++) {
    const cpu = world.cpus[node.cpus[k]!]!;
    if (cpu.thread >= 0 || cpu.overheadLeft > 0) continue;
    steal(sim, node, cpu);
    const queue = queueOfCpu(node, cpu);
    give(
      sim,
      node,
      cpu,
      policy.pick === undefined ? firstOf(sim, policy, queue) : policy.pick(sim, queue),
      Way.stolen,
      -1,
    );
  }
}

/**
 * Gives idle CPUs, and those on which somebody only spins, to ready threads; then lets better ready threads take CPUs.
 * @returns whether it is done: somebody may want to stop before a choice, and it is to be called again
 */
export function dispatchNode(sim: Simulation, node: Node): boolean {
  const { world } = sim;
  const { policy } = sim.hardware[node.index]!;
  if (node.expired.length > 0) renewExpired(sim, node);
  if (world.steering.next.length > 0) {
    if (node.readyCount > 0) yieldSpins(sim, node);
    forceDispatches(sim, node, HANDS);
  }
  if (!giveIdle(sim, node)) return false;
  if (node.readyCount > 0 && sim.hasSlices && yieldSpins(sim, node) && !giveIdle(sim, node)) return false;
  if (policy.beats !== undefined && node.readyCount > 0) preempt(sim, node, policy);
  if (policy.dispatched !== undefined) policy.dispatched(sim, node);
  for (let k = 0; k < node.cpus.length; k++) {
    const cpu = world.cpus[node.cpus[k]!]!;
    if (cpu.outgoing >= 0) settleOutgoing(sim, cpu);
  }
  return true;
}

/** A thread whose quantum ended, or that yielded, has left its CPU unless it was given it again. */
function settleOutgoing(sim: Simulation, cpu: Cpu): void {
  const thread = sim.world.threads[cpu.outgoing]!;
  if (cpu.thread !== cpu.outgoing) countSwitch(thread, thread.left);
  cpu.outgoing = -1;
}

/** The CPU whose running thread goes last by the policy, of equal ones the lowest; none when all are protected. */
function worstCpu(sim: Simulation, node: Node, policy: Policy, queue: ReadyQueue): Cpu | undefined {
  const { world } = sim;
  let worst: Cpu | undefined;
  for (const index of node.cpus) {
    const cpu = world.cpus[index]!;
    if (cpu.thread < 0 || queueOfCpu(node, cpu) !== queue) continue;
    const thread = world.threads[cpu.thread]!;
    if (isProtected(cpu, thread) || isChosen(world, thread.id)) continue;
    if (worst === undefined || isWorse(sim, policy, thread, world.threads[worst.thread]!)) worst = cpu;
  }
  return worst;
}

/** Whether a running thread goes after another running one; equal ones do not. */
function isWorse(sim: Simulation, policy: Policy, thread: Thread, than: Thread): boolean {
  return policy.rank === undefined ? thread.sched.key > than.sched.key : policy.rank(sim, thread, than) > 0;
}

function preempt(sim: Simulation, node: Node, policy: Policy): void {
  const { world } = sim;
  for (const queue of node.queues) {
    for (;;) {
      const best = queueFirst(world.threads, queue);
      const cpu = worstCpu(sim, node, policy, queue);
      if (best === undefined || cpu === undefined) break;
      const victim = world.threads[cpu.thread]!;
      if (policy.beats?.(sim, best, victim, node) !== true) break;
      emit(sim, EventKind.preempted, victim.pid, victim.id, cpu.index, best.pid, 0);
      leaveCpu(sim, victim, LeaveReason.preempted);
      victim.cpu = -1;
      move(sim, victim, ThreadState.ready);
      enqueue(sim, node, victim, "preempted");
      give(sim, node, cpu, best, Way.policy, victim.pid);
    }
  }
}
