/**
 * Earliest deadline first: the job whose deadline comes first, with pre-emption; without a deadline last, first come, first served.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Earliest-Deadline-First Scheduling; Liu and Layland.
 */
import { deadlineOf } from "../process/periodic.ts";
import { processAt } from "../simulation.ts";
import { NEVER } from "../state.ts";
import type { PolicyRow } from "./policy.ts";
import { ofReady } from "./why.ts";

export const edf: PolicyRow = {
  name: "edf",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, Earliest-Deadline-First Scheduling",
  make: () => ({
    enters: (sim, _node, thread) => {
      const deadline = deadlineOf(processAt(sim, thread.pid));
      thread.sched.key = deadline === NEVER ? Infinity : deadline;
    },
    beats: (_sim, ready, running) => ready.sched.key < running.sched.key,
    why: ({ chosen }, words) =>
      chosen.key === Infinity
        ? words("nobody with a deadline is ready, and it has been in the queue longest")
        : ofReady(words, chosen, words("its deadline at {0} is the earliest", chosen.key)),
  }),
};
