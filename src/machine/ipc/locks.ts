/**
 * Synchronisation as the rest of the kernel sees it: the handlers of all its calls, and what the end of a thread means for it.
 *
 * Keeps true: a thread that has ended waits on nothing; what it had locked stays locked, and who waits for that is told apart
 * as a deadlock at that moment.
 */
import { readHandle, type HandleKind } from "../../isa/handles.ts";
import type { Handlers } from "../cpu/handler.ts";
import { processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { barrierCalls } from "./barriers.ts";
import { conditionCalls } from "./conditions.ts";
import { checkDeadlock, checkDeserted } from "./deadlock.ts";
import { leftMutex, mutexCalls } from "./mutexes.ts";
import { admitToLock, rwlockCalls } from "./rwlocks.ts";
import { semaphoreCalls } from "./semaphores.ts";
import { leaveList } from "./waiters.ts";

export { downSemaphore } from "./semaphores.ts";

/** How a thread leaves the line of each kind of object. */
const LEAVE: Readonly<Partial<Record<HandleKind, (sim: Simulation, thread: Thread, index: number) => void>>> = {
  semaphore: (sim, thread, index) => void leaveList(sim.world.ipc.semaphores[index]!.waiters, thread.id),
  barrier: (sim, thread, index) => void leaveList(sim.world.ipc.barriers[index]!.waiters, thread.id),
  mutex: (sim, thread, index) => {
    const mutex = sim.world.ipc.mutexes[index]!;
    leaveList(mutex.waiters, thread.id);
    leftMutex(sim, mutex);
  },
  condition: (sim, thread, index) => {
    const condition = sim.world.ipc.conditions[index]!;
    condition.mutexes.splice(leaveList(condition.waiters, thread.id), 1);
  },
  rwlock: (sim, thread, index) => {
    const rwlock = sim.world.ipc.rwlocks[index]!;
    rwlock.writes.splice(leaveList(rwlock.waiters, thread.id), 1);
    admitToLock(sim, rwlock, thread.waitObject, thread.pid);
  },
};

/** A thread ends while it waits: it leaves the line that it stands in. */
export function leaveLockWaiters(sim: Simulation, thread: Thread): void {
  const handle = readHandle(thread.waitObject);
  if (handle !== undefined) LEAVE[handle.kind]?.(sim, thread, handle.index);
}

/** Threads have ended: whoever waits for what one of them had locked, or would have given, may never go on. */
export function checkAbandoned(sim: Simulation, threads: readonly number[]): void {
  const { mutexes, conditions, rwlocks } = sim.world.ipc;
  for (const { owner, waiters } of mutexes) {
    if (waiters.length > 0 && threads.includes(owner)) checkDeadlock(sim, threadAt(sim, waiters[0]!));
  }
  for (const condition of conditions) {
    const place = condition.mutexes.findIndex((mutex) => threads.includes(mutexes[mutex]!.owner));
    if (place >= 0) checkDeadlock(sim, threadAt(sim, condition.waiters[place]!));
  }
  for (const { writer, readers, waiters } of rwlocks) {
    const isHeld = threads.includes(writer) || readers.some((id) => threads.includes(id));
    if (waiters.length > 0 && isHeld) checkDeadlock(sim, threadAt(sim, waiters[0]!));
  }
  const [first] = threads;
  if (first !== undefined) checkDeserted(sim, processAt(sim, threadAt(sim, first).pid).program);
}

export const lockCalls: Handlers = {
  ...semaphoreCalls,
  ...mutexCalls,
  ...conditionCalls,
  ...barrierCalls,
  ...rwlockCalls,
};
