/**
 * The degree of multiprogramming: which processes of a machine count as being in memory.
 *
 * Keeps true: a process counts from its admission or creation to its end, except while it is suspended.
 */
import { EventKind } from "../events.ts";
import { changeLevel } from "../level.ts";
import { emit, nodeOf, type Simulation } from "../simulation.ts";
import type { Process } from "../state.ts";

export function enterMemory(sim: Simulation, process: Process): void {
  if (!process.inMemory) change(sim, process, 1);
}

export function leaveMemory(sim: Simulation, process: Process): void {
  if (process.inMemory) change(sim, process, -1);
}

function change(sim: Simulation, process: Process, by: 1 | -1): void {
  const { degree } = nodeOf(sim, process);
  process.inMemory = by === 1;
  changeLevel(degree, sim.world.tick, by);
  emit(sim, EventKind.degreeChanged, process.node, degree.now, process.pid, 0, 0);
}
