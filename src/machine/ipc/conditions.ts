/**
 * Condition variables, in the manner of Mesa.
 *
 * Keeps true: waiting without owning the mutex is a fault; giving up the mutex and beginning to wait are one; who is woken owns
 * its mutex again before it goes on, standing at the end of that one's line if it is locked.
 * Follows: Hoare 1974; Lampson and Redell 1980.
 */
import { handleIndex } from "../../isa/handles.ts";
import type { Handlers } from "../cpu/handler.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { WaitKind } from "../states.ts";
import { objectArg } from "./arguments.ts";
import { lockAgain, ownsMutex, passMutex } from "./mutexes.ts";
import type { Condition } from "./objects.ts";
import { nextWaiter, waitOn } from "./waiters.ts";

function condWait(sim: Simulation, thread: Thread): number {
  const condition = objectArg(sim, thread, 0, "condition", sim.world.ipc.conditions);
  if (condition === undefined || !ownsMutex(sim, thread, 1)) return 0;
  const number = handleIndex(sim.args[1]!, "mutex");
  const object = sim.args[0]!;
  condition.mutexes.push(number);
  passMutex(sim, number, thread);
  waitOn(sim, thread, condition.waiters, WaitKind.condition, object);
  return 0;
}

function wakeNext(sim: Simulation, condition: Condition, by: Thread): void {
  const place = nextWaiter(sim, condition.waiters, condition.order);
  const waiter = condition.waiters.splice(place, 1)[0]!;
  const mutex = condition.mutexes.splice(place, 1)[0]!;
  sim.races?.order(by.id, waiter);
  lockAgain(sim, threadAt(sim, waiter), mutex, by);
}

function condSignal(sim: Simulation, thread: Thread): number {
  const condition = objectArg(sim, thread, 0, "condition", sim.world.ipc.conditions);
  if (condition !== undefined && condition.waiters.length > 0) wakeNext(sim, condition, thread);
  return 0;
}

function condBroadcast(sim: Simulation, thread: Thread): number {
  const condition = objectArg(sim, thread, 0, "condition", sim.world.ipc.conditions);
  while (condition !== undefined && condition.waiters.length > 0) wakeNext(sim, condition, thread);
  return 0;
}

export const conditionCalls: Handlers = {
  cond_wait: condWait,
  cond_signal: condSignal,
  cond_broadcast: condBroadcast,
};
