/**
 * The verdict on a run: how it ended, whether that is as the scenario wants it, and all of it in words.
 *
 * Keeps true: a fault counts as seen only by a living parent that waited; what is undecided neither passes nor fails.
 */
import { english, say, type Words } from "../../base/words.ts";
import { processMetrics } from "../../machine/metrics.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Ended, type Process, type World } from "../../machine/state.ts";
import { EndKind, END_NAMES } from "../../machine/states.ts";
import { NOT_DECIDED, type Verdict } from "./expectations.ts";

/** How a run ended. `until`, `interrupted`: it was cut; `fault`: every process ended, one of them by a fault that no parent was told of. */
export type EndWord = "finished" | "until" | "interrupted" | "deadlock" | "fault" | "limit";

/** How the run of a world ended, by the processes whose end a parent was told of. */
export function endWordOf(world: World, isSeen: (pid: number) => boolean): EndWord {
  if (world.ended === Ended.not) return "until";
  if (world.ended === Ended.limit) return "limit";
  if (world.ended === Ended.deadlock) return "deadlock";
  return unseenFaultOf(world, isSeen) === undefined ? "finished" : "fault";
}

/** The first process that ended by a fault of which no parent was told. */
export function unseenFaultOf(world: World, isSeen: (pid: number) => boolean): number | undefined {
  return world.processes.find(({ end, pid }) => end === EndKind.fault && !isSeen(pid))?.pid;
}

/** What a run is worth: as the scenario wants it, not so, or nobody knows, for it was cut before all was decided. */
export type Worth = "fine" | "failed" | "undecided";

/** What a run is worth by its end and by what was expected. What is broken is broken, whatever else is undecided. */
export function worthOf(ended: EndWord, verdicts: readonly Verdict[]): Worth {
  if (ended === "deadlock" || ended === "fault" || verdicts.some(({ holds }) => holds === false)) return "failed";
  if (verdicts.some(({ holds }) => holds === null)) return "undecided";
  return ended === "limit" ? "failed" : "fine";
}

/** Whether a run is known to be as the scenario wants it. */
export function isAsExpected(ended: EndWord, verdicts: readonly Verdict[]): boolean {
  return worthOf(ended, verdicts) === "fine";
}

/** What stands before an expectation that holds, does not hold, or could not be decided. */
export type VerdictMark = "✓" | "✗" | "?";

/** An expectation with its verdict, as the mark and the text after it. */
export function verdictText(
  { text, line, holds, detail }: Verdict,
  words: Words = english,
): readonly [mark: VerdictMark, text: string] {
  const mark = holds === true ? "✓" : holds === null ? "?" : "✗";
  if (holds === null) {
    const why = detail.replace(words(NOT_DECIDED, ""), "");
    return [mark, words("{0} (line {1}): undecided, for {2}", text, line, why)];
  }
  return [mark, detail === "" ? text : `${words("{0} (line {1})", text, line)}: ${detail}`];
}

/** How a process ended, beside its exit value: `killed by k (3)`, `killed: its parent a ended`, `fault: division by zero`. */
export function endText(end: string, reason: string): string {
  if (reason === "") return end;
  return reason.startsWith(end) ? reason : `${end}: ${reason}`;
}

/** How a process ended, in the words of a session. */
export function processEndText({ words }: Simulation, { end, endReason, exitValue }: Process): string {
  if (end === EndKind.exited) return words("exited with {0}", exitValue);
  return endText(words(END_NAMES[end]!), say(words, endReason));
}

/** Processes that are named one by one. */
const MOST = 50;

function processLine(sim: Simulation, pid: number): string {
  const process = sim.world.processes[pid]!;
  const m = processMetrics(sim, pid);
  const { words } = sim;
  const end = processEndText(sim, process);
  const how = process.end === EndKind.alive ? end : words("{0} at {1}", end, process.finish);
  const times = [
    words("waiting {0}", m.waiting),
    words("turnaround {0}", m.turnaround ?? "–"),
    words("blocked {0}", m.blocked),
    words("switches {0}", m.switches),
  ];
  return `  ${pid} ${process.name}: ${[how, ...times].join(" · ")}`;
}

/** What became of each process, a line each. */
export function processLines(sim: Simulation): string[] {
  const { processes } = sim.world;
  const shown = processes.slice(1, MOST + 1).map((process) => processLine(sim, process.pid));
  const more = processes.length - 1 - shown.length;
  return more > 0 ? [...shown, `  … ${sim.words("and {0} more", more)}`] : shown;
}
