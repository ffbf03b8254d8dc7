/**
 * `turno run FILE`: runs a scenario to its end, and says what came of it: to a person, or as one JSON object.
 *
 * Keeps true: with `--json` exactly one object goes to the standard output, everything else to the standard error; the exit
 * code is the verdict.
 */
import { LIMITS } from "../base/limits.ts";
import { asciiGantt } from "../machine/gantt.ts";
import { Run, type BoundRecord, type Outcome } from "../debugger/outcome/outcome.ts";
import type { RaceReport } from "../debugger/outcome/races.ts";
import { failureText } from "../debugger/outcome/operatorFailure.ts";
import { reportOf } from "../debugger/outcome/report.ts";
import { NOTHING_RAN } from "../debugger/outcome/endSentence.ts";
import { verdictText, worthOf, type Worth } from "../debugger/outcome/verdict.ts";
import { compileFile } from "./compileFile.ts";
import { paint, type Console, type Sink } from "./console.ts";
import { EXIT, UsageError, type ExitCode } from "./exitCodes.ts";
import { machineLines, metricsTable } from "./metricsTable.ts";
import { checkRecordPlace, readRecord, writeRecord } from "./recordFile.ts";
import { rootFolder, type RootFlag } from "./sourceFile.ts";

export interface RunFlags extends RootFlag {
  readonly json?: boolean;
  readonly gantt?: boolean;
  readonly trace?: boolean;
  /** Whether data races are looked for, and are a failure. */
  readonly races?: boolean;
  readonly until?: number;
  readonly seed?: number;
  /** The file of a record whose choices are made again. */
  readonly choices?: string;
  /** The file that a record of this run is written to. */
  readonly record?: string;
}

/** Work between two looks at whether the reader keeps up; less where each piece of it may be a line. */
const CHUNK = 2_000_000;
const TRACED_CHUNK = 20_000;

/** Runs a compiled scenario to its end, or until it is interrupted. */
export async function runToEnd(
  run: Run,
  sinks: readonly Sink[],
  chunk = CHUNK,
  interruption?: AbortSignal,
): Promise<Outcome> {
  while (run.runChunk(chunk)) {
    for (const sink of sinks) await sink.drain();
    if (interruption?.aborted === true) run.interrupt();
  }
  return run.outcome();
}

const ENDS: Readonly<Record<Outcome["ended"], (outcome: Outcome) => string>> = {
  finished: ({ tick, processes }) =>
    processes.length === 0 ? `${NOTHING_RAN}.` : `Every process has ended, at tick ${tick}.`,
  until: ({ tick }) => `Stopped before tick ${tick}.`,
  interrupted: ({ tick }) => `Interrupted at tick ${tick}.`,
  deadlock: ({ tick, reason }) => `Stopped at tick ${tick} by a ${reason}.`,
  fault: ({ tick }) => `Every process has ended, at tick ${tick}, but not every one as it should.`,
  limit: ({ tick, reason }) => `A limit ended the run at tick ${tick}: ${reason}.`,
};

function boundLine({ bound, limit, tick, times }: BoundRecord): string {
  const most = limit.toLocaleString("en-US");
  const refused = times === 1 ? "a call was refused" : `${times.toLocaleString("en-US")} calls were refused`;
  return `A bound was reached: ${bound}, ${most} at most; ${refused} with ERR_BOUND, from tick ${tick} on`;
}

/** How the run ended, in lines: the end itself, each fault, the bounds that calls came to, what the operator could not do. */
export function endLines(outcome: Outcome): string[] {
  const faults = outcome.faults.map(
    ({ tick, pid, name, text, uri, line }) =>
      `${uri ?? "?"}:${line ?? "?"}: process ${name} (${pid}) ended at tick ${tick}: ${text}`,
  );
  return [
    ENDS[outcome.ended](outcome),
    ...faults,
    ...outcome.bounds.map(boundLine),
    ...outcome.failures.map((failure) => failureText(failure)),
  ];
}

/** What a run is worth, and what it is worth where data races are a failure: without any, a run that was cut may yet have one. */
export function worthWithRaces({ ended, verdicts, races }: Outcome, areFailures: boolean): Worth {
  const worth = worthOf(ended, verdicts);
  if (!areFailures || worth === "failed") return worth;
  if (races !== null && races.length > 0) return "failed";
  return ended === "until" || ended === "interrupted" ? "undecided" : worth;
}

/** The data races, a line each, where somebody asked for them. */
function writeRaces(sink: Sink, { ended, races: found, tick }: Outcome): void {
  const races: readonly RaceReport[] = found ?? [];
  for (const { text } of races) sink.write(`${paint(sink, "red", "✗")} data race: ${text}\n`);
  const isCut = ended === "until" || ended === "interrupted" || ended === "limit";
  if (races.length === 0 && isCut)
    sink.write(`${paint(sink, "yellow", "?")} no data race was found up to tick ${tick}; the rest is undecided\n`);
  else if (races.length === 0) sink.write(`${paint(sink, "green", "✓")} no data race was found\n`);
  if (races.length === LIMITS.races) sink.write(`No more than ${LIMITS.races} data races are told.\n`);
}

function writeVerdict(sink: Sink, outcome: Outcome): void {
  const [end = "", ...faults] = endLines(outcome);
  const isGood = outcome.ended === "finished" || outcome.ended === "until" || outcome.ended === "interrupted";
  sink.write(`\n${isGood ? end : paint(sink, "red", end)}\n`);
  for (const fault of faults) sink.write(`${paint(sink, "red", fault)}\n`);
  for (const verdict of outcome.verdicts) {
    const [mark, text] = verdictText(verdict);
    const style = verdict.holds === true ? "green" : verdict.holds === null ? "yellow" : "red";
    sink.write(`${paint(sink, style, mark)} ${text}\n`);
  }
}

function writeForPeople(sink: Sink, run: Run, outcome: Outcome, flags: RunFlags): void {
  for (const { text } of outcome.output) sink.write(`${text}\n`);
  if (outcome.droppedLines > 0) sink.write(`… and ${outcome.droppedLines} more lines\n`);
  if (outcome.output.length > 0 || flags.trace === true) sink.write("\n");
  if (flags.gantt === true) {
    sink.write(
      `${asciiGantt(
        run.ganttRows,
        sink.columns,
        outcome.machines.map(({ degrees }) => degrees),
      )}\n`,
    );
    if (outcome.isGanttCut) sink.write("The chart is cut: the run has more rows than are kept.\n\n");
  }
  if (outcome.processes.length > 0) {
    sink.write(`${metricsTable(outcome.processes).join("\n")}\n`);
    sink.write(`\n${outcome.machines.flatMap(machineLines).join("\n")}\n`);
  }
  writeVerdict(sink, outcome);
  if (flags.races === true) writeRaces(sink, outcome);
}

/** Runs a file. */
export async function runFile(console: Console, path: string, flags: RunFlags): Promise<ExitCode> {
  const { image, explain } = compileFile(path, flags.root === undefined ? undefined : rootFolder(flags.root));
  console.err.write(explain(console.err));
  if (image === undefined) return EXIT.errors;
  const replay = flags.choices === undefined ? undefined : readRecord(flags.choices);
  if (flags.record !== undefined) checkRecordPlace(flags.record);
  const log = flags.json === true ? console.err : console.out;
  const run = new Run(image, {
    chart: flags.gantt === true || flags.json === true,
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(replay === undefined ? {} : { replay }),
    ...(flags.until === undefined ? {} : { until: flags.until }),
    ...(flags.races === true ? { races: true } : {}),
    ...(flags.trace === true ? { trace: (line) => log.write(`${line}\n`) } : {}),
  });
  if (run.isOfOtherScenario)
    console.err.write(
      `turno: ${flags.choices ?? "the record"} was made with another scenario, or another version of this one\n`,
    );
  const chunk = flags.trace === true ? TRACED_CHUNK : CHUNK;
  const outcome = await runToEnd(run, [console.out, console.err], chunk, console.interruption?.());
  if (flags.json === true) console.out.write(`${JSON.stringify(reportOf(outcome))}\n`);
  else writeForPeople(console.out, run, outcome, flags);
  if (flags.record !== undefined) writeRecord(flags.record, run.record());
  if (outcome.ended === "interrupted") return EXIT.interrupted;
  const { misfit } = run;
  if (misfit !== undefined) throw new UsageError(`${flags.choices ?? "the record"} ${misfit}`);
  return EXIT[worthWithRaces(outcome, flags.races === true)];
}
