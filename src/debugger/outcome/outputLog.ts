/**
 * The lines that a session writes: what processes print, what log points say, the event log.
 *
 * Keeps true: lines wait in order until they are taken; beyond a bound they are counted and not kept; the last ones stay known.
 */

import { isAfter, type Moment } from "../time/moments.ts";

/** A line that a process printed, or that a log point or the event log wrote. */
export interface OutputLine {
  readonly category: "stdout" | "console";
  readonly text: string;
  readonly tick: number;
  readonly pid: number;
  /** The instruction that wrote it, or -1. */
  readonly index: number;
}

/** A line with its number, which rises. */
export interface WrittenLine {
  readonly number: number;
  readonly at: Moment;
  readonly line: OutputLine;
}

/** Lines since the last taking, and how many more there were. */
export interface TakenOutput {
  readonly lines: readonly OutputLine[];
  readonly dropped: number;
}

/** The most lines that wait to be taken. */
const MOST = 200_000;
/** The last lines, which are kept when they have been taken. */
const RECENT = 1_000;

export class OutputLog {
  private lines: OutputLine[] = [];
  private dropped = 0;
  private kept: WrittenLine[] = [];
  private count = 0;

  write(line: OutputLine, at: Moment): void {
    if (this.lines.length >= MOST) this.dropped++;
    else this.lines.push(line);
    this.kept.push({ number: ++this.count, at, line });
    if (this.kept.length >= 2 * RECENT) this.kept = this.kept.slice(-RECENT);
  }

  /** The last lines of the run as it is. */
  get recent(): readonly WrittenLine[] {
    return this.kept.slice(-RECENT);
  }

  /** The run goes on from now: what was written later is of another future. */
  forgetFuture(now: Moment): void {
    this.kept = this.kept.filter(({ at }) => !isAfter(at, now));
  }

  take(): TakenOutput {
    const taken = { lines: this.lines, dropped: this.dropped };
    this.lines = [];
    this.dropped = 0;
    return taken;
  }
}
