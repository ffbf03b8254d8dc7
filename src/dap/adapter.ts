/**
 * The debug adapter's core: messages in, messages out, and the run in bounded pieces. It does no input or output of its own. It is
 * one class on purpose: the state of one connection.
 *
 * Keeps true: requests are carried out one after another, and every one is answered exactly once, unknown and malformed ones too;
 * `seq` rises; after a request that moves the machine, its answer goes out first, and `stopped` only from `runChunk`, in a later
 * turn; nothing throws out of here.
 * Follows: the Debug Adapter Protocol specification, https://microsoft.github.io/debug-adapter-protocol/specification
 */
import { english } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Pieces } from "../base/pieces.ts";
import type { KeptBreakpoints } from "../debugger/breakpoints/breakpointSet.ts";
import { Session } from "../debugger/session.ts";
import { isException } from "../debugger/breakpoints/exceptions.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import { threadNumber } from "../debugger/inspect/threads.ts";
import { worthOf, type Worth } from "../debugger/outcome/verdict.ts";
import { checkedArguments } from "./arguments.ts";
import { restoredBreakpoints } from "./breakpoints.ts";
import { SEVERAL_SOURCES } from "./capabilities.ts";
import type { AdapterControl } from "./control.ts";
import { messageOf, RequestError } from "./errors.ts";
import { loaded, type LoadingPorts } from "./loading.ts";
import { LATE } from "./late.ts";
import { LongWork, type Task } from "./longWork.ts";
import { look, newMachine, type Conventions, type EventStops, type LaunchArguments, type Machine } from "./machine.ts";
import { heldBackBodies, newConsole, outputBodies, type OutputBody } from "./output.ts";
import { tellMemoryAt, tellThreads, tellWritten } from "./notices.ts";
import { HANDLERS } from "./requests.ts";
import { focusOf } from "./stepping.ts";
import { greetingBody, stopBody, verdictBodies, verdictMarks } from "./trace.ts";
import { Wire } from "./wire.ts";

/** What a host gives the adapter. */
export interface AdapterPorts extends LoadingPorts {
  /** Sends a message to the client. */
  send(message: DebugProtocol.ProtocolMessage): void;
  /**
   * There is something to do: `runChunk` is to be called, in macrotasks of its own (a MessageChannel where timers are slow), until
   * it says that it is done. May be called again while that is going on.
   */
  wake(): void;
  /** Resolves in a later macrotask, once the host has done what else there was to do. */
  rest(): Promise<void>;
  /** Milliseconds since some moment: long work is told of. */
  now(): number;
}

/** A host's handle on the adapter. */
export interface Adapter {
  /** Takes a message of the client; resolves when its answer has been sent. Calls need not wait for each other. */
  handle(message: unknown): Promise<void>;
  /**
   * Does a piece of the run.
   * @param budget work to do at most
   * @returns whether there is more to do
   */
  runChunk(budget: number): boolean;
  /** The client has gone: long work is given up. */
  abandon(): void;
}

/** The reasons of `stopped` by those of the debugger. */
const REASONS: Readonly<Record<StopInfo["reason"], string>> = {
  entry: "entry",
  step: "step",
  breakpoint: "breakpoint",
  "function breakpoint": "function breakpoint",
  "instruction breakpoint": "instruction breakpoint",
  "data breakpoint": "data breakpoint",
  event: "exception",
  exception: "exception",
  pause: "pause",
  goto: "goto",
  restart: "restart",
  choice: "choice",
  finished: "pause",
};

/** Why a run is said to have stopped: at its end, too, for what was asked for. */
function reasonOf({ reason, breakpoints, event }: StopInfo, eventStops: EventStops): string {
  if (reason !== "event" && (reason !== "finished" || breakpoints.length === 0)) return REASONS[reason];
  return event !== undefined && isException(event) ? "exception" : eventStops;
}

/** The exit code of a session by what its run is worth, as that of the command. */
const EXIT_CODES: Readonly<Record<Worth, number>> = { fine: 0, failed: 3, undecided: 4 };

/** Requests after which there may be another scenario. */
const LOADS: ReadonlySet<string> = new Set(["launch", "restart"]);

function isRequest(message: unknown): message is DebugProtocol.Request {
  const request = message as Partial<DebugProtocol.Request> | null | undefined;
  return request?.type === "request" && typeof request.command === "string" && typeof request.seq === "number";
}

/** After whose answer a client knows by itself that the machine runs. */
const RUNS: ReadonlySet<string> = new Set(
  "continue next stepIn stepOut stepBack reverseContinue restartFrame".split(" "),
);

/** A run that lasts so long is told to a client that does not know of it: else it could not be paused. */
const SILENT_MS = 100;

/** The beginning of what came, for a message. */
function describe(message: unknown): string {
  return message === undefined ? "nothing" : JSON.stringify(message).slice(0, 200);
}

/** Requests after which other values than the one that was asked for may be others, and nothing else is. */
const CHANGES: ReadonlySet<string> = new Set(["setVariable", "setExpression", "writeMemory", "turno/showHex"]);

class AdapterCore implements Adapter, AdapterControl {
  private readonly wire: Wire;
  private readonly work: LongWork;
  /** The request whose turn it is. */
  private asked = 0;
  private command = "";
  /** Since when the machine has been running without its client's knowledge. */
  private silentSince: number | undefined;
  /** The requests under way: each begins when the one before has been answered. */
  private inTurn: Promise<void> = Promise.resolve();
  private machine: Machine | undefined;
  private readonly console = newConsole();
  private isRunning = false;
  private hasBegun = false;
  private isOver = false;
  /** Whether there was a machine, and its session is over. */
  private hasEnded = false;
  /** A stop that is told in the next turn. */
  private later: StopInfo | undefined;
  /** A way through time, to go once the request has been answered. */
  private way: { readonly title: string; readonly pieces: Pieces<StopInfo> } | undefined;
  conventions: Conventions = {
    linesFrom: 1,
    columnsFrom: 1,
    namesAreUris: false,
    looksAgain: false,
    tellsProgress: false,
    tellsMemory: false,
    showsColours: false,
    words: english,
  };

  constructor(private readonly ports: AdapterPorts) {
    const send = (message: DebugProtocol.ProtocolMessage): void => {
      ports.send(message);
    };
    this.wire = new Wire(send, () => this.conventions.words);
    this.work = new LongWork({
      wire: this.wire,
      tellsProgress: () => this.conventions.tellsProgress,
      now: () => ports.now(),
      rest: () => ports.rest(),
    });
  }

  handle(message: unknown): Promise<void> {
    if (isRequest(message)) this.work.comes(message);
    // A port that throws has lost its client: there is nobody to tell.
    this.inTurn = this.inTurn.then(() => this.carryOut(message)).catch(() => undefined);
    return this.inTurn;
  }

  abandon(): void {
    this.work.abandon();
  }

  runChunk(budget: number): boolean {
    try {
      return this.runPiece(budget);
    } catch (error) {
      this.giveUp(error);
      return false;
    }
  }

  theMachine(command: string): Machine {
    if (this.machine === undefined) throw new RequestError(this.hasEnded ? "over" : "noSession", command);
    return this.machine;
  }

  stoppedMachine(command: string): Machine {
    const machine = this.theMachine(command);
    if (!this.hasBegun) throw new RequestError("notBegun", command);
    if (this.running) throw new RequestError("running");
    return machine;
  }

  get running(): boolean {
    return this.isRunning || this.later !== undefined;
  }

  get toTell(): string | undefined {
    return this.later?.text;
  }

  get begun(): boolean {
    return this.hasBegun;
  }

  async launch(launch: LaunchArguments, kept?: KeptBreakpoints): Promise<void> {
    const { image, replay } = await loaded(launch, this.ports, this.wire, this.conventions.words);
    const options = {
      ...(replay === undefined ? {} : { replay }),
      ...(launch.seed === undefined ? {} : { seed: launch.seed }),
      trace: launch.trace ?? false,
      asks: launch.noDebug !== true,
      races: launch.races ?? false,
      ...(launch.historyMegabytes === undefined ? {} : { historyBytes: launch.historyMegabytes * 2 ** 20 }),
      words: this.conventions.words,
    };
    const session = new Session(image, options);
    // Numbers go on where an earlier session of this client ended: a late question leads to nothing.
    session.references.next = this.machine?.session.references.next ?? 1;
    this.hasEnded = false;
    this.machine = newMachine(session, launch, this.conventions, this.machine?.nextFrame ?? 1);
    this.stand();
    this.later = undefined;
    if (kept === undefined) this.hasBegun = false;
    else for (const body of restoredBreakpoints(this.machine, kept)) this.wire.event("breakpoint", body);
  }

  begin(): void {
    const machine = this.theMachine("configurationDone");
    this.hasBegun = true;
    const stops = machine.launch.noDebug !== true && (machine.launch.stopOnEntry ?? true);
    machine.session.resume(stops ? { kind: "entry" } : { kind: "continue" });
    this.isRunning = true;
  }

  resume(machine: Machine, action: () => void, task?: Task): void {
    machine.frames.clear();
    if (machine.session.isFinished) {
      this.later = machine.session.stillEnded(machine.stoppedAt, machine.stop?.place);
      return;
    }
    action();
    this.isRunning = true;
    this.keepSilent();
    this.work.runs(task);
  }

  pause(): void {
    if (this.machine === undefined || !this.isRunning) return;
    this.later = this.machine.session.pause();
    this.isRunning = false;
  }

  moved(machine: Machine, stop: StopInfo): void {
    machine.frames.clear();
    this.later = stop;
  }

  goes(machine: Machine, title: string, pieces: Pieces<StopInfo>): void {
    machine.frames.clear();
    this.way = { title, pieces };
  }

  inPieces<T>(title: string, work: Pieces<T>): Promise<T> {
    return this.work.inPieces(work, { title }, this.asked);
  }

  cancel(progressId: string | undefined): void {
    if (this.work.isOfRun(progressId)) this.pause();
  }

  end(): void {
    this.stand();
    this.later = undefined;
    this.isOver = true;
  }

  private async carryOut(message: unknown): Promise<void> {
    if ((message as Partial<DebugProtocol.Request> | null)?.type === "response") return;
    if (!isRequest(message)) {
      this.wire.refuse(message as object, new RequestError("malformed", describe(message)));
      return;
    }
    let body: unknown;
    try {
      this.asked = message.seq;
      this.command = message.command;
      this.work.begins(message);
      body = await this.answerTo(message);
    } catch (error) {
      this.wire.refuse(message, error instanceof RequestError ? error : new RequestError("internal", messageOf(error)));
      return;
    } finally {
      this.work.answered(message);
    }
    this.wire.respond(message, body);
    await this.goWay();
    this.afterwards(message, body);
  }

  /** Goes the way that a request has set out on. */
  private async goWay(): Promise<void> {
    const { way, machine } = this;
    this.way = undefined;
    if (way === undefined || machine === undefined) return;
    this.keepSilent();
    try {
      this.later = await this.work.inPieces(way.pieces, { title: way.title, goesOn: () => this.tellRun(machine) });
    } catch (error) {
      if (!(error instanceof RequestError)) this.giveUp(error);
      else this.later = machine.session.pause(this.conventions.words("{0} given up: still", way.title));
    }
  }

  private answerTo(request: DebugProtocol.Request): unknown {
    const handler = Object.hasOwn(HANDLERS, request.command) ? HANDLERS[request.command] : undefined;
    if (handler === undefined) throw new RequestError("unknown", request.command);
    const checked = checkedArguments(request.command, request.arguments);
    if (!checked.ok) throw new RequestError("argument", ...checked.error);
    const late = this.hasEnded ? LATE[request.command] : undefined;
    return late === undefined ? handler(this, checked.args) : late(checked.args, this.conventions.words);
  }

  /** What follows an answer. */
  private afterwards({ command, arguments: args }: DebugProtocol.Request, body: unknown): void {
    if (LOADS.has(command)) this.tellCapabilities();
    if (command === "launch") this.launched();
    if (this.isOver) this.finish(command !== "disconnect");
    else if (this.running) this.ports.wake();
    else if (CHANGES.has(command)) this.tellChange((args as object | undefined) ?? {}, body);
  }

  private tellChange(args: object, body: unknown): void {
    if (this.conventions.looksAgain) this.wire.event("invalidated", { areas: ["variables"] });
    if (this.conventions.tellsMemory && this.machine !== undefined) tellWritten(this.wire, this.machine, args, body);
  }

  private launched(): void {
    if (this.machine?.launch.noDebug !== true) this.write([greetingBody(this.conventions.words)]);
    this.wire.event("initialized", undefined);
  }

  private tellCapabilities(): void {
    if ((this.machine?.session.image.sources.length ?? 0) > 1)
      this.wire.event("capabilities", { capabilities: SEVERAL_SOURCES });
  }

  private runPiece(budget: number): boolean {
    const { machine, later } = this;
    if (machine === undefined || !this.running) return false;
    const stop = later ?? machine.session.runChunk(budget);
    this.later = undefined;
    this.write(outputBodies(machine, this.console, machine.session.takeOutput()));
    if (stop === undefined) {
      this.tellRun(machine);
      this.work.goesOn();
      return true;
    }
    this.stand();
    this.stopped(machine, stop);
    return false;
  }

  /** A client that does not know of what begins is told when it takes a while. */
  private keepSilent(): void {
    this.silentSince = RUNS.has(this.command) ? undefined : this.ports.now();
  }

  private tellRun({ stoppedAt }: Machine): void {
    if (this.silentSince === undefined || this.ports.now() - this.silentSince < SILENT_MS) return;
    this.silentSince = undefined;
    this.wire.event("continued", { threadId: threadNumber(stoppedAt), allThreadsContinued: true });
  }

  private stand(): void {
    this.isRunning = false;
    this.silentSince = undefined;
    this.work.stands();
  }

  private write(bodies: readonly OutputBody[]): void {
    for (const body of bodies) this.wire.event("output", body);
  }

  private stopped(machine: Machine, stop: StopInfo): void {
    machine.stop = stop;
    look(machine, focusOf(machine, stop));
    tellThreads(this.wire, machine);
    this.write([...heldBackBodies(machine, this.console), stopBody(machine, stop)]);
    if (stop.reason === "finished") {
      this.write(verdictBodies(machine));
      this.wire.event("turno/verdicts", verdictMarks(machine));
      if (machine.launch.noDebug === true) {
        this.finish(true);
        return;
      }
    }
    this.wire.event("stopped", {
      reason: reasonOf(stop, machine.launch.eventStops ?? "exception"),
      description: stop.description,
      text: stop.text,
      threadId: threadNumber(machine.stoppedAt),
      allThreadsStopped: true,
      hitBreakpointIds: [...stop.breakpoints],
    });
    if (this.conventions.tellsMemory) tellMemoryAt(this.wire, machine, stop);
  }

  /** The session is over; a client that leaves is not told. */
  private finish(isTold: boolean): void {
    this.isOver = false;
    const { machine } = this;
    if (machine === undefined) return;
    this.machine = undefined;
    this.hasBegun = false;
    this.hasEnded = true;
    if (!isTold) return;
    const { judgement } = machine.session;
    this.wire.event("exited", { exitCode: EXIT_CODES[worthOf(judgement.endWord, judgement.verdicts())] });
    this.wire.event("terminated", {});
  }

  /** A bug of ours in the middle of a run: said, and the session ends rather than hang. */
  private giveUp(error: unknown): void {
    const message = new RequestError("internal", messageOf(error)).toldIn(this.conventions.words);
    this.stand();
    this.later = undefined;
    try {
      this.write([{ category: "stderr", output: `${message}\n` }]);
      this.finish(true);
    } catch {
      // The client has gone.
      this.machine = undefined;
    }
  }
}

export function createAdapter(ports: AdapterPorts): Adapter {
  return new AdapterCore(ports);
}
