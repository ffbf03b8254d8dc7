/**
 * Tells of a condition, a hit count or a log message that cannot be used: in a message as soon as it is given, and beside its line.
 * VS Code itself draws such a breakpoint hollow, and says why to the pointer that rests on it alone.
 *
 * Keeps true: what is wrong is told once, until it is given anew; a session's word counts, and without one the scenario's.
 */
import {
  commands,
  debug,
  DecorationRangeBehavior,
  FunctionBreakpoint,
  Range,
  SourceBreakpoint,
  ThemeColor,
  Uri,
  window,
  workspace,
  type Breakpoint,
  type DebugAdapterTracker,
  type DebugAdapterTrackerFactory,
  type Disposable,
} from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { fileName } from "../base/sourceNames.ts";
import { FILTERS } from "../debugger/breakpoints/filters.ts";
import { breakpointProblem } from "./conditionChecks.ts";
import { activeScenario } from "./launch.ts";
import type { Scenarios } from "./scenarios.ts";
import { uriOfSource } from "./sources.ts";
import { translate } from "./words.ts";

/** What a request may say of one breakpoint, of whatever kind. */
interface Asked {
  readonly line?: number;
  readonly name?: string;
  readonly dataId?: string;
  readonly filterId?: string;
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

interface Wrong {
  /** What the breakpoint stands at, in words. */
  readonly place: string;
  /** Where it stands, if it is in a file. */
  readonly at: { readonly uri: Uri; readonly line: number } | undefined;
  readonly given: string;
  readonly problem: string;
}

const SETS: ReadonlySet<string> = new Set([
  "setBreakpoints",
  "setFunctionBreakpoints",
  "setDataBreakpoints",
  "setInstructionBreakpoints",
  "setExceptionBreakpoints",
]);

const givenIn = ({ condition, hitCondition, logMessage }: Asked): string =>
  [condition, hitCondition, logMessage].find((text) => text !== undefined && text !== "") ?? "";

function placeOf({ line, name, dataId, filterId }: Asked, uri: Uri | undefined): string {
  if (uri !== undefined) return translate("line {0} of {1}", line ?? 0, fileName(uri.toString()));
  const filter = FILTERS.find(({ id }) => id === filterId)?.label;
  return filter ?? name ?? dataId ?? translate("an instruction");
}

const keyOf = ({ place, given, problem }: Wrong): string => [place, given, problem].join("\n");

/** Where what was found without a session stands among what sessions answered. */
const UNASKED = "without a session";

function isScenario(uri: Uri): boolean {
  return workspace.textDocuments.some((each) => each.languageId === "turno" && each.uri.toString() === uri.toString());
}

export class WrongConditions implements DebugAdapterTrackerFactory, Disposable {
  private readonly beside = window.createTextEditorDecorationType({
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    after: { margin: "0 0 0 2em", color: new ThemeColor("editorWarning.foreground") },
  });
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** What is wrong, by what was set at once: the breakpoints of a file, those of functions … */
  private readonly wrong = new Map<string, readonly Wrong[]>();
  private readonly told = new Set<string>();

  constructor(private readonly scenarios: Scenarios) {
    this.subscriptions = [
      debug.registerDebugAdapterTrackerFactory("turno", this),
      debug.onDidChangeBreakpoints(() => void this.breakpointsChanged()),
      window.onDidChangeVisibleTextEditors(() => this.show()),
      this.beside,
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  createDebugAdapterTracker(): DebugAdapterTracker {
    const asked = new Map<number, DebugProtocol.Request>();
    return {
      onWillReceiveMessage: (message: DebugProtocol.Request) => {
        if (message.type === "request" && SETS.has(message.command)) asked.set(message.seq, message);
      },
      onDidSendMessage: (message: DebugProtocol.Response) => {
        const request = message.type === "response" ? asked.get(message.request_seq) : undefined;
        asked.delete(message.request_seq);
        if (request !== undefined && message.success) this.answered(request, message.body);
      },
    };
  }

  private answered({ command, arguments: args }: DebugProtocol.Request, body: unknown): void {
    const { source, breakpoints, filters, filterOptions } = args as {
      source?: DebugProtocol.Source;
      breakpoints?: readonly Asked[];
      filters?: readonly string[];
      filterOptions?: readonly Asked[];
    };
    const uri = source?.path === undefined ? undefined : uriOfSource(source.path);
    const all = breakpoints ?? [...(filters ?? []).map((filterId): Asked => ({ filterId })), ...(filterOptions ?? [])];
    const made = (body as DebugProtocol.SetBreakpointsResponse["body"] | undefined)?.breakpoints ?? [];
    const wrong = all.flatMap((asked, k): Wrong[] => {
      const { verified = true, message = "" } = made[k] ?? {};
      const given = givenIn(asked);
      if (verified || message === "" || given === "") return [];
      const at = uri === undefined || asked.line === undefined ? undefined : { uri, line: asked.line };
      return [{ place: placeOf(asked, uri), at, given, problem: message }];
    });
    // A session looks at all of its breakpoints, so that what was found without one is found again.
    this.wrong.delete(UNASKED);
    this.found(`${command} ${uri?.toString() ?? ""}`, wrong);
  }

  /** Without a session nobody else looks at what was typed. */
  private async breakpointsChanged(): Promise<void> {
    if (debug.activeDebugSession?.type === "turno") return;
    const found = await Promise.all(debug.breakpoints.map((each) => this.check(each)));
    for (const where of [...this.wrong.keys()]) if (/^set(Function)?Breakpoints /.test(where)) this.wrong.delete(where);
    this.found(UNASKED, found.flat());
  }

  private async check(breakpoint: Breakpoint): Promise<Wrong[]> {
    const given = givenIn(breakpoint as Asked);
    const isInFile = breakpoint instanceof SourceBreakpoint;
    const scenario = isInFile ? breakpoint.location.uri : activeScenario()?.uri;
    if (given === "" || scenario === undefined || (isInFile && !isScenario(scenario))) return [];
    const problem = await breakpointProblem(this.scenarios, scenario, breakpoint);
    const line = isInFile ? breakpoint.location.range.start.line + 1 : 0;
    const name = breakpoint instanceof FunctionBreakpoint ? breakpoint.functionName : "";
    const place = placeOf({ line, name }, isInFile ? scenario : undefined);
    const at = isInFile ? { uri: scenario, line } : undefined;
    return problem === undefined ? [] : [{ place, at, given, problem }];
  }

  private found(where: string, wrong: readonly Wrong[]): void {
    if (wrong.length === 0) this.wrong.delete(where);
    else this.wrong.set(where, wrong);
    this.show();
    const all = new Map([...this.wrong.values()].flat().map((each) => [keyOf(each), each]));
    for (const key of this.told) if (!all.has(key)) this.told.delete(key);
    for (const [key, each] of all) {
      if (this.told.has(key)) continue;
      this.told.add(key);
      void this.tell(each);
    }
  }

  private async tell({ place, at, given, problem }: Wrong): Promise<void> {
    const show = translate("Show Breakpoint");
    const message = translate('The breakpoint at {0} does not stop: "{1}" cannot be used. {2}', place, given, problem);
    if ((await window.showWarningMessage(message, show)) !== show) return;
    if (at === undefined) await commands.executeCommand("workbench.debug.action.focusBreakpointsView");
    else await window.showTextDocument(at.uri, { selection: new Range(at.line - 1, 0, at.line - 1, 0) });
  }

  private show(): void {
    const all = [...this.wrong.values()].flat();
    for (const editor of window.visibleTextEditors) {
      const { uri, lineCount, languageId } = editor.document;
      if (languageId !== "turno") continue;
      const here = all.filter(({ at }) => at?.uri.toString() === uri.toString() && at.line <= lineCount);
      const options = here.map(({ at, problem }) => {
        const { end } = editor.document.lineAt((at?.line ?? 1) - 1).range;
        const contentText = translate("breakpoint: {0}", problem);
        return { range: new Range(end, end), renderOptions: { after: { contentText } } };
      });
      editor.setDecorations(this.beside, options);
    }
  }
}
