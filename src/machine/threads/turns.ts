/**
 * Turns: who goes on where a thread begins to wait, can run again, gives way or ends; by the kernel's queues, or by the library
 * of the thread's process, which may go from one thread to another without the kernel.
 *
 * Keeps true: a running thread that its library takes off leaves its carrier on the CPU, with the kernel's quantum and the
 * kernel's opinion of it; what the library arranges falls at once, what the kernel arranges at the boundary.
 */
import { codeIndex } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { EventKind, Overhead } from "../events.ts";
import { checkCarried } from "../ipc/deadlock.ts";
import { move } from "../process/thread.ts";
import { isProtected } from "../sched/dispatcher.ts";
import { isHeld, park, unpark } from "../sched/holding.ts";
import type { Entry } from "../sched/policy.ts";
import {
  beginOverhead,
  countSwitch,
  dequeue,
  endSlice,
  enqueue,
  leaveCpu,
  setPriority,
  startSlice,
  vacate,
} from "../sched/scheduler.ts";
import { emit, nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import { NEVER, Phase, type Cpu, type PendingReady, type Process, type Thread } from "../state.ts";
import type { Carrier, ThreadModel } from "./state.ts";
import { LeaveReason, ThreadState, WaitKind } from "../states.ts";
import { endSpins, goLibrary } from "./go.ts";
import { sharedLibrary, type Library } from "./library.ts";
import { handOver, mount, takeProcessor, unmount } from "./threading.ts";

/** The libraries, by thread model; kernel threads have none. */
const LIBRARIES: Readonly<Record<ThreadModel, Library | undefined>> = {
  kernel: undefined,
  library: sharedLibrary,
  hybrid: sharedLibrary,
  go: goLibrary,
};

function libraryOf(process: Process): Library | undefined {
  return LIBRARIES[process.threading.model];
}

const callsOf = (library: Library): boolean[] =>
  SYSCALLS.map((call) => library.calls.has(call.name) || library.groups.has(call.group));

/** By model and number, whether a call is one of the library and does not enter the kernel. */
const LIBRARY_CALLS: Readonly<Record<ThreadModel, readonly boolean[]>> = {
  kernel: [],
  library: callsOf(sharedLibrary),
  hybrid: callsOf(sharedLibrary),
  go: callsOf(goLibrary),
};

/** Whether the library of a thread, and not the kernel, carries out the call of this number. */
export function isLibraryCall(process: Process, thread: Thread, call: number): boolean {
  return LIBRARY_CALLS[process.threading.model][call] === true && !thread.bound;
}

/** The thread that a carrier goes on with, but none that a person holds: those are parked. */
function takeNext(sim: Simulation, library: Library, process: Process, carrier: Carrier): Thread | undefined {
  for (;;) {
    const thread = library.take(sim, process, carrier);
    if (thread === undefined || !isHeld(sim.world, thread.id)) return thread;
    park(sim.world, thread.id, "woken");
  }
}

/** The library of a thread that its kernel does not know: one of kernel threads, and a bound thread, have none. */
function ownLibrary(sim: Simulation, thread: Thread): Library | undefined {
  return thread.bound ? undefined : libraryOf(processAt(sim, thread.pid));
}

/** A thread of a library that a person holds is parked; its carrier, if it has one, is for the others. */
function setAside(sim: Simulation, library: Library, thread: Thread): void {
  const process = processAt(sim, thread.pid);
  park(sim.world, thread.id, "woken");
  if (thread.carrier < 0) return;
  takeProcessor(process, unmount(process, thread));
  startCarriers(sim, process, library);
}

/** A thread in a ready queue of the kernel, which a person holds now, leaves it. */
export function stepAside(sim: Simulation, thread: Thread): void {
  dequeue(sim, thread);
  const library = ownLibrary(sim, thread);
  if (library === undefined) park(sim.world, thread.id, "preempted");
  else setAside(sim, library, thread);
}

/** The running thread, which a person holds now, gives its carrier to others of its library; whether it has one. */
export function makeWay(sim: Simulation, thread: Thread): boolean {
  const library = ownLibrary(sim, thread);
  if (library === undefined) return false;
  emit(sim, EventKind.preempted, thread.pid, thread.id, thread.cpu, 0, 0);
  leaveCarrier(sim, library, thread, LeaveReason.preempted, () => {
    move(sim, thread, ThreadState.ready);
    thread.cpu = -1;
    park(sim.world, thread.id, "woken");
  });
  return true;
}

/** A thread that was parked may run again. */
export function resumeParked(sim: Simulation, thread: Thread, why: Entry): void {
  if (ownLibrary(sim, thread) !== undefined) compete(sim, thread, why);
  else enqueue(sim, nodeOf(sim, processAt(sim, thread.pid)), thread, why);
}

/** Puts a ready thread where it competes: into the kernel's queue with its carrier, or into a run queue of its library. */
function compete(sim: Simulation, thread: Thread, why: Entry): void {
  const process = processAt(sim, thread.pid);
  const library = libraryOf(process);
  if (library !== undefined && !thread.bound && isHeld(sim.world, thread.id)) {
    setAside(sim, library, thread);
    return;
  }
  const isCarried = library === undefined || (thread.carrier >= 0 && library.returns(process, thread));
  if (isCarried) enqueue(sim, nodeOf(sim, process), thread, why);
  else {
    library.enter(sim, process, thread, "able");
    startCarriers(sim, process, library);
    checkCarried(sim, thread);
  }
}

/** Lets idle carriers take up ready threads: for the kernel they are woken. */
function startCarriers(sim: Simulation, process: Process, library: Library): void {
  for (let carrier = library.idle(sim, process); carrier !== undefined; carrier = library.idle(sim, process)) {
    const thread = takeNext(sim, library, process, carrier);
    if (thread === undefined) {
      takeProcessor(process, carrier);
      return;
    }
    mount(carrier, thread);
    const entry = { thread: thread.id, by: process.pid, wait: WaitKind.nothing };
    if (sim.world.phase === Phase.effects) sim.world.pending.push(entry);
    else enqueue(sim, nodeOf(sim, process), thread, "woken");
  }
}

/** Makes a thread ready now: it was new, waiting or running. */
export function makeReady(sim: Simulation, thread: Thread, why: Entry): void {
  move(sim, thread, ThreadState.ready);
  compete(sim, thread, why);
}

/** A ready thread, whose state is about to change, leaves the queue that it is in. */
export function leaveQueue(sim: Simulation, thread: Thread): void {
  if (unpark(sim.world, thread.id)) return;
  const process = processAt(sim, thread.pid);
  const library = libraryOf(process);
  if (library !== undefined && thread.carrier < 0) library.remove(process, thread);
  else dequeue(sim, thread);
}

/**
 * What `thread` waited for has happened. By an instruction of the tick that is ending it becomes ready at the coming boundary,
 * in the order in which such things happened; otherwise at once, and so where its library arranges it.
 * @param by the pid of who caused it, 0 for the machine
 */
export function wake(sim: Simulation, thread: Thread, by: number): void {
  const entry: PendingReady = { thread: thread.id, by, wait: thread.wait };
  thread.waker = sim.world.threads[sim.caller]?.pid === by ? sim.caller : -1;
  // From now on nobody else can end its wait.
  thread.wait = WaitKind.nothing;
  thread.waitObject = -1;
  thread.waitUntil = NEVER;
  const isLibrarys = thread.carrier < 0 && libraryOf(processAt(sim, thread.pid)) !== undefined;
  if (sim.world.phase === Phase.effects && !isLibrarys) sim.world.pending.push(entry);
  else admitWoken(sim, entry);
}

/** Lets a thread of the pending list into the ready queue: a new one, one that was woken, or one that yielded. */
export function admitWoken(sim: Simulation, pending: PendingReady): void {
  const thread = threadAt(sim, pending.thread);
  if (thread.state === ThreadState.suspendedWaiting) {
    emit(sim, EventKind.woken, thread.pid, thread.id, pending.wait, pending.by, 0);
    move(sim, thread, ThreadState.suspendedReady);
    sim.world.redispatch = true;
  } else if (thread.state === ThreadState.suspendedReady) {
    // Back in memory since the tick that ended, unless it was suspended again.
    if (processAt(sim, thread.pid).inMemory) makeReady(sim, thread, "woken");
  } else if (thread.state === ThreadState.waiting) {
    emit(sim, EventKind.woken, thread.pid, thread.id, pending.wait, pending.by, 0);
    makeReady(sim, thread, "woken");
  } else if (thread.state === ThreadState.new) {
    makeReady(sim, thread, "new");
  } else if (thread.state === ThreadState.ready && thread.sched.place < 0) {
    const library = ownLibrary(sim, thread);
    if (library !== undefined && isHeld(sim.world, thread.id)) setAside(sim, library, thread);
    else enqueue(sim, nodeOf(sim, processAt(sim, thread.pid)), thread, "yielded");
  }
}

/** Lets a carrier that has the CPU go on with another thread, which is ready. */
function takeUp(sim: Simulation, process: Process, cpu: Cpu, from: Thread, next: Thread): void {
  const carrier = unmount(process, from);
  mount(carrier, next);
  carrier.loads = false;
  handOver(sim, process, from.id, next.id);
  process.threading.switches++;
  const cost = sim.image.machines[process.node]!.settings.user_switch;
  cpu.thread = next.id;
  cpu.lastThread = next.id;
  next.cpu = cpu.index;
  if (next.firstRun < 0) next.firstRun = sim.world.tick;
  move(sim, next, ThreadState.running);
  // The kernel goes by the priority of whom the carrier carries.
  if (next.sched.priority !== from.sched.priority) setPriority(sim, next, next.sched.priority);
  startSlice(sim, cpu, next, cost);
  emit(sim, EventKind.userSwitched, process.pid, from.id, next.id, cpu.index, carrier.number);
  if (cost > 0) beginOverhead(sim, cpu, Overhead.userSwitch, cost);
}

/** The running thread leaves a CPU that its carrier keeps. */
function stepDown(sim: Simulation, cpu: Cpu, thread: Thread, reason: LeaveReason): void {
  thread.left = reason;
  thread.givesWay = false;
  thread.lastCpu = cpu.index;
  if (cpu.sliceEnd !== NEVER) endSlice(sim, cpu, thread);
  countSwitch(thread, reason);
  cpu.followUp = false;
  cpu.plain = false;
  cpu.due = false;
}

/**
 * The running thread leaves its carrier, which goes on with the next one; without one it leaves the CPU too.
 * @param settle takes the thread to its next state
 */
function leaveCarrier(
  sim: Simulation,
  library: Library,
  thread: Thread,
  reason: LeaveReason,
  settle: () => void,
): void {
  const process = processAt(sim, thread.pid);
  const cpu = sim.world.cpus[thread.cpu]!;
  const next = takeNext(sim, library, process, process.threading.carriers[thread.carrier]!);
  if (next !== undefined) {
    stepDown(sim, cpu, thread, reason);
    settle();
    takeUp(sim, process, cpu, thread, next);
    return;
  }
  leaveCpu(sim, thread, reason);
  settle();
  library.rests(sim, process, unmount(process, thread), cpu);
}

/** The running thread gives way to `next` and enters a run queue. */
function giveWay(sim: Simulation, library: Library, cpu: Cpu, thread: Thread, next: Thread, reason: LeaveReason): void {
  const process = processAt(sim, thread.pid);
  stepDown(sim, cpu, thread, reason);
  thread.sliceLeft = 0;
  move(sim, thread, ThreadState.ready);
  thread.cpu = -1;
  takeUp(sim, process, cpu, thread, next);
  library.enter(sim, process, thread, "gave way");
  startCarriers(sim, process, library);
}

/** The thread that could have the carrier of the running one instead; undefined: that must go on. */
function successor(sim: Simulation, library: Library, thread: Thread): Thread | undefined {
  const process = processAt(sim, thread.pid);
  return takeNext(sim, library, process, process.threading.carriers[thread.carrier]!);
}

/** The running thread gives up its CPU: to another of its library, or to the tail of the ready queue. */
export function yieldCpu(sim: Simulation, thread: Thread): void {
  const library = thread.bound ? undefined : libraryOf(processAt(sim, thread.pid));
  const next = library === undefined ? undefined : successor(sim, library, thread);
  if (library !== undefined && next !== undefined) {
    giveWay(sim, library, sim.world.cpus[thread.cpu]!, thread, next, LeaveReason.yielded);
    return;
  }
  sim.world.cpus[thread.cpu]!.outgoing = thread.id;
  vacate(sim, thread, LeaveReason.yielded);
  move(sim, thread, ThreadState.ready);
  thread.cpu = -1;
  const entry = { thread: thread.id, by: thread.pid, wait: WaitKind.nothing };
  if (sim.world.phase === Phase.effects) sim.world.pending.push(entry);
  else admitWoken(sim, entry);
}

/** A thread that has left its CPU, or its carrier, waits. */
function settleWait(sim: Simulation, thread: Thread, wait: WaitKind, object: number): void {
  thread.wait = wait;
  thread.waitObject = object;
  move(sim, thread, ThreadState.waiting);
  thread.cpu = -1;
  emit(sim, EventKind.blocked, thread.pid, thread.id, wait, object, 0);
}

/** The same while its carrier goes on. */
function waitOffCarrier(sim: Simulation, library: Library, thread: Thread, wait: WaitKind, object: number): void {
  leaveCarrier(sim, library, thread, LeaveReason.waiting, () => {
    settleWait(sim, thread, wait, object);
  });
}

/** The running thread begins to wait. */
export function block(sim: Simulation, thread: Thread, wait: WaitKind, object: number): void {
  const process = processAt(sim, thread.pid);
  const library = libraryOf(process);
  if (library !== undefined && !thread.bound && library.waits.has(wait)) {
    waitOffCarrier(sim, library, thread, wait, object);
    return;
  }
  leaveCpu(sim, thread, LeaveReason.waiting);
  settleWait(sim, thread, wait, object);
  if (library === undefined || thread.bound) return;
  library.blocks(sim, process, thread);
  startCarriers(sim, process, library);
}

/** One thread of a process that goes on ends by itself. */
export function endTurn(sim: Simulation, thread: Thread): void {
  const library = libraryOf(processAt(sim, thread.pid));
  const settle = (): void => {
    move(sim, thread, ThreadState.terminated);
    thread.cpu = -1;
  };
  if (library !== undefined && !thread.bound) {
    leaveCarrier(sim, library, thread, LeaveReason.ended, settle);
    return;
  }
  leaveCpu(sim, thread, LeaveReason.ended);
  settle();
}

/** Ends the user-level slices that are over, in CPU order. */
export function expireSlices(sim: Simulation): void {
  const { world } = sim;
  for (const cpu of world.cpus) {
    if (cpu.sliceEnd === NEVER || cpu.sliceEnd > world.tick || cpu.thread < 0) continue;
    const thread = threadAt(sim, cpu.thread);
    const library = libraryOf(processAt(sim, thread.pid))!;
    if (isProtected(cpu, thread)) continue;
    if (!library.expires(thread)) {
      cpu.sliceEnd = world.tick + Math.max(1, thread.workLeft);
      continue;
    }
    const next = thread.bound ? undefined : successor(sim, library, thread);
    if (next === undefined) renewSlice(sim, cpu, thread);
    else giveWay(sim, library, cpu, thread, next, LeaveReason.preempted);
  }
}

function renewSlice(sim: Simulation, cpu: Cpu, thread: Thread): void {
  thread.sliceLeft = 0;
  thread.givesWay = false;
  startSlice(sim, cpu, thread, 0);
}

/** Where the running thread is to give way at its next call and stands before one: it does, if there is anybody else. */
export function givesWayAtCall(sim: Simulation, cpu: Cpu, thread: Thread): boolean {
  const index = codeIndex(thread.registers[PC]!);
  if ((sim.image.code[index * 2]! & 255) !== Op.call) return false;
  const library = libraryOf(processAt(sim, thread.pid))!;
  const next = successor(sim, library, thread);
  if (next === undefined) renewSlice(sim, cpu, thread);
  else giveWay(sim, library, cpu, thread, next, LeaveReason.preempted);
  return next !== undefined;
}

function forgetQueues({ threading }: Process): void {
  for (const queue of [threading.queue, ...threading.processors.map((processor) => processor.queue)]) {
    queue.items.length = 0;
    queue.head = 0;
  }
}

/** The process ends: nobody of it spins or stands in a run queue any more. */
export function endLibrary(sim: Simulation, process: Process): void {
  endSpins(sim, process);
  forgetQueues(process);
}
