/**
 * The verdicts of the last run in the gutter, beside the lines of `expect`: they come when a run has ended, with a debugger or
 * without, and stay when its session is over.
 *
 * Keeps true: a mark is about the text that is shown: an edit takes the marks of its file away, and so does the next run of that
 * scenario until it has ended; colours and weights follow the theme.
 */
import {
  ColorThemeKind,
  debug,
  OverviewRulerLane,
  Range,
  ThemeColor,
  Uri,
  window,
  workspace,
  type DebugAdapterTracker,
  type DebugSession,
  type DecorationOptions,
  type Disposable,
  type TextEditor,
  type TextEditorDecorationType,
} from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import {
  MARKS,
  signOf,
  verdictMarks,
  type LineMark,
  type Mark,
  type Theme,
  type Verdict,
} from "../views/verdictMarks.ts";
import type { RunTexts } from "./runTexts.ts";
import { uriOfSource } from "./sources.ts";

type WireVerdict = Verdict & { readonly source: DebugProtocol.Source };

/** The marks of a file, and the scenario whose run they are of. */
interface FileMarks {
  readonly program: string;
  readonly marks: readonly LineMark[];
}

/** Requests with which a run begins. */
const BEGINS: ReadonlySet<string> = new Set(["launch", "restart"]);

const THEMES: Readonly<Record<ColorThemeKind, Theme>> = {
  [ColorThemeKind.Light]: "light",
  [ColorThemeKind.Dark]: "dark",
  [ColorThemeKind.HighContrast]: "dark high contrast",
  [ColorThemeKind.HighContrastLight]: "light high contrast",
};

function typeOf(mark: Mark): TextEditorDecorationType {
  const sign = signOf(mark, THEMES[window.activeColorTheme.kind]);
  return window.createTextEditorDecorationType({
    gutterIconPath: Uri.parse(`data:image/svg+xml;base64,${btoa(sign)}`),
    gutterIconSize: "contain",
    ...(mark === "✗"
      ? { overviewRulerColor: new ThemeColor("testing.iconFailed"), overviewRulerLane: OverviewRulerLane.Left }
      : {}),
  });
}

function programOf({ configuration }: DebugSession): string {
  return String(configuration["program"]);
}

export class VerdictMarks implements Disposable {
  private readonly files = new Map<string, FileMarks>();
  private types = MARKS.map((mark) => [mark, typeOf(mark)] as const);
  private readonly subscriptions: readonly { dispose(): unknown }[];

  constructor(private readonly texts: RunTexts) {
    this.subscriptions = [
      debug.registerDebugAdapterTrackerFactory("turno", {
        createDebugAdapterTracker: (session) => this.follow(session),
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.files.delete(document.uri.toString())) this.show();
      }),
      window.onDidChangeVisibleTextEditors(() => this.show()),
      window.onDidChangeActiveColorTheme(() => this.paint()),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    for (const [, type] of this.types) type.dispose();
  }

  private follow(session: DebugSession): DebugAdapterTracker {
    return {
      onWillReceiveMessage: ({ command }: { command?: string }) => {
        if (command !== undefined && BEGINS.has(command)) this.begins(session);
      },
      onDidSendMessage: ({ event, body }: DebugProtocol.Event) => {
        if (event === "turno/verdicts") this.judged(session, (body as { verdicts: readonly WireVerdict[] }).verdicts);
      },
    };
  }

  /** A scenario begins to run: what became of it before is over. */
  private begins(session: DebugSession): void {
    const program = programOf(session);
    for (const [file, marks] of this.files) if (marks.program === program) this.files.delete(file);
    this.show();
  }

  private judged(session: DebugSession, verdicts: readonly WireVerdict[]): void {
    const program = programOf(session);
    const texts = this.texts.of(session.id);
    for (const path of new Set(verdicts.map(({ source }) => source.path ?? ""))) {
      if (texts.isEdited(path)) continue;
      const file = uriOfSource(path, session.workspaceFolder).toString();
      this.files.set(file, { program, marks: verdictMarks(verdicts.filter(({ source }) => source.path === path)) });
    }
    this.show();
  }

  /** The theme is another one. */
  private paint(): void {
    for (const [, type] of this.types) type.dispose();
    this.types = MARKS.map((mark) => [mark, typeOf(mark)] as const);
    this.show();
  }

  private show(): void {
    for (const editor of window.visibleTextEditors) {
      if (editor.document.languageId !== "turno") continue;
      for (const [mark, type] of this.types) editor.setDecorations(type, this.decorations(editor, mark));
    }
  }

  private decorations({ document }: TextEditor, mark: Mark): DecorationOptions[] {
    const marks = this.files.get(document.uri.toString())?.marks ?? [];
    return marks
      .filter((each) => each.mark === mark && each.line <= document.lineCount)
      .map(({ line, tooltip }) => {
        const range = document.lineAt(line - 1).range;
        return { range: new Range(range.start, range.end), hoverMessage: tooltip.replaceAll("\n", "\n\n") };
      });
  }
}
