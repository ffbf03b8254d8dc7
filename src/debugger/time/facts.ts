/**
 * What is known to have happened in a run, each with its moment: for those who judge a run that may go back in time.
 *
 * Keeps true: a fact counts from its moment on; when the run goes on from an earlier one, it is forgotten.
 */
import type { Simulation } from "../../machine/simulation.ts";
import { isAfter, momentOf, type Moment } from "./moments.ts";

/** Facts by a number of the caller's. */
export class Facts<T = true> {
  private readonly known = new Map<number, { readonly at: Moment; readonly what: T }>();

  constructor(private readonly sim: Simulation) {}

  /** Notes what has just happened; of one number the first counts. */
  note(number: number, what: T): void {
    if (!this.known.has(number)) this.known.set(number, { at: momentOf(this.sim.world), what });
  }

  /** What is known of a number counts from now on. */
  restamp(number: number): void {
    const what = this.get(number);
    if (what !== undefined) this.known.set(number, { at: momentOf(this.sim.world), what });
  }

  get(number: number): T | undefined {
    return this.known.get(number)?.what;
  }

  has(number: number): boolean {
    return this.known.has(number);
  }

  /** A new future begins now: what came later may not come again. */
  forgetFuture(): void {
    const now = momentOf(this.sim.world);
    for (const [number, { at }] of this.known) if (isAfter(at, now)) this.known.delete(number);
  }

  /** The last of the moments before `now`. */
  lastBefore(now: Moment): { readonly at: Moment; readonly what: T } | undefined {
    let last: { readonly at: Moment; readonly what: T } | undefined;
    for (const fact of this.known.values()) {
      if (isAfter(now, fact.at) && (last === undefined || !isAfter(last.at, fact.at))) last = fact;
    }
    return last;
  }
}
