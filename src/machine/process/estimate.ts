/**
 * What a job will come to, found by running its program ahead on a copy: ticks of user work, and ticks of service by devices.
 *
 * Keeps true: nothing of the world changes. What the program would learn from others (messages, children, random numbers)
 * reads as 0 here, and past a bound the run ahead stops, so that it is an estimate and always ends.
 */
import { LIMITS } from "../../base/limits.ts";
import { handleIndex } from "../../isa/handles.ts";
import { INSTRUCTION_BYTES, Op } from "../../isa/instructions.ts";
import { codeIndex } from "../../isa/image.ts";
import { PC, SP } from "../../isa/registers.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { execute, Stop, type Execution } from "../cpu/interpreter.ts";
import { allocateFrame, createMemory, FRAME_SHIFT, Page, peek, type Memory } from "../memory/memory.ts";
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
  const totals = runAhead(sim, process);
  process.estimatedWork = totals.work;
  process.estimatedIo = totals.io;
}

/** The shared words as they are, in a memory of their own. */
function copyShared(memory: Memory): Memory {
  const copy = createMemory(LIMITS.frames, 1 << memory.pageShift, memory.sharedBytes);
  const size = 1 << (memory.pageShift - 2);
  memory.sharedTable.forEach((entry, page) => {
    if ((entry & Page.present) === 0) return;
    const from = (entry >>> FRAME_SHIFT) * size;
    const frame = allocateFrame(copy);
    copy.words.set(memory.words.subarray(from, from + size), frame * size);
    copy.sharedTable[page] = (frame << FRAME_SHIFT) | Page.present | Page.writable;
  });
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

interface Totals {
  work: number;
  io: number;
}

/** Ticks of service that a call asks for. */
function serviceTicks(sim: Simulation, name: string, args: readonly number[]): number {
  const device = sim.image.devices[handleIndex(args[0] ?? 0, "device")];
  if (device === undefined || !["io", "read", "write"].includes(name)) return 0;
  return Math.max(0, name === "io" && args.length > 1 ? args[1]! : device.settings.service);
}

/** Passes the call or burst at pc; false when the program ends there. */
function passSystem(sim: Simulation, x: Execution, totals: Totals): boolean {
  const r = x.registers;
  const index = codeIndex(r[PC]!);
  const word = x.code[index * 2]!;
  const imm = x.code[index * 2 + 1]!;
  r[PC] = r[PC]! + INSTRUCTION_BYTES;
  if ((word & 255) !== Op.sys) {
    totals.work += Math.max(0, (word & 255) === Op.worki ? imm : r[(word >> 8) & 15]!);
    return true;
  }
  const count = word >>> 24;
  const args = Array.from({ length: count }, (_none, k) => peek(x.memory, x.space, r[SP]! + 4 * (count - 1 - k)) ?? 0);
  const { name, result } = SYSCALLS[imm]!;
  r[SP] = r[SP]! + 4 * count;
  r[0] = 0;
  totals.io += serviceTicks(sim, name, args);
  return result !== "never";
}

function runAhead(sim: Simulation, process: Process): Totals {
  const totals: Totals = { work: 0, io: 0 };
  const { instruction } = sim.hardware[process.node]!;
  const x = loadCopy(sim, process);
  for (let left: number = LIMITS.estimateInstructions; left > 0; left--) {
    const done = execute(x, left);
    left -= done;
    totals.work += done * instruction;
    if (x.stop === Stop.fault) return totals;
    if (x.stop === Stop.system && !passSystem(sim, x, totals)) return totals;
  }
  return totals;
}
