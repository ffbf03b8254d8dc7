/**
 * Choices that a person makes: when the machine asks who is to run, a list of those who could; and the choices of a run as a
 * file that a launch can replay.
 *
 * Keeps true: a list is shown once for each question; whoever dismisses it finds it again by a command, and may also let the
 * machine choose by going on.
 */
import {
  CancellationTokenSource,
  commands,
  debug,
  Uri,
  window,
  workspace,
  type Disposable,
  type QuickPickItem,
} from "vscode";
import type { ThreadItem } from "../debugger/overview/queues.ts";
import { ask } from "./ask.ts";
import type { Look, MachineWatch } from "./machineWatch.ts";
import { translate } from "./words.ts";

/** The answer to turno/pendingChoice. */
interface Question {
  readonly cpu?: number;
  readonly tick?: number;
  readonly threads?: readonly { readonly id: number; readonly name: string }[];
}

/** What menus and buttons look at: whether the machine asks. */
const CONTEXT = "turno.asksWhoRuns";

interface ThreadPick extends QuickPickItem {
  readonly id: number;
}

export class Choices implements Disposable {
  private readonly subscription: Disposable;
  private asked = -1;
  private menusKnow = false;
  /** The list that is open, or was last. */
  private question: CancellationTokenSource | undefined;

  constructor(private readonly watch: MachineWatch) {
    this.subscription = watch.onDidChange((look) => this.follow(look));
  }

  dispose(): void {
    this.subscription.dispose();
    this.question?.cancel();
  }

  private follow(look: Look | undefined): void {
    if (look?.isStopped !== true || look.stop !== this.asked) this.question?.cancel();
    if (look?.isStopped !== true) {
      void this.tellMenus(false);
      return;
    }
    if (look.stop === this.asked) return;
    this.asked = look.stop;
    if (look.reason === "choice") void this.ask();
    else void this.tellMenus(false);
  }

  private async tellMenus(asks: boolean): Promise<void> {
    if (asks !== this.menusKnow) await commands.executeCommand("setContext", CONTEXT, asks);
    this.menusKnow = asks;
  }

  /** Shows who could run, and gives the CPU to the one that is picked. */
  async ask(): Promise<void> {
    const { cpu, tick, threads } = (await ask<Question>("turno/pendingChoice")) ?? {};
    await this.tellMenus(threads !== undefined);
    if (threads === undefined) return;
    const waited = new Map(this.readyRows.map(({ thread, ticks }) => [thread, ticks]));
    const items = threads.map(({ id, name }): ThreadPick => {
      const ticks = waited.get(id);
      return { id, label: name, description: ticks === undefined ? "" : translate("ready for {0} ticks", ticks) };
    });
    this.question?.cancel();
    const question = new CancellationTokenSource();
    this.question = question;
    const options = {
      title: translate("Who runs on CPU {0} at tick {1}?", cpu ?? 0, tick ?? 0),
      placeHolder: translate("Escape leaves the machine stopped; Continue lets the seed choose."),
      // The editor takes the focus when it shows where the machine stopped.
      ignoreFocusOut: true,
    };
    const picked = await window.showQuickPick(items, options, question.token);
    question.dispose();
    if (picked !== undefined) await ask("turno/choose", { threadId: picked.id });
  }

  private get readyRows(): readonly ThreadItem[] {
    return (this.watch.look?.overview.queues ?? [])
      .filter(({ kind }) => kind === "ready")
      .flatMap(({ threads }) => threads);
  }
}

/** Writes the choices that led here into a file. */
export async function saveChoices(): Promise<void> {
  const answer = await ask<{ text: string }>("turno/choices");
  if (answer === undefined) return;
  const folder = debug.activeDebugSession?.workspaceFolder?.uri ?? workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, "choices.json") }),
    filters: { JSON: ["json"] },
    title: translate("Save the Choices of This Run"),
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(answer.text));
  await window.showTextDocument(target, { preserveFocus: true });
}
