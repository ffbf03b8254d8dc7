/**
 * The debug console as a trace of what a person saw: a greeting, a line for each stop, and the verdict at the end.
 *
 * Keeps true: the line of a stop comes after what the run wrote before it; it tells its tick and leads to the line that it is
 * about; text is coloured only for clients that say that they show colours.
 */
import { phrase, type Words } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { spanAt, spanOf, type SourceSpan } from "../debugger/inspect/codeMap.ts";
import { topFrame } from "../debugger/inspect/frames.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import type { Verdict } from "../debugger/outcome/expectations.ts";
import { processLines, verdictText, type VerdictMark } from "../debugger/outcome/verdict.ts";
import { rangeFor, sourceOf, type Machine } from "./machine.ts";
import type { OutputBody } from "./output.ts";

/** What is said once, when a scenario has been loaded to be debugged. */
const GREETING = phrase(
  "Turno: type an expression to see its value, or :help for the commands, which move the machine.",
);

/** Colours of the marks of verdicts, as ANSI codes. */
const COLOURS: Readonly<Record<VerdictMark, number>> = { "✓": 32, "✗": 31, "?": 33 };

/** Text that leads to a place of the source. */
function linked(machine: Machine, text: string, span: SourceSpan | undefined): OutputBody {
  const body: OutputBody = { category: "console", output: `${text}\n` };
  if (span === undefined) return body;
  const { line, column } = rangeFor(machine, span);
  return { ...body, source: sourceOf(machine, span.source), line, column };
}

export function greetingBody(words: Words): OutputBody {
  return { category: "console", output: `${words(GREETING)}\n` };
}

/** The line that a stop is about: that of what went wrong, or was done, else the one at which the thread in view stands. */
function lineOfStop({ session: { sim, map }, stoppedAt }: Machine, stop: StopInfo): SourceSpan | undefined {
  if (stop.place !== undefined) return spanOf(map, stop.place.range);
  const thread = sim.world.threads[stoppedAt];
  const index = stop.index ?? (thread === undefined ? undefined : topFrame(map, thread)?.index);
  return index === undefined ? undefined : spanAt(map, index);
}

/** A stop as a line of the console. */
export function stopBody(machine: Machine, stop: StopInfo): OutputBody {
  const { text } = stop;
  const tick = machine.conventions.words("tick {0}", stop.tick);
  const isTold = new RegExp(`\\b${tick}\\b`, "i").test(text);
  return linked(machine, isTold ? text : `${text} · ${tick}`, lineOfStop(machine, stop));
}

function verdictBody(machine: Machine, verdict: Verdict): OutputBody {
  const [mark, text] = verdictText(verdict, machine.conventions.words);
  const plain = `${mark} ${text}`;
  const shown = machine.conventions.showsColours ? `\u001B[${COLOURS[mark]}m${plain}\u001B[0m` : plain;
  return linked(machine, shown, spanOf(machine.session.map, verdict.range));
}

/** What the machine came to, after the sentence of its end: a line for each process, then one for each expectation. */
export function verdictBodies(machine: Machine): OutputBody[] {
  const { sim, judgement } = machine.session;
  const processes = processLines(sim);
  const metrics: OutputBody = { category: "console", output: processes.map((line) => `${line}\n`).join("") };
  const verdicts = judgement.verdicts().map((verdict) => verdictBody(machine, verdict));
  return [...(processes.length > 0 ? [metrics] : []), ...verdicts];
}

/** The verdict on an expectation, for editors that mark its line. */
export interface JudgedLine {
  readonly source: DebugProtocol.Source;
  readonly line: number;
  readonly mark: VerdictMark;
  /** The expectation, and what is wrong with it. */
  readonly text: string;
}

/** The body of the event `turno/verdicts`: each expectation with its verdict. */
export function verdictMarks(machine: Machine): { readonly verdicts: readonly JudgedLine[] } {
  const { map, judgement } = machine.session;
  const verdicts = judgement.verdicts().map((verdict): JudgedLine => {
    const span = spanOf(map, verdict.range);
    const [mark, text] = verdictText(verdict, machine.conventions.words);
    return { source: sourceOf(machine, span.source), line: rangeFor(machine, span).line, mark, text };
  });
  return { verdicts };
}
