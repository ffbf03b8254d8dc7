/**
 * The same scenario gives the same trace here as in the browser (test/host/suite/fingerprint.suite.ts), stepped and continuous.
 */
import assert from "node:assert/strict";
import { fingerprint, FINGERPRINT } from "../support/fingerprint.ts";

describe("the trace of one scenario", () => {
  for (const allowance of [1, 7, 1_000_000]) {
    it(`is the same in pieces of ${allowance}`, () => {
      assert.equal(fingerprint(allowance), FINGERPRINT);
    });
  }
});
