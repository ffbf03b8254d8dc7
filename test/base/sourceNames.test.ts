/** Names of sources as people read them, of paths and URIs of every kind. */
import assert from "node:assert/strict";
import { fileName } from "../../src/base/sourceNames.ts";

const rows: readonly (readonly [source: string, name: string])[] = [
  ["/home/ana/lección 1.turno", "lección 1.turno"],
  ["C:\\curso\\lección 1.turno", "lección 1.turno"],
  ["vscode-test-web://mount/lecci%C3%B3n%201.turno", "lección 1.turno"],
  ["vscode-vfs://github/a/b/%E5%93%B2%E5%AD%A6%E5%AE%B6.turno", "哲学家.turno"],
  ["file:///home/ana/a%23b.turno", "a#b.turno"],
  ["vscode-vfs://host/a.turno?version=2", "a.turno"],
  ["untitled:Untitled-1", "Untitled-1"],
  // On a disk a percent sign is one; in a URI it may be wrong.
  ["/home/ana/100%25.turno", "100%25.turno"],
  ["memfs:/100%.turno", "100%.turno"],
  ["a.turno", "a.turno"],
];

describe("names of sources", () => {
  for (const [source, name] of rows)
    it(source, () => {
      assert.equal(fileName(source), name);
    });
});
