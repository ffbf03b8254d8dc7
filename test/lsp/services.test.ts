/**
 * The language services on one small scenario. `|` marks the caret, and is taken out of the text before it is analysed.
 */
import assert from "node:assert/strict";
import { analyse } from "../../src/lang/analyse.ts";
import { proposalsAt } from "../../src/lsp/completion.ts";
import { expressionAt } from "../../src/lsp/expressionAt.ts";
import { hoverAt } from "../../src/lsp/hover.ts";
import { inlineNames } from "../../src/lsp/inlineValues.ts";
import { definitionAt, referencesAt, renameAt } from "../../src/lsp/navigation.ts";
import { signatureAt } from "../../src/lsp/signature.ts";
import { withTexts } from "../../src/lsp/texts.ts";
import { createVocabulary } from "../../src/vscode/vocabulary.ts";

const vocabulary = createVocabulary();

const scenario = `machine { scheduler: round_robin(quantum: 2) }
// How many there are.
const N = 3
shared count = 0 // guarded by nothing
program adder(times) {
  var done = 0
  while done < times {
    count = count + 1
    bump(done)
    done += N
  }
}
function bump(by) { compute(by) }
process a = adder(10)
`;

/** The text with its first `find` marked, and where. */
function at(find: string, text = scenario): { text: string; offset: number } {
  const place = text.indexOf(find.replace("|", ""));
  assert.ok(place >= 0, `${find} is in the text`);
  return { text, offset: place + find.indexOf("|") };
}

function typed(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf("|");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

function labels(marked: string): string[] {
  const { text, offset } = typed(marked);
  return proposalsAt(text, offset, analyse("a.turno", text), vocabulary).map((each) => each.label);
}

function hover(find: string): string {
  const { text, offset } = at(find);
  return hoverAt(analyse("a.turno", text), offset, vocabulary)?.markdown ?? "";
}

describe("hover", () => {
  const cases: readonly (readonly [find: string, says: readonly string[]])[] = [
    ["N| = 3", ["const N = 3", "How many there are."]],
    ["count| = count", ["shared count: int", "In shared memory", "guarded by nothing"]],
    ["done| < times", ["var done: int", "In the data section"]],
    ["times| {", ["times: int", "A parameter"]],
    ["bump|(done)", ["function bump(by)"]],
    ["compute|(by)", ["compute(ticks)", "Holds the CPU"]],
    ["scheduler|:", ["The short-term scheduler.", "default `fcfs`"]],
    ["round_robin|(", ["quantum", "goes to the tail"]],
    ["quantum|:", ["Ticks of one time slice."]],
    ["a| = adder", ["process a = adder(…)"]],
  ];
  for (const [find, says] of cases) {
    it(`on ${find}`, () => {
      const text = hover(find);
      for (const part of says) assert.ok(text.includes(part), `"${part}" in:\n${text}`);
    });
  }
  it("says nothing in a comment", () => assert.equal(hover("How ma|ny"), ""));
});

describe("names", () => {
  it("lead to their declarations", () => {
    const { text, offset } = at("bump|(done)");
    const found = definitionAt(analyse("a.turno", text), offset);
    assert.deepEqual(found && text.slice(found.from - 9, found.to), "function bump");
  });
  it("are found everywhere", () => {
    const { text, offset } = at("count| = count");
    assert.equal(referencesAt(analyse("a.turno", text), offset, true).length, 3);
  });
  it("are renamed to names alone", () => {
    const { text, offset } = at("count| = count");
    assert.equal(renameAt(analyse("a.turno", text), offset, "while"), undefined);
    assert.equal(renameAt(analyse("a.turno", text), offset, "total")?.length, 3);
  });
});

describe("completion", () => {
  const cases: readonly (readonly [text: string, has: readonly string[], hasNot: readonly string[]])[] = [
    ["|", ["machine", "process", "program"], ["compute", "while"]],
    ["machine { | }", ["cpus", "scheduler", "context_switch"], ["while", "arrival"]],
    ["machine { scheduler: | }", ["fcfs", "round_robin"], ["cpus"]],
    ["machine { scheduler: round_robin(|) }", ["quantum"], ["cpus"]],
    ["machine { scheduler: fcfs\n c| }", ["cpus"], ["fcfs"]],
    ["program p() {}\nprocess a = |", ["p"], ["while"]],
    ["program p() {}\nprocess a = p() { | }", ["arrival"], ["cpus"]],
    ["const N = 1\nprogram p(n) { var x = 1\n | }", ["x", "n", "N", "compute", "while"], ["cpus"]],
    ["program p() { // a |", [], ["compute"]],
    ['program p() { print("a |") }', [], ["compute"]],
    ["program p() { var | }", [], ["compute"]],
    ["shared s = 0\nexpect { finally | }", ["s", "average"], ["while"]],
    ["program p() {}\nprocess a = p()\nexpect { finally a.| }", ["turnaround"], ["a"]],
  ];
  for (const [text, has, hasNot] of cases) {
    it(`at ${text}`, () => {
      const found = labels(text);
      for (const label of has) assert.ok(found.includes(label), `${label} in ${found.join(" ")}`);
      for (const label of hasNot) assert.ok(!found.includes(label), `no ${label}`);
    });
  }
});

describe("signatures", () => {
  it("follow the argument", () => {
    const { text, offset } = typed("function f(a, b) {}\nprogram p() { f(1, |) }");
    const found = signatureAt(text, offset, analyse("a.turno", text), vocabulary);
    assert.deepEqual([found?.label, found?.active], ["f(a, b)", 1]);
  });
});

describe("inline values", () => {
  it("are those of the routine, down to the line where it stopped", () => {
    const { text, offset } = at("|bump(done)");
    const names = inlineNames(analyse("a.turno", text), offset, { from: 0, to: text.length });
    assert.deepEqual(
      names.map(({ from, to }) => text.slice(from, to)),
      ["times", "done", "done", "times", "count", "done"],
    );
  });
});

describe("the expression under the pointer", () => {
  const cases: readonly (readonly [line: string, expression: string | undefined])[] = [
    ["x = co|unt + 1", "count"],
    ["if p.co|unt > 1", "p.count"],
    ["if |p.count > 1", "p"],
    ["a[i].fie|ld = 1", "a[i].field"],
    ["a[|i] = 1", "i"],
    ["wh|ile x", undefined],
    ["com|pute(3)", undefined],
    ["x = 1 // co|unt", undefined],
    ['print("co|unt")', undefined],
    ["x = 12|3", undefined],
  ];
  for (const [marked, expression] of cases) {
    it(marked, () => {
      const { text, offset } = typed(marked);
      const found = expressionAt(text, offset);
      assert.equal(found && text.slice(found.from, found.to), expression);
    });
  }
});

describe("texts that must be fetched", () => {
  it("are fetched once each, until nothing new is asked for", async () => {
    const fetched: string[] = [];
    const files: Readonly<Record<string, string>> = { a: "b", b: "c" };
    const result = await withTexts(
      (uri) => {
        fetched.push(uri);
        return Promise.resolve(files[uri]);
      },
      (read) => [read("a"), read(read("a") ?? "a"), read(read("b") ?? "b")],
    );
    assert.deepEqual(result, ["b", "c", undefined]);
    assert.deepEqual(fetched, ["a", "b", "c"]);
  });
});
