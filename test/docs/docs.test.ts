/**
 * The pages of docs/ against the tables: each marked section must be what its table gives. `UPDATE_GOLDEN=1` writes them anew.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { SECTIONS } from "./tables.ts";

const MARKED = /<!-- table: (.+?) -->\n[\s\S]*?<!-- end -->/g;

function fresh(page: string): string {
  return page.replace(MARKED, (_whole, name: string) => {
    const section = SECTIONS[name];
    assert.ok(section, `there is no table "${name}"`);
    return `<!-- table: ${name} -->\n\n${section()}\n\n<!-- end -->`;
  });
}

describe("docs", () => {
  const pages = readdirSync("docs").filter((name) => name.endsWith(".md"));

  for (const name of pages) {
    it(`${name} says what the tables say`, () => {
      const path = `docs/${name}`;
      const page = readFileSync(path, "utf8");
      const expected = fresh(page);
      if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(path, expected);
      else assert.equal(page, expected, `${path} is out of date: npm run docs`);
    });
  }

  it("names only samples that there are", () => {
    const named = pages.flatMap((name) => [...readFileSync(`docs/${name}`, "utf8").matchAll(/samples\/[\w-]+\.turno/g)]);
    assert.ok(named.length > 10);
    for (const [path] of named) assert.ok(existsSync(path), path);
  });

  it("shows every table on some page", () => {
    const shown = pages.flatMap((name) => [...readFileSync(`docs/${name}`, "utf8").matchAll(MARKED)].map((match) => match[1]));
    assert.deepEqual([...new Set(shown)].sort(), Object.keys(SECTIONS).sort());
  });
});
