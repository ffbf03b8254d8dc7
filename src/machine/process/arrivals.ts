/**
 * The arrival of the processes that a scenario declares: each enters the job queue at its tick, in declaration order.
 */
import { nodeOf, processAt, type Simulation } from "../simulation.ts";
import { NEVER } from "../state.ts";
import { admitJobs } from "./admission.ts";
import { startReleases } from "./periodic.ts";

/** The tick of the next arrival, or NEVER. */
export function nextArrival(sim: Simulation): number {
  const pid = sim.world.arrivals[0];
  return pid === undefined ? NEVER : processAt(sim, pid).arrival;
}

/** Lets in every process whose tick has come; those of one tick compete for admission together. */
export function admitArrivals(sim: Simulation): void {
  const { arrivals, tick } = sim.world;
  let count = 0;
  while (count < arrivals.length && processAt(sim, arrivals[count]!).arrival <= tick) count++;
  for (const pid of arrivals.splice(0, count)) {
    const process = processAt(sim, pid);
    startReleases(sim, process);
    nodeOf(sim, process).jobQueue.push(pid);
    sim.world.redispatch = true;
  }
  for (const node of sim.world.nodes) if (node.jobQueue.length > 0) admitJobs(sim, node);
}
