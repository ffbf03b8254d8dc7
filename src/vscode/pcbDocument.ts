/**
 * The process control block of a thread as a page of text beside the scenario: all seven groups at once, of as many processes
 * as a person wants to compare, as they are at each stop.
 *
 * Keeps true: it asks as any client would, by scopes and variables; the page of a process that is gone keeps what it last said.
 */
import {
  EventEmitter,
  Uri,
  ViewColumn,
  window,
  workspace,
  type DebugSession,
  type Disposable,
  type TextDocumentContentProvider,
} from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Look, MachineWatch } from "./machineWatch.ts";
import { translate } from "./words.ts";

const SCHEME = "turno-pcb";

/** The page of a thread: its number is in the query, its label is the page's name. */
function pageOf(thread: number, label: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `PCB ${label}`, query: String(thread) });
}

async function variablesOf(session: DebugSession, variablesReference: number): Promise<DebugProtocol.Variable[]> {
  const answer = (await session.customRequest("variables", {
    variablesReference,
  })) as DebugProtocol.VariablesResponse["body"];
  return answer.variables;
}

async function pcbText(session: DebugSession, threadId: number): Promise<string | undefined> {
  const stack = (await session.customRequest("stackTrace", { threadId })) as DebugProtocol.StackTraceResponse["body"];
  const frameId = stack.stackFrames[0]?.id;
  if (frameId === undefined) return undefined;
  const { scopes } = (await session.customRequest("scopes", { frameId })) as DebugProtocol.ScopesResponse["body"];
  const pcb = scopes.find(({ name }) => name === "PCB");
  if (pcb === undefined) return undefined;
  const lines: string[] = [];
  for (const group of await variablesOf(session, pcb.variablesReference)) {
    if (group.variablesReference === 0) lines.push(`${group.name}: ${group.value}`);
    else {
      lines.push("", group.name);
      const rows = await variablesOf(session, group.variablesReference);
      const width = Math.max(...rows.map(({ name }) => name.length));
      for (const { name, value } of rows) lines.push(`  ${name.padEnd(width)}  ${value}`);
    }
  }
  return lines.join("\n");
}

export class PcbDocuments implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, string>();
  private readonly subscriptions: readonly Disposable[];

  constructor(private readonly watch: MachineWatch) {
    this.subscriptions = [
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      watch.onDidChange((look) => this.follow(look)),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    this.changed.dispose();
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { look } = this.watch;
    const key = uri.toString();
    if (look?.isStopped === true) {
      try {
        const text = await pcbText(look.session, Number(uri.query));
        const heading = translate("tick {0}", look.overview.tick);
        if (text !== undefined) this.texts.set(key, `${uri.path} · ${heading}\n\n${text}\n`);
      } catch {
        // The machine has gone on, or its session has ended: the page keeps what it said.
      }
    }
    return this.texts.get(key) ?? translate("There is no such process any more.");
  }

  /** Shows the page of a thread beside the scenario. */
  async show(thread: number, label: string): Promise<void> {
    const uri = pageOf(thread, label);
    this.changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
  }

  private follow(look: Look | undefined): void {
    if (look?.isStopped !== true) return;
    for (const { uri } of workspace.textDocuments) if (uri.scheme === SCHEME) this.changed.fire(uri);
  }
}
