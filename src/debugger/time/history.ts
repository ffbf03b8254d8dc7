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
import type { RaceDetector } from "../../machine/ipc/race.ts";
import { restoreRaces } from "../../machine/ipc/watch.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { restore, snapshot, type Snapshot } from "../../machine/snapshot.ts";
import { Ended, type Thread, type World } from "../../machine/state.ts";
import { Halt, run } from "../../machine/step.ts";
import { setWatchers, type Watcher } from "../../machine/watching.ts";
import type { Deed } from "./deeds.ts";
import { isAfter, isBeforeDispatch, momentOf, sameMoment, type Moment } from "./moments.ts";
import type { TimedDeed } from "./replay.ts";

interface Checkpoint {
  readonly at: Moment;
  readonly world: Snapshot;
  /** What was known of data races, where they are looked for. */
  readonly races: RaceDetector | undefined;
  readonly bytes: number;
  /** How many deeds came before it. */
  readonly deeds: number;
  /** The work of the session up to it. */
  readonly work: number;
}

/** What to look for on the way through the past: the last moment that one of these says is one. */
export interface Watch {
  readonly marks: Uint8Array;
  isStop?(thread: Thread, index: number): boolean;
  isEvent?(kind: EventKind, tick: number, fields: readonly number[]): boolean;
  /** Whether the world stands at a choice that is one. */
  isChoice?(): boolean;
  /** Looks at each access and step, and says when it found something. */
  closely?(found: () => void): CloseWatch;
  /** Told of a moment with a find, once its step is over, and whether it counts: it is not where the search began. */
  counts?(at: Moment, isCounted: boolean): void;
}

/** A watcher that compares the world with what it was after the step before. */
export interface CloseWatch extends Watcher {
  /** The world was put elsewhere: what is now is compared with. */
  look(): void;
}

/** Suspicions, and how long after one it is to be looked closely. */
export interface Suspects {
  readonly watch: Watch;
  /** At a suspicion: tells from then on whether all that had begun by then is done. */
  begin(): () => boolean;
}

export interface HistoryOptions {
  /** Bytes that all checkpoints may take together. */
  readonly bytes?: number;
  /** Work between two checkpoints while they are young. */
  readonly spacing?: number;
}

const MOST_BYTES = 128 * 1024 * 1024;
const SPACING = 400_000;

/** Ticks that are looked at closely in one go, and how many such stretches a longer one is cut into at most. */
const FINE_TICKS = 4_096;
const FINE_CHECKPOINTS = 48;

/** About how much memory a world takes. */
function sizeOf(world: World): number {
  const memory = world.nodes.reduce(
    (sum, node) => sum + node.memory.words.byteLength + node.memory.references.byteLength,
    0,
  );
  const tables = world.processes.reduce((sum, process) => sum + process.table.byteLength + 600, 0);
  return 4096 + memory + tables + world.threads.length * 900 + world.timers.items.length * 80;
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
  private readonly most: number;
  private readonly spacing: number;
  private checkpoints: Checkpoint[] = [];
  private known: TimedDeed[] = [];
  /** How many of them the world has been through. */
  private done = 0;
  private work = 0;

  /** @param perform does what a person did */
  constructor(
    private readonly sim: Simulation,
    private readonly perform: (deed: Deed) => void,
    options: HistoryOptions = {},
  ) {
    this.most = options.bytes ?? MOST_BYTES;
    this.spacing = options.spacing ?? SPACING;
    this.checkpoint();
  }

  /** Told of the work of each piece of the run, between two pieces: keeps a checkpoint when one is due. */
  ran(work: number): void {
    this.work += work;
    const last = this.checkpoints[this.checkpoints.length - 1]!;
    if (this.work - last.work >= this.spacing) this.checkpoint();
  }

  /** Bytes of all checkpoints, about. */
  get bytes(): number {
    return this.checkpoints.reduce((sum, c) => sum + c.bytes, 0);
  }

  /** The present moment. */
  here(): Moment {
    return momentOf(this.sim.world);
  }

  /** The first moment of the run. */
  beginning(): Moment {
    return this.checkpoints[0]!.at;
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
    const now = this.here();
    this.known.length = this.done;
    const kept = this.checkpoints.filter((c) => !isAfter(c.at, now) && c.deeds <= this.done);
    this.checkpoints = kept;
    this.work = Math.max(kept[kept.length - 1]!.work, Math.min(this.work, kept[kept.length - 1]!.work + this.spacing));
  }

  /** Takes the world to a moment of the past, or of the future that was recorded. */
  goTo(target: Moment): void {
    this.replay(this.before(target), target, undefined);
  }

  /** Takes the world to what is dispatched at a tick, running on where nothing was recorded. */
  goToTick(tick: number): void {
    let place = this.checkpoints.length - 1;
    while (place > 0 && this.checkpoints[place]!.at.tick >= tick) place--;
    this.quietly(() => {
      this.putBack(this.checkpoints[place]!);
      for (let next = this.known[this.done]; next !== undefined; next = this.known[this.done]) {
        if (next.at.tick > tick || (next.at.tick === tick && !isBeforeDispatch(next.at))) break;
        this.runTo(next.at, undefined);
        this.redo();
      }
      this.sim.horizon = tick;
      this.sim.marks = new Uint8Array(this.sim.marks.length);
      this.sim.observe = undefined;
      this.sim.onMark = undefined;
      // Who stands within the tick already is not to leave it.
      while (this.sim.world.tick < tick && run(this.sim, 1 << 30) === Halt.allowance);
      this.sim.horizon = Infinity;
      this.sim.dispatchHorizon = tick;
      while (this.sim.world.ended === Ended.not && run(this.sim, 1 << 30) === Halt.allowance);
      this.sim.dispatchHorizon = Infinity;
    });
  }

  /** The last moment before `now` that `watch` says is one, or undefined; the world is left at `now`. */
  findLast(now: Moment, watch: Watch): Moment | undefined {
    return atOnce(this.searchLast(now, watch));
  }

  /**
   * The same in pieces, a stretch of the past each. Between them the world stands somewhere in the past: nobody else may move it,
   * nor look at it.
   */
  *searchLast(now: Moment, watch: Watch): Pieces<Moment | undefined> {
    this.refine(now);
    let end = now;
    for (let place = this.before(now); place >= 0; place--) {
      const start = this.checkpoints[place]!;
      if (sameMoment(start.at, end)) continue;
      const found = this.replay(place, end, watch, end === now);
      if (found !== undefined) {
        this.goTo(now);
        return found;
      }
      end = start.at;
      yield;
    }
    this.goTo(now);
    return undefined;
  }

  /**
   * The last moment before `now` at which a close watch finds something, where suspicions say when to look closely. Where people
   * did something on the way, it looks closely all the way.
   */
  *searchChange(now: Moment, suspects: Suspects, watch: Watch): Pieces<Moment | undefined> {
    if (this.done > 0) return yield* this.searchLast(now, watch);
    for (let end = now; ;) {
      const suspicion = yield* this.searchLast(end, suspects.watch);
      const found = suspicion && this.lookAround(suspicion, now, suspects, watch);
      if (found !== undefined || suspicion === undefined) {
        this.goTo(now);
        return found;
      }
      end = suspicion;
      yield;
    }
  }

  /** From the tick before a suspicion on, until all that had begun at the suspicion is done: the last find before `now`. */
  private lookAround(suspicion: Moment, now: Moment, suspects: Suspects, watch: Watch): Moment | undefined {
    const { sim } = this;
    let found: Moment | undefined;
    this.goTo(suspicion);
    const isDone = suspects.begin();
    this.goToTick(Math.max(0, suspicion.tick - 1));
    this.quietly(() => {
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
      for (let here = this.here(); isAfter(now, here) && sim.world.ended === Ended.not;) {
        run(sim, 1);
        here = this.here();
        const counts = isFound && isAfter(now, here);
        if (isFound) watch.counts?.(here, counts);
        if (counts) found = here;
        isFound = false;
        if (isAfter(here, suspicion) && isDone()) break;
      }
    });
    return found;
  }

  private checkpoint(): void {
    const { world } = this.sim;
    this.checkpoints.push({
      at: this.here(),
      world: snapshot(world),
      races: this.sim.races?.copy(),
      bytes: sizeOf(world) + (this.sim.races?.bytes ?? 0),
      deeds: this.done,
      work: this.work,
    });
    while (this.bytes > this.most && this.checkpoints.length > 3) this.thin();
  }

  /** Drops the checkpoint whose neighbours are nearest to each other, measured by how long ago they are. */
  private thin(): void {
    let best = 1;
    let least = Infinity;
    for (let k = 1; k < this.checkpoints.length - 1; k++) {
      const gap = this.checkpoints[k + 1]!.work - this.checkpoints[k - 1]!.work;
      const age = this.work - this.checkpoints[k]!.work + this.spacing;
      if (gap / age < least) {
        least = gap / age;
        best = k;
      }
    }
    this.checkpoints.splice(best, 1);
  }

  /**
   * Sets checkpoints between the last one before a moment and the moment, at full speed, so that what then looks closely, and
   * slowly, looks at a short stretch.
   */
  private refine(now: Moment): void {
    const place = this.before(now);
    const start = this.checkpoints[place]!;
    const distance = now.tick - start.at.tick;
    const isDisturbed = this.known.slice(start.deeds).some((each) => !isAfter(each.at, now));
    if (distance < FINE_TICKS * 2 || isDisturbed) return;
    const pace = Math.max(FINE_TICKS, Math.ceil(distance / FINE_CHECKPOINTS));
    const found: Checkpoint[] = [];
    this.quietly(() => {
      const { sim } = this;
      this.putBack(start);
      sim.marks = new Uint8Array(sim.marks.length);
      sim.onMark = undefined;
      sim.observe = undefined;
      for (let tick = start.at.tick + pace; tick < now.tick - 1; tick += pace) {
        sim.horizon = tick;
        while (run(sim, 1 << 30) === Halt.allowance);
        if (sim.world.tick !== tick) break;
        const work = start.work + ((this.work - start.work) * (tick - start.at.tick)) / (distance + 1);
        found.push({
          at: this.here(),
          world: snapshot(sim.world),
          races: sim.races?.copy(),
          bytes: sizeOf(sim.world) + (sim.races?.bytes ?? 0),
          deeds: start.deeds,
          work,
        });
      }
    });
    this.checkpoints.splice(place + 1, 0, ...found);
    while (this.bytes > this.most && this.checkpoints.length > 3) this.thin();
  }

  /** The place of the last checkpoint that is not after a moment. */
  private before(target: Moment): number {
    let place = this.checkpoints.length - 1;
    while (place > 0 && !this.leadsTo(this.checkpoints[place]!.at, target)) place--;
    return place;
  }

  /** Within a tick order alone does not tell which of two moments a run meets first. */
  private leadsTo(from: Moment, target: Moment): boolean {
    return from.tick < target.tick || sameMoment(from, target);
  }

  /** Restores a checkpoint and runs to `target`, through what people did on the way; the last moment of the watch. */
  private replay(place: number, target: Moment, watch: Watch | undefined, excludesTarget = true): Moment | undefined {
    const start = this.checkpoints[place]!;
    let found: Moment | undefined;
    this.quietly(() => {
      this.putBack(start);
      for (let next = this.known[this.done]; next !== undefined; next = this.known[this.done]) {
        if (isAfter(next.at, target) || sameMoment(next.at, target)) break;
        found = this.runTo(next.at, watch) ?? found;
        this.redo();
      }
      found = this.runTo(target, watch, excludesTarget) ?? found;
    });
    return found;
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

  /** Does something with the simulation's observers out of the way, and puts them back. */
  private quietly(action: () => void): void {
    const { observe, observeSpan, onMark, onChoice, marks, horizon, observesSlices, watchers } = this.sim;
    this.sim.observeSpan = undefined;
    this.sim.onChoice = undefined;
    this.sim.observesSlices = true;
    setWatchers(
      this.sim,
      watchers.filter(({ isOfRun }) => isOfRun),
    );
    action();
    setWatchers(this.sim, watchers);
    Object.assign(this.sim, {
      observe,
      observeSpan,
      onMark,
      onChoice,
      marks,
      horizon,
      observesSlices,
      passMark: -1,
      stopRequested: false,
    });
  }

  /** Runs to a moment that is not before the present one; the last moment of the watch, which may be the target itself or not. */
  private runTo(target: Moment, watch: Watch | undefined, excludesTarget = false): Moment | undefined {
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
        if (isFound) note();
        isFound = false;
      },
    };
    const close = watch?.closely?.(find);
    if (close !== undefined) setWatchers(sim, [...watchers, close]);
    this.runNear(target, watch, look);
    this.runExactly(target, watch, look);
    setWatchers(sim, watchers);
    return found;
  }

  /** Far from the target: as fast as the machine runs, stopping only where the watch looks. */
  private runNear(target: Moment, watch: Watch | undefined, look: Look): void {
    const { sim } = this;
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
      const halt = run(sim, 1 << 30);
      look.stepped();
      if (halt === Halt.horizon || halt === Halt.ended) break;
    }
  }

  /** The last ticks before a moment, step by step, so that it is met wherever in a step a stop can be. */
  private runExactly(target: Moment, watch: Watch | undefined, look: Look): void {
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
    while (!sameMoment(this.here(), target)) {
      assert(sim.world.tick <= target.tick, "a moment of the past is met on the way through it");
      const halt = run(sim, 1);
      look.stepped();
      if (halt === Halt.ended) break;
      if (halt === Halt.horizon) sim.horizon = Infinity;
    }
    sim.dispatchHorizon = Infinity;
  }
}
