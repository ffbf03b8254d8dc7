/** A question to the active session, if it is one of ours; a refusal is shown to the person in its own words. */
import { debug, window } from "vscode";

/** The protocol's word for what a person gave up: that is no news to them. */
const GIVEN_UP = "cancelled";

/** The answer, or nothing without a session and after a refusal. */
export async function ask<T>(request: string, args?: unknown): Promise<T | undefined> {
  const session = debug.activeDebugSession;
  if (session?.type !== "turno") return undefined;
  try {
    return (await session.customRequest(request, args)) as T;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== GIVEN_UP) void window.showErrorMessage(message);
    return undefined;
  }
}
