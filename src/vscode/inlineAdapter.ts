/**
 * The debug adapter in the extension's own process: carries messages between VS Code and the adapter core, and lets the core
 * run in short chunks, each in a turn of its own, so that neither the editor nor other extensions wait.
 *
 * Keeps true: a chunk lasts about `CHUNK_MS` whatever the machine's speed; a fault of our own ends the session with words,
 * never silently; after `dispose` nothing runs and nothing is sent.
 */
import { Disposable, EventEmitter, type DebugAdapter, type DebugProtocolMessage } from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { createAdapter, type Adapter } from "../dap/adapter.ts";
import { MovedSources } from "../dap/movedSources.ts";
import type { LoadResult } from "../debugger/load.ts";
import type { Host } from "./host.ts";
import type { RunTexts, SessionTexts } from "./runTexts.ts";
import type { Scenarios } from "./scenarios.ts";
import { readText, uriOfSource } from "./sources.ts";
import { translate } from "./words.ts";

const CHUNK_MS = 8;
const LEAST_BUDGET = 1_000;
const MOST_BUDGET = 10_000_000;

/** The scenario as the adapter takes it; problems are for those who start it without the check of F5. */
async function loadForDebugger(scenarios: Scenarios, program: string): Promise<LoadResult> {
  const scenario = await scenarios.load(uriOfSource(program));
  if (scenario === undefined) throw new Error(translate("there is no such file"));
  if (scenario.image !== undefined) return { ok: true, image: scenario.image };
  const errors = scenario.diagnostics.filter((each) => each.severity === "error");
  return { ok: false, problems: errors.map((each) => `${each.message} (${each.code})`) };
}

export class InlineAdapter extends Disposable implements DebugAdapter {
  private readonly sent = new EventEmitter<DebugProtocolMessage>();
  readonly onDidSendMessage = this.sent.event;
  private readonly core: Adapter;
  private seq = 0;
  private budget = LEAST_BUDGET;
  private isScheduled = false;
  private isDisposed = false;
  private readonly texts: SessionTexts;
  private readonly moved: MovedSources;

  constructor(
    private readonly later: Host["later"],
    scenarios: Scenarios,
    private readonly session: string,
    private readonly runTexts: RunTexts,
  ) {
    super(() => this.end());
    this.texts = runTexts.of(session);
    this.moved = new MovedSources(this.texts);
    this.core = createAdapter({
      load: async (program) => {
        const loaded = await loadForDebugger(scenarios, program);
        if (loaded.ok) runTexts.begin(session, loaded.image.sources);
        return loaded;
      },
      readText: async (name) => {
        const text = await readText(uriOfSource(name));
        if (text === undefined) throw new Error(translate("there is no such file"));
        return text;
      },
      send: (message) => this.send(message),
      wake: () => this.schedule(),
      rest: () => new Promise((resolve) => this.later(resolve)),
      now: () => performance.now(),
    });
  }

  handleMessage(message: DebugProtocolMessage): void {
    const asked = message as DebugProtocol.ProtocolMessage;
    void this.core.handle(this.moved.incoming(asked));
  }

  private end(): void {
    this.isDisposed = true;
    this.sent.dispose();
    this.runTexts.end(this.session);
  }

  private send(message: DebugProtocol.ProtocolMessage): void {
    if (this.isDisposed) return;
    this.seq = message.seq;
    this.sent.fire(this.moved.outgoing(message));
  }

  private sendEvent(event: string, body: object): void {
    const message: DebugProtocol.Event = { seq: this.seq + 1, type: "event", event, body };
    this.send(message);
  }

  private schedule(): void {
    if (this.isScheduled || this.isDisposed) return;
    this.isScheduled = true;
    this.later(() => this.guarded(() => this.runChunk()));
  }

  private runChunk(): void {
    this.isScheduled = false;
    if (this.isDisposed) return;
    const start = performance.now();
    const goesOn = this.core.runChunk(this.budget);
    const elapsed = Math.max(0.1, performance.now() - start);
    if (!goesOn) return;
    this.budget = Math.round(Math.min(MOST_BUDGET, Math.max(LEAST_BUDGET, (this.budget * CHUNK_MS) / elapsed)));
    this.schedule();
  }

  /** A mistake of ours would otherwise leave a session that answers nothing. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const output = translate("Turno has made a mistake of its own, and the session cannot go on: {0}", reason);
      this.sendEvent("output", { category: "stderr", output: `${output}\n` });
      this.sendEvent("terminated", {});
    }
  }
}
