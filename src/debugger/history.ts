/**
 * The past of a run: checkpoints of the world, and the way from one of them to any moment by running on. It is one class on
 * purpose: how to come to a moment is one thing, whoever asks.
 *
 * Keeps true: outcome = f(image, choices), so a moment is reached again exactly, hash for hash; memory is bounded: checkpoints are
 * thinned as they age; looking for a moment in the past leaves the world at the present one, unless it is told to go there.
 */
import { assert } from "../base/assert.ts";
import { fieldList, type EventKind } from "../machine/events.ts";
import type { RaceDetector } from "../machine/ipc/race.ts";
import { restoreRaces } from "../machine/ipc/watch.ts";
import type { Simulation } from "../machine/simulation.ts";
import { restore, snapshot, type Snapshot } from "../machine/snapshot.ts";
import { Ended, Phase, type Thread, type World } from "../machine/state.ts";
import { Halt, run } from "../machine/step.ts";

/** A moment of a run: where between two steps the world is. Equal moments of one run are equal worlds. */
export interface Moment {
  readonly tick: number;
  /** The trace hash so far, two words: what has happened. */
  readonly low: number;
  readonly high: number;
  readonly zeroWork: number;
  readonly phase: number;
  readonly cursor: number;
  /** What the CPU at the cursor has still to do in the phase of effects. */
  readonly owed: number;
}

/** The moment at which the world is. */
export function momentOf(world: World): Moment {
  const cpu = world.cpus[world.cursor];
  const owed = cpu === undefined ? 0 : (cpu.due ? 2 : 0) + (cpu.followUp ? 1 : 0);
  const [low = 0, high = 0] = world.traceHash;
  return { tick: world.tick, low, high, zeroWork: world.zeroWork, phase: world.phase, cursor: world.cursor, owed };
}

export function sameMoment(a: Moment, b: Moment): boolean {
  return a.low === b.low && a.high === b.high && order(a, b) === 0 && a.phase === b.phase && a.owed === b.owed;
}

/** Effects come first of all that happens at a tick. */
function rank(moment: Moment): number {
  return moment.phase === Phase.effects ? 0 : 1;
}

/** Negative when `a` comes before `b`. */
function order(a: Moment, b: Moment): number {
  return a.tick - b.tick || rank(a) - rank(b) || a.zeroWork - b.zeroWork || a.cursor - b.cursor;
}

/** Whether `a` is later than `b`. */
export function isAfter(a: Moment, b: Moment): boolean {
  return order(a, b) > 0;
}

/** Something a person did to the machine: part of the run from then on. */
export interface Intervention {
  readonly at: Moment;
  readonly apply: (sim: Simulation) => void;
}

interface Checkpoint {
  readonly at: Moment;
  readonly world: Snapshot;
  /** What was known of data races, where they are looked for. */
  readonly races: RaceDetector | undefined;
  readonly bytes: number;
  /** How many interventions came before it. */
  readonly interventions: number;
  /** The work of the session up to it. */
  readonly work: number;
}

/** What to look for on the way through the past: the last moment that one of these says is one. */
export interface Watch {
  readonly marks: Uint8Array;
  isStop?(thread: Thread): boolean;
  isEvent?(kind: EventKind, tick: number, fields: readonly number[]): boolean;
  /** Whether the world stands at a choice that is one. */
  isChoice?(): boolean;
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

/** Takes a simulation to a checkpoint. */
function putBack(sim: Simulation, { world, races }: Checkpoint): void {
  restore(sim, world);
  restoreRaces(sim, races);
}

export class History {
  private readonly sim: Simulation;
  private readonly most: number;
  private readonly spacing: number;
  private checkpoints: Checkpoint[] = [];
  private interventions: Intervention[] = [];
  private work = 0;

  constructor(sim: Simulation, options: HistoryOptions = {}) {
    this.sim = sim;
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

  /** A person changes the machine now: a new future begins; what was recorded after now is forgotten. */
  intervene(apply: (sim: Simulation) => void): void {
    this.forgetFuture();
    this.interventions.push({ at: this.here(), apply });
    apply(this.sim);
    this.checkpoint();
  }

  /** The run goes on from here: what was recorded after now would not be repeated, if somebody had interfered there. */
  forgetFuture(): void {
    const now = this.here();
    this.interventions = this.interventions.filter((i) => !isAfter(i.at, now));
    const kept = this.checkpoints.filter((c) => !isAfter(c.at, now));
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
      putBack(this.sim, this.checkpoints[place]!);
      for (const intervention of this.interventions.slice(this.checkpoints[place]!.interventions)) {
        if (intervention.at.tick >= tick) break;
        this.runTo(intervention.at, undefined);
        intervention.apply(this.sim);
      }
      this.sim.horizon = tick;
      this.sim.marks = new Uint8Array(this.sim.marks.length);
      this.sim.observe = undefined;
      this.sim.onMark = undefined;
      while (run(this.sim, 1 << 30) === Halt.allowance);
      this.sim.horizon = Infinity;
      this.sim.dispatchHorizon = tick;
      while (this.sim.world.ended === Ended.not && run(this.sim, 1 << 30) === Halt.allowance);
      this.sim.dispatchHorizon = Infinity;
    });
  }

  /**
   * The last moment before `now` that `watch` says is one; the world is left at `now`.
   * @returns undefined when there is none since the beginning
   */
  findLast(now: Moment, watch: Watch): Moment | undefined {
    this.refine(now);
    let end = now;
    for (let place = this.before(now); place >= 0; place--) {
      const start = this.checkpoints[place]!;
      if (sameMoment(start.at, end)) continue;
      const found = this.replay(place, end, watch);
      if (found !== undefined) {
        this.goTo(now);
        return found;
      }
      end = start.at;
    }
    this.goTo(now);
    return undefined;
  }

  private checkpoint(): void {
    const { world } = this.sim;
    this.checkpoints.push({
      at: this.here(),
      world: snapshot(world),
      races: this.sim.races?.copy(),
      bytes: sizeOf(world) + (this.sim.races?.bytes ?? 0),
      interventions: this.interventions.length,
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
    const isDisturbed = this.interventions.slice(start.interventions).some((i) => !isAfter(i.at, now));
    if (distance < FINE_TICKS * 2 || isDisturbed) return;
    const pace = Math.max(FINE_TICKS, Math.ceil(distance / FINE_CHECKPOINTS));
    const found: Checkpoint[] = [];
    this.quietly(() => {
      const { sim } = this;
      putBack(sim, start);
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
          interventions: start.interventions,
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
  private replay(place: number, target: Moment, watch: Watch | undefined): Moment | undefined {
    const start = this.checkpoints[place]!;
    const { sim } = this;
    let found: Moment | undefined;
    this.quietly(() => {
      putBack(sim, start);
      for (const intervention of this.interventions.slice(start.interventions)) {
        if (isAfter(intervention.at, target) || sameMoment(intervention.at, target)) break;
        found = this.runTo(intervention.at, watch) ?? found;
        intervention.apply(sim);
      }
      found = this.runTo(target, watch) ?? found;
    });
    return found;
  }

  /** Does something with the simulation's observers out of the way, and puts them back. */
  private quietly(action: () => void): void {
    const { observe, observeSpan, onMark, onChoice, marks, horizon, observesSlices } = this.sim;
    this.sim.observeSpan = undefined;
    this.sim.onChoice = undefined;
    this.sim.observesSlices = true;
    action();
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

  /** Runs to a moment that is not before the present one. */
  private runTo(target: Moment, watch: Watch | undefined): Moment | undefined {
    const { sim } = this;
    let found: Moment | undefined;
    let isEventFound = false;
    const watchMark = (thread: Thread): void => {
      if (watch?.isStop?.(thread) === true && !sameMoment(this.here(), target)) found = this.here();
    };
    const watchEvent = (kind: EventKind, tick: number, fields: readonly number[]): void => {
      if (watch?.isEvent?.(kind, tick, fields) !== true) return;
      isEventFound = true;
      sim.stopRequested = true;
    };
    const noteEvent = (): void => {
      if (isEventFound && !sameMoment(this.here(), target)) found = this.here();
      isEventFound = false;
    };
    // Far from the target: as fast as the machine runs, stopping only where the watch looks.
    sim.marks = watch?.marks ?? new Uint8Array(sim.marks.length);
    const watchChoice = (): false => {
      if (watch?.isChoice?.() === true) found = this.here();
      return false;
    };
    sim.onChoice = watch?.isChoice === undefined ? undefined : watchChoice;
    sim.onMark = (thread) => {
      watchMark(thread);
      return false;
    };
    sim.observe =
      watch?.isEvent === undefined
        ? undefined
        : (kind, tick, a, b, c, d, e, text) => watchEvent(kind, tick, fieldList(kind, [a, b, c, d, e], text));
    sim.horizon = target.tick - 1;
    while (sim.world.tick < target.tick - 1 && sim.world.ended === Ended.not) {
      const halt = run(sim, 1 << 30);
      noteEvent();
      if (halt === Halt.horizon || halt === Halt.ended) break;
    }
    this.runExactly(target, watch, watchMark, watchEvent, watchChoice, noteEvent);
    return found;
  }

  /** The last ticks before a moment, step by step, so that it is met wherever in a step a stop can be. */
  private runExactly(
    target: Moment,
    watch: Watch | undefined,
    watchMark: (thread: Thread) => void,
    watchEvent: (kind: EventKind, tick: number, fields: readonly number[]) => void,
    watchChoice: () => false,
    noteEvent: () => void,
  ): void {
    const { sim } = this;
    // A moment may be a boundary over which time leaps, or come after a dispatch at which nothing begins.
    sim.horizon = target.tick;
    sim.dispatchHorizon = target.tick;
    sim.marks = new Uint8Array(sim.marks.length).fill(1);
    const { marks } = watch ?? { marks: new Uint8Array(0) };
    let passed = -1;
    sim.onChoice = () => sameMoment(this.here(), target) || watchChoice();
    sim.onMark = (thread) => {
      if (sameMoment(this.here(), target)) return true;
      if (passed === thread.id) {
        passed = -1;
        return false;
      }
      const index = (thread.registers[10]! - 0x1000) >>> 3;
      if (marks[index] !== undefined && marks[index] !== 0) watchMark(thread);
      return false;
    };
    sim.observe = (kind, tick, a, b, c, d, e, text) => {
      watchEvent(kind, tick, fieldList(kind, [a, b, c, d, e], text));
      if (sim.world.tick === target.tick) sim.stopRequested = true;
    };
    while (!sameMoment(this.here(), target)) {
      assert(sim.world.tick <= target.tick, "a moment of the past is met on the way through it");
      const halt = run(sim, 1);
      noteEvent();
      if (halt === Halt.ended) break;
      if (halt === Halt.horizon) sim.horizon = Infinity;
    }
    sim.dispatchHorizon = Infinity;
  }
}
