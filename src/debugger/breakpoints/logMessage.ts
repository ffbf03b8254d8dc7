/**
 * Log messages: text with expressions in braces, `sum is {sum}`. A brace itself is written twice: `{{` and `}}`.
 *
 * Keeps true: what is wrong with a message is told when it is set, as of a condition; a value that is not there when it is told
 * stands as its error in the text.
 */
import { phrase, say, type Words } from "../../base/words.ts";
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import { parseExpression } from "../../lang/expressions.ts";

/** A piece of a message: text as it stands, or an expression whose value is told. */
export type MessagePiece = string | Expr;

/** What follows an opening brace: to where it is closed; -1: nowhere. */
function endOf(text: string, from: number): number {
  const end = text.indexOf("}", from);
  const next = text.indexOf("{", from);
  return next >= 0 && next < end ? -1 : end;
}

/**
 * The pieces of a message, or what is wrong with it.
 * @param check why an expression can have no value, or nothing
 */
export function messagePieces(
  words: Words,
  text: string,
  check: (expr: Expr) => string | undefined,
): readonly MessagePiece[] | string {
  const pieces: MessagePiece[] = [];
  let plain = "";
  for (let k = 0; k < text.length; k++) {
    const char = text[k]!;
    if ((char === "{" || char === "}") && text[k + 1] === char) {
      plain += char;
      k++;
    } else if (char !== "{") plain += char;
    else {
      const end = endOf(text, k + 1);
      if (end < 0) {
        const template = phrase('The brace at "{0}" is not closed: write {{ for a brace in the text.');
        return words(template, text.slice(k, k + 12));
      }
      const written = text.slice(k + 1, end);
      if (written.trim() === "")
        return words("There is no expression between { and }: write {{ and }} for braces in the text.");
      const parsed = parseExpression(written);
      if (!parsed.ok) return parsed.error;
      const problem = check(parsed.expr);
      if (problem !== undefined) return problem;
      pieces.push(plain, parsed.expr);
      plain = "";
      k = end;
    }
  }
  return [...pieces, plain].filter((piece) => piece !== "");
}

/** A message with the values of its expressions, or their errors. */
export function messageText(words: Words, pieces: readonly MessagePiece[], show: (expr: Expr) => string): string {
  const shown = (piece: MessagePiece): string => {
    if (typeof piece === "string") return piece;
    try {
      return show(piece);
    } catch (error) {
      if (error instanceof ExpressionError) return `{${say(words, error.said)}}`;
      throw error;
    }
  };
  return pieces.map(shown).join("");
}
