/**
 * The templates of texts that people read, found in the sources: the first argument of `words(…)`, `phrase(…)` and of errors that
 * keep what they are made of.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const top = path.resolve(import.meta.dirname, "../../src");

/** A template, or an argument that is none: a text with values in it, which no catalogue can hold. */
interface Found {
  readonly where: string;
  readonly text: string;
  readonly isTemplate: boolean;
}

/** Which argument of a call is a template, by the name of what is called. */
const ARGUMENTS: Readonly<Record<string, number>> = {
  words: 0,
  phrase: 0,
  ExpressionError: 0,
  RequestError: 1,
  wrong: 0,
};

function calledName(node: ts.CallExpression | ts.NewExpression): string {
  const { expression } = node;
  if (ts.isIdentifier(expression)) return expression.text;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : "";
}

/** The texts that an expression may be: of a choice both. */
function* literals(e: ts.Expression): Generator<readonly [text: string, isTemplate: boolean]> {
  if (ts.isStringLiteral(e) || ts.isNoSubstitutionTemplateLiteral(e)) yield [e.text, true];
  else if (ts.isTemplateExpression(e)) yield [e.getText(), false];
  else if (ts.isBinaryExpression(e) && e.operatorToken.kind === ts.SyntaxKind.PlusToken) yield [e.getText(), false];
  else if (ts.isParenthesizedExpression(e)) yield* literals(e.expression);
  else if (ts.isConditionalExpression(e)) {
    yield* literals(e.whenTrue);
    yield* literals(e.whenFalse);
  }
}

function templatesOf(file: string): Found[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = calledName(node);
      const argument = Object.hasOwn(ARGUMENTS, name) ? node.arguments?.[ARGUMENTS[name]!] : undefined;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const where = `${path.relative(top, file)}:${line + 1}`;
      if (argument !== undefined)
        for (const [text, isTemplate] of literals(argument)) found.push({ where, text, isTemplate });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** All of them. */
export function templatesInSources(): Found[] {
  const files = readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("generated"))
    .map((name) => path.join(top, name));
  return files.flatMap(templatesOf);
}
