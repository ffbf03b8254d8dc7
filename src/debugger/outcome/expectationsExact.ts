/**
 * Numbers of expectations: the language's words, and exact fractions where an average or a quotient of ticks is meant.
 *
 * Keeps true: nothing is rounded. Two words compute as in the language (32 bits, division toward zero); as soon as one side
 * is a fraction, and in all that stands beside an average (`average(waiting) == 17 / 3`), + − × ÷ and comparisons are those of the rational numbers, and what needs bits is refused. What has no
 * value (yet) makes whatever needs it missing too.
 */
import type { Words } from "../../base/words.ts";
import { ARITHMETIC, ExpressionError, UNARY, type BinaryOperator, type UnaryOperator } from "../../isa/expression.ts";

/** `up` / `down` in lowest terms, `down` positive. It stays a fraction when it is whole: `average(waiting) / 2` is exact. */
export interface Fraction {
  readonly up: bigint;
  readonly down: bigint;
}

/** Instead of a number: why there is none. */
export interface Missing {
  readonly missing: string;
}

export type Exact = number | Fraction | Missing;

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The fraction of two whole numbers. */
export function fraction(up: bigint, down: bigint): Fraction {
  if (down === 0n) throw new ExpressionError("division by zero");
  const sign = down < 0n ? -1n : 1n;
  const common = gcd(up, down * sign);
  return { up: (sign * up) / common, down: (sign * down) / common };
}

export function isMissing(value: Exact): value is Missing {
  return typeof value === "object" && "missing" in value;
}

const widen = (value: number | Fraction): Fraction =>
  typeof value === "number" ? { up: BigInt(value), down: 1n } : value;

/** A number as a fraction, so that what it is divided by stays exact. */
export const exactly = (value: Exact): Exact => (typeof value === "number" ? widen(value) : value);

const truth = (holds: boolean): number => (holds ? 1 : 0);

/** The sign of x − y. */
function order(x: Fraction, y: Fraction): number {
  const difference = x.up * y.down - y.up * x.down;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

type Operation = (x: Fraction, y: Fraction) => Exact;

/** What two fractions, or a fraction and a word, can be made into. */
const OF_FRACTIONS: Readonly<Partial<Record<BinaryOperator, Operation>>> = {
  "+": (x, y) => fraction(x.up * y.down + y.up * x.down, x.down * y.down),
  "-": (x, y) => fraction(x.up * y.down - y.up * x.down, x.down * y.down),
  "*": (x, y) => fraction(x.up * y.up, x.down * y.down),
  "/": (x, y) => fraction(x.up * y.down, x.down * y.up),
  "==": (x, y) => truth(order(x, y) === 0),
  "!=": (x, y) => truth(order(x, y) !== 0),
  "<": (x, y) => truth(order(x, y) < 0),
  "<=": (x, y) => truth(order(x, y) <= 0),
  ">": (x, y) => truth(order(x, y) > 0),
  ">=": (x, y) => truth(order(x, y) >= 0),
};

/** The value of `left operator right`. Short circuits are the caller's. */
export function calculate(operator: Exclude<BinaryOperator, "&&" | "||">, left: Exact, right: Exact): Exact {
  if (typeof left === "number" && typeof right === "number") return ARITHMETIC[operator](left, right);
  if (isMissing(left)) return left;
  if (isMissing(right)) return right;
  const operation = OF_FRACTIONS[operator];
  if (operation === undefined) throw new ExpressionError("{0} needs whole numbers on both sides", operator);
  return operation(widen(left), widen(right));
}

/** The value of `operator operand`. */
export function negate(operator: UnaryOperator, operand: Exact): Exact {
  if (typeof operand === "number") return UNARY[operator](operand);
  if (isMissing(operand)) return operand;
  if (operator === "!") return truth(operand.up === 0n);
  if (operator === "-") return { up: -operand.up, down: operand.down };
  throw new ExpressionError("{0} needs a whole number", operator);
}

/** Whether a value counts as true; undefined when there is none. */
export function isTrue(value: Exact): boolean | undefined {
  if (typeof value === "number") return value !== 0;
  return isMissing(value) ? undefined : value.up !== 0n;
}

const DECIMALS = 1000n;

/** As people read it: `17`, `17/3 (5.667)`. */
export function exactText(words: Words, value: Exact): string {
  if (typeof value === "number") return String(value);
  if (isMissing(value)) return words("unknown ({0})", value.missing);
  if (value.down === 1n) return String(value.up);
  const rounded = (2n * value.up * DECIMALS + value.down) / (2n * value.down);
  return `${value.up}/${value.down} (${Number(rounded) / Number(DECIMALS)})`;
}
