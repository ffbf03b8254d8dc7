/**
 * Hit counts: what a hit condition means, and how often a breakpoint was hit, as a fact of the run: the moments of its hits.
 *
 * Keeps true: the number of a hit depends on where in the run it is, not on how often somebody went there: going back forgets
 * nothing, going on from the past forgets what came after.
 */
import { phrase, type Words } from "../../base/words.ts";
import { isAfter, sameMoment, type Moment } from "../time/moments.ts";

type HitTest = (hits: number) => boolean;

const HIT_OPERATORS: Readonly<Record<string, (n: number) => HitTest>> = {
  "": (n) => (hits) => hits >= n,
  ">=": (n) => (hits) => hits >= n,
  ">": (n) => (hits) => hits > n,
  "==": (n) => (hits) => hits === n,
  "=": (n) => (hits) => hits === n,
  "<": (n) => (hits) => hits < n,
  "<=": (n) => (hits) => hits <= n,
  "%": (n) => (hits) => hits % n === 0,
};

export const BAD_HIT = phrase("A hit count is a number, with one of >= > == < <= % before it: 5, >= 5, % 5.");

/** The test that a hit condition means, or undefined when it means none. */
export function hitTest(text: string): HitTest | undefined {
  const match = /^(>=|<=|==|=|>|<|%)?\s*(\d+)$/.exec(text.trim());
  const n = Number(match?.[2]);
  if (match === null || (match[1] === "%" && n === 0)) return undefined;
  return HIT_OPERATORS[match[1] ?? ""]?.(n);
}

/** Hits that are remembered one by one; the earliest go first. */
const MOST = 50_000;

export class HitLog {
  private moments: Moment[] = [];
  private forgotten = 0;

  /** A hit at a moment: its number, from 1. */
  hit(at: Moment): number {
    const known = this.numberAt(at);
    if (known !== undefined) return known;
    this.moments.push(at);
    if (this.moments.length > MOST) {
      this.forgotten += MOST / 2;
      this.moments.splice(0, MOST / 2);
    }
    return this.forgotten + this.moments.length;
  }

  /** The number of the hit at a moment of the past; undefined when it was not counted, as it came before the breakpoint. */
  numberAt(at: Moment): number | undefined {
    // Within a tick the moments need not stand in order.
    for (let k = this.firstOf(at.tick); this.moments[k]?.tick === at.tick; k++) {
      if (sameMoment(this.moments[k]!, at)) return this.forgotten + k + 1;
    }
    return undefined;
  }

  /** The run goes on from a moment: what came after it will come again. */
  goOnFrom(now: Moment): void {
    while (this.moments.length > 0 && isAfter(this.moments[this.moments.length - 1]!, now)) this.moments.pop();
  }

  private firstOf(tick: number): number {
    let low = 0;
    let high = this.moments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.moments[middle]!.tick < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A hit condition that was asked for: its test, and the log that it needs. */
export interface HitCount {
  readonly stopsOn: HitTest;
  readonly log: HitLog;
}

/** What a hit condition asks for; a sentence when it is none. */
export function hitCount(words: Words, condition: string | undefined): HitCount | string | undefined {
  if (condition === undefined || condition.trim() === "") return undefined;
  const stopsOn = hitTest(condition);
  return stopsOn === undefined ? words(BAD_HIT) : { stopsOn, log: new HitLog() };
}

/** Whether the hit at a moment is one to stop at; on the way forward it is counted. */
export function isHitCounted(hits: HitCount | undefined, at: () => Moment, isForward: boolean): boolean {
  if (hits === undefined) return true;
  const number = isForward ? hits.log.hit(at()) : hits.log.numberAt(at());
  return number !== undefined && hits.stopsOn(number);
}
