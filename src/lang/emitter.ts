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

/** A statement whose end has not been reached, by its place in the table. */
export type OpenStatement = number;

/** Makes the instructions from here on a statement shown at `span`, until it is closed. */
export function openStatement(to: Emitter, frame: RoutineFrame, span: Span): OpenStatement {
  const { symbol } = frame.routine;
  const from = to.assembler.here();
  const range = { source: symbol.file, from: span.from, to: span.to };
  return to.statements.push({ from, to: from, range, routine: symbol.routine }) - 1;
}

/** Ends a statement; those within it have been closed. */
export function closeStatement(to: Emitter, row: OpenStatement): void {
  const statement = to.statements[row]!;
  const end = to.assembler.here();
  if (end === statement.from) to.statements.splice(row, 1);
  else to.statements[row] = { ...statement, to: end };
}

/** Makes the instructions that `generate` appends a statement shown at `span`. */
export function asStatement(to: Emitter, frame: RoutineFrame, span: Span, generate: () => void): void {
  const row = openStatement(to, frame, span);
  generate();
  closeStatement(to, row);
}

/** The assembler's label of a label of the routine. */
export function labelOf(to: Emitter, frame: RoutineFrame, symbol: LabelSymbol): Label {
  const label = frame.labels.get(symbol) ?? to.assembler.newLabel();
  frame.labels.set(symbol, label);
  return label;
}
