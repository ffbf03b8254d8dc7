/**
 * What a run writes to the debug console: lines that processes print, what log points say, the event log.
 *
 * Keeps true: lines that follow each other and come from the same place of one process go as one event, which says where that is; between two
 * stops no more go than a console can stand, of the rest the last ones, with a count of what was left out.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { spanAt } from "../debugger/inspect/codeMap.ts";
import type { OutputLine, TakenOutput } from "../debugger/outcome/outputLog.ts";
import { rangeFor, sourceOf, type Machine } from "./machine.ts";

/** Lines between two stops that are shown as they come, and of the rest the last ones, shown at the stop. */
const MOST_LINES = 5_000;
const LAST_LINES = 100;

export type OutputBody = DebugProtocol.OutputEvent["body"];

/** The lines since the last stop: how many were shown, and the last of those that were not. */
export interface Console {
  shown: number;
  hidden: number;
  last: OutputLine[];
}

export function newConsole(): Console {
  return { shown: 0, hidden: 0, last: [] };
}

function bodyOf(machine: Machine, { category, index }: OutputLine, output: string): OutputBody {
  const span = index < 0 ? undefined : spanAt(machine.session.map, index);
  if (span === undefined) return { category, output };
  const { line, column } = rangeFor(machine, span);
  return { category, output, source: sourceOf(machine, span.source), line, column };
}

function isOfSamePlace(line: OutputLine | undefined, first: OutputLine): boolean {
  return line?.category === first.category && line.index === first.index && line.pid === first.pid;
}

function bodiesOf(machine: Machine, lines: readonly OutputLine[]): OutputBody[] {
  const bodies: OutputBody[] = [];
  for (let from = 0; from < lines.length;) {
    const first = lines[from]!;
    let to = from + 1;
    while (isOfSamePlace(lines[to], first)) to++;
    const output = lines.slice(from, to).map(({ text }) => `${text}\n`);
    bodies.push(bodyOf(machine, first, output.join("")));
    from = to;
  }
  return bodies;
}

/** What a piece of the run wrote, as bodies of output events. */
export function outputBodies(machine: Machine, console: Console, { lines, dropped }: TakenOutput): OutputBody[] {
  const shown = lines.slice(0, Math.max(0, MOST_LINES - console.shown));
  const rest = lines.slice(shown.length);
  console.shown += shown.length;
  console.hidden += rest.length + dropped;
  if (rest.length > 0) console.last = [...console.last, ...rest].slice(-LAST_LINES);
  return bodiesOf(machine, shown);
}

/** What was held back since the last stop. */
export function heldBackBodies(machine: Machine, console: Console): OutputBody[] {
  const { hidden, last } = console;
  Object.assign(console, newConsole());
  if (hidden === 0) return [];
  const left = hidden - last.length;
  const count: OutputBody = {
    category: "important",
    output: `${machine.conventions.words("… {0} lines are left out …", left)}\n`,
  };
  return [...(left > 0 ? [count] : []), ...bodiesOf(machine, last)];
}
