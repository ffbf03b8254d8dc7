/**
 * Timers: what will happen at a later tick, in the order of (tick, order of request). What then happens is in completions.ts.
 */
import { heapPeek, heapPop, heapPush, type Compare } from "../../base/heap.ts";
import type { Simulation } from "../simulation.ts";
import { NEVER, type Thread, type Timer } from "../state.ts";
import { WaitKind } from "../states.ts";

const BY_TICK: Compare<Timer> = (a, b) => a.tick - b.tick;

/** At `tick`, `thread` is woken if it then still waits for `wait`, or is told that its time is over. */
export function startTimer(sim: Simulation, thread: Thread, tick: number, wait: WaitKind): void {
  thread.waitUntil = tick;
  heapPush(sim.world.timers, { tick, thread: thread.id, wait, since: sim.world.tick, box: -1 }, BY_TICK);
}

/** At `tick` something is due in a mailbox: a message comes, or is sent again. */
export function startBoxTimer(sim: Simulation, box: number, tick: number): void {
  heapPush(sim.world.timers, { tick, thread: -1, wait: WaitKind.nothing, since: sim.world.tick, box }, BY_TICK);
}

/** The tick of the next timer, or NEVER. */
export function nextTimer(sim: Simulation): number {
  return heapPeek(sim.world.timers)?.tick ?? NEVER;
}

/** Takes the next timer that is due, if there is one. */
export function takeDue(sim: Simulation): Timer | undefined {
  const next = heapPeek(sim.world.timers);
  return next !== undefined && next.tick <= sim.world.tick ? heapPop(sim.world.timers, BY_TICK) : undefined;
}
