/**
 * What the extension does when VS Code activates it, on the desktop and in the browser alike. The entry files differ only in
 * the host that they hand to it. Everything made here is disposed of by the context.
 *
 * Keeps true: activation only registers; the compiler, the machine and the language server begin when they are first needed
 * (the server at once, but after activation has returned).
 */
import type { ExtensionContext } from "vscode";
import { lockRows } from "../views/locks.ts";
import { mailboxRows } from "../views/mailboxes.ts";
import { processRows } from "../views/processRows.ts";
import { queueRows } from "../views/queueRows.ts";
import { Choices } from "./choices.ts";
import { provideAdapter } from "./debugType.ts";
import { registerCommands } from "./commands.ts";
import { EventTree } from "./eventTree.ts";
import { provideExpressions } from "./expressions.ts";
import type { Host } from "./host.ts";
import { startLanguageClient } from "./languageClient.ts";
import { provideLaunch } from "./launch.ts";
import { MachineEvents } from "./machineEvents.ts";
import { MachinePanel } from "./machinePanel.ts";
import { MachineWatch } from "./machineWatch.ts";
import { OldText } from "./oldText.ts";
import { PcbDocuments } from "./pcbDocument.ts";
import { RowTree } from "./rowTree.ts";
import { RunTexts } from "./runTexts.ts";
import { Scenarios } from "./scenarios.ts";
import { StepScope } from "./stepScope.ts";
import { ThreadMarks } from "./threadMarks.ts";
import { WrongConditions } from "./wrongConditions.ts";
import { endText, showClock, titleText } from "./statusBar.ts";
import { VerdictMarks } from "./verdictMarks.ts";

export function activateTurno(context: ExtensionContext, host: Host): void {
  const watch = new MachineWatch();
  const scenarios = new Scenarios();
  const events = new MachineEvents(context.workspaceState);
  const choices = new Choices(watch);
  const stepScope = new StepScope(watch);
  const pcbs = new PcbDocuments(watch);
  const texts = new RunTexts();
  const oldText = new OldText(texts, scenarios);
  context.subscriptions.push(
    watch,
    new RowTree("turno.processes", "turno/overview", processRows, watch, titleText, endText),
    new RowTree("turno.queues", "turno/overview", queueRows, watch),
    new RowTree("turno.mailboxes", "turno/mailboxes", mailboxRows, watch),
    new RowTree("turno.locks", "turno/locks", lockRows, watch),
    events,
    new EventTree(events),
    pcbs,
    choices,
    showClock(watch),
    stepScope,
    new MachinePanel(watch),
    new ThreadMarks(watch),
    new VerdictMarks(texts),
    new WrongConditions(scenarios),
    texts,
    oldText,
    provideAdapter(host, scenarios, texts),
    provideExpressions(),
    ...provideLaunch(scenarios),
    ...registerCommands({ watch, events, pcbs, choices, stepScope, oldText, scenarios }),
    startLanguageClient(context, host),
  );
}
