/**
 * Expressions: what their names mean, whether their parts fit, and their value where it is known.
 *
 * Keeps true: it reports each mistake once and goes on with an `error` node, which fits everywhere; folding uses the
 * machine's own arithmetic and never folds what would fault. It is one walk: names, constants and their parts need each other.
 */
import { ARITHMETIC, UNARY, type BinaryOperator } from "../isa/expression.ts";
import { handleOf } from "../isa/handles.ts";
import { bindCall } from "./bind-call.ts";
import type { Bound, Place, ValueType } from "./bound.ts";
import { propose, refer, report, type Checker, type Place as At } from "./checker.ts";
import { needsMinus, readNumber, readText } from "./literals.ts";
import { declaredLater, lookup, lookupFunction, visibleNames } from "./scope.ts";
import {
  describeKind,
  withArticle,
  type ConstantSymbol,
  type MachineSymbol,
  type NamedSymbol,
  type ObjectSymbol,
  type VariableSymbol,
} from "./symbols.ts";
import type { Expression, ExpressionOf, Name, Span, Value } from "./tree.ts";

/** Where an expression stands. */
export interface Env extends At {
  /** Whether its value must be known before the run. */
  readonly isConstant: boolean;
}

/** What stands where a mistake was reported. */
export const errorAt = (span: Span): Bound => ({
  kind: "error",
  type: "error",
  span: { from: span.from, to: span.to },
});

const constant = (span: Span, value: number, type: ValueType = "int"): Bound => ({
  kind: "constant",
  value,
  type,
  span: { from: span.from, to: span.to },
});

/** What a value of that type is to people. */
function describeType(type: ValueType): string {
  return type === "int" || type === "word" ? "a number" : withArticle(type);
}

/** Binds `e` as a value of one word of any kind. */
export function bindWord(env: Env, e: Expression): Bound {
  const bound = bind(env, e);
  if (bound.type !== "void") return bound;
  report(env, "noValue", e, { name: e.kind === "call" ? `${e.callee.text}()` : "this" });
  return errorAt(e);
}

/** Binds `e` as a number: handles and texts are refused. */
export function bindNumber(env: Env, e: Expression): Bound {
  const bound = bindWord(env, e);
  if (["int", "word", "error"].includes(bound.type)) return bound;
  report(env, "needsNumber", e, { found: describeType(bound.type) });
  return errorAt(e);
}

/** Calls that return 1 when they have done it, and an error when they have not. */
const REFUSALS: Readonly<Record<string, string>> = { try_lock: "ERR_EMPTY", try_down: "ERR_EMPTY" };

/** Binds `e` as a condition: 0 is false, everything else is true. */
export function bindTruth(env: Env, e: Expression): Bound {
  const bound = bindNumber(env, e);
  const name = bound.kind === "system" ? bound.call.name : "";
  const error = REFUSALS[name];
  if (error !== undefined) report(env, "refusalIsTrue", bound.span, { name, error });
  return bound;
}

/** The value of a constant expression, or undefined after a report. */
export function constantNumber(at: At, e: Expression): number | undefined {
  const bound = bindNumber({ ...at, isConstant: true }, e);
  return bound.kind === "constant" ? bound.value : undefined;
}

/** The value of a constant expression that may be a handle or a text. */
export function constantWord(at: At, e: Expression): Bound | undefined {
  const bound = bindWord({ ...at, isConstant: true }, e);
  return bound.kind === "constant" || bound.kind === "text" ? bound : undefined;
}

/** The value that a list or `{ }` cannot be. */
export function bindValue(env: Env, value: Value): Bound {
  if (value.kind !== "list" && value.kind !== "settings") return bindWord(env, value);
  report(env, "listHere", value, { what: value.kind === "list" ? "a list" : "{ }" });
  return errorAt(value);
}

/** Binds any expression; its type may be `void`. */
export function bind(env: Env, e: Expression): Bound {
  switch (e.kind) {
    case "integer":
      return bindInteger(env, e);
    case "text":
      return { kind: "text", text: readText(e.literal), type: "text", span: e };
    case "name":
      return bindName(env, e.name);
    case "call":
      if (env.isConstant) return notConstant(env, e);
      return bindCall(env, e, { bind, bindWord, bindNumber, bindPlace });
    case "index":
      return bindElement(env, e);
    case "member":
      return bindMember(env, e);
    case "unary":
      return bindUnary(env, e);
    case "binary":
      return bindBinary(env, e);
    case "group":
      return bind(env, e.inner);
    case "missing":
      return errorAt(e);
  }
}

function notConstant(env: Env, span: Span): Bound {
  report(env, "notConstant", span, {});
  return errorAt(span);
}

function bindInteger(env: Env, e: ExpressionOf<"integer">): Bound {
  const { value, problem } = readNumber(e.digits);
  if (problem !== undefined) return errorAt(e);
  if (needsMinus(e.digits)) {
    report(env, "numberTooLarge", e, { digits: e.digits });
    return errorAt(e);
  }
  return constant(e, value);
}

/** What `name` means, after noting it; undefined after a report. */
export function resolveName(env: Env, name: Name, role: "read" | "write" = "read"): NamedSymbol | undefined {
  if (name.text === "") return undefined;
  const symbol = lookup(env.scope, name.text);
  if (symbol !== undefined) {
    refer(env, name, symbol, role);
    return symbol;
  }
  const later = declaredLater(env.scope, name.text);
  if (later !== undefined) {
    const uri = env.checker.files[env.file]?.uri ?? "";
    const related = [{ uri, message: "its declaration", from: later.from, to: later.to }];
    report(env, "usedBeforeDeclared", name, { name: name.text }, { related });
  } else if (lookupFunction(env.scope, name.text) !== undefined) {
    report(env, "notAValue", name, { name: name.text, kind: "a function" }, { hint: `Call it: ${name.text}( ).` });
  } else {
    const near = propose(env.checker, name.text, () => visibleNames(env.scope, "names"));
    const hint = near === undefined ? undefined : `Did you mean '${near}'?`;
    report(env, "unknownName", name, { name: name.text }, { hint, replacement: near });
  }
  return undefined;
}

function bindName(env: Env, name: Name): Bound {
  const symbol = resolveName(env, name);
  if (symbol === undefined) return errorAt(name);
  switch (symbol.kind) {
    case "constant": {
      const value = valueOfConstant(env.checker, symbol);
      return value === undefined ? errorAt(name) : constant(name, value);
    }
    case "variable":
      if (env.isConstant) return notConstant(env, name);
      if (symbol.type.lengths.length > 0) return arrayAsValue(env, name);
      return { kind: "load", place: { variable: symbol, indices: [] }, type: "word", span: name };
    case "object":
      if (symbol.length !== undefined) return arrayAsValue(env, name);
      return constant(name, handleOf(symbol.word, symbol.first), symbol.word);
    case "device":
      return constant(name, handleOf("device", symbol.index), "device");
    case "machine":
      return constant(name, handleOf("machine", symbol.index), "machine");
    case "process":
      return constant(name, symbol.index + 1, "process");
    case "program":
    case "enum":
      report(env, "notAValue", name, { name: name.text, kind: describeKind(symbol) });
      return errorAt(name);
  }
}

function arrayAsValue(env: Env, name: Name): Bound {
  report(env, "arrayAsValue", name, { name: `'${name.text}'` }, { hint: `Index it: ${name.text}[i].` });
  return errorAt(name);
}

/** The expressions directly within one, the last first; what calls are given is never part of a constant. */
function partsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "binary":
      return [e.right, e.left];
    case "unary":
      return [e.operand];
    case "group":
      return [e.inner];
    case "index":
      return [e.index, e.object];
    case "member":
      return [e.object];
    default:
      return [];
  }
}

/** The constants that have no value yet and are named in a constant's expression. */
function unknownConstants(checker: Checker, { file, node }: ConstantSymbol): ConstantSymbol[] {
  const found: ConstantSymbol[] = [];
  const scope = checker.fileScopes[file]!;
  const parts: Expression[] = node === undefined ? [] : [node.value];
  for (let e = parts.pop(); e !== undefined; e = parts.pop()) {
    parts.push(...partsOf(e));
    const symbol = e.kind === "name" ? lookup(scope, e.name.text) : undefined;
    if (symbol?.kind === "constant" && symbol.state === "new") found.push(symbol);
  }
  return found;
}

/**
 * The value of a constant, computed on first use; undefined after a report. What it is made from is computed first, by a list
 * and not by recursion: a chain of constants may be longer than the stack is deep.
 */
export function valueOfConstant(checker: Checker, symbol: ConstantSymbol): number | undefined {
  if (symbol.state === "busy") {
    report({ checker, file: symbol.file }, "constantCycle", symbol.nameSpan, { name: symbol.name });
    symbol.state = "done";
  }
  if (symbol.state === "done" || symbol.node === undefined) return symbol.value;
  const waiting = [symbol];
  for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
    const isNew = next.state === "new";
    if (isNew) {
      next.state = "busy";
      waiting.push(...unknownConstants(checker, next));
      continue;
    }
    waiting.pop();
    if (next.state === "busy") computeConstant(checker, next);
  }
  return symbol.value;
}

/** Computes a constant whose parts are known; it has no value where they go in a circle. */
function computeConstant(checker: Checker, symbol: ConstantSymbol): void {
  if (symbol.node === undefined) return;
  const at = { checker, file: symbol.file, scope: checker.fileScopes[symbol.file]! };
  const value = constantNumber(at, symbol.node.value);
  // It may have been found to go in a circle meanwhile.
  if (symbol.state === "busy") symbol.value = value;
  symbol.state = "done";
}

/** `a[i][j]` taken apart: the array's name and the indices; undefined when it is no name that is indexed. */
function unchain(e: ExpressionOf<"index">): { readonly name: Name; readonly indices: Expression[] } | undefined {
  const indices: Expression[] = [];
  let at: Expression = e;
  for (; at.kind === "index"; at = at.object) indices.unshift(at.index);
  return at.kind === "name" ? { name: at.name, indices } : undefined;
}

/** Binds an index and warns of one that is certainly outside. */
function bindIndex(env: Env, e: Expression, length: number | undefined): Bound {
  const index = bindNumber(env, e);
  if (length !== undefined && index.kind === "constant" && (index.value < 0 || index.value >= length)) {
    report(env, "certainFault", e, { fault: `index ${index.value} of ${length} elements` });
  }
  return index;
}

function bindElement(env: Env, e: ExpressionOf<"index">): Bound {
  const chain = unchain(e);
  if (chain === undefined) {
    report(env, "notAnArray", e, {});
    return errorAt(e);
  }
  const symbol = resolveName(env, chain.name);
  if (symbol === undefined) return bindAll(env, chain.indices, e);
  if (symbol.kind === "object") return bindObjectElement(env, e, symbol, chain.indices);
  if (symbol.kind !== "variable") {
    report(env, "notAnArray", e, {});
    return errorAt(e);
  }
  if (env.isConstant) return notConstant(env, e);
  const place = placeOf(env, e, symbol, chain.indices);
  return place === undefined ? errorAt(e) : { kind: "load", place, type: "word", span: e };
}

/** Looks at parts of something that is wrong already. */
function bindAll(env: Env, parts: readonly Expression[], span: Span): Bound {
  for (const part of parts) bind(env, part);
  return errorAt(span);
}

function bindObjectElement(env: Env, e: Expression, object: ObjectSymbol, indices: readonly Expression[]): Bound {
  const [first, ...more] = indices;
  if (object.length === undefined || first === undefined || more.length > 0) {
    report(env, "notAnArray", e, {});
    return errorAt(e);
  }
  const index = bindIndex(env, first, object.length);
  if (index.kind === "constant" && index.value >= 0 && index.value < object.length) {
    return constant(e, handleOf(object.word, object.first + index.value), object.word);
  }
  if (index.kind !== "error" && env.isConstant) return notConstant(env, e);
  return { kind: "element", object, index, type: object.word, span: e };
}

function placeOf(env: Env, e: Expression, variable: VariableSymbol, indices: readonly Expression[]): Place | undefined {
  const { lengths } = variable.type;
  if (indices.length > lengths.length) {
    report(env, "notAnArray", e, {});
    return undefined;
  }
  if (indices.length < lengths.length) {
    report(env, "arrayAsValue", e, { name: `'${variable.name}'` });
    return undefined;
  }
  return { variable, indices: indices.map((index, k) => bindIndex(env, index, lengths[k])) };
}

/** Binds what is assigned to, or handed to an atomic instruction. */
export function bindPlace(env: Env, e: Expression, role: "read" | "write"): Place | undefined {
  const plain = e.kind === "group" ? e.inner : e;
  const chain =
    plain.kind === "name" ? { name: plain.name, indices: [] } : plain.kind === "index" ? unchain(plain) : undefined;
  if (chain === undefined) {
    if (plain.kind !== "missing") report(env, "notAssignable", e, { what: plain.kind === "call" ? "a call" : "this" });
    return undefined;
  }
  const symbol = resolveName(env, chain.name, role);
  if (symbol?.kind === "variable") return placeOf(env, plain, symbol, chain.indices);
  bindAll(env, chain.indices, e);
  if (symbol !== undefined) report(env, "notAssignable", e, { what: `'${chain.name.text}', ${describeKind(symbol)},` });
  return undefined;
}

function bindMember(env: Env, e: ExpressionOf<"member">): Bound {
  const symbol = e.object.kind === "name" ? resolveName(env, e.object.name) : undefined;
  if (symbol?.kind === "enum") {
    const member = symbol.members.find((each) => each.name === e.member.text);
    if (member?.value !== undefined) {
      refer(env, e.member, member, "read");
      return constant(e, member.value);
    }
    const near = propose(env.checker, e.member.text, () => symbol.members.map((each) => each.name));
    const hint = near === undefined ? undefined : `Did you mean '${near}'?`;
    const filling = { object: `'${symbol.name}'`, member: e.member.text };
    if (e.member.text !== "") report(env, "unknownMember", e.member, filling, { hint, replacement: near });
    return errorAt(e);
  }
  if (e.object.kind !== "name") bind(env, e.object);
  // Without a name behind the point the parser has said what is wrong.
  if (e.member.text !== "" && (e.object.kind !== "name" || symbol !== undefined)) report(env, "noMembers", e, {});
  return errorAt(e);
}

function bindUnary(env: Env, e: ExpressionOf<"unary">): Bound {
  if (e.operator === "-" && e.operand.kind === "integer" && needsMinus(e.operand.digits))
    return constant(e, -0x80000000);
  const operand = e.operator === "!" ? bindTruth(env, e.operand) : bindNumber(env, e.operand);
  if (operand.kind === "constant") return constant(e, UNARY[e.operator](operand.value));
  if (operand.kind === "error") return errorAt(e);
  return { kind: "unary", operator: e.operator, operand, type: "int", span: e };
}

const COMPARISONS = new Set<BinaryOperator>(["==", "!=", "<", "<=", ">", ">="]);
const BITWISE = new Set<BinaryOperator>(["&", "^", "|"]);

/** `x & 1 == 0`: a comparison beside a bit operator, without brackets. Two comparisons are a condition and meant so. */
function warnOfPrecedence(env: Env, e: ExpressionOf<"binary">): void {
  if (!BITWISE.has(e.operator)) return;
  const isComparison = (side: Expression): side is ExpressionOf<"binary"> =>
    side.kind === "binary" && COMPARISONS.has(side.operator);
  const [left, right] = [isComparison(e.left), isComparison(e.right)];
  if (left === right) return;
  const text = (span: Span): string => env.checker.files[env.file]?.text.slice(span.from, span.to) ?? "";
  const inner = left ? e.left : e.right;
  const reading = left
    ? `(${text(e.left)}) ${e.operator} ${text(e.right)}`
    : `${text(e.left)} ${e.operator} (${text(e.right)})`;
  if (inner.kind === "binary") report(env, "precedence", e, { inner: inner.operator, outer: e.operator, reading });
}

/** What the sides of an operator are, where they are no numbers. */
const BINDS: Readonly<Partial<Record<BinaryOperator, typeof bindWord>>> = {
  "==": bindWord,
  "!=": bindWord,
  "&&": bindTruth,
  "||": bindTruth,
};

function bindBinary(env: Env, e: ExpressionOf<"binary">): Bound {
  warnOfPrecedence(env, e);
  const side = BINDS[e.operator] ?? bindNumber;
  const left = side(env, e.left);
  const right = side(env, e.right);
  const { operator } = e;
  const isDivision = operator === "/" || operator === "%";
  if (isDivision && right.kind === "constant" && right.value === 0) {
    if (env.isConstant) report(env, "constantDivision", e.right, {});
    else report(env, "certainFault", e.right, { fault: "division by zero" });
    if (env.isConstant) return errorAt(e);
    return { kind: "binary", operator, left, right, type: "int", span: e };
  }
  if (left.kind === "error" || right.kind === "error") return errorAt(e);
  if (operator === "&&" || operator === "||") return bindLogical(e, operator, left, right);
  if (left.kind === "constant" && right.kind === "constant") {
    return constant(e, ARITHMETIC[operator](left.value, right.value));
  }
  return { kind: "binary", operator, left, right, type: "int", span: e };
}

/** A known left side decides, or leaves the right one as a truth value. */
function bindLogical(e: Expression, operator: "&&" | "||", left: Bound, right: Bound): Bound {
  if (left.kind === "constant") {
    const decides = operator === "&&" ? left.value === 0 : left.value !== 0;
    if (decides) return constant(e, operator === "&&" ? 0 : 1);
    if (right.kind === "constant") return constant(e, right.value === 0 ? 0 : 1);
    return { kind: "binary", operator: "!=", left: right, right: constant(e, 0), type: "int", span: e };
  }
  return { kind: "binary", operator, left, right, type: "int", span: e };
}

/** The machine that a name means, or undefined after a report. */
export function resolveMachine(env: Env, name: Name): MachineSymbol | undefined {
  const symbol = resolveName(env, name);
  if (symbol === undefined || symbol.kind === "machine") return symbol;
  report(env, "wrongDeclaration", name, { name: name.text, kind: describeKind(symbol), wanted: "a machine" });
  return undefined;
}
