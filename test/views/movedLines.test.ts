/** Where lines stand after edits: against a text whose lines are followed by their names. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { MovedLines, type Edit } from "../../src/views/movedLines.ts";

const TEXT = ["program p() {", "  compute(1)", "  print(2)", "}", "process a = p()"].join("\n");

const at = (line: number, character: number): Edit["start"] => ({ line, character });
const edit = (from: readonly [number, number], to: readonly [number, number], text: string): Edit => ({
  start: at(...from),
  end: at(...to),
  text,
});

/** Where each line of the old text stands now, and which of them is behind each line of the new one. */
function moved(...edits: Edit[]): [toNew: number[], toOld: (number | undefined)[]] {
  const lines = new MovedLines(TEXT);
  for (const each of edits) lines.edited(each);
  return [[1, 2, 3, 4, 5].map((line) => lines.toNew(line)), [1, 2, 3, 4, 5, 6].map((line) => lines.toOld(line))];
}

const _ = undefined;
const rows: readonly (readonly [what: string, edits: Edit[], toNew: number[], toOld: (number | undefined)[]])[] = [
  ["nothing", [], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, _]],
  ["a comment at the top", [edit([0, 0], [0, 0], "// x\n")], [2, 3, 4, 5, 6], [_, 1, 2, 3, 4, 5]],
  ["Enter at the end of a line", [edit([1, 12], [1, 12], "\n  ")], [1, 2, 4, 5, 6], [1, 2, _, 3, 4, 5]],
  ["Enter in front of a statement", [edit([1, 2], [1, 2], "\n  ")], [1, 3, 4, 5, 6], [1, _, 2, 3, 4, 5]],
  ["letters within a line", [edit([1, 10], [1, 11], "20")], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, _]],
  ["a line written anew", [edit([1, 0], [1, 12], "  sleep(3)")], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, _]],
  ["a line cut out", [edit([1, 0], [2, 0], "")], [1, 2, 2, 3, 4], [1, 3, 4, 5, _, _]],
  ["two lines joined", [edit([1, 12], [2, 2], "; ")], [1, 2, 2, 3, 4], [1, 2, 4, 5, _, _]],
  ["Windows line ends", [edit([0, 0], [0, 0], "//\r\n//\r\n")], [3, 4, 5, 6, 7], [_, _, 1, 2, 3, 4]],
  ["one after another", [edit([0, 0], [0, 0], "//\n"), edit([2, 0], [3, 0], "")], [2, 3, 3, 4, 5], [_, 1, 3, 4, 5, _]],
];

describe("lines of a text that is edited", () => {
  for (const [what, edits, toNew, toOld] of rows)
    it(`after ${what}`, () => {
      assert.deepEqual(moved(...edits), [toNew, toOld]);
    });

  it("are where they were once the text is as it was", () => {
    const lines = new MovedLines(TEXT);
    lines.edited(edit([0, 0], [4, 0], ""));
    assert.equal(lines.toOld(2), undefined);
    lines.reset();
    assert.equal(lines.toOld(2), 2);
  });

  it("go along with whole lines that are put in and taken out anywhere", () => {
    const change = fc.tuple(fc.nat(30), fc.nat(3), fc.nat(3));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const old = Array.from({ length: 20 }, (_none, k) => `line ${k + 1}`);
        const lines = new MovedLines(`${old.join("\n")}\n`);
        const present = [...old];
        for (const [where, taken, put] of changes) {
          const from = Math.min(where, present.length);
          const to = Math.min(from + taken, present.length);
          const texts = Array.from({ length: put }, () => "new");
          present.splice(from, to - from, ...texts);
          lines.edited(edit([from, 0], [to, 0], texts.map((text) => `${text}\n`).join("")));
        }
        present.forEach((text, k) => {
          const expected = text === "new" ? undefined : Number(text.slice(5));
          assert.equal(lines.toOld(k + 1), expected);
          if (expected !== undefined) assert.equal(lines.toNew(expected), k + 1);
        });
      }),
    );
  });
});
