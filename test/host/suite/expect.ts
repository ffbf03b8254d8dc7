/**
 * The two claims that the suites make: `node:assert` is not to be had in a web worker, and both hosts must run the very
 * same tests.
 */

export function holds(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Expected ${what}`);
}

/** Plain data is equal when it is written the same. */
export function equal<T>(actual: T, expected: T, what: string): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`);
}
