/**
 * Running ahead: what a thread is going to do, found by carrying out its program on a copy, in a memory of the copy's own.
 *
 * Keeps true: nothing of the world changes; what a call would learn from others is the question's to say; it ends at a bound of
 * instructions. Two questions are asked so: how long the next CPU burst is (../sched/burst.ts), and what a whole job comes
 * to (../process/estimate.ts).
 */
import { codeIndex, DATA_BASE, SHARED_BASE, type Image } from "../../isa/image.ts";
import { decode, INSTRUCTION_BYTES, Op } from "../../isa/instructions.ts";
import { PC, SP } from "../../isa/registers.ts";
import { SYSCALLS, type Syscall } from "../../isa/syscalls.ts";
import { allocateFrame, clearMemory, createMemory, FRAME_SHIFT, Page, peek, type Memory } from "../memory/memory.ts";
import { createExecution, nodeOf, processAt, type Simulation } from "../simulation.ts";
import type { Node, Thread } from "../state.ts";
import { execute, Stop, type Execution } from "./interpreter.ts";

/** How it goes on after a call: with what follows, not at all, or nobody can say. */
export type Way = "goes on" | "ends" | "unknown";

/** What is asked of a copy. */
export interface Question {
  /** Instructions that are carried out at most. */
  readonly most: number;
  /** Ticks of one of them. */
  readonly instruction: number;
  /** A call of the copy, its arguments taken off the stack; r0 is 0 and may be set. */
  call(call: Syscall, args: readonly number[], x: Execution): { readonly ticks: number; readonly way: Way };
}

/** What was found: the ticks that the copy held a CPU, and whether it came to its end. */
export interface Ahead {
  readonly ticks: number;
  readonly isKnown: boolean;
}

/** Where the threads of a machine run ahead, over and over: a memory of its own without a shared region, and marks that are none. */
export function createScratch(image: Image, node: Node): Execution {
  const { limit, pageShift } = node.memory;
  const x = createExecution(image, node);
  x.memory = createMemory(limit, 1 << pageShift, 0);
  x.sharedBytes = 0;
  x.marks = new Uint8Array(image.code.length / 2);
  return x;
}

/** Copies the present pages of a table to frames of another memory; where there is none, the other table has none either. */
export function copyPages(from: Memory, table: Int32Array, to: Memory, copied: Int32Array): void {
  const size = 1 << (from.pageShift - 2);
  for (let page = 0; page < table.length; page++) {
    const entry = table[page]!;
    copied[page] = 0;
    if ((entry & Page.present) === 0) continue;
    const start = (entry >>> FRAME_SHIFT) * size;
    const frame = allocateFrame(to);
    to.words.set(from.words.subarray(start, start + size), frame * size);
    copied[page] = (frame << FRAME_SHIFT) | Page.present | Page.writable | Page.dirty;
  }
}

/** Runs a thread ahead; the shared region is not there for its copy. */
export function runThreadAhead(sim: Simulation, thread: Thread, question: Question): Ahead {
  const process = processAt(sim, thread.pid);
  const node = nodeOf(sim, process);
  const x = sim.scratch[node.index]!;
  const { memory, space, registers } = x;
  if (space.table.length < process.table.length) space.table = new Int32Array(process.table.length);
  space.spaceBytes = process.spaceBytes;
  copyPages(node.memory, process.table, memory, space.table);
  registers.set(thread.registers);
  x.stackLimit = thread.stackLimit;
  if (thread.workLeft > 0) registers[PC] = registers[PC]! + INSTRUCTION_BYTES;
  const { ticks, isKnown } = runAhead(x, question);
  clearMemory(memory);
  return { ticks: ticks + Math.max(0, thread.workLeft), isKnown };
}

function isShared(address: number): boolean {
  return address >= SHARED_BASE && address < DATA_BASE;
}

/** Carries out the `work` at pc: its ticks; below 0 it is a fault. */
function passWork(x: Execution): number {
  const r = x.registers;
  const i = decode(x.code, codeIndex(r[PC]!));
  r[PC] = r[PC]! + INSTRUCTION_BYTES;
  return i.op === Op.worki ? i.imm : r[i.a]!;
}

/** Asks about the call at pc. */
function passCall(x: Execution, question: Question): { readonly ticks: number; readonly way: Way } {
  const r = x.registers;
  const { imm, n } = decode(x.code, codeIndex(r[PC]!));
  const args: number[] = [];
  for (let k = n - 1; k >= 0; k--) args.push(peek(x.memory, x.space, r[SP]! + 4 * k) ?? 0);
  const call = SYSCALLS[imm]!;
  const result = r[0]!;
  r[0] = 0;
  const passed = question.call(call, args, x);
  if (call.result === "none") r[0] = result;
  r[SP] = r[SP]! + 4 * n;
  r[PC] = r[PC]! + INSTRUCTION_BYTES;
  return passed;
}

/** Runs a copy ahead. Where it has no shared region, stores to that are forgotten, and a word of it is not known. */
export function runAhead(x: Execution, question: Question): Ahead {
  const { instruction } = question;
  let ticks = 0;
  for (let left = question.most; left > 0; left--) {
    const done = execute(x, left);
    ticks += done * instruction;
    left -= done;
    if (left <= 0) break;
    const op = x.code[codeIndex(x.registers[PC]!) << 1]! & 255;
    if (x.stop === Stop.fault) {
      ticks += instruction;
      if (!isShared(x.faultValue)) return { ticks, isKnown: true };
      if (op !== Op.store) return { ticks, isKnown: false };
      x.registers[PC] = x.registers[PC]! + INSTRUCTION_BYTES;
    } else if (x.stop === Stop.system && op !== Op.sys) {
      const work = passWork(x);
      if (work < 0) return { ticks, isKnown: true };
      ticks += work;
    } else if (x.stop === Stop.system) {
      const passed = passCall(x, question);
      ticks += passed.ticks;
      if (passed.way !== "goes on") return { ticks, isKnown: passed.way === "ends" };
    }
  }
  return { ticks, isKnown: false };
}
