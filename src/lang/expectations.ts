/**
 * `expect { … }` and `at tick { … }`: what must hold, and what the operator does.
 *
 * Keeps true: in what it returns, constants are numbers and every other name is a shared word, a process, a machine, or
 * a metric after `.` and in `average( )`.
 */
import type { Expr } from "../isa/expression.ts";
import type { Expectation, OperatorAction, OperatorBlock, SourceRange } from "../isa/image.ts";
import { STRATEGY_CHOICES } from "../isa/settings.ts";
import { bind, constantNumber, resolveName, valueOfConstant, type Env } from "./bind-expression.ts";
import { countWords, plainArguments } from "./bind-call.ts";
import { refer, report, reporter, requireFeature, requireLevel, type Checker, type Place } from "./checker.ts";
import { METRICS, OPERATOR_CALLS } from "./features.ts";
import { readText } from "./literals.ts";
import { lookup, nearest } from "./scope.ts";
import { describeKind, withArticle, type NamedSymbol, type ProcessSymbol } from "./symbols.ts";
import { toExpr, type LeafRules } from "./to-expr.ts";
import type {
  DeclarationOf,
  Expression,
  ExpressionOf,
  Name,
  Statement,
  Expectation as ExpectationNode,
} from "./tree.ts";

const rangeOf = (at: Place, span: { readonly from: number; readonly to: number }): SourceRange => ({
  source: at.file,
  from: span.from,
  to: span.to,
});

/** What an expectation or operator block may name. */
function rulesFor(at: Place, allowsCalls: boolean): LeafRules {
  const env: Env = { ...at, isConstant: false };
  const rules: LeafRules = {
    report: reporter(at),
    name: (e) => {
      const symbol = resolveName(env, e.name);
      return symbol === undefined ? undefined : nameExpr(env, e, symbol);
    },
    member: (e) => memberExpr(env, e),
    index: (e, index) => (hasAllIndices(env, e) ? indexExpr(env, e, index) : undefined),
    call: (e) => {
      if (allowsCalls) return averageExpr(env, e);
      report(env, "expectationCall", e, { name: `${e.callee.text}()` });
      return undefined;
    },
    text: (e) => {
      report(env, "textElsewhere", e, { place: "a condition" });
      return undefined;
    },
  };
  return rules;
}

/** The value of a name that stands alone. */
function nameExpr(env: Env, e: ExpressionOf<"name">, symbol: NamedSymbol): Expr | undefined {
  const name = e.name.text;
  switch (symbol.kind) {
    case "constant": {
      const value = valueOfConstant(env.checker, symbol);
      return value === undefined ? undefined : { kind: "int", value };
    }
    case "variable":
      if (symbol.type.lengths.length === 0) return { kind: "name", name };
      report(env, "arrayAsValue", e, { name: `'${name}'` });
      return undefined;
    case "process":
      return { kind: "int", value: symbol.index + 1 };
    default:
      report(env, "needsNumber", e, { found: describeKind(symbol) });
      return undefined;
  }
}

/** Whether an array that is named has as many indices as dimensions. */
function hasAllIndices(env: Env, e: ExpressionOf<"index">): boolean {
  let base: Expression = e;
  let count = 0;
  for (; base.kind === "index"; base = base.object) count++;
  const symbol = base.kind === "name" ? lookup(env.scope, base.name.text) : undefined;
  if (symbol?.kind !== "variable" || symbol.type.lengths.length === 0) return true;
  if (count < symbol.type.lengths.length) report(env, "arrayAsValue", e, { name: `'${symbol.name}'` });
  else if (count > symbol.type.lengths.length) report(env, "notAnArray", e, {});
  return count === symbol.type.lengths.length;
}

function indexExpr(env: Env, e: ExpressionOf<"index">, index: Expr): Expr | undefined {
  let base: Expression = e;
  while (base.kind === "index") base = base.object;
  const wrap = (object: Expr | undefined): Expr | undefined =>
    object === undefined ? undefined : { kind: "index", object, index };
  if (e.object.kind === "index") {
    const inner = toExpr(e.object.index, rulesFor(env, true));
    return inner === undefined ? undefined : wrap(indexExpr(env, e.object, inner));
  }
  if (base.kind === "member") return wrap(memberExpr(env, base));
  if (base.kind !== "name") {
    report(env, "notAnArray", e, {});
    return undefined;
  }
  const symbol = resolveName(env, base.name);
  if (symbol === undefined) return undefined;
  if (symbol.kind === "variable" && symbol.type.lengths.length > 0) return wrap({ kind: "name", name: base.name.text });
  report(env, "notAnArray", e, {});
  return undefined;
}

/** `p.waiting`, `p.exit`, `p.next`, `Kind.ping` */
function memberExpr(env: Env, e: ExpressionOf<"member">): Expr | undefined {
  const symbol = e.object.kind === "name" ? resolveName(env, e.object.name) : undefined;
  if (symbol?.kind !== "process") {
    if (e.object.kind === "name" && symbol === undefined) return undefined;
    const bound = bind(env, e);
    return bound.kind === "constant" ? { kind: "int", value: bound.value } : undefined;
  }
  const member = e.member.text;
  const variable = dataOf(env.checker, symbol)?.get(member);
  if (METRICS.some((row) => row.name === member) || variable !== undefined) {
    if (variable !== undefined) refer(env, e.member, variable, "read");
    return { kind: "member", object: { kind: "name", name: symbol.name }, member };
  }
  const known = [...METRICS.map((row) => row.name), ...(dataOf(env.checker, symbol)?.keys() ?? [])];
  const near = nearest(member, known);
  const hint = near === undefined ? `Known are: ${known.slice(0, MOST_TOLD).join(", ")}.` : `Did you mean '${near}'?`;
  if (member !== "")
    report(env, "unknownMember", e.member, { object: `'${symbol.name}'`, member }, { hint, replacement: near });
  return undefined;
}

/** Names that a hint tells. */
const MOST_TOLD = 40;

function dataOf(checker: Checker, process: ProcessSymbol): ReadonlyMap<string, NamedSymbol> | undefined {
  return checker.programs.find((program) => program.name === process.node.program.text)?.data;
}

function averageExpr(env: Env, e: ExpressionOf<"call">): Expr | undefined {
  const callee = e.callee.text;
  if (callee !== "average") {
    report(env, "expectationCall", e, { name: `${callee}()` });
    return undefined;
  }
  const [arg, ...more] = plainArguments(env, e.args);
  if (arg === undefined || more.length > 0) {
    report(env, "wrongCount", e, { name: "average()", expected: countWords(1, 1), count: e.args.length });
    return undefined;
  }
  const means = METRICS.filter((row) => row.mean).map((row) => row.name);
  if (arg.kind === "name" && means.some((name) => name === arg.name.text)) {
    return { kind: "call", callee, args: [{ kind: "name", name: arg.name.text }] };
  }
  const name = arg.kind === "name" ? arg.name.text : (env.checker.files[env.file]?.text.slice(arg.from, arg.to) ?? "");
  const near = nearest(name, means);
  const hint = near === undefined ? `The metrics are: ${means.join(", ")}.` : `Did you mean '${near}'?`;
  report(env, "unknownMetric", arg, { name }, { hint, replacement: near });
  return undefined;
}

function bindExpectation(at: Place, node: ExpectationNode): Expectation | undefined {
  const range = rangeOf(at, node);
  const text = at.checker.files[at.file]?.text.slice(node.from, node.to) ?? "";
  switch (node.kind) {
    case "terminates":
      return { kind: "terminates", range, text };
    case "output":
      return { kind: "output", value: readText(node.literal), range, text };
    case "no": {
      const what = node.what.text;
      if (what === "race") requireFeature(at, "race", node);
      if (what === "deadlock" || what === "race") return { kind: `no ${what}`, range, text };
      if (what !== "") report(at, "unknownExpectation", node.what, { what });
      return undefined;
    }
    case "always":
    case "finally": {
      const condition = toExpr(node.condition, rulesFor(at, true));
      return condition === undefined ? undefined : { kind: node.kind, condition, range, text };
    }
  }
}

/** The expectations of the file that is compiled. */
export function bindExpectations(at: Place, node: DeclarationOf<"expect">): Expectation[] {
  return node.expectations.flatMap((each) => bindExpectation(at, each) ?? []);
}

const ALLOWED = `calls of ${OPERATOR_CALLS.map((row) => row.name).join(", ")} and assignments to shared words`;

/** `at tick { … }` */
export function bindOperatorBlock(at: Place, node: DeclarationOf<"at">): OperatorBlock {
  requireFeature(at, "operator", { from: node.from, to: node.from + "at".length });
  const tick = constantNumber(at, node.tick) ?? 0;
  if (tick < 0) report(at, "outOfRange", node.tick, { what: "the tick", min: 0, max: 0x7fffffff, found: tick });
  const actions = node.body.statements.flatMap((statement) => bindAction(at, statement) ?? []);
  return { tick, actions, range: rangeOf(at, node) };
}

function bindAction(at: Place, statement: Statement): OperatorAction | undefined {
  if (statement.kind === "assign") return bindOperatorAssignment(at, statement);
  if (statement.kind === "expression" && statement.expression.kind === "call") {
    return bindOperatorCall(at, statement.expression);
  }
  report(at, "operatorStatement", statement, { allowed: ALLOWED });
  return undefined;
}

function bindOperatorAssignment(at: Place, s: Extract<Statement, { kind: "assign" }>): OperatorAction | undefined {
  const rules = rulesFor(at, false);
  const target = toExpr(s.target, rules);
  if (s.value.kind === "list" || s.value.kind === "settings") {
    report(at, "listHere", s.value, { what: s.value.kind === "list" ? "a list" : "{ }" });
    return undefined;
  }
  const value = toExpr(s.value, rules);
  if (target === undefined || value === undefined) return undefined;
  if (target.kind !== "name" && target.kind !== "index") {
    report(at, "notAssignable", s.target, { what: "this" });
    return undefined;
  }
  const operator = s.operator.slice(0, -1) as "" | "+" | "-" | "*" | "/" | "%";
  const whole: Expr = operator === "" ? value : { kind: "binary", operator, left: target, right: value };
  return { kind: "assign", target, value: whole, range: rangeOf(at, s) };
}

function bindOperatorCall(at: Place, e: ExpressionOf<"call">): OperatorAction | undefined {
  const row = OPERATOR_CALLS.find((each) => each.name === e.callee.text);
  if (row === undefined) {
    report(at, "operatorStatement", e, { allowed: ALLOWED });
    return undefined;
  }
  if (!requireLevel(at, row.since, `${row.name}()`, e.callee)) return undefined;
  const args = plainArguments(at, e.args);
  if (args.length < row.required || args.length > row.params.length) {
    const expected = countWords(row.required, row.params.length);
    report(at, "wrongCount", e, { name: `${row.name}()`, expected, count: args.length });
    return undefined;
  }
  const bound = args.map((arg, k) => operatorArgument(at, arg, row.params[k] ?? "process"));
  const known = bound.flatMap((arg) => (arg === undefined ? [] : [arg]));
  return known.length === args.length
    ? { kind: "call", call: row.name, args: known, range: rangeOf(at, e) }
    : undefined;
}

/** A name of the kind that is asked for; a process may also be a number, its pid. */
function operatorArgument(at: Place, e: Expression, wanted: "machine" | "process" | "strategy"): Expr | undefined {
  if (wanted === "strategy") return strategyExpr(at, e);
  if (e.kind !== "name") {
    if (wanted === "process") return toExpr(e, rulesFor(at, false));
    report(at, "wrongKind", e, { parameter: wanted, name: "this", expected: withArticle(wanted), found: "a value" });
    return undefined;
  }
  const symbol = resolveName({ ...at, isConstant: false }, e.name);
  if (symbol === undefined || symbol.kind === wanted) return symbol === undefined ? undefined : nameOnly(e.name);
  if (wanted === "process" && symbol.kind === "variable") return nameOnly(e.name);
  report(at, "wrongDeclaration", e, { name: e.name.text, kind: describeKind(symbol), wanted: withArticle(wanted) });
  return undefined;
}

const nameOnly = (name: Name): Expr => ({ kind: "name", name: name.text });

function strategyExpr(at: Place, e: Expression): Expr | undefined {
  const name = e.kind === "name" ? e.name : e.kind === "call" ? e.callee : undefined;
  if (name !== undefined && STRATEGY_CHOICES.some((choice) => choice.name === name.text)) {
    if (e.kind === "call" && !requireFeature(at, "strategyArguments", e)) return undefined;
    return nameOnly(name);
  }
  const expected = STRATEGY_CHOICES.map((choice) => choice.name).join(", ");
  report(at, "settingValue", e, { name: "strategy", expected });
  return undefined;
}
