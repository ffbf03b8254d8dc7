import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Loads what every test run begins with, under the given environment; what it says when it refuses. */
function begin(env: NodeJS.ProcessEnv): string {
  const { CI: _ci, UPDATE_GOLDEN: _golden, ...rest } = process.env;
  const args = ["--import", "tsx", "test/support/setup.ts"];
  const run = spawnSync(process.execPath, args, { cwd: root, env: { ...rest, ...env }, encoding: "utf8" });
  return run.status === 0 ? "" : run.stderr;
}

describe("continuous integration", () => {
  it("refuses to write goldens, and a person may", () => {
    assert.match(begin({ CI: "true", UPDATE_GOLDEN: "1" }), /CI refuses it/);
    assert.equal(begin({ UPDATE_GOLDEN: "1" }), "");
    assert.equal(begin({ CI: "true" }), "");
  });
});
