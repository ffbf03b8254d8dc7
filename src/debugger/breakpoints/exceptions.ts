/**
 * What is told of a stop at a machine event: what happened, to whom, since when, line by line; of a deadlock the cycle, thread by
 * thread and object by object; of a data race both accesses, and what would have ordered them.
 *
 * Keeps true: plain data, read from the machine as it stands; nothing is changed.
 */
import { EVENTS, EventKind } from "../../machine/events.ts";
import { waitSentence } from "../../machine/ipc/deadlock.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import { createCodeMap, placeText, spanAt } from "../inspect/codeMap.ts";
import { filterOf } from "./filters.ts";
import { tailFilterOf } from "./tailFilters.ts";
import { topFrame } from "../inspect/frames.ts";
import { fieldTexts, threadLabel } from "../inspect/names.ts";
import { accessTexts, raceReportOf } from "../outcome/races.ts";
import type { StopEvent, StopInfo } from "./stops.ts";

/** A machine event in full. */
export interface ExceptionInfo {
  /** The id of the filter that stopped there, and what it is called. */
  readonly id: string;
  readonly label: string;
  readonly text: string;
  /** The same before its lines: without what they tell. */
  readonly summary: string;
  readonly lines: readonly string[];
}

/** Threads of a deadlock that are named one by one. */
const MOST_THREADS = 100;

/** Where a thread stands. */
function placeOf(sim: Simulation, threadId: number): string {
  const map = createCodeMap(sim.image, sim.words);
  const frame = topFrame(map, threadAt(sim, threadId));
  return placeText(map, frame && spanAt(map, frame.index));
}

function deadlockLines(sim: Simulation): string[] {
  const { words, world } = sim;
  const { deadlock } = world;
  const lines = deadlock
    .slice(0, MOST_THREADS)
    .map((id) =>
      words("{0}, since tick {1}, at {2}", waitSentence(sim, id), threadAt(sim, id).since, placeOf(sim, id)),
    );
  return deadlock.length > lines.length ? [...lines, words("and {0} more", deadlock.length - lines.length)] : lines;
}

function raceLines(sim: Simulation, { race }: StopEvent): string[] {
  if (race === undefined) return [];
  const report = raceReportOf(sim, race);
  return [...accessTexts(sim.words, report), sim.words("Nothing orders them: {0}.", report.remedy)];
}

function deadlockSummary({ world, words }: Simulation): string {
  const { length } = world.deadlock;
  return length === 1 ? words("A thread can never run again") : words("{0} threads can never run again", length);
}

function raceSummary(sim: Simulation, { race }: StopEvent): string | undefined {
  if (race === undefined) return undefined;
  const { first, second, variable } = raceReportOf(sim, race);
  return sim.words("{0} and {1} race for {2}", first.label, second.label, variable);
}

/** Whose fault it is, and where: what its fields say beside that is in its sentence. */
function faultLines(sim: Simulation, { tick, fields }: StopEvent): string[] {
  const thread = fields[1] ?? -1;
  if (sim.world.threads[thread] === undefined) return [];
  return [sim.words("{0} at {1}, tick {2}", threadLabel(sim, threadAt(sim, thread)), placeOf(sim, thread), tick)];
}

/** What is told of events of which there is more to say than their fields. */
interface Telling {
  readonly lines: (sim: Simulation, event: StopEvent) => string[];
  /** Without it, the sentence of the stop. */
  readonly summary?: (sim: Simulation, event: StopEvent) => string | undefined;
}

const TELLINGS: Readonly<Partial<Record<EventKind, Telling>>> = {
  [EventKind.deadlocked]: { lines: deadlockLines, summary: deadlockSummary },
  [EventKind.raceFound]: { lines: raceLines, summary: raceSummary },
  [EventKind.faulted]: { lines: faultLines },
  [EventKind.assertionFailed]: { lines: faultLines },
};

function fieldLines(sim: Simulation, { kind, tick, fields }: StopEvent): string[] {
  const named = fieldTexts(sim, kind, fields).map((text, k) => `${EVENTS[kind]!.fields[k]!.name}: ${text}`);
  return [sim.words("tick: {0}", tick), ...named];
}

/** Whether an event is something that goes wrong. */
export function isException({ filter }: StopEvent): boolean {
  return filterOf(filter)?.isException === true;
}

/** What is told of a stop; undefined when it was at no machine event. */
export function exceptionInfo(sim: Simulation, { event, text, isReverse }: StopInfo): ExceptionInfo | undefined {
  if (event === undefined) return undefined;
  const telling = TELLINGS[event.kind];
  const lines = event.lines ?? telling?.lines(sim, event) ?? fieldLines(sim, event);
  const short = event.lines === undefined ? telling?.summary?.(sim, event) : undefined;
  const summary = short === undefined ? text : isReverse === true ? sim.words("Reverse: {0}", short) : short;
  const filter = filterOf(event.filter) ?? tailFilterOf(event.filter);
  return { id: event.filter, label: sim.words(filter?.label ?? event.filter), text, summary, lines };
}
