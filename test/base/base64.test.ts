/** Base64 against the platform's own. */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { fromBase64, toBase64 } from "../../src/base/base64.ts";

describe("base64", () => {
  it("is what the platform writes, and is read again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const text = toBase64(bytes);
        assert.equal(text, Buffer.from(bytes).toString("base64"));
        assert.deepEqual(fromBase64(text), bytes);
        assert.deepEqual(fromBase64(text.replaceAll("=", "")), bytes);
      }),
    );
  });

  it("refuses what is none", () => {
    for (const text of ["a", "%%%%", "AA=A", "é"]) assert.equal(fromBase64(text), undefined, text);
  });
});
