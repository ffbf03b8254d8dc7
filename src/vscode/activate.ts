/**
 * What the extension does when VS Code activates it, on the desktop and in the browser alike. The entry files differ only in
 * the host that they hand to it. Everything made here is disposed of by the context.
 *
 * Keeps true: activation only registers; the compiler, the machine and the language server begin when they are first needed
 * (the server at once, but after activation has returned).
 */
import type { ExtensionContext } from "vscode";
import { processRows } from "../views/processRows.ts";
import { queueRows } from "../views/queueRows.ts";

import { provideAdapter } from "./debugType.ts";
import { registerCommands } from "./commands.ts";
import { provideExpressions } from "./expressions.ts";
import type { Host } from "./host.ts";
import { startLanguageClient } from "./languageClient.ts";
import { provideLaunch } from "./launch.ts";
import { MachineWatch } from "./machineWatch.ts";
import { RowTree } from "./rowTree.ts";
import { Scenarios } from "./scenarios.ts";
import { showClock } from "./statusBar.ts";

export function activateTurno(context: ExtensionContext, host: Host): void {
  const watch = new MachineWatch();
  const scenarios = new Scenarios();
  const trees = [new RowTree("turno.processes", processRows, watch), new RowTree("turno.queues", queueRows, watch)];
  watch.isWatched = () => trees.some((tree) => tree.isVisible);
  context.subscriptions.push(
    watch,
    ...trees,
    showClock(watch),

    provideAdapter(host, scenarios),
    provideExpressions(),
    ...provideLaunch(scenarios),
    ...registerCommands(),
    startLanguageClient(context, host),
  );
}
