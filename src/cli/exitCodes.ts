/**
 * The exit codes of `turno`, and the two kinds of trouble that are not the program's.
 *
 * Keeps true: a code means one thing for every command; when several files end differently, the first in `SEVEREST` counts.
 */

export const EXIT = {
  fine: 0,
  /** The program has errors. */
  errors: 1,
  /** The command was not understood, or a file cannot be read. */
  usage: 2,
  /** An expectation or assertion failed, a fault, a deadlock or a limit ended the run, or races were looked for and found. */
  failed: 3,
  /** `--until` or a limit came before all that is expected was decided, and nothing is broken. */
  undecided: 4,
  /** A person interrupted the run: 128 and the number of the signal, as shells have it. */
  interrupted: 130,
  /** A bug of Turno itself. */
  bug: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const SEVEREST: readonly ExitCode[] = [
  EXIT.bug,
  EXIT.interrupted,
  EXIT.usage,
  EXIT.errors,
  EXIT.failed,
  EXIT.undecided,
  EXIT.fine,
];

/** The code of several files together. */
export function severest(codes: readonly ExitCode[]): ExitCode {
  return SEVEREST.find((code) => codes.includes(code)) ?? EXIT.fine;
}

/** The command cannot be carried out as it was given; the message says what and where. */
export class UsageError extends Error {}
