/**
 * The thread that a menu was opened on: of a row of the machine's own trees, or of VS Code's call stack.
 *
 * Keeps true: a thread of another session is none of ours, and the person is told; nothing is guessed.
 */
import { debug, window, type DebugSession } from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Row } from "../views/row.ts";
import type { MachineWatch } from "./machineWatch.ts";
import { translate } from "./words.ts";

/** A thread: its number, how it is called, and how a condition names its process. */
export interface Target {
  readonly thread: number;
  readonly label: string;
  readonly process: string;
}

/** What VS Code hands to an entry of the call stack's menu, after the thread's number or the frame's source. */
interface CallStackPlace {
  readonly sessionId?: string;
  /** `thread:SESSION:NUMBER`. */
  readonly threadId?: string;
}

/** How a condition names the process of a thread, if the machine was looked at and the thread is in the picture. */
function processOf(watch: MachineWatch, thread: number): string | undefined {
  const { queues = [] } = watch.look?.overview ?? {};
  return queues.flatMap(({ threads }) => threads).find((each) => each.thread === thread)?.process;
}

/** `2 producer`, of `2 producer · ▶ CPU 0`. */
export async function labelOf(session: DebugSession, thread: number): Promise<string> {
  const { threads } = (await session.customRequest("threads")) as DebugProtocol.ThreadsResponse["body"];
  const name = threads.find(({ id }) => id === thread)?.name ?? String(thread);
  return name.split(" · ", 1).join("");
}

async function ofCallStack(watch: MachineWatch, { sessionId, threadId }: CallStackPlace): Promise<Target | undefined> {
  const session = debug.activeDebugSession;
  const number = /\d+$/.exec(threadId ?? "")?.[0];
  if (session === undefined || number === undefined) return undefined;
  if (session.id !== sessionId || session.type !== "turno") {
    void window.showInformationMessage(translate("That is a thread of another session: click it first."));
    return undefined;
  }
  const thread = Number(number);
  const label = await labelOf(session, thread);
  // Where it is in no queue that is shown, by its pid: `4.2 worker` is of process 4.
  return { thread, label, process: processOf(watch, thread) ?? /^\d+/.exec(label)?.[0] ?? "" };
}

/**
 * @param argument the row, or what VS Code says first of an entry of its call stack
 * @param place what it says then
 */
export async function targetOf(watch: MachineWatch, argument: unknown, place: unknown): Promise<Target | undefined> {
  const { thread, label, process }: Partial<Row> = argument ?? {};
  if (thread !== undefined) return { thread, label: label ?? "", process: process ?? "" };
  return ofCallStack(watch, place ?? {});
}
