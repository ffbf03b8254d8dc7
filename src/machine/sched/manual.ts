/**
 * Manual scheduling: the person picks who of the ready threads runs, in the order of the queue; each burst to its end.
 */
import { chooseOf } from "../simulation.ts";
import type { PolicyRow } from "./policy.ts";
import { queueAt } from "./readyQueue.ts";

export const manual: PolicyRow = {
  name: "manual",
  source: "the person at the controls",
  make: () => ({
    isCounted: true,
    pick: (sim, queue) =>
      queueAt(sim.world.threads, queue, queue.length === 1 ? 0 : chooseOf(sim, "dispatch", queue.length)),
    why: ({ chosen }, words) => words("it was picked among {0} ready ones", chosen.of),
  }),
};
