/**
 * The rules of the house that no other tool knows: headers, lengths, the folder map, and that nothing names a place outside.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { longFiles } from "./exceptions.mjs";
import { folders } from "./layers.mjs";

const MOST_LINES = 600;
const LONG = 400;

/** Files that git tracks, or will. */
function files(pattern: string): string[] {
  const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", pattern], {
    encoding: "utf8",
  });
  return list.split("\n").filter((name) => name !== "" && !name.includes("/generated/"));
}

function header(text: string): string {
  return /^(#!.*\n)?\s*(\/\*\*[\s\S]*?\*\/|(\/\/.*\n)+)/.exec(text)?.[0] ?? "";
}

describe("the house", () => {
  const sources = files("src/*.ts");

  it("says at the head of each file what it is for", () => {
    assert.deepEqual(
      sources.filter((name) => header(readFileSync(name, "utf8")).length < 40),
      [],
    );
  });

  it(`keeps files under ${MOST_LINES} lines, and says of those past ${LONG} why they are one thing`, () => {
    const lines = (name: string): number => readFileSync(name, "utf8").split("\n").length - 1;
    const allowed: readonly string[] = longFiles;
    assert.deepEqual(
      sources.filter((name) => lines(name) > MOST_LINES && !allowed.includes(name)),
      [],
    );
    const silent = sources.filter(
      (name) =>
        lines(name) > LONG &&
        !allowed.includes(name) &&
        !/one (table|thing|switch|list|state|walk|class)|on purpose/i.test(header(readFileSync(name, "utf8"))),
    );
    assert.deepEqual(silent, []);
  });

  it("has the folders that the map and the layers say", () => {
    const present = readdirSync("src").filter(
      (name) => statSync(`src/${name}`).isDirectory() && files(`src/${name}/*`).length > 0,
    );
    const mapped = [...readFileSync("src/README.md", "utf8").matchAll(/^\| `(\w+)\/` *\|/gm)].map((match) => match[1]);
    assert.deepEqual(Object.keys(folders).sort(), [...mapped].sort());
    assert.deepEqual(
      present.filter((name) => !mapped.includes(name)),
      [],
    );
  });

  it("names no place outside the project", () => {
    const outside = /(^|[\s"'`(])\/(work|tmp|root)\/|\.\.\/shared/;
    const named = files(".").filter(
      (name) =>
        /\.(ts|mjs|js|md|json|sh)$/.test(name) && name !== "package-lock.json" && name !== "test/arch/house.test.ts",
    );
    assert.deepEqual(
      named.filter((name) => outside.test(readFileSync(name, "utf8"))),
      [],
    );
  });
});
