/**
 * The notation of this folder's tests: source text in which «…» marks where diagnostics are expected, in their order.
 */
import { strict as assert } from "node:assert";
import { compile } from "../../src/lang/compile.ts";
import type { Diagnostic } from "../../src/lang/diagnostics.ts";

/** A level at which everything that has a table row is available. */
export const EVERYTHING = 9;

export interface Marked {
  readonly text: string;
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

/** Takes the marks out of a text. */
export function unmark(marked: string): Marked {
  let text = "";
  const ranges: { from: number; to: number }[] = [];
  for (const part of marked.split(/([«»])/)) {
    if (part === "«") ranges.push({ from: text.length, to: text.length });
    else if (part === "»") {
      const open = ranges.findLast((range) => range.to === range.from);
      assert(open !== undefined, "every » closes a «");
      open.to = text.length;
    } else text += part;
  }
  return { text, ranges };
}

/** `TURNO2001 foo` for each diagnostic, in the order of the text. */
export function show(text: string, diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((each) => `${each.code} ${text.slice(each.from, each.to)}`);
}

export interface CheckOptions {
  readonly level?: number;
  readonly files?: Readonly<Record<string, string>>;
  /** Hints that something is unused are noise in most fixtures. */
  readonly showsUnused?: boolean;
}

/** Compiles `text` as `main.turno` beside other files. */
export function compileText(text: string, options: CheckOptions = {}): ReturnType<typeof compile> {
  return compile("main.turno", text, (uri) => options.files?.[uri], { level: options.level ?? EVERYTHING });
}

/** Whether `marked` has the diagnostics `codes` at its marks, and no others in its file. */
export function check(marked: string, codes: readonly number[], options: CheckOptions = {}): void {
  const { text, ranges } = unmark(marked);
  const found = compileText(text, options).diagnostics.filter(
    (each) => each.uri === "main.turno" && (each.name !== "unused" || options.showsUnused === true),
  );
  const expected = ranges.map((range, k) => `TURNO${codes[k] ?? "?"} ${text.slice(range.from, range.to)}`);
  assert.deepEqual(show(text, found), expected, found.map((each) => each.message).join("\n"));
}

/** The statements within a program with two parameters. */
export const inProgram = (statements: string): string => `program t(a, b) { ${statements} }`;
