/**
 * Expectations over random scenarios: a debug session judges as `turno run` does and leaves the same trace, however it came to the
 * end; it stops once where each `always` breaks, and finds these moments again on the way back.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Run } from "../../src/debugger/outcome/outcome.ts";
import { compile } from "../../src/lang/compile.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { Debuggee } from "../debugger/debuggee.ts";
import { scenario } from "../machine/programs.ts";

const small = fc.nat(6);
const expected = fc.oneof(
  small.map((n) => `always total <= ${n}`),
  small.map((n) => `always total != ${n + 1}`),
  fc.tuple(small, small).map(([n, m]) => `always p0.waiting <= ${n * 5} || total > ${m}`),
  small.map((n) => `always p0.page[${n * 20}] < ${n}`),
  small.map((n) => `finally total >= ${n}`),
  small.map((n) => `finally p0.switches <= ${n}`),
  fc.constantFrom("terminates", "no deadlock", "finally p0.exit == 0", "no race"),
);

const expecting = fc
  .tuple(scenario, fc.array(expected, { minLength: 1, maxLength: 5 }))
  .map(([text, expectations]) => `${text}\nexpect {\n  ${expectations.join("\n  ")}\n}\n`);

/** Runs on to the end; how often an expectation stopped it. */
function toEnd(debuggee: Debuggee): number {
  for (let stops = 0; ; stops++) {
    const stop = debuggee.continue();
    if (stop.reason === "finished") return stops;
    assert.equal(stop.description, "Failed expectation");
  }
}

describe("laws of expectations", function () {
  this.timeout(60_000);

  it("a session judges as a run does, straight on and after going back, and stops where they break", () => {
    let broken = 0;
    fc.assert(
      fc.property(expecting, fc.nat(100), (text, percent) => {
        const { image } = compile("test.turno", text, undefined, { level: 3 });
        const run = new Run(image!, { work: 2_000_000 });
        while (run.runChunk(1_000_000));
        const outcome = run.outcome();
        if (outcome.ended === "limit") return;
        const debuggee = new Debuggee(text, {}, 5_000);
        debuggee.breakOn("assertion");
        debuggee.begin();
        const { judgement, sim } = debuggee.session;
        const check = (): void => {
          assert.equal(traceHash(sim.world), outcome.trace);
          assert.deepEqual(judgement.verdicts(), outcome.verdicts);
        };
        const stops = toEnd(debuggee);
        check();
        const failing = outcome.verdicts.filter((each) => /^(always|no race)/.test(each.text) && each.holds === false);
        assert.ok(stops <= failing.length);
        broken += stops;
        debuggee.session.goToTick(Math.floor((debuggee.tick * percent) / 100));
        toEnd(debuggee);
        check();
      }),
      { numRuns: 50 },
    );
    assert.ok(broken > 3, `only ${broken} broke`);
  });

  it("going back finds each moment again, last first", () => {
    let found = 0;
    fc.assert(
      fc.property(expecting, (text) => {
        const debuggee = new Debuggee(text, {}, 5_000);
        debuggee.breakOn("assertion");
        debuggee.begin();
        const seen: string[] = [];
        let stop = debuggee.continue();
        for (; stop.reason === "exception"; stop = debuggee.continue())
          seen.push(hashWorld(debuggee.session.sim.world));
        for (const world of seen.reverse()) {
          assert.match(debuggee.session.reverseContinue().description, /^Reverse: failed expectation$/);
          assert.equal(hashWorld(debuggee.session.sim.world), world);
          found++;
        }
        assert.match(debuggee.session.reverseContinue().description, /beginning/);
      }),
      { numRuns: 40 },
    );
    assert.ok(found > 3, `only ${found} were found`);
  });
});
