/**
 * The machine in a few words, for the status bar: the tick and who runs.
 */
import type { Overview } from "../debugger/overview/overview.ts";
import type { ThreadItem } from "../debugger/overview/queues.ts";
import { english, type Translate } from "./row.ts";

/** Names shown before the rest is only counted. */
const MOST_NAMES = 3;

/** Who holds a CPU, in the order of the CPUs. */
export function runningThreads(overview: Overview): ThreadItem[] {
  return overview.queues.filter((queue) => queue.kind === "cpu").flatMap((queue) => queue.threads);
}

/** `tick 12 · 2 producer`. */
export function clockText(overview: Overview, translate: Translate = english): string {
  const tick = translate("tick {0}", overview.tick);
  const names = runningThreads(overview).map((thread) => thread.label);
  if (names.length === 0) return `${tick} · ${translate("idle")}`;
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const rest = names.length - MOST_NAMES;
  return `${tick} · ${rest > 0 ? translate("{0} and {1} more", shown, rest) : shown}`;
}
