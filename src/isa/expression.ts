/**
 * Expressions as plain data, for what is evaluated outside the simulated CPU: expectations, operator blocks, breakpoint
 * conditions, watches. Arithmetic is the language's: 32-bit two's complement, division toward zero.
 *
 * Keeps true: an expression is serialisable; evaluating one changes nothing; a name means what `lookup` says it means.
 */
import { english, say, type Said } from "../base/words.ts";

export type UnaryOperator = "-" | "!" | "~";
export type BinaryOperator =
  "||" | "&&" | "|" | "^" | "&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "<<" | ">>" | "+" | "-" | "*" | "/" | "%";

/** An expression. `range` is where it stands in its source: offsets [from, to). */
export type Expr =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly object: Expr; readonly member: string }
  | { readonly kind: "index"; readonly object: Expr; readonly index: Expr }
  | {
      readonly kind: "unary";
      readonly operator: UnaryOperator;
      readonly operand: Expr;
    }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expr;
      readonly right: Expr;
    }
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly args: readonly Expr[];
    };

/** A user's mistake found while an expression was evaluated; what is said of it says what and where. */
export class ExpressionError extends Error {
  readonly said: Said;

  constructor(...said: Said) {
    super(say(english, said));
    this.said = said;
  }
}

/** What a name, member, index or call means: the value of the expression `e`, which is none of the other kinds. */
export type Lookup = (e: Extract<Expr, { kind: "name" | "member" | "index" | "call" | "text" }>) => number;

type Arithmetic = (x: number, y: number) => number;

function divide(x: number, y: number, operator: "/" | "%"): number {
  if (y === 0) throw new ExpressionError("division by zero");
  return operator === "/" ? (x / y) | 0 : (x % y) | 0;
}

/** The meaning of each operator but the short-circuit ones; operands and results are 32-bit integers. */
export const ARITHMETIC: Readonly<Record<Exclude<BinaryOperator, "||" | "&&">, Arithmetic>> = {
  "|": (x, y) => x | y,
  "^": (x, y) => x ^ y,
  "&": (x, y) => x & y,
  "==": (x, y) => (x === y ? 1 : 0),
  "!=": (x, y) => (x !== y ? 1 : 0),
  "<": (x, y) => (x < y ? 1 : 0),
  "<=": (x, y) => (x <= y ? 1 : 0),
  ">": (x, y) => (x > y ? 1 : 0),
  ">=": (x, y) => (x >= y ? 1 : 0),
  "<<": (x, y) => x << y,
  ">>": (x, y) => x >> y,
  "+": (x, y) => (x + y) | 0,
  "-": (x, y) => (x - y) | 0,
  "*": (x, y) => Math.imul(x, y),
  "/": (x, y) => divide(x, y, "/"),
  "%": (x, y) => divide(x, y, "%"),
};

/** The meaning of each unary operator. */
export const UNARY: Readonly<Record<UnaryOperator, (x: number) => number>> = {
  "-": (x) => -x | 0,
  "!": (x) => (x === 0 ? 1 : 0),
  "~": (x) => ~x,
};

/**
 * The value of `e`, a 32-bit integer (metrics in an expectation may be fractions: comparisons then are exact on numbers).
 * @throws ExpressionError for a division by zero and for whatever `lookup` refuses.
 */
export function evaluateExpr(e: Expr, lookup: Lookup): number {
  switch (e.kind) {
    case "int":
      return e.value;
    case "unary":
      return UNARY[e.operator](evaluateExpr(e.operand, lookup));
    case "binary": {
      const left = evaluateExpr(e.left, lookup);
      if (e.operator === "&&") return left !== 0 && evaluateExpr(e.right, lookup) !== 0 ? 1 : 0;
      if (e.operator === "||") return left !== 0 || evaluateExpr(e.right, lookup) !== 0 ? 1 : 0;
      return ARITHMETIC[e.operator](left, evaluateExpr(e.right, lookup));
    }
    default:
      return lookup(e);
  }
}
