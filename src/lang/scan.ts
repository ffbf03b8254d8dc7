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
  /(?<comment>\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$))|(?<text>"(?:\\.|[^"\\\n\r])*"?)|(?<number>[0-9][\p{L}\p{M}\p{Nd}_]*)|[\p{L}_][\p{L}\p{M}\p{Nd}_]*|(?<open>[([{])|(?<close>[)\]}])|(?<unary>[-!~](?:\s*[-!~])*)|(?<operator>[+*/%<>=&|^.]+)|(?<separator>[,;:])/gu;

function scanText(literal: string, at: number, report: Report): void {
  if (!isClosed(literal)) report("unclosedText", { from: at, to: at + literal.length }, {});
  for (const bad of badEscapes(literal)) {
    const from = at + bad.at;
    report("badEscape", { from, to: from + bad.escape.length }, { escape: bad.escape });
  }
}

function scanComment(comment: string, from: number, report: Report): void {
  const isOpen = comment.startsWith("/*") && (comment.length < 4 || !comment.endsWith("*/"));
  if (isOpen) report("unclosedComment", { from, to: from + 2 }, {});
}

function scanNumber(digits: string, at: number, report: Report): void {
  const { problem } = readNumber(digits);
  if (problem !== undefined) report(problem, { from: at, to: at + digits.length }, { digits });
}

/** Operators of an expression, with its indices: the parser takes a whole chain of them apart at once. */
const MOST_OPERATORS = 20_000;

/** Counts the operators of the expression that the words make up: it is over where an operand follows another one. */
class Chain {
  private operators = 0;
  private isAfterOperand = false;

  /** Another word, by the name of its group; how many operators the expression has now. */
  takes(word: string, group: string): number {
    const isOperand = group === "text" || group === "number" || group === "word";
    const isIndex = word === "[" && this.isAfterOperand;
    if (group === "separator" || word === "{" || (isOperand && this.isAfterOperand)) this.operators = 0;
    else if (group === "operator" || isIndex || (group === "unary" && this.isAfterOperand)) this.operators++;
    this.isAfterOperand = isOperand || group === "close";
    return this.operators;
  }
}

/** The name of the group that a match is of. */
function groupOf(groups: Readonly<Record<string, string | undefined>>): string {
  for (const name in groups) if (groups[name] !== undefined) return name;
  return "word";
}

/** Reports what is wrong with the words of `text`; false when it must not be parsed. */
export function scan(text: string, report: Report): boolean {
  if (text.length > LIMITS.sourceChars) {
    report("tooLong", { from: 0, to: 1 }, { limit: LIMITS.sourceChars });
    return false;
  }
  const tooDeep = (span: Span): false => (report("tooDeep", span, { limit: LIMITS.nesting }), false);
  const chain = new Chain();
  let depth = 0;
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    const span = { from: match.index, to: match.index + word.length };
    const group = groupOf(match.groups ?? {});
    if (group === "comment") scanComment(word, span.from, report);
    else if (chain.takes(word, group) > MOST_OPERATORS) {
      report("tooManyOperators", span, { limit: MOST_OPERATORS });
      return false;
    }
    if (group === "open" && ++depth > LIMITS.nesting) return tooDeep(span);
    if (group === "close") depth = Math.max(0, depth - 1);
    if (group === "text") scanText(word, span.from, report);
    if (group === "number") scanNumber(word, span.from, report);
    if (group !== "unary" || word.length <= LIMITS.nesting) continue;
    if (word.replace(/\s/g, "").length > LIMITS.nesting) return tooDeep(span);
  }
  return true;
}
