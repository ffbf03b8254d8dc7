/**
 * Questions that lead back in time: when did this last change, who woke this thread, what did it begin to wait for, where was
 * this line printed. Each is a search, and the answer is the moment with what happened there.
 *
 * Keeps true: asked again from there, the same question leads to the time before.
 */
import { EventKind } from "../../machine/events.ts";
import { blockersOf } from "../../machine/ipc/wakers.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { ThreadState, WAIT_NAMES, WaitKind } from "../../machine/states.ts";
import type { Question, Search } from "../breakpoints/breaking.ts";
import { bracketsOf } from "./brackets.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { movedStop } from "../breakpoints/eventStops.ts";
import { makeDataBreakpoint, type DataBreakpoint, type DataTarget } from "../breakpoints/dataBreakpoints.ts";
import { DataWatch, hitText, type DataHit } from "../breakpoints/dataWatch.ts";
import type { Watch } from "./watch.ts";
import { threadLabel, waitText } from "../inspect/names.ts";
import type { OutputLine } from "../outcome/outputLog.ts";
import type { StopInfo } from "../breakpoints/stops.ts";
import type { Pieces } from "../../base/pieces.ts";
import type { History } from "./history.ts";
import { lostUpdates, type LostUpdates } from "../breakpoints/updates.ts";
import { suspectsOf } from "./suspects.ts";

/** Threads that are named one by one. */
const MOST_NAMED = 5;

function stopAt(sim: Simulation, description: string, text: string, thread: number): StopInfo {
  const { words, world } = sim;
  const { tick } = world;
  return { reason: "goto", description, text: words("{0}, at tick {1}", text, tick), thread, tick, breakpoints: [] };
}

/** When did what this id of data stands for last change? Or why it cannot be asked. */
/** @param history where it can be found what a write has lost */
export function changeSearch(sim: Simulation, map: CodeMap, dataId: string, history?: History): Question | string {
  const made = makeDataBreakpoint(sim, map, 0, { dataId, access: "write" });
  if (made.problem !== undefined) return made.problem;
  const breakpoint: DataBreakpoint = { ...made, trigger: "change" };
  let met: DataHit | undefined;
  let last: DataHit | undefined;
  let isHere = false;
  const closely = (found: () => void): DataWatch =>
    new DataWatch(sim, map, [breakpoint], (hit) => {
      met = hit;
      found();
    });
  const counts = (_at: unknown, isCounted: boolean): void => {
    if (isCounted && met !== undefined) last = met;
    if (!isCounted && met !== undefined) isHere = true;
    met = undefined;
  };
  const { name = "" } = breakpoint.target ?? {};
  return {
    none: () =>
      isHere
        ? sim.words("This is the first change of {0}: nothing changed it before.", name)
        : sim.words("{0} has not changed since the beginning of the run.", name),
    watch: { marks: new Uint8Array(sim.marks.length), closely, counts },
    ...placesToLook(sim, map, breakpoint.target),
    explain: () => {
      if (last?.word === undefined || last.lost !== "unknown" || history === undefined) return undefined;
      const hit = last;
      const note = (lost: LostUpdates | undefined): void => {
        last = { ...hit, lost };
      };
      return explained(lostUpdates(sim, history, hit.thread, last.word), note);
    },
    found: () => {
      if (last === undefined) return undefined;
      const { tick } = sim.world;
      const stop = { reason: "goto" as const, description: sim.words("Last change"), text: hitText(sim, last), tick };
      return { ...stop, thread: last.thread, breakpoints: [], ...(last.index < 0 ? {} : { index: last.index }) };
    },
  };
}

function* explained<T>(work: Pieces<T>, note: (found: T) => void): Pieces<void> {
  note(yield* work);
}

/** Where to look closely, found at the speed of the run; nothing: everywhere. */
function placesToLook(
  sim: Simulation,
  map: CodeMap,
  target: DataTarget | undefined,
): Pick<Search, "suspects" | "brackets"> {
  const suspects = target?.kind === "words" ? suspectsOf(sim, target) : undefined;
  return suspects === undefined && target !== undefined ? { brackets: bracketsOf(sim, map, target) } : { suspects };
}

/** The last event of a kind that `isIt` says is the one, told by `tell`; `none` says that there is none, or that it is here. */
function eventSearch(
  sim: Simulation,
  kind: EventKind,
  isIt: (fields: readonly number[], tick: number) => boolean,
  tell: (fields: readonly number[]) => StopInfo,
  none: (isHere: boolean) => string,
): Question {
  let met: readonly number[] = [];
  let last: readonly number[] = [];
  let isHere = false;
  const watch: Watch = {
    marks: new Uint8Array(sim.marks.length),
    isEvent: (happened, tick, fields) => {
      const isMet = happened === kind && isIt(fields, tick);
      if (isMet) met = fields;
      return isMet;
    },
    counts: (_at, isCounted) => {
      if (isCounted && met.length > 0) last = met;
      if (!isCounted && met.length > 0) isHere = true;
      met = [];
    },
  };
  return { watch, found: () => tell(last), none: () => none(isHere) };
}

/** An event with when it was and its fields. */
interface Happening {
  readonly kind: EventKind;
  readonly tick: number;
  readonly fields: readonly number[];
}

/** What happened last in the machine, whatever it was; of several events at a moment the first, as going forward tells them. */
export function lastEventSearch(sim: Simulation): Search {
  let met: Happening | undefined;
  let last: Happening | undefined;
  const watch: Watch = {
    marks: new Uint8Array(sim.marks.length),
    isEvent: (kind, tick, fields) => {
      met ??= { kind, tick, fields };
      return true;
    },
    counts: (_at, isCounted) => {
      if (isCounted && met !== undefined) last = met;
      met = undefined;
    },
  };
  return { watch, found: () => last && movedStop(sim, last.kind, last.tick, last.fields) };
}

/** The thread of a process that runs, else its first. */
function threadOf(sim: Simulation, pid: number): Thread | undefined {
  const threads = sim.world.processes[pid]?.threads.map((id) => threadAt(sim, id)) ?? [];
  return threads.find(({ state }) => state === ThreadState.running) ?? threads[0];
}

/** Waits that are told by the call that they are in. */
const CALLS: Readonly<Record<number, string>> = { [WaitKind.thread]: "join", [WaitKind.child]: "wait" };

/** Who woke this thread last? */
export function wakerSearch(sim: Simulation, threadId: number): Question {
  const label = threadLabel(sim, threadAt(sim, threadId));
  return eventSearch(
    sim,
    EventKind.woken,
    (fields) => fields[1] === threadId,
    ([, thread = threadId, wait = 0, by = 0]) => {
      const waker = by > 0 ? (sim.world.threads[threadAt(sim, thread).waker] ?? threadOf(sim, by)) : undefined;
      const { words } = sim;
      const who = waker === undefined ? words("the machine") : threadLabel(sim, waker);
      const call = CALLS[wait] ?? WAIT_NAMES[wait] ?? words("a wait");
      const text = words("{0} is woken by {1}, out of {2}", threadLabel(sim, threadAt(sim, thread)), who, call);
      return stopAt(sim, words("Woken"), text, waker?.id ?? thread);
    },
    (isHere) =>
      isHere
        ? sim.words("{0} is woken here for the first time.", label)
        : sim.words("Nobody has woken {0} yet.", label),
  );
}

/** Where did this thread begin to wait last, and for whom? */
export function blockerSearch(sim: Simulation, threadId: number): Question {
  const label = threadLabel(sim, threadAt(sim, threadId));
  return eventSearch(
    sim,
    EventKind.blocked,
    (fields) => fields[1] === threadId,
    () => {
      const thread = threadAt(sim, threadId);
      const blockers = blockersOf(sim, thread);
      const named = blockers.slice(0, MOST_NAMED).map((id) => threadLabel(sim, threadAt(sim, id)));
      const { words } = sim;
      const more = blockers.length > named.length ? [words("{0} more", blockers.length - named.length)] : [];
      const begins = words("{0} begins to wait: {1}", threadLabel(sim, thread), waitText(sim, thread));
      const whom = [...named, ...more].join(", ");
      const text = named.length === 0 ? begins : words("{0}, which depends on {1}", begins, whom);
      return stopAt(sim, words("Blocked"), text, threadId);
    },
    (isHere) =>
      isHere
        ? sim.words("{0} begins to wait here for the first time.", label)
        : sim.words("{0} has not waited yet.", label),
  );
}

/** Where was this line printed? */
export function lineSearch(sim: Simulation, line: OutputLine): Question {
  return eventSearch(
    sim,
    EventKind.printed,
    (fields, tick) => tick === line.tick && fields[0] === line.pid,
    ([, thread = -1]) => {
      const who = sim.world.threads[thread];
      const { words } = sim;
      const text =
        who === undefined
          ? words('prints "{0}"', line.text)
          : words('{0} prints "{1}"', threadLabel(sim, who), line.text);
      return stopAt(sim, words("Line"), text, thread);
    },
    () => sim.words("This line was printed in another run."),
  );
}
