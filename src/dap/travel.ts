/**
 * The requests that ask a question of the past and go to its answer: when did this last change, who woke this thread, where did
 * it begin to wait, where was this line printed.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Question } from "../debugger/breakpoints/breaking.ts";
import type { WrittenLine } from "../debugger/outcome/outputLog.ts";
import { spanAt } from "../debugger/inspect/codeMap.ts";
import { blockerSearch, changeSearch, lineSearch, wakerSearch } from "../debugger/time/travel.ts";
import type { AdapterControl } from "./control.ts";
import { pointedAt } from "./dataBreakpoints.ts";
import { RequestError } from "./errors.ts";
import { rangeFor, sourceOf, threadId, type Machine } from "./machine.ts";

/** What a request came to: a sentence, which the stop tells as well, if it led anywhere. */
interface Told {
  readonly text: string;
  readonly moved: boolean;
}

async function go(
  adapter: AdapterControl,
  machine: Machine,
  title: string,
  question: Question,
  before?: number,
): Promise<Told> {
  const stop = await adapter.inPieces(title, machine.session.ways.travel(question, before));
  if (stop === undefined) return { text: question.none(), moved: false };
  adapter.moved(machine, stop);
  return { text: stop.text, moved: true };
}

/** To the last change of a variable of a container, or of what an expression says. */
export async function lastChange(
  adapter: AdapterControl,
  args: DebugProtocol.DataBreakpointInfoArguments,
): Promise<Told> {
  const machine = adapter.stoppedMachine("turno/lastChange");
  const { session } = machine;
  const found = pointedAt(machine, args);
  if (typeof found === "string") throw new RequestError("travel", found);
  const search = changeSearch(session.sim, session.map, found.dataId, session.history);
  if (typeof search === "string") throw new RequestError("travel", search);
  const title = machine.conventions.words("When did {0} last change?", args.name);
  return go(adapter, machine, title, search);
}

/** To where the thread was woken last, or began to wait. */
export function lastWait(which: "woke" | "blocked"): (adapter: AdapterControl, args: object) => Promise<Told> {
  return async (adapter, args) => {
    const machine = adapter.stoppedMachine(which);
    const { sim } = machine.session;
    const id = threadId(machine, (args as { threadId: number }).threadId);
    if (which === "woke") return go(adapter, machine, sim.words("Who woke it?"), wakerSearch(sim, id));
    return go(adapter, machine, sim.words("Where did it begin to wait?"), blockerSearch(sim, id));
  };
}

/** A line of the console, with the tick at which it was written. */
export interface ConsoleLine {
  readonly number: number;
  readonly tick: number;
  readonly text: string;
  readonly source?: DebugProtocol.Source;
  readonly line?: number;
}

function wireLine(machine: Machine, { number, line: { tick, text, index } }: WrittenLine): ConsoleLine {
  const span = index < 0 ? undefined : spanAt(machine.session.map, index);
  if (span === undefined) return { number, tick, text };
  return { number, tick, text, source: sourceOf(machine, span.source), line: rangeFor(machine, span).line };
}

/** The last lines of the console. */
export function consoleLines(machine: Machine): { readonly lines: readonly ConsoleLine[] } {
  return { lines: machine.session.recentLines.map((line) => wireLine(machine, line)) };
}

/** To where a line was written. */
export async function goToLine(adapter: AdapterControl, number: number): Promise<Told> {
  const machine = adapter.stoppedMachine("turno/goToLine");
  const { session } = machine;
  const written = session.recentLines.find((line) => line.number === number);
  if (written === undefined) throw new RequestError("travel", "There is no line {0} any more, or not yet.", number);
  const { line } = written;
  const title = machine.conventions.words("Where was this line printed?");
  if (line.category === "stdout") return go(adapter, machine, title, lineSearch(session.sim, line), line.tick + 1);
  const stop = await adapter.inPieces(title, session.ways.goToTick(line.tick));
  adapter.moved(machine, stop);
  return { text: stop.text, moved: true };
}
