/**
 * Assertions: the third of the three kinds of trouble, and the only one that is ours.
 *
 * A user's mistake is a diagnostic, a simulated fault is an event in the trace; what fails here is a bug in this program.
 * Nothing in the project catches an `InternalError` to go on as if it had not happened: hosts report it and stop.
 */

/** A broken promise of our own code. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}

/** Throws an `InternalError` unless `condition` holds. The message says what should have been true. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) {
    throw new InternalError(message);
  }
}

/** For the branch that cannot be reached: the compiler checks that every case was handled, and so does the run. */
export function assertNever(value: never, message = "a case that was not handled"): never {
  throw new InternalError(`${message}: ${String(value)}`);
}
