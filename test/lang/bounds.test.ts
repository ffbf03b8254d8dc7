/**
 * Sources as large as they may be: each is compiled or refused with a diagnostic, in time that grows with the text and not with
 * its square, and never ends the stack.
 */
import { strict as assert } from "node:assert";
import { Run } from "../../src/debugger/outcome/outcome.ts";
import type { Image } from "../../src/isa/image.ts";
import { LIMITS } from "../../src/base/limits.ts";
import { print } from "../../src/lang/print.ts";
import { outline } from "../../src/lang/outline.ts";
import { parse } from "../../src/lang/parse.ts";
import { compileText } from "./marks.ts";

const times = (count: number, text: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => text(k)).join("");

function printedBy(image: Image): string[] {
  const run = new Run(image, { chart: false });
  while (run.runChunk(1_000_000));
  return run.outcome().output.map(({ text }) => text);
}

/** What a text has that stops it, or what the scenario prints. */
function comesTo(text: string): string[] {
  assert(text.length <= LIMITS.sourceChars);
  const { image, diagnostics, analysis } = compileText(text);
  // Whoever walks the tree bears what was let through.
  const { tree } = parse(text);
  outline(tree);
  print(tree);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.equal(image === undefined, errors.length > 0);
  assert(analysis.files.length > 0);
  return image === undefined ? [errors[0]!.code] : printedBy(image);
}

const chained = (count: number, operator: string): string =>
  `program p() { var x = 1 if x == 0${` ${operator} x == 1`.repeat(count)} { print(1) } else { print(2) } } process a = p()`;

/** A text, and what comes of it. */
const LARGE: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  [
    "8,000 constants, each of the one before",
    `const a0 = 1\n${times(8000, (k) => `const a${k + 1} = a${k} + 1\n`)}program p() { print(a8000) } process a = p()`,
    ["8001"],
  ],
  [
    "8,000 constants, each of the next",
    `${times(8000, (k) => `const a${k} = 1 + a${k + 1}\n`)}const a8000 = 1\nprogram p() { print(a0) } process a = p()`,
    ["8001"],
  ],
  ["8,000 constants in a circle", times(8000, (k) => `const a${k} = a${(k + 1) % 8000}\n`), ["TURNO3002"]],
  ["8,000 constants, each within a wrong index", times(8000, (k) => `const a${k} = none[a${k + 1}]\n`), ["TURNO2001"]],
  [
    "3,000 branches of an if",
    `program p() { var x = 2999 if x < 0 { }${times(3000, (k) => ` else if x == ${k} { print(${k}) }`)} } process a = p()`,
    ["2999"],
  ],
  ["400 terms of a condition", chained(400, "||"), ["1"]],
  ["400 conditions that all hold", chained(400, "&&"), ["2"]],
  ["20,000 terms of a condition", chained(20_000, "||"), ["TURNO1022"]],
  ["a sum of 400,000 terms", `const N = 1${"+1".repeat(400_000)}`, ["TURNO1022"]],
  ["400,000 signs", `const N = ${"-".repeat(400_000)}1`, ["TURNO1004"]],
  ["300,000 indices", `shared a: int[2] program p() { print(a${"[0]".repeat(300_000)}) }`, ["TURNO1022"]],
  ["300,000 members", `const N = a${".b".repeat(300_000)}`, ["TURNO1022"]],
  [
    "90 blocks within each other",
    `program p() { ${"if 1 { ".repeat(90)}print(1)${" }".repeat(90)} } process a = p()`,
    ["1"],
  ],
  ["300,000 blocks within each other", `program p() { ${"{ ".repeat(300_000)}`, ["TURNO1004"]],
  [
    "an enum of 60,000 members",
    `enum E { ${times(60_000, (k) => `e${k}, `)}last } program p() { print(last) } process a = p()`,
    ["60000"],
  ],
  [
    "a list of 60,000 numbers",
    `shared a: int[60000] = [${"1, ".repeat(59_999)}2] program p() { print(a[59999]) } process q = p()`,
    ["2"],
  ],
  [
    "20,000 mailboxes",
    `${times(20_000, (k) => `mailbox m${k} { }\n`)}program p() { try_send(m9, 1) print(try_receive(m9)) } process a = p()`,
    ["1"],
  ],
  [
    "5,000 mailboxes that are used",
    `${times(5000, (k) => `mailbox m${k} { }\n`)}program p() {\n${times(5000, (k) => `send(m${k}, 1)\n`)}print(7) } process a = p()`,
    ["7"],
  ],
  ["12,000 processes of unknown programs", times(12_000, (k) => `process name${k} = prog${k}()\n`), ["TURNO2001"]],
  [
    "10,000 unknown names beside 10,000 known ones",
    `program p() {\n${times(10_000, (k) => `print(uname${k})\n`)}}\n${times(10_000, (k) => `const kname${k} = 1\n`)}`,
    ["TURNO2001"],
  ],
  [
    "5,000 programs that call 5,000 functions, each the next",
    `${times(5000, (k) => `program p${k}() { f${k}() }\nfunction f${k}() { f${k + 1}() }\n`)}function f5000() { print(3) }\nmailbox m { }\nprocess a = p4990()`,
    ["3"],
  ],
  [
    "20,000 expectations",
    `shared x = 0 program p() { x = 1 } process a = p() expect {\n${"always x < 2\n".repeat(20_000)}}`,
    [],
  ],
];

describe("large sources", () => {
  for (const [name, text, expected] of LARGE) it(name, () => assert.deepEqual(comesTo(text), expected));

  it("tells a few names that are spelled alike, not of each of thousands", () => {
    const { diagnostics } = compileText(`const known = 1\n${times(1000, (k) => `const a${k} = knwon\n`)}`);
    const proposed = diagnostics.filter(({ replacement }) => replacement === "known");
    assert.deepEqual([diagnostics.length, proposed.length], [1000, 200]);
  });
});
