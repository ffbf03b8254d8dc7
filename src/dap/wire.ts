/**
 * What the adapter says to its client: answers, refusals and events.
 *
 * Keeps true: `seq` rises by one with each message.
 */
import type { Words } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { RequestError } from "./errors.ts";

/** Requests whose failure belongs beside what was asked, not into a message of its own: `x is not a name here` in a watch. */
const QUIET: ReadonlySet<string> = new Set([
  "evaluate",
  "setVariable",
  "setExpression",
  "completions",
  "dataBreakpointInfo",
]);

function isQuiet(command: string, error: RequestError): boolean {
  return QUIET.has(command) || command.startsWith("turno/") || error.isOfClient;
}

export class Wire {
  private seq = 1;

  /** @param words the language of the client, once that is known */
  constructor(
    private readonly send: (message: DebugProtocol.ProtocolMessage) => void,
    private readonly words: () => Words,
  ) {}

  respond(request: DebugProtocol.Request, body: unknown): void {
    const response: DebugProtocol.Response = {
      seq: this.seq++,
      type: "response",
      request_seq: request.seq,
      success: true,
      command: request.command,
    };
    this.send(body === undefined ? response : { ...response, body });
  }

  refuse(request: Partial<DebugProtocol.Request> | null | undefined, error: RequestError): void {
    const command = typeof request?.command === "string" ? request.command : "";
    const message = error.toldIn(this.words());
    const response: DebugProtocol.ErrorResponse = {
      seq: this.seq++,
      type: "response",
      request_seq: typeof request?.seq === "number" ? request.seq : 0,
      success: false,
      command,
      message,
      body: { error: { id: error.id, format: message, showUser: !isQuiet(command, error) } },
    };
    this.send(response);
  }

  event(event: string, body: unknown): void {
    const message: DebugProtocol.Event = { seq: this.seq++, type: "event", event };
    this.send(body === undefined ? message : { ...message, body });
  }
}
