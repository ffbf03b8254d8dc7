/**
 * Expectations: what a scenario says must hold, followed while it runs, and judged when it has stopped. It is one class on purpose.
 *
 * Keeps true: each expectation has exactly one verdict; what cannot be known is undecided and never passes in silence; a
 * failing one tells the tick, the values of the names in it and its line; following them never changes the outcome of a run.
 * Follows: language.md §9.
 *
 *   no race      is broken by the first race that is found
 *   always       holds before the first tick and after every effect; while a part of it has no value yet, it holds
 *   finally      is asked when the run is over; a part that has no value makes it fail
 *   output       some printed line, or line of a printed text, equals the text
 *
 * Of a run that was cut, `always` and `no deadlock` hold as far as it went, and say so: every state up to there was looked at. The
 * others speak of the end, or of what may still come, and are undecided unless they are broken or met already.
 *
 * In a session that goes back in time what is known counts from its moment on: `jumped` after each leap, `forgetFuture` when
 * the run goes on.
 */
import { createLineMap, positionAt, type LineMap } from "../../base/positions.ts";
import { phrase, say } from "../../base/words.ts";
import { ExpressionError } from "../../isa/expression.ts";
import type { Expectation, SourceRange } from "../../isa/image.ts";
import { EventKind } from "../../machine/events.ts";
import { peek } from "../../machine/memory/memory.ts";
import type { Race } from "../../machine/ipc/race.ts";
import { detectRaces } from "../../machine/ipc/watch.ts";
import { processName } from "../../machine/names.ts";
import { nodeOf, processAt, type Simulation } from "../../machine/simulation.ts";
import { Ended, type Thread } from "../../machine/state.ts";
import { EndKind, ThreadState } from "../../machine/states.ts";
import type { Halt } from "../../machine/step.ts";
import { createCodeMap, spanAt } from "../inspect/codeMap.ts";
import { endSentence } from "./endSentence.ts";
import { exactText, isMissing, isTrue } from "./expectationsExact.ts";
import { leafNow, leafText, prepare, valueNow, type Condition, type Remains, type Span } from "./expectationsNames.ts";
import { Watch, type Interest, type WatchHost, type Write } from "./expectationsWatch.ts";
import { NearLines } from "./nearLines.ts";
import { Facts } from "../time/facts.ts";
import type { Moment } from "../time/moments.ts";
import { raceOfEvent, raceReportOf } from "./races.ts";

/**
 * What became of an expectation. `holds` is null when it could not be decided; `detail` then says why. Of one that holds, `detail`
 * says of how much of the run, where that was cut.
 */
export interface Verdict {
  readonly text: string;
  /** Where it stands in the source. */
  readonly range: SourceRange;
  readonly line: number;
  readonly holds: boolean | null;
  readonly detail: string;
}

/** How the detail of an undecided verdict begins. */
export const NOT_DECIDED = phrase("not decided: {0}");

/** How a run stopped: over by itself, cut short where the person said or when, or by the bound of work. */
export type Stopping = "over" | "until" | "interrupted" | "limit";

const HOLDS: Pick<Verdict, "holds" | "detail"> = { holds: true, detail: "" };

interface Followed {
  /** Its place among the expectations. */
  readonly number: number;
  readonly expectation: Expectation;
  readonly condition: Condition | undefined;
  /** Of an expected line. */
  readonly near: NearLines | undefined;
}

/** An `always` that does not hold any more: why, and after which thread's instruction. */
export interface Broken {
  readonly text: string;
  readonly line: number;
  readonly detail: string;
  /** -1: no thread did it. */
  readonly thread: number;
  /** That instruction, or -1. */
  readonly index: number;
}

/** Who drives the expectations: a run forward, or a session. */
export interface ExpectationsHost extends WatchHost {
  /** Whether to come back from `run` as soon as an `always` breaks. */
  readonly stopsWhenBroken: boolean;
}

/** The sentence of what a look found: true, false with the values, or no value. */
type Finding = { readonly holds: boolean | undefined; readonly detail: string };

/** Follows the expectations of one simulation. It takes `observe` for each event, and `run` in place of the machine's. */
export class Expectations {
  private readonly followed: readonly Followed[];
  private readonly remains: Remains = new Map();
  private readonly watch: Watch;
  /** What is broken and what is met, by the place of the expectation; and what is broken and not told yet. */
  private readonly broken: Facts<Broken>;
  private readonly met: Facts;
  /** Of each source, made when somebody asks. */
  private lines: readonly LineMap[] | undefined;
  private untold: number[] = [];
  private found: { readonly number: number; readonly broken: Broken }[] = [];
  private isMade = false;

  constructor(
    private readonly sim: Simulation,
    private readonly host: ExpectationsHost,
  ) {
    this.followed = sim.image.expectations.map((expectation, number) => ({
      number,
      expectation,
      condition:
        expectation.kind === "always" || expectation.kind === "finally"
          ? prepare(sim, expectation.condition)
          : undefined,
      near: expectation.kind === "output" ? new NearLines(sim, expectation.value) : undefined,
    }));
    this.broken = new Facts(sim);
    this.met = new Facts(sim);
    if (sim.image.expectations.some(({ kind }) => kind === "no race")) detectRaces(sim);
    // Whoever makes this marks when it is made.
    const remark = (): void => {
      if (this.isMade) host.remark();
    };
    this.watch = new Watch(sim, { ...host, remark }, (writes) => this.look(writes));
    this.refreshInterest();
    this.look([]);
    this.keepFound();
    this.isMade = true;
  }

  /** Runs as the machine's `run` does, looking wherever an `always` may have changed. */
  run(allowance: number): Halt {
    const halt = this.watch.run(allowance);
    this.keepFound();
    return halt;
  }

  /** Adds the marks that it needs; `atMark` must be told of each. */
  mark(marks: Uint8Array): void {
    this.watch.mark(marks);
  }

  /** A thread is about to begin a marked instruction. Returns whether nobody else wants the mark. */
  atMark(thread: Thread): boolean {
    return this.watch.atMark(thread);
  }

  /** Whether it must be told of events of a kind. */
  wants(kind: EventKind): boolean {
    if (kind === EventKind.printed) return this.followed.some(({ expectation }) => expectation.kind === "output");
    if (kind === EventKind.operatorActed) return this.watch.isWatching;
    if (kind === EventKind.raceFound) return this.followed.some(({ expectation }) => expectation.kind === "no race");
    if (kind === EventKind.stateChanged && this.followed.some((each) => each.condition?.spans.some(isOfProcess)))
      return true;
    return this.watch.hasProcesses;
  }

  /** Must be told of each event that it wants. */
  observe(kind: EventKind, fields: readonly number[], text: string): void {
    if (kind === EventKind.printed) this.meetOutput(text);
    if (kind === EventKind.raceFound) this.breakByRace(raceOfEvent(this.sim, kind));
    if (kind === EventKind.stateChanged && fields[3] === ThreadState.terminated) this.keepWords(fields[0]!);
    this.watch.touch(kind === EventKind.operatorActed);
  }

  /** What broke since the last time that this was asked; it counts from now on, when it is told. */
  takeBroken(): readonly Broken[] {
    const told = this.untold.splice(0);
    for (const number of told) this.broken.restamp(number);
    return told.flatMap((number) => this.broken.get(number) ?? []);
  }

  /** The last moment before `now` at which one broke, as far as it is known. */
  lastBroken(now: Moment): { readonly at: Moment; readonly what: Broken } | undefined {
    return this.broken.lastBefore(now);
  }

  /** The world is another one than before. */
  jumped(): void {
    this.watch.jumped();
    this.refreshInterest();
  }

  /** The run goes on from here. */
  forgetFuture(): void {
    this.broken.forgetFuture();
    this.met.forgetFuture();
    for (const { near } of this.followed) near?.forgetFuture();
    this.untold = this.untold.filter((number) => this.broken.has(number));
    this.refreshInterest();
  }

  /** Judges, when the run has stopped. */
  verdicts(stopping: Stopping, tickBound: number): Verdict[] {
    this.look([]);
    this.keepFound();
    return this.followed.map((each) => ({
      text: each.expectation.text,
      range: each.expectation.range,
      line: this.lineOf(each),
      ...this.judge(each, stopping, tickBound),
    }));
  }

  private lineOf({ expectation: { range } }: Followed): number {
    this.lines ??= this.sim.image.sources.map(({ text }) => createLineMap(text));
    return positionAt(this.lines[range.source]!, range.from).line;
  }

  /** What was found broken on the way counts from the moment at which the run came back. */
  private keepFound(): void {
    for (const { number, broken } of this.found.splice(0)) {
      this.broken.note(number, broken);
      this.untold.push(number);
    }
  }

  private judge(each: Followed, stopping: Stopping, tickBound: number): Pick<Verdict, "holds" | "detail"> {
    const { kind } = each.expectation;
    const broken = this.broken.get(each.number);
    if (broken !== undefined) return { holds: false, detail: broken.detail };
    const isOver = stopping === "over";
    const { words, world } = this.sim;
    const cut = {
      until: words("the run was stopped before tick {0}", tickBound),
      interrupted: words("the run was interrupted"),
      limit: words("the run did not come to its end"),
    };
    const undecided = { holds: null, detail: words(NOT_DECIDED, isOver ? "" : cut[stopping]) };
    /** What was looked at in every state that there was. */
    const soFar = { holds: true, detail: isOver ? "" : words("as far as the run went, to tick {0}", world.tick) };
    switch (kind) {
      case "no race":
        return isOver ? HOLDS : undecided;
      case "terminates":
        return this.sim.world.alive === 0 ? HOLDS : isOver ? this.notTerminated() : undecided;
      case "no deadlock":
        return this.judgeDeadlock() ?? soFar;
      case "output":
        if (this.met.has(each.number)) return HOLDS;
        return isOver ? { holds: false, detail: this.atTick(each.near!.text) } : undecided;
      case "always":
        return soFar;
      case "finally": {
        if (!isOver) return undecided;
        const found = this.ask(each.condition!);
        return found.holds === true ? HOLDS : { holds: false, detail: found.detail };
      }
    }
  }

  /** Who had not ended when the run was over. */
  private notTerminated(): Pick<Verdict, "holds" | "detail"> {
    const { world } = this.sim;
    const names = world.processes
      .filter((p) => p.pid > 0 && p.end === EndKind.alive)
      .map((p) => processName(this.sim, p.pid));
    const { words } = this.sim;
    const few = names.slice(0, 5).join(", ");
    const shown = names.length > 5 ? words("{0} and {1} more", few, names.length - 5) : few;
    return { holds: false, detail: this.atTick(words("{0} had not ended", shown)) };
  }

  /** Something that is so now. */
  private atTick(what: string): string {
    return this.sim.words("at tick {0}: {1}", this.sim.world.tick, what);
  }

  private judgeDeadlock(): Pick<Verdict, "holds" | "detail"> | undefined {
    const { world } = this.sim;
    if (world.ended !== Ended.deadlock) return undefined;
    return { holds: false, detail: this.atTick(endSentence(this.sim)) };
  }

  /** Whether it is one of a kind that has held so far. */
  private isOpen({ expectation, number }: Followed, kind: "always" | "no race"): boolean {
    const isBroken = this.broken.has(number) || this.found.some((each) => each.number === number);
    return expectation.kind === kind && !isBroken;
  }

  private break(each: Followed, detail: string, thread = -1, index = -1): void {
    const { text } = each.expectation;
    this.found.push({ number: each.number, broken: { text, line: this.lineOf(each), detail, thread, index } });
  }

  /** Two threads have raced. */
  private breakByRace(race: Race | undefined): void {
    const open = race === undefined ? [] : this.followed.filter((each) => this.isOpen(each, "no race"));
    for (const each of open)
      this.break(each, raceReportOf(this.sim, race!).text, race!.second.thread, race!.second.index);
    if (open.length > 0 && this.host.stopsWhenBroken) this.watch.haltStep();
  }

  /** Asks every `always` that has held so far. */
  private look(writes: readonly Write[]): void {
    let hasChanged = false;
    for (const each of this.followed) {
      if (!this.isOpen(each, "always")) continue;
      const found = this.ask(each.condition!);
      if (found.holds !== false) continue;
      this.break(each, found.detail + this.afterWrites(writes), writes[0]?.thread.id, writes[0]?.index);
      hasChanged = true;
    }
    if (!hasChanged) return;
    this.refreshInterest();
    if (this.host.stopsWhenBroken) this.watch.halt();
  }

  /** ` (after line 9 of a)` */
  private afterWrites(writes: readonly Write[]): string {
    if (writes.length === 0) return "";
    const { words } = this.sim;
    const map = createCodeMap(this.sim.image, words);
    const places = writes.map(({ thread, index }) => {
      const line = spanAt(map, index)?.start.line;
      return words("line {0} of {1}", line ?? "?", processName(this.sim, thread.pid));
    });
    return ` ${words(
      "(after {0})",
      places.reduce((text, place) => words("{0} and {1}", text, place)),
    )}`;
  }

  private ask(condition: Condition): Finding {
    const { sim, remains } = this;
    try {
      const value = valueNow(sim, remains, condition);
      const holds = isTrue(value);
      if (holds === true) return { holds, detail: "" };
      if (isMissing(value)) return { holds: undefined, detail: this.atTick(value.missing) };
      return { holds: false, detail: this.atTick(this.valuesText(condition)) };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { holds: false, detail: this.atTick(say(sim.words, error.said)) };
    }
  }

  /** `count = 21, p.waiting = 3` */
  private valuesText(condition: Condition): string {
    const shown = new Map<string, string>();
    for (const leaf of condition.leaves) {
      const value = leafNow(this.sim, this.remains, condition, leaf);
      shown.set(leafText(leaf), exactText(this.sim.words, value));
    }
    const values = [...shown].map(([name, value]) => `${name} = ${value}`).join(", ");
    return values === "" ? this.sim.words("it is false") : values;
  }

  private refreshInterest(): void {
    const open = this.followed.filter((each) => this.isOpen(each, "always"));
    this.watch.watchFor(open.length === 0 ? undefined : interestOf(open.map((each) => each.condition!)));
  }

  private meetOutput(text: string): void {
    for (const each of this.followed) {
      const { expectation, number } = each;
      if (expectation.kind !== "output" || this.met.has(number)) continue;
      const lines = text.split("\n");
      if (text === expectation.value || lines.includes(expectation.value)) this.met.note(number, true);
      else for (const line of lines) each.near?.printed(line);
    }
  }

  /** Keeps the words of a process that ends, as far as an expectation names them. */
  private keepWords(pid: number): void {
    const { sim, remains } = this;
    const process = processAt(sim, pid);
    for (const each of this.followed) {
      for (const span of each.condition?.spans ?? []) {
        if (span.pid !== pid) continue;
        const words = remains.get(pid) ?? new Map<number, number>();
        remains.set(pid, words);
        for (let address = span.from; address < span.to; address += 4) {
          const word = peek(nodeOf(sim, process).memory, process, address);
          if (word !== undefined) words.set(address, word);
        }
      }
    }
  }
}

const isOfProcess = (span: Span): boolean => span.pid !== 0;

function interestOf(conditions: readonly Condition[]): Interest {
  return {
    spans: conditions.flatMap((condition) => condition.spans),
    isTimed: conditions.some((condition) => condition.isTimed),
    hasProcesses: conditions.some((condition) => condition.hasProcesses),
  };
}
