/**
 * The arrival of the processes that a scenario declares: each enters the job queue at its tick, in declaration order.
 */
import { nodeOf, processAt, type Simulation } from "../simulation.ts";
import { NEVER } from "../state.ts";
import { startReleases } from "./periodic.ts";

/** The tick of the next arrival, or NEVER. */
export function nextArrival(sim: Simulation): number {
  const pid = sim.world.arrivals[0];
  return pid === undefined ? NEVER : processAt(sim, pid).arrival;
}

/** Every process whose tick has come enters the job queue; those of one tick compete for admission together. */
export function arrive(sim: Simulation): void {
  const { arrivals, tick } = sim.world;
  let count = 0;
  while (count < arrivals.length && processAt(sim, arrivals[count]!).arrival <= tick) count++;
  for (const pid of arrivals.splice(0, count)) {
    const process = processAt(sim, pid);
    startReleases(sim, process);
    nodeOf(sim, process).jobQueue.push(pid);
    sim.world.redispatch = true;
  }
}
