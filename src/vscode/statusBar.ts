/**
 * The clock of the machine in the status bar: the tick, and who runs; below the pointer, why the machine stands still, which VS
 * Code shows of exceptions only. A click goes to a tick, or pauses a machine that runs.
 */
import { Disposable, StatusBarAlignment, window, type Command } from "vscode";
import { clockText } from "../views/clockText.ts";
import type { Look, MachineWatch } from "./machineWatch.ts";
import { translate } from "./words.ts";

/** The same beside a title, where nothing stands below it. */
export function titleText(look: Look): string {
  return endText(look) === "" ? stopText(look) : "";
}

/** Why the machine stands still, in a sentence that need not say when. */
export function stopText({ isStopped, text }: Look): string {
  // In the language of the session: `Tick 4: …`, `Tic 4: …`.
  return isStopped ? text.replace(/^Tick? \d+: /, "") : translate("running");
}

/** What is said of a run that has ended, above what is left of the machine. */
export function endText(look: Look): string {
  if (!look.isStopped || !look.overview.isEnded) return "";
  // Who tried to go on has been told.
  if (look.reason === "step") return stopText(look);
  const how = look.overview.isDeadlocked ? translate("Deadlock: see Locks") : stopText(look);
  return translate("{0}. Go back from here as far as you like; Continue or Stop ends the session.", how);
}

/** What a click does: a run without debugging cannot be paused. */
function clickOf({ isStopped, session }: Look): { readonly command: Command | undefined; readonly hint: string } {
  if (isStopped)
    return {
      command: { command: "turno.goToTick", title: translate("Go to Tick") },
      hint: translate("Click to go to a tick."),
    };
  if (session.configuration["noDebug"] === true) return { command: undefined, hint: "" };
  return {
    command: { command: "workbench.action.debug.pause", title: translate("Pause") },
    hint: translate("Click to pause."),
  };
}

export function showClock(watch: MachineWatch): Disposable {
  const item = window.createStatusBarItem("turno.clock", StatusBarAlignment.Left, 5);
  item.name = translate("Turno: the Machine's Clock");
  const show = (look: Look | undefined): void => {
    if (look === undefined) {
      item.hide();
      return;
    }
    const text = clockText(look.overview, translate);
    item.text = `$(watch) ${text}`;
    const { command, hint } = clickOf(look);
    item.command = command;
    item.tooltip = [text, ...(look.isStopped ? [look.text] : []), ...(hint === "" ? [] : [hint])].join("\n");
    item.show();
  };
  const subscription = watch.onDidChange(show);
  show(watch.look);
  return Disposable.from(subscription, item);
}
