/**
 * Runs that nobody watches end, whatever the program does, and say which bound ended them: after so much work, or after so many
 * events, each of which takes as long as many instructions.
 */
import assert from "node:assert/strict";
import { LIMITS } from "../../src/base/limits.ts";
import { hitTest } from "../../src/debugger/breakpoints/hits.ts";
import { OutputLog } from "../../src/debugger/outcome/outputLog.ts";
import { Run, type Outcome, type RunOptions } from "../../src/debugger/outcome/outcome.ts";
import { compile } from "../../src/lang/compile.ts";

function outcome(text: string, options: RunOptions, piece = 1_000_000): Outcome {
  const { image } = compile("test.turno", text);
  assert.ok(image !== undefined);
  const run = new Run(image, options);
  while (run.runChunk(piece));
  return run.outcome();
}

/** Two that take turns in silence, and one that looks around. */
const TURNS = `machine { scheduler: round_robin(quantum: 2) }
program p() { loop { } }
program q() { loop { clock() } }
process a = p()
process b = p()
process c = q()
`;

const ENDLESS: readonly (readonly [name: string, text: string])[] = [
  ["a fork bomb", "program bomb() { loop { fork() } } process b = bomb()"],
  ["calls that fail", "program p() { loop { wait() } } process a = p()"],
  ["two that give way to each other", "program p() { loop { yield() } } process a = p() process b = p()"],
  ["turns that nobody watches", TURNS],
  [
    "one that looks every tick",
    "shared x = 0 program p() { loop { sleep(1) } } process a = p() expect { always x == 0 }",
  ],
];

describe("bounds of a run", () => {
  for (const [name, text] of ENDLESS)
    it(`${name}: ended by the number of events, at the same tick however it is run`, () => {
      const options = { events: 2_000, chart: false };
      const { ended, reason, tick } = outcome(text, options);
      assert.equal(ended, "limit");
      assert.equal(
        reason,
        "the run did not end within 2,000 calls, waits and the like: --until T stops it at a tick of your choice",
      );
      assert.ok(tick > 100 && tick < 40_000, String(tick));
      assert.equal(outcome(text, options, 7).tick, tick);
      assert.equal(outcome(text, { ...options, trace: () => undefined }).tick, tick);
    });

  it("instructions alone: ended by their number", () => {
    const { ended, reason, tick } = outcome("program p() { loop { } } process a = p()", { work: 5_000, events: 100 });
    assert.equal(ended, "limit");
    assert.match(reason, /^the run did not end within 5,000 instructions: --until T/);
    assert.equal(tick, 5_000);
  });

  const LONG: readonly (readonly [name: string, statement: string])[] = [
    ["bursts", "compute(2147483647)"],
    ["waits", "sleep(2147483647)"],
  ];
  for (const scheduler of ["fcfs", "round_robin(quantum: 1000000000)"])
    for (const [name, statement] of LONG)
      it(`${name} without end under ${scheduler}: no tick beyond the last one, and no deadlock`, () => {
        const text = `machine { instruction: 0 scheduler: ${scheduler} } program p() { loop { ${statement} } } process a = p()`;
        const { ended, reason, tick } = outcome(text, { chart: false });
        assert.deepEqual(
          [ended, reason, tick],
          ["limit", "tick 4,503,599,627,370,496 is the last one that a run may reach", LIMITS.ticks],
        );
      });

  it("long lines: bounded in characters, and the rest counted", () => {
    const line = "x".repeat(100_000);
    const text = `program p() { for i = 1 .. 300 { print("${line}") } print("last") } process a = p()`;
    const { output, droppedLines } = outcome(text, {});
    assert.deepEqual([output.length, droppedLines], [200, 101]);
    const log = new OutputLog();
    const at = { tick: 0, low: 0, high: 0, zeroWork: 0, phase: 0, cursor: 0, owed: 0 };
    for (let k = 0; k < 300; k++)
      log.write({ category: "stdout", text: `${line}${k}`, tick: 0, pid: 1, index: -1 }, at);
    const kept = log.recent;
    assert.ok(kept.length < 50 && kept.at(-1)?.line.text.endsWith("299"));
    const { lines, dropped } = log.take();
    assert.deepEqual([lines.length + dropped, lines.length < 201], [300, true]);
  });

  it("hit conditions of blanks: refused at once, however long they are", () => {
    const blanks = " ".repeat(1_000_000);
    for (const text of [blanks, `${blanks}x`, `>=${blanks}x`, `5${blanks}x`]) assert.equal(hitTest(text), undefined);
    assert.equal(hitTest(`${blanks}>=${blanks}5${blanks}`)?.(5), true);
  });

  it("a periodic process goes on for ever, and the reason says so", () => {
    const { reason } = outcome("program p() { } process a = p() process t = p() { period: 9 }", { events: 500 });
    assert.match(reason, /; t is periodic, and goes on until it is killed$/);
  });
});
