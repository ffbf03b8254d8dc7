/**
 * What a job will come to, found by running its program ahead: ticks of user work, and ticks of service by devices.
 *
 * Keeps true: nothing of the world changes. Shared words are as they stand; what the program would learn from others (messages,
 * children, random numbers) reads as 0, and past a bound the run ahead stops: it is an estimate and always ends.
 */
import { LIMITS } from "../../base/limits.ts";
import { handleIndex } from "../../isa/handles.ts";
import { copyPages, runAhead } from "../cpu/ahead.ts";
import type { Execution } from "../cpu/interpreter.ts";
import { createMemory, type Memory } from "../memory/memory.ts";
import { createExecution, nodeOf, threadAt, type Simulation } from "../simulation.ts";
import type { Process } from "../state.ts";
import { loadProgram } from "./creation.ts";

/** Whether devices will serve a job for longer than it will compute. */
export function isIoBound(process: Process): boolean {
  return process.estimatedIo > process.estimatedWork;
}

/** Fills in the estimates of a job, once. */
export function estimate(sim: Simulation, process: Process): void {
  if (process.estimatedWork >= 0) return;
  let io = 0;
  const { ticks } = runAhead(loadCopy(sim, process), {
    most: LIMITS.estimateInstructions,
    instruction: sim.hardware[process.node]!.instruction,
    call: ({ name, result }, args) => {
      io += serviceTicks(sim, name, args);
      return { ticks: 0, way: result === "never" ? "ends" : "goes on" };
    },
  });
  process.estimatedWork = ticks;
  process.estimatedIo = io;
}

/** The shared words as they are, in a memory of their own. */
function copyShared(memory: Memory): Memory {
  const copy = createMemory(LIMITS.frames, 1 << memory.pageShift, memory.sharedBytes);
  copyPages(memory, memory.sharedTable, copy, copy.sharedTable);
  return copy;
}

/** The program of a job, loaded where nobody else is. */
function loadCopy(sim: Simulation, process: Process): Execution {
  const node = { ...nodeOf(sim, process), memory: copyShared(nodeOf(sim, process).memory) };
  const main = { ...threadAt(sim, process.threads[0]!), registers: new Int32Array(16) };
  const copy = { ...process };
  const nodes = [...sim.world.nodes];
  const threads = [...sim.world.threads];
  nodes[node.index] = node;
  threads[main.id] = main;
  loadProgram({ ...sim, world: { ...sim.world, nodes, threads } }, copy);
  const x = createExecution(sim.image, node);
  x.registers = main.registers;
  x.space = copy;
  x.stackLimit = main.stackLimit;
  x.marks = new Uint8Array(sim.marks.length);
  return x;
}

/** Ticks of service that a call asks for. */
function serviceTicks(sim: Simulation, name: string, args: readonly number[]): number {
  const device = sim.image.devices[handleIndex(args[0] ?? 0, "device")];
  if (device === undefined || !["io", "read", "write"].includes(name)) return 0;
  return Math.max(0, name === "io" && args.length > 1 ? args[1]! : device.settings.service);
}
