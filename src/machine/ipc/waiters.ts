/**
 * Lists of waiting threads: who begins to wait, who is woken first, and who leaves without having been woken.
 *
 * Keeps true: a thread that begins to wait, or whose wait turns into another, is looked at for a deadlock at that moment.
 */
import type { WaitKind } from "../states.ts";
import { EventKind } from "../events.ts";
import { block, wake } from "../threads/turns.ts";
import { emit, threadAt, type Simulation } from "../simulation.ts";
import { NEVER, type Thread } from "../state.ts";
import { checkDeadlock } from "./deadlock.ts";
import type { Order } from "./objects.ts";

/** The place in the list of the waiter that is next by the order; among equally urgent ones the first to have come. */
export function nextWaiter(sim: Simulation, waiters: readonly number[], order: Order): number {
  if (order === "fifo") return 0;
  if (order === "lifo") return waiters.length - 1;
  let best = 0;
  for (let k = 1; k < waiters.length; k++) {
    if (threadAt(sim, waiters[k]!).sched.priority < threadAt(sim, waiters[best]!).sched.priority) best = k;
  }
  return best;
}

/** Takes the next waiter out of the list; -1 when nobody waits. */
export function takeWaiter(sim: Simulation, waiters: number[], order: Order): number {
  if (waiters.length === 0) return -1;
  return waiters.splice(nextWaiter(sim, waiters, order), 1)[0]!;
}

/** Takes a thread out of a list, if it is in it; returns where it was, or -1. */
export function leaveList(waiters: number[], thread: number): number {
  const place = waiters.indexOf(thread);
  if (place >= 0) waiters.splice(place, 1);
  return place;
}

/** The running thread begins to wait, at the end of a list, until somebody wakes it. */
export function waitOn(sim: Simulation, thread: Thread, waiters: number[], wait: WaitKind, object: number): void {
  waiters.push(thread.id);
  waitFor(sim, thread, wait, object);
}

/** The running thread begins to wait until somebody wakes it. */
export function waitFor(sim: Simulation, thread: Thread, wait: WaitKind, object: number): void {
  block(sim, thread, wait, object);
  checkDeadlock(sim, thread);
}

/** A thread that waits goes on waiting, for something else. */
export function waitInstead(sim: Simulation, thread: Thread, wait: WaitKind, object: number): void {
  thread.wait = wait;
  thread.waitObject = object;
  thread.waitUntil = NEVER;
  emit(sim, EventKind.blocked, thread.pid, thread.id, wait, object, 0);
  checkDeadlock(sim, thread);
}

/**
 * Wakes a waiting thread with a result for its call.
 * @param by the pid of who caused it, 0 for the machine
 */
export function wakeWith(sim: Simulation, threadId: number, by: number, result: number): void {
  const thread = threadAt(sim, threadId);
  thread.registers[0] = result;
  wake(sim, thread, by);
}
