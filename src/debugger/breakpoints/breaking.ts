/**
 * What breakpoints do to a run: which of them stop it, at an instruction, an event or a step, forward and on the way back; which
 * only tell.
 *
 * Keeps true: going back stops exactly where going forward stopped; hits are counted on the way forward alone.
 */
import { atMost, type Pieces } from "../../base/pieces.ts";
import { phrase, type Words } from "../../base/words.ts";
import { EventKind } from "../../machine/events.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { Race } from "../../machine/ipc/race.ts";
import type { Thread } from "../../machine/state.ts";
import { setWatchers } from "../../machine/watching.ts";
import { conditionHolds, type CodeBreakpoint, type CodeBreakpointKind } from "./breakpoints.ts";
import { BreakpointSet, NO_ID } from "./breakpointSet.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { entersRoutine } from "../inspect/frames.ts";
import { DataWatch, hitText, type DataHit } from "./dataWatch.ts";
import { pendingChoice } from "../time/deeds.ts";
import type { EventBreakpoint } from "./eventBreakpoints.ts";
import { stopSentence, threadOfEvent } from "./eventStops.ts";
import type { Viewpoint } from "../inspect/evaluate.ts";
import type { Brackets, Suspects, Watch } from "../time/watch.ts";
import { isHitCounted } from "./hits.ts";
import { sameMoment, type Moment } from "../time/moments.ts";
import { threadLabel } from "../inspect/names.ts";
import { messageText } from "./logMessage.ts";
import { expressionText } from "../inspect/show.ts";
import { raceOfEvent, raceReportOf } from "../outcome/races.ts";
import { Updates, type LostUpdates, type Word } from "./updates.ts";
import { joinStops, type StopInfo, type StopReason } from "./stops.ts";

/** The session, as breakpoints know it. */
export interface BreakingHost {
  here(): Moment;
  /** What a write has lost that has just been made, found in the past. */
  lostBy(thread: number, word: Word): Pieces<LostUpdates | undefined>;
  viewpoint(thread: number): Viewpoint;
  /** The thread that a person looks at. */
  threadInView(): number | undefined;
  /** Writes a line to the console, as coming from an instruction of a process. */
  log(text: string, pid: number, index: number): void;
  /** Asks the machine to stop after the present step. */
  request(stop: StopInfo): void;
}

/** A search backwards: where to look, and what was found once the machine is there. */
export interface Search {
  readonly watch: Watch;
  /** Where a close watch is to look, when that is known. */
  readonly suspects?: Suspects | undefined;
  readonly brackets?: Brackets | undefined;
  /** Looks further back, from the moment that was found, for what the stop is to tell; undefined: there is nothing to look for. */
  readonly explain?: () => Pieces<void> | undefined;
  /** The stop at the moment that was found, as going forward would tell it. */
  found(standing: Thread | undefined, index: number): StopInfo | undefined;
}

/** A question of the past. */
export interface Question extends Search {
  /** The answer where nothing was found: that it never happened, or that it happens here for the first time. */
  none(): string;
}

interface EventHit {
  readonly breakpoint: EventBreakpoint;
  readonly kind: EventKind;
  readonly tick: number;
  readonly fields: readonly number[];
  /** Which race it tells of: later it would not be known any more. */
  readonly race: Race | undefined;
}

/** What was met in one step on the way back. */
interface Met {
  readonly events: EventHit[];
  readonly data: DataHit[];
}

const REASONS: Readonly<Record<CodeBreakpointKind, { readonly reason: StopReason; readonly description: string }>> = {
  source: { reason: "breakpoint", description: phrase("Breakpoint") },
  function: { reason: "function breakpoint", description: phrase("Function breakpoint") },
  instruction: { reason: "instruction breakpoint", description: phrase("Instruction breakpoint") },
};

/** So far back a run looks for what a write has lost, before it stops there: some seconds. On the way back there is no such bound. */
const MOST_PIECES = 2_000;

export class Breaking {
  readonly set: BreakpointSet;
  private dataWatch: DataWatch | undefined;
  private readonly updates: Updates;
  /** Hits of the present step of which it is not known what they lost. */
  private unexplained: DataHit[] = [];
  /** Whether hits stop the run, or are only counted. */
  private stops = true;

  /** @param implied filters at which the session stops without being asked */
  constructor(
    private readonly sim: Simulation,
    private readonly map: CodeMap,
    private readonly host: BreakingHost,
    implied: readonly string[],
  ) {
    this.updates = new Updates(sim);
    this.set = new BreakpointSet(sim, map, () => host.threadInView(), implied);
  }

  /** The run goes on from here: with marks, events and data as the breakpoints need them. */
  arm(stops: boolean, wanted: Uint8Array): void {
    const { set, sim } = this;
    this.stops = stops;
    const isArmed = stops || set.isCounting;
    if (isArmed) set.mark(sim.marks);
    if (isArmed) for (const { filter } of set.events) for (const kind of filter.events) wanted[kind] = 1;
    const others = sim.watchers.filter((watcher) => watcher !== this.dataWatch);
    const isWatching = isArmed && set.data.some(({ target }) => target !== undefined);
    if (isWatching) this.updates.goOn(set.data);
    else this.updates.forget();
    this.dataWatch = isWatching
      ? new DataWatch(sim, this.map, set.data, (hit) => this.atData(hit), this.updates)
      : undefined;
    if (this.dataWatch !== undefined) setWatchers(sim, [...others, this.dataWatch]);
    else if (others.length < sim.watchers.length) setWatchers(sim, others);
  }

  /** A person changed the world. */
  jumped(): void {
    this.dataWatch?.look();
  }

  /** The world is at another moment. */
  arrived(): void {
    this.updates.forget();
    this.unexplained = [];
  }

  /** A stop of a run, with what a write has lost where that was to be found in the past; between two steps. */
  explained(stop: StopInfo): StopInfo {
    let { text } = stop;
    for (const hit of this.unexplained.splice(0)) {
      const explained = atMost(this.explain(hit), MOST_PIECES, hit);
      text = text.replace(hitText(this.sim, hit), () => hitText(this.sim, explained));
    }
    return { ...stop, text };
  }

  private *explainAll(hits: readonly DataHit[], told: DataHit[]): Pieces<void> {
    for (const hit of hits) told.push(yield* this.explain(hit));
  }

  private *explain(hit: DataHit): Pieces<DataHit> {
    if (hit.lost !== "unknown" || hit.word === undefined) return hit;
    return { ...hit, lost: yield* this.host.lostBy(hit.thread, hit.word) };
  }

  /** A thread is about to begin a marked instruction: the stop before it. Log points write their message instead. */
  atMark(thread: Thread, index: number): StopInfo | undefined {
    const hit = this.set.at(index).filter((breakpoint) => this.isHit(breakpoint, thread, index, true));
    for (const breakpoint of hit) this.tell(breakpoint, thread, index);
    const stopping = hit.filter(isStopping);
    return this.stops && stopping.length > 0 ? this.codeStop(stopping, thread) : undefined;
  }

  /** Something has happened: asks for a stop where a breakpoint wants one. */
  atEvent(kind: EventKind, tick: number, fields: readonly number[]): void {
    for (const breakpoint of this.set.atEvent(kind, tick, fields)) {
      if (!isHitCounted(breakpoint.hits, () => this.host.here(), true) || !this.stops) continue;
      const stop = this.eventStop({ breakpoint, kind, tick, fields, race: raceOfEvent(this.sim, kind) });
      if (breakpoint.isLog) this.host.log(stop.text, this.sim.world.threads[stop.thread]?.pid ?? 0, -1);
      else this.host.request(stop);
    }
  }

  /** Looks back for the last moment at which any of them would stop, or a person would be asked for a choice. */
  search(): Search {
    const { sim, set } = this;
    const marks = new Uint8Array(sim.marks.length);
    set.mark(marks);
    const stopping = (thread: Thread, index: number): readonly CodeBreakpoint[] =>
      set.at(index).filter((breakpoint) => isStopping(breakpoint) && this.isHit(breakpoint, thread, index, false));
    let met: Met = { events: [], data: [] };
    let last: (Met & { readonly at: Moment }) | undefined;
    const watch: Watch = {
      marks,
      isStop: (thread, index) => stopping(thread, index).length > 0,
      counts: (at, isCounted) => {
        if (isCounted && (last === undefined || !sameMoment(last.at, at) || met.events.length + met.data.length > 0))
          last = { ...met, at };
        met = { events: [], data: [] };
      },
      ...this.choiceWatch(),
      ...this.eventWatch((hit) => met.events.push(hit)),
      ...this.closeWatch((hit) => met.data.push(hit)),
    };
    const told: DataHit[] = [];
    const explain = (): Pieces<void> | undefined => {
      const { data = [] } = last ?? {};
      return data.length === 0 ? undefined : this.explainAll(data, told);
    };
    const found = (standing: Thread | undefined, index: number): StopInfo | undefined => {
      const code = standing === undefined ? [] : stopping(standing, index);
      const stops = [
        ...told.map((hit) => this.dataStop(hit)),
        ...(last?.events ?? []).map((hit) => this.eventStop(hit)),
        ...(standing !== undefined && code.length > 0 ? [this.codeStop(code, standing)] : []),
      ];
      return stops.reduce<StopInfo | undefined>(joinStops, undefined);
    };
    return { watch, explain, found };
  }

  private choiceWatch(): Pick<Watch, "isChoice"> {
    const { sim } = this;
    const asks = sim.onChoice !== undefined && sim.hardware.some(({ scheduler }) => scheduler.name === "manual");
    return asks ? { isChoice: () => pendingChoice(sim) !== undefined } : {};
  }

  private eventWatch(met: (hit: EventHit) => void): Pick<Watch, "isEvent"> {
    const { set } = this;
    if (set.events.every(({ isLog }) => isLog)) return {};
    const isEvent = (kind: EventKind, tick: number, fields: readonly number[]): boolean => {
      const hit = set
        .atEvent(kind, tick, fields)
        .filter(({ isLog, hits }) => !isLog && isHitCounted(hits, () => this.host.here(), false));
      const race = raceOfEvent(this.sim, kind);
      for (const breakpoint of hit) met({ breakpoint, kind, tick, fields, race });
      return hit.length > 0;
    };
    return { isEvent };
  }

  private closeWatch(met: (hit: DataHit) => void): Pick<Watch, "closely"> {
    const { data } = this.set;
    if (data.every(({ target }) => target === undefined)) return {};
    const closely = (found: () => void): DataWatch =>
      new DataWatch(this.sim, this.map, data, (hit) => {
        if (!isHitCounted(hit.breakpoint.hits, () => this.host.here(), false)) return;
        met(hit);
        found();
      });
    return { closely };
  }

  private atData(hit: DataHit): void {
    if (!isHitCounted(hit.breakpoint.hits, () => this.host.here(), true) || !this.stops) return;
    if (hit.lost === "unknown") this.unexplained.push(hit);
    this.host.request(this.dataStop(hit));
  }

  private isHit(breakpoint: CodeBreakpoint, thread: Thread, index: number, isForward: boolean): boolean {
    if (breakpoint.thread !== undefined && breakpoint.thread !== thread.id) return false;
    if (isAtEntries(breakpoint) && !entersRoutine(this.map, thread, index)) return false;
    if (!conditionHolds(this.host.viewpoint(thread.id), breakpoint.condition)) return false;
    return isHitCounted(breakpoint.hits, () => this.host.here(), isForward);
  }

  /** What a log point says. */
  private tell(breakpoint: CodeBreakpoint, thread: Thread, index: number): void {
    if (!this.stops || isStopping(breakpoint)) return;
    const view = this.host.viewpoint(thread.id);
    const { words, world } = this.sim;
    const { message } = breakpoint;
    const text =
      message === undefined
        ? words("{0} was here at tick {1}", threadLabel(this.sim, thread), world.tick)
        : messageText(words, message, (expr) => expressionText(view, expr));
    this.host.log(text, thread.pid, index);
  }

  private codeStop(hit: readonly CodeBreakpoint[], thread: Thread): StopInfo {
    const kind = hit.find((breakpoint) => breakpoint.kind === "source")?.kind ?? hit[0]!.kind;
    const label = threadLabel(this.sim, thread);
    const { words, world } = this.sim;
    const { tick } = world;
    const text = codeText(words, kind, hit, label, tick);
    const { reason, description } = REASONS[kind];
    const breakpoints = hit.map(({ id }) => id);
    return { reason, description: words(description), text, thread: thread.id, tick, breakpoints };
  }

  private eventStop({ breakpoint: { filter, id }, kind, tick, fields, race }: EventHit): StopInfo {
    const thread = threadOfEvent(this.sim, kind, fields);
    const text = race === undefined ? stopSentence(this.sim, kind, tick, fields) : raceReportOf(this.sim, race).text;
    const breakpoints = id === NO_ID ? [] : [id];
    const event = { filter: filter.id, kind, tick, fields, ...(race === undefined ? {} : { race }) };
    return {
      ...(race === undefined ? {} : { index: race.second.index }),
      reason: filter.isException ? "exception" : "event",
      description: this.sim.words(filter.label),
      text,
      thread,
      tick,
      breakpoints,
      event,
    };
  }

  private dataStop(hit: DataHit): StopInfo {
    const { tick } = this.sim.world;
    const text = hitText(this.sim, hit);
    const breakpoints = [hit.breakpoint.id];
    const description = this.sim.words("Data breakpoint");
    const stop = { reason: "data breakpoint" as const, description, text, thread: hit.thread, tick };
    return { ...stop, breakpoints, ...(hit.index < 0 ? {} : { index: hit.index }) };
  }
}

/** What a thread has come to. */
function codeText(
  words: Words,
  kind: CodeBreakpointKind,
  hit: readonly CodeBreakpoint[],
  label: string,
  tick: number,
): string {
  if (kind === "source") return words("{0} reached a breakpoint at tick {1}", label, tick);
  if (kind === "instruction") return words("{0} reached an instruction breakpoint at tick {1}", label, tick);
  const first = hit.find((breakpoint) => breakpoint.kind === "function")!;
  const { name = "" } = first.request as { readonly name?: string };
  return isAtEntries(first)
    ? words("{0} enters {1} at tick {2}", label, name, tick)
    : words("{0} calls {1} at tick {2}", label, name, tick);
}

/** Whether a breakpoint is on the entries of routines, not on calls of a built-in. */
function isAtEntries({ locations }: CodeBreakpoint): boolean {
  return locations[0]?.isEntry === true;
}

/** Whether a breakpoint stops, rather than tell. */
function isStopping({ message, request }: CodeBreakpoint): boolean {
  return message === undefined && request.mode !== "log";
}
