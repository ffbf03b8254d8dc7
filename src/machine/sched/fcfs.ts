/**
 * First come, first served: the order of entering the ready queue, and each burst to its end.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", First-Come, First-Served Scheduling.
 */
import type { PolicyRow } from "./policy.ts";
import { ofReady } from "./why.ts";

export const fcfs: PolicyRow = {
  name: "fcfs",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, First-Come, First-Served Scheduling",
  make: () => ({
    why: ({ chosen }, words) =>
      ofReady(words, chosen, words("it has been in the queue longest, since tick {0}", chosen.since)),
  }),
};
