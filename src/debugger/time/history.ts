/**
 * The past of a run: checkpoints of the world, and the way from one of them to any moment by running on. It is one class on
 * purpose: how to come to a moment is one thing, whoever asks.
 *
 * Keeps true: outcome = f(image, choices), so a moment is reached again exactly, hash for hash; memory is bounded: checkpoints are
 * thinned as they age; looking for a moment in the past leaves the world at the present one, unless it is told to go there.
 */
import { assert } from "../../base/assert.ts";
import { atOnce, type Pieces } from "../../base/pieces.ts";
import { codeIndex } from "../../isa/image.ts";
import { PC } from "../../isa/registers.ts";
import { fieldList, type EventKind } from "../../machine/events.ts";
import { restoreRaces } from "../../machine/ipc/watch.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { adopt, restore } from "../../machine/snapshot.ts";
import { Ended, type Thread } from "../../machine/state.ts";
import { Halt, run } from "../../machine/step.ts";
import { setWatchers, type Watcher } from "../../machine/watching.ts";
import { threadAtMark } from "../breakpoints/watches.ts";
import { checkpointBytes, checkpointOf, Checkpoints, type Checkpoint } from "./checkpoints.ts";
import type { Deed } from "./deeds.ts";
import { isAfter, isBeforeDispatch, momentOf, sameMoment, type Moment } from "./moments.ts";
import type { TimedDeed } from "./replay.ts";
import type { Brackets, Suspects, Watch } from "./watch.ts";

export interface HistoryOptions {
  /** Bytes that all checkpoints may take together. */
  readonly bytes?: number;
  /** Work between two checkpoints while they are young. */
  readonly spacing?: number;
}

/** How much of a way is done when the world is at a tick. */
type Share = (tick: number) => number;

const MOST_BYTES = 96 * 1024 * 1024;
const SPACING = 400_000;

/** To copy a byte of the world takes as long as so many instructions: copying then takes a small part of the time of the run. */
const WORK_PER_BYTE = 1 / 4;

/** Ticks that are looked at closely in one go, and how many such stretches a longer one is cut into at most. */
const FINE_TICKS = 4_096;
const FINE_CHECKPOINTS = 48;

/** Work of a piece: less than a millisecond at the speed of the run, some milliseconds where each step is looked at. */
const PIECE = 50_000;
const CLOSE_PIECE = 2_000;

/** The way from the beginning of the run to a tick. */
function shareOf(target: number): Share {
  return (tick) => tick / Math.max(1, target);
}

/** What is asked on the way to a moment. */
interface Look {
  readonly mark: (thread: Thread) => void;
  readonly event: (kind: EventKind, tick: number, fields: readonly number[]) => void;
  readonly choice: () => false;
  readonly stepped: () => void;
}

/** Watches nothing: while it is there, each step is as small as a step can be. */
const PACE: Watcher = { isOfRun: false, reach: "shared" };

export class History {
  private readonly spacing: number;
  private readonly mostBytes: number;
  private readonly checkpoints: Checkpoints;
  private known: TimedDeed[] = [];
  /** How many of them the world has been through. */
  private done = 0;
  private work = 0;
  /** The work at which the next checkpoint is due. */
  private due = 0;

  /** @param perform does what a person did */
  constructor(
    private readonly sim: Simulation,
    private readonly perform: (deed: Deed) => void,
    options: HistoryOptions = {},
  ) {
    this.spacing = options.spacing ?? SPACING;
    this.mostBytes = options.bytes ?? MOST_BYTES;
    this.checkpoints = new Checkpoints(this.mostBytes, this.spacing);
    this.checkpoint();
  }

  /** Told of the work of each piece of the run, between two pieces: keeps a checkpoint when one is due. */
  ran(work: number): void {
    this.work += work;
    if (this.work >= this.due) this.checkpoint();
  }

  /** Bytes of all checkpoints, about. */
  get bytes(): number {
    return this.checkpoints.bytes;
  }

  /** The present moment. */
  here(): Moment {
    return momentOf(this.sim.world);
  }

  /** The first moment of the run. */
  beginning(): Moment {
    return this.checkpoints.first.at;
  }

  /** What people did on the way to the present moment. */
  get deeds(): readonly TimedDeed[] {
    return this.known.slice(0, this.done);
  }

  /** A person changes the machine now: a new future begins; what was recorded after now is forgotten. */
  intervene(deed: Deed): void {
    this.forgetFuture();
    this.known.push({ at: this.here(), deed });
    this.done++;
    this.perform(deed);
    this.checkpoint();
  }

  /** The run goes on from here: what was recorded after now would not be repeated, if somebody had interfered there. */
  forgetFuture(): void {
    this.known.length = this.done;
    this.checkpoints.forgetAfter(this.here(), this.done);
    const { work } = this.checkpoints.last;
    this.work = Math.max(work, Math.min(this.work, work + this.spacing));
    this.due = Math.min(this.due, this.work + this.spacing);
  }

  /** Takes the world to a moment of the past, or of the future that was recorded. */
  goTo(target: Moment): void {
    atOnce(this.going(target));
  }

  /** The same in pieces: given up on the way, the world is where it was. */
  *going(target: Moment): Pieces<void> {
    // Of what was done there, nothing is done yet.
    const deeds = this.known.findIndex(({ at }) => isAfter(at, target) || sameMoment(at, target));
    const place = this.checkpoints.before(target, deeds < 0 ? Infinity : deeds);
    yield* this.unlessGivenUp(this.replay(place, target, undefined, shareOf(target.tick)));
  }

  /** The same, to a moment after so many deeds. */
  *goingAfter(target: Moment, deeds: number): Pieces<void> {
    yield* this.unlessGivenUp(this.quietly(this.replayDeeds(target, deeds)));
  }

  /** Takes the world to what is dispatched at a tick, running on where nothing was recorded; given up, it is where it was. */
  *goingToTick(tick: number): Pieces<void> {
    yield* this.unlessGivenUp(
      this.quietly(this.runToTick(tick, this.checkpoints.at(this.checkpoints.beforeTick(tick)))),
    );
  }

  /** Does something elsewhere in time, and comes back to the world that is now, however that ends. */
  *andBack<T>(elsewhere: Pieces<T>): Pieces<T> {
    const comeBack = this.present();
    try {
      return yield* elsewhere;
    } finally {
      comeBack();
    }
  }

  /** The last moment before `now` that `watch` says is one, or undefined; the world is left at `now`, given up or not. */
  findLast(now: Moment, watch: Watch): Moment | undefined {
    return atOnce(this.searchLast(now, watch));
  }

  /** The same in pieces. Between them the world stands somewhere in the past: nobody else may move it, nor look at it. */
  *searchLast(now: Moment, watch: Watch): Pieces<Moment | undefined> {
    return yield* this.andBack(this.search(now, watch, Math.max(1, now.tick)));
  }

  /**
   * The last moment before `now` at which a close watch finds something, where suspicions say when to look closely. Where people
   * did something on the way, it looks closely all the way.
   */
  *searchChange(now: Moment, suspects: Suspects, watch: Watch): Pieces<Moment | undefined> {
    if (this.done > 0) return yield* this.searchLast(now, watch);
    return yield* this.andBack(this.searchSuspicions(now, suspects, watch));
  }

  /** The same, where a watch says between which moments to look closely: it may be wrong, but has missed none. */
  *searchBrackets(now: Moment, brackets: Brackets, watch: Watch): Pieces<Moment | undefined> {
    return yield* this.andBack(this.searchAll(now, brackets, watch));
  }

  private *searchAll(now: Moment, brackets: Brackets, watch: Watch): Pieces<Moment | undefined> {
    const until = brackets.until();
    if (until < now.tick) yield* this.goingToTick(until);
    const first = until < now.tick ? this.here() : now;
    const most = Math.max(1, first.tick);
    for (let end = first; ;) {
      const to = yield* this.search(end, brackets.watch, most);
      if (to === undefined) return undefined;
      const from = brackets.from();
      yield* this.goingBefore(from);
      end = this.here();
      const share = (): number => (most - to.tick) / most;
      const found = yield* this.quietly(this.goOn(to, watch, share, sameMoment(to, now)));
      if (found !== undefined || from === 0) return found;
    }
  }

  private *search(now: Moment, watch: Watch, most: number): Pieces<Moment | undefined> {
    yield* this.refine(now, most);
    let end = now;
    for (let place = this.checkpoints.before(now); place >= 0; place--) {
      const start = this.checkpoints.at(place);
      if (sameMoment(start.at, end)) continue;
      const before = most - end.tick - start.at.tick;
      const share = (tick: number): number => (before + tick) / most;
      const excludesEnd = end === now && watch.begins === undefined;
      const found = yield* this.replay(place, end, watch, share, excludesEnd);
      if (found !== undefined) return found;
      end = start.at;
      yield (most - end.tick) / most;
    }
    return undefined;
  }

  private *searchSuspicions(now: Moment, suspects: Suspects, watch: Watch): Pieces<Moment | undefined> {
    const most = Math.max(1, now.tick);
    for (let end = now; ;) {
      const suspicion = yield* this.search(end, suspects.watch, most);
      if (suspicion === undefined) return undefined;
      const found = yield* this.lookAround(suspicion, now, suspects, watch);
      if (found !== undefined) return found;
      end = suspicion;
    }
  }

  /** To some moment before all that happens at a tick. */
  private *goingBefore(tick: number): Pieces<void> {
    yield* tick > 0 ? this.goingToTick(tick - 1) : this.going(this.beginning());
  }

  /** From the tick before a suspicion on, until all that had begun at the suspicion is done: the last find before `now`. */
  private *lookAround(suspicion: Moment, now: Moment, suspects: Suspects, watch: Watch): Pieces<Moment | undefined> {
    yield* this.going(suspicion);
    const isDone = suspects.begin();
    yield* this.goingBefore(suspicion.tick);
    return yield* this.quietly(this.lookUntil(suspicion, now, isDone, watch));
  }

  private *lookUntil(suspicion: Moment, now: Moment, isDone: () => boolean, watch: Watch): Pieces<Moment | undefined> {
    const { sim } = this;
    let found: Moment | undefined;
    let isFound = false as boolean;
    const close = watch.closely?.(() => {
      isFound = true;
      sim.stopRequested = true;
    });
    setWatchers(sim, [...sim.watchers, ...(close === undefined ? [] : [close]), PACE]);
    sim.marks = new Uint8Array(sim.marks.length);
    sim.horizon = Infinity;
    sim.onMark = undefined;
    sim.observe = undefined;
    let steps = 0;
    for (let here = this.here(); isAfter(now, here) && sim.world.ended === Ended.not;) {
      run(sim, 1);
      here = this.here();
      const counts = isFound && isAfter(now, here);
      if (isFound) watch.counts?.(here, counts);
      if (counts) found = here;
      isFound = false;
      if (isAfter(here, suspicion) && isDone()) break;
      if (++steps % CLOSE_PIECE === 0) yield 0;
    }
    return found;
  }

  /** Keeps the world as it is, if there is room; a large one is copied the more seldom, for that takes time. */
  private checkpoint(): void {
    const bytes = checkpointBytes(this.sim);
    this.due = this.work + Math.max(this.spacing, bytes * WORK_PER_BYTE);
    if (!this.checkpoints.hasRoomFor(bytes)) return;
    this.checkpoints.add([checkpointOf(this.sim, bytes, this.done, this.work)], this.work);
  }

  /**
   * Sets checkpoints between the last one before a moment and the moment, at full speed, so that what then looks closely, and
   * slowly, looks at a short stretch.
   */
  private *refine(now: Moment, most: number): Pieces<void> {
    const place = this.checkpoints.before(now);
    const start = this.checkpoints.at(place);
    const distance = now.tick - start.at.tick;
    const isDisturbed = this.known.slice(start.deeds).some((each) => !isAfter(each.at, now));
    if (distance < FINE_TICKS * 2 || isDisturbed) return;
    const pace = Math.max(FINE_TICKS, Math.ceil(distance / FINE_CHECKPOINTS));
    const found: Checkpoint[] = [];
    yield* this.quietly(this.checkpointsEvery(pace, start, now, found, (most - now.tick) / most));
    this.checkpoints.add(found, this.work, place);
  }

  /** From a checkpoint to a moment, one every so many ticks. */
  private *checkpointsEvery(
    pace: number,
    start: Checkpoint,
    now: Moment,
    found: Checkpoint[],
    done: number,
  ): Pieces<void> {
    const { sim } = this;
    this.putBack(start);
    sim.marks = new Uint8Array(sim.marks.length);
    sim.onMark = undefined;
    sim.observe = undefined;
    let room = this.mostBytes / 2;
    for (let tick = start.at.tick + pace; tick < now.tick - 1; tick += pace) {
      sim.horizon = tick;
      while (run(sim, PIECE) === Halt.allowance) yield done;
      if (sim.world.tick !== tick) break;
      const part = (tick - start.at.tick) / (now.tick - start.at.tick + 1);
      const bytes = checkpointBytes(sim);
      room -= bytes;
      if (room < 0 || !this.checkpoints.hasRoomFor(bytes)) break;
      found.push(checkpointOf(sim, bytes, start.deeds, start.work + (this.work - start.work) * part));
      yield done;
    }
  }

  private *runToTick(tick: number, start: Checkpoint): Pieces<void> {
    const { sim } = this;
    const share = shareOf(tick);
    this.putBack(start);
    for (let next = this.known[this.done]; next !== undefined; next = this.known[this.done]) {
      if (next.at.tick > tick || (next.at.tick === tick && !isBeforeDispatch(next.at))) break;
      yield* this.runTo(next.at, undefined, share);
      this.redo();
    }
    sim.horizon = tick;
    sim.marks = new Uint8Array(sim.marks.length);
    sim.observe = undefined;
    sim.onMark = undefined;
    // Who stands within the tick already is not to leave it.
    while (sim.world.tick < tick && run(sim, PIECE) === Halt.allowance) yield share(sim.world.tick);
    sim.horizon = Infinity;
    sim.dispatchHorizon = tick;
    while (sim.world.ended === Ended.not && run(sim, PIECE) === Halt.allowance) yield 1;
    sim.dispatchHorizon = Infinity;
  }

  /** Restores a checkpoint and runs to `target`, through what people did on the way; the last moment of the watch. */
  private *replay(
    place: number,
    target: Moment,
    watch: Watch | undefined,
    share: Share,
    excludesTarget = true,
  ): Pieces<Moment | undefined> {
    return yield* this.quietly(this.replayFrom(this.checkpoints.at(place), target, watch, share, excludesTarget));
  }

  private *replayFrom(
    start: Checkpoint,
    target: Moment,
    watch: Watch | undefined,
    share: Share,
    excludesTarget: boolean,
  ): Pieces<Moment | undefined> {
    this.putBack(start);
    return yield* this.goOn(target, watch, share, excludesTarget);
  }

  /** Runs on to `target`, through what people did on the way. */
  private *goOn(
    target: Moment,
    watch: Watch | undefined,
    share: Share,
    excludesTarget: boolean,
  ): Pieces<Moment | undefined> {
    let found: Moment | undefined;
    for (let next = this.known[this.done]; next !== undefined; next = this.known[this.done]) {
      if (isAfter(next.at, target) || sameMoment(next.at, target)) break;
      found = (yield* this.runTo(next.at, watch, share)) ?? found;
      found = this.stopsBefore(next, watch) ?? found;
      this.redo();
    }
    found = (yield* this.runTo(target, watch, share, excludesTarget)) ?? found;
    const due = this.known[this.done];
    if (excludesTarget || due === undefined || !sameMoment(due.at, target)) return found;
    return this.stopsBefore(due, watch) ?? found;
  }

  /** Who stops where something was done does so before it is done: that moment, if a watch stops there. */
  private stopsBefore({ at }: TimedDeed, watch: Watch | undefined): Moment | undefined {
    if (watch === undefined || threadAtMark(this.sim, watch) < 0) return undefined;
    watch.counts?.(at, true);
    return at;
  }

  private *replayDeeds(target: Moment, deeds: number): Pieces<void> {
    const share = shareOf(target.tick);
    this.putBack(this.checkpoints.at(this.checkpoints.before(target, deeds)));
    while (this.done < deeds) {
      yield* this.runTo(this.known[this.done]!.at, undefined, share);
      this.redo();
    }
    yield* this.runTo(target, undefined, share);
  }

  /** Takes the simulation to a checkpoint. */
  private putBack({ world, races, deeds }: Checkpoint): void {
    restore(this.sim, world);
    restoreRaces(this.sim, races);
    this.done = deeds;
  }

  /** Does the next known deed again. */
  private redo(): void {
    this.perform(this.known[this.done]!.deed);
    this.done++;
  }

  /** Goes somewhere in time, and stays; comes back to the world that is now when that is given up. */
  private *unlessGivenUp(elsewhere: Pieces<unknown>): Pieces<void> {
    const comeBack = this.present();
    let isThere = false;
    try {
      yield* elsewhere;
      isThere = true;
    } finally {
      if (!isThere) comeBack();
    }
  }

  /** The way back to the world that is now: nothing that happens to the simulation elsewhere in time changes it. */
  private present(): () => void {
    const { sim, done } = this;
    const { world, races } = sim;
    return () => {
      adopt(sim, world);
      sim.races = races;
      this.done = done;
    };
  }

  /** Does something with the simulation's observers out of the way, and puts them back, however it ends. */
  private *quietly<T>(action: Pieces<T>): Pieces<T> {
    const { sim } = this;
    const { observe, observeSpan, onMark, onChoice, marks, horizon, dispatchHorizon, observesSlices, watchers } = sim;
    sim.observeSpan = undefined;
    sim.onChoice = undefined;
    sim.observesSlices = true;
    setWatchers(
      sim,
      watchers.filter(({ isOfRun }) => isOfRun),
    );
    try {
      return yield* action;
    } finally {
      setWatchers(sim, watchers);
      Object.assign(sim, {
        observe,
        observeSpan,
        onMark,
        onChoice,
        marks,
        horizon,
        dispatchHorizon,
        observesSlices,
        passMark: -1,
        stopRequested: false,
      });
    }
  }

  /** Runs to a moment that is not before the present one; the last moment of the watch, which may be the target itself or not. */
  private *runTo(
    target: Moment,
    watch: Watch | undefined,
    share: Share,
    excludesTarget = false,
  ): Pieces<Moment | undefined> {
    const { sim } = this;
    const { watchers } = sim;
    let found: Moment | undefined;
    let isFound = false;
    const find = (): void => {
      isFound = true;
      sim.stopRequested = true;
    };
    const note = (): void => {
      const here = this.here();
      const isCounted = !excludesTarget || !sameMoment(here, target);
      if (isCounted) found = here;
      watch?.counts?.(here, isCounted);
    };
    const look: Look = {
      mark: (thread) => {
        if (watch?.isStop?.(thread, codeIndex(thread.registers[PC]!)) === true) note();
      },
      event: (kind, tick, fields) => {
        if (watch?.isEvent?.(kind, tick, fields) === true) find();
      },
      choice: () => {
        if (watch?.isChoice?.() === true) note();
        return false;
      },
      stepped: () => {
        if (isFound || watch?.isStep?.() === true) note();
        isFound = false;
      },
    };
    watch?.begins?.();
    const close = watch?.closely?.(find);
    if (close !== undefined) setWatchers(sim, [...watchers, close]);
    yield* this.runNear(target, watch, look, share);
    yield* this.runExactly(target, watch, look, share);
    setWatchers(sim, watchers);
    return found;
  }

  /** Far from the target: as fast as the machine runs, stopping only where the watch looks. */
  private *runNear(target: Moment, watch: Watch | undefined, look: Look, share: Share): Pieces<void> {
    const { sim } = this;
    const looksOften = watch?.closely !== undefined || watch?.isStep !== undefined;
    const piece = looksOften ? CLOSE_PIECE : PIECE;
    sim.marks = watch?.marks ?? new Uint8Array(sim.marks.length);
    sim.onChoice = watch?.isChoice === undefined ? undefined : look.choice;
    sim.onMark = (thread) => {
      look.mark(thread);
      return false;
    };
    sim.observe =
      watch?.isEvent === undefined
        ? undefined
        : (kind, tick, a, b, c, d, e, text) => {
            look.event(kind, tick, fieldList(kind, [a, b, c, d, e], text));
          };
    sim.horizon = target.tick - 1;
    while (sim.world.tick < target.tick - 1 && sim.world.ended === Ended.not) {
      const halt = run(sim, piece);
      look.stepped();
      if (halt === Halt.horizon || halt === Halt.ended) break;
      if (halt === Halt.allowance) yield share(sim.world.tick);
    }
  }

  /** The last ticks before a moment, step by step, so that it is met wherever in a step a stop can be. */
  private *runExactly(target: Moment, watch: Watch | undefined, look: Look, share: Share): Pieces<void> {
    const { sim } = this;
    // A moment may be a boundary over which time leaps, or come after a dispatch at which nothing begins.
    sim.horizon = target.tick;
    sim.dispatchHorizon = target.tick;
    sim.marks = new Uint8Array(sim.marks.length).fill(1);
    setWatchers(sim, [...sim.watchers, PACE]);
    const { marks } = watch ?? { marks: new Uint8Array(0) };
    let passed = -1;
    sim.onChoice = () => sameMoment(this.here(), target) || look.choice();
    sim.onMark = (thread) => {
      if (sameMoment(this.here(), target)) return true;
      if (passed === thread.id) {
        passed = -1;
        return false;
      }
      const index = codeIndex(thread.registers[PC]!);
      if (marks[index] !== undefined && marks[index] !== 0) look.mark(thread);
      return false;
    };
    sim.observe = (kind, tick, a, b, c, d, e, text) => {
      look.event(kind, tick, fieldList(kind, [a, b, c, d, e], text));
      if (sim.world.tick === target.tick) sim.stopRequested = true;
    };
    for (let steps = 1; !sameMoment(this.here(), target); steps++) {
      if (steps % CLOSE_PIECE === 0) yield share(sim.world.tick);
      assert(sim.world.tick <= target.tick, "a moment of the past is met on the way through it");
      const halt = run(sim, 1);
      look.stepped();
      if (halt === Halt.ended) break;
      if (halt === Halt.horizon) sim.horizon = Infinity;
    }
    sim.dispatchHorizon = Infinity;
  }
}
