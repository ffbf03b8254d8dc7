/**
 * How each state of a process looks: one table for all views, by the words of the debugger's state table.
 *
 * Keeps true: no two states differ by colour alone; the colours are the extension's own theme colours, which package.json
 * declares and a person may change.
 */
import type { Icon } from "./row.ts";

const STATE_ICONS: Readonly<Record<string, Icon>> = {
  new: { name: "circle-large-outline", colour: "turno.stateNew" },
  ready: { name: "circle-large-filled", colour: "turno.stateReady" },
  running: { name: "play-circle", colour: "turno.stateRunning" },
  waiting: { name: "watch", colour: "turno.stateWaiting" },
  "suspended ready": { name: "archive", colour: "turno.stateSuspended" },
  "suspended waiting": { name: "archive", colour: "turno.stateSuspended" },
  zombie: { name: "error", colour: "turno.stateTerminated" },
  terminated: { name: "pass", colour: "turno.stateTerminated" },
};

/** The states that have a look, for tests and legends. */
export const DRAWN_STATES: readonly string[] = Object.keys(STATE_ICONS);

/** The icon of a state; a state that the table does not know gets a neutral one. */
export function stateIcon(state: string): Icon {
  return STATE_ICONS[state] ?? { name: "question" };
}
