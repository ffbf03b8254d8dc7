/**
 * The commands of the palette, the toolbar and the trees: one table. Each is a few words to the active session; what they
 * mean is the adapter's.
 */
import { commands, debug, Uri, workspace, type Disposable } from "vscode";
import { activeScenario, configurationFor } from "./launch.ts";
import { sourceName } from "./sources.ts";

async function start(target: unknown, isDebugging: boolean): Promise<boolean> {
  const uri = target instanceof Uri ? target : activeScenario()?.uri;
  const program = uri === undefined ? "${file}" : sourceName(uri);
  const folder = uri === undefined ? undefined : workspace.getWorkspaceFolder(uri);
  const config = { ...configurationFor(program), stopOnEntry: isDebugging };
  return debug.startDebugging(folder, config, { noDebug: !isDebugging });
}

/** Asks the active session; without one there is nothing to move. */
async function ask(request: string, args?: unknown): Promise<void> {
  const session = debug.activeDebugSession;
  if (session?.type === "turno") await session.customRequest(request, args);
}

const COMMANDS: Readonly<Record<string, (argument: unknown) => Promise<unknown>>> = {
  "turno.debug": (target) => start(target, true),
  "turno.run": (target) => start(target, false),
  "turno.stepTick": () => ask("turno/stepTick"),
  "turno.nextContextSwitch": () => ask("turno/nextContextSwitch"),
  "turno.focusThread": (thread) => ask("turno/focusThread", { threadId: thread }),
};

export function registerCommands(): Disposable[] {
  return Object.entries(COMMANDS).map(([id, run]) => commands.registerCommand(id, run));
}
