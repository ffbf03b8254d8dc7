/** What the pointer is on while debugging, so that a hover evaluates `p.count` and `buffer[in]`, not half of them. */
import { EvaluatableExpression, languages, Range, type Disposable } from "vscode";
import { expressionAt } from "../lsp/expressionAt.ts";

export function provideExpressions(): Disposable {
  return languages.registerEvaluatableExpressionProvider("turno", {
    provideEvaluatableExpression(document, position) {
      const { text } = document.lineAt(position.line);
      const found = expressionAt(text, position.character);
      if (found === undefined) return undefined;
      const range = new Range(position.line, found.from, position.line, found.to);
      return new EvaluatableExpression(range, text.slice(found.from, found.to));
    },
  });
}
