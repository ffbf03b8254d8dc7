/**
 * The lines that a session writes: what processes print, what log points say, the event log.
 *
 * Keeps true: lines wait in order until they are taken; beyond a bound of lines or characters they are counted and not kept; the
 * last ones stay known.
 */

import { LIMITS } from "../../base/limits.ts";
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

/** The last lines, which are kept when they have been taken, and their characters at most. */
const RECENT = 1_000;
const RECENT_CHARS = 2_000_000;

export class OutputLog {
  private lines: OutputLine[] = [];
  private chars = 0;
  private dropped = 0;
  private kept: WrittenLine[] = [];
  private keptChars = 0;
  private count = 0;

  write(line: OutputLine, at: Moment): void {
    const { length } = line.text;
    const isFull = this.lines.length >= LIMITS.outputLines || this.chars + length > LIMITS.outputChars;
    // What is left out is the rest, not lines in between.
    if (isFull || this.dropped > 0) this.dropped++;
    else {
      this.lines.push(line);
      this.chars += length;
    }
    this.kept.push({ number: ++this.count, at, line });
    this.keptChars += length;
    if (this.kept.length >= 2 * RECENT || this.keptChars > 2 * RECENT_CHARS) this.forgetOld();
  }

  /** Keeps the last lines; the very last one, however long it is. */
  private forgetOld(): void {
    let first = this.kept.length - 1;
    let chars = this.kept[first]!.line.text.length;
    for (; first > 0 && this.kept.length - first < RECENT; first--) {
      const next = chars + this.kept[first - 1]!.line.text.length;
      if (next > RECENT_CHARS) break;
      chars = next;
    }
    this.kept = this.kept.slice(first);
    this.keptChars = chars;
  }

  /** The last lines of the run as it is. */
  get recent(): readonly WrittenLine[] {
    return this.kept.slice(-RECENT);
  }

  /** The run goes on from now: what was written later is of another future. */
  forgetFuture(now: Moment): void {
    this.kept = this.kept.filter(({ at }) => !isAfter(at, now));
    this.keptChars = this.kept.reduce((sum, { line }) => sum + line.text.length, 0);
  }

  take(): TakenOutput {
    const taken = { lines: this.lines, dropped: this.dropped };
    this.lines = [];
    this.chars = 0;
    this.dropped = 0;
    return taken;
  }
}
