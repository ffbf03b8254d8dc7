/**
 * Numbers and texts as they are spelled, and what they mean.
 *
 * Keeps true: a number's value is a signed 32-bit integer; decimal 2147483648 is one only under a minus sign, which the
 * checker sees to.
 */

const NUMBER = /^(?:0x[0-9a-f]+(?:_[0-9a-f]+)*|0b[01]+(?:_[01]+)*|[0-9]+(?:_[0-9]+)*)$/i;

/** What the digits mean, or what is wrong with them. */
export type NumberReading =
  | { readonly value: number; readonly problem: undefined }
  | { readonly value: 0; readonly problem: "badNumber" | "numberTooLarge" };

/** The value of a number as it is spelled. */
export function readNumber(digits: string): NumberReading {
  if (!NUMBER.test(digits)) return { value: 0, problem: "badNumber" };
  const plain = digits.replaceAll("_", "").toLowerCase();
  const value = Number(plain);
  const limit = /^0[xb]/.test(plain) ? 0xffffffff : 0x80000000;
  return value <= limit ? { value: value | 0, problem: undefined } : { value: 0, problem: "numberTooLarge" };
}

/** Whether the digits are the decimal 2147483648, which is a number of 32 bits only after a minus sign. */
export function needsMinus(digits: string): boolean {
  return !/^0[xb]/i.test(digits) && Number(digits.replaceAll("_", "")) === 0x80000000;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };

/** The text that a literal with its quotes means; an unknown escape stands for its character. */
export function readText(literal: string): string {
  const inner = literal.slice(1, isClosed(literal) ? -1 : undefined);
  return inner.replace(/\\(.)/gu, (_all, letter: string) => ESCAPES[letter] ?? letter);
}

/** Whether a literal ends with a quote of its own. */
export function isClosed(literal: string): boolean {
  return /^"(?:\\.|[^"\\])*"$/u.test(literal);
}

/** The escapes of a literal that mean nothing, with their place in it. */
export function badEscapes(literal: string): { readonly at: number; readonly escape: string }[] {
  return [...literal.matchAll(/\\(.)/gu)]
    .filter((match) => !Object.hasOwn(ESCAPES, match[1] ?? ""))
    .map((match) => ({ at: match.index, escape: match[0] }));
}
