/**
 * At the first stop that a person ever sees, the trees of the machine are opened: VS Code keeps the views of extensions closed
 * in its debug side bar, and nobody looks for what they do not know of.
 *
 * Keeps true: once for each person, never again, whatever they do with the views then; the focus stays where it is.
 */
import { commands, workspace, type Disposable, type Memento } from "vscode";
import type { MachineWatch } from "./machineWatch.ts";

const KEY = "turno.hasSeenTrees";
/** The last one has the first place in the person's eye. */
const VIEWS = ["turno.queues", "turno.processes"] as const;

export function openTreesOnce(memory: Memento, watch: MachineWatch): Disposable {
  let isDone = memory.get<boolean>(KEY, false);
  return watch.onDidChange(async (look) => {
    if (isDone || look?.isStopped !== true) return;
    isDone = true;
    if (!workspace.getConfiguration("turno").get<boolean>("openTreesAtFirstStop", true)) return;
    await memory.update(KEY, true);
    for (const view of VIEWS) await commands.executeCommand(`${view}.focus`, { preserveFocus: true });
  });
}
