/**
 * Moments of a run: where between two steps the world is.
 *
 * Keeps true: equal moments of one run are equal worlds, but for what a person did there.
 */
import { Phase, type World } from "../../machine/state.ts";

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

/** The boundary comes first of what happens with as much work done at the same CPU. */
function beginning(moment: Moment): number {
  return moment.phase === Phase.boundary ? 0 : 1;
}

/** Negative when `a` comes before `b`. */
function order(a: Moment, b: Moment): number {
  return (
    a.tick - b.tick ||
    rank(a) - rank(b) ||
    a.zeroWork - b.zeroWork ||
    a.cursor - b.cursor ||
    beginning(a) - beginning(b)
  );
}

/** Whether a moment comes before the first dispatch of its tick has been done. */
export function isBeforeDispatch({ phase, cursor }: Moment): boolean {
  return phase === Phase.effects || phase === Phase.boundary || (phase === Phase.dispatch && cursor === 0);
}

/** Whether `a` is later than `b`. */
export function isAfter(a: Moment, b: Moment): boolean {
  return order(a, b) > 0;
}
