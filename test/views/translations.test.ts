/** Every text of the extension is there in both languages, with the same places to fill, and none is left over. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { TAIL_FILTERS, TAIL_SUBJECTS } from "../../src/debugger/breakpoints/tailFilters.ts";
import { TEMPLATES } from "../../src/views/machineWords.ts";

const top = path.resolve(import.meta.dirname, "../..");

function read(...parts: string[]): string {
  return readFileSync(path.join(top, ...parts), "utf8");
}

function texts(...parts: string[]): Record<string, string> {
  return JSON.parse(read(...parts)) as Record<string, string>;
}

/** The templates that the sources translate. */
function templates(): Set<string> {
  const events = TAIL_FILTERS.flatMap(({ label, description }) => [label, description]);
  const found = new Set<string>([...TEMPLATES, ...TAIL_SUBJECTS, ...events]);
  for (const folder of ["src/vscode", "src/views"]) {
    for (const file of readdirSync(path.join(top, folder)).filter((name) => name.endsWith(".ts"))) {
      for (const [, literal] of read(folder, file).matchAll(/\btranslate\(\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g)) {
        const inside = literal?.slice(1, -1) ?? "";
        found.add(literal?.startsWith("'") === true ? inside : (JSON.parse(`"${inside}"`) as string));
      }
    }
  }
  return found;
}

const holes = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([hole]) => hole).sort();

describe("translations", () => {
  it("of the sources are complete", () => {
    const spanish = texts("l10n/bundle.l10n.es.json");
    assert.deepEqual(Object.keys(spanish).sort(), [...templates()].sort());
    for (const [english, text] of Object.entries(spanish)) assert.deepEqual(holes(text), holes(english), english);
  });

  it("of the manifest are complete", () => {
    const used = new Set([...read("package.json").matchAll(/%([\w.]+)%/g)].map(([, key]) => key ?? ""));
    const english = Object.keys(texts("package.nls.json")).sort();
    assert.deepEqual(english, [...used].sort());
    assert.deepEqual(Object.keys(texts("package.nls.es.json")).sort(), english);
  });
});
