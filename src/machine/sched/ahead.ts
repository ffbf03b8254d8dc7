/**
 * Running ahead: how many ticks a thread will hold a CPU until it next waits or ends, found on a copy of it.
 *
 * Keeps true: nothing of the world changes. What the copy would read from outside the process (shared words, messages,
 * random, the clock, the outcome of locks and new processes) is not known ahead, and the answer is then none; so it is
 * past a bound of instructions. Words that it writes to shared memory are forgotten.
 */
import { LIMITS } from "../../base/limits.ts";
import { DATA_BASE, SHARED_BASE } from "../../isa/image.ts";
import { decode, INSTRUCTION_BYTES, Op } from "../../isa/instructions.ts";
import { PC, SP } from "../../isa/registers.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { CODE_BASE } from "../../isa/image.ts";
import { execute, Stop, type Execution } from "../cpu/interpreter.ts";
import { syscallCost } from "../cpu/system.ts";
import { createMemory, FRAME_SHIFT, Page, peek, type Memory } from "../memory/memory.ts";
import { nodeOf, processAt, type Simulation } from "../simulation.ts";
import type { Process, Thread } from "../state.ts";
import { FaultKind } from "../states.ts";

/** What a call does to a burst: it goes on after it, or ends with it. A call that is not named here cannot be foreseen. */
const CALLS: Readonly<Record<string, "goes on" | "ends" | "own pid" | "sleep">> = {
  print: "goes on",
  yield: "goes on",
  pid: "own pid",
  sleep: "sleep",
  io: "ends",
  read: "ends",
  write: "ends",
  wait: "ends",
  exit: "ends",
  thread_exit: "ends",
  assert_failed: "ends",
};

/** The private pages of a process in a memory of their own. */
function copyPages(memory: Memory, process: Process): { memory: Memory; table: Int32Array } {
  const pages = process.table.reduce((sum, entry) => sum + (entry & Page.present), 0);
  const copy = createMemory(memory.limit, 1 << memory.pageShift, 0);
  const size = 1 << (memory.pageShift - 2);
  const table = new Int32Array(process.table.length);
  copy.words = new Int32Array(pages * size);
  copy.references = new Int32Array(pages).fill(1);
  copy.frames = pages;
  copy.used = pages;
  let frame = 0;
  process.table.forEach((entry, page) => {
    if ((entry & Page.present) === 0) return;
    const from = (entry >>> FRAME_SHIFT) * size;
    copy.words.set(memory.words.subarray(from, from + size), frame * size);
    table[page] = (frame << FRAME_SHIFT) | Page.present | Page.writable | Page.dirty;
    frame++;
  });
  return { memory: copy, table };
}

/** Sets up the copy of a thread that runs ahead. */
function copyOf(sim: Simulation, thread: Thread): Execution {
  const process = processAt(sim, thread.pid);
  const { memory, table } = copyPages(nodeOf(sim, process).memory, process);
  return {
    code: sim.image.code,
    registers: thread.registers.slice(),
    memory,
    space: { table, spaceBytes: process.spaceBytes },
    stackLimit: thread.stackLimit,
    sharedBytes: 0,
    watch: undefined,
    hidden: undefined,
    marks: new Uint8Array(sim.marks.length),
    executed: 0,
    stop: Stop.limit,
    fault: FaultKind.none,
    faultValue: 0,
    access: { fault: FaultKind.none, place: 0 },
  };
}

function isShared(address: number): boolean {
  return address >= SHARED_BASE && address < DATA_BASE;
}

/** What a `sys` or `work` instruction comes to: its ticks, and whether the burst goes on; undefined: not known. */
function pass(
  sim: Simulation,
  thread: Thread,
  x: Execution,
  index: number,
): { ticks: number; goesOn: boolean } | undefined {
  const i = decode(x.code, index);
  const r = x.registers;
  if (i.op !== Op.sys) {
    const ticks = i.op === Op.worki ? i.imm : r[i.a]!;
    r[PC] = r[PC]! + INSTRUCTION_BYTES;
    return ticks < 0 ? { ticks: 0, goesOn: false } : { ticks, goesOn: true };
  }
  const call = SYSCALLS[i.imm]!;
  const effect = CALLS[call.name];
  if (effect === undefined) return undefined;
  const ticks = syscallCost(sim, thread, call);
  const last = i.n > 0 ? (peek(x.memory, x.space, r[SP]!) ?? 0) : 0;
  r[SP] = r[SP]! + 4 * i.n;
  r[PC] = r[PC]! + INSTRUCTION_BYTES;
  if (effect === "own pid") r[0] = thread.pid;
  const goesOn = effect === "goes on" || effect === "own pid" || (effect === "sleep" && last === 0);
  return { ticks, goesOn };
}

/**
 * The ticks of the CPU burst that the thread is about to begin, or undefined when they cannot be known.
 */
export function burstAhead(sim: Simulation, thread: Thread): number | undefined {
  const { instruction } = sim.hardware[processAt(sim, thread.pid).node]!;
  const x = copyOf(sim, thread);
  let ticks = thread.workLeft;
  if (ticks > 0) x.registers[PC] = x.registers[PC]! + INSTRUCTION_BYTES;
  for (let left: number = LIMITS.aheadInstructions; left > 0; left--) {
    const done = execute(x, left);
    ticks += done * instruction;
    left -= done;
    if (left <= 0) break;
    const index = (x.registers[PC]! - CODE_BASE) >>> 3;
    if (x.stop === Stop.fault) {
      if (!isShared(x.faultValue)) return ticks + instruction;
      // The store is forgotten; a read is not known.
      if ((x.code[index << 1]! & 255) !== Op.store) return undefined;
      x.registers[PC] = x.registers[PC]! + INSTRUCTION_BYTES;
      ticks += instruction;
    } else if (x.stop === Stop.system) {
      const passed = pass(sim, thread, x, index);
      if (passed === undefined) return undefined;
      ticks += passed.ticks;
      if (!passed.goesOn) return ticks;
    }
  }
  return undefined;
}
