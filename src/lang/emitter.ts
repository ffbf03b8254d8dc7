/**
 * What the parts of the code generator share: the assembler, the tables that grow with the code, and the routine under way.
 *
 * Keeps true: a statement's row stands before those of the statements within it; a statement without instructions has
 * none; the end of the code is known to be reached or not, so that nothing dead is added.
 */
import { createAssembler, type Assembler, type Label } from "../isa/assembler.ts";
import type { StatementInfo } from "../isa/image.ts";
import { INSTRUCTIONS, type Instruction, type Op } from "../isa/instructions.ts";
import { handleOf } from "../isa/handles.ts";
import { SYSCALLS, syscallNamed } from "../isa/syscalls.ts";
import { assert } from "../base/assert.ts";
import { Op as Opcode } from "../isa/instructions.ts";
import type { BoundRoutine, LabelSymbol } from "./bound.ts";
import type { FunctionSymbol, VariableSymbol } from "./symbols.ts";
import type { Span } from "./tree.ts";

/** Where break and continue lead. */
export interface LoopLabels {
  readonly end: Label;
  readonly next: Label;
}

/** The routine whose code is being made. */
export interface RoutineFrame {
  readonly routine: BoundRoutine;
  readonly labels: Map<LabelSymbol, Label>;
  /** Instruction numbers [from, to) in which a variable is visible. */
  readonly visible: Map<VariableSymbol, { from: number; to: number }>;
}

export interface Emitter {
  readonly assembler: Assembler;
  readonly texts: Map<string, number>;
  readonly statements: StatementInfo[];
  readonly entries: Map<FunctionSymbol, Label>;
  /** Labels that something leads to. */
  readonly used: Set<Label>;
  /** The last place that a jump may lead to. */
  labelled: number;
  /** Whether the last instruction hands control to the next. */
  runsOn: boolean;
}

export function createEmitter(): Emitter {
  const assembler = createAssembler();
  return {
    assembler,
    texts: new Map(),
    statements: [],
    entries: new Map(),
    used: new Set(),
    labelled: 0,
    runsOn: true,
  };
}

/** Appends an instruction. */
export function emit(to: Emitter, op: Op, fields: Partial<Omit<Instruction, "op">> = {}): void {
  to.assembler.emit(op, fields);
  const flow = INSTRUCTIONS[op]?.flow;
  const never = op === Opcode.sys && SYSCALLS[fields.imm ?? 0]?.result === "never";
  to.runsOn = flow !== "jump" && flow !== "return" && !never;
}

/** Appends a jump, branch or call. */
export function emitTo(to: Emitter, op: Op, label: Label): void {
  to.assembler.emitTo(op, label);
  to.used.add(label);
  to.runsOn = op !== Opcode.jmp;
}

/** Puts a label before the next instruction; `isTarget` says that something further down may lead to it. */
export function place(to: Emitter, label: Label, isTarget = to.used.has(label)): void {
  to.assembler.place(label);
  if (isTarget) to.labelled = to.assembler.here();
}

/** Whether the next instruction can be reached. */
export function isReached(to: Emitter): boolean {
  return to.runsOn || to.labelled === to.assembler.here();
}

/** Appends a system call by its name. */
export function emitSystem(to: Emitter, name: string, count: number): void {
  const row = syscallNamed(name);
  assert(row !== undefined, `the table of system calls has a row ${name}`);
  emit(to, Opcode.sys, { imm: row.number, n: count });
}

/** The handle of a text, which is entered once. */
export function textHandle(to: Emitter, text: string): number {
  const known = to.texts.get(text) ?? to.texts.size;
  to.texts.set(text, known);
  return handleOf("text", known);
}

/** Makes the instructions that `generate` appends a statement shown at `span`. */
export function asStatement(to: Emitter, frame: RoutineFrame, span: Span, generate: () => void): void {
  const { symbol } = frame.routine;
  const from = to.assembler.here();
  const row = to.statements.length;
  const range = { source: symbol.file, from: span.from, to: span.to };
  to.statements.push({ from, to: from, range, routine: symbol.routine });
  generate();
  const end = to.assembler.here();
  if (end === from) to.statements.splice(row, 1);
  else to.statements[row] = { from, to: end, range, routine: symbol.routine };
}

/** The assembler's label of a label of the routine. */
export function labelOf(to: Emitter, frame: RoutineFrame, symbol: LabelSymbol): Label {
  const label = frame.labels.get(symbol) ?? to.assembler.newLabel();
  frame.labels.set(symbol, label);
  return label;
}
