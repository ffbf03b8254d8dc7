/**
 * First come, first served: the order of entering the ready queue, and each burst to its end.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", CPU Scheduling, First-Come, First-Served.
 */
import type { Policy } from "./policy.ts";

export const fcfs: Policy = {
  name: "fcfs",
  source:
    "Silberschatz, Galvin, Gagne, Operating System Concepts, First-Come, First-Served Scheduling",
  compare: () => 0,
  why: () => "it has been in the ready queue longest",
};
