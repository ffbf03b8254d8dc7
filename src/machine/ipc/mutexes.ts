/**
 * Mutexes, and the inheritance of priorities through them.
 *
 * Keeps true: a mutex has one owner at most; an unlocked one goes straight to its next waiter; unlocking what one does not own
 * is a fault; with `protocol: inherit` an owner is as urgent as the most urgent thread that waits for it, directly or through
 * others, and no more. An owner that ends keeps what it locked: who waits for it waits for ever.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Mutex Locks; Sha, Rajkumar, Lehoczky 1990.
 */
import { ERR } from "../../isa/errors.ts";
import { handleIndex, handleOf } from "../../isa/handles.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { setPriority } from "../sched/scheduler.ts";
import { processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { FaultKind, WaitKind } from "../states.ts";
import { objectArg } from "./arguments.ts";
import type { Mutex } from "./objects.ts";
import { takeWaiter, waitInstead, waitOn, wakeWith } from "./waiters.ts";

/** How urgent a thread has to be: its own priority, or that of a waiter at an inheriting mutex that it owns. */
function dueUrgency(sim: Simulation, thread: Thread): number {
  let urgent = processAt(sim, thread.pid).settings.priority;
  for (const mutex of sim.world.ipc.mutexes) {
    if (!mutex.inherits || mutex.owner !== thread.id) continue;
    for (const id of mutex.waiters) urgent = Math.min(urgent, threadAt(sim, id).sched.priority);
  }
  return urgent;
}

/** The mutex that a thread waits for. */
function awaited(sim: Simulation, thread: Thread): Mutex | undefined {
  return thread.wait === WaitKind.mutex ? sim.world.ipc.mutexes[handleIndex(thread.waitObject, "mutex")] : undefined;
}

/**
 * Gives a thread the priority that is due to it, then the owner of what it waits for, and so on along the chain. To be called
 * when what a thread owns, who waits for that, or the priority of its process has changed.
 */
export function settlePriority(sim: Simulation, thread: Thread): void {
  let next: Thread | undefined = thread;
  // A chain that comes back to its beginning is a deadlock; it is walked once.
  for (let left = sim.world.ipc.mutexes.length; next !== undefined && left >= 0; left--) {
    const urgency = dueUrgency(sim, next);
    if (urgency === next.sched.priority) return;
    setPriority(sim, next, urgency);
    const mutex = awaited(sim, next);
    next = mutex?.inherits === true ? sim.world.threads[mutex.owner] : undefined;
  }
}

function settleOwner(sim: Simulation, mutex: Mutex): void {
  if (mutex.inherits && mutex.owner >= 0) settlePriority(sim, threadAt(sim, mutex.owner));
}

function lock(sim: Simulation, thread: Thread): number {
  const mutex = objectArg(sim, thread, 0, "mutex", sim.world.ipc.mutexes);
  if (mutex === undefined) return 0;
  if (mutex.owner < 0) {
    mutex.owner = thread.id;
    sim.races?.acquire(thread.id, sim.args[0]!);
  } else {
    waitOn(sim, thread, mutex.waiters, WaitKind.mutex, sim.args[0]!);
    settleOwner(sim, mutex);
  }
  return 0;
}

function tryLock(sim: Simulation, thread: Thread): number {
  const mutex = objectArg(sim, thread, 0, "mutex", sim.world.ipc.mutexes);
  if (mutex === undefined || mutex.owner >= 0) return ERR.ERR_EMPTY;
  mutex.owner = thread.id;
  sim.races?.acquire(thread.id, sim.args[0]!);
  return 1;
}

/** The owner gives up a mutex: to its next waiter, or to nobody. */
export function passMutex(sim: Simulation, number: number, by: Thread): void {
  const mutex = sim.world.ipc.mutexes[number]!;
  const handle = handleOf("mutex", number);
  sim.races?.release(by.id, handle);
  const next = takeWaiter(sim, mutex.waiters, mutex.order);
  mutex.owner = next;
  if (mutex.inherits) settlePriority(sim, by);
  if (next < 0) return;
  sim.races?.acquire(next, handle);
  wakeWith(sim, next, by.pid, 0);
  settleOwner(sim, mutex);
}

/** A thread that waited for a condition is to own its mutex again: at once, or in its turn. */
export function lockAgain(sim: Simulation, thread: Thread, number: number, by: Thread): void {
  const mutex = sim.world.ipc.mutexes[number]!;
  const handle = handleOf("mutex", number);
  if (mutex.owner < 0) {
    mutex.owner = thread.id;
    sim.races?.acquire(thread.id, handle);
    wakeWith(sim, thread.id, by.pid, 0);
  } else {
    mutex.waiters.push(thread.id);
    waitInstead(sim, thread, WaitKind.mutex, handle);
    settleOwner(sim, mutex);
  }
}

/** Whether the thread owns the mutex of argument `k`; if not, that is a fault. */
export function ownsMutex(sim: Simulation, thread: Thread, k: number): boolean {
  const mutex = objectArg(sim, thread, k, "mutex", sim.world.ipc.mutexes);
  if (mutex !== undefined && mutex.owner !== thread.id) raiseFault(sim, thread, FaultKind.notOwner, sim.args[k]!);
  return mutex?.owner === thread.id;
}

function unlock(sim: Simulation, thread: Thread): number {
  if (ownsMutex(sim, thread, 0)) passMutex(sim, handleIndex(sim.args[0]!, "mutex"), thread);
  return 0;
}

/** A thread that waited for a mutex ends: the owner may have been urgent because of it. */
export function leftMutex(sim: Simulation, mutex: Mutex): void {
  settleOwner(sim, mutex);
}

export const mutexCalls: Handlers = { lock, unlock, try_lock: tryLock };
