/**
 * Expectations under the debugger: an `always` that breaks stops the machine where it does, forward and back, and the verdict of a
 * session is that of `turno run`, whatever way the session took to the end.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { Run } from "../../src/debugger/outcome/outcome.ts";
import { isAsExpected } from "../../src/debugger/outcome/verdict.ts";
import { compile } from "../../src/lang/compile.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { Client } from "../dap/client.ts";
import { Debuggee } from "./debuggee.ts";

const TWO_CPUS = `machine { cpus: 2 instruction: 1 }
shared count = 0
program adder(times) {
  for i = 1 .. times {
    count += 1
  }
}
process p = adder(4)
process q = adder(4)
expect { always count <= 2 finally count == 4 }
`;

const NO_TIME = `machine { instruction: 0 }
shared n = 0
program p() {
  n = 1
  n = 7
  n = 1
  compute(10)
}
process a = p()
expect { always n < 5 }
`;

const IN_A_BURST = `machine { instruction: 0 }
program p(n) { compute(n) }
process a = p(30)
process b = p(5)
expect { always b.waiting < 12 }
`;

function begun(text: string): Debuggee {
  const debuggee = new Debuggee(text);
  debuggee.breakOn("assertion");
  debuggee.begin();
  return debuggee;
}

const hashOf = (debuggee: Debuggee): string => hashWorld(debuggee.session.sim.world);

describe("an expectation that breaks", () => {
  it("stops the machine right after the instruction that did it, with its line and the values", () => {
    const debuggee = begun(NO_TIME);
    const stop = debuggee.continue();
    assert.equal(stop.description, "Failed expectation");
    assert.equal(stop.text, '"always n < 5" (line 10) does not hold: at tick 0: n = 7 (after line 5 of a)');
    assert.equal(debuggee.told(stop), "exception a:6");
    assert.equal(debuggee.value("n"), "7");
    assert.equal(debuggee.continue().reason, "finished");
  });

  it("stops at the end of the tick when several CPUs write in it", () => {
    const debuggee = begun(TWO_CPUS);
    const stop = debuggee.continue();
    assert.match(stop.text, /count = 3 \(after line 5 of p\)$/);
    assert.equal(debuggee.value("count"), "3");
  });

  it("stops in the middle of a burst when a metric passes its bound", () => {
    const debuggee = begun(IN_A_BURST);
    assert.match(debuggee.continue().text, /at tick 12: b.waiting = 12$/);
    assert.equal(debuggee.tick, 12);
  });

  for (const [name, text] of Object.entries({ TWO_CPUS, NO_TIME, IN_A_BURST })) {
    it(`is found again on the way back, in the same world: ${name}`, () => {
      const debuggee = begun(text);
      const stop = debuggee.continue();
      const then = hashOf(debuggee);
      assert.equal(debuggee.continue().reason, "finished");
      const back = debuggee.session.reverseContinue();
      assert.equal(back.text, `Reverse: ${stop.text}`);
      assert.equal(hashOf(debuggee), then);
      assert.match(debuggee.session.reverseContinue().text, /^Reverse: the beginning of the run/);
      assert.equal(debuggee.continue().text, stop.text);
      assert.equal(hashOf(debuggee), then);
      assert.equal(debuggee.continue().reason, "finished");
    });
  }

  it("does not stop where nobody wants to stop at failed assertions, or only at those of another process", () => {
    const debuggee = new Debuggee(TWO_CPUS);
    debuggee.begin();
    assert.equal(debuggee.breakOn("assertion", "process == q"), undefined);
    assert.equal(debuggee.continue().reason, "finished");
    assert.equal(debuggee.session.judgement.verdicts()[0]!.holds, false);
  });

  it("is told when a person made it so, again, and forgotten where something else is done before that", () => {
    const debuggee = begun(
      IN_A_BURST.replace("always b.waiting < 12", "always b.waiting < 99 always shared_word == 0").replace(
        "program",
        "shared shared_word = 0 program",
      ),
    );
    debuggee.runToTick(4);
    debuggee.session.intervene({ kind: "write", pid: 1, address: 0x100000, value: 3 });
    assert.match(debuggee.continue().text, /shared_word = 3$/);
    debuggee.session.goToTick(2);
    assert.match(debuggee.continue().text, /shared_word = 3$/);
    debuggee.session.goToTick(2);
    debuggee.session.intervene({ kind: "write", pid: 1, address: 0x100000, value: 0 });
    assert.match(
      debuggee.output.join("\n"),
      /A new future begins at tick 2: the change of shared_word at tick 4 is dropped\./,
    );
    assert.equal(debuggee.continue().reason, "finished");
    assert.deepEqual(
      debuggee.session.judgement.verdicts().map(({ holds }) => holds),
      [true, true],
    );
  });
});

describe("the verdict of a session", () => {
  const names = readdirSync("samples").filter((name) => name.endsWith(".turno"));

  it("is that of `turno run` for every sample, going straight on and by way of the past", () => {
    let failing = 0;
    for (const name of names) {
      const text = readFileSync(`samples/${name}`, "utf8");
      const { image } = compile(name, text);
      const run = new Run(image!);
      while (run.runChunk(1_000_000));
      const outcome = run.outcome();
      const debuggee = new Debuggee(text, {}, 100_000);
      debuggee.breakOn("assertion");
      debuggee.begin();
      const toEnd = (): void => {
        while (debuggee.continue().reason !== "finished");
        const { judgement, sim } = debuggee.session;
        assert.equal(traceHash(sim.world), outcome.trace, name);
        assert.deepEqual(judgement.verdicts(), outcome.verdicts, name);
        assert.equal(judgement.endWord, outcome.ended, name);
      };
      toEnd();
      if (!isAsExpected(outcome.ended, outcome.verdicts)) failing++;
      debuggee.session.goToTick(Math.floor(debuggee.tick / 2));
      toEnd();
      debuggee.session.goToTick(1);
      debuggee.session.goToTick(Math.max(0, debuggee.tick - 1));
      toEnd();
    }
    assert.ok(failing > 0, "some samples are broken on purpose");
  });

  it("is in the words of the last stop", () => {
    const last = (text: string): string => {
      const debuggee = new Debuggee(text);
      debuggee.begin();
      return debuggee.continue().text;
    };
    assert.match(last(NO_TIME), /^Every process has ended, at tick 10 · what is expected does not hold$/);
    assert.match(last(TWO_CPUS), / · [12] of 2 expectations (does|do) not hold$/);
    assert.match(last(NO_TIME.replace("n < 5", "n < 9")), /^Every process has ended, at tick 10$/);
  });

  it("is neither good nor bad where a limit came first, and the session says so with its exit code", async () => {
    const stuck = (expected: string): string =>
      `machine { instruction: 0 } shared n = 0 program p() { n = 1 loop { } } process a = p() expect { ${expected} }`;
    const last = (expected: string): string => {
      const debuggee = new Debuggee(stuck(expected));
      debuggee.begin();
      return debuggee.continue().text;
    };
    assert.match(last("terminates"), / · what is expected is undecided$/);
    assert.match(last("terminates finally n == 1"), / · 2 of 2 expectations are undecided$/);
    assert.match(
      last("terminates always n < 1 always n < 2"),
      / · 1 of 3 expectations does not hold · 1 of 3 expectations is undecided$/,
    );
    const client = new Client({ "a.turno": stuck("terminates"), "b.turno": stuck("terminates always n < 1") });
    for (const [program, code] of [
      ["a.turno", 4],
      ["b.turno", 3],
    ] as const) {
      await client.request("launch", { program, noDebug: true });
      await client.request("configurationDone");
      assert.match(client.lines.at(-2) ?? "", new RegExp(`exited event {"exitCode":${code}}`));
    }
    assert.match(client.lines.join("\n"), /\? terminates \(line 1\): undecided, for the run did not come to its end/);
  });

  it("is told in the console, with the exit code", async () => {
    const client = new Client({ "a.turno": TWO_CPUS });
    await client.begin("a.turno", {}, () => client.request("setExceptionBreakpoints", { filters: ["assertion"] }));
    await client.request("continue", { threadId: 1 });
    await client.request("exceptionInfo", { threadId: 1 });
    for (let k = 0; k < 2; k++) await client.request("continue", { threadId: 1 });
    const text = client.lines.join("\n");
    assert.match(text, /stopped event \{"reason":"exception","description":"Failed expectation"/);
    assert.match(
      text,
      /"exceptionId":"assertion","description":"\\"always count <= 2\\" \(line 10\) does not hold: at tick/,
    );
    assert.match(text, /✗ always count <= 2 \(line 10\): at tick \d+: count = 3 \(after line 5 of p\)/);
    assert.match(text, /✓ finally count == 4|✗ finally count == 4 \(line 10\): at tick \d+: count = \d/);
    assert.match(text, /exited event \{"exitCode":3\}/);
  });

  it("counts without a debugger, too", async () => {
    const client = new Client({ "a.turno": NO_TIME, "b.turno": NO_TIME.replace("n < 5", "n < 9") });
    await client.request("launch", { program: "a.turno", noDebug: true });
    await client.request("configurationDone");
    assert.match(client.lines.join("\n"), /✗ always n < 5.*exited event \{"exitCode":3\}/s);
    await client.request("launch", { program: "b.turno", noDebug: true });
    await client.request("configurationDone");
    assert.match(client.lines.join("\n"), /✓ always n < 9.*exited event \{"exitCode":0\}/s);
  });
});
