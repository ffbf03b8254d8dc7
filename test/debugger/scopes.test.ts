/**
 * Steps of another scope than the thread's: on its CPU, whoever runs there.
 */
import assert from "node:assert/strict";
import { atOnce } from "../../src/base/pieces.ts";
import { Debuggee } from "./debuggee.ts";

const TWO = `machine { scheduler: round_robin(quantum: 2) instruction: 1 }
program p() {
  var n = 1
  n = 2
  n = 3
  inner(n)
  n = 4
}
function inner(k) {
  compute(k)
}
process a = p()
process b = p()
`;

function stepCpu(d: Debuggee, process: string, kind: "over" | "into" | "out" = "over"): string {
  d.session.stepCpu(d.thread(process), kind, "statement");
  for (;;) {
    const stop = d.session.runChunk(100);
    if (stop !== undefined) return d.told(stop);
  }
}

describe("a step on a CPU", () => {
  it("goes to the next statement there, whoever begins it, and back the same way", () => {
    const d = new Debuggee(TWO);
    d.begin();
    const seen: string[] = [d.where("a")];
    const ticks: number[] = [d.tick];
    let process = "a";
    for (let k = 0; k < 9; k++) {
      const told = stepCpu(d, process);
      process = told.includes(" b:") ? "b" : "a";
      seen.push(told.replace("step ", ""));
      ticks.push(d.tick);
    }
    assert.ok(
      seen.some((place) => place.startsWith("b:")) && seen.filter((place) => place.startsWith("a:")).length > 2,
    );
    assert.ok(
      seen.every(
        (place, k) => k === 0 || !place.includes(",") || place.startsWith("b:") !== seen[k - 1]!.startsWith("b:"),
      ),
      seen.join(" "),
    );
    for (let k = ticks.length - 2; k >= 0; k--) {
      const stop = atOnce(d.session.ways.stepBackCpu(d.thread(process), "statement"));
      if (stop.description === "Reverse: beginning") break;
      assert.match(stop.text, /^Reverse: step back: \d+ \w+ is at line \d+, tick \d+$/);
      assert.ok(d.tick <= ticks[k + 1]!, `back at ${d.tick}`);
    }
    assert.equal(d.tick, 0);
  });

  it("over a call does not go into it while the same thread runs; into it does; out of it is the thread's own", () => {
    const alone = new Debuggee(TWO.replace("process b = p()\n", ""));
    alone.begin();
    for (let k = 0; k < 3; k++) stepCpu(alone, "a");
    assert.equal(alone.where("a"), "a:6");
    assert.equal(stepCpu(alone, "a"), "step a:7");
    alone.session.stepBack(alone.thread("a"), "statement");
    assert.equal(alone.where("a"), "a:6");
    assert.equal(stepCpu(alone, "a", "into"), "step a:10,6");
    assert.equal(stepCpu(alone, "a", "out"), "step a:7");
  });
});
