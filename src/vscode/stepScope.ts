/**
 * Whose a step is, as a visible toggle in the status bar, and whether the focus follows the CPU: what the session has, changed by
 * a click and a choice.
 *
 * Keeps true: it shows what the adapter answered, never what was hoped for; a new session begins with its launch's own.
 */
import { commands, QuickPickItemKind, StatusBarAlignment, window, type Disposable, type QuickPickItem } from "vscode";
import { ask } from "./ask.ts";
import type { Look, MachineWatch } from "./machineWatch.ts";
import { translate } from "./words.ts";

/** What menus look at: whether the focus follows the CPU. */
const CONTEXT = "turno.followsCpu";

type Scope = "thread" | "cpu" | "tick" | "only";

/** The answer to turno/stepping. */
interface Stepping {
  readonly scope: Scope;
  readonly follow: boolean;
}

interface SteppingPick extends QuickPickItem {
  readonly wish?: Partial<Stepping>;
}

interface ScopeText {
  readonly icon: string;
  readonly label: string;
  readonly detail: string;
}

const scopeTexts = (): Readonly<Record<Scope, ScopeText>> => ({
  thread: {
    icon: "$(person)",
    label: translate("this thread"),
    detail: translate("A step is that of its thread; the others run as the scheduler decides."),
  },
  cpu: {
    icon: "$(chip)",
    label: translate("this CPU"),
    detail: translate("A step goes to the next statement on the CPU of its thread, whoever runs there."),
  },
  tick: { icon: "$(watch)", label: translate("machine tick"), detail: translate("A step is a tick of the machine.") },
  only: {
    icon: "$(lock)",
    label: translate("only this thread runs"),
    detail: translate("A step is that of its thread, and no other runs meanwhile."),
  },
});

export class StepScope implements Disposable {
  private readonly item = window.createStatusBarItem("turno.stepScope", StatusBarAlignment.Left, 4);
  private readonly texts = scopeTexts();
  private readonly subscription: Disposable;
  private session = "";
  private stepping: Stepping | undefined;

  constructor(watch: MachineWatch) {
    this.item.name = translate("Turno: Whose a Step Is");
    this.item.command = "turno.stepScope";
    this.subscription = watch.onDidChange((look) => void this.follow(look));
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  /** Lets a person choose. */
  async choose(): Promise<void> {
    const now = (await ask<Stepping>("turno/stepping", {})) ?? this.stepping;
    if (now === undefined) return;
    const scopes = (Object.entries(this.texts) as [Scope, ScopeText][]).map(
      ([scope, { icon, label, detail }]): SteppingPick => ({
        label: `${icon} ${label}`,
        detail,
        description: scope === now.scope ? translate("now") : "",
        wish: { scope },
      }),
    );
    const focus: SteppingPick = {
      label: now.follow ? translate("Let the focus stay with my thread") : translate("Let the focus follow the CPU"),
      detail: translate("Which thread is looked at after a stop that is about no thread in particular."),
      wish: { follow: !now.follow },
    };
    const items = [...scopes, { label: "", kind: QuickPickItemKind.Separator }, focus];
    const picked = await window.showQuickPick(items, { title: translate("Whose is a step?"), matchOnDetail: true });
    if (picked?.wish !== undefined) this.show(await ask<Stepping>("turno/stepping", picked.wish));
  }

  /** Whether the focus follows the CPU from now on. */
  async follows(follow: boolean): Promise<void> {
    this.show(await ask<Stepping>("turno/stepping", { follow }));
  }

  private async follow(look: Look | undefined): Promise<void> {
    if (look === undefined) {
      this.session = "";
      this.show(undefined);
      return;
    }
    if (look.session.id === this.session) return;
    this.session = look.session.id;
    this.show(await ask<Stepping>("turno/stepping", {}));
  }

  private show(stepping: Stepping | undefined): void {
    this.stepping = stepping;
    void commands.executeCommand("setContext", CONTEXT, stepping?.follow === true);
    if (stepping === undefined) {
      this.item.hide();
      return;
    }
    const { label, detail } = this.texts[stepping.scope];
    const focus = stepping.follow ? translate("The focus follows the CPU.") : "";
    this.item.text = `$(debug-step-over) ${translate("step: {0}", label)}${stepping.follow ? " $(eye)" : ""}`;
    this.item.tooltip = [detail, focus, translate("Click to change.")].filter((text) => text !== "").join("\n");
    this.item.accessibilityInformation = { label: `${translate("step: {0}", label)}. ${detail}` };
    this.item.show();
  }
}
