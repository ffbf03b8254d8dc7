/**
 * Shortest remaining time first: shortest job first with pre-emption; a guessed burst has at least 0 ticks left.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Shortest-Job-First Scheduling; Stallings,
 * "Operating Systems", Shortest Remaining Time.
 */
import { countBurst, foresee, remaining, showBurst } from "./burst.ts";
import type { PolicyRow } from "./policy.ts";
import { ofReady } from "./why.ts";

export const srtf: PolicyRow = {
  name: "srtf",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, Shortest-Job-First Scheduling (pre-emptive)",
  make: () => ({
    enters: (sim, _node, thread, why) => {
      foresee(sim, thread, why);
      thread.sched.key = remaining(thread);
    },
    leaves: (_sim, _node, thread, how) => {
      countBurst(thread, how);
    },
    beats: (_sim, ready, running) => ready.sched.key < remaining(running),
    rank: (_sim, a, b) => remaining(a) - remaining(b),
    why: ({ chosen }, words) => {
      const burst = showBurst(words, chosen.key, chosen.foreseen);
      return ofReady(words, chosen, words("it has the least left of its CPU burst: {0}", burst));
    },
  }),
};
