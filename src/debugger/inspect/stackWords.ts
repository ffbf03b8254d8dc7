/**
 * The stack of a thread word by word, each with what it is for: saved frame pointers, return addresses, arguments, locals, and
 * what is pushed in between.
 *
 *   fp →  saved fp of the caller
 *   +4    return address
 *   +8    last argument … first argument
 *
 * Keeps true: the innermost words come first; of a deep stack only the first are told.
 */
import { hex } from "../../isa/disassembler.ts";
import { codeIndex } from "../../isa/image.ts";
import { SP } from "../../isa/registers.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { routineAt, type CodeMap } from "./codeMap.ts";
import { symbolOf } from "./disassembly.ts";
import { framesOf, readWord, type FrameInfo } from "./frames.ts";
import { wordText } from "./names.ts";

export interface StackWord {
  readonly address: number;
  readonly value: number;
  /** The word as people read it. */
  readonly text: string;
  /** `return address of adder.refill`, `n of double`. */
  readonly what: string;
}

const MOST_WORDS = 512;

/** The variables of a frame by the address of each of their words. */
function namesOf(map: CodeMap, frame: FrameInfo): Map<number, string> {
  const names = new Map<number, string>();
  const routine = routineAt(map, frame.index);
  for (const { name, type, location, from, to } of routine?.variables ?? []) {
    if (location.space !== "frame" || frame.index < from || frame.index >= to) continue;
    const count = type.lengths.reduce((product, length) => product * length, 1);
    for (let k = 0; k < count; k++) {
      const element = type.lengths.length === 0 ? "" : ` + ${4 * k}`;
      names.set(frame.fp + location.address + 4 * k, map.words("{0} of {1}", name + element, frame.name));
    }
  }
  return names;
}

/** The address after a frame's last word: its arguments lie above the return address. */
function endOf(map: CodeMap, frame: FrameInfo): number {
  return frame.fp + 8 + 4 * (routineAt(map, frame.index)?.params.length ?? 0);
}

function wordsOf(
  sim: Simulation,
  map: CodeMap,
  pid: number,
  frame: FrameInfo,
  from: number,
  most: number,
): StackWord[] {
  const names = namesOf(map, frame);
  const words: StackWord[] = [];
  const end = endOf(map, frame);
  for (let address = from; address < end && words.length < most; address += 4) {
    const value = readWord(sim, pid, address);
    if (value === undefined) break;
    const isReturn = address === frame.fp + 4;
    const text = isReturn ? returnText(map, value) : wordText(sim, value);
    const { name } = frame;
    const linkage =
      address === frame.fp ? map.words("saved fp of {0}", name) : map.words("return address of {0}", name);
    const isLinkage = address === frame.fp || isReturn;
    const what = isLinkage ? linkage : (names.get(address) ?? map.words("pushed by {0}", name));
    words.push({ address, value, text: address === frame.fp ? hex(value) : text, what });
  }
  return words;
}

/** Where a return leads: outside of all routines a thread ends. */
function returnText(map: CodeMap, address: number): string {
  const symbol = symbolOf(map, codeIndex(address));
  return symbol === "" ? hex(address) : `${hex(address)} <${symbol}>`;
}

/** The words of a thread's stack, from sp on. */
export function stackWords(sim: Simulation, map: CodeMap, thread: Thread): StackWord[] {
  const words: StackWord[] = [];
  let from = thread.registers[SP]!;
  for (const frame of framesOf(sim, map, thread)) {
    if (words.length >= MOST_WORDS || from === 0) break;
    words.push(...wordsOf(sim, map, thread.pid, frame, from, MOST_WORDS - words.length));
    from = Math.max(from, endOf(map, frame));
  }
  return words;
}
