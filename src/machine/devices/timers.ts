/**
 * Timers: what will happen at a later tick, in the order of (tick, order of request).
 *
 * Keeps true: a timer that fires for a thread which no longer waits for it does nothing.
 */
import { heapPeek, heapPop, heapPush, type Compare } from "../../base/heap.ts";
import { wake } from "../sched/scheduler.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import { NEVER, type Thread, type Timer } from "../state.ts";
import { ThreadState, type WaitKind } from "../states.ts";

const BY_TICK: Compare<Timer> = (a, b) => a.tick - b.tick;

/** Wakes `thread` at `tick` if it then still waits for `wait`. */
export function startTimer(
  sim: Simulation,
  thread: Thread,
  tick: number,
  wait: WaitKind,
): void {
  heapPush(
    sim.world.timers,
    { tick, thread: thread.id, wait, since: sim.world.tick },
    BY_TICK,
  );
}

/** The tick of the next timer, or NEVER. */
export function nextTimer(sim: Simulation): number {
  return heapPeek(sim.world.timers)?.tick ?? NEVER;
}

/** Fires every timer that is due. */
export function fireTimers(sim: Simulation): void {
  const { timers, tick } = sim.world;
  for (
    let next = heapPeek(timers);
    next !== undefined && next.tick <= tick;
    next = heapPeek(timers)
  ) {
    heapPop(timers, BY_TICK);
    const thread = threadAt(sim, next.thread);
    const waits =
      thread.state === ThreadState.waiting &&
      thread.wait === next.wait &&
      thread.since === next.since;
    if (waits) wake(sim, thread, 0);
  }
}
