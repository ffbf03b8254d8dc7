/**
 * The commands of the palette, the toolbar and the trees: one table. Each is a few words to the active session; what they
 * mean is the adapter's.
 */
import { commands, debug, Uri, window, workspace, type Disposable } from "vscode";
import type { Row } from "../views/row.ts";
import { tickAsked } from "../views/tickAsked.ts";
import { ask, askPast } from "./ask.ts";
import { saveChoices, type Choices } from "./choices.ts";
import { editCondition, stopAtEventOf } from "./eventTree.ts";
import { activeScenario, configurationFor } from "./launch.ts";
import type { MachineEvents } from "./machineEvents.ts";
import type { MachineWatch } from "./machineWatch.ts";
import type { OldText } from "./oldText.ts";
import type { PcbDocuments } from "./pcbDocument.ts";
import type { Scenarios } from "./scenarios.ts";
import { sourceName } from "./sources.ts";
import type { StepScope } from "./stepScope.ts";
import { targetOf, type Target } from "./target.ts";
import { goToLastChange, goToPrintedLine } from "./travel.ts";
import { translate } from "./words.ts";

/** What commands need besides the active session. */
export interface Parts {
  readonly watch: MachineWatch;
  readonly events: MachineEvents;
  readonly pcbs: PcbDocuments;
  readonly choices: Choices;
  readonly stepScope: StepScope;
  readonly oldText: OldText;
  readonly scenarios: Scenarios;
}

async function start(target: unknown, isDebugging: boolean): Promise<boolean> {
  const uri = target instanceof Uri ? target : activeScenario()?.uri;
  const program = uri === undefined ? "${file}" : sourceName(uri);
  const folder = uri === undefined ? undefined : workspace.getWorkspaceFolder(uri);
  const config = { ...configurationFor(program), stopOnEntry: isDebugging };
  return debug.startDebugging(folder, config, { noDebug: !isDebugging });
}

/** What a command is told: what it was called with (VS Code's menus tell two things), and the extension's parts. */
type Command = (argument: unknown, parts: Parts, place: unknown) => Promise<unknown>;

/** Does something with the thread that a menu was opened on. */
const withThread =
  (act: (target: Target, parts: Parts) => Promise<unknown>): Command =>
  async (argument, parts, place) => {
    const target = await targetOf(parts.watch, argument, place);
    if (target !== undefined) await act(target, parts);
  };

const askOf = (request: string): Command => withThread(({ thread }) => ask(request, { threadId: thread }));
const askPastOf = (request: string): Command => withThread(({ thread }) => askPast(request, { threadId: thread }));

async function goToTick({ watch }: Parts): Promise<void> {
  const now = watch.look?.overview.tick ?? 0;
  const text = await window.showInputBox({
    title: translate("Go to Tick"),
    prompt: translate("The machine is at tick {0}. +10 and -10 count from there.", now),
    validateInput: (value) =>
      tickAsked(value, now) === undefined ? translate("A tick is a whole number: 120, +10 or -10.") : undefined,
  });
  const tick = text === undefined ? undefined : tickAsked(text, now);
  if (tick !== undefined) await ask("turno/goToTick", { tick });
}

async function setPriority({ thread, label }: Target): Promise<void> {
  const text = await window.showInputBox({
    title: translate("Priority of {0}", label),
    prompt: translate("A whole number: the less, the more urgent."),
    validateInput: (value) =>
      /^\s*\d+\s*$/.test(value) ? undefined : translate("A priority is a whole number from 0."),
  });
  if (text !== undefined) await ask("turno/setPriority", { threadId: thread, priority: Number(text) });
}

/** The key that the menus ask whether numbers are hexadecimal. */
const HEX = "turno.showsHex";

/** Numbers in hexadecimal or not, in all views that show values. */
async function showHex(hex: boolean): Promise<void> {
  await ask("turno/showHex", { hex });
  await commands.executeCommand("setContext", HEX, hex);
}

const stopAt = (event: string): Command =>
  withThread(async ({ process }, { events }) => {
    if (process !== "") await stopAtEventOf(events, event, process);
  });

const COMMANDS: Readonly<Record<string, Command>> = {
  "turno.debug": (target) => start(target, true),
  "turno.run": (target) => start(target, false),
  "turno.restart": (_nothing, { oldText }) => oldText.restart(),
  "turno.previousContextSwitch": () => ask("turno/previousContextSwitch"),
  "turno.nextContextSwitch": () => ask("turno/nextContextSwitch"),
  "turno.previousEvent": () => ask("turno/previousEvent"),
  "turno.nextEvent": () => ask("turno/nextEvent"),
  "turno.previousTick": () => ask("turno/previousTick"),
  "turno.stepTick": () => ask("turno/stepTick"),
  "turno.goToTick": (_nothing, parts) => goToTick(parts),
  "turno.focusThread": (thread) => ask("turno/focusThread", { threadId: thread }),
  "turno.lookAt": askOf("turno/focusThread"),
  "turno.showPcb": withThread(({ thread, label }, { pcbs }) => pcbs.show(thread, label)),
  "turno.choose": (_nothing, { choices }) => choices.ask(),
  "turno.saveChoices": () => saveChoices(),
  "turno.dispatch": askOf("turno/dispatch"),
  "turno.hold": askOf("turno/hold"),
  "turno.release": askOf("turno/release"),
  "turno.runOnly": askOf("turno/runOnly"),
  "turno.whoWoke": askPastOf("turno/whoWoke"),
  "turno.whoBlocked": askPastOf("turno/whoBlocked"),
  "turno.lastChange": (argument) => goToLastChange(argument),
  "turno.goToPrintedLine": () => goToPrintedLine(),
  "turno.stepScope": (_nothing, { stepScope }) => stepScope.choose(),
  "turno.followCpu": (_nothing, { stepScope }) => stepScope.follows(true),
  "turno.stayWithThread": (_nothing, { stepScope }) => stepScope.follows(false),
  "turno.showHex": () => showHex(true),
  "turno.showDecimal": () => showHex(false),
  "turno.suspend": askOf("turno/suspend"),
  "turno.resume": askOf("turno/resume"),
  "turno.setPriority": withThread(setPriority),
  "turno.kill": askOf("turno/kill"),
  "turno.breakOnDispatch": stopAt("dispatched"),
  "turno.breakOnTransitions": stopAt("stateChanged"),
  "turno.editEventCondition": (row, { events, scenarios }) => editCondition(events, scenarios, (row as Row).id),
  "turno.removeEventCondition": (row, { events }) => events.choose([[(row as Row).id, { condition: "" }]]),
  "turno.clearEvents": (_nothing, { events }) => events.clear(),
};

export function registerCommands(parts: Parts): Disposable[] {
  const registered = Object.entries(COMMANDS).map(([id, run]) =>
    commands.registerCommand(id, (argument: unknown, place: unknown) => run(argument, parts, place)),
  );
  // A session begins with decimal numbers, whatever the one before it showed.
  const begins = debug.onDidStartDebugSession(({ type }) => {
    if (type === "turno") void commands.executeCommand("setContext", HEX, false);
  });
  return [...registered, begins];
}
