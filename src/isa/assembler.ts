/**
 * The assembler: instructions with labels become words, and a line of text becomes an instruction.
 *
 * Keeps true: `finish` yields only code whose labels are all placed; assembling a disassembled instruction gives it back.
 * Text form: `mnemonic operand, operand`, an operand being a register, an integer, `[register + integer]` or a name that
 * the caller resolves (a label or a variable).
 */
import { assert } from "../base/assert.ts";
import { codeAddress } from "./image.ts";
import {
  encode,
  instruction,
  INSTRUCTIONS,
  Op,
  type Instruction,
  type InstructionRow,
  type Operand,
} from "./instructions.ts";
import { OPERAND_REGISTERS, registerNumber, ZERO } from "./registers.ts";
import { syscallNamed } from "./syscalls.ts";

/** A place in the code, to be named before or after it is placed. */
export interface Label {
  /** The instruction number, or -1 while it is not placed. */
  index: number;
}

/** Collects the instructions of an image. */
export interface Assembler {
  /** The number of the next instruction. */
  here(): number;
  /** Appends an instruction and returns its number. */
  emit(op: Op, fields?: Partial<Omit<Instruction, "op">>): number;
  /** Appends a jump, branch or call to a label. */
  emitTo(op: Op, label: Label): number;
  newLabel(): Label;
  place(label: Label): void;
  /** Changes the immediate of an instruction that was emitted. */
  patch(index: number, imm: number): void;
  /** All instructions, two words each. */
  finish(): Int32Array;
}

export function createAssembler(): Assembler {
  const words: number[] = [];
  const uses: { readonly at: number; readonly label: Label }[] = [];
  const here = (): number => words.length / 2;
  const emit = (op: Op, fields: Partial<Omit<Instruction, "op">> = {}): number => {
    const i = instruction(op, fields);
    words.push(encode(i), i.imm | 0);
    return here() - 1;
  };
  return {
    here,
    emit,
    emitTo: (op, label) => {
      const at = emit(op);
      uses.push({ at, label });
      return at;
    },
    newLabel: () => ({ index: -1 }),
    place: (label) => {
      assert(label.index < 0, "a label is placed once");
      label.index = here();
    },
    patch: (index, imm) => {
      words[index * 2 + 1] = imm | 0;
    },
    finish: () => {
      for (const use of uses) {
        assert(use.label.index >= 0, "every label that is used is placed");
        words[use.at * 2 + 1] = codeAddress(use.label.index);
      }
      return Int32Array.from(words);
    },
  };
}

/** What a name in an operand stands for: an address relative to a base register, or the address of an instruction. */
export type Symbol =
  | { readonly kind: "memory"; readonly base: number; readonly offset: number }
  | { readonly kind: "code"; readonly address: number };

/** What is wrong with a line of assembly text. */
export interface AssemblyError {
  readonly error: string;
}

type Parsed =
  | { kind: "register"; number: number }
  | { kind: "integer"; value: number }
  | { kind: "memory"; base: number; offset: number }
  | { kind: "code"; address: number }
  | { kind: "name"; name: string };

const INTEGER = /^[+-]?(0x[0-9a-f_]+|0b[01_]+|[0-9][0-9_]*)$/i;
const MEMORY = /^\[\s*([a-z][a-z0-9]*)?\s*(?:([+-])\s*)?([0-9][0-9a-fx_]*)?\s*\]$/i;

function readInteger(text: string): number {
  const digits = text.replaceAll("_", "");
  return digits.startsWith("-") ? -Number(digits.slice(1)) | 0 : Number(digits.replace("+", "")) | 0;
}

function parseOperand(text: string, resolve: (name: string) => Symbol | undefined): Parsed | AssemblyError {
  const number = registerNumber(text);
  if (number !== undefined) return { kind: "register", number };
  if (INTEGER.test(text)) return { kind: "integer", value: readInteger(text) };
  const memory = MEMORY.exec(text);
  if (memory !== null) {
    const base = memory[1] === undefined ? ZERO : registerNumber(memory[1]);
    if (base === undefined) return { error: `"${memory[1] ?? ""}" is not a register` };
    const size = memory[3] === undefined ? 0 : readInteger(memory[3]);
    return {
      kind: "memory",
      base,
      offset: memory[2] === "-" ? -size | 0 : size,
    };
  }
  const symbol = resolve(text);
  if (symbol !== undefined)
    return symbol.kind === "memory" ? { kind: "memory", base: symbol.base, offset: symbol.offset } : symbol;
  if (syscallNamed(text) !== undefined) return { kind: "name", name: text };
  return {
    error: `"${text}" is not a register, an integer, a label or a variable`,
  };
}

type Fields = { -readonly [K in keyof Omit<Instruction, "op">]: number };

/** How each operand takes a parsed one; false when it does not fit. */
const TAKE: Readonly<Record<Operand, (fields: Fields, value: Parsed) => boolean>> = {
  ra: (f, v) => v.kind === "register" && OPERAND_REGISTERS.has(v.number) && ((f.a = v.number), true),
  rb: (f, v) => v.kind === "register" && OPERAND_REGISTERS.has(v.number) && ((f.b = v.number), true),
  rc: (f, v) => v.kind === "register" && OPERAND_REGISTERS.has(v.number) && ((f.c = v.number), true),
  imm: (f, v) => v.kind === "integer" && ((f.imm = v.value), true),
  target: (f, v) =>
    v.kind === "code" ? ((f.imm = v.address), true) : v.kind === "integer" && ((f.imm = v.value), true),
  mem: (f, v) => v.kind === "memory" && ((f.b = v.base), (f.imm = v.offset), true),
  sys: (f, v) => v.kind === "name" && ((f.imm = syscallNamed(v.name)?.number ?? 0), true),
  n: (f, v) => v.kind === "integer" && v.value >= 0 && v.value < 256 && ((f.n = v.value), true),
};

function fit(row: InstructionRow, values: readonly Parsed[]): Instruction | undefined {
  if (values.length !== row.operands.length) return undefined;
  const fields: Fields = { a: 0, b: 0, c: 0, n: 0, imm: 0 };
  const fits = row.operands.every((operand, k) => {
    const value = values[k];
    return value !== undefined && TAKE[operand](fields, value);
  });
  return fits ? { op: row.op, ...fields } : undefined;
}

/** The instruction that one line of assembly text means. */
export function assembleLine(line: string, resolve: (name: string) => Symbol | undefined): Instruction | AssemblyError {
  const match = /^\s*([a-z_]+)\s*(.*?)\s*$/i.exec(line);
  const mnemonic = match?.[1] ?? "";
  const rows = INSTRUCTIONS.filter((row) => row.mnemonic === mnemonic);
  if (rows.length === 0) return { error: `"${mnemonic}" is not an instruction` };
  const values: Parsed[] = [];
  for (const text of (match?.[2] ?? "").split(",").map((t) => t.trim())) {
    if (text === "") continue;
    const value = parseOperand(text, resolve);
    if ("error" in value) return value;
    values.push(value);
  }
  for (const row of rows) {
    const found = fit(row, values);
    if (found !== undefined) return found;
  }
  const forms = rows.map((row) => `${mnemonic} ${row.operands.join(", ")}`.trim()).join(" or ");
  return { error: `these operands do not fit; write ${forms}` };
}
