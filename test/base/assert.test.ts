import { strict as assert } from "node:assert";
import { assert as insist, assertNever, InternalError } from "../../src/base/assert.ts";

describe("assert", () => {
  it("lets pass what holds", () => {
    insist(1, "one is true");
  });

  it("throws what does not hold as our own bug, with its message", () => {
    assert.throws(
      () => {
        insist(0, "zero is true");
      },
      (error) => error instanceof InternalError && error.message === "zero is true",
    );
  });

  it("names the value of a case that nobody handled", () => {
    assert.throws(() => assertNever("purple" as never, "no such colour"), /^InternalError: no such colour: purple$/);
  });
});
