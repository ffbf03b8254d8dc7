/**
 * Readers-writer locks.
 *
 * Keeps true: many readers or one writer hold it; who comes next is decided by its preference: `readers` go before waiting
 * writers, waiting `writers` before new readers, or all in the order of their coming (`fifo`); giving back what one does not
 * hold is a fault.
 * Follows: Courtois, Heymans, Parnas 1971.
 */
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import type { Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { FaultKind, WaitKind } from "../states.ts";
import { objectArg } from "./arguments.ts";
import type { RwLock } from "./objects.ts";
import { leaveList, waitOn, wakeWith } from "./waiters.ts";

/** Whether a newcomer may have the lock. */
function mayEnter(rwlock: RwLock, writes: boolean): boolean {
  if (rwlock.writer >= 0) return false;
  if (writes) return rwlock.readers.length === 0 && (rwlock.prefer === "readers" || rwlock.waiters.length === 0);
  if (rwlock.prefer === "readers") return true;
  return rwlock.prefer === "writers" ? !rwlock.writes.includes(1) : rwlock.waiters.length === 0;
}

/** What readers give up, only writers take: a reader is not ordered after another. */
const readersKey = (handle: number): number => -handle;

function enter(sim: Simulation, rwlock: RwLock, thread: number, handle: number, writes: boolean): void {
  if (writes) rwlock.writer = thread;
  else rwlock.readers.push(thread);
  sim.races?.acquire(thread, handle);
  if (writes) sim.races?.acquire(thread, readersKey(handle));
}

function enterLock(sim: Simulation, thread: Thread, writes: boolean): number {
  const rwlock = objectArg(sim, thread, 0, "rwlock", sim.world.ipc.rwlocks);
  if (rwlock === undefined) return 0;
  if (mayEnter(rwlock, writes)) enter(sim, rwlock, thread.id, sim.args[0]!, writes);
  else {
    rwlock.writes.push(writes ? 1 : 0);
    waitOn(sim, thread, rwlock.waiters, WaitKind.rwlock, sim.args[0]!);
  }
  return 0;
}

/** The place of the waiter that goes next, or -1 when nobody can. */
function nextOfLock(rwlock: RwLock): number {
  if (rwlock.writer >= 0 || rwlock.waiters.length === 0) return -1;
  const preferred = rwlock.prefer === "fifo" ? 0 : rwlock.writes.indexOf(rwlock.prefer === "writers" ? 1 : 0);
  const place = preferred < 0 ? 0 : preferred;
  return rwlock.writes[place] === 1 && rwlock.readers.length > 0 ? -1 : place;
}

/** Lets in whoever may come in now. */
export function admitToLock(sim: Simulation, rwlock: RwLock, handle: number, by: number): void {
  for (let place = nextOfLock(rwlock); place >= 0; place = nextOfLock(rwlock)) {
    const waiter = rwlock.waiters.splice(place, 1)[0]!;
    enter(sim, rwlock, waiter, handle, rwlock.writes.splice(place, 1)[0] === 1);
    wakeWith(sim, waiter, by, 0);
  }
}

function leaveLock(sim: Simulation, thread: Thread): number {
  const rwlock = objectArg(sim, thread, 0, "rwlock", sim.world.ipc.rwlocks);
  if (rwlock === undefined) return 0;
  const handle = sim.args[0]!;
  if (rwlock.writer === thread.id) {
    rwlock.writer = -1;
    sim.races?.release(thread.id, handle);
  } else if (leaveList(rwlock.readers, thread.id) >= 0) sim.races?.release(thread.id, readersKey(handle));
  else {
    raiseFault(sim, thread, FaultKind.notOwner, handle);
    return 0;
  }
  admitToLock(sim, rwlock, handle, thread.pid);
  return 0;
}

export const rwlockCalls: Handlers = {
  read_lock: (sim, thread) => enterLock(sim, thread, false),
  write_lock: (sim, thread) => enterLock(sim, thread, true),
  rw_unlock: leaveLock,
};
