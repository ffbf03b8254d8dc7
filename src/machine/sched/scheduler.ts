/**
 * The short-term scheduler and the dispatcher: ready queues, who gets a CPU, expiry of quanta, pre-emption.
 *
 * Keeps true: a ready thread is in exactly one ready queue of its machine, a running one has exactly one CPU; a switch to the
 * same thread on the same CPU is no switch.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", CPU Scheduler and Dispatcher.
 */
import { FLAGS, Flag } from "../../isa/registers.ts";
import type { Choice } from "../../isa/settings.ts";
import { EventKind, Overhead } from "../events.ts";
import { move } from "../process/thread.ts";
import {
  emit,
  nodeOf,
  processAt,
  threadAt,
  type Simulation,
} from "../simulation.ts";
import {
  NEVER,
  Phase,
  type Cpu,
  type Node,
  type PendingReady,
  type ReadyQueue,
  type Thread,
} from "../state.ts";
import { LeaveReason, ThreadState, WaitKind } from "../states.ts";
import type { Entry, Policy } from "./policy.ts";
import { queueFirst, queueInsert, queueRemove } from "./readyQueue.ts";

/** The scheduler setting of a machine. */
export function schedulerOf(sim: Simulation, node: Node): Choice {
  return sim.hardware[node.index]!.scheduler;
}

export function policyOf(sim: Simulation, node: Node): Policy {
  return sim.hardware[node.index]!.policy;
}

function queueOf(node: Node, thread: Thread): ReadyQueue {
  return node.queues[thread.sched.queue]!;
}

/** The queue that a CPU takes from. */
export function queueOfCpu(node: Node, cpu: Cpu): ReadyQueue {
  return node.queues.length === 1 ? node.queues[0]! : node.queues[cpu.number]!;
}

/** The queue that a new thread joins: the shortest, the running one counted; of equal ones that of the lowest CPU. */
function shortestQueue(sim: Simulation, node: Node): number {
  let best = 0;
  let least = Infinity;
  for (let k = 0; k < node.queues.length; k++) {
    const running = sim.world.cpus[node.cpus[k]!]!.thread >= 0 ? 1 : 0;
    const length = node.queues[k]!.length + running;
    if (length < least) {
      least = length;
      best = k;
    }
  }
  return best;
}

function chooseQueue(
  sim: Simulation,
  node: Node,
  thread: Thread,
  why: Entry,
): number {
  if (node.queues.length === 1) return 0;
  if (why === "new" || thread.lastCpu < 0) return shortestQueue(sim, node);
  return sim.world.cpus[thread.lastCpu]!.number;
}

/** Puts a thread, whose state is ready already, into its ready queue. */
function enqueue(
  sim: Simulation,
  node: Node,
  thread: Thread,
  why: Entry,
): void {
  const { sched } = thread;
  const policy = policyOf(sim, node);
  if (why !== "preempted") {
    sched.entered = node.nextTail++;
    if (why !== "new") sched.quantumLeft = 0;
    sched.queue = chooseQueue(sim, node, thread, why);
  }
  sched.readySince = sim.world.tick;
  policy.enters?.(sim, schedulerOf(sim, node), thread, why);
  queueInsert(sim.world.threads, queueOf(node, thread), policy, thread);
  node.readyCount++;
}

/** Takes a ready thread out of its queue, its state being about to change; one that is still to enter it is in none. */
export function dequeue(sim: Simulation, thread: Thread): void {
  if (thread.sched.place < 0) return;
  const node = nodeOf(sim, processAt(sim, thread.pid));
  queueRemove(
    sim.world.threads,
    queueOf(node, thread),
    policyOf(sim, node),
    thread,
  );
  node.readyCount--;
}

/** Makes a thread ready now: it was new, waiting or running. */
export function makeReady(sim: Simulation, thread: Thread, why: Entry): void {
  move(sim, thread, ThreadState.ready);
  enqueue(sim, nodeOf(sim, processAt(sim, thread.pid)), thread, why);
  sim.world.redispatch = true;
}

/**
 * What `thread` waited for has happened. By an instruction of the tick that is ending it becomes ready at the coming boundary,
 * in the order in which such things happened; otherwise at once.
 * @param by the pid of who caused it, 0 for the machine
 */
export function wake(sim: Simulation, thread: Thread, by: number): void {
  if (sim.world.phase === Phase.effects)
    sim.world.pending.push({ thread: thread.id, by });
  else admitWoken(sim, { thread: thread.id, by });
}

/** Lets a thread of the pending list into the ready queue: a new one, one that was woken, or one that yielded. */
export function admitWoken(sim: Simulation, pending: PendingReady): void {
  const thread = threadAt(sim, pending.thread);
  if (thread.state === ThreadState.waiting) {
    emit(
      sim,
      EventKind.woken,
      thread.pid,
      thread.id,
      thread.wait,
      pending.by,
      0,
    );
    thread.wait = WaitKind.nothing;
    thread.waitObject = -1;
    makeReady(sim, thread, "woken");
  } else if (thread.state === ThreadState.new) {
    makeReady(sim, thread, "new");
  } else if (thread.state === ThreadState.ready && thread.sched.place < 0) {
    enqueue(sim, nodeOf(sim, processAt(sim, thread.pid)), thread, "yielded");
    sim.world.redispatch = true;
  }
}

function countSwitch(thread: Thread, reason: LeaveReason): void {
  if (reason === LeaveReason.preempted) thread.account.switchesForced++;
  else thread.account.switchesVoluntary++;
}

/** Takes the running thread off its CPU; its state changes next. */
export function leaveCpu(
  sim: Simulation,
  thread: Thread,
  reason: LeaveReason,
): void {
  vacate(sim, thread, reason);
  countSwitch(thread, reason);
}

function vacate(sim: Simulation, thread: Thread, reason: LeaveReason): void {
  const cpu = sim.world.cpus[thread.cpu]!;
  const left = cpu.quantumEnd - sim.world.tick;
  thread.sched.quantumLeft = left > 0 ? left : 0;
  thread.left = reason;
  thread.lastCpu = cpu.index;
  cpu.thread = -1;
  cpu.leftReason = reason;
  cpu.followUp = false;
  cpu.due = false;
}

/** The running thread gives up its CPU and goes to the tail: at once, or at the end of the tick. */
export function yieldCpu(sim: Simulation, thread: Thread): void {
  sim.world.cpus[thread.cpu]!.outgoing = thread.id;
  vacate(sim, thread, LeaveReason.yielded);
  move(sim, thread, ThreadState.ready);
  thread.cpu = -1;
  if (sim.world.phase === Phase.effects)
    sim.world.pending.push({ thread: thread.id, by: thread.pid });
  else admitWoken(sim, { thread: thread.id, by: thread.pid });
}

/** The running thread begins to wait. */
export function block(
  sim: Simulation,
  thread: Thread,
  wait: WaitKind,
  object: number,
): void {
  leaveCpu(sim, thread, LeaveReason.waiting);
  thread.wait = wait;
  thread.waitObject = object;
  move(sim, thread, ThreadState.waiting);
  thread.cpu = -1;
  emit(sim, EventKind.blocked, thread.pid, thread.id, wait, object, 0);
}

/** Whether what befalls the thread on this CPU must wait: kernel work and `atomic` cannot be pre-empted. */
function isProtected(cpu: Cpu, thread: Thread): boolean {
  return (
    cpu.overheadLeft > 0 ||
    (thread.registers[FLAGS]! & Flag.interruptsOff) !== 0
  );
}

/** Ends the quanta that are over, in CPU order, of the machines whose policy orders ties so. */
export function expireQuanta(sim: Simulation, node: Node): void {
  const { world } = sim;
  for (const index of node.cpus) {
    const cpu = world.cpus[index]!;
    if (
      cpu.thread < 0 ||
      cpu.quantumEnd > world.tick ||
      cpu.quantumEnd === NEVER
    )
      continue;
    const thread = world.threads[cpu.thread]!;
    if (!isProtected(cpu, thread)) expire(sim, node, cpu, thread);
  }
}

function expire(sim: Simulation, node: Node, cpu: Cpu, thread: Thread): void {
  emit(sim, EventKind.quantumExpired, thread.pid, thread.id, cpu.index, 0, 0);
  if (queueOfCpu(node, cpu).length === 0) {
    cpu.quantumEnd = quantumEnd(sim, node, thread, 0);
    return;
  }
  cpu.outgoing = thread.id;
  cpu.thread = -1;
  cpu.leftReason = LeaveReason.preempted;
  thread.left = LeaveReason.preempted;
  thread.lastCpu = cpu.index;
  move(sim, thread, ThreadState.ready);
  thread.cpu = -1;
  enqueue(sim, node, thread, "expired");
}

function quantumEnd(
  sim: Simulation,
  node: Node,
  thread: Thread,
  overhead: number,
): number {
  const { sched } = thread;
  const quantum =
    sched.quantumLeft > 0 ? sched.quantumLeft : newQuantum(sim, node, thread);
  sched.quantumLeft = 0;
  return quantum === 0 ? NEVER : sim.world.tick + overhead + quantum;
}

function newQuantum(sim: Simulation, node: Node, thread: Thread): number {
  const { policy, scheduler, quantum } = sim.hardware[node.index]!;
  return policy.quantum === undefined
    ? quantum
    : policy.quantum(scheduler, thread);
}

/** Gives an idle CPU to a ready thread. */
function give(sim: Simulation, node: Node, cpu: Cpu, thread: Thread): void {
  const { world } = sim;
  dequeue(sim, thread);
  const renewed = cpu.outgoing === thread.id;
  const switched = cpu.lastPid >= 0 && cpu.lastPid !== thread.pid;
  const cost = switched ? sim.hardware[node.index]!.contextSwitch : 0;
  cpu.thread = thread.id;
  thread.cpu = cpu.index;
  if (thread.firstRun < 0) thread.firstRun = world.tick;
  move(sim, thread, ThreadState.running);
  cpu.quantumEnd = quantumEnd(sim, node, thread, cost);
  if (cost > 0) beginOverhead(sim, cpu, Overhead.contextSwitch, cost);
  if (!renewed) {
    const quantum =
      cpu.quantumEnd === NEVER ? 0 : cpu.quantumEnd - world.tick - cost;
    emit(
      sim,
      EventKind.dispatched,
      thread.pid,
      thread.id,
      cpu.index,
      quantum,
      0,
    );
  }
  if (switched)
    emit(
      sim,
      EventKind.contextSwitched,
      cpu.lastPid,
      thread.pid,
      cpu.leftReason,
      cpu.index,
      thread.id,
    );
  cpu.lastPid = thread.pid;
  cpu.lastThread = thread.id;
}

/** Begins kernel work on a CPU. */
export function beginOverhead(
  sim: Simulation,
  cpu: Cpu,
  overhead: Overhead,
  ticks: number,
): void {
  cpu.overhead = overhead;
  cpu.overheadLeft = ticks;
  const thread = cpu.thread < 0 ? undefined : sim.world.threads[cpu.thread];
  emit(
    sim,
    EventKind.overheadBegan,
    thread?.pid ?? 0,
    cpu.thread,
    cpu.index,
    overhead,
    ticks,
  );
}

/** Gives every idle CPU to the first of its ready queue, in CPU order; then lets better ready threads take CPUs. */
export function dispatchNode(sim: Simulation, node: Node): void {
  const { world } = sim;
  for (const index of node.cpus) {
    if (node.readyCount === 0) break;
    const cpu = world.cpus[index]!;
    if (cpu.thread >= 0 || cpu.overheadLeft > 0) continue;
    const first = queueFirst(world.threads, queueOfCpu(node, cpu));
    if (first !== undefined) give(sim, node, cpu, first);
  }
  const policy = policyOf(sim, node);
  if (policy.beats !== undefined && node.readyCount > 0)
    preempt(sim, node, policy);
  for (const index of node.cpus) settleOutgoing(sim, world.cpus[index]!);
}

/** A thread whose quantum ended, or that yielded, has left its CPU unless it was given it again. */
function settleOutgoing(sim: Simulation, cpu: Cpu): void {
  if (cpu.outgoing < 0) return;
  const thread = sim.world.threads[cpu.outgoing]!;
  if (cpu.thread !== cpu.outgoing) countSwitch(thread, thread.left);
  cpu.outgoing = -1;
}

/** The CPU whose running thread goes last by the policy, of equal ones the lowest; none when all are protected. */
function worstCpu(
  sim: Simulation,
  node: Node,
  policy: Policy,
  queue: ReadyQueue,
): Cpu | undefined {
  let worst: Cpu | undefined;
  for (const index of node.cpus) {
    const cpu = sim.world.cpus[index]!;
    if (cpu.thread < 0 || queueOfCpu(node, cpu) !== queue) continue;
    const thread = sim.world.threads[cpu.thread]!;
    if (isProtected(cpu, thread)) continue;
    if (
      worst === undefined ||
      policy.compare(thread, sim.world.threads[worst.thread]!) > 0
    )
      worst = cpu;
  }
  return worst;
}

function preempt(sim: Simulation, node: Node, policy: Policy): void {
  const { world } = sim;
  for (const queue of node.queues) {
    for (;;) {
      const best = queueFirst(world.threads, queue);
      const cpu = worstCpu(sim, node, policy, queue);
      if (best === undefined || cpu === undefined) break;
      const victim = world.threads[cpu.thread]!;
      if (policy.beats?.(schedulerOf(sim, node), best, victim) !== true) break;
      emit(
        sim,
        EventKind.preempted,
        victim.pid,
        victim.id,
        cpu.index,
        best.pid,
        0,
      );
      leaveCpu(sim, victim, LeaveReason.preempted);
      victim.cpu = -1;
      move(sim, victim, ThreadState.ready);
      enqueue(sim, node, victim, "preempted");
      give(sim, node, cpu, best);
    }
  }
}
