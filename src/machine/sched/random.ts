/**
 * Random scheduling: any ready thread, for a slice of 1 to `quantum` ticks, as the choices say: shakes races out, seed by seed.
 * Follows: Burckhardt et al., "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", in its simplest form.
 */
import { numberArg } from "../../isa/settings.ts";
import { chooseOf } from "../simulation.ts";
import type { PolicyRow } from "./policy.ts";
import { queueAt } from "./readyQueue.ts";

export const random: PolicyRow = {
  name: "random",
  source: "Burckhardt et al., A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs",
  make: (choice) => {
    const most = numberArg(choice, "quantum");
    return {
      quantumOf: (sim) => (most === 1 ? 1 : 1 + chooseOf(sim, "slice", most)),
      isCounted: true,
      pick: (sim, queue) =>
        queueAt(sim.world.threads, queue, queue.length === 1 ? 0 : chooseOf(sim, "dispatch", queue.length)),
      why: ({ chosen }, words) => words("chance chose it among {0} ready ones", chosen.of),
    };
  },
};
