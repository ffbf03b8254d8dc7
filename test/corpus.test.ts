/**
 * Every file of `samples/`, run as `turno run` runs it: diagnostics, exit code, output, metrics, verdicts and trace hash are
 * pinned in `test/corpus/`. Each holds what it expects; one named `-broken` shows a mistake, and breaks some expectation.
 * `UPDATE_GOLDEN=1` writes the pinned texts anew, for a person who looks at the difference.
 */
import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { RunReport } from "../src/debugger/outcome/report.ts";
import { call } from "./cli/capture.ts";

const SAMPLES = "samples";
const GOLDEN = "test/corpus";
const BROKEN = "-broken";
const LEAST_SAMPLES = 10;

const names = readdirSync(SAMPLES)
  .filter((name) => name.endsWith(".turno"))
  .map((name) => name.replace(/\.turno$/, ""));

const goldenOf = (name: string): string => `${GOLDEN}/${name}.txt`;

async function told(name: string): Promise<string> {
  const path = `${SAMPLES}/${name}.turno`;
  const { code, out, err } = await call({}, "run", path);
  const { trace } = JSON.parse((await call({}, "run", "--json", path)).out) as RunReport;
  return `exit ${code}, trace ${trace}\n${err}\n${out}`;
}

describe("the samples", () => {
  for (const name of names) {
    it(`${name} does what it did`, async () => {
      const now = await told(name);
      if (process.env["UPDATE_GOLDEN"] === "1") {
        mkdirSync(GOLDEN, { recursive: true });
        writeFileSync(goldenOf(name), now);
      }
      assert.ok(existsSync(goldenOf(name)), `${goldenOf(name)} is missing: UPDATE_GOLDEN=1 writes it`);
      assert.equal(now, readFileSync(goldenOf(name), "utf8"));
    });

    it(`${name} says what to look for, has no mistake, and ${name.endsWith(BROKEN) ? "breaks" : "holds"} what it expects`, async () => {
      const path = `${SAMPLES}/${name}.turno`;
      const text = readFileSync(path, "utf8");
      assert.match(text, /^\/\/ .+\n(\/\/.*\n)*\/\/ Try: /);
      assert.ok(text.split("\n").every((line) => line.length <= 130));
      assert.match((await call({}, "check", path)).out, /^1 file: 0 errors, 0 warnings\n$/);
      const { expectations } = JSON.parse((await call({}, "run", "--json", path)).out) as RunReport;
      const failing = expectations.filter(({ holds }) => holds !== true);
      assert.ok(expectations.length > 0);
      if (name.endsWith(BROKEN)) assert.ok(failing.length > 0, "a broken sample must show that it is");
      else assert.deepEqual(failing, []);
    });
  }

  it("are a course, each pinned and none left over", () => {
    assert.ok(names.length >= LEAST_SAMPLES);
    assert.deepEqual(readdirSync(GOLDEN).sort(), names.map((name) => `${name}.txt`).sort());
  });
});
