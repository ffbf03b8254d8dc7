/**
 * The names of threads beside the lines at which they stand, in every editor that shows a source of the stopped machine.
 *
 * Keeps true: a machine that runs, and one whose session is not in front, has no marks.
 */
import {
  DecorationRangeBehavior,
  Range,
  ThemeColor,
  window,
  type DecorationInstanceRenderOptions,
  type DecorationOptions,
  type Disposable,
  type TextEditor,
} from "vscode";
import { threadMarks } from "../views/threadMarks.ts";
import type { Look, MachineWatch, Viewer } from "./machineWatch.ts";
import { uriOfSource } from "./sources.ts";

function textBeside(text: string, isCurrent: boolean): DecorationInstanceRenderOptions {
  return {
    after: {
      contentText: text,
      margin: "0 0 0 2em",
      color: new ThemeColor("turno.threadName"),
      fontStyle: "normal",
      ...(isCurrent ? { fontWeight: "bold" } : {}),
    },
  };
}

export class ThreadMarks implements Viewer, Disposable {
  readonly picture = "turno/places";
  private readonly names = window.createTextEditorDecorationType({
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
  });
  private readonly subscriptions: readonly { dispose(): unknown }[];

  constructor(private readonly watch: MachineWatch) {
    this.subscriptions = [
      watch.onDidChange((look) => this.show(look)),
      window.onDidChangeVisibleTextEditors(() => this.editorsChanged()),
      this.names,
    ];
    watch.addViewer(this);
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  get isVisible(): boolean {
    return window.visibleTextEditors.some(({ document }) => document.languageId === "turno");
  }

  private editorsChanged(): void {
    if (this.isVisible && this.watch.look?.pictures[this.picture] === undefined) void this.watch.refresh();
    else this.show(this.watch.look);
  }

  private show(look: Look | undefined): void {
    for (const editor of window.visibleTextEditors)
      if (editor.document.languageId === "turno") editor.setDecorations(this.names, this.beside(editor, look));
  }

  private beside({ document }: TextEditor, look: Look | undefined): DecorationOptions[] {
    if (look?.isStopped !== true) return [];
    const uri = document.uri.toString();
    const places = look.pictures[this.picture]?.places ?? [];
    const here = places.filter(({ source }) => uriOfSource(source.path ?? "").toString() === uri);
    return threadMarks(here, look.current)
      .filter(({ line }) => line <= document.lineCount)
      .map(({ line, text, tooltip, isCurrent }) => {
        const { end } = document.lineAt(line - 1).range;
        return { range: new Range(end, end), hoverMessage: tooltip, renderOptions: textBeside(text, isCurrent) };
      });
  }
}
