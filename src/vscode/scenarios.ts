/**
 * Compiles scenarios for the debugger: checked before a session starts, handed over when its adapter loads it.
 *
 * Keeps true: a start compiles once, so what was checked is what runs; sources are named in the image as debug adapters name
 * them, whatever their scheme; the compiler is loaded when it is first needed, because its parser's library takes longer
 * than all the rest of the extension.
 */
import { Uri } from "vscode";
import type { Image } from "../isa/image.ts";
import type { Diagnostic } from "../lang/compile.ts";
import { withTexts } from "../lsp/texts.ts";
import { readText, sourceName } from "./sources.ts";

/** What a scenario compiled to; there is an image exactly when no diagnostic is an error. */
export interface Scenario {
  readonly image: Image | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The image with its sources named by paths on disks, and by URIs elsewhere. */
function withSourceNames(image: Image): Image {
  return { ...image, sources: image.sources.map((source) => ({ ...source, uri: sourceName(Uri.parse(source.uri)) })) };
}

export class Scenarios {
  private readonly checked = new Map<string, Scenario>();

  /** Compiles the file as it is now; undefined when it cannot be read. */
  async check(uri: Uri): Promise<Scenario | undefined> {
    const name = uri.toString();
    const text = await readText(uri);
    if (text === undefined) return undefined;
    const { compile } = await import("../lang/compile.ts");
    const { image, diagnostics } = await withTexts(
      (each) => readText(Uri.parse(each)),
      (read) => compile(name, text, read),
    );
    const scenario = { image: image && withSourceNames(image), diagnostics };
    this.checked.set(name, scenario);
    return scenario;
  }

  /** What was checked a moment ago, or is compiled now. */
  async load(uri: Uri): Promise<Scenario | undefined> {
    const ready = this.checked.get(uri.toString());
    this.checked.delete(uri.toString());
    return ready ?? this.check(uri);
  }
}
