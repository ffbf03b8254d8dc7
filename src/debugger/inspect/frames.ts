/**
 * The call stack of a thread, found by walking its frames in simulated memory.
 *
 *   fp →  saved fp of the caller (0: there is none)
 *   +4    return address
 *   +8    last argument … first argument
 *
 * Keeps true: a damaged stack gives fewer frames, never an error; at most `MOST_FRAMES` are walked.
 */
import { codeAddress, DATA_BASE, type Routine } from "../../isa/image.ts";
import { decode, INSTRUCTION_BYTES, Op } from "../../isa/instructions.ts";
import { FP, PC, SP } from "../../isa/registers.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { peek } from "../../machine/memory/memory.ts";
import { nodeOf, processAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { ENTERS, ThreadState } from "../../machine/states.ts";
import { indexAt, routineAt, type CodeMap } from "./codeMap.ts";

/** One frame, innermost first. */
export interface FrameInfo {
  /** Its place: 0 is the innermost. */
  readonly depth: number;
  readonly routine: number;
  readonly name: string;
  /** The address that it goes on at; for outer frames the one after the call. */
  readonly address: number;
  /** The instruction that says where it stands: pc, or the call that is under way. */
  readonly index: number;
  /** Its frame pointer; before `enter` and after `leave` what it will be and was: the arguments are there. */
  readonly fp: number;
}

const MOST_FRAMES = 10_000;

/** Reads a word of a thread's process. */
export function readWord(sim: Simulation, pid: number, address: number): number | undefined {
  const process = processAt(sim, pid);
  return peek(nodeOf(sim, process).memory, process, address);
}

function opAt(map: CodeMap, index: number): number {
  return (map.image.code[index * 2] ?? 0) & 255;
}

/** Whether the routine at `index` has not yet made its frame, or has just given it up: the caller's fp is in the register. */
function isFrameless(map: CodeMap, index: number): boolean {
  const routine = routineAt(map, index);
  if (routine === undefined || routine.kind === "program") return false;
  const op = opAt(map, index);
  return (index === routine.entry && op === Op.enter) || op === Op.ret;
}

/** Calls that their caller may not come back from. */
const LAST_CALLS: ReadonlySet<number> = new Set(
  SYSCALLS.filter(({ name, result }) => result === "never" || name === "kill" || name === "abort").map(
    (row) => row.number,
  ),
);

/** Whether a thread is still in the call at `index`, though pc has passed it: it waits in it, or has ended by it. */
function isInCall(map: CodeMap, { state }: Thread, index: number): boolean {
  if (index < 0) return false;
  const { op, imm } = decode(map.image.code, index);
  if (op !== Op.sys) return false;
  if (state === ThreadState.terminated) return LAST_CALLS.has(imm);
  return state === ThreadState.waiting || state === ThreadState.suspendedWaiting;
}

/**
 * The instruction at which a thread stands: while it waits the call that it waits in, and so once it has ended by one; before its
 * image is loaded, where it will begin.
 */
function standsAt(map: CodeMap, thread: Thread): number {
  const address = thread.registers[PC]!;
  if (thread.state === ThreadState.new && address === 0) return map.image.routines[thread.routine]?.entry ?? -1;
  const before = indexAt(map, address - INSTRUCTION_BYTES);
  return isInCall(map, thread, before) ? before : indexAt(map, address);
}

/** Whether a thread, about to begin an instruction, enters a routine by it: a loop may lead back to the first one of a program. */
export function entersRoutine(map: CodeMap, thread: Thread, index: number): boolean {
  const routine = routineAt(map, index);
  if (routine?.entry !== index) return false;
  return routine.kind === "function" || thread.workLeft === ENTERS;
}

/** The frames of a thread. */
export function framesOf(sim: Simulation, map: CodeMap, thread: Thread): FrameInfo[] {
  const r = thread.registers;
  const frames: FrameInfo[] = [];
  let index = standsAt(map, thread);
  let address = r[PC] === 0 && index >= 0 ? codeAddress(index) : r[PC]!;
  let fp = r[FP]!;
  if (isFrameless(map, index)) {
    push(frames, map, address, index, r[SP]! - 4);
    address = readWord(sim, thread.pid, r[SP]!) ?? 0;
    index = indexAt(map, address - INSTRUCTION_BYTES);
  }
  while (frames.length < MOST_FRAMES && routineAt(map, index) !== undefined) {
    push(frames, map, address, index, fp);
    if (fp < DATA_BASE) break;
    const saved = readWord(sim, thread.pid, fp);
    const back = readWord(sim, thread.pid, fp + 4);
    if (saved === undefined || back === undefined || (saved !== 0 && saved <= fp)) break;
    fp = saved;
    address = back;
    index = indexAt(map, back - INSTRUCTION_BYTES);
    if (fp === 0 && routineAt(map, index)?.kind !== "function") break;
  }
  return frames;
}

function push(frames: FrameInfo[], map: CodeMap, address: number, index: number, fp: number): void {
  frames.push(frameAt(map, frames.length, address, index, fp));
}

/** `producer`, or `producer.refill` for a function of a program. */
export function routineName(map: CodeMap, routine: Routine): string {
  const owner = routine.program === undefined ? undefined : map.image.programs[routine.program]?.name;
  return routine.kind === "function" && owner !== undefined ? `${owner}.${routine.name}` : routine.name;
}

function frameAt(map: CodeMap, depth: number, address: number, index: number, fp: number): FrameInfo {
  const routine = routineAt(map, index);
  const name = routine === undefined ? "?" : routineName(map, routine);
  return { depth, routine: routine?.index ?? -1, name, address, index, fp };
}

/** What stands for a thread that is in no code: before it is loaded, and when nothing of it is left. */
export const NO_FRAME: FrameInfo = { depth: 0, routine: -1, name: "", address: 0, index: -1, fp: 0 };

/** The innermost frame of a thread, without walking its stack. */
export function topFrame(map: CodeMap, thread: Thread): FrameInfo | undefined {
  const address = thread.registers[PC]!;
  const index = standsAt(map, thread);
  if (isFrameless(map, index)) return frameAt(map, 0, address, index, thread.registers[SP]! - 4);
  return routineAt(map, index) === undefined ? undefined : frameAt(map, 0, address, index, thread.registers[FP]!);
}

/**
 * How deep a thread stands, as a number that falls when a routine is called and rises when it returns: the address of its
 * frame, or where its frame will be.
 */
export function frameLevel(map: CodeMap, thread: Thread): number {
  const r = thread.registers;
  return isFrameless(map, indexAt(map, r[PC]!)) ? r[SP]! - 4 : r[FP]!;
}
