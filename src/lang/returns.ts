/**
 * Whether a routine returns a value: known from its syntax alone, before anything is checked.
 */
import type { Block, Statement } from "./tree.ts";

/** The blocks within a statement. */
export function blocksOf(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case "if": {
      const blocks = statement.branches.map((branch) => branch.block);
      return statement.otherwise === undefined ? blocks : [...blocks, statement.otherwise];
    }
    case "while":
    case "loop":
    case "repeat":
    case "for":
    case "atomic":
      return [statement.body];
    default:
      return [];
  }
}

/** Whether the block holds a statement, at any depth, for which `test` holds. */
export function someStatement(block: Block, test: (statement: Statement) => boolean): boolean {
  return block.statements.some(
    (statement) => test(statement) || blocksOf(statement).some((inner) => someStatement(inner, test)),
  );
}

/** Whether some `return` in the body has a value. */
export function returnsValue(body: Block): boolean {
  return someStatement(body, (statement) => statement.kind === "return" && statement.value !== undefined);
}
