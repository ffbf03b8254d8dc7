/**
 * From a file to its image, with what there is to say about it.
 */
import { assert } from "../base/assert.ts";
import type { Image } from "../isa/image.ts";
import { verify } from "../isa/verifier.ts";
import { compile, type Diagnostic } from "../lang/compile.ts";
import type { Sink } from "./console.ts";
import { diagnosticsText } from "./diagnosticsText.ts";
import { importReader, readSource, uriOf } from "./sourceFile.ts";

/** What a file compiled to; there is an image exactly when it has no errors. */
export interface CompiledFile {
  readonly image: Image | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The diagnostics as lines for that sink. */
  readonly explain: (sink: Sink) => string;
}

/**
 * Compiles a file and what it imports.
 * @param root the real path of the folder outside which nothing is imported; undefined: from everywhere
 * @throws UsageError when it cannot be read
 */
export function compileFile(path: string, root?: string): CompiledFile {
  const uri = uriOf(path);
  const { image, diagnostics, analysis } = compile(uri, readSource(path), importReader(root));
  if (image !== undefined) {
    const [wrong] = verify(image);
    assert(
      wrong === undefined,
      `the compiler makes what the verifier accepts: instruction ${wrong?.index ?? 0}, ${wrong?.problem ?? ""}`,
    );
  }
  const textOf = (source: string): string | undefined => analysis.files.find((file) => file.uri === source)?.text;
  return { image, diagnostics, explain: (sink) => diagnosticsText(sink, diagnostics, textOf) };
}
