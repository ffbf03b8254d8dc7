/**
 * The next CPU burst of a thread: foreseen by running ahead, or guessed by exponential averaging (α = ½, first guess 5).
 * What sjf, srtf and hrrn order by.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Shortest-Job-First Scheduling.
 */
import { processAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { burstAhead } from "./ahead.ts";
import type { Entry, Leave } from "./policy.ts";

/** At the beginning of a burst, finds how long it will be. */
export function foresee(sim: Simulation, thread: Thread, why: Entry): void {
  const { sched } = thread;
  // One that yields at the end of a periodic job begins another burst.
  const isOver = why === "yielded" && sched.foreseen === 1 && remaining(thread) === 0;
  if (why !== "new" && why !== "woken" && !isOver) return;
  // What a carrier will do until it waits depends on whom it carries then.
  const isCarried = processAt(sim, thread.pid).threading.model !== "kernel";
  const ticks = isCarried ? undefined : burstAhead(sim, thread);
  sched.foreseen = ticks === undefined ? 0 : 1;
  sched.burst = ticks ?? sched.guess;
  sched.burstRan = 0;
}

/** Counts the ticks of a stretch on the CPU; a burst that ends goes into the average. */
export function countBurst(thread: Thread, how: Leave): void {
  const { sched } = thread;
  sched.burstRan += sched.ran;
  sched.ran = 0;
  if (how !== "waits") return;
  sched.guess = (sched.guess + sched.burstRan) / 2;
  sched.burstRan = 0;
}

/** Ticks of the burst that are still to run. */
export function remaining(thread: Thread): number {
  const { burst, burstRan, ran } = thread.sched;
  return Math.max(0, burst - burstRan - ran);
}

/** A burst in words: how long, and how that is known. */
export function showBurst(ticks: number, foreseen: number): string {
  return foreseen === 1 ? `${ticks} ticks, by running ahead` : `about ${ticks} ticks, the average of its past`;
}
