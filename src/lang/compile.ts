/**
 * The compiler: from text to image.
 *
 * Keeps true: there is an image exactly when no diagnostic is an error; it does no I/O but through `readFile`.
 */
import { LIMITS } from "../base/limits.ts";
import type { Image } from "../isa/image.ts";
import { analyse, reportTooLong, type Analysis, type CompileOptions } from "./analyse.ts";
import { hasErrors, type Diagnostic } from "./diagnostics.ts";
import { generate } from "./generate.ts";
import type { ReadFile } from "./source-files.ts";

export type { CompileOptions } from "./analyse.ts";
export type { Diagnostic } from "./diagnostics.ts";
export type { ReadFile, Unread } from "./source-files.ts";

/** What a text compiles to. */
export interface Compilation {
  /** Undefined when there are errors. */
  readonly image: Image | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly analysis: Analysis;
}

/** Compiles the text of the file `uri`; imports are read with `readFile`, by URIs resolved against the importing file's. */
export function compile(uri: string, text: string, readFile?: ReadFile, options?: CompileOptions): Compilation {
  const analysis = analyse(uri, text, readFile, options);
  if (hasErrors(analysis.diagnostics)) return { image: undefined, diagnostics: analysis.diagnostics, analysis };
  const image = generate(analysis.checker, analysis.scenario, analysis);
  if (image.code.length / 2 > LIMITS.instructions) {
    return { image: undefined, diagnostics: reportTooLong(analysis), analysis };
  }
  return { image, diagnostics: analysis.diagnostics, analysis };
}
