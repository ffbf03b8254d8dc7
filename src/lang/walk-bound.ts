/**
 * Every expression and statement of a bound routine, at any depth, in the order of the text.
 */
import type { Bound, BoundBlock, BoundStatement, Place } from "./bound.ts";

const inPlace = ({ indices }: Place): readonly Bound[] => indices;

/** The expressions directly within an expression. */
function innerOf(e: Bound): readonly Bound[] {
  switch (e.kind) {
    case "load":
    case "address":
      return inPlace(e.place);
    case "element":
      return [e.index];
    case "unary":
      return [e.operand];
    case "binary":
      return [e.left, e.right];
    case "call":
    case "system":
      return e.args;
    default:
      return [];
  }
}

/** The expressions directly within a statement, and the blocks. */
function partsOf(s: BoundStatement): readonly (Bound | BoundBlock)[] {
  switch (s.kind) {
    case "store":
    case "update":
      return [...inPlace(s.target), s.value];
    case "fill":
      return s.values;
    case "unpack":
    case "evaluate":
      return [s.value];
    case "if":
      return [
        ...s.branches.flatMap(({ condition, block }) => [condition, block]),
        ...(s.otherwise === undefined ? [] : [s.otherwise]),
      ];
    case "while":
      return [s.condition, s.body];
    case "repeat":
      return [s.body, s.condition];
    case "for":
      return [s.first, s.last, s.body];
    case "loop":
    case "atomic":
      return [s.body];
    case "return":
      return s.value === undefined ? [] : [s.value];
    case "assert":
      return [s.condition];
    default:
      return [];
  }
}

/** Shows `visit` every statement of a block, at any depth. */
export function eachStatement(block: BoundBlock, visit: (s: BoundStatement) => void): void {
  for (const statement of block.statements) {
    visit(statement);
    for (const part of partsOf(statement)) if ("statements" in part) eachStatement(part, visit);
  }
}

function visitExpression(e: Bound, visit: (e: Bound) => void): void {
  visit(e);
  for (const inner of innerOf(e)) visitExpression(inner, visit);
}

/** Shows `visit` every expression of a block. */
export function eachExpression(block: BoundBlock, visit: (e: Bound) => void): void {
  for (const statement of block.statements)
    for (const part of partsOf(statement))
      if ("statements" in part) eachExpression(part, visit);
      else visitExpression(part, visit);
}
