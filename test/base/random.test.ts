import { strict as assert } from "node:assert";
import fc from "fast-check";
import { createRandom, nextBelow, nextUint32, type RandomState } from "../../src/base/random.ts";

function draws<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

const seed = fc.maxSafeInteger();
const bound = fc.integer({ min: 1, max: 0x1_0000_0000 });

describe("random", () => {
  it("is xoshiro128**, by the numbers of its reference implementation", () => {
    const state: RandomState = Uint32Array.of(1, 2, 3, 4);
    assert.deepEqual(
      draws(6, () => nextUint32(state)),
      [11520, 0, 5927040, 70819200, 2031721883, 1637235492],
    );
  });

  it("never changes what a seed gives", () => {
    const state = createRandom(42);
    assert.deepEqual(
      draws(8, () => nextBelow(state, 100)),
      [21, 32, 26, 33, 56, 77, 64, 76],
    );
  });

  it("gives every share its part", () => {
    const state = createRandom(7);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) {
      counts[nextBelow(state, 6)]!++;
    }
    for (const count of counts) {
      assert.ok(Math.abs(count - 10_000) < 400, counts.join(" "));
    }
  });

  it("refuses a bound without numbers below it", () => {
    assert.throws(() => nextBelow(createRandom(1), 0), /between 1 and/);
    assert.throws(() => nextBelow(createRandom(1), 1.5), /between 1 and/);
    assert.throws(() => createRandom(Number.NaN), /safe integer/);
  });

  it("law: a number lies below its bound", () => {
    fc.assert(
      fc.property(seed, bound, (from, n) => {
        const state = createRandom(from);
        return draws(10, () => nextBelow(state, n)).every((x) => Number.isInteger(x) && x >= 0 && x < n);
      }),
    );
  });

  it("law: a copy of the state goes on alike", () => {
    fc.assert(
      fc.property(seed, bound, (from, n) => {
        const state = createRandom(from);
        nextUint32(state);
        const copy = state.slice();
        assert.deepEqual(
          draws(10, () => nextBelow(copy, n)),
          draws(10, () => nextBelow(state, n)),
        );
      }),
    );
  });

  it("law: another seed, another state", () => {
    fc.assert(
      fc.property(fc.uniqueArray(seed, { minLength: 2, maxLength: 2 }), ([a, b]) => {
        assert.notDeepEqual(createRandom(a!), createRandom(b!));
      }),
    );
  });
});
