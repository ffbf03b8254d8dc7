/**
 * Semaphores, mutexes, conditions, barriers, readers-writer locks.
 *
 * Keeps true: what is given goes straight to the first waiter, so that nobody overtakes it; a mutex has one owner at most; a
 * condition's waiter owns its mutex again before it goes on (Mesa); misuse is a fault of the caller.
 * Follows: Dijkstra 1965 (semaphores); Hoare 1974, Lampson and Redell 1980 (monitors); Sha, Rajkumar, Lehoczky 1990
 * (priority inheritance); Courtois, Heymans, Parnas 1971 (readers and writers).
 */
import { ERR } from "../../isa/errors.ts";
import { handleIndex, handleOf, type HandleKind } from "../../isa/handles.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { block, setPriority } from "../sched/scheduler.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { FaultKind, WaitKind } from "../states.ts";
import { checkDeadlock } from "./deadlock.ts";
import type { Mutex, RwLock, Semaphore } from "./objects.ts";
import { leaveList, takeWaiter, wakeWith } from "./waiters.ts";

/** The object that argument `k` names; a wrong one is a fault of the caller. */
function objectArg<T>(
  sim: Simulation,
  thread: Thread,
  k: number,
  kind: HandleKind,
  objects: readonly T[],
): T | undefined {
  const word = sim.args[k]!;
  const object = objects[handleIndex(word, kind)];
  if (object === undefined) raiseFault(sim, thread, FaultKind.badArgument, word);
  return object;
}

/** The caller begins to wait on the object of argument `k`. */
function waitOn(sim: Simulation, thread: Thread, waiters: number[], wait: WaitKind, object: number): void {
  waiters.push(thread.id);
  block(sim, thread, wait, object);
  checkDeadlock(sim, thread);
}

function down(sim: Simulation, thread: Thread): number {
  const semaphore = objectArg(sim, thread, 0, "semaphore", sim.world.ipc.semaphores);
  if (semaphore === undefined) return 0;
  if (semaphore.count > 0) {
    semaphore.count--;
    semaphore.holders.push(thread.id);
  } else waitOn(sim, thread, semaphore.waiters, WaitKind.semaphore, sim.args[0]!);
  return 0;
}

function giveSemaphore(sim: Simulation, thread: Thread, semaphore: Semaphore): void {
  leaveList(semaphore.holders, thread.id);
  const next = takeWaiter(sim, semaphore.waiters, semaphore.order);
  if (next < 0) {
    semaphore.count++;
    return;
  }
  semaphore.holders.push(next);
  wakeWith(sim, next, thread.pid, 0);
}

function up(sim: Simulation, thread: Thread): number {
  const semaphore = objectArg(sim, thread, 0, "semaphore", sim.world.ipc.semaphores);
  if (semaphore !== undefined) giveSemaphore(sim, thread, semaphore);
  return 0;
}

/** `wait(s)` on a semaphore is `down(s)`. */
export const downSemaphore = down;

function tryDown(sim: Simulation, thread: Thread): number {
  const semaphore = objectArg(sim, thread, 0, "semaphore", sim.world.ipc.semaphores);
  if (semaphore === undefined || semaphore.count === 0) return ERR.ERR_EMPTY;
  semaphore.count--;
  semaphore.holders.push(thread.id);
  return 1;
}

/** The owner of an inheriting mutex runs at the priority of its most urgent waiter, and so do the owners it waits for. */
function inherit(sim: Simulation, mutex: Mutex): void {
  let next: Mutex | undefined = mutex;
  for (let depth = 0; next !== undefined && next.owner >= 0 && depth < sim.world.ipc.mutexes.length; depth++) {
    const owner = threadAt(sim, next.owner);
    if (next.inherits) {
      const urgent = Math.min(owner.sched.priority, ...next.waiters.map((id) => threadAt(sim, id).sched.priority));
      if (urgent < owner.sched.priority) setPriority(sim, owner, urgent);
    }
    next = owner.wait === WaitKind.mutex ? sim.world.ipc.mutexes[handleIndex(owner.waitObject, "mutex")] : undefined;
  }
}

/** A thread that gave up an inheriting mutex falls back to its own priority, or to what its other mutexes still give it. */
function disinherit(sim: Simulation, thread: Thread): void {
  const base = sim.world.processes[thread.pid]!.settings.priority;
  const held = sim.world.ipc.mutexes.filter((m) => m.inherits && m.owner === thread.id);
  const urgent = Math.min(base, ...held.flatMap((m) => m.waiters.map((id) => threadAt(sim, id).sched.priority)));
  if (urgent !== thread.sched.priority) setPriority(sim, thread, urgent);
}

function lock(sim: Simulation, thread: Thread): number {
  const mutex = objectArg(sim, thread, 0, "mutex", sim.world.ipc.mutexes);
  if (mutex === undefined) return 0;
  if (mutex.owner < 0) mutex.owner = thread.id;
  else {
    waitOn(sim, thread, mutex.waiters, WaitKind.mutex, sim.args[0]!);
    inherit(sim, mutex);
  }
  return 0;
}

function tryLock(sim: Simulation, thread: Thread): number {
  const mutex = objectArg(sim, thread, 0, "mutex", sim.world.ipc.mutexes);
  if (mutex === undefined || mutex.owner >= 0) return ERR.ERR_EMPTY;
  mutex.owner = thread.id;
  return 1;
}

/** Gives a mutex to its next waiter, or to nobody. */
function passMutex(sim: Simulation, mutex: Mutex, by: Thread): void {
  const next = takeWaiter(sim, mutex.waiters, mutex.order);
  mutex.owner = next;
  if (mutex.inherits) disinherit(sim, by);
  if (next < 0) return;
  wakeWith(sim, next, by.pid, 0);
  if (mutex.inherits) inherit(sim, mutex);
}

function unlock(sim: Simulation, thread: Thread): number {
  const mutex = objectArg(sim, thread, 0, "mutex", sim.world.ipc.mutexes);
  if (mutex === undefined) return 0;
  if (mutex.owner === thread.id) passMutex(sim, mutex, thread);
  else raiseFault(sim, thread, FaultKind.notOwner, sim.args[0]!);
  return 0;
}

function condWait(sim: Simulation, thread: Thread): number {
  const condition = objectArg(sim, thread, 0, "condition", sim.world.ipc.conditions);
  const mutex = condition && objectArg(sim, thread, 1, "mutex", sim.world.ipc.mutexes);
  if (condition === undefined || mutex === undefined) return 0;
  if (mutex.owner !== thread.id) {
    raiseFault(sim, thread, FaultKind.notOwner, sim.args[1]!);
    return 0;
  }
  condition.mutexes.push(handleIndex(sim.args[1]!, "mutex"));
  const object = sim.args[0]!;
  passMutex(sim, mutex, thread);
  waitOn(sim, thread, condition.waiters, WaitKind.condition, object);
  return 0;
}

/** The first waiter of a condition goes on as soon as it owns its mutex again. */
function wakeCondition(sim: Simulation, thread: Thread, place: number): void {
  const condition = sim.world.ipc.conditions[handleIndex(sim.args[0]!, "condition")]!;
  const waiter = condition.waiters.splice(place, 1)[0]!;
  const number = condition.mutexes.splice(place, 1)[0]!;
  const mutex = sim.world.ipc.mutexes[number]!;
  if (mutex.owner < 0) {
    mutex.owner = waiter;
    wakeWith(sim, waiter, thread.pid, 0);
    return;
  }
  const waiting = threadAt(sim, waiter);
  waiting.wait = WaitKind.mutex;
  waiting.waitObject = handleOf("mutex", number);
  mutex.waiters.push(waiter);
  if (mutex.inherits) inherit(sim, mutex);
}

function condSignal(sim: Simulation, thread: Thread): number {
  const condition = objectArg(sim, thread, 0, "condition", sim.world.ipc.conditions);
  if (condition !== undefined && condition.waiters.length > 0) {
    const place = condition.order === "fifo" ? 0 : condition.waiters.length - 1;
    wakeCondition(sim, thread, place);
  }
  return 0;
}

function condBroadcast(sim: Simulation, thread: Thread): number {
  const condition = objectArg(sim, thread, 0, "condition", sim.world.ipc.conditions);
  while (condition !== undefined && condition.waiters.length > 0) wakeCondition(sim, thread, 0);
  return 0;
}

function barrierWait(sim: Simulation, thread: Thread): number {
  const barrier = objectArg(sim, thread, 0, "barrier", sim.world.ipc.barriers);
  if (barrier === undefined) return 0;
  if (barrier.waiters.length + 1 < barrier.needed) {
    waitOn(sim, thread, barrier.waiters, WaitKind.barrier, sim.args[0]!);
    return 0;
  }
  for (const waiter of barrier.waiters.splice(0)) wakeWith(sim, waiter, thread.pid, 0);
  return 0;
}

/** Whether a newcomer may have the lock, as its preference orders readers and writers. */
function mayEnter(lockState: RwLock, writes: boolean): boolean {
  if (lockState.writer >= 0) return false;
  if (writes)
    return lockState.readers.length === 0 && (lockState.prefer === "readers" || lockState.waiters.length === 0);
  if (lockState.prefer === "readers") return true;
  return lockState.prefer === "writers" ? !lockState.writes.includes(1) : lockState.waiters.length === 0;
}

function enterLock(sim: Simulation, thread: Thread, writes: boolean): number {
  const rwlock = objectArg(sim, thread, 0, "rwlock", sim.world.ipc.rwlocks);
  if (rwlock === undefined) return 0;
  if (!mayEnter(rwlock, writes)) {
    rwlock.writes.push(writes ? 1 : 0);
    waitOn(sim, thread, rwlock.waiters, WaitKind.rwlock, sim.args[0]!);
  } else if (writes) rwlock.writer = thread.id;
  else rwlock.readers.push(thread.id);
  return 0;
}

/** The place of the waiter that goes next, or -1 when nobody can. */
function nextOfLock(rwlock: RwLock): number {
  if (rwlock.writer >= 0 || rwlock.waiters.length === 0) return -1;
  const preferred = rwlock.prefer === "fifo" ? 0 : rwlock.writes.indexOf(rwlock.prefer === "writers" ? 1 : 0);
  const place = preferred < 0 ? 0 : preferred;
  return rwlock.writes[place] === 1 && rwlock.readers.length > 0 ? -1 : place;
}

function admitToLock(sim: Simulation, rwlock: RwLock, by: number): void {
  for (let place = nextOfLock(rwlock); place >= 0; place = nextOfLock(rwlock)) {
    const waiter = rwlock.waiters.splice(place, 1)[0]!;
    const writes = rwlock.writes.splice(place, 1)[0] === 1;
    if (writes) rwlock.writer = waiter;
    else rwlock.readers.push(waiter);
    wakeWith(sim, waiter, by, 0);
  }
}

function leaveLock(sim: Simulation, thread: Thread): number {
  const rwlock = objectArg(sim, thread, 0, "rwlock", sim.world.ipc.rwlocks);
  if (rwlock === undefined) return 0;
  if (rwlock.writer === thread.id) rwlock.writer = -1;
  else if (leaveList(rwlock.readers, thread.id) < 0) {
    raiseFault(sim, thread, FaultKind.notOwner, sim.args[0]!);
    return 0;
  }
  admitToLock(sim, rwlock, thread.pid);
  return 0;
}

/** A thread ends while it waits: it leaves the list that it is in. */
export function leaveLockWaiters(sim: Simulation, thread: Thread): void {
  const { ipc } = sim.world;
  for (const object of [...ipc.semaphores, ...ipc.mutexes, ...ipc.barriers]) leaveList(object.waiters, thread.id);
  for (const condition of ipc.conditions) {
    const place = leaveList(condition.waiters, thread.id);
    if (place >= 0) condition.mutexes.splice(place, 1);
  }
  for (const rwlock of ipc.rwlocks) {
    const place = leaveList(rwlock.waiters, thread.id);
    if (place >= 0) {
      rwlock.writes.splice(place, 1);
      admitToLock(sim, rwlock, thread.pid);
    }
  }
}

export const lockCalls: Handlers = {
  down,
  P: down,
  up,
  V: up,
  signal: up,
  try_down: tryDown,
  lock,
  unlock,
  try_lock: tryLock,
  cond_wait: condWait,
  cond_signal: condSignal,
  cond_broadcast: condBroadcast,
  barrier_wait: barrierWait,
  read_lock: (sim, thread) => enterLock(sim, thread, false),
  write_lock: (sim, thread) => enterLock(sim, thread, true),
  rw_unlock: leaveLock,
};
