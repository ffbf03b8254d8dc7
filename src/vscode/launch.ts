/**
 * What F5 means: fills in a launch configuration from the active editor, saves the scenario, and refuses one with errors in
 * words that lead to them.
 *
 * Keeps true: no launch.json is needed; nothing starts from a file that does not compile, or that is not what the editor
 * shows; every refusal says what to do.
 */
import {
  commands,
  debug,
  DebugConfigurationProviderTriggerKind,
  window,
  workspace,
  type CancellationToken,
  type DebugConfiguration,
  type DebugConfigurationProvider,
  type Disposable,
  type TextDocument,
  type Uri,
  type WorkspaceFolder,
} from "vscode";
import type { Scenarios } from "./scenarios.ts";
import { sourceName, uriOfSource } from "./sources.ts";
import { translate } from "./words.ts";

const TYPE = "turno";

/** What the past of a run may take, where no setting says otherwise. */
const HISTORY_MEGABYTES = 128;

/** The scenario that a person looks at: the active editor's, else the only one that is visible. */
export function activeScenario(): TextDocument | undefined {
  const isScenario = (document: TextDocument): boolean => document.languageId === "turno";
  const active = window.activeTextEditor?.document;
  if (active !== undefined && isScenario(active)) return active;
  const visible = window.visibleTextEditors.map((editor) => editor.document).filter(isScenario);
  return visible.length === 1 ? visible[0] : undefined;
}

/** The configuration of F5 without a launch.json. */
export function configurationFor(program: string): DebugConfiguration {
  return { type: TYPE, request: "launch", name: translate("Debug Turno scenario"), program };
}

/**
 * What was left out: it stops on entry, unless it is only to run; the past may take what the settings say; and a context switch is not drawn as an exception that has
 * occurred.
 */
function withDefaults(config: DebugConfiguration): DebugConfiguration {
  const stopOnEntry: unknown = config["stopOnEntry"] ?? config["noDebug"] !== true;
  const historyMegabytes = workspace.getConfiguration("turno").get<number>("historyMegabytes", HISTORY_MEGABYTES);
  return { eventStops: "breakpoint", historyMegabytes, ...config, stopOnEntry };
}

interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** Tells why nothing starts, and does not wait for an answer: who asked to start is answered at once. */
function refuse(message: string, ...actions: readonly Action[]): void {
  const titles = actions.map((action) => action.title);
  void window
    .showErrorMessage(message, ...titles)
    .then((chosen) => actions.find(({ title }) => title === chosen)?.run());
}

async function saved(uri: Uri): Promise<boolean> {
  const name = uri.toString();
  const document = workspace.textDocuments.find((each) => each.uri.toString() === name);
  if (document === undefined || !document.isDirty || document.isUntitled) return true;
  return document.save();
}

function refuseErrors(uri: Uri, count: number): void {
  const name = uri.path.split("/").pop() ?? "";
  const message =
    count === 1
      ? translate("{0} has an error, so it cannot run.", name)
      : translate("{0} has {1} errors, so it cannot run.", name, count);
  const show = {
    title: translate("Show Problems"),
    run: () => commands.executeCommand("workbench.actions.view.problems"),
  };
  const open = { title: translate("Open File"), run: () => window.showTextDocument(uri) };
  const isOpen = window.visibleTextEditors.some((editor) => editor.document.uri.toString() === uri.toString());
  refuse(message, show, ...(isOpen ? [] : [open]));
}

class LaunchProvider implements DebugConfigurationProvider {
  constructor(private readonly scenarios: Scenarios) {}

  provideDebugConfigurations(): DebugConfiguration[] {
    return [{ ...configurationFor("${file}"), name: translate("Debug current Turno file"), stopOnEntry: true }];
  }

  resolveDebugConfiguration(
    folder: WorkspaceFolder | undefined,
    config: DebugConfiguration,
  ): DebugConfiguration | undefined {
    // Without a launch.json the configuration is empty, or only has a type.
    const written = Object.entries(config).filter(([, value]) => value !== undefined && value !== "");
    const given: DebugConfiguration = { ...configurationFor("${file}"), ...Object.fromEntries(written) };
    const program: unknown = given["program"] ?? "${file}";
    // VS Code resolves ${file} on disks alone, so it is done here, for files anywhere.
    if (program !== "${file}") return withDefaults({ ...given, program });
    const scenario = activeScenario();
    if (scenario !== undefined) return withDefaults({ ...given, program: sourceName(scenario.uri) });
    refuse(
      translate("There is no Turno scenario to debug: open a .turno file, and press F5 in it."),
      { title: translate("Open File…"), run: () => commands.executeCommand("workbench.action.files.openFile") },
      ...(folder === undefined
        ? []
        : [
            {
              title: translate("Open launch.json"),
              run: () => commands.executeCommand("workbench.action.debug.configure"),
            },
          ]),
    );
    return undefined;
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: WorkspaceFolder | undefined,
    config: DebugConfiguration,
    token?: CancellationToken,
  ): Promise<DebugConfiguration | undefined> {
    const program: unknown = config["program"];
    if (typeof program !== "string" || program === "") {
      refuse(translate('"program" of the launch configuration must name a .turno file.'));
      return undefined;
    }
    const uri = uriOfSource(program, folder);
    if (!(await saved(uri))) return undefined;
    const scenario = await this.scenarios.check(uri);
    if (scenario === undefined) {
      refuse(translate("{0} cannot be read.", program));
      return undefined;
    }
    const errors = scenario.diagnostics.filter((each) => each.severity === "error");
    if (token?.isCancellationRequested === true) return undefined;
    if (errors.length === 0) return { ...config, program: sourceName(uri) };
    refuseErrors(uri, errors.length);
    return undefined;
  }
}

/** F5, launch.json and the list of configurations. */
export function provideLaunch(scenarios: Scenarios): Disposable[] {
  const provider = new LaunchProvider(scenarios);
  return [
    debug.registerDebugConfigurationProvider(TYPE, provider, DebugConfigurationProviderTriggerKind.Initial),
    debug.registerDebugConfigurationProvider(
      TYPE,
      { provideDebugConfigurations: () => provider.provideDebugConfigurations() },
      DebugConfigurationProviderTriggerKind.Dynamic,
    ),
  ];
}
