/**
 * Random sessions, some hundreds of them; `npm run fuzz` runs thousands.
 */
import assert from "node:assert/strict";
import { HANDLERS } from "../../src/dap/requests.ts";
import { fuzzSession, REQUESTS } from "./fuzz.ts";

const SESSIONS = 300;

describe("a client that asks anything at any time", function () {
  this.timeout(120_000);

  it("knows every request of the adapter", () => {
    assert.deepEqual(Object.keys(REQUESTS).sort(), Object.keys(HANDLERS).sort());
  });

  it("is answered each time, finds no bug, and can leave", async () => {
    for (let seed = 1; seed <= SESSIONS; seed++) {
      const { problems, lines } = await fuzzSession(seed);
      assert.deepEqual(problems, [], `session ${seed}:\n${lines.join("\n").slice(0, 20_000)}`);
    }
  });
});
