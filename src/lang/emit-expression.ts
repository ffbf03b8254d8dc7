/**
 * Code for expressions: the value comes into register `d`, and registers below `d` keep what they hold.
 *
 * Keeps true: constants are immediate operands where an instruction takes one; r7 is only ever the right operand of the
 * next instruction, so that six values can wait in registers and further ones wait on the stack; a call saves what waits.
 */
import type { Label } from "../isa/assembler.ts";
import { assert } from "../base/assert.ts";
import type { BinaryOperator } from "../isa/expression.ts";
import { handleOf } from "../isa/handles.ts";
import { Op } from "../isa/instructions.ts";
import { FP, ZERO } from "../isa/registers.ts";
import type { Bound, BoundOf, Place } from "./bound.ts";
import { emit, emitTo, isReached, place as placeLabel, textHandle, type Emitter } from "./emitter.ts";

/** The last register that a value may wait in. */
const LAST = 6;
const SCRATCH = 7;

/** Register and immediate form of each arithmetic operator. */
const ARITHMETIC: Partial<Readonly<Record<BinaryOperator, readonly [Op, Op]>>> = {
  "+": [Op.add, Op.addi],
  "-": [Op.sub, Op.subi],
  "*": [Op.mul, Op.muli],
  "/": [Op.div, Op.divi],
  "%": [Op.mod, Op.modi],
  "&": [Op.and, Op.andi],
  "|": [Op.or, Op.ori],
  "^": [Op.xor, Op.xori],
  "<<": [Op.shl, Op.shli],
  ">>": [Op.shr, Op.shri],
};
const COMMUTES = new Set<BinaryOperator>(["+", "*", "&", "|", "^"]);

/** For each comparison: set, branch, its opposite, and itself with the sides exchanged. */
const COMPARISONS: Partial<
  Readonly<Record<BinaryOperator, { set: Op; branch: Op; opposite: BinaryOperator; mirrored: BinaryOperator }>>
> = {
  "==": { set: Op.seteq, branch: Op.jeq, opposite: "!=", mirrored: "==" },
  "!=": { set: Op.setne, branch: Op.jne, opposite: "==", mirrored: "!=" },
  "<": { set: Op.setlt, branch: Op.jlt, opposite: ">=", mirrored: ">" },
  "<=": { set: Op.setle, branch: Op.jle, opposite: ">", mirrored: ">=" },
  ">": { set: Op.setgt, branch: Op.jgt, opposite: "<=", mirrored: "<" },
  ">=": { set: Op.setge, branch: Op.jge, opposite: "<", mirrored: "<=" },
};

/** A base register and a byte offset. */
export interface Address {
  readonly b: number;
  readonly imm: number;
}

/** The word that `e` is known to be, handles included. */
export function knownWord(to: Emitter, e: Bound): number | undefined {
  if (e.kind === "constant") return e.value;
  if (e.kind === "text") return textHandle(to, e.text);
  if (e.kind !== "routine") return undefined;
  const { routine } = e;
  return routine.kind === "program" ? handleOf("program", routine.index) : handleOf("function", routine.routine);
}

/** The address of a place whose indices are known and within bounds. */
function fixedAddress({ variable, indices }: Place): Address | undefined {
  let index = 0;
  for (const [k, each] of indices.entries()) {
    const length = variable.type.lengths[k] ?? 0;
    if (each.kind !== "constant" || each.value < 0 || each.value >= length) return undefined;
    index = index * length + each.value;
  }
  return { b: variable.space === "frame" ? FP : ZERO, imm: variable.address + index * 4 };
}

/** Whether `e` needs no register but its own. */
function isLeaf(to: Emitter, e: Bound): boolean {
  return knownWord(to, e) !== undefined || (e.kind === "load" && fixedAddress(e.place) !== undefined);
}

/** With a value waiting in `d`, brings another into a register: the next one, or through the stack into r7. */
function second(to: Emitter, d: number, needsOne: boolean, generate: (register: number) => void): number {
  if (d < LAST || needsOne) {
    generate(d + 1);
    return d + 1;
  }
  emit(to, Op.push, { a: d });
  generate(d);
  emit(to, Op.mov, { a: SCRATCH, b: d });
  emit(to, Op.pop, { a: d });
  return SCRATCH;
}

/** Brings the address of a place into the form of an operand, using registers from `d` on if it must be computed. */
export function addressOf(to: Emitter, target: Place, d: number): Address {
  const fixed = fixedAddress(target);
  if (fixed !== undefined) return fixed;
  const { variable, indices } = target;
  const [first, ...more] = indices;
  assert(first !== undefined, "a place without indices has a fixed address");
  evaluate(to, first, d);
  emit(to, Op.bound, { a: d, imm: variable.type.lengths[0] ?? 0 });
  more.forEach((index, k) => {
    const length = variable.type.lengths[k + 1] ?? 0;
    emit(to, Op.muli, { a: d, b: d, imm: length });
    if (index.kind === "constant" && index.value >= 0 && index.value < length) {
      if (index.value !== 0) emit(to, Op.addi, { a: d, b: d, imm: index.value });
      return;
    }
    const c = second(to, d, isLeaf(to, index), (register) => {
      evaluate(to, index, register);
      emit(to, Op.bound, { a: register, imm: length });
    });
    emit(to, Op.add, { a: d, b: d, c });
  });
  emit(to, Op.shli, { a: d, b: d, imm: 2 });
  if (variable.space === "frame") emit(to, Op.add, { a: d, b: d, c: FP });
  return { b: d, imm: variable.address };
}

/** Brings the value of `e` into register `d`. */
export function evaluate(to: Emitter, e: Bound, d: number): void {
  const known = knownWord(to, e);
  if (known !== undefined) {
    emit(to, Op.movi, { a: d, imm: known });
    return;
  }
  switch (e.kind) {
    case "load":
      emit(to, Op.load, { a: d, ...addressOf(to, e.place, d) });
      return;
    case "element":
      evaluate(to, e.index, d);
      emit(to, Op.bound, { a: d, imm: e.object.length ?? 0 });
      emit(to, Op.addi, { a: d, b: d, imm: handleOf(e.object.word, e.object.first) });
      return;
    case "unary":
      evaluateUnary(to, e, d);
      return;
    case "binary":
      evaluateBinary(to, e, d);
      return;
    case "call":
    case "system":
      evaluateCall(to, e, d);
      return;
    default:
      assert(false, `an expression of kind ${e.kind} has no code`);
  }
}

function evaluateUnary(to: Emitter, e: BoundOf<"unary">, d: number): void {
  evaluate(to, e.operand, d);
  if (e.operator === "!") {
    emit(to, Op.cmpi, { a: d, imm: 0 });
    emit(to, Op.seteq, { a: d });
  } else emit(to, e.operator === "-" ? Op.neg : Op.inv, { a: d, b: d });
}

function evaluateBinary(to: Emitter, e: BoundOf<"binary">, d: number): void {
  const comparison = COMPARISONS[e.operator];
  if (comparison !== undefined) {
    const operator = compare(to, e, d);
    emit(to, COMPARISONS[operator]?.set ?? Op.nop, { a: d });
    return;
  }
  if (e.operator === "&&" || e.operator === "||") {
    evaluateLogical(to, e, d);
    return;
  }
  const [a, b] = COMMUTES.has(e.operator) && e.left.kind === "constant" ? [e.right, e.left] : [e.left, e.right];
  evaluate(to, a, d);
  applyArithmetic(to, e.operator, d, b);
}

/** `d ← d operator e` */
export function applyArithmetic(to: Emitter, operator: BinaryOperator, d: number, e: Bound): void {
  const ops = ARITHMETIC[operator];
  assert(ops !== undefined, `${operator} is an arithmetic operator`);
  if (e.kind === "constant") {
    emit(to, ops[1], { a: d, b: d, imm: e.value });
    return;
  }
  const c = second(to, d, isLeaf(to, e), (register) => evaluate(to, e, register));
  emit(to, ops[0], { a: d, b: d, c });
}

/** Compares the two sides; the operator that the flags then answer. */
function compare(to: Emitter, e: BoundOf<"binary">, d: number): BinaryOperator {
  const swaps = knownWord(to, e.left) !== undefined && knownWord(to, e.right) === undefined;
  const [a, b] = swaps ? [e.right, e.left] : [e.left, e.right];
  evaluate(to, a, d);
  const known = knownWord(to, b);
  if (known !== undefined) emit(to, Op.cmpi, { a: d, imm: known });
  else emit(to, Op.cmp, { a: d, b: second(to, d, isLeaf(to, b), (register) => evaluate(to, b, register)) });
  return swaps ? (COMPARISONS[e.operator]?.mirrored ?? e.operator) : e.operator;
}

function evaluateLogical(to: Emitter, e: Bound, d: number): void {
  const isFalse = to.assembler.newLabel();
  const end = to.assembler.newLabel();
  branch(to, e, isFalse, false, d);
  emit(to, Op.movi, { a: d, imm: 1 });
  emitTo(to, Op.jmp, end);
  placeLabel(to, isFalse);
  emit(to, Op.movi, { a: d, imm: 0 });
  placeLabel(to, end);
}

/** Goes to `label` if `e` is as `wanted`, else on. Registers from `d` on are free. */
export function branch(to: Emitter, e: Bound, label: Label, wanted: boolean, d = 0): void {
  const known = knownWord(to, e);
  if (known !== undefined) {
    if ((known !== 0) === wanted) emitTo(to, Op.jmp, label);
  } else if (e.kind === "unary" && e.operator === "!") branch(to, e.operand, label, !wanted, d);
  else if (e.kind === "binary" && (e.operator === "&&" || e.operator === "||")) {
    // Either side alone decides that an && is false or an || is true.
    if ((e.operator === "||") === wanted) {
      branch(to, e.left, label, wanted, d);
      branch(to, e.right, label, wanted, d);
      return;
    }
    const on = to.assembler.newLabel();
    branch(to, e.left, on, !wanted, d);
    branch(to, e.right, label, wanted, d);
    placeLabel(to, on);
  } else if (e.kind === "binary" && COMPARISONS[e.operator] !== undefined) {
    const row = COMPARISONS[compare(to, e, d)];
    const taken = wanted ? row : COMPARISONS[row?.opposite ?? "=="];
    emitTo(to, taken?.branch ?? Op.jmp, label);
  } else {
    evaluate(to, e, d);
    emit(to, Op.cmpi, { a: d, imm: 0 });
    emitTo(to, wanted ? Op.jne : Op.jeq, label);
  }
}

/** Pushes an argument; registers are free, since what waited in them was saved. */
function pushArgument(to: Emitter, e: Bound): void {
  const known = knownWord(to, e);
  if (known !== undefined) {
    emit(to, Op.pushi, { imm: known });
    return;
  }
  evaluate(to, e, 0);
  emit(to, Op.push, { a: 0 });
}

/** Saves r0 … r(d − 1) around `generate`, whose result in r0 comes into `d`. */
function saving(to: Emitter, d: number, generate: () => void): void {
  for (let k = 0; k < d; k++) emit(to, Op.push, { a: k });
  generate();
  if (d === 0 || !isReached(to)) return;
  emit(to, Op.mov, { a: d, b: 0 });
  for (let k = d - 1; k >= 0; k--) emit(to, Op.pop, { a: k });
}

/** A call of a function or built-in; its value, if it has one, comes into `d`. */
export function evaluateCall(to: Emitter, e: BoundOf<"call"> | BoundOf<"system">, d: number): void {
  if (e.kind === "system" && e.call.compiles === "instruction") {
    evaluateInstruction(to, e, d);
    return;
  }
  saving(to, d, () => {
    for (const arg of e.args) pushArgument(to, arg);
    if (e.kind === "system") {
      emit(to, Op.sys, { imm: e.call.number, n: e.args.length });
      return;
    }
    const entry = to.entries.get(e.callee);
    assert(entry !== undefined, "every function has an entry");
    emitTo(to, Op.call, entry);
  });
}

const ATOMICS: Readonly<Record<string, Op>> = {
  test_and_set: Op.tas,
  compare_and_swap: Op.cas,
  fetch_and_add: Op.faa,
  swap: Op.swp,
};

/** The built-ins that are instructions. */
function evaluateInstruction(to: Emitter, e: BoundOf<"system">, d: number): void {
  const [first, second_, third] = e.args;
  if (e.call.name === "compute" && first !== undefined) {
    if (first.kind === "constant") emit(to, Op.worki, { imm: first.value });
    else {
      evaluate(to, first, d);
      emit(to, Op.work, { a: d });
    }
    return;
  }
  const op = ATOMICS[e.call.name];
  assert(op !== undefined && first?.kind === "address", `${e.call.name} has an instruction`);
  if (d > LAST - 3) {
    saving(to, d, () => evaluateInstruction(to, e, 0));
    return;
  }
  // The compared word, if there is one, is in d; the new one in d + 1; the address is computed from d + 2 on.
  if (op === Op.cas && second_ !== undefined) evaluate(to, second_, d);
  const operand = op === Op.cas ? third : second_;
  if (operand !== undefined) evaluate(to, operand, d + 1);
  emit(to, op, { a: d, c: op === Op.tas ? 0 : d + 1, ...addressOf(to, first.place, d + 2) });
}
