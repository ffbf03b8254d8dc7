/**
 * The debug adapter's core: messages in, messages out, and the run in bounded pieces. It does no input or output of its own.
 *
 * Keeps true: every request is answered exactly once, unknown and malformed ones too; `seq` rises; after a request that resumes,
 * its answer goes out first and `stopped` only from a later piece of the run; nothing throws out of here.
 * Follows: the Debug Adapter Protocol specification, https://microsoft.github.io/debug-adapter-protocol/specification
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { Session, type StopInfo } from "../debugger/session.ts";
import type { LoadResult } from "../debugger/load.ts";
import { threadNumber } from "../debugger/threads.ts";
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";
import { newMachine, type Conventions, type LaunchArguments, type Machine } from "./machine.ts";
import { outputBodies, verdictBody } from "./output.ts";
import { HANDLERS } from "./requests.ts";

/** What a host gives the adapter. */
export interface AdapterPorts {
  /** Reads and compiles a scenario; a rejection says why it cannot be read. */
  load(program: string): Promise<LoadResult>;
  /** Sends a message to the client. */
  send(message: DebugProtocol.ProtocolMessage): void;
  /** The machine has begun to run: `runChunk` is to be called, in macrotasks of its own, until it says that it is done. */
  wake(): void;
}

/** A host's handle on the adapter. */
export interface Adapter {
  handle(message: unknown): Promise<void>;
  /**
   * Does a piece of the run.
   * @param budget work to do at most
   * @returns whether there is more to do
   */
  runChunk(budget: number): boolean;
}

/** The reasons of `stopped` by those of the debugger. */
const REASONS: Readonly<Record<StopInfo["reason"], string>> = {
  entry: "entry",
  step: "step",
  breakpoint: "breakpoint",
  exception: "exception",
  pause: "pause",
  goto: "goto",
  finished: "pause",
};

class AdapterCore implements Adapter, AdapterControl {
  private readonly ports: AdapterPorts;
  private seq = 1;
  private machine: Machine | undefined;
  private isRunning = false;
  private hasBegun = false;
  private isOver = false;
  /** A stop that is told after the answer under way. */
  private later: StopInfo | undefined;
  conventions: Conventions = { linesFrom: 1, columnsFrom: 1 };

  constructor(ports: AdapterPorts) {
    this.ports = ports;
  }

  async handle(message: unknown): Promise<void> {
    const request = message as Partial<DebugProtocol.Request> | null;
    if (request?.type !== "request" || typeof request.command !== "string" || typeof request.seq !== "number") {
      if (request?.type !== "response")
        this.refuse(request, new RequestError("malformed", JSON.stringify(message).slice(0, 200)));
      return;
    }
    const known = request as DebugProtocol.Request;
    try {
      const handler = HANDLERS[known.command];
      if (handler === undefined) throw new RequestError("unknown", known.command);
      const body = await handler(this, (known.arguments ?? {}) as object);
      this.respond(known, body);
      this.afterwards(known.command);
    } catch (error) {
      this.refuse(known, error instanceof RequestError ? error : new RequestError("internal", String(error)));
    }
  }

  runChunk(budget: number): boolean {
    const { machine } = this;
    if (machine === undefined || !this.isRunning) return false;
    const stop = machine.session.runChunk(budget);
    for (const body of outputBodies(machine, this.conventions)) this.event("output", body);
    if (stop === undefined) return true;
    this.stopped(stop);
    return false;
  }

  theMachine(command: string): Machine {
    if (this.machine === undefined) throw new RequestError("noSession", command);
    return this.machine;
  }

  stoppedMachine(command: string): Machine {
    const machine = this.theMachine(command);
    if (this.isRunning) throw new RequestError("running");
    return machine;
  }

  get running(): boolean {
    return this.isRunning;
  }

  async launch(launch: LaunchArguments): Promise<void> {
    if (launch.program === undefined || launch.program === "") throw new RequestError("noProgram");
    let loaded: LoadResult;
    try {
      loaded = await this.ports.load(launch.program);
    } catch (error) {
      throw new RequestError(
        "load",
        `${launch.program} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    if (!loaded.ok) {
      for (const problem of loaded.problems) this.event("output", { category: "stderr", output: `${problem}\n` });
      const more = loaded.problems.length > 1 ? ` (and ${loaded.problems.length - 1} more)` : "";
      throw new RequestError("load", `The scenario has errors: ${loaded.problems[0] ?? ""}${more}`);
    }
    const options = { ...(launch.seed === undefined ? {} : { seed: launch.seed }), trace: launch.trace ?? false };
    this.machine = newMachine(new Session(loaded.image, options), launch, this.machine?.nextFrame ?? 1);
    this.isRunning = false;
  }

  begin(): void {
    const machine = this.theMachine("configurationDone");
    this.hasBegun = true;
    const stops = machine.launch.noDebug !== true && (machine.launch.stopOnEntry ?? true);
    machine.session.resume(stops ? { kind: "entry" } : { kind: "continue" });
    this.isRunning = true;
  }

  resume(machine: Machine, action: () => void): void {
    machine.frames.clear();
    if (machine.session.isFinished) {
      this.isOver = true;
      return;
    }
    action();
    this.isRunning = true;
  }

  pause(): void {
    if (this.machine === undefined || !this.isRunning) return;
    const { session } = this.machine;
    this.later = session.pause();
    this.isRunning = false;
  }

  moved(machine: Machine, stop: StopInfo): void {
    machine.frames.clear();
    this.later = stop;
  }

  end(): void {
    this.isRunning = false;
    this.isOver = true;
  }

  get begun(): boolean {
    return this.hasBegun;
  }

  /** What follows an answer. */
  private afterwards(command: string): void {
    if (command === "launch") this.event("initialized", undefined);
    if (this.later !== undefined) {
      const stop = this.later;
      this.later = undefined;
      this.stopped(stop);
    }
    if (this.isOver) this.finish(command);
    else if (this.isRunning) this.ports.wake();
  }

  private finish(command: string): void {
    this.isOver = false;
    if (this.machine === undefined) return;
    this.machine = undefined;
    if (command !== "disconnect") {
      this.event("exited", { exitCode: 0 });
      this.event("terminated", {});
    }
  }

  private stopped(stop: StopInfo): void {
    const machine = this.machine!;
    this.isRunning = false;
    if (stop.reason === "finished") {
      this.event("output", verdictBody(machine));
      if (machine.launch.noDebug === true || stop.thread < 0) {
        machine.stoppedAt = -1;
        if (machine.launch.noDebug === true) {
          this.finish("continue");
          return;
        }
      }
    }
    machine.stoppedAt = stop.thread >= 0 ? stop.thread : machine.session.sim.world.threads.length - 1;
    this.event("stopped", {
      reason: REASONS[stop.reason],
      description: stop.description,
      text: stop.text,
      threadId: threadNumber(machine.stoppedAt),
      allThreadsStopped: true,
      hitBreakpointIds: [...stop.breakpoints],
    });
  }

  private respond(request: DebugProtocol.Request, body: unknown): void {
    const response: DebugProtocol.Response = {
      seq: this.seq++,
      type: "response",
      request_seq: request.seq,
      success: true,
      command: request.command,
    };
    this.ports.send(body === undefined ? response : { ...response, body });
  }

  private refuse(request: Partial<DebugProtocol.Request> | null, error: RequestError): void {
    const response: DebugProtocol.ErrorResponse = {
      seq: this.seq++,
      type: "response",
      request_seq: typeof request?.seq === "number" ? request.seq : 0,
      success: false,
      command: typeof request?.command === "string" ? request.command : "",
      message: error.message,
      body: { error: { id: error.id, format: error.message, showUser: true } },
    };
    this.ports.send(response);
  }

  private event(event: string, body: unknown): void {
    const message: DebugProtocol.Event = { seq: this.seq++, type: "event", event };
    this.ports.send(body === undefined ? message : { ...message, body });
  }
}

export function createAdapter(ports: AdapterPorts): Adapter {
  return new AdapterCore(ports);
}
