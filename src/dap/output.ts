/**
 * What goes to the debug console: lines that processes print, the event log, and the verdict at the end.
 *
 * Keeps true: lines of one piece of the run go as few events, capped, with a count of what was left out; a printed line says
 * where it was printed.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { spanAt } from "../debugger/codeMap.ts";
import type { OutputLine } from "../debugger/session.ts";
import { verdictLines } from "../debugger/verdict.ts";
import { rangeFor, sourceOf, type Conventions, type Machine } from "./machine.ts";

/** Lines of one piece of the run that are shown. */
const MOST_LINES = 1_000;

type Body = DebugProtocol.OutputEvent["body"];

function lineBody(machine: Machine, conventions: Conventions, line: OutputLine): Body {
  const body: Body = { category: line.category, output: `${line.text}\n` };
  const span = line.index < 0 ? undefined : spanAt(machine.session.map, line.index);
  if (span === undefined) return body;
  const { line: at, column } = rangeFor(conventions, span);
  return { ...body, source: sourceOf(machine, span.source), line: at, column };
}

/** The output since the last time, as bodies of output events. */
export function outputBodies(machine: Machine, conventions: Conventions): Body[] {
  const dropped = machine.session.droppedLines;
  const lines = machine.session.takeOutput();
  const bodies = lines.slice(0, MOST_LINES).map((line) => lineBody(machine, conventions, line));
  const more = lines.length - bodies.length + dropped;
  if (more > 0) bodies.push({ category: "important", output: `… and ${more} more lines\n` });
  return bodies;
}

/** What is said when the machine has come to its end. */
export function verdictBody(machine: Machine): Body {
  return { category: "console", output: `${verdictLines(machine.session.sim).join("\n")}\n` };
}
