/**
 * Counting semaphores.
 *
 * Keeps true: count = initial + ups − downs that are done, and is 0 while anybody waits; what is given goes straight to the
 * next waiter, so that nobody overtakes it.
 * Follows: Dijkstra 1965.
 */
import { ERR } from "../../isa/errors.ts";
import type { Handlers } from "../cpu/handler.ts";
import type { Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { WaitKind } from "../states.ts";
import { objectArg } from "./arguments.ts";
import type { Semaphore } from "./objects.ts";
import { takeWaiter, waitOn, wakeWith } from "./waiters.ts";

/** Holders that are remembered of one semaphore: they are for people to see. */
const MOST_HOLDERS = 1000;

function remember(semaphore: Semaphore, thread: number): void {
  if (semaphore.holders.length === MOST_HOLDERS) semaphore.holders.shift();
  semaphore.holders.push(thread);
}

/** One is given back: what this thread took last, or else what was taken first. */
function forget(semaphore: Semaphore, thread: number): void {
  const { holders } = semaphore;
  const place = holders.lastIndexOf(thread);
  if (holders.length > 0) holders.splice(Math.max(0, place), 1);
}

function take(sim: Simulation, thread: Thread, semaphore: Semaphore): void {
  sim.races?.takeToken(thread.id, sim.args[0]!, semaphore.count);
  semaphore.count--;
  remember(semaphore, thread.id);
}

function down(sim: Simulation, thread: Thread): number {
  const semaphore = objectArg(sim, thread, 0, "semaphore", sim.world.ipc.semaphores);
  if (semaphore === undefined) return 0;
  if (semaphore.count > 0) take(sim, thread, semaphore);
  else waitOn(sim, thread, semaphore.waiters, WaitKind.semaphore, sim.args[0]!);
  return 0;
}

/** `wait(s)` on a semaphore is `down(s)`. */
export const downSemaphore = down;

function up(sim: Simulation, thread: Thread): number {
  const semaphore = objectArg(sim, thread, 0, "semaphore", sim.world.ipc.semaphores);
  if (semaphore === undefined) return 0;
  forget(semaphore, thread.id);
  sim.races?.giveToken(thread.id, sim.args[0]!, semaphore.count);
  const next = takeWaiter(sim, semaphore.waiters, semaphore.order);
  if (next < 0) semaphore.count++;
  else {
    sim.races?.takeToken(next, sim.args[0]!, 0);
    remember(semaphore, next);
    wakeWith(sim, next, thread.pid, 0);
  }
  return 0;
}

function tryDown(sim: Simulation, thread: Thread): number {
  const semaphore = objectArg(sim, thread, 0, "semaphore", sim.world.ipc.semaphores);
  if (semaphore === undefined || semaphore.count === 0) return ERR.ERR_EMPTY;
  take(sim, thread, semaphore);
  return 1;
}

export const semaphoreCalls: Handlers = { down, P: down, up, V: up, signal: up, try_down: tryDown };
