import { strict as assert } from "node:assert";
import fc from "fast-check";
import { clonePlain, equalPlain } from "../../src/base/plain.ts";
import { plainData } from "../support/plain.ts";

class Point {
  x = 1;
}

/** The same data with the keys of every record in the opposite order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reordered);
  }
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reordered(part)]),
  );
}

describe("plain data", () => {
  it("keeps typed arrays and their kinds", () => {
    const copy = clonePlain({ words: Int32Array.of(1, -1), bytes: [Uint8Array.of(255)] });
    assert.ok(copy.words instanceof Int32Array && copy.bytes[0] instanceof Uint8Array);
    assert.ok(!equalPlain(Int32Array.of(1), Uint32Array.of(1)));
    assert.ok(!equalPlain([1], Int32Array.of(1)));
  });

  it("tells apart what differs", () => {
    const different = [0, 1, "", "0", false, null, [], [0], [null], {}, { a: 0 }, { b: 0 }, { a: 0, b: 0 }];
    for (const [i, a] of different.entries()) {
      for (const [j, b] of different.entries()) {
        assert.equal(equalPlain(a, b), i === j, `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
      }
    }
  });

  it("takes NaN for itself and -0 for 0", () => {
    assert.ok(equalPlain([Number.NaN, -0], [Number.NaN, 0]));
    assert.ok(equalPlain(Float64Array.of(Number.NaN, -0), Float64Array.of(Number.NaN, 0)));
    assert.ok(!equalPlain(Float64Array.of(Number.NaN), Float64Array.of(0)));
  });

  it("refuses what is not plain", () => {
    const strangers = [undefined, () => 1, Symbol("s"), 1n, new Map(), new Point(), new DataView(new ArrayBuffer(1))];
    for (const stranger of strangers) {
      assert.throws(() => clonePlain({ a: [stranger] }), /not plain data/);
      assert.throws(() => equalPlain([stranger], [{}]), /not plain data/);
    }
    assert.throws(() => clonePlain(new BigInt64Array(1)), /not plain data/);
  });

  it("law: a clone is equal, and deeply so by Node's own judgement", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        const copy = clonePlain(value);
        assert.deepEqual(copy, value);
        assert.ok(equalPlain(copy, value));
      }),
    );
  });

  it("law: a clone shares nothing", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        const seen = new Set<unknown>();
        const collect = (part: unknown): void => {
          if (typeof part === "object" && part !== null) {
            seen.add(part);
            Object.values(part).forEach(collect);
          }
        };
        collect(value);
        const check = (part: unknown): void => {
          if (typeof part === "object" && part !== null) {
            assert.ok(!seen.has(part));
            Object.values(part).forEach(check);
          }
        };
        check(clonePlain(value));
      }),
    );
  });

  it("law: equality is the one of Node, but for -0 and the order of keys", () => {
    const small = fc.oneof(plainData, fc.constantFrom<unknown>(0, "a", [], {}, [0], { a: 1 }, { b: [] }));
    fc.assert(
      fc.property(small, small, (a, b) => {
        assert.equal(equalPlain(a, b), equalPlain(b, a));
        assert.ok(equalPlain(a, reordered(a)));
        let same = true;
        try {
          assert.deepStrictEqual(a, b);
        } catch {
          same = false;
        }
        assert.ok(!same || equalPlain(a, b));
      }),
    );
  });
});
