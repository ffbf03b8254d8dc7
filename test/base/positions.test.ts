import { strict as assert } from "node:assert";
import fc from "fast-check";
import { createLineMap, lineCount, offsetAt, positionAt } from "../../src/base/positions.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "\r\n", "é", "😀") });

/** Marks each offset of a text with the position said for it. */
function positions(source: string): string {
  const map = createLineMap(source);
  return Array.from({ length: source.length + 1 }, (_, offset) => {
    const { line, column } = positionAt(map, offset);
    return `${line}:${column}`;
  }).join(" ");
}

describe("positions", () => {
  const examples: [string, string][] = [
    ["", "1:1"],
    ["ab", "1:1 1:2 1:3"],
    ["a\nb", "1:1 1:2 2:1 2:2"],
    ["\n\n", "1:1 2:1 3:1"],
    ["a\r\nb", "1:1 1:2 1:2 2:1 2:2"],
    ["a\rb\n", "1:1 1:2 2:1 2:2 3:1"],
  ];
  for (const [source, expected] of examples) {
    it(`of ${JSON.stringify(source)}`, () => {
      assert.equal(positions(source), expected);
    });
  }

  it("outside the text are the nearest inside", () => {
    const map = createLineMap("ab\ncd");
    assert.deepEqual(positionAt(map, -5), { line: 1, column: 1 });
    assert.deepEqual(positionAt(map, 99), { line: 2, column: 3 });
    assert.equal(offsetAt(map, { line: 0, column: 7 }), 0);
    assert.equal(offsetAt(map, { line: 1, column: 99 }), 2);
    assert.equal(offsetAt(map, { line: 2, column: -1 }), 3);
    assert.equal(offsetAt(map, { line: 9, column: 1 }), 5);
  });

  it("law: an offset survives the way there and back, but within a line end", () => {
    fc.assert(
      fc.property(text, (source) => {
        const map = createLineMap(source);
        for (let offset = 0; offset <= source.length; offset++) {
          const within = source.slice(offset - 1, offset + 1) === "\r\n";
          assert.equal(offsetAt(map, positionAt(map, offset)), within ? offset - 1 : offset);
        }
      }),
    );
  });

  it("law: lines are what splitting gives", () => {
    fc.assert(
      fc.property(text, (source) => {
        const map = createLineMap(source);
        const lines = source.split(/\r\n|\r|\n/);
        assert.equal(lineCount(map), lines.length);
        lines.forEach((line, index) => {
          const start = offsetAt(map, { line: index + 1, column: 1 });
          assert.equal(source.slice(start, start + line.length), line);
        });
      }),
    );
  });
});
