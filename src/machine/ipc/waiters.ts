/**
 * Lists of waiting threads: who is woken first, and who leaves without having been woken.
 */
import { wake } from "../sched/scheduler.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import type { Order } from "./objects.ts";

/** The place in the list of the waiter that is next by the order. */
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

/** Wakes a waiting thread with a result for its call. */
export function wakeWith(sim: Simulation, threadId: number, by: number, result: number): void {
  const thread = threadAt(sim, threadId);
  thread.registers[0] = result;
  wake(sim, thread, by);
}
