/**
 * Long work in pieces: a generator that stops between two of them, so that whoever waits for the result can do something else, or
 * give the work up by the generator's `return`.
 */

/** Work that comes to a `T`. Between two pieces it tells how much of it is done, from 0 to 1, as far as that is known. */
export type Pieces<T> = Generator<number, T, undefined>;

/** Does all the pieces now. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done === true) return value;
  }
}

/** Does no more than so many pieces of it, then gives it up. */
export function atMost<T>(work: Pieces<T>, pieces: number, otherwise: T): T {
  for (let k = 0; k < pieces; k++) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
  work.return(otherwise);
  return otherwise;
}
