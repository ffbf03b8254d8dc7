/** The marks beside the lines of `expect`. */
import assert from "node:assert/strict";
import { MARKS, signOf, verdictMarks, type Theme, type Verdict } from "../../src/views/verdictMarks.ts";

const THEMES: readonly Theme[] = ["light", "dark", "light high contrast", "dark high contrast"];

/** The contrast of two colours, as WCAG has it. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

describe("the marks of verdicts", () => {
  it("stand from the top, one a line: of several the worst, and all are told", () => {
    const verdicts: Verdict[] = [
      { line: 9, mark: "✓", text: "terminates" },
      { line: 4, mark: "✓", text: "no race" },
      { line: 9, mark: "✗", text: "finally n == 2 (line 9): at tick 3: n = 1" },
      { line: 7, mark: "?", text: "no deadlock (line 7): not decided" },
      { line: 7, mark: "✓", text: "always n >= 0" },
    ];
    assert.deepEqual(
      verdictMarks(verdicts).map(({ line, mark }) => `${line} ${mark}`),
      ["4 ✓", "7 ?", "9 ✗"],
    );
    assert.equal(verdictMarks(verdicts)[2]!.tooltip, "✓ terminates\n✗ finally n == 2 (line 9): at tick 3: n = 1");
    assert.deepEqual(verdictMarks([]), []);
  });

  it("are seen on the ground of their theme, and told apart by shape", () => {
    for (const theme of THEMES) {
      const ground = theme.startsWith("light") ? "#ffffff" : theme === "dark" ? "#1f1f1f" : "#000000";
      const signs = MARKS.map((mark) => signOf(mark, theme));
      for (const sign of signs) {
        const colour = /stroke="(#[0-9a-f]{6})"/.exec(sign)![1]!;
        assert.ok(contrast(colour, ground) >= (theme.endsWith("contrast") ? 7 : 4.5), `${colour} on ${theme}`);
      }
      assert.equal(new Set(signs.map((sign) => /<path d="([^"]*)"/.exec(sign)![1])).size, MARKS.length);
    }
  });
});
