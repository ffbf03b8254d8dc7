/**
 * Code as people read it: each instruction with its address, its bytes, the routine that it belongs to and the statement that it
 * was made from; names in place of addresses.
 *
 * Keeps true: exactly as many lines as were asked for; where there is no code a line says so, at its own address.
 */
import { disassemble, hex, type Namer } from "../../isa/disassembler.ts";
import { CODE_BASE, codeAddress, DATA_BASE } from "../../isa/image.ts";
import { decode, INSTRUCTION_BYTES } from "../../isa/instructions.ts";
import { routineAt, spanAt, type CodeMap, type SourceSpan } from "./codeMap.ts";
import { routineName } from "./frames.ts";

export interface CodeLine {
  readonly address: number;
  /** Empty where there is no code. */
  readonly bytes: string;
  readonly text: string;
  readonly isCode: boolean;
  /** The routine that it belongs to; empty where there is none. */
  readonly routine: string;
  readonly span: SourceSpan | undefined;
}

/** `adder`, `adder+0x10`: an instruction by its routine. */
export function symbolOf(map: CodeMap, index: number): string {
  const routine = routineAt(map, index);
  if (routine === undefined) return "";
  const offset = (index - routine.entry) * INSTRUCTION_BYTES;
  return offset === 0 ? routineName(map, routine) : `${routineName(map, routine)}+0x${offset.toString(16)}`;
}

/** The word of the shared region, or of a program's data section, that an address is. */
function wordName(map: CodeMap, address: number, program: number | undefined): string | undefined {
  const { image } = map;
  const data = (program === undefined ? [] : (image.programs[program]?.variables ?? [])).filter(
    ({ location }) => location.space === "data",
  );
  const shared = image.shared.map(({ name, type, address: at }) => ({ name, type, address: at }));
  const own = data.map(({ name, type, location }) => ({ name, type, address: location.address }));
  const found = (address < DATA_BASE ? shared : own).find(({ type, address: at }) => {
    const words = type.lengths.reduce((product, length) => product * length, 1);
    return address >= at && address < at + words * 4;
  });
  if (found === undefined) return undefined;
  const offset = address - found.address;
  return offset === 0 ? `[${found.name}]` : `[${found.name} + ${offset}]`;
}

function namer(map: CodeMap, program: number | undefined): Namer {
  return (address, what) => {
    if (what === "memory") return wordName(map, address, program);
    const index = (address - CODE_BASE) / INSTRUCTION_BYTES;
    const symbol = Number.isInteger(index) ? symbolOf(map, index) : "";
    return symbol === "" ? undefined : `${hex(address)} <${symbol}>`;
  };
}

const byte = (value: number): string => (value & 255).toString(16).padStart(2, "0");

/** The bytes of a word, the lowest first. */
function bytesOf(word: number): string {
  return [0, 8, 16, 24].map((shift) => byte(word >>> shift)).join(" ");
}

function codeLine(map: CodeMap, index: number): CodeLine {
  const { code } = map.image;
  if (index < 0 || index * 2 >= code.length) {
    const address = Math.max(0, codeAddress(index));
    return { address, bytes: "", text: map.words("no code"), isCode: false, routine: "", span: undefined };
  }
  const owner = routineAt(map, index);
  return {
    address: codeAddress(index),
    bytes: `${bytesOf(code[index * 2]!)} ${bytesOf(code[index * 2 + 1]!)}`,
    text: disassemble(decode(code, index), namer(map, owner?.program)),
    isCode: true,
    routine: owner === undefined ? "" : routineName(map, owner),
    span: spanAt(map, index),
  };
}

/** `count` instructions from the one at an address on; `skip` of them further on, or back. */
export function codeLines(map: CodeMap, address: number, skip: number, count: number): CodeLine[] {
  const first = Math.floor((address - CODE_BASE) / INSTRUCTION_BYTES) + skip;
  return Array.from({ length: count }, (_none, k) => codeLine(map, first + k));
}
