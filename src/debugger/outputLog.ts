/**
 * The lines that a session writes: what processes print, what log points say, the event log.
 *
 * Keeps true: lines wait in order until they are taken; beyond a bound they are counted and not kept.
 */

/** A line that a process printed, or that a log point or the event log wrote. */
export interface OutputLine {
  readonly category: "stdout" | "console";
  readonly text: string;
  readonly tick: number;
  readonly pid: number;
  /** The instruction that wrote it, or -1. */
  readonly index: number;
}

/** Lines since the last taking, and how many more there were. */
export interface TakenOutput {
  readonly lines: readonly OutputLine[];
  readonly dropped: number;
}

/** The most lines that wait to be taken. */
const MOST = 200_000;

export class OutputLog {
  private lines: OutputLine[] = [];
  private dropped = 0;

  write(line: OutputLine): void {
    if (this.lines.length >= MOST) this.dropped++;
    else this.lines.push(line);
  }

  take(): TakenOutput {
    const taken = { lines: this.lines, dropped: this.dropped };
    this.lines = [];
    this.dropped = 0;
    return taken;
  }
}
