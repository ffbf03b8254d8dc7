/**
 * The texts that machines run, beside what their files say now: a scenario may be edited while it is debugged, and the machine goes
 * on with the text that it was started from.
 *
 * Keeps true: a text counts as edited exactly while its editor shows another one; a restart takes the present texts.
 */
import { EventEmitter, Uri, workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent } from "vscode";
import type { SourceLines } from "../dap/movedSources.ts";
import { MovedLines } from "../views/movedLines.ts";
import { uriOfSource } from "./sources.ts";

interface RunText {
  readonly text: string;
  readonly moved: MovedLines;
  isEdited: boolean;
}

/** A source as the image of a scenario holds it. */
export interface Source {
  readonly uri: string;
  readonly text: string;
}

/** The texts that one session runs. */
export class SessionTexts implements SourceLines {
  private texts = new Map<string, RunText>();
  hasEdits = false;

  /** Another run begins, with these texts. */
  begin(sources: readonly Source[]): void {
    this.texts = new Map(
      sources.map(({ uri, text }) => [
        uriOfSource(uri).toString(),
        { text, moved: new MovedLines(text), isEdited: false },
      ]),
    );
    this.hasEdits = false;
  }

  /** The files whose editors show another text. */
  get edited(): Uri[] {
    return [...this.texts].filter(([, { isEdited }]) => isEdited).map(([uri]) => Uri.parse(uri));
  }

  isEdited(source: string): boolean {
    return this.textOf(source)?.isEdited === true;
  }

  toNew(source: string, line: number): number {
    return this.textOf(source)?.moved.toNew(line) ?? line;
  }

  toOld(source: string, line: number): number | undefined {
    const found = this.textOf(source);
    return found === undefined ? line : found.moved.toOld(line);
  }

  /** Takes note of an edit; returns whether a file has come to be edited, or has ceased to. */
  changed({ document, contentChanges }: TextDocumentChangeEvent): boolean {
    const found = this.texts.get(document.uri.toString());
    if (found === undefined || contentChanges.length === 0) return false;
    const before = found.isEdited;
    // Each change is told by the text before all of them: from the last to the first none moves another.
    const ordered = contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
    for (const { range, text } of ordered) found.moved.edited({ start: range.start, end: range.end, text });
    return this.judge(found, document) !== before;
  }

  /** A file is shown in an editor: it may have been changed elsewhere meanwhile. */
  opened(document: TextDocument): boolean {
    const found = this.texts.get(document.uri.toString());
    return found !== undefined && found.isEdited !== this.judge(found, document);
  }

  private judge(found: RunText, document: TextDocument): boolean {
    found.isEdited = document.getText() !== found.text;
    if (!found.isEdited) found.moved.reset();
    this.hasEdits = [...this.texts.values()].some(({ isEdited }) => isEdited);
    return found.isEdited;
  }

  private textOf(source: string): RunText | undefined {
    return this.texts.get(uriOfSource(source).toString());
  }
}

export class RunTexts implements Disposable {
  private readonly sessions = new Map<string, SessionTexts>();
  private readonly changed = new EventEmitter<string>();
  /** The texts of a session, by its id, have come to differ from their files, or have ceased to. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: readonly { dispose(): unknown }[];

  constructor() {
    this.subscriptions = [
      workspace.onDidChangeTextDocument((event) => this.look((texts) => texts.changed(event))),
      workspace.onDidOpenTextDocument((document) => this.look((texts) => texts.opened(document))),
      this.changed,
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** The texts of a session, which runs none yet when it is new. */
  of(session: string): SessionTexts {
    const texts = this.sessions.get(session) ?? new SessionTexts();
    this.sessions.set(session, texts);
    return texts;
  }

  /** A machine of that session begins to run these texts. */
  begin(session: string, sources: readonly Source[]): void {
    this.of(session).begin(sources);
    this.changed.fire(session);
  }

  end(session: string): void {
    this.sessions.delete(session);
    this.changed.fire(session);
  }

  /** The files of a session whose editors show another text than the machine runs. */
  edited(session: string): Uri[] {
    return this.sessions.get(session)?.edited ?? [];
  }

  private look(take: (texts: SessionTexts) => boolean): void {
    for (const [session, texts] of this.sessions) if (take(texts)) this.changed.fire(session);
  }
}
