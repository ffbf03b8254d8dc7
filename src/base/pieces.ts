/**
 * Long work in pieces: a generator that stops between two of them, so that whoever waits for the result can do something else.
 */

/** Work that comes to a `T`. Between two pieces nothing is half done but the work itself. */
export type Pieces<T> = Generator<undefined, T, undefined>;

/** Does all the pieces now. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}
