/**
 * From a source text to an image that may be debugged, or to what is wrong with it in the words of a compiler.
 */
import { createLineMap, positionAt } from "../base/positions.ts";
import type { Image } from "../isa/image.ts";
import { verify } from "../isa/verifier.ts";
import { compile, type ReadFile } from "../lang/compile.ts";

/** An image, or one line for each error, the first in the text first. */
export type LoadResult =
  { readonly ok: true; readonly image: Image } | { readonly ok: false; readonly problems: readonly string[] };

/** Compiles and verifies the scenario of `text`. */
export function loadProgram(uri: string, text: string, readFile?: ReadFile): LoadResult {
  const { image, diagnostics } = compile(uri, text, readFile);
  if (image === undefined) {
    const lines = createLineMap(text);
    const problems = diagnostics
      .filter((d) => d.severity === "error")
      .map((d) => {
        const where = d.uri === uri ? `line ${positionAt(lines, d.from).line}` : d.uri;
        return `${where}: ${d.message} (${d.code})${d.hint === undefined ? "" : ` ${d.hint}`}`;
      });
    return { ok: false, problems: problems.length > 0 ? problems : ["the scenario cannot be compiled"] };
  }
  const wrong = verify(image).map((p) => `instruction ${p.index}: ${p.problem}`);
  return wrong.length === 0 ? { ok: true, image } : { ok: false, problems: wrong };
}
