/**
 * The process control block of a thread as a page of text beside the scenario: all seven groups at once, of as many processes
 * as a person wants to compare, as they are at each stop.
 *
 * Keeps true: it asks as any client would, by scopes and variables; a page is of one session, shows no other's processes, and
 * says so when that session has ended; the page of a process that is gone keeps what it last said.
 */
import {
  debug,
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
import { labelOf } from "./target.ts";
import { translate } from "./words.ts";

const SCHEME = "turno-pcb";

/** The page of a thread: its session and number are in the query, its label is the page's name. */
function pageOf(session: string, thread: number, label: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `PCB ${label}`, query: `${session} ${thread}` });
}

interface Subject {
  readonly session: string;
  readonly thread: number;
}

function subjectOf({ query }: Uri): Subject {
  const [session = "", thread] = query.split(" ");
  return { session, thread: Number(thread) };
}

/**
 * Whether a thread is still one of the process that a page is of: after a restart with another text its number may be another's. A
 * process with one thread is called by its name, each of several by its routine.
 */
function isSameProcess(page: string, label: string): boolean {
  const [, pid, name = ""] = /^PCB (\d+)(.*)$/.exec(page) ?? [];
  const [, now, newName = ""] = /^(\d+)(.*)$/.exec(label) ?? [];
  const isAlone = name.startsWith(" ") && newName.startsWith(" ");
  return pid === now && (!isAlone || name === newName);
}

/** What a page said last. */
interface Said {
  readonly tick: number;
  readonly text: string;
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
  private readonly said = new Map<string, Said>();
  /** The sessions that have a page, and those that have ended. */
  private readonly begun = new Set<string>();
  private readonly ended = new Set<string>();
  private readonly subscriptions: readonly Disposable[];

  constructor(private readonly watch: MachineWatch) {
    this.subscriptions = [
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      watch.onDidChange((look) => this.follow(look)),
      debug.onDidTerminateDebugSession(({ id }) => this.sessionEnded(id)),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    this.changed.dispose();
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { look } = this.watch;
    const { session, thread } = subjectOf(uri);
    const key = uri.toString();
    if (look?.isStopped === true && look.session.id === session && !this.ended.has(session)) {
      try {
        const label = await labelOf(look.session, thread);
        const text = isSameProcess(uri.path, label) ? await pcbText(look.session, thread) : undefined;
        if (text !== undefined) this.said.set(key, { tick: look.overview.tick, text });
      } catch {
        // The machine has gone on, its session has ended, or the process is gone: the page keeps what it said.
      }
    }
    const said = this.said.get(key);
    const over = this.isOver(session) ? translate("Its session has ended.") : "";
    if (said === undefined) return over === "" ? translate("There is no such process any more.") : over;
    const heading = [uri.path, translate("tick {0}", said.tick), over].filter((part) => part !== "").join(" · ");
    return `${heading}\n\n${said.text}\n`;
  }

  /** A page may be older than this window: then its session is one of which nothing is known. */
  private isOver(session: string): boolean {
    return this.ended.has(session) || !this.begun.has(session);
  }

  /** Shows the page of a thread beside the scenario. */
  async show(thread: number, label: string): Promise<void> {
    const session = debug.activeDebugSession;
    if (session?.type !== "turno") return;
    this.begun.add(session.id);
    const uri = pageOf(session.id, thread, label);
    this.changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
  }

  private follow(look: Look | undefined): void {
    if (look?.isStopped === true) this.renew(look.session.id);
  }

  private sessionEnded(session: string): void {
    this.ended.add(session);
    this.renew(session);
  }

  private renew(session: string): void {
    for (const { uri } of workspace.textDocuments)
      if (uri.scheme === SCHEME && subjectOf(uri).session === session) this.changed.fire(uri);
  }
}
