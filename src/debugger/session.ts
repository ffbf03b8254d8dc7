/**
 * A debugging session over one simulated machine: what runs, until when, why it stopped.
 *
 * Keeps true: it does no input or output and knows no protocol: it is told what to do and answers with plain data; `runChunk`
 * does a bounded piece of the run and comes back; it is one class on purpose: the state of one session; nothing that is looked at, and no breakpoint, changes the outcome of a run.
 */
import { codeIndex, type Image } from "../isa/image.ts";
import { PC } from "../isa/registers.ts";
import { boot } from "../machine/boot.ts";
import { EVENTS, EventKind } from "../machine/events.ts";
import type { Simulation } from "../machine/simulation.ts";
import { Ended, type Thread } from "../machine/state.ts";
import { FaultKind, ThreadState } from "../machine/states.ts";
import { faultText } from "../machine/cpu/fault.ts";
import { Halt, run } from "../machine/step.ts";
import {
  conditionHolds,
  logText,
  makeEventBreakpoint,
  makeSourceBreakpoint,
  stopsAtEvent,
  type EventBreakpoint,
  type SourceBreakpoint,
  type SourceBreakpointRequest,
} from "./breakpoints.ts";
import { createCodeMap, type CodeMap } from "./codeMap.ts";
import { History, type Moment, type Watch } from "./history.ts";
import type { Viewpoint } from "./evaluate.ts";
import { frameLevel, framesOf } from "./frames.ts";
import { eventSentence, eventText, threadLabel, wordText } from "./names.ts";
import { isReached, Mark, markPlan, planStep, type Granularity, type Plan, type StepKind } from "./stepping.ts";
import { createReferences, forgetReferences, type References } from "./variables.ts";

export type StopReason = "entry" | "step" | "breakpoint" | "exception" | "pause" | "goto" | "finished";

/** Why and where the machine stopped. */
export interface StopInfo {
  readonly reason: StopReason;
  /** The thread that people look at next; -1 when there is none. */
  readonly thread: number;
  readonly tick: number;
  /** A few words, and a sentence. */
  readonly description: string;
  readonly text: string;
  readonly breakpoints: readonly number[];
}

/** A line that a process printed, or that a log point or the event log wrote. */
export interface OutputLine {
  readonly category: "stdout" | "console";
  readonly text: string;
  readonly tick: number;
  readonly pid: number;
  /** The instruction that wrote it, or -1. */
  readonly index: number;
}

export interface SessionOptions {
  readonly seed?: number;
  /** Whether every event is written to the console. */
  readonly trace?: boolean;
}

/** A filter to stop at, with a condition over its event's fields. */
export interface FilterRequest {
  readonly filter: string;
  readonly condition?: string;
}

/** All breakpoints as they were asked for. */
export interface BreakpointRequests {
  readonly sources: readonly { readonly source: number; readonly requests: readonly SourceBreakpointRequest[] }[];
  readonly filters: readonly FilterRequest[];
}

/** Work of one piece of the run: a checkpoint may follow each. */
const MOST_WORK = 400_000;

/** The most lines that wait to be taken; later ones are counted only. */
const MOST_OUTPUT = 20_000;

export class Session {
  readonly image: Image;
  readonly map: CodeMap;
  readonly sim: Simulation;
  readonly references: References = createReferences();
  readonly history: History;
  /** Lines that did not fit into the output since it was last taken. */
  droppedLines = 0;
  private readonly trace: boolean;
  private output: OutputLine[] = [];
  private readonly sourceBreakpoints = new Map<number, SourceBreakpoint[]>();
  private eventBreakpoints: EventBreakpoint[] = [];
  private filterRequests: readonly FilterRequest[] = [];
  private nextBreakpoint = 1;
  private plan: Plan = { kind: "continue" };
  /** The threads that stopped at a mark, or were told to step from one, and are to pass it. */
  private standing = new Set<number>();
  private passing = new Set<number>();
  private pending: StopInfo | undefined;
  private planStart = 0;
  /** The moment of the first stop, when that was at the entry. */
  private first: Moment | undefined;
  private hasFinished = false;
  /** By event kind: whether this session has something to do about it. */
  private readonly wanted = new Uint8Array(EVENTS.length);

  constructor(image: Image, options: SessionOptions = {}) {
    this.image = image;
    this.map = createCodeMap(image);
    this.sim = boot(image, options.seed === undefined ? {} : { seed: options.seed });
    this.trace = options.trace ?? false;
    this.sim.observe = (kind, tick, a, b, c, d, e, text) => {
      if (this.wanted[kind] === 1) this.observe(kind, tick, [a, b, c, d, e], text);
    };
    this.sim.onMark = (thread) => this.atMark(thread);
    this.history = new History(this.sim);
  }

  /** Replaces the breakpoints of a source; answers with one for each request, in order. */
  setSourceBreakpoints(source: number, requests: readonly SourceBreakpointRequest[]): readonly SourceBreakpoint[] {
    const old = this.sourceBreakpoints.get(source) ?? [];
    const made = requests.map((request) => {
      const breakpoint = makeSourceBreakpoint(this.map, source, this.nextBreakpoint++, request);
      const same = old.find((o) => JSON.stringify(o.request) === JSON.stringify(request));
      if (same !== undefined) breakpoint.hits = same.hits;
      return breakpoint;
    });
    this.sourceBreakpoints.set(source, made);
    this.refreshMarks();
    return made;
  }

  /** Replaces the breakpoints on machine events; answers with one for each request, undefined for an unknown filter. */
  setEventBreakpoints(requests: readonly FilterRequest[]): readonly (EventBreakpoint | undefined)[] {
    this.filterRequests = requests;
    const made = requests.map((request) =>
      makeEventBreakpoint(this.image, this.nextBreakpoint++, request.filter, request.condition),
    );
    this.eventBreakpoints = made.filter((breakpoint) => breakpoint !== undefined);
    return made;
  }

  /** What was asked for, so that a session of the same scenario can be given it again. */
  breakpointRequests(): BreakpointRequests {
    const sources = [...this.sourceBreakpoints].map(([source, list]) => ({
      source,
      requests: list.map((b) => b.request),
    }));
    return { sources, filters: this.filterRequests };
  }

  restoreBreakpoints(kept: BreakpointRequests): void {
    for (const { source, requests } of kept.sources) {
      if (source < this.image.sources.length) this.setSourceBreakpoints(source, requests);
    }
    this.setEventBreakpoints(kept.filters);
  }

  /** The machine counts as stopped at another thread. */
  focus(threadId: number): StopInfo {
    const thread = this.sim.world.threads[threadId];
    const label = thread === undefined ? "" : threadLabel(this.sim, thread);
    forgetReferences(this.references);
    return this.stopHere("pause", "Looking at", `${label} at tick ${this.sim.world.tick}`, threadId);
  }

  /** Whether the machine has come to its end: the next resume ends the session. */
  get isFinished(): boolean {
    return this.hasFinished;
  }

  /** Sets out to run; `runChunk` then does the work. References of the stop are forgotten. */
  resume(plan: Plan): void {
    this.plan = plan;
    this.pending = undefined;
    this.planStart = this.sim.world.tick;
    this.history.forgetFuture();
    forgetReferences(this.references);
    if (plan.kind === "step") this.standing.add(plan.thread);
    this.refreshMarks();
    this.refreshWanted();
    this.passing = new Set([...this.standing].filter((id) => this.isAtMark(id)));
    this.standing = new Set();
  }

  /** Sets out on a step of a thread; one that has ended cannot step. */
  step(threadId: number, step: StepKind, granularity: Granularity): void {
    const thread = this.sim.world.threads[threadId];
    if (thread === undefined || thread.state === ThreadState.terminated) this.resume({ kind: "continue" });
    else this.resume(planStep(this.sim, this.map, thread, step, granularity));
  }

  /**
   * Does a bounded piece of the run.
   * @param allowance work to do at most
   * @returns why it stopped, or undefined when there is more to run
   */
  runChunk(allowance: number): StopInfo | undefined {
    if (this.plan.kind === "tick") return this.runTick(allowance);
    const piece = Math.min(allowance, MOST_WORK);
    const halt = run(this.sim, piece);
    if (halt === Halt.allowance) this.history.ran(piece);
    if (halt === Halt.stopped) return this.takeStop();
    return halt === Halt.ended ? this.finish() : undefined;
  }

  /** Back to the previous statement (or instruction) of a thread; to the beginning when there is none. */
  stepBack(threadId: number, granularity: Granularity): StopInfo {
    const thread = this.sim.world.threads[threadId];
    const level = thread === undefined ? 0 : frameLevel(this.map, thread);
    const marks = granularity === "instruction" ? new Uint8Array(this.sim.marks.length).fill(1) : this.map.starts;
    const isStop = (t: Thread): boolean =>
      t.id === threadId && (granularity === "instruction" || frameLevel(this.map, t) >= level);
    return this.goBack({ marks, isStop }, "step", "step back", threadId);
  }

  /** Back to the previous moment at which a breakpoint of any kind would stop. */
  reverseContinue(): StopInfo {
    this.plan = { kind: "continue" };
    this.refreshMarks();
    const marks = this.sim.marks.slice();
    const isStop = (t: Thread): boolean => this.breakpointsAt(t, codeIndex(t.registers[PC]!)).length > 0;
    const isEvent = (kind: EventKind, tick: number, fields: readonly number[]): boolean =>
      this.eventBreakpoints.some((breakpoint) => stopsAtEvent(breakpoint, kind, tick, fields));
    return this.goBack({ marks, isStop, isEvent }, "breakpoint", "breakpoint", -1);
  }

  /** Back to the previous context switch. */
  previousContextSwitch(): StopInfo {
    const isEvent = (kind: EventKind): boolean => kind === EventKind.contextSwitched;
    return this.goBack({ marks: new Uint8Array(this.sim.marks.length), isEvent }, "step", "context switch", -1);
  }

  /** To what is dispatched at a tick, of the past or to come as far as `runChunk` has been. */
  goToTick(tick: number): StopInfo {
    this.leaveHere();
    this.history.goToTick(tick);
    return this.stopHere("goto", "Tick", `At tick ${this.sim.world.tick}`, this.currentThread());
  }

  /** A person changes the machine: a new future begins here. */
  intervene(apply: (sim: Simulation) => void): void {
    this.history.intervene(apply);
  }

  private leaveHere(): void {
    this.pending = undefined;
    this.hasFinished = false;
    this.standing = new Set();
    forgetReferences(this.references);
  }

  private goBack(watch: Watch, reason: StopReason, what: string, threadId: number): StopInfo {
    this.leaveHere();
    const now = this.history.here();
    const found: Moment | undefined = this.history.findLast(now, watch);
    this.history.goTo(found ?? this.first ?? this.history.beginning());
    const { tick } = this.sim.world;
    const standing = this.threadAtMark(watch);
    const thread = threadId >= 0 ? threadId : standing >= 0 ? standing : this.currentThread();
    if (standing >= 0) this.standing.add(standing);
    if (found === undefined)
      return this.stopHere(
        "step",
        "Reverse: beginning",
        `Reverse: the beginning of the run, tick ${tick}`,
        this.currentThread(),
      );
    const ids =
      reason === "breakpoint" && standing >= 0
        ? this.breakpointsAt(this.sim.world.threads[standing]!, this.indexOf(standing))
        : [];
    return this.stopHere(reason, `Reverse: ${what}`, `Reverse: ${what} at tick ${tick}`, thread, ids);
  }

  private indexOf(threadId: number): number {
    return codeIndex(this.sim.world.threads[threadId]!.registers[PC]!);
  }

  /** The thread that is about to begin an instruction that the watch stops at; -1: none. */
  private threadAtMark(watch: Watch): number {
    const cpu = this.sim.world.cpus[this.sim.world.cursor];
    const thread = cpu === undefined ? undefined : this.sim.world.threads[cpu.thread];
    if (thread === undefined || thread.workLeft > 0) return -1;
    return watch.marks[this.indexOf(thread.id)] !== 0 && watch.isStop?.(thread) === true ? thread.id : -1;
  }

  /** Which events concern this session, from its breakpoints, its plan and its options. */
  private refreshWanted(): void {
    this.wanted.fill(this.trace ? 1 : 0);
    this.wanted[EventKind.printed] = 1;
    for (const { filter } of this.eventBreakpoints) for (const kind of filter.events) this.wanted[kind] = 1;
    if (this.plan.kind === "contextSwitch") this.wanted[EventKind.contextSwitched] = 1;
    if (this.plan.kind === "step") this.wanted[EventKind.stateChanged] = 1;
    const slices = [EventKind.contextSwitched, EventKind.stateChanged, EventKind.dispatched, EventKind.quantumExpired];
    this.sim.observesSlices = slices.some((kind) => this.wanted[kind] === 1);
  }

  /** Stops where the machine is. */
  pause(): StopInfo {
    return this.stopHere("pause", "Paused", `Paused at tick ${this.sim.world.tick}`, this.currentThread());
  }

  /** The lines written since the last call. */
  takeOutput(): readonly OutputLine[] {
    const lines = this.output;
    this.output = [];
    this.droppedLines = 0;
    return lines;
  }

  /** The view of a thread's frame, for evaluation. */
  viewpoint(threadId: number | undefined, depth = 0): Viewpoint {
    const thread = threadId === undefined ? undefined : this.sim.world.threads[threadId];
    const frame = thread === undefined ? undefined : framesOf(this.sim, this.map, thread)[depth];
    return { sim: this.sim, map: this.map, thread, frame };
  }

  /** The thread that runs on the first busy CPU, else the first that has not ended; -1 when all have. */
  currentThread(): number {
    const { world } = this.sim;
    const busy = world.cpus.find((cpu) => cpu.thread >= 0);
    return busy?.thread ?? world.threads.find((thread) => thread.state !== ThreadState.terminated)?.id ?? -1;
  }

  private isAtMark(threadId: number): boolean {
    const thread = this.sim.world.threads[threadId]!;
    return thread.workLeft === 0 && this.sim.marks[codeIndex(thread.registers[PC]!)] !== 0;
  }

  private refreshMarks(): void {
    const { marks } = this.sim;
    marks.fill(0);
    for (const list of this.sourceBreakpoints.values()) {
      for (const { location } of list) if (location !== undefined) marks[location.index] = Mark.breakpoint;
    }
    markPlan(this.map, this.plan, marks);
  }

  /** One tick: to the next boundary, and through what is dispatched there. */
  private runTick(allowance: number): StopInfo | undefined {
    const { sim } = this;
    const target = this.planStart + 1;
    if (sim.world.tick < target) {
      sim.horizon = target;
      const halt = run(sim, allowance);
      sim.horizon = Infinity;
      if (halt === Halt.stopped) return this.takeStop();
      if (halt === Halt.ended) return this.finish();
      if (halt === Halt.allowance) return undefined;
    }
    sim.dispatchHorizon = target;
    const halt = run(sim, allowance);
    sim.dispatchHorizon = Infinity;
    if (halt === Halt.ended) return this.finish();
    if (halt !== Halt.stopped) return undefined;
    return this.pending === undefined
      ? this.stopHere("step", "Tick", `Tick ${sim.world.tick}`, this.currentThread())
      : this.takeStop();
  }

  private stopHere(
    reason: StopReason,
    description: string,
    text: string,
    thread: number,
    breakpoints: readonly number[] = [],
  ): StopInfo {
    return {
      reason,
      thread,
      tick: this.sim.world.tick,
      description,
      text,
      breakpoints,
    };
  }

  private takeStop(): StopInfo {
    const stop = this.pending ?? this.pause();
    this.pending = undefined;
    return stop;
  }

  /** Asks the machine to stop; the first reason of a step is told, with the ids of all breakpoints. */
  private request(stop: StopInfo): void {
    const first = this.pending;
    this.pending =
      first === undefined
        ? stop
        : {
            ...first,
            breakpoints: [...first.breakpoints, ...stop.breakpoints],
          };
    this.sim.stopRequested = true;
  }

  private finish(): StopInfo {
    this.hasFinished = true;
    const { world } = this.sim;
    const text = world.ended === Ended.finished ? `Every process has ended, at tick ${world.tick}` : world.endReason;
    return this.stopHere(
      "finished",
      world.ended === Ended.deadlock ? "Deadlock" : "Finished",
      text,
      this.currentThread(),
    );
  }

  /** A thread is about to begin a marked instruction: whether to stop before it. */
  private atMark(thread: Thread): boolean {
    if (this.passing.delete(thread.id)) return false;
    const index = codeIndex(thread.registers[PC]!);
    const hit = this.breakpointsHit(thread, index);
    const isStep = isReached(this.map, this.plan, thread, index);
    if (hit.length === 0 && !isStep) return false;
    this.standing.add(thread.id);
    const label = threadLabel(this.sim, thread);
    if (hit.length > 0)
      this.request(
        this.stopHere(
          "breakpoint",
          "Breakpoint",
          `${label} reached a breakpoint at tick ${this.sim.world.tick}`,
          thread.id,
          hit,
        ),
      );
    else if (this.plan.kind === "entry") {
      this.first ??= this.history.here();
      this.request(this.stopHere("entry", "Entry", `${label} is about to begin`, thread.id));
    } else this.request(this.stopHere("step", "Step", `${label} at tick ${this.sim.world.tick}`, thread.id));
    return true;
  }

  /** The source breakpoints that stand at an instruction and whose condition holds for a thread. */
  private breakpointsAt(thread: Thread, index: number): number[] {
    const view = this.viewpoint(thread.id);
    return this.breakpointsOf(index)
      .filter((b) => b.request.logMessage === undefined && conditionHolds(view, b.condition))
      .map((b) => b.id);
  }

  private breakpointsOf(index: number): SourceBreakpoint[] {
    return [...this.sourceBreakpoints.values()].flat().filter((b) => b.location?.index === index);
  }

  /** The ids of the source breakpoints that stop this thread here; log points write their message instead. */
  private breakpointsHit(thread: Thread, index: number): number[] {
    if ((this.sim.marks[index]! & Mark.breakpoint) === 0) return [];
    const ids: number[] = [];
    const view = this.viewpoint(thread.id);
    for (const breakpoint of this.breakpointsOf(index)) {
      if (!conditionHolds(view, breakpoint.condition)) continue;
      breakpoint.hits++;
      if (breakpoint.stopsOnHit !== undefined && !breakpoint.stopsOnHit(breakpoint.hits)) continue;
      const { logMessage } = breakpoint.request;
      if (logMessage === undefined) ids.push(breakpoint.id);
      else
        this.write(
          "console",
          logText(view, logMessage, (value) => wordText(this.sim, value)),
          thread.pid,
          index,
        );
    }
    return ids;
  }

  private write(category: OutputLine["category"], text: string, pid: number, index: number): void {
    if (this.output.length >= MOST_OUTPUT) this.droppedLines++;
    else
      this.output.push({
        category,
        text,
        tick: this.sim.world.tick,
        pid,
        index,
      });
  }

  private observe(kind: EventKind, tick: number, fields: readonly number[], text: string): void {
    if (kind === EventKind.printed) this.write("stdout", text, fields[0]!, codeIndex(fields[2]!));
    if (this.trace) this.write("console", eventText(this.sim, kind, tick, fields, text), 0, -1);
    this.stopAtEvent(kind, tick, fields);
    this.followPlan(kind, fields);
  }

  /** The thread that an event is about: its own, or the main one of its process. */
  private threadOfEvent(kind: EventKind, fields: readonly number[]): number {
    const row = EVENTS[kind]!;
    const place = row.fields.findIndex((field) => field.kind === "thread");
    if (place >= 0) return fields[place]!;
    const process = row.fields.findIndex((field) => field.kind === "process");
    return (process < 0 ? undefined : this.sim.world.processes[fields[process]!]?.threads[0]) ?? this.currentThread();
  }

  private stopAtEvent(kind: EventKind, tick: number, fields: readonly number[]): void {
    for (const breakpoint of this.eventBreakpoints) {
      if (!stopsAtEvent(breakpoint, kind, tick, fields)) continue;
      const thread = this.threadOfEvent(kind, fields);
      const text = this.eventSentence(kind, tick, fields, thread);
      this.request(this.stopHere("exception", breakpoint.filter.label, text, thread, [breakpoint.id]));
    }
  }

  private eventSentence(kind: EventKind, tick: number, fields: readonly number[], threadId: number): string {
    const thread = this.sim.world.threads[threadId];
    if (thread !== undefined && thread.fault !== FaultKind.none)
      return `${threadLabel(this.sim, thread)}: ${faultText(this.sim, thread)}`;
    return eventSentence(this.sim, kind, tick, fields);
  }

  private followPlan(kind: EventKind, fields: readonly number[]): void {
    const { plan } = this;
    if (plan.kind === "contextSwitch" && kind === EventKind.contextSwitched) {
      const thread = this.threadOfEvent(kind, fields);
      this.request(
        this.stopHere("step", "Context switch", eventSentence(this.sim, kind, this.sim.world.tick, fields), thread),
      );
    }
    if (
      plan.kind === "step" &&
      kind === EventKind.stateChanged &&
      fields[1] === plan.thread &&
      (fields[3] as ThreadState) === ThreadState.terminated
    ) {
      const label = threadLabel(this.sim, this.sim.world.threads[plan.thread]!);
      const others = this.sim.world.threads.find((t) => t.state !== ThreadState.terminated && t.id !== plan.thread);
      if (others !== undefined) this.request(this.stopHere("step", "Ended", `${label} has ended`, plan.thread));
    }
  }
}
