/**
 * Highest response ratio next: the greatest (w + s) / s, w being the ticks since it last became ready and s its next CPU burst,
 * compared exactly; not pre-emptive, and s = 0 goes first. What the bursts are is in burst.ts.
 *
 * The order of two threads changes with time, so the queue is not kept in it: the first is found in a tournament of ratios.
 * Follows: Brinch Hansen; Stallings, "Operating Systems", Highest Response Ratio Next.
 */
import type { Words } from "../../base/words.ts";
import { countBurst, foresee, remaining, showBurst } from "./burst.ts";
import type { PolicyRow } from "./policy.ts";
import { winnerAt, type Contest } from "./tournament.ts";
import { ofReady, type Chosen } from "./why.ts";

/** Order of x/s against y/t for x, y, s, t not negative and s, t above 0: by whole parts, then by what is left. */
export function compareRatios(x: number, s: number, y: number, t: number): number {
  const left = x * t;
  const right = y * s;
  if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left - right;
  const whole = Math.floor(x / s) - Math.floor(y / t);
  if (whole !== 0) return whole;
  const restX = x % s;
  const restY = y % t;
  if (restX === 0 || restY === 0) return restX === restY ? 0 : restX === 0 ? -1 : 1;
  // a/b < c/d exactly when d/c < b/a.
  return compareRatios(t, restY, s, restX);
}

/** The response ratios of two ready threads; equal ones go in the order of entering the queue. */
const RATIOS: Contest = {
  compare: (a, b, tick) => {
    const s = a.sched.key;
    const t = b.sched.key;
    const order =
      s === 0 || t === 0
        ? Math.sign(s) - Math.sign(t)
        : compareRatios(tick - b.sched.readySince, t, tick - a.sched.readySince, s);
    return order === 0 ? a.sched.entered - b.sched.entered : order;
  },
  // The shorter one gains on the longer: (T − r) / s = (T − r') / s' at the quotient below, rounded to the safe side.
  overtakes: (winner, loser, tick) => {
    const s = winner.sched.key;
    const t = loser.sched.key;
    if (t >= s) return Infinity;
    const even = (loser.sched.readySince * s - winner.sched.readySince * t) / (s - t);
    return Math.max(tick + 1, Math.floor(even) - 1);
  },
};

/** `(12 + 6) / 6`, and how the burst of 6 is known. */
function showRatio(words: Words, chosen: Chosen): string {
  const waited = chosen.tick - chosen.since;
  const burst = words("a CPU burst of {0}", showBurst(words, chosen.key, chosen.foreseen));
  return chosen.key === 0 ? burst : `(${waited} + ${chosen.key}) / ${chosen.key}, ${burst}`;
}

export const hrrn: PolicyRow = {
  name: "hrrn",
  source: "Stallings, Operating Systems, Highest Response Ratio Next",
  make: () => ({
    isTournament: true,
    enters: (sim, _node, thread, why) => {
      foresee(sim, thread, why);
      thread.sched.key = remaining(thread);
    },
    first: (sim, queue) => winnerAt(sim.world.threads, queue, RATIOS, sim.world.tick),
    leaves: (_sim, _node, thread, how) => {
      countBurst(thread, how);
    },
    why: ({ chosen }, words) =>
      ofReady(words, chosen, words("its response ratio is the highest: {0}", showRatio(words, chosen))),
  }),
};
