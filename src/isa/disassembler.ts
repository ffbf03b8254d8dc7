/**
 * The disassembler: an instruction as text, with names for addresses where the caller knows them.
 *
 * Keeps true: without a namer the text assembles to the same instruction.
 */
import { INSTRUCTIONS, type Instruction, type Operand } from "./instructions.ts";
import { REGISTER_NAMES, ZERO } from "./registers.ts";
import { SYSCALLS } from "./syscalls.ts";

/** Names an address: the word at an absolute address, or an instruction; undefined keeps the number. */
export type Namer = (address: number, what: "memory" | "code") => string | undefined;

/** `0x0140`: at least four hexadecimal digits. */
export function hex(word: number): string {
  return `0x${(word >>> 0).toString(16).padStart(4, "0")}`;
}

function memory(i: Instruction, name: Namer | undefined): string {
  if (i.b === ZERO) return name?.(i.imm, "memory") ?? `[${hex(i.imm)}]`;
  const base = REGISTER_NAMES[i.b] ?? "?";
  return i.imm === 0 ? `[${base}]` : `[${base} ${i.imm < 0 ? "-" : "+"} ${Math.abs(i.imm)}]`;
}

const register = (number: number): string => REGISTER_NAMES[number] ?? `?${number}`;

const SHOW: Readonly<Record<Operand, (i: Instruction, name: Namer | undefined) => string>> = {
  ra: (i) => register(i.a),
  rb: (i) => register(i.b),
  rc: (i) => register(i.c),
  imm: (i) => String(i.imm),
  target: (i, name) => name?.(i.imm, "code") ?? hex(i.imm),
  mem: memory,
  sys: (i) => SYSCALLS[i.imm]?.name ?? String(i.imm),
  n: (i) => String(i.n),
};

/** The instruction as one line of assembly text. */
export function disassemble(i: Instruction, name?: Namer): string {
  const row = INSTRUCTIONS[i.op];
  if (row === undefined) return `?${i.op}`;
  return `${row.mnemonic} ${row.operands.map((operand) => SHOW[operand](i, name)).join(", ")}`.trim();
}
