/**
 * One expression of the language as the debugger takes it: conditions, watches, hovers, assignments of variables.
 *
 * Keeps true: it returns plain data or what is wrong, never both; what names mean is decided when the expression is
 * evaluated, by the `lookup` that the debugger gives.
 */
import type { Expr } from "../isa/expression.ts";
import { hasErrors, reportInto, type Diagnostic } from "./diagnostics.ts";
import { parseExpressionTree } from "./parse.ts";
import { plainIndex, plainMember, textExpr, toExpr, type LeafRules } from "./to-expr.ts";
import type { ExpressionOf } from "./tree.ts";

/** An expression as plain data, or what is wrong with its text. */
export type ParsedExpression =
  | { readonly ok: true; readonly expr: Expr }
  | { readonly ok: false; readonly error: string; readonly diagnostics: readonly Diagnostic[] };

/** What the text of an expression may hold besides operators, names, members and indices. */
export interface ExpressionOptions {
  /** Whether it may call: `average(waiting)`. No name is refused here; the lookup refuses. */
  readonly allowsCalls?: boolean;
}

function rulesFor(report: LeafRules["report"], options: ExpressionOptions): LeafRules {
  const rules: LeafRules = {
    report,
    name: (e) => ({ kind: "name", name: e.name.text }),
    member: (e) => plainMember(e, rules),
    index: (e, index) => plainIndex(e, index, rules),
    text: textExpr,
    call: (e) => plainCall(e, rules, options),
  };
  return rules;
}

function plainCall(e: ExpressionOf<"call">, rules: LeafRules, options: ExpressionOptions): Expr | undefined {
  if (options.allowsCalls !== true) {
    rules.report("expectationCall", e, { name: `${e.callee.text}()` });
    return undefined;
  }
  const args = e.args.map((arg) => {
    if (arg.value.kind !== "list" && arg.value.kind !== "settings" && arg.key === undefined) {
      return toExpr(arg.value, rules);
    }
    rules.report("listHere", arg, { what: "this" });
    return undefined;
  });
  const known = args.filter((arg) => arg !== undefined);
  return known.length === args.length ? { kind: "call", callee: e.callee.text, args: known } : undefined;
}

/** The expression that `text` spells; `error` is the message of the first diagnostic. */
export function parseExpression(text: string, options: ExpressionOptions = {}): ParsedExpression {
  const { tree, diagnostics } = parseExpressionTree(text);
  const found: Diagnostic[] = [...diagnostics];
  const report = reportInto(found, "");
  const expr = hasErrors(found) ? undefined : toExpr(tree, rulesFor(report, options));
  if (expr !== undefined && !hasErrors(found)) return { ok: true, expr };
  if (!hasErrors(found)) {
    report("expected", { from: 0, to: text.length }, { what: "a value", found: "the end of the text" });
  }
  return { ok: false, error: found[0]?.message ?? "", diagnostics: found };
}
