/**
 * Code for statements, with the rows by which the debugger steps.
 *
 * Keeps true: a statement begins with no value waiting in a register; a loop's condition, or the jump back where it has
 * none, is a statement each time round; every way out of `atomic` turns interrupts on.
 */
import { assert } from "../base/assert.ts";
import { Op } from "../isa/instructions.ts";
import { FP, ZERO } from "../isa/registers.ts";
import { ASSERT_FAILED } from "../isa/syscalls.ts";
import type { BoundAssembly, BoundBlock, BoundStatement, Place } from "./bound.ts";
import { addressOf, applyArithmetic, branch, evaluate, evaluateCall, knownWord } from "./emit-expression.ts";
import {
  asStatement,
  closeStatement,
  emit,
  emitSystem,
  emitTo,
  isReached,
  labelOf,
  openStatement,
  place,
  textHandle,
  type Emitter,
  type LoopLabels,
  type OpenStatement,
  type RoutineFrame,
} from "./emitter.ts";
import { wordsOf, type VariableSymbol } from "./symbols.ts";
import type { Span } from "./tree.ts";

type StatementOf<K extends BoundStatement["kind"]> = Extract<BoundStatement, { kind: K }>;

/** Where code is being made: the routine, and the innermost loop. */
interface Here {
  readonly to: Emitter;
  readonly frame: RoutineFrame;
  readonly loop: LoopLabels | undefined;
}

/** The closing brace of a block. */
const closing = (block: BoundBlock): Span => ({
  from: Math.max(block.span.from, block.span.to - 1),
  to: block.span.to,
});

const isEmpty = (block: BoundBlock): boolean => block.statements.length === 0;

/** The block's code; its variables are visible from their declarations to its end. */
export function emitBlock(here: Here, block: BoundBlock): void {
  for (const statement of block.statements) emitStatement(here, statement);
  const end = here.to.assembler.here();
  for (const variable of block.variables) {
    const visible = here.frame.visible.get(variable);
    if (visible !== undefined) visible.to = end;
  }
}

/** Notes that `variable` is visible from the next instruction on. */
function show(here: Here, variable: VariableSymbol): void {
  const from = here.to.assembler.here();
  here.frame.visible.set(variable, { from, to: from });
}

type Generator<K extends BoundStatement["kind"]> = (here: Here, s: StatementOf<K>) => void;

const simple = <K extends BoundStatement["kind"]>(generate: Generator<K>): Generator<K> => {
  return (here, s) => asStatement(here.to, here.frame, s.span, () => generate(here, s));
};

const GENERATORS: { readonly [K in BoundStatement["kind"]]: Generator<K> } = {
  declare: (here, s) => {
    if (s.clears) asStatement(here.to, here.frame, s.span, () => emitClear(here.to, s.variable));
    show(here, s.variable);
  },
  store: (here, s) => {
    asStatement(here.to, here.frame, s.span, () => {
      evaluate(here.to, s.value, 0);
      emitStore(here.to, s.target, 0);
    });
    if (s.declares) show(here, s.target.variable);
  },
  update: simple(emitUpdate),
  fill: (here, s) => {
    asStatement(here.to, here.frame, s.span, () => emitFill(here.to, s));
    show(here, s.variable);
  },
  unpack: (here, s) => {
    asStatement(here.to, here.frame, s.span, () => {
      evaluate(here.to, s.value, 0);
      s.targets.forEach((variable, k) => emitStore(here.to, { variable, indices: [] }, k));
    });
    for (const variable of s.targets) show(here, variable);
  },
  evaluate: simple(({ to }, s) => {
    if (s.value.kind === "call" || s.value.kind === "system") evaluateCall(to, s.value, 0);
  }),
  if: simple(emitIf),
  while: emitWhile,
  loop: (here, s) => {
    const labels = newLoop(here.to);
    place(here.to, labels.next);
    emitBlock({ ...here, loop: labels }, s.body);
    emitBack(here, labels, s.span);
    place(here.to, labels.end);
  },
  repeat: emitRepeat,
  for: simple(emitFor),
  break: simple((here, s) => emitLeave(here, s, here.loop?.end)),
  continue: simple((here, s) => emitLeave(here, s, here.loop?.next)),
  return: simple(emitReturn),
  assert: simple(({ to }, s) => {
    const holds = to.assembler.newLabel();
    branch(to, s.condition, holds, true);
    emit(to, Op.pushi, { imm: textHandle(to, s.message) });
    emitSystem(to, ASSERT_FAILED, 1);
    place(to, holds);
  }),
  atomic: (here, s) => {
    if (s.isOutermost) asStatement(here.to, here.frame, s.span, () => emit(here.to, Op.cli));
    emitBlock(here, s.body);
    if (!s.isOutermost || !isReached(here.to)) return;
    asStatement(here.to, here.frame, closing(s.body), () => emit(here.to, Op.sti));
  },
  goto: simple(({ to, frame }, s) => emitTo(to, Op.jmp, labelOf(to, frame, s.label))),
  label: ({ to, frame }, s) => place(to, labelOf(to, frame, s.label), true),
  asm: (here, s) => {
    for (const line of s.lines) emitAssembly(here, line);
  },
};

function emitStatement(here: Here, statement: BoundStatement): void {
  const generate = GENERATORS[statement.kind] as (here: Here, statement: BoundStatement) => void;
  generate(here, statement);
}

/** Stores register `a`, which may be 0 to `a`; the address is computed in those above. */
function emitStore(to: Emitter, target: Place, a: number): void {
  emit(to, Op.store, { a, ...addressOf(to, target, a + 1) });
}

function emitUpdate({ to }: Here, s: StatementOf<"update">): void {
  const address = addressOf(to, s.target, 0);
  const a = address.b === 0 ? 1 : 0;
  emit(to, Op.load, { a, ...address });
  applyArithmetic(to, s.operator, a, s.value);
  emit(to, Op.store, { a, ...address });
}

/** Arrays up to this length are cleared without a loop. */
const UNROLLED = 4;

/** Sets every word of `variable` to 0. */
function emitClear(to: Emitter, variable: VariableSymbol): void {
  const words = wordsOf(variable.type);
  const isFrame = variable.space === "frame";
  const b = isFrame ? FP : ZERO;
  emit(to, Op.movi, { a: 0, imm: 0 });
  if (words <= UNROLLED) {
    for (let k = 0; k < words; k++) emit(to, Op.store, { a: 0, b, imm: variable.address + k * 4 });
    return;
  }
  const again = to.assembler.newLabel();
  emit(to, Op.movi, { a: 1, imm: (words - 1) * 4 });
  place(to, again);
  if (isFrame) emit(to, Op.add, { a: 2, b: 1, c: FP });
  emit(to, Op.store, { a: 0, b: isFrame ? 2 : 1, imm: variable.address });
  emit(to, Op.subi, { a: 1, b: 1, imm: 4 });
  emit(to, Op.cmpi, { a: 1, imm: 0 });
  emitTo(to, Op.jge, again);
}

/** Gives the words of an array their values; a word that is 0 needs nothing where it is 0 already. */
function emitFill(to: Emitter, s: StatementOf<"fill">): void {
  const words = wordsOf(s.variable.type);
  const zeros = words - s.values.filter((value) => knownWord(to, value) !== 0).length;
  const clearsFirst = s.clears && zeros > UNROLLED;
  if (clearsFirst) emitClear(to, s.variable);
  const b = s.variable.space === "frame" ? FP : ZERO;
  for (let k = 0; k < words; k++) {
    const value = s.values[k];
    const isZero = value === undefined || knownWord(to, value) === 0;
    if (isZero && (clearsFirst || !s.clears)) continue;
    if (value === undefined) emit(to, Op.movi, { a: 0, imm: 0 });
    else evaluate(to, value, 0);
    emit(to, Op.store, { a: 0, b, imm: s.variable.address + k * 4 });
  }
}

function emitIf(here: Here, s: StatementOf<"if">): void {
  const { to } = here;
  const end = to.assembler.newLabel();
  // Each branch but the first is a statement that lasts to the end; a chain of them may be longer than the stack is deep.
  const open: OpenStatement[] = [];
  const last = s.otherwise !== undefined && !isEmpty(s.otherwise) ? s.otherwise : undefined;
  s.branches.forEach(({ condition, block, span }, k) => {
    if (k > 0) open.push(openStatement(to, here.frame, span));
    const hasMore = k + 1 < s.branches.length || last !== undefined;
    const next = hasMore ? to.assembler.newLabel() : end;
    branch(to, condition, next, false);
    emitBlock(here, block);
    if (!hasMore) return;
    if (isReached(to)) emitTo(to, Op.jmp, end);
    place(to, next);
  });
  if (last !== undefined) emitBlock(here, last);
  for (const each of open.reverse()) closeStatement(to, each);
  place(to, end);
}

function newLoop(to: Emitter): LoopLabels {
  return { end: to.assembler.newLabel(), next: to.assembler.newLabel() };
}

/** The jump back of a loop without a condition is the statement that its line shows each round. */
function emitBack(here: Here, labels: LoopLabels, span: Span): void {
  if (isReached(here.to)) asStatement(here.to, here.frame, span, () => emitTo(here.to, Op.jmp, labels.next));
}

function emitWhile(here: Here, s: StatementOf<"while">): void {
  const { to } = here;
  const labels = newLoop(to);
  const known = knownWord(to, s.condition);
  const inner = { ...here, loop: labels };
  if (known !== undefined && known !== 0) {
    place(to, labels.next);
    emitBlock(inner, s.body);
    emitBack(here, labels, s.span);
    place(to, labels.end);
    return;
  }
  asStatement(to, here.frame, s.span, () => {
    place(to, labels.next);
    if (isEmpty(s.body)) {
      branch(to, s.condition, labels.next, true);
      return;
    }
    branch(to, s.condition, labels.end, false);
    emitBlock(inner, s.body);
    if (isReached(to)) emitTo(to, Op.jmp, labels.next);
  });
  place(to, labels.end);
}

function emitRepeat(here: Here, s: StatementOf<"repeat">): void {
  const { to } = here;
  const labels = newLoop(to);
  const top = to.assembler.newLabel();
  place(to, top);
  emitBlock({ ...here, loop: labels }, s.body);
  place(to, labels.next);
  asStatement(to, here.frame, s.until, () => branch(to, s.condition, top, false));
  place(to, labels.end);
}

function emitFor(here: Here, s: StatementOf<"for">): void {
  const { to } = here;
  const labels = newLoop(to);
  const body = to.assembler.newLabel();
  const counter = { variable: s.counter, indices: [] };
  const last = knownWord(to, s.last);
  const first = knownWord(to, s.first);
  evaluate(to, s.first, 0);
  if (s.bound !== undefined) {
    evaluate(to, s.last, 1);
    emitStore(to, { variable: s.bound, indices: [] }, 1);
  }
  emitStore(to, counter, 0);
  show(here, s.counter);
  if (last === undefined) emit(to, Op.cmp, { a: 0, b: 1 });
  else if (first === undefined) emit(to, Op.cmpi, { a: 0, imm: last });
  if (last === undefined || first === undefined) emitTo(to, Op.jgt, labels.end);
  else if (first > last) emitTo(to, Op.jmp, labels.end);
  place(to, body);
  emitBlock({ ...here, loop: labels }, s.body);
  place(to, labels.next);
  asStatement(to, here.frame, s.span, () => {
    emit(to, Op.load, { a: 0, ...addressOf(to, counter, 0) });
    if (s.bound === undefined) emit(to, Op.cmpi, { a: 0, imm: last ?? 0 });
    else {
      emit(to, Op.load, { a: 1, ...addressOf(to, { variable: s.bound, indices: [] }, 1) });
      emit(to, Op.cmp, { a: 0, b: 1 });
    }
    // Compared before it is raised: the last value may be the greatest that a word holds.
    emitTo(to, Op.jge, labels.end);
    emit(to, Op.addi, { a: 0, b: 0, imm: 1 });
    emitStore(to, counter, 0);
    emitTo(to, Op.jmp, body);
  });
  const visible = here.frame.visible.get(s.counter);
  if (visible !== undefined) visible.to = to.assembler.here();
  place(to, labels.end);
}

function emitLeave({ to }: Here, s: StatementOf<"break" | "continue">, label: LoopLabels["end"] | undefined): void {
  assert(label !== undefined, `${s.kind} stands in a loop`);
  if (s.leavesAtomic) emit(to, Op.sti);
  emitTo(to, Op.jmp, label);
}

function emitReturn({ to, frame }: Here, s: StatementOf<"return">): void {
  if (frame.routine.symbol.kind === "program") {
    const known = s.value === undefined ? undefined : knownWord(to, s.value);
    if (known !== undefined) emit(to, Op.pushi, { imm: known });
    else if (s.value !== undefined) {
      evaluate(to, s.value, 0);
      emit(to, Op.push, { a: 0 });
    }
    emitSystem(to, "exit", s.value === undefined ? 0 : 1);
    return;
  }
  if (s.value !== undefined) evaluate(to, s.value, 0);
  else if (frame.routine.symbol.returnsValue) emit(to, Op.movi, { a: 0, imm: 0 });
  if (s.leavesAtomic) emit(to, Op.sti);
  emit(to, Op.leave);
  emit(to, Op.ret, { n: frame.routine.params.length });
}

function emitAssembly(here: Here, line: BoundAssembly): void {
  const { to, frame } = here;
  if (line.kind === "label") {
    place(to, labelOf(to, frame, line.label), true);
    return;
  }
  asStatement(to, frame, line.span, () => {
    const { op, ...fields } = line.instruction;
    if (line.kind === "jump") emitTo(to, op, labelOf(to, frame, line.label));
    else emit(to, op, fields);
  });
}

/** The end of a body that is reached: a program exits, a function returns. */
export function emitEnd(here: Here): void {
  const { routine } = here.frame;
  if (!isReached(here.to)) return;
  const span = closing(routine.body);
  emitStatement(here, { kind: "return", value: undefined, leavesAtomic: false, span });
}
