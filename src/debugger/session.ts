/**
 * A debugging session over one simulated machine: what runs, until when, why it stopped. It is one class on purpose, the state of
 * one session; what it decides by lies in the files that it imports.
 *
 * Keeps true: it does no input or output and knows no protocol: it is told what to do and answers with plain data; `runChunk`
 * does a bounded piece of the run and comes back; nothing that is looked at, and no breakpoint, changes the outcome of a run.
 */
import { atOnce } from "../base/pieces.ts";
import { fileName } from "../base/sourceNames.ts";
import { english, say } from "../base/words.ts";
import { codeIndex, type Image } from "../isa/image.ts";
import { PC } from "../isa/registers.ts";
import { boot, seedOf } from "../machine/boot.ts";
import { EVENTS, EventKind, fieldList } from "../machine/events.ts";
import { detectRaces } from "../machine/ipc/watch.ts";
import type { Simulation } from "../machine/simulation.ts";
import { Ended, type Thread } from "../machine/state.ts";
import { ThreadState } from "../machine/states.ts";
import { Halt } from "../machine/step.ts";
import { Breaking, type BreakingHost } from "./breakpoints/breaking.ts";
import { BrokenStops, stopAtBroken } from "./breakpoints/brokenStops.ts";
import type { SourceBreakpoint, SourceBreakpointRequest } from "./breakpoints/breakpoints.ts";
import type { BreakpointSet, EventList } from "./breakpoints/breakpointSet.ts";
import { scenarioOf, type ChoiceRecord } from "./time/choiceRecord.ts";
import { Choices } from "./time/choices.ts";
import { createCodeMap, type CodeMap } from "./inspect/codeMap.ts";
import { Course } from "./time/course.ts";
import {
  choiceText,
  deedProblem,
  deedText,
  pendingChoice,
  type Deed,
  type PendingChoice,
  type SteeringDeed,
} from "./time/deeds.ts";
import type { EventBreakpoint, FilterRequest } from "./breakpoints/eventBreakpoints.ts";
import { RACE_FILTER } from "./breakpoints/filters.ts";
import {
  allHeldStop,
  currentThread,
  endStop,
  planStop,
  stopHere,
  tickStop,
  whereText,
} from "./breakpoints/eventStops.ts";
import type { Viewpoint } from "./inspect/evaluate.ts";
import { topFrame } from "./inspect/frames.ts";
import type { History } from "./time/history.ts";
import { Judgement } from "./outcome/judgement.ts";
import { culpritOf } from "./outcome/culprit.ts";
import { failuresAt, failureText } from "./outcome/operatorFailure.ts";
import { isAfter, momentOf, type Moment } from "./time/moments.ts";
import { eventText, threadLabel } from "./inspect/names.ts";
import { OutputLog, type OutputLine, type TakenOutput, type WrittenLine } from "./outcome/outputLog.ts";
import {
  Mark,
  markPlan,
  PLAN_EVENTS,
  SLICE_EVENTS,
  planCpuStep,
  planStep,
  type Granularity,
  type Plan,
  type StepKind,
} from "./time/stepping.ts";
import type { SessionOptions } from "./sessionOptions.ts";
import { StepInto } from "./time/stepInto.ts";
import { Outset } from "./time/outset.ts";
import { Ways, type WaysHost } from "./time/ways.ts";
import { joinStops, type StopInfo } from "./breakpoints/stops.ts";
import { createReferences, forgetReferences, type References } from "./inspect/variables.ts";
import { lostUpdates } from "./breakpoints/updates.ts";
import { dueThread } from "./breakpoints/watches.ts";

/** Work of one piece of the run: a checkpoint may follow each. */
const MOST_WORK = 400_000;

export class Session {
  readonly image: Image;
  readonly map: CodeMap;
  readonly sim: Simulation;
  readonly references: References = createReferences();
  readonly history: History;
  private readonly course: Course;
  /** What the scenario expects, and how the run ended. */
  readonly judgement: Judgement;
  readonly into: StepInto;
  private readonly breaking: Breaking;
  private readonly broken: BrokenStops;
  /** The ways through the past. */
  readonly ways: Ways;
  private readonly trace: boolean;
  private readonly output = new OutputLog();
  private plan: Plan = { kind: "continue" };
  /** The threads that stopped at a mark, or were told to step from one. */
  private standing = new Set<number>();
  /** Those of them that go on, by the instruction whose mark they are to pass. */
  private passing = new Map<number, number>();
  /** What was under way when the machine asked for a choice. */
  private interrupted: Plan | undefined;
  private pending: StopInfo | undefined;
  /** Where somebody set out, until the run stops. */
  private readonly outset: Outset;
  /** The thread that a person looks at: breakpoints may hold for it alone. -1: none. */
  threadInView = -1;
  /** The moment of the first stop, when that was at the entry. */
  private first: Moment | undefined;
  private hasFinished = false;
  /** By event kind: whether this session has something to do about it. */
  private readonly wanted = new Uint8Array(EVENTS.length);

  constructor(image: Image, options: SessionOptions = {}) {
    this.image = image;
    const { words = english } = options;
    this.map = createCodeMap(image, words);
    const { replay } = options;
    const seed = seedOf(image, replay?.seed ?? options.seed);
    const choices = new Choices(seed, () => this.sim.world.tick, replay?.choices);
    this.sim = boot(image, { choose: choices.chooser(), words });
    this.into = new StepInto(this.sim, this.map);
    if (options.asks !== false) this.sim.onChoice = () => this.atChoice();
    this.trace = options.trace ?? false;
    if (options.races === true) detectRaces(this.sim);
    this.sim.observe = (kind, tick, a, b, c, d, e, text) => {
      if (this.wanted[kind] === 1) this.observe(kind, tick, fieldList(kind, [a, b, c, d, e], text), text);
    };
    this.sim.onMark = (thread) => this.atMark(thread);
    this.judgement = new Judgement(this.sim, {
      remark: () => this.refresh(),
      wantsStop: () => this.pending !== undefined,
    });
    const { historyBytes } = options;
    const courseHost = {
      say: (text: string) => this.write("console", text, 0, -1),
      changed: () => {
        this.judgement.jumped();
        this.breaking.jumped();
      },
      wantsStop: () => this.pending !== undefined,
      standing: () => [...this.standing],
    };
    const bound = historyBytes === undefined ? {} : { bytes: historyBytes };
    this.course = new Course(this.sim, this.map, choices, replay?.deeds ?? [], courseHost, bound);
    this.outset = new Outset(this.sim, this.course);
    this.history = this.course.history;
    this.breaking = new Breaking(this.sim, this.map, this.breakingHost(), options.races === true ? [RACE_FILTER] : []);
    this.broken = new BrokenStops(this.sim, this.judgement, this.breakpoints);
    this.ways = new Ways(this.waysHost());
    if (replay?.scenario !== undefined && replay.scenario !== scenarioOf(image))
      this.write("console", words("The record was made with another scenario, or another version of this one."), 0, -1);
  }

  /** The breakpoints, to look at. */
  get breakpoints(): BreakpointSet {
    return this.breaking.set;
  }

  /** Replaces the breakpoints of a source; answers with one for each request, in order. */
  setSourceBreakpoints(source: number, requests: readonly SourceBreakpointRequest[]): readonly SourceBreakpoint[] {
    return this.changeBreakpoints((set) => set.setSource(source, requests));
  }

  /** Replaces a list of breakpoints on machine events; answers with one for each request, undefined for an unknown filter. */
  setEventBreakpoints(
    requests: readonly FilterRequest[],
    list: EventList = "filters",
  ): readonly (EventBreakpoint | undefined)[] {
    return this.changeBreakpoints((set) => set.setEvents(list, requests));
  }

  /** Changes the breakpoints, of a machine that stands or runs. */
  changeBreakpoints<T>(change: (breakpoints: BreakpointSet) => T): T {
    const made = change(this.breakpoints);
    if (this.breakpoints.events.some(({ filter }) => filter.id === RACE_FILTER)) detectRaces(this.sim);
    this.refresh();
    return made;
  }

  /** Whether the machine has come to its end: nothing goes on from there, but back. */
  get isFinished(): boolean {
    return this.hasFinished;
  }

  /** Sets out to run; `runChunk` then does the work. References of the stop are forgotten. */
  resume(plan: Plan): void {
    this.setOut(this.threadInView);
    this.course.redoModes();
    this.plan = plan;
    this.leaveForwards();
    this.into.begin(plan);
    if (plan.kind === "step") this.standing.add(plan.thread);
    this.refresh();
    this.passing = new Map();
    for (const id of this.standing) if (this.isAtMark(id)) this.passing.set(id, this.indexOf(id));
    this.standing = new Set();
  }

  /** The choice that a person is asked for, if the machine stands at one. */
  get choice(): PendingChoice | undefined {
    return pendingChoice(this.sim);
  }

  /** Chooses who gets the CPU, and goes on with what was under way when the machine asked. */
  choose(threadId: number): boolean {
    const place = this.choice?.threads.findIndex(({ id }) => id === threadId) ?? -1;
    if (place < 0) return false;
    const { interrupted } = this;
    this.setOut(this.threadInView);
    this.course.decide(place);
    if (interrupted === undefined) this.resume({ kind: "continue" });
    else {
      this.leaveForwards();
      this.refresh();
    }
    return true;
  }

  /**
   * A person takes part in the scheduling: a new future begins here, and says so.
   * @returns the stop that tells it, or why it cannot be done
   */
  steer(deed: SteeringDeed): StopInfo | string {
    const isAgain = this.course.isAgain(deed);
    const problem = this.intervene(deed);
    if (problem !== undefined) return problem;
    const { words, world } = this.sim;
    const text = deedText(this.sim, deed);
    const [description, told] = isAgain
      ? [words("Again"), words("{0}, as before, at tick {1}", text, world.tick)]
      : [words("New future"), words("{0}: a new future begins at tick {1}", text, world.tick)];
    return stopHere(this.sim, "choice", description, told, deed.thread);
  }

  /** Only this thread runs from now on, -1: every one may; without a stop. */
  runOnly(thread: number): void {
    this.setOut(thread >= 0 ? thread : this.threadInView);
    if (this.sim.world.steering.only !== thread) this.forgetEntry();
    this.course.runOnly(thread);
  }

  /** Sets out on a step of a thread; one that has ended gives way to whoever begins the next statement. */
  step(threadId: number, step: StepKind, granularity: Granularity, only = -1): void {
    this.setOut(threadId);
    const thread = this.sim.world.threads[threadId];
    if (thread === undefined || thread.state === ThreadState.terminated) this.resume({ kind: "any" });
    else this.resume({ ...planStep(this.sim, this.map, thread, step, granularity), only });
  }

  /** Sets out for what is dispatched at a tick to come. */
  runToTick(target: number, reason: "step" | "goto"): void {
    this.resume({ kind: "tick", target, reason });
  }

  /**
   * Does a bounded piece of the run.
   * @param allowance work to do at most
   * @returns why it stopped, or undefined when there is more to run
   */
  runChunk(allowance: number): StopInfo | undefined {
    const stop = this.outset.movedStop(this.plan) ?? this.runPiece(allowance);
    return stop && this.outset.arrive(this.plan, stop);
  }

  private runPiece(allowance: number): StopInfo | undefined {
    const piece = Math.min(allowance, MOST_WORK);
    const { plan, sim } = this;
    if (plan.kind !== "tick") return this.stopAfter(this.drive(piece), piece);
    if (sim.world.tick < plan.target) {
      sim.horizon = plan.target;
      const halt = this.drive(piece);
      sim.horizon = Infinity;
      if (halt !== Halt.horizon) return this.stopAfter(halt, piece);
    }
    sim.dispatchHorizon = plan.target;
    const halt = this.drive(piece);
    sim.dispatchHorizon = Infinity;
    if (halt === Halt.stopped && this.pending === undefined) return tickStop(sim, plan.reason);
    return this.stopAfter(halt, piece);
  }

  /** Runs as the machine does; stops where an expectation breaks, once the entry has been reached. */
  private drive(allowance: number): Halt {
    if (this.tellBroken()) return Halt.stopped;
    const halt = this.course.run(allowance, (most) => this.judgement.run(most));
    return this.tellBroken() && halt !== Halt.ended ? Halt.stopped : halt;
  }

  /** Stops where the machine is. */
  pause(why = this.sim.words("Paused")): StopInfo {
    return this.outset.arrive(this.plan, this.pausedStop(why));
  }

  private pausedStop(why: string): StopInfo {
    const { words, world } = this.sim;
    return stopHere(this.sim, "pause", words("Paused"), words("{0} at tick {1}", why, world.tick), -1);
  }

  /** Somebody sets out from here, with a thread in view. */
  private setOut(focus: number): void {
    this.outset.begin(focus, this.standing, this.interrupted);
  }

  /** The machine counts as stopped at another thread. */
  focus(threadId: number): StopInfo {
    const thread = this.sim.world.threads[threadId];
    const label = thread === undefined ? "" : threadLabel(this.sim, thread);
    forgetReferences(this.references);
    const { words, world } = this.sim;
    const text = words("Looking at {0}, tick {1}", label, world.tick);
    return stopHere(this.sim, "pause", words("Looking at"), text, threadId);
  }

  /** Back to the previous statement (or instruction) of a thread, at once: hosts that have something else to do take `ways`. */
  stepBack(threadId: number, granularity: Granularity): StopInfo {
    return atOnce(this.ways.stepBack(threadId, granularity));
  }

  /** Sets out for the next statement on the CPU of a thread, whoever runs there. */
  stepCpu(threadId: number, step: StepKind, granularity: Granularity): void {
    this.setOut(threadId);
    this.resume(planCpuStep(this.sim, this.map, this.sim.world.threads[threadId]!, step, granularity));
  }

  /** Back to the previous moment at which a breakpoint of any kind would stop, at once. */
  reverseContinue(): StopInfo {
    return atOnce(this.ways.reverseContinue());
  }

  /** Whether the run has been as far as a tick, so that `goToTick` goes there at once; else `runToTick` runs there. */
  knowsTick(tick: number): boolean {
    return tick <= Math.max(this.course.furthestTick, this.sim.world.tick);
  }

  /** To what is dispatched at a tick that is known, at once. */
  goToTick(tick: number): StopInfo {
    return atOnce(this.ways.goToTick(tick));
  }

  /**
   * A person changes the machine: a new future begins here.
   * @returns why that cannot be, or nothing
   */
  intervene(deed: Deed): string | undefined {
    const problem = deedProblem(this.sim, deed);
    if (problem !== undefined) return problem;
    this.forgetEntry();
    this.course.intervene(deed);
    return undefined;
  }

  /** Who goes on from before the entry may never come to it again: the beginning is then that of the run. */
  private forgetEntry(): void {
    if (this.first !== undefined && isAfter(this.first, this.history.here())) this.first = undefined;
  }

  /** The choices that led here, and what people did on the way. */
  record(): ChoiceRecord {
    return this.course.record();
  }

  /** The lines written since the last call. */
  takeOutput(): TakenOutput {
    return this.output.take();
  }

  /** The last lines that were written, each with its tick. */
  get recentLines(): readonly WrittenLine[] {
    return this.output.recent;
  }

  /** The view of a thread's innermost frame, for evaluation. */
  viewpoint(threadId: number | undefined): Viewpoint {
    const thread = threadId === undefined ? undefined : this.sim.world.threads[threadId];
    return { sim: this.sim, map: this.map, thread, frame: thread && topFrame(this.map, thread) };
  }

  /** The thread that runs on the first busy CPU, else the first that has not ended; -1 when all have. */
  currentThread(): number {
    return currentThread(this.sim);
  }

  /** Leaves this moment forwards: what was known of a future is forgotten. */
  private leaveForwards(): void {
    this.pending = undefined;
    this.interrupted = undefined;
    this.forgetEntry();
    this.course.leaveForwards(this.choice !== undefined);
    this.judgement.forgetFuture();
    this.into.forgetFuture();
    this.output.forgetFuture(this.history.here());
    this.breakpoints.goOnFrom(this.history.here());
    forgetReferences(this.references);
  }

  /** The world is at another moment, not by running on: what was under way is over. */
  private arrived(from: number): void {
    this.interrupted = undefined;
    this.outset.leave();
    this.breaking.arrived();
    this.course.leftBackwards(from);
    this.pending = undefined;
    this.hasFinished = false;
    this.standing = new Set();
    forgetReferences(this.references);
    this.judgement.jumped();
  }

  /** Asks for a stop at the expectations that broke, as far as somebody wants one; those that break before the entry wait. */
  private tellBroken(): boolean {
    if (this.plan.kind === "entry") return false;
    const found = this.broken.take();
    if (this.plan.kind === "tick" && this.plan.reason === "goto") return false;
    for (const each of found) this.request(stopAtBroken(this.sim, each));
    return found.length > 0;
  }

  private indexOf(threadId: number): number {
    return codeIndex(this.sim.world.threads[threadId]!.registers[PC]!);
  }

  private isAtMark(threadId: number): boolean {
    return this.sim.world.threads[threadId]!.workLeft <= 0 && this.sim.marks[this.indexOf(threadId)] !== 0;
  }

  /** Marks, and events that concern this session: from its breakpoints, its plan and its options. */
  private refresh(): void {
    const { sim, wanted, plan } = this;
    // Who wants to be at a tick does not want to stop on the way.
    const stops = plan.kind !== "tick" || plan.reason !== "goto";
    sim.marks.fill(0);
    markPlan(this.map, plan, sim.marks);
    this.judgement.mark(sim.marks);
    const ofOthers = [EventKind.printed, EventKind.operatorFailed, ...PLAN_EVENTS[plan.kind]];
    const isWanted = (kind: EventKind): boolean =>
      this.trace || ofOthers.includes(kind) || this.judgement.wants(kind) || this.into.wants(kind);
    for (const { kind } of EVENTS) wanted[kind] = isWanted(kind) ? 1 : 0;
    this.breaking.arm(stops, wanted);
    sim.observesSlices = SLICE_EVENTS.some((kind) => wanted[kind] === 1);
  }

  private breakingHost(): BreakingHost {
    return {
      here: () => this.history.here(),
      lostBy: (thread, word) => lostUpdates(this.sim, this.history, thread, word),
      viewpoint: (thread) => this.viewpoint(thread),
      threadInView: () => (this.threadInView >= 0 ? this.threadInView : undefined),
      log: (text, pid, index) => {
        this.write("console", text, pid, index);
      },
      request: (stop) => {
        this.request(stop);
      },
    };
  }

  private waysHost(): WaysHost {
    const { sim, map, history, breaking, broken } = this;
    return {
      ...{ sim, map, history, breaking, broken },
      first: () => this.first ?? history.beginning(),
      arrived: (from) => {
        this.arrived(from);
      },
      stand: (thread) => this.standing.add(thread),
      lastStep: () => this.course.lastStep,
      retraced: () => this.outset.retraced,
      undone: (step) => {
        const { standing, interrupted } = step;
        this.outset.undone(step);
        this.standing = new Set(standing);
        this.interrupted = interrupted;
      },
    };
  }

  private stopAfter(halt: Halt, work: number): StopInfo | undefined {
    // A deadlock ends the run in the middle of a step, and is an event to stop at as well: one stop for both.
    if (this.sim.world.ended !== Ended.not) return this.finish();
    if (halt !== Halt.stopped) {
      this.history.ran(work);
      return undefined;
    }
    this.joinMark();
    const { pending, sim } = this;
    this.pending = undefined;
    if (pending !== undefined) return this.breaking.explained(pending);
    return sim.world.steering.parked.length > 0 ? allHeldStop(sim) : this.pausedStop(sim.words("Paused"));
  }

  /** Where a step ends at an event or a change, and the next thing would be to stop at a mark: that is one stop. */
  private joinMark(): void {
    const thread = this.pending === undefined ? undefined : dueThread(this.sim);
    if (thread === undefined || this.standing.has(thread.id) || !this.isAtMark(thread.id)) return;
    if ((this.sim.marks[this.indexOf(thread.id)]! & Mark.breakpoint) === 0) return;
    const stop = this.breaking.atMark(thread, this.indexOf(thread.id));
    this.standing.add(thread.id);
    if (stop !== undefined) this.pending = joinStops(this.pending, stop);
  }

  /** Asks the machine to stop after the present step. */
  private request(stop: StopInfo): void {
    this.pending = joinStops(this.pending, stop);
    this.sim.stopRequested = true;
  }

  private finish(): StopInfo {
    this.hasFinished = true;
    const { breakpoints = [], event } = this.pending ?? {};
    this.pending = undefined;
    const end = endStop(this.sim, this.plan, event);
    const text = end.text + this.judgement.failuresText;
    const culprit = culpritOf(this.sim, this.judgement);
    const thread = end.thread >= 0 ? end.thread : culprit.thread;
    const stop = stopHere(this.sim, "finished", end.description, text, thread, breakpoints);
    const { place } = culprit;
    return { ...stop, ...(end.event && { event: end.event }), ...(place && { place }) };
  }

  /** The stop of who would go on from the end: it is said again that there is nothing to come. */
  stillEnded(thread: number, place: StopInfo["place"]): StopInfo {
    const { words } = this.sim;
    const text = words("The run has ended: continue or stop ends the session, and every way back is open");
    const stop = stopHere(this.sim, "step", words("Run ended"), text, thread);
    return place === undefined ? stop : { ...stop, place };
  }

  /** A CPU is to be given to one of several threads by a person's choice: whether to stop and ask. */
  private atChoice(): boolean {
    const { sim } = this;
    if (this.course.choices.isSettled(sim.world.choices)) return false;
    const asked = this.choice;
    if (asked === undefined) return false;
    this.interrupted = this.plan;
    this.request(stopHere(sim, "choice", sim.words("Choice"), choiceText(sim, asked), asked.threads[0]!.id));
    return true;
  }

  /** A thread is about to begin a marked instruction: whether to stop before it. */
  private atMark(thread: Thread): boolean {
    if (this.judgement.atMark(thread)) return false;
    const index = codeIndex(thread.registers[PC]!);
    const passed = this.passing.get(thread.id);
    if (passed !== undefined) {
      this.passing.delete(thread.id);
      if (passed === index) return false;
    }
    const stop = this.breaking.atMark(thread, index);
    const mark = this.sim.marks[index]!;
    const isStep = (mark & (Mark.step | Mark.entry)) !== 0 && this.into.isReached(this.plan, thread, index);
    if (stop === undefined && !isStep) return false;
    this.standing.add(thread.id);
    const isEntry = this.plan.kind === "entry";
    if (isEntry) this.first ??= this.history.here();
    const label = threadLabel(this.sim, thread);
    const cause =
      this.plan.kind === "step" && this.plan.thread !== thread.id ? this.into.causeOf(thread.id) : undefined;
    const at = `${whereText(this.sim, this.map, thread)}${cause === undefined ? "" : `, ${cause.text}`}`;
    const { words } = this.sim;
    if (stop !== undefined) this.request(stop);
    else if (isEntry)
      this.request(stopHere(this.sim, "entry", words("Entry"), words("{0} is about to begin", label), thread.id));
    else this.request(stopHere(this.sim, "step", words("Step"), at, thread.id));
    return true;
  }

  private write(category: OutputLine["category"], text: string, pid: number, index: number): void {
    const { world } = this.sim;
    this.output.write({ category, text, tick: world.tick, pid, index }, momentOf(world));
  }

  private observe(kind: EventKind, tick: number, fields: readonly number[], text: string): void {
    this.judgement.observe(kind, fields, text);
    if (kind === EventKind.printed) this.write("stdout", text, fields[0]!, codeIndex(fields[2]!));
    const { words, said } = this.sim;
    for (const failure of failuresAt(this.sim, kind, tick, fields, said === undefined ? text : say(words, said)))
      this.write("console", failureText({ ...failure, uri: fileName(failure.uri) }, words), 0, -1);
    if (this.trace) this.write("console", eventText(this.sim, kind, tick, fields, text), 0, -1);
    this.breaking.atEvent(kind, tick, fields);
    const inKernel = this.into.observe(kind, fields);
    if (inKernel !== undefined)
      this.request(stopHere(this.sim, "step", this.sim.words("System call"), inKernel, fields[1]!));
    const planned = planStop(this.sim, this.plan, kind, fields, this.into.isElsewhere);
    if (planned !== undefined) this.request(planned);
  }
}
