/**
 * Timers: what will happen at a later tick, in the order of (tick, order of request). What then happens is in completions.ts.
 */
import { heapPeek, heapPop, heapPush, type Compare } from "../../base/heap.ts";
import type { Simulation } from "../simulation.ts";
import { NEVER, TimerKind, type Thread, type Timer } from "../state.ts";
import type { WaitKind } from "../states.ts";

const BY_TICK: Compare<Timer> = (a, b) => a.tick - b.tick || a.order - b.order;

/** The number of a request that is made now. */
export function newRequest(sim: Simulation): number {
  return sim.world.nextRequest++;
}

/** At `tick` something of a kind is due; `order` is the number of the request that asked for it. */
export function startEvent(
  sim: Simulation,
  kind: TimerKind,
  subject: number,
  tick: number,
  detail = 0,
  order = newRequest(sim),
): void {
  heapPush(sim.world.timers, { tick, order, kind, subject, detail }, BY_TICK);
}

/** At `tick`, `thread` is woken if it then still waits for `wait`, or is told that its time is over. */
export function startTimer(sim: Simulation, thread: Thread, tick: number, wait: WaitKind): void {
  thread.waitUntil = tick;
  startEvent(sim, TimerKind.wait, thread.id, tick, wait);
}

/** At `tick` a message comes to a mailbox, or is sent again. */
export function startBoxTimer(sim: Simulation, box: number, tick: number, message: number): void {
  startEvent(sim, TimerKind.box, box, tick, message);
}

/** The tick of the next timer, or NEVER. */
export function nextTimer(sim: Simulation): number {
  return heapPeek(sim.world.timers)?.tick ?? NEVER;
}

/** Drops timers that come to nothing, as long as the next one is such: nobody need wait for them. */
export function dropStale(sim: Simulation, isStale: (timer: Timer) => boolean): void {
  const { timers } = sim.world;
  for (let next = heapPeek(timers); next !== undefined && isStale(next); next = heapPeek(timers))
    heapPop(timers, BY_TICK);
}

/** Takes the next timer that is due, if there is one. */
export function takeDue(sim: Simulation): Timer | undefined {
  const next = heapPeek(sim.world.timers);
  return next !== undefined && next.tick <= sim.world.tick ? heapPop(sim.world.timers, BY_TICK) : undefined;
}
