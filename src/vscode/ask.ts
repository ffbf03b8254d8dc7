/** A question to the active session, if it is one of ours; a refusal is shown to the person in its own words. */
import { debug, window } from "vscode";

/** What is no news to a person: the protocol's word for what they gave up, and what is said to who asks after the end. */
const NO_NEWS: ReadonlySet<string> = new Set(["cancelled", "The session is over."]);

/** Goes where a question of the past leads; where it leads nowhere, that is what a person wants to know. */
export async function askPast(request: string, args?: unknown): Promise<void> {
  const answer = await ask<{ readonly text: string; readonly moved: boolean }>(request, args);
  if (answer?.moved === false) void window.showInformationMessage(answer.text);
}

/** The answer, or nothing without a session and after a refusal. */
export async function ask<T>(request: string, args?: unknown): Promise<T | undefined> {
  const session = debug.activeDebugSession;
  if (session?.type !== "turno") return undefined;
  try {
    return (await session.customRequest(request, args)) as T;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!NO_NEWS.has(message)) void window.showErrorMessage(message);
    return undefined;
  }
}
