/**
 * First come, first served: the order of entering the ready queue, and each burst to its end.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", First-Come, First-Served Scheduling.
 */
import type { PolicyRow } from "./policy.ts";

export const fcfs: PolicyRow = {
  name: "fcfs",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, First-Come, First-Served Scheduling",
  make: () => ({ why: () => "it has been in the ready queue longest" }),
};
