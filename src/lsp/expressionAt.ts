/**
 * The expression under the pointer in a line of code, for the debugger to evaluate: the name, with what stands before it
 * (`p.count`, `a[i].b`), but never with what comes after, so that each part of a longer expression can be looked at.
 *
 * Keeps true: nothing in a comment or a text is an expression, and neither are keywords, labels or calls, which might do something.
 */
import { RESERVED_WORDS } from "../lang/keywords.ts";
import type { Span } from "../lang/tree.ts";
import { wordAt, wordStart } from "./words.ts";

const HIDDEN = /\/\/.*|\/\*.*?(?:\*\/|$)|"(?:\\.|[^"\\])*"?/g;

/** The start of the bracket's pair, looking back from `]`. */
function pairBefore(line: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (line[at] === "]") depth++;
    if (line[at] === "[" && --depth === 0) return at;
  }
  return -1;
}

/** Where the expression begins whose last part begins at `from`: walks back over `x.` and `x[…].`. */
function startOf(line: string, from: number): number {
  let start = from;
  while (line[start - 1] === ".") {
    let before = start - 1;
    while (line[before - 1] === "]") before = pairBefore(line, before - 1);
    const name = before > 0 ? wordStart(line, before) : before;
    if (before <= 0 || name === before) return from;
    start = name;
  }
  return start;
}

/** The expression at a column of a line, as offsets of the line. */
export function expressionAt(line: string, column: number): Span | undefined {
  for (const hidden of line.matchAll(HIDDEN)) {
    if (hidden.index < column && column <= hidden.index + hidden[0].length) return undefined;
  }
  const word = wordAt(line, column);
  if (word === undefined || RESERVED_WORDS.has(word.text)) return undefined;
  if (/^\s*\(/.test(line.slice(word.to)) || /^\s*goto\s*$/.test(line.slice(0, word.from))) return undefined;
  return { from: startOf(line, word.from), to: word.to };
}
