/**
 * Shows the views of the machine without being asked: at the first stop of each session its panel, where they stand side by side,
 * and the variables; and the locks as soon as threads wait for each other and can never run again. Nobody looks for what they
 * do not know of.
 *
 * Keeps true: the focus stays where it is; once shown, a person may close it for the rest of the session; a setting turns it off.
 * Locks and mailboxes have a view from when there is one of them to the end of the session: empty ones would take the room of
 * the others.
 */
import { commands, workspace, type Disposable } from "vscode";
import type { Look, MachineWatch } from "./machineWatch.ts";

/** What was shown, and what there was to be seen, of a session. */
interface Shown {
  hasPanel: boolean;
  isDeadlocked: boolean;
  hasMailboxes: boolean;
  hasLocks: boolean;
}

const NOTHING: Shown = { hasPanel: false, isDeadlocked: false, hasMailboxes: false, hasLocks: false };

/** The commands that bring a view to the eye. */
const PROCESSES = "turno.processes.focus";
const LOCKS = "turno.locks.focus";
const VARIABLES = "workbench.debug.action.focusVariablesView";

function mayShow(): boolean {
  return workspace.getConfiguration("turno").get<boolean>("openTreesAtFirstStop", true);
}

/** Whether a person has told VS Code to leave its side bar alone. */
function mayShowSideBar(): boolean {
  return workspace.getConfiguration("debug").get<string>("openDebug") !== "neverOpenDebug";
}

export class MachinePanel implements Disposable {
  private readonly bySession = new Map<string, Shown>();
  private readonly subscription: Disposable;
  private told = "";

  constructor(watch: MachineWatch) {
    this.subscription = watch.onDidChange((look) => void this.follow(look));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async follow(look: Look | undefined): Promise<void> {
    if (look === undefined) return;
    const { isDeadlocked, hasMailboxes, hasLocks } = look.overview;
    const before = this.bySession.get(look.session.id) ?? NOTHING;
    const now: Shown = {
      hasPanel: before.hasPanel || look.isStopped,
      isDeadlocked,
      hasMailboxes: before.hasMailboxes || hasMailboxes,
      hasLocks: before.hasLocks || hasLocks || isDeadlocked,
    };
    this.bySession.set(look.session.id, now);
    await this.tellMenus(now);
    if (!look.isStopped || !mayShow()) return;
    if (isDeadlocked && !before.isDeadlocked) await this.show(LOCKS);
    else if (!before.hasPanel) await this.show(PROCESSES);
    if (!before.hasPanel && mayShowSideBar()) await this.show(VARIABLES);
  }

  private async tellMenus({ hasMailboxes, hasLocks }: Shown): Promise<void> {
    const telling = `${String(hasMailboxes)} ${String(hasLocks)}`;
    if (telling === this.told) return;
    this.told = telling;
    await commands.executeCommand("setContext", "turno.hasMailboxes", hasMailboxes);
    await commands.executeCommand("setContext", "turno.hasLocks", hasLocks);
  }

  private async show(command: string): Promise<void> {
    await commands.executeCommand(command, { preserveFocus: true });
  }
}
