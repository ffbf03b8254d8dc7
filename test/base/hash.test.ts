import { strict as assert } from "node:assert";
import fc from "fast-check";
import { addInt, addInts, addPlain, addText, createHash, digest, hashInts, hashPlain } from "../../src/base/hash.ts";
import { clonePlain, equalPlain } from "../../src/base/plain.ts";
import { plainData } from "../support/plain.ts";

describe("hash", () => {
  it("never changes what data gives", () => {
    const pinned: [unknown, string][] = [
      [null, "0507bd3b6a7852c6"],
      [0, "0e3a95d997939f77"],
      [-1.5, "3517a623202a9fd1"],
      ["turno", "c8865948f43d3a99"],
      [[1, [2], "3"], "3c5d25bb6344f5d5"],
      [{ b: true, a: Int32Array.of(1, 2) }, "8e4bdc5643cec0ee"],
    ];
    assert.deepEqual(
      pinned.map(([value]) => hashPlain(value)),
      pinned.map(([, hash]) => hash),
    );
    assert.equal(hashInts([]), "c63cb155489be543");
  });

  it("tells apart what looks alike", () => {
    const alike = [
      0,
      1,
      1.5,
      "",
      "0",
      "1",
      true,
      false,
      null,
      [],
      [0],
      [0, 0],
      [[0]],
      [[], 0],
      [0, []],
      {},
      { a: 0 },
      { b: 0 },
      Int32Array.of(0),
      Uint32Array.of(0),
      Int32Array.of(0, 0),
      ["ab", "c"],
      ["a", "bc"],
      Number.NaN,
      Infinity,
      2 ** 31,
    ];
    assert.equal(new Set(alike.map(hashPlain)).size, alike.length);
  });

  it("spreads near integers over all its bits", () => {
    const seen = new Set<string>();
    const lanes = [new Set<string>(), new Set<string>()];
    for (let i = 0; i < 20_000; i++) {
      const hash = hashInts([i, 0]);
      seen.add(hash);
      lanes[0]!.add(hash.slice(0, 8));
      lanes[1]!.add(hash.slice(8));
    }
    assert.equal(seen.size, 20_000);
    for (const lane of lanes) {
      assert.ok(lane.size > 19_990, `a lane of 32 bits had ${lane.size} values of 20000`);
    }
  });

  it("refuses what is not plain", () => {
    assert.throws(() => hashPlain([undefined]), /not plain data/);
    assert.throws(() => hashPlain(new Map()), /not plain data/);
  });

  it("law: sixteen hex digits, the same for equal data", () => {
    fc.assert(
      fc.property(plainData, (value) => {
        assert.match(hashPlain(value), /^[0-9a-f]{16}$/);
        assert.equal(hashPlain(clonePlain(value)), hashPlain(value));
      }),
    );
  });

  it("law: equal hashes, equal data", () => {
    fc.assert(
      fc.property(plainData, plainData, (a, b) => {
        assert.equal(hashPlain(a) === hashPlain(b), equalPlain(a, b));
      }),
    );
  });

  it("law: the order in which keys were written does not matter", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 6 }), plainData, (keys, value) => {
        const forward = Object.fromEntries(keys.map((key) => [key, value]));
        const backward = Object.fromEntries(keys.toReversed().map((key) => [key, value]));
        assert.equal(hashPlain(forward), hashPlain(backward));
      }),
    );
  });

  it("law: all at once is one by one", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (ints) => {
        const hash = createHash();
        for (const int of ints) {
          addInt(hash, int);
        }
        assert.equal(digest(hash), hashInts(ints));
      }),
    );
  });

  it("law: reading the digest, or copying the state, changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), plainData, (ints, text, value) => {
        const hash = createHash();
        addInts(hash, ints);
        const copy = clonePlain(hash);
        digest(hash);
        for (const each of [hash, copy]) {
          addText(each, text);
          addPlain(each, value);
        }
        assert.equal(digest(copy), digest(hash));
      }),
    );
  });
});
