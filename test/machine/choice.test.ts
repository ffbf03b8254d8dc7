/**
 * Choosers: a draw depends on seed and index alone, lies among its options, and a record is followed as far as it goes.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { recordedChooser, seededChooser } from "../../src/machine/choice.ts";

describe("choosers", () => {
  it("draw among the options, the same for the same seed and index", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 1000 }), fc.nat(), (seed, options, index) => {
        const chosen = seededChooser(seed)("random", options, index);
        assert.ok(chosen >= 0 && chosen < options);
        assert.equal(seededChooser(seed)("loss", options, index), chosen);
      }),
    );
  });

  it("follow a record, and fall back where it says nothing or what cannot be", () => {
    const recorded = recordedChooser(
      new Map([
        [0, 2],
        [1, 9],
      ]),
      () => 1,
    );
    assert.deepEqual([recorded("random", 3, 0), recorded("random", 3, 1), recorded("random", 3, 2)], [2, 1, 1]);
  });
});
