/**
 * Work that may take long: it lets the host do something else meanwhile, tells the client how far it is, and is given up when the
 * client says so: by `cancel` of the request or of the progress, or by asking for what cannot wait (pause, terminate, …).
 *
 * Keeps true: progress is told only to a client that announced that it shows it, and only of what takes longer than half a
 * second; what was begun is ended; between two pieces nothing but what asks to give up has an effect.
 * Follows: the Debug Adapter Protocol specification, requests `cancel`, events `progressStart`, `progressUpdate`, `progressEnd`.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Pieces } from "../base/pieces.ts";
import { RequestError } from "./errors.ts";
import type { Wire } from "./wire.ts";

/** What a person is told of the work. */
export interface Task {
  readonly title: string;
  /** How much of it is done, from 0 to 1, and where it is. */
  readonly share?: () => number;
  readonly message?: () => string;
  /** Called when the host is about to do something else. */
  readonly goesOn?: () => void;
}

/** Requests that do not wait for long work: it is given up for them. */
const IMPATIENT: ReadonlySet<string> = new Set(["pause", "terminate", "disconnect", "restart"]);

/** After this time work counts as long, and so often it is told how far it is. */
const LONG_MS = 500;
const TOLD_EVERY_MS = 250;

/** The host has its turn after so long. */
const TURN_MS = 8;

/** How far one piece of work is, as a client is told. */
class Progress {
  private readonly since: number;
  private toldAt = 0;
  private isTold = false;
  private percentage = -1;
  private message = "";

  constructor(
    readonly id: string,
    private readonly task: Task,
    private readonly requestId: number | undefined,
    private readonly ports: { readonly wire: Wire; now(): number },
  ) {
    this.since = ports.now();
  }

  /** Tells of it, if it is time and there is anything new. */
  tell(share = this.task.share?.()): void {
    const now = this.ports.now();
    if (now - this.since < LONG_MS || (this.isTold && now - this.toldAt < TOLD_EVERY_MS)) return;
    if (!this.isTold) this.begin();
    this.toldAt = now;
    const message = this.task.message?.() ?? "";
    const percentage = share === undefined ? -1 : Math.max(this.percentage, Math.floor(Math.min(1, share) * 100));
    if (percentage === this.percentage && message === this.message) return;
    [this.percentage, this.message] = [percentage, message];
    const body: DebugProtocol.ProgressUpdateEvent["body"] = { progressId: this.id };
    if (message !== "") body.message = message;
    if (percentage >= 0) body.percentage = percentage;
    this.ports.wire.event("progressUpdate", body);
  }

  end(): void {
    if (this.isTold) this.ports.wire.event("progressEnd", { progressId: this.id });
    this.isTold = false;
  }

  private begin(): void {
    this.isTold = true;
    const body: DebugProtocol.ProgressStartEvent["body"] = {
      progressId: this.id,
      title: this.task.title,
      cancellable: true,
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
    };
    this.ports.wire.event("progressStart", body);
  }
}

/** What long work needs of the adapter. */
export interface LongWorkPorts {
  readonly wire: Wire;
  /** Whether the client shows progress. */
  tellsProgress(): boolean;
  /** Milliseconds since some moment. */
  now(): number;
  /** Resolves in a later turn of the host. */
  rest(): Promise<void>;
}

export class LongWork {
  /** The requests that have come and are not answered. */
  private readonly waiting = new Set<number>();
  /** Those of them that the client does not want any more. */
  private readonly unwanted = new Set<number>();
  /** How many of them cannot wait. */
  private impatient = 0;
  private unwantedProgress = "";
  /** Whether there is nobody any more who could want anything. */
  private isAbandoned = false;
  private count = 0;
  /** The machine runs, and that takes long. */
  private run: Progress | undefined;

  constructor(private readonly ports: LongWorkPorts) {}

  /** A request has come; its turn is later. */
  comes({ seq, command, arguments: args }: DebugProtocol.Request): void {
    this.waiting.add(seq);
    if (IMPATIENT.has(command)) this.impatient++;
    if (command !== "cancel") return;
    const { requestId, progressId } = (args ?? {}) as DebugProtocol.CancelArguments;
    if (requestId !== undefined && this.waiting.has(requestId)) this.unwanted.add(requestId);
    if (typeof progressId === "string") this.unwantedProgress = progressId;
  }

  /** The client has gone: what is under way is given up, and what is still to come at its first rest. */
  abandon(): void {
    this.isAbandoned = true;
  }

  /** It is the turn of a request; one that the client does not want any more is refused. */
  begins({ seq, command }: DebugProtocol.Request): void {
    if (IMPATIENT.has(command)) this.impatient--;
    if (this.unwanted.has(seq)) throw new RequestError("cancelled");
  }

  answered({ seq }: DebugProtocol.Request): void {
    this.waiting.delete(seq);
    this.unwanted.delete(seq);
  }

  /**
   * Does work, and lets the host do something else between its pieces.
   * @param request the one that waits for it; its progress is then that of the request
   * @throws RequestError "cancelled" when it was given up
   */
  async inPieces<T>(work: Pieces<T>, task: Task, request?: number): Promise<T> {
    const progress = this.progressOf(task, request);
    try {
      for (let turn = this.ports.now(); ;) {
        const { done, value } = work.next();
        if (done === true) return value;
        if (this.ports.now() - turn < TURN_MS) continue;
        progress?.tell(value);
        task.goesOn?.();
        await this.ports.rest();
        if (this.isGivenUp(progress?.id, request)) throw new RequestError("cancelled");
        turn = this.ports.now();
      }
    } finally {
      work.return(undefined as T);
      progress?.end();
    }
  }

  /** The machine begins to run; of a task of its own it is told how far it is. */
  runs(task: Task | undefined): void {
    this.run = task && this.progressOf(task);
  }

  /** It goes on running. */
  goesOn(): void {
    this.run?.tell();
  }

  /** It stands. */
  stands(): void {
    this.run?.end();
    this.run = undefined;
  }

  /** Whether a progress is that of the machine that runs. */
  isOfRun(progressId: string | undefined): boolean {
    return this.run !== undefined && this.run.id === progressId;
  }

  private progressOf(task: Task, request?: number): Progress | undefined {
    if (!this.ports.tellsProgress()) return undefined;
    this.count++;
    return new Progress(`progress ${this.count}`, task, request, this.ports);
  }

  private isGivenUp(progressId: string | undefined, request: number | undefined): boolean {
    const isUnwanted = request !== undefined && this.unwanted.has(request);
    return (
      this.isAbandoned ||
      this.impatient > 0 ||
      isUnwanted ||
      (progressId !== undefined && progressId === this.unwantedProgress)
    );
  }
}
