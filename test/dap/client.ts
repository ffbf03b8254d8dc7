/**
 * A client in memory for the adapter's core: sends requests, runs the machine when it wakes, keeps everything that was said.
 */
import { createAdapter, type Adapter } from "../../src/dap/adapter.ts";
import type { Machine } from "../../src/dap/machine.ts";
import { loadProgram, type LoadResult } from "../../src/debugger/load.ts";
import type { Simulation } from "../../src/machine/simulation.ts";

/** A message as it went over the wire. */
export interface Message {
  readonly seq: number;
  readonly type: string;
  readonly command?: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

/** What was loaded, by its text: images are never changed. */
const loaded = new Map<string, LoadResult>();

function load(program: string, text: string, files: Readonly<Record<string, string>>): LoadResult {
  const result = loaded.get(program + text) ?? loadProgram(program, text, (uri) => files[uri]);
  loaded.set(program + text, result);
  return result;
}

export class Client {
  /** Everything that the adapter sent. */
  readonly received: Message[] = [];
  /** What was asked and what came, one line each. */
  readonly lines: string[] = [];
  readonly asked: number[] = [];
  /** Those of them that are commands of the console. */
  readonly commands = new Set<number>();
  private readonly adapter: Adapter;
  private readonly budget: number;
  private seq = 1;
  private isAwake = false;
  private isInChunk = false;
  /** How often the adapter let its host do something else in the middle of a request. */
  rests = 0;
  private clockMs = 0;
  /** By so much time goes on with each look at the clock. */
  lookMs = 1;
  /** What the client does when the adapter lets its host do something else. */
  onRest: (() => void) | undefined;
  /** What it says of itself. */
  says: object = { supportsInvalidatedEvent: true };
  /** The locale that it tells, if any. */
  locale: string | undefined;
  /** Stops that were told in the turn of an answer. */
  early = 0;

  constructor(files: Readonly<Record<string, string>>, budget = 100_000) {
    this.budget = budget;
    this.adapter = createAdapter({
      load: (program) => {
        const text = files[program];
        if (text === undefined) return Promise.reject(new Error("there is no such file"));
        return Promise.resolve(load(program, text, files));
      },
      readText: (name) => {
        const text = files[name];
        return text === undefined ? Promise.reject(new Error("there is no such file")) : Promise.resolve(text);
      },
      send: (message) => {
        const sent = message as Message;
        if (sent.event === "stopped" && !this.isInChunk) this.early++;
        this.received.push(sent);
        this.lines.push(this.show(sent));
      },
      wake: () => (this.isAwake = true),
      rest: () => {
        this.rests++;
        this.onRest?.();
        return new Promise((resolve) => void setImmediate(resolve));
      },
      now: () => (this.clockMs += this.lookMs),
    });
  }

  private show(m: Message): string {
    const body = m.body === undefined ? "" : ` ${JSON.stringify(m.body)}`;
    if (m.type === "event") return `  ${m.event} event${body}`;
    return m.success === true ? `  ${m.command} answer${body}` : `  ${m.command} refused: ${m.message}`;
  }

  /** Sends anything at all, and lets the machine run until it stops. */
  async sendRaw(message: unknown, runs = true): Promise<void> {
    await this.adapter.handle(message);
    if (runs) this.run();
  }

  /** Runs as a host would, as long as there is more. */
  run(most = 10_000): void {
    if (!this.isAwake) return;
    this.isAwake = false;
    this.isInChunk = true;
    let isMore = true;
    for (let k = 0; k < most && isMore; k++) isMore = this.adapter.runChunk(this.budget);
    this.isInChunk = false;
    // A host that was interrupted goes on later.
    this.isAwake = isMore;
  }

  /** Takes note of what is asked; returns its number. */
  private note(command: string, args: unknown): number {
    const seq = this.seq++;
    this.asked.push(seq);
    if ((args as { expression?: unknown } | null)?.expression?.toString().startsWith(":") === true)
      this.commands.add(seq);
    this.lines.push(`${command} ${JSON.stringify(args)}`);
    return seq;
  }

  /** Sends a request and returns the body of its answer. */
  async request(command: string, args: unknown = {}, runs = true): Promise<unknown> {
    const seq = this.note(command, args);
    const isFirst = command === "initialize" && this.locale !== undefined;
    const given = isFirst ? { ...(args as object), locale: this.locale } : args;
    await this.sendRaw({ seq, type: "request", command, arguments: given }, runs);
    return this.received.find((m) => m.type === "response" && m.request_seq === seq)?.body;
  }

  /** The body of the last `stopped`. */
  get stopped(): { reason: string; threadId: number; text: string; description: string; hitBreakpointIds: number[] } {
    const events = this.received.filter((m) => m.event === "stopped");
    return events[events.length - 1]!.body as never;
  }

  /** Sends several requests in one turn, none waiting for another. */
  async burst(requests: readonly (readonly [command: string, args: unknown])[], runs = true): Promise<void> {
    const sent = requests.map(([command, args]) => {
      const seq = this.note(command, args);
      return this.adapter.handle({ seq, type: "request", command, arguments: args });
    });
    await Promise.all(sent);
    if (runs) this.run();
  }

  /** The simulation that is debugged, for whoever checks its laws. */
  get simulation(): Simulation | undefined {
    return (this.adapter as unknown as { machine?: Machine }).machine?.session.sim;
  }

  /** The bodies of all events of one kind. */
  events(event: string): readonly unknown[] {
    return this.received.filter((m) => m.event === event).map(({ body }) => body);
  }

  /** Begins to debug a scenario. What the adapter can do is in one transcript, and left out of the lines here. */
  async begin(
    program: string,
    launch: object = {},
    before: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    await this.request("initialize", { adapterID: "turno", ...this.says });
    this.lines.length = 0;
    await this.request("launch", { program, ...launch });
    await before();
    await this.request("configurationDone");
  }

  /** The lines of the source at which each frame of a thread stands, innermost first. */
  async stackLines(threadId: number): Promise<number[]> {
    const body = (await this.request("stackTrace", { threadId })) as { stackFrames: { line: number }[] };
    return body.stackFrames.map((frame) => frame.line);
  }
}

/** What must hold of everything that an adapter said. */
export function protocolProblems(client: Client): string[] {
  const problems: string[] = [];
  let isStopped = false;
  client.received.forEach((m, k) => {
    if (m.seq !== k + 1) problems.push(`message ${k + 1} has seq ${m.seq}`);
    if (m.event === "stopped" && isStopped) problems.push(`message ${m.seq}: stopped while stopped`);
    if (m.event === "stopped") isStopped = true;
    if (m.type === "response" && m.success === true && isMove(client, m)) isStopped = false;
  });
  if (client.early > 0) problems.push(`${client.early} stops were told in the turn of an answer`);
  for (const seq of client.asked) {
    const answers = client.received.filter((m) => m.type === "response" && m.request_seq === seq).length;
    if (answers !== 1) problems.push(`request ${seq} has ${answers} answers`);
  }
  return [...problems, ...traceProblems(client), ...progressProblems(client)];
}

/** Before each stop the console tells it, with its tick, after all that the run wrote. */
function traceProblems({ received }: Client): string[] {
  const problems: string[] = [];
  /** What the console was told since somebody else was told something. */
  let told: { category: string; output: string }[] = [];
  for (const { event, body, seq } of received) {
    if (event === "output") told.push(body as { category: string; output: string });
    else if (event === "stopped") {
      const { text } = body as { text: string };
      const place = told.findLastIndex(({ output }) => output.startsWith(text) && /tick \d/i.test(output));
      if (place < 0) problems.push(`message ${seq}: the console does not tell the stop "${text}"`);
      if (told.slice(place).some(({ category }) => category === "stdout"))
        problems.push(`message ${seq}: the run writes after its stop`);
    }
    if (event !== "output" && event !== "turno/verdicts") told = [];
  }
  return problems;
}

/** Progress begins, goes up and ends, and a client that does not show it is not told. */
function progressProblems({ received, says }: Client): string[] {
  const problems: string[] = [];
  const shown = new Map<string, number>();
  for (const { event = "", body } of received) {
    if (!event.startsWith("progress")) continue;
    const { progressId, percentage = 0 } = body as { progressId: string; percentage?: number };
    const last = shown.get(progressId);
    if (!("supportsProgressReporting" in says)) problems.push(`${event} to a client that did not ask for it`);
    if ((last === undefined) !== (event === "progressStart")) problems.push(`${event} of ${progressId} out of turn`);
    if (percentage > 100 || (event === "progressUpdate" && percentage < (last ?? 0)))
      problems.push(`${progressId} goes from ${last} to ${percentage}`);
    if (event === "progressEnd") shown.delete(progressId);
    else shown.set(progressId, percentage);
  }
  for (const progressId of shown.keys()) problems.push(`${progressId} has no end`);
  return problems;
}

/** Whether the machine is not where it stopped after a request that was answered: a command of the console may be one, too. */
function isMove({ commands }: Client, m: Message): boolean {
  return MOVES.has(m.command ?? "") || commands.has(m.request_seq ?? 0);
}

/** Requests after which the machine is not where it stopped. */
export const MOVES: ReadonlySet<string> = new Set([
  "continue",
  "next",
  "stepIn",
  "stepOut",
  "stepBack",
  "reverseContinue",
  "restart",
  "restartFrame",
  "goto",
  "configurationDone",
  "turno/stepTick",
  "turno/previousTick",
  "turno/nextContextSwitch",
  "turno/nextEvent",
  "turno/previousEvent",
  "turno/previousContextSwitch",
  "turno/goToTick",
  "turno/focusThread",
  "turno/choose",
  "turno/lastChange",
  "turno/whoWoke",
  "turno/whoBlocked",
  "turno/goToLine",
  "turno/dispatch",
  "turno/hold",
  "turno/release",
  "turno/runOnly",
  "turno/kill",
  "turno/suspend",
  "turno/resume",
  "turno/setPriority",
  "terminateThreads",
]);
