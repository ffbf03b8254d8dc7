/**
 * What the operating system does between a tick's happenings and its dispatch: what was put off, interrupts, swapping.
 *
 * Keeps true: it acts only where a machine's settings or something put off ask for it, so that others pay nothing; swapping
 * looks only when somebody became ready, left or arrived, and so at the same ticks however the run is cut.
 */
import { handleInterrupts } from "../devices/interrupts.ts";
import type { Simulation } from "../simulation.ts";
import { admitJobs } from "./admission.ts";
import { doDeferred } from "./suspension.ts";
import { balanceMemory } from "./swapping.ts";

/** Whether there may be something to do. */
export function needsManagement(sim: Simulation): boolean {
  return sim.isManaged || sim.world.deferred.length > 0;
}

/** Does what there is to do, before CPUs are given out. */
export function manage(sim: Simulation): void {
  if (sim.world.deferred.length > 0) doDeferred(sim);
  handleInterrupts(sim);
  if (!sim.world.redispatch) return;
  for (const node of sim.world.nodes) if (balanceMemory(sim, node)) admitJobs(sim, node);
}
