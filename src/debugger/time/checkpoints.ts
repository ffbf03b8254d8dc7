/**
 * The checkpoints of a run, in the order of time: whole worlds, each with the way that led there.
 *
 * Keeps true: memory is bounded, for checkpoints are thinned as they age, and what is too large is not kept; the first is never
 * dropped, nor the last while there is room for it.
 */
import { plainBytes } from "../../base/plain.ts";
import type { RaceDetector } from "../../machine/ipc/race.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { snapshot, type Snapshot } from "../../machine/snapshot.ts";
import { isAfter, momentOf, sameMoment, type Moment } from "./moments.ts";

export interface Checkpoint {
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

/** What a checkpoint would take: all that is copied for it. */
export function checkpointBytes({ world, races }: Simulation): number {
  return plainBytes(world, "copied") + (races?.bytes ?? 0);
}

/** The world as it is. */
export function checkpointOf(sim: Simulation, bytes: number, deeds: number, work: number): Checkpoint {
  const { world, races } = sim;
  return { at: momentOf(world), world: snapshot(world), races: races?.copy(), bytes, deeds, work };
}

/** Within a tick order alone does not tell which of two moments a run meets first. */
function leadsTo(from: Moment, target: Moment): boolean {
  return from.tick < target.tick || sameMoment(from, target);
}

export class Checkpoints {
  private list: Checkpoint[] = [];

  /**
   * @param most bytes that all of them may take together
   * @param spacing work between two of them while they are young
   */
  constructor(
    private readonly most: number,
    private readonly spacing: number,
  ) {}

  /** Bytes of all of them, about. */
  get bytes(): number {
    return this.list.reduce((sum, c) => sum + c.bytes, 0);
  }

  get first(): Checkpoint {
    return this.list[0]!;
  }

  get last(): Checkpoint {
    return this.list[this.list.length - 1]!;
  }

  at(place: number): Checkpoint {
    return this.list[place]!;
  }

  /** Whether one of so many bytes is worth keeping: others are to have room beside it. */
  hasRoomFor(bytes: number): boolean {
    return this.list.length === 0 || bytes <= this.most / 3;
  }

  /** Adds some, behind all others or behind one; `work` is that of the session up to now. */
  add(some: readonly Checkpoint[], work: number, behind = this.list.length - 1): void {
    this.list.splice(behind + 1, 0, ...some);
    while (this.bytes > this.most && this.list.length > 2) this.thin(work);
  }

  /** Forgets those after a moment, or with more deeds. */
  forgetAfter(now: Moment, deeds: number): void {
    this.list = this.list.filter((c) => !isAfter(c.at, now) && c.deeds <= deeds);
  }

  /** The place of the last one that is not after a moment, nor after more deeds than so many. */
  before(target: Moment, deeds = Infinity): number {
    let place = this.list.length - 1;
    while (place > 0 && !(leadsTo(this.list[place]!.at, target) && this.list[place]!.deeds <= deeds)) place--;
    return place;
  }

  /** The place of the last one before a tick. */
  beforeTick(tick: number): number {
    let place = this.list.length - 1;
    while (place > 0 && this.list[place]!.at.tick >= tick) place--;
    return place;
  }

  /** Drops the one whose neighbours are nearest to each other, measured by how long ago they are. */
  private thin(work: number): void {
    let best = 1;
    let least = Infinity;
    for (let k = 1; k < this.list.length - 1; k++) {
      const gap = this.list[k + 1]!.work - this.list[k - 1]!.work;
      const age = work - this.list[k]!.work + this.spacing;
      if (gap / age < least) {
        least = gap / age;
        best = k;
      }
    }
    this.list.splice(best, 1);
  }
}
