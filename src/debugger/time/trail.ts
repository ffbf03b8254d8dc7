/**
 * The steps of a session, by where they led: going back undoes the step that led here, wherever it began.
 *
 * Keeps true: a step is known at its end and after whatever a person did there; of a future that is given up none is known; only
 * so many are remembered, the last ones.
 */
import { isAfter, type Moment } from "./moments.ts";
import type { Granularity, Plan } from "./stepping.ts";

/** Where a session stands: a moment, and how many deeds led there. */
export interface Spot {
  readonly at: Moment;
  readonly done: number;
}

/** Where somebody set out: the thread in view, those that stood before a mark, and what was under way. */
export interface Origin {
  readonly from: Spot;
  readonly focus: number;
  readonly standing: readonly number[];
  readonly interrupted: Plan | undefined;
}

/** A step as it was made. */
export interface MadeStep extends Origin {
  /** The thread of its stop. */
  readonly thread: number;
  /** That of a thread's step; undefined: the machine was moved, or a thread was put elsewhere. */
  readonly granularity: Granularity | undefined;
  readonly kind: Plan["kind"] | "jump";
}

/** The granularity of the step that a plan is; undefined: that of no thread; nothing: it is no step. */
export function stepOf(plan: Plan): { readonly granularity: Granularity | undefined } | undefined {
  switch (plan.kind) {
    case "step":
      return plan;
    case "cpu":
      return plan.own;
    case "tick":
      return plan.reason === "step" ? { granularity: undefined } : undefined;
    case "any":
    case "contextSwitch":
    case "event":
      return { granularity: undefined };
    case "continue":
    case "entry":
      return undefined;
  }
}

/** What a plan has come to with a thread, as a step; undefined: it is none. */
export function madeStep(origin: Origin, plan: Plan, thread: number): MadeStep | undefined {
  const step = stepOf(plan);
  const focus = origin.focus < 0 ? thread : origin.focus;
  return step && { ...origin, focus, thread, granularity: step.granularity, kind: plan.kind };
}

/**
 * Whether a step back of a thread, as it is asked for, is that of a step that was made.
 * @param retraced the thread that came into view by going back here
 */
export function isUndone(step: MadeStep, thread: number, granularity: Granularity, retraced: number): boolean {
  if (![step.focus, step.thread, retraced].includes(thread)) return false;
  if (step.granularity !== undefined) return step.granularity === granularity;
  return step.kind === "jump" || step.kind === "any" || granularity !== "instruction";
}

/** Spots that are remembered, and steps to one of them. */
const MOST = 10_000;
const MOST_HERE = 100;

function keyOf({ at, done }: Spot): string {
  return [at.tick, at.low, at.high, at.zeroWork, at.phase, at.cursor, at.owed, done].join(" ");
}

/** The steps that led to a spot, the last one last: one that led nowhere leads to where it began. */
interface Arrival {
  readonly to: Spot;
  readonly steps: readonly MadeStep[];
}

function isSame(a: MadeStep | undefined, b: MadeStep): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

export class Trail {
  private readonly arrivals = new Map<string, Arrival>();

  /** A step has led to a spot. */
  note(to: Spot, step: MadeStep): void {
    const key = keyOf(to);
    const steps = this.arrivals.get(key)?.steps ?? [];
    // Where it began it would be the second of its kind.
    if (isSame(steps.at(-1), step) && keyOf(step.from) !== key) return;
    this.set(key, { to, steps: [...steps, step].slice(-MOST_HERE) });
  }

  /** What a person did at a spot has led to another one: the steps that led there lead on to it. */
  leadOn(from: Spot, to: Spot): void {
    const steps = this.arrivals.get(keyOf(from))?.steps;
    if (steps !== undefined) this.set(keyOf(to), { to, steps });
  }

  /** The last step that led to a spot. */
  at(spot: Spot): MadeStep | undefined {
    return this.arrivals.get(keyOf(spot))?.steps.at(-1);
  }

  /** A step is undone: it led nowhere yet. */
  undo(step: MadeStep): void {
    for (const [key, { to, steps }] of this.arrivals) {
      if (steps.at(-1) !== step) continue;
      if (steps.length === 1) this.arrivals.delete(key);
      else this.arrivals.set(key, { to, steps: steps.slice(0, -1) });
    }
  }

  /** A new future begins at a spot: what led further may not come again. */
  forgetAfter({ at, done }: Spot): void {
    for (const [key, { to }] of this.arrivals) if (to.done > done || isAfter(to.at, at)) this.arrivals.delete(key);
  }

  private set(key: string, arrival: Arrival): void {
    this.arrivals.delete(key);
    this.arrivals.set(key, arrival);
    if (this.arrivals.size <= MOST) return;
    for (const oldest of this.arrivals.keys()) {
      this.arrivals.delete(oldest);
      break;
    }
  }
}
