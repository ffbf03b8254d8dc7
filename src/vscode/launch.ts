/**
 * What F5 means: fills in a launch configuration from the active editor, saves the scenario, and refuses one with errors in
 * words that lead to them.
 *
 * Keeps true: no launch.json is needed; what starts is what the editor shows, saved or not; nothing starts from a file that does
 * not compile or in which nothing can run; every refusal says what to do. A session is named by its file, unless a person
 * has named it.
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
  Position,
  type TextDocument,
  type Uri,
  type WorkspaceFolder,
} from "vscode";
import { fileName } from "../base/sourceNames.ts";
import type { Image } from "../isa/image.ts";
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

/** The configuration of F5 without a launch.json: a session is called as its file, as soon as that is known. */
export function configurationFor(program: string): DebugConfiguration {
  return { type: TYPE, request: "launch", name: translate("Debug Turno scenario"), program };
}

/** Names that nobody has thought of: those of our own configurations. */
const plainNames = (): readonly unknown[] => [
  undefined,
  "",
  translate("Debug Turno scenario"),
  translate("Debug current Turno file"),
];

function named(config: DebugConfiguration, uri: Uri): DebugConfiguration {
  return plainNames().includes(config.name) ? { ...config, name: fileName(uri.toString()) } : config;
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

/** Saves what can be saved: what cannot, as a file that may only be read, runs as its editor shows it. */
async function save(uri: Uri): Promise<void> {
  const name = uri.toString();
  const document = workspace.textDocuments.find((each) => each.uri.toString() === name);
  if (document?.isDirty === true && !document.isUntitled) await document.save();
}

/** The least that runs. */
const LEAST_PROGRAM = 'program hello() {\n  print("hello")\n}\n\n';
const LEAST_PROCESS = "process p = hello()";

/** A process that runs the first program of a scenario, if it has one. */
function processOf({ programs, routines }: Image): string | undefined {
  const first = programs[0];
  if (first === undefined) return undefined;
  const parameters = routines[first.routine]?.variables.filter(({ isParameter }) => isParameter) ?? [];
  return `process p = ${first.name}(${parameters.map(() => "1").join(", ")})`;
}

async function insertAtEnd(uri: Uri, text: string): Promise<void> {
  const editor = await window.showTextDocument(uri);
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  const gap = editor.document.getText().trim() === "" ? "" : "\n\n";
  await editor.edit((edit) => {
    edit.insert(new Position(end.line, end.character), gap + text);
  });
}

function refuseNoProcess(uri: Uri, image: Image): void {
  const name = fileName(uri.toString());
  const process = processOf(image);
  if (process === undefined) {
    const message = translate(
      "{0} declares no process, so nothing can run. Write a program and a process that runs it: {1}",
      name,
      LEAST_PROCESS,
    );
    const text = `${LEAST_PROGRAM}${LEAST_PROCESS}\n`;
    refuse(message, { title: translate("Insert an Example"), run: () => insertAtEnd(uri, text) });
    return;
  }
  const message = translate(
    "{0} declares no process, so nothing can run. Write one that runs a program: {1}",
    name,
    process,
  );
  refuse(message, { title: translate("Insert This Process"), run: () => insertAtEnd(uri, `${process}\n`) });
}

function refuseErrors(uri: Uri, count: number): void {
  const name = fileName(uri.toString());
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

/**
 * Compiles the scenario as its editors show it, and refuses what cannot run.
 * @returns whether it can
 */
export async function checkedForStart(scenarios: Scenarios, uri: Uri, token?: CancellationToken): Promise<boolean> {
  const scenario = await scenarios.check(uri);
  if (token?.isCancellationRequested === true) return false;
  if (scenario === undefined) {
    refuse(translate("{0} cannot be read: it is not there, or may not be opened.", fileName(uri.toString())));
    return false;
  }
  const errors = scenario.diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0) refuseErrors(uri, errors.length);
  else if (scenario.image?.processes.length === 0) refuseNoProcess(uri, scenario.image);
  else return true;
  return false;
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
    if (scenario !== undefined) {
      const config = { ...named(given, scenario.uri), program: sourceName(scenario.uri) };
      return withDefaults(config);
    }
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
    await save(uri);
    if (!(await checkedForStart(this.scenarios, uri, token))) return undefined;
    return { ...named(config, uri), program: sourceName(uri) };
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
