/**
 * Snapshots: the whole world copied, put back, and hashed.
 *
 * Keeps true: after `restore(sim, snapshot(sim.world))` the run goes on exactly as it would have; a snapshot shares nothing
 * with the world, so that it can be put back any number of times. Image, chooser and observers are no part of it.
 */
import { hashPlain } from "../base/hash.ts";
import { clonePlain } from "../base/plain.ts";
import type { Simulation } from "./simulation.ts";
import type { World } from "./state.ts";

/** A world that stands still. */
export type Snapshot = World;

/** A copy of the world as it is. */
export function snapshot(world: World): Snapshot {
  return clonePlain(world);
}

/** Puts a copy of the snapshot in the place of the simulation's world. */
export function restore(sim: Simulation, from: Snapshot): void {
  adopt(sim, clonePlain(from));
}

/** Puts a world in the place of the simulation's, which is let alone: whoever holds it can put it back. */
export function adopt(sim: Simulation, world: World): void {
  sim.world = world;
  sim.passMark = -1;
  sim.stopRequested = false;
  sim.executions.forEach((execution, index) => {
    const cpu = world.cpus[index]!;
    const thread = world.threads[cpu.thread];
    execution.memory = world.nodes[cpu.node]!.memory;
    if (thread === undefined) return;
    execution.registers = thread.registers;
    execution.space = world.processes[thread.pid]!;
    execution.stackLimit = thread.stackLimit;
  });
}

/** The hash of everything in a world: 16 hexadecimal digits. */
export function hashWorld(world: World): string {
  return hashPlain(world);
}
