/**
 * The words of the language: those that are always keywords, and those that are only where something begins.
 *
 * Keeps true: the lists are the grammar's own and those of syntaxes/turno.tmLanguage.json; a test compares all three.
 */

/** Never a name. */
export const RESERVED: readonly string[] =
  "machine process program function shared const enum semaphore mutex mailbox rwlock import expect var if else while loop repeat until for break continue return assert atomic asm goto".split(
    " ",
  );

/** Keywords where a declaration or an expectation begins, names elsewhere. */
export const CONTEXTUAL: readonly string[] = "link at condition barrier terminates no always finally output".split(" ");

export const RESERVED_WORDS: ReadonlySet<string> = new Set(RESERVED);

/** Whether `text` can be a name. */
export function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(text) && !RESERVED_WORDS.has(text);
}
