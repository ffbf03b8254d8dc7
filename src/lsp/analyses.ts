/**
 * The open files and what is known of each: analysed when asked for, once a version.
 *
 * Keeps true: an answer is about the version that the client has; imported files that are open are taken as they are in the
 * editor, others are fetched once and forgotten when they change.
 */
import { analyse, type Analysis } from "../lang/analyse.ts";
import type { OpenText } from "./openText.ts";
import { withTexts, type FetchText } from "./texts.ts";

interface Known {
  readonly file: OpenText;
  readonly version: number;
  readonly analysis: Analysis;
}

export class Analyses {
  private readonly known = new Map<string, Known>();
  private readonly fetched = new Map<string, string | undefined>();

  constructor(
    private readonly openFile: (uri: string) => OpenText | undefined,
    private readonly fetchText: FetchText,
  ) {}

  /** The analysis of the file as it is now; undefined when it is not open. */
  async current(uri: string): Promise<Analysis | undefined> {
    const file = this.openFile(uri);
    if (file === undefined) return undefined;
    const known = this.known.get(uri);
    if (known?.file === file && known.version === file.version) return known.analysis;
    return withTexts(
      (each) => this.textOf(each),
      (read) => {
        // Read again each time: the file may have been edited while imports were fetched.
        const { version, text } = file;
        const analysis = analyse(uri, text, read);
        this.known.set(uri, { file, version, analysis });
        return analysis;
      },
    );
  }

  /** The last analysis there is, of an earlier version perhaps: for answers that cannot wait for the new one. */
  async recent(uri: string): Promise<Analysis | undefined> {
    return this.known.get(uri)?.analysis ?? this.current(uri);
  }

  /** Forgets what was concluded from a file that has changed, been opened or closed; gives the open files that import it. */
  changed(uri: string): string[] {
    this.fetched.delete(uri);
    const importers = [...this.known].filter(
      ([own, { analysis }]) =>
        own !== uri &&
        analysis.files.some((file) => file.uri === uri || file.imports.some((each) => each.file === undefined)),
    );
    for (const [own] of importers) this.known.delete(own);
    return importers.map(([own]) => own);
  }

  closed(uri: string): void {
    this.known.delete(uri);
  }

  private async textOf(uri: string): Promise<string | undefined> {
    const open = this.openFile(uri);
    if (open !== undefined) return open.text;
    if (!this.fetched.has(uri)) this.fetched.set(uri, await this.fetchText(uri));
    return this.fetched.get(uri);
  }
}
