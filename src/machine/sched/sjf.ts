/**
 * Shortest job first: the shortest next CPU burst, to its end. What the bursts are is in burst.ts.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Shortest-Job-First Scheduling.
 */
import { countBurst, foresee, remaining, showBurst } from "./burst.ts";
import type { PolicyRow } from "./policy.ts";
import { ofReady } from "./why.ts";

export const sjf: PolicyRow = {
  name: "sjf",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, Shortest-Job-First Scheduling",
  make: () => ({
    enters: (sim, _node, thread, why) => {
      foresee(sim, thread, why);
      thread.sched.key = remaining(thread);
    },
    leaves: (_sim, _node, thread, how) => {
      countBurst(thread, how);
    },
    why: ({ chosen }, words) => {
      const burst = showBurst(words, chosen.key, chosen.foreseen);
      return ofReady(words, chosen, words("its next CPU burst is the shortest: {0}", burst));
    },
  }),
};
