/**
 * Rate-monotonic scheduling: the shorter the period the more urgent, with pre-emption; without a period last, first come, first served.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Rate-Monotonic Scheduling; Liu and Layland.
 */
import { processAt } from "../simulation.ts";
import type { PolicyRow } from "./policy.ts";
import { ofReady } from "./why.ts";

export const rateMonotonic: PolicyRow = {
  name: "rate_monotonic",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, Rate-Monotonic Scheduling",
  make: () => ({
    enters: (sim, _node, thread) => {
      const { period } = processAt(sim, thread.pid).settings;
      thread.sched.key = period > 0 ? period : Infinity;
    },
    beats: (_sim, ready, running) => ready.sched.key < running.sched.key,
    why: ({ chosen }, words) =>
      chosen.key === Infinity
        ? words("nobody with a period is ready, and it has been in the queue longest")
        : ofReady(words, chosen, words("its period {0} is the shortest", chosen.key)),
  }),
};
