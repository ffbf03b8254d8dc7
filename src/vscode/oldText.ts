/**
 * Says that the machine runs the text as it was when its session began, once a file of it has been edited: in a message, once for
 * each run, and in the status bar as long as it is so; both offer to restart.
 *
 * Keeps true: nothing restarts by itself; a text that does not compile is not restarted with, and its errors are told.
 */
import {
  commands,
  debug,
  StatusBarAlignment,
  ThemeColor,
  window,
  workspace,
  type DebugSession,
  type Disposable,
} from "vscode";
import { fileName } from "../base/sourceNames.ts";
import { checkedForStart } from "./launch.ts";
import type { RunTexts } from "./runTexts.ts";
import type { Scenarios } from "./scenarios.ts";
import { uriOfSource } from "./sources.ts";
import { translate } from "./words.ts";

export class OldText implements Disposable {
  private readonly item = window.createStatusBarItem("turno.oldText", StatusBarAlignment.Left, 6);
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** The sessions in whose present run it was said. */
  private readonly told = new Set<string>();

  constructor(
    private readonly texts: RunTexts,
    private readonly scenarios: Scenarios,
  ) {
    this.item.name = translate("Turno: the Text Has Changed");
    this.item.command = "turno.restart";
    this.item.text = `$(warning) ${translate("text changed: restart")}`;
    this.item.backgroundColor = new ThemeColor("statusBarItem.warningBackground");
    this.subscriptions = [
      texts.onDidChange((session) => this.changed(session)),
      debug.onDidChangeActiveDebugSession(() => this.show()),
      this.item,
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** Restarts the session in front with the present text, if that can run. */
  async restart(): Promise<void> {
    const session = debug.activeDebugSession;
    const program: unknown = session?.configuration["program"];
    if (session?.type !== "turno" || typeof program !== "string") return;
    await Promise.all(
      workspace.textDocuments
        .filter((each) => this.isToBeSaved(session, each.uri.toString()))
        .map((each) => each.save()),
    );
    if (await checkedForStart(this.scenarios, uriOfSource(program, session.workspaceFolder)))
      await commands.executeCommand("workbench.action.debug.restart");
  }

  private isToBeSaved({ id }: DebugSession, uri: string): boolean {
    const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (document?.isDirty !== true || document.isUntitled) return false;
    return this.texts.edited(id).some((each) => each.toString() === uri);
  }

  private changed(session: string): void {
    this.show();
    const [first] = this.texts.edited(session);
    if (first === undefined) {
      this.told.delete(session);
      return;
    }
    if (debug.activeDebugSession?.id !== session || this.told.has(session)) return;
    this.told.add(session);
    void this.tell(fileName(first.toString()));
  }

  private async tell(file: string): Promise<void> {
    const restart = translate("Restart");
    const message = translate("{0} has changed. The machine still runs the text that it was started with.", file);
    if ((await window.showWarningMessage(message, restart)) === restart) await this.restart();
  }

  private show(): void {
    const session = debug.activeDebugSession;
    const files = session?.type === "turno" ? this.texts.edited(session.id) : [];
    if (files.length === 0) {
      this.item.hide();
      return;
    }
    const names = files.map((file) => fileName(file.toString())).join(", ");
    this.item.tooltip = [
      translate("{0} has changed. The machine still runs the text that it was started with.", names),
      translate("Breakpoints and the arrow keep to the lines of that text."),
      translate("Click to restart with the present text."),
    ].join("\n");
    this.item.show();
  }
}
