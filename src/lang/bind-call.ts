/**
 * Calls of functions and built-ins: how many arguments they take, of which kinds, and what they return.
 *
 * Keeps true: a kind is refused only where it is certainly wrong; what a variable holds is checked when the call runs.
 */
import { LIMITS } from "../base/limits.ts";
import { handleOf } from "../isa/handles.ts";
import { STRATEGY_CHOICES } from "../isa/settings.ts";
import { ASSERT_FAILED, SYSCALLS, syscallNamed, type Param, type ParamKind, type Syscall } from "../isa/syscalls.ts";
import type { Bound, Place, ValueType } from "./bound.ts";
import { propose, refer, report, requireFeature, requireLevel, type Place as At } from "./checker.ts";
import { OPERATOR_CALLS } from "./features.ts";
import { lookup, lookupFunction, visibleNames } from "./scope.ts";
import { describeKind, withArticle, type FunctionSymbol } from "./symbols.ts";
import type { Argument, Expression, ExpressionOf, Span } from "./tree.ts";

interface Env extends At {
  readonly isConstant: boolean;
}

/** How arguments are bound: by those of bind-expression.ts, which call back here. */
export interface Binders {
  readonly bind: (env: Env, e: Expression) => Bound;
  readonly bindWord: (env: Env, e: Expression) => Bound;
  readonly bindNumber: (env: Env, e: Expression) => Bound;
  readonly bindPlace: (env: Env, e: Expression, role: "read" | "write") => Place | undefined;
}

/** Arguments of a call at most. */
export const MAX_ARGUMENTS = 32;

const errorAt = (span: Span): Bound => ({ kind: "error", type: "error", span });

/** `1 argument`, `2 or 3 arguments`, `at least 1 argument` */
export function countWords(least: number, most: number): string {
  const noun = (n: number): string => (n === 1 ? "argument" : "arguments");
  if (most === least) return `${least === 0 ? "no" : least} ${noun(least)}`;
  if (most > MAX_ARGUMENTS) return `at least ${least} ${noun(least)}`;
  return `${least} ${most === least + 1 ? "or" : "to"} ${most} ${noun(most)}`;
}

/** The expressions of arguments; names, lists and settings among them are reported. */
export function plainArguments(at: At, args: readonly Argument[]): Expression[] {
  return args.map((arg): Expression => {
    if (arg.key !== undefined) report(at, "namedArgument", arg.key, {});
    const { value } = arg;
    if (value.kind !== "list" && value.kind !== "settings") return value;
    report(at, "listHere", value, { what: value.kind === "list" ? "a list" : "{ }" });
    return { kind: "missing", from: value.from, to: value.to };
  });
}

function checkCount(at: At, span: Span, name: string, count: number, least: number, most: number): boolean {
  if (count >= least && count <= most && count <= MAX_ARGUMENTS) return true;
  if (count > MAX_ARGUMENTS) report(at, "tooManyArguments", span, { limit: MAX_ARGUMENTS });
  else report(at, "wrongCount", span, { name, expected: countWords(least, most), count });
  return false;
}

/** Binds a call. */
export function bindCall(env: Env, e: ExpressionOf<"call">, binders: Binders): Bound {
  const callee = e.callee.text;
  const args = plainArguments(env, e.args);
  const symbol = lookupFunction(env.scope, callee);
  if (symbol !== undefined) {
    refer(env, e.callee, symbol, "call");
    return bindFunctionCall(env, e, symbol, args, binders);
  }
  const row = callee === ASSERT_FAILED ? undefined : syscallNamed(callee);
  if (row !== undefined) return bindSystemCall(env, e, row, args, binders);
  reportUnknown(env, e);
  for (const arg of args) if (arg.kind !== "name") binders.bind(env, arg);
  return errorAt(e);
}

function reportUnknown(env: Env, e: ExpressionOf<"call">): void {
  const name = e.callee.text;
  if (name === "") return;
  if (OPERATOR_CALLS.some((row) => row.name === name)) {
    report(env, "operatorCall", e.callee, { name });
    return;
  }
  const other = lookup(env.scope, name);
  if (other !== undefined) {
    refer(env, e.callee, other, "read");
    report(env, "calledVariable", e.callee, { name, kind: describeKind(other) });
    return;
  }
  const near = propose(env.checker, name, () => {
    const candidates = visibleNames(env.scope, "functions");
    for (const row of SYSCALLS) if (row.name !== ASSERT_FAILED) candidates.add(row.name);
    return candidates;
  });
  const hint = near === undefined ? undefined : `Did you mean '${near}'?`;
  report(env, "unknownCall", e.callee, { name }, { hint, replacement: near });
}

function bindFunctionCall(
  env: Env,
  e: ExpressionOf<"call">,
  callee: FunctionSymbol,
  expressions: readonly Expression[],
  binders: Binders,
): Bound {
  const args = expressions.map((arg) => binders.bindWord(env, arg));
  const count = callee.node.params.length;
  if (!checkCount(env, e, `${callee.name}()`, args.length, count, count)) return errorAt(e);
  return { kind: "call", callee, args, type: callee.returnsValue ? "word" : "void", span: e };
}

function bindSystemCall(
  env: Env,
  e: ExpressionOf<"call">,
  row: Syscall,
  expressions: readonly Expression[],
  binders: Binders,
): Bound {
  const isAvailable = requireLevel(env, row.since, `${row.name}()`, e.callee);
  const required = row.params.filter((param) => !param.optional).length;
  const most = row.rest === undefined ? row.params.length : Infinity;
  const isCounted = checkCount(env, e, `${row.name}()`, expressions.length, required, most);
  const args = expressions.map((arg, k) => {
    const param = row.params[k] ?? { name: "value", kinds: row.rest ?? ["word"], optional: true };
    return bindArgument(env, arg, param, row, binders);
  });
  if (!isAvailable || !isCounted || !checkRest(env, e, row, args)) return errorAt(e);
  warnOfFault(env, row, args);
  const type = row.result === "none" || row.result === "never" ? "void" : "word";
  return { kind: "system", call: row, args, type, span: e };
}

/** What follows a routine's name are its arguments; what follows a receiver's name is a message. */
function checkRest(env: Env, e: Expression, row: Syscall, args: readonly Bound[]): boolean {
  if (row.rest === undefined) return true;
  const count = args.length - row.params.length;
  const target = args[row.params.length - 1];
  if (target?.kind === "routine") {
    const { params } = target.routine.node;
    return checkCount(env, e, `'${target.routine.name}'`, count, params.length, params.length);
  }
  if (row.group !== "messages" || count <= LIMITS.messageWords) return true;
  report(env, "tooManyArguments", e, { limit: LIMITS.messageWords });
  return false;
}

/** Arguments that must not be negative: the place of each, and the fault that it would be. */
const NEVER_NEGATIVE: Readonly<Partial<Record<string, readonly [place: number, fault: string]>>> = {
  compute: [0, "a negative time"],
  sleep: [0, "a negative time"],
  io: [1, "a negative time"],
  send_within: [0, "a negative time"],
  receive_within: [0, "a negative time"],
  mailbox_create: [0, "a negative capacity"],
};

function warnOfFault(env: Env, row: Syscall, args: readonly Bound[]): void {
  const [place, fault] = NEVER_NEGATIVE[row.name] ?? [-1, ""];
  const arg = args[place];
  if (arg?.kind === "constant" && arg.value < 0) report(env, "certainFault", arg.span, { fault });
}

/** Kinds whose values are ordinary numbers. */
const NUMBERS: ReadonlySet<ParamKind> = new Set<ParamKind>(["int", "word", "process", "thread", "file"]);

function accepts(kinds: readonly ParamKind[], type: ValueType): boolean {
  if (type === "error" || type === "word") return true;
  if (kinds.includes("word")) return true;
  if (type === "int") return kinds.some((kind) => NUMBERS.has(kind));
  return kinds.includes(type as ParamKind);
}

const WORDS: Partial<Readonly<Record<ParamKind, string>>> = { int: "a number", word: "a number", file: "an open file" };
const kindWords = (kinds: readonly ParamKind[]): string =>
  kinds.map((kind) => WORDS[kind] ?? withArticle(kind)).join(" or ");
const typeWords = (type: ValueType): string => (type === "int" || type === "word" ? "a number" : withArticle(type));

function bindArgument(env: Env, e: Expression, param: Param, row: Syscall, binders: Binders): Bound {
  const { kinds } = param;
  if (kinds.includes("variable")) return bindVariable(env, e, param, row, binders);
  const special = bindRoutine(env, e, kinds) ?? (kinds.includes("strategy") ? bindStrategy(env, e) : undefined);
  if (special !== undefined) return special;
  const bound = binders.bindWord(env, e);
  if (accepts(kinds, bound.type)) return bound;
  report(env, "wrongKind", e, {
    parameter: param.name,
    name: `${row.name}()`,
    expected: kindWords(kinds),
    found: typeWords(bound.type),
  });
  return errorAt(e);
}

/** A name where a program or function is asked for. */
function bindRoutine(env: Env, e: Expression, kinds: readonly ParamKind[]): Bound | undefined {
  if (e.kind !== "name") return undefined;
  if (kinds.includes("program")) {
    const symbol = lookup(env.scope, e.name.text);
    if (symbol?.kind !== "program") return undefined;
    refer(env, e.name, symbol, "read");
    return { kind: "routine", routine: symbol, type: "program", span: e };
  }
  if (!kinds.includes("function")) return undefined;
  const symbol = lookupFunction(env.scope, e.name.text);
  if (symbol === undefined) return undefined;
  refer(env, e.name, symbol, "read");
  return { kind: "routine", routine: symbol, type: "function", span: e };
}

/** A migration strategy is one of its table's words, which win over other names. */
function bindStrategy(env: Env, e: Expression): Bound | undefined {
  const name = e.kind === "name" ? e.name : e.kind === "call" ? e.callee : undefined;
  const index = STRATEGY_CHOICES.findIndex((choice) => choice.name === name?.text);
  if (index < 0) return undefined;
  if (e.kind === "call" && !requireFeature(env, "strategyArguments", e)) return errorAt(e);
  return { kind: "constant", value: handleOf("strategy", index), type: "strategy", span: e };
}

function bindVariable(env: Env, e: Expression, param: Param, row: Syscall, binders: Binders): Bound {
  const place = binders.bindPlace(env, e, "write");
  if (place === undefined) return errorAt(e);
  if (place.variable.space !== "frame") return { kind: "address", place, type: "word", span: e };
  report(env, "atomicTarget", e, { parameter: param.name, name: `${row.name}()` });
  return errorAt(e);
}
