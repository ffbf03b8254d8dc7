/** Work in pieces: done at once, or given up after some of it. */
import assert from "node:assert/strict";
import { atMost, atOnce, type Pieces } from "../../src/base/pieces.ts";

describe("work in pieces", () => {
  function* countTo(n: number, log: string[]): Pieces<number> {
    try {
      for (let k = 0; k < n; k++) yield k / n;
      return n;
    } finally {
      log.push("put back");
    }
  }

  it("is done at once", () => {
    const log: string[] = [];
    assert.equal(atOnce(countTo(5, log)), 5);
    assert.deepEqual(log, ["put back"]);
  });

  it("is given up after so many pieces, and puts back what it took", () => {
    const log: string[] = [];
    assert.equal(atMost(countTo(5, log), 6, -1), 5);
    assert.equal(atMost(countTo(5, log), 5, -1), -1);
    assert.deepEqual(log, ["put back", "put back"]);
  });
});
