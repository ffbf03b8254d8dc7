/**
 * From text to syntax tree.
 *
 * Keeps true: it never throws and always returns a tree, whatever the text: bounds are checked before the parser runs
 * and again on the tree that it returns, so that whoever walks the tree may recurse.
 */
import { LIMITS } from "../base/limits.ts";
import { hasErrors, inOrder, reportInto, type Diagnostic } from "./diagnostics.ts";
import type * as Ast from "./generated/ast.ts";
import { lowerExpression, lowerFile } from "./lower.ts";
import { scan } from "./scan.ts";
import { parseWithLangium } from "./services.ts";
import { describeSyntaxErrors } from "./syntax-errors.ts";
import type { Expression, Span, Tree } from "./tree.ts";

/** A tree and what is wrong with the form of its text, in the order of the text. */
export interface Parsed<T> {
  readonly tree: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Levels of a declaration: brackets, and each operator of an expression one. */
const MAX_DEPTH = LIMITS.nesting * 5;

/** The first part of a file, or the expression itself, that nests deeper than whoever walks it by recursion may go. */
function tooDeepPart(tree: object): Span | undefined {
  const parts = "declarations" in tree ? (tree as Tree).declarations : [tree as Expression];
  return parts.find((part) => isDeeper(part, MAX_DEPTH));
}

/** Whether a tree nests deeper than `limit`; walks without recursion. */
function isDeeper(root: object, limit: number): boolean {
  let level: object[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: object[] = [];
    for (const node of level) {
      for (const part of Object.values(node) as unknown[]) {
        if (typeof part === "object" && part !== null) next.push(part);
      }
    }
    level = next;
  }
  return false;
}

function parseRule<T extends object>(
  text: string,
  uri: string,
  rule: "File" | "Expression",
  lower: (node: Ast.File) => T,
  empty: T,
): Parsed<T> {
  const scanned: Diagnostic[] = [];
  const report = reportInto(scanned, uri);
  if (!scan(text, report)) return { tree: empty, diagnostics: scanned };
  const start = { from: 0, to: Math.min(1, text.length) };
  const result = parseWithLangium(text, rule);
  if (result instanceof Error) {
    if (result instanceof RangeError) report("tooDeep", start, { limit: LIMITS.nesting });
    else if (!hasErrors(scanned)) report("parserGaveUp", start, {});
    return { tree: empty, diagnostics: inOrder(scanned) };
  }
  const diagnostics = inOrder(describeSyntaxErrors(result, text, uri, rule, scanned));
  let tree: T;
  try {
    tree = lower(result.value);
  } catch (error) {
    // Only the end of the stack is expected here: a chain of suffixes has no brackets that the scan could count.
    if (!(error instanceof RangeError)) throw error;
    reportInto(diagnostics, uri)("tooDeep", start, { limit: LIMITS.nesting });
    return { tree: empty, diagnostics };
  }
  const deep = tooDeepPart(tree);
  if (deep === undefined) return { tree, diagnostics };
  reportInto(diagnostics, uri)("tooManyOperators", { from: deep.from, to: deep.from + 1 }, { limit: MAX_DEPTH });
  return { tree: empty, diagnostics };
}

/** The tree of a file's text. `uri` is what its diagnostics are said to be about. */
export function parse(text: string, uri = ""): Parsed<Tree> {
  const empty: Tree = { declarations: [], from: 0, to: text.length };
  return parseRule(text, uri, "File", (file) => lowerFile(file, text.length), empty);
}

/** The tree of one expression. */
export function parseExpressionTree(text: string, uri = ""): Parsed<Expression> {
  const missing: Expression = { kind: "missing", from: 0, to: text.length };
  return parseRule(text, uri, "Expression", (node) => lowerExpression(node as unknown as Ast.Expression), missing);
}
