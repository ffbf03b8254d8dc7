/**
 * The clock of the machine in the status bar: the tick, and who runs; below the pointer, why the machine stands still, which VS
 * Code shows of exceptions only. A click opens the queues.
 */
import { Disposable, StatusBarAlignment, window } from "vscode";
import { clockText } from "../views/clockText.ts";
import type { Look, MachineWatch } from "./machineWatch.ts";
import { translate } from "./words.ts";

/** Why the machine stands still, in a sentence that need not say when. */
export function stopText({ isStopped, text }: Look): string {
  return isStopped ? text.replace(/^Tick \d+: /, "") : translate("running");
}

export function showClock(watch: MachineWatch): Disposable {
  const item = window.createStatusBarItem("turno.clock", StatusBarAlignment.Left, 5);
  item.name = translate("Turno: the Machine's Clock");
  item.command = { command: "turno.queues.focus", title: translate("Show Queues") };
  const show = (look: Look | undefined): void => {
    if (look === undefined) {
      item.hide();
      return;
    }
    const text = clockText(look.overview, translate);
    item.text = `$(watch) ${text}`;
    item.tooltip = [text, ...(look.isStopped ? [look.text] : []), translate("Click to see the queues.")].join("\n");
    item.show();
  };
  const subscription = watch.onDidChange(show);
  show(watch.look);
  return Disposable.from(subscription, item);
}
