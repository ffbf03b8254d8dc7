/**
 * Expressions as plain data for what is evaluated outside the simulated CPU: expectations, operator blocks, watches.
 *
 * Keeps true: what a name, member, call or text means is for the rules given to say; what is known is folded, except
 * what would divide by zero, and a quotient that is no whole number: it may stand beside an average, which is exact.
 */
import { ARITHMETIC, UNARY, type BinaryOperator, type Expr } from "../isa/expression.ts";
import type { Report } from "./diagnostics.ts";
import { needsMinus, readNumber, readText } from "./literals.ts";
import type { Expression, ExpressionOf } from "./tree.ts";

/** What the leaves of an expression mean; undefined after a report. */
export interface LeafRules {
  readonly report: Report;
  readonly name: (e: ExpressionOf<"name">) => Expr | undefined;
  readonly member: (e: ExpressionOf<"member">) => Expr | undefined;
  readonly index: (e: ExpressionOf<"index">, index: Expr) => Expr | undefined;
  readonly call: (e: ExpressionOf<"call">) => Expr | undefined;
  readonly text: (e: ExpressionOf<"text">) => Expr | undefined;
}

const int = (value: number): Expr => ({ kind: "int", value });

/** `e` as plain data, or undefined after a report. */
export function toExpr(e: Expression, rules: LeafRules): Expr | undefined {
  switch (e.kind) {
    case "integer":
      return integer(e, rules);
    case "text":
      return rules.text(e);
    case "name":
      return e.name.text === "" ? undefined : rules.name(e);
    case "member":
      return rules.member(e);
    case "index": {
      const index = toExpr(e.index, rules);
      return index === undefined ? undefined : rules.index(e, index);
    }
    case "call":
      return rules.call(e);
    case "unary":
      return unary(e, rules);
    case "binary":
      return binary(e, rules);
    case "group":
      return toExpr(e.inner, rules);
    case "missing":
      return undefined;
  }
}

function integer(e: ExpressionOf<"integer">, rules: LeafRules): Expr | undefined {
  const { value, problem } = readNumber(e.digits);
  if (problem !== undefined) return undefined;
  if (!needsMinus(e.digits)) return int(value);
  rules.report("numberTooLarge", e, { digits: e.digits });
  return undefined;
}

function unary(e: ExpressionOf<"unary">, rules: LeafRules): Expr | undefined {
  if (e.operator === "-" && e.operand.kind === "integer" && needsMinus(e.operand.digits)) return int(-0x80000000);
  const operand = toExpr(e.operand, rules);
  if (operand?.kind === "int") return int(UNARY[e.operator](operand.value));
  return operand === undefined ? undefined : { kind: "unary", operator: e.operator, operand };
}

/** Whether two words make a word that is the same in fractions; a remainder is always one. */
function isWhole(operator: BinaryOperator, left: number, right: number): boolean {
  if (operator === "/") return right !== 0 && left % right === 0;
  return operator !== "%" || right !== 0;
}

function binary(e: ExpressionOf<"binary">, rules: LeafRules): Expr | undefined {
  const left = toExpr(e.left, rules);
  const right = toExpr(e.right, rules);
  if (left === undefined || right === undefined) return undefined;
  const { operator } = e;
  if (left.kind === "int" && right.kind === "int" && operator !== "&&" && operator !== "||") {
    if (isWhole(operator, left.value, right.value)) return int(ARITHMETIC[operator](left.value, right.value));
  }
  return { kind: "binary", operator, left, right };
}

/** `p.field` without a check: for scopes that only the run knows. */
export function plainMember(e: ExpressionOf<"member">, rules: LeafRules): Expr | undefined {
  const object = toExpr(e.object, rules);
  return object === undefined || e.member.text === "" ? undefined : { kind: "member", object, member: e.member.text };
}

/** `a[i]` without a check. */
export function plainIndex(e: ExpressionOf<"index">, index: Expr, rules: LeafRules): Expr | undefined {
  const object = toExpr(e.object, rules);
  return object === undefined ? undefined : { kind: "index", object, index };
}

/** The value of a text literal. */
export const textExpr = (e: ExpressionOf<"text">): Expr => ({ kind: "text", value: readText(e.literal) });
