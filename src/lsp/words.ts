/**
 * Words of a text where they stand, found without a parser: for what must work in a text that is being typed.
 */

const WORD = /[\p{L}_][\p{L}\p{M}\p{Nd}_]*/uy;
const INSIDE = /[\p{L}\p{M}\p{Nd}_]/u;

/** A word and its place: offsets [from, to). */
export interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The word that holds the offset or ends at it. */
export function wordAt(text: string, offset: number): Word | undefined {
  let from = offset;
  while (from > 0 && INSIDE.test(text[from - 1]!)) from--;
  WORD.lastIndex = from;
  const found = WORD.exec(text)?.[0];
  if (found === undefined || from + found.length < offset) return undefined;
  return { text: found, from, to: from + found.length };
}

/** The start of the word that is being typed at the offset. */
export function wordStart(text: string, offset: number): number {
  let from = offset;
  while (from > 0 && INSIDE.test(text[from - 1]!)) from--;
  return from;
}
