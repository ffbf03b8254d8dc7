/**
 * A debug session as a test follows it: every message both ways, and waiting for the next stop.
 */
import * as vscode from "vscode";
import { holds } from "./expect.ts";
import { whenTold } from "./support.ts";

/** A message of the Debug Adapter Protocol, as far as the suites look at it. */
export interface Message {
  readonly type: "request" | "response" | "event";
  readonly seq: number;
  readonly command?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly event?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export class SessionLog implements vscode.Disposable {
  readonly requests: Message[] = [];
  readonly answers: Message[] = [];
  readonly events: Message[] = [];
  private readonly told = new vscode.EventEmitter<void>();
  private readonly registration: vscode.Disposable;
  private read = 0;

  constructor() {
    this.registration = vscode.debug.registerDebugAdapterTrackerFactory("turno", {
      createDebugAdapterTracker: () => ({
        onWillReceiveMessage: (message: Message) => void this.requests.push(message),
        onDidSendMessage: (message: Message) => this.sent(message),
      }),
    });
  }

  dispose(): void {
    this.registration.dispose();
    this.told.dispose();
  }

  private sent(message: Message): void {
    (message.type === "event" ? this.events : this.answers).push(message);
    this.told.fire();
  }

  /** The next event of that name that has not been waited for. */
  async next(name: string): Promise<Readonly<Record<string, unknown>>> {
    const found = await this.until(() => {
      const place = this.events.findIndex((each, index) => index >= this.read && each.event === name);
      return place < 0 ? undefined : place;
    });
    this.read = found + 1;
    return this.events[found]?.body ?? {};
  }

  /** How many requests of that name have been answered. */
  answered(command: string): number {
    return this.answers.filter((each) => each.command === command).length;
  }

  /** What `read` gives as soon as there is something, looking again at each message. */
  async until<T>(read: () => T | undefined): Promise<T> {
    return whenTold(this.told.event, read);
  }
}

export function activeSession(): vscode.DebugSession {
  const session = vscode.debug.activeDebugSession;
  holds(session, "an active debug session");
  return session;
}

/** Asks the active session; the answer's body, as the caller knows it to be. */
export async function ask<T>(command: string, args?: object): Promise<T> {
  return (await activeSession().customRequest(command, args)) as T;
}
