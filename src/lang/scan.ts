/**
 * A look at the words of a text before it is parsed: spelling of numbers, texts and comments, and the bounds.
 *
 * Keeps true: a text that passes it nests no deeper than the parser's stack bears; it takes time in proportion to the
 * text, and none at all beyond the bound of a file.
 */
import { LIMITS } from "../base/limits.ts";
import type { Report } from "./diagnostics.ts";
import { badEscapes, isClosed, readNumber } from "./literals.ts";
import type { Span } from "./tree.ts";

const WORD =
  /(?<comment>\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$))|(?<text>"(?:\\.|[^"\\\n\r])*"?)|(?<number>[0-9][\p{L}\p{M}\p{Nd}_]*)|[\p{L}_][\p{L}\p{M}\p{Nd}_]*|(?<open>[([{])|(?<close>[)\]}])|(?<unary>[-!~](?:\s*[-!~])*)/gu;

function scanText(literal: string, at: number, report: Report): void {
  if (!isClosed(literal)) report("unclosedText", { from: at, to: at + literal.length }, {});
  for (const bad of badEscapes(literal)) {
    const from = at + bad.at;
    report("badEscape", { from, to: from + bad.escape.length }, { escape: bad.escape });
  }
}

function scanNumber(digits: string, at: number, report: Report): void {
  const { problem } = readNumber(digits);
  if (problem !== undefined) report(problem, { from: at, to: at + digits.length }, { digits });
}

/** Reports what is wrong with the words of `text`; false when it must not be parsed. */
export function scan(text: string, report: Report): boolean {
  if (text.length > LIMITS.sourceChars) {
    report("tooLong", { from: 0, to: 1 }, { limit: LIMITS.sourceChars });
    return false;
  }
  const tooDeep = (span: Span): false => (report("tooDeep", span, { limit: LIMITS.nesting }), false);
  let depth = 0;
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    const span = { from: match.index, to: match.index + word.length };
    const groups = match.groups ?? {};
    if (groups["open"] !== undefined) {
      if (++depth > LIMITS.nesting) return tooDeep(span);
    } else if (groups["close"] !== undefined) depth = Math.max(0, depth - 1);
    else if (groups["text"] !== undefined) scanText(word, span.from, report);
    else if (groups["number"] !== undefined) scanNumber(word, span.from, report);
    else if (groups["unary"] !== undefined) {
      if (word.length > LIMITS.nesting && word.replace(/\s/g, "").length > LIMITS.nesting) return tooDeep(span);
    } else if (word.startsWith("/*") && (word.length < 4 || !word.endsWith("*/"))) {
      report("unclosedComment", { from: span.from, to: span.from + 2 }, {});
    }
  }
  return true;
}
