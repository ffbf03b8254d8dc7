/**
 * The binary operators by precedence, and the grouping of a flat list of operands by it.
 *
 * Keeps true: all are left-associative, as in C; an operator's row is its precedence, the loosest first.
 */
import type { BinaryOperator } from "../isa/expression.ts";
import type { Expression } from "./tree.ts";

/** Rising precedence: language.md §4. */
const PRECEDENCE: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

const LEVELS: ReadonlyMap<string, number> = new Map(
  PRECEDENCE.flatMap((row, level) => row.map((operator) => [operator, level])),
);

/** The precedence of an operator, 0 the loosest; -1 for anything else. */
function precedenceOf(operator: string): number {
  return LEVELS.get(operator) ?? -1;
}

/** The tree of `operands[0] operators[0] operands[1] …`; there is one operand more than operators. */
export function groupByPrecedence(operands: readonly Expression[], operators: readonly BinaryOperator[]): Expression {
  const values: Expression[] = operands.slice(0, 1);
  const waiting: BinaryOperator[] = [];
  const reduce = (): void => {
    const right = values.pop()!;
    const left = values.pop()!;
    values.push({ kind: "binary", operator: waiting.pop()!, left, right, from: left.from, to: right.to });
  };
  operators.forEach((operator, k) => {
    const level = precedenceOf(operator);
    while (waiting.length > 0 && precedenceOf(waiting.at(-1)!) >= level) reduce();
    waiting.push(operator);
    values.push(operands[k + 1]!);
  });
  while (waiting.length > 0) reduce();
  return values[0]!;
}
