/**
 * What is told of a stop at a machine event: what happened, to whom, since when, line by line; of a deadlock the cycle, thread by
 * thread and object by object; of a data race both accesses, and what would have ordered them.
 *
 * Keeps true: plain data, read from the machine as it stands; nothing is changed.
 */
import { EVENTS, EventKind } from "../machine/events.ts";
import { waitSentence } from "../machine/ipc/deadlock.ts";
import { threadAt, type Simulation } from "../machine/simulation.ts";
import { createCodeMap, spanAt } from "./codeMap.ts";
import { filterOf } from "./filters.ts";
import { topFrame } from "./frames.ts";
import { fieldText } from "./names.ts";
import { lastRace } from "./races.ts";
import type { StopEvent, StopInfo } from "./stops.ts";

/** A machine event in full. */
export interface ExceptionInfo {
  /** The id of the filter that stopped there, and what it is called. */
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Threads of a deadlock that are named one by one. */
const MOST_THREADS = 100;

/** `line 12`, where a thread stands; of `lib.turno:12` where there are several sources. */
function placeText(sim: Simulation, threadId: number): string {
  const map = createCodeMap(sim.image);
  const frame = topFrame(map, threadAt(sim, threadId));
  const span = frame && spanAt(map, frame.index);
  if (span === undefined) return "";
  const { uri } = sim.image.sources[span.source]!;
  const line = span.start.line;
  return sim.image.sources.length === 1 ? `, at line ${line}` : `, at ${uri.split(/[\\/]/).pop()}:${line}`;
}

function deadlockLines(sim: Simulation): string[] {
  const { deadlock } = sim.world;
  const lines = deadlock
    .slice(0, MOST_THREADS)
    .map((id) => `${waitSentence(sim, id)}, since tick ${threadAt(sim, id).since}${placeText(sim, id)}`);
  return deadlock.length > lines.length ? [...lines, `and ${deadlock.length - lines.length} more`] : lines;
}

function raceLines(sim: Simulation): string[] {
  if (sim.races === undefined || sim.races.races.length === 0) return [];
  const { variable, first, second, remedy } = lastRace(sim, sim.races);
  const accesses = [first, second].map(
    ({ label, verb, tick, line }) => `${label} ${verb} ${variable} at line ${line}, tick ${tick}`,
  );
  return [...accesses, `Nothing orders them: ${remedy}.`];
}

/** Events of which there is more to say than their fields. */
const LINES: Readonly<Partial<Record<EventKind, (sim: Simulation) => string[]>>> = {
  [EventKind.deadlocked]: deadlockLines,
  [EventKind.raceFound]: raceLines,
};

function fieldLines(sim: Simulation, { kind, tick, fields }: StopEvent): string[] {
  const named = EVENTS[kind]!.fields.map((field, k) => `${field.name}: ${fieldText(sim, field.kind, fields[k] ?? 0)}`);
  return [`tick: ${tick}`, ...named];
}

/** What is told of a stop; undefined when it was no machine event. */
export function exceptionInfo(sim: Simulation, { event, text }: StopInfo): ExceptionInfo | undefined {
  if (event === undefined) return undefined;
  const lines = LINES[event.kind]?.(sim) ?? fieldLines(sim, event);
  return { id: event.filter, label: filterOf(event.filter)?.label ?? event.filter, text, lines };
}
