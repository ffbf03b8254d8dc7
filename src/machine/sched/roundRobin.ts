/**
 * Round robin: first come, first served, for a quantum at most; who uses it up goes to the tail. `ties` says who queues first
 * when a quantum ends on one tick with an arrival or wake-up (`arrivals_first` is Stallings' convention).
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Round-Robin Scheduling; Stallings, "Operating Systems".
 */
import { numberArg, wordArg } from "../../isa/settings.ts";
import type { PolicyRow } from "./policy.ts";
import { ofReady } from "./why.ts";

export const roundRobin: PolicyRow = {
  name: "round_robin",
  source: "Silberschatz, Galvin, Gagne, Operating System Concepts, Round-Robin Scheduling",
  make: (choice) => ({
    quantum: numberArg(choice, "quantum"),
    preemptedFirst: wordArg(choice, "ties") === "preempted_first",
    why: ({ chosen }, words) => {
      const reason = words("it has been in the queue longest, since tick {0}", chosen.since);
      return words("its turn has come: {0}", ofReady(words, chosen, reason));
    },
  }),
};
