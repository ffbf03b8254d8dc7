/**
 * Events in words: processes that came into being during the run are told apart, and who waits for no object waits for what it
 * waits for, not for the process of that number.
 */
import assert from "node:assert/strict";
import { kernelFrameText } from "../../src/debugger/inspect/kernelFrame.ts";
import { Run } from "../../src/debugger/outcome/outcome.ts";
import { processLines } from "../../src/debugger/outcome/verdict.ts";
import { compile } from "../../src/lang/compile.ts";
import { Debuggee } from "./debuggee.ts";

const FAMILY = `machine { instruction: 0 }
semaphore s = 0
program child(n) {
  sleep(n)
  exit(n)
}
program parent() {
  if fork() == 0 {
    compute(9)
  }
  var c = start(child, 3)
  wait(c)
  sleep(2)
  wait()
  down(s)
}
process a = parent()
process b = child(1)
`;

/** The log of the run, as `turno run --trace` writes it. */
function log(text: string): string[] {
  const { image } = compile("test.turno", text);
  assert.ok(image !== undefined);
  const lines: string[] = [];
  const run = new Run(image, { trace: (line) => lines.push(line) });
  while (run.runChunk(1_000_000));
  return lines;
}

const OPERATED = `machine { instruction: 0 }
shared x: int[2]
program p() {
  compute(9)
}
process a = p()
at 3 {
  x[1] = 2
  x[x[1]] = 5
  suspend(a)
}
at 8 { resume(a) }
at 9 { kill(a) }
`;

describe("the operator under the debugger", () => {
  it("says on the console what could not be done, and who is suspended without being swapped out", () => {
    const debuggee = new Debuggee(OPERATED);
    debuggee.begin();
    debuggee.runToTick(4);
    assert.deepEqual(debuggee.output, [
      "test.turno:7: the operator could not do action 2 of this block, at tick 3: index out of bounds: 2",
    ]);
    const { sim } = debuggee.session;
    assert.equal(kernelFrameText(sim, sim.world.threads[debuggee.thread("a")]!), "suspended");
    debuggee.continue();
    const [ended] = processLines(sim);
    assert.equal(ended, "  1 a: killed by the operator at 9 · waiting 5 · turnaround 9 · blocked 0 · switches 2");
  });
});

describe("events in words", () => {
  const lines = log(FAMILY);
  const of = (event: string): string[] =>
    lines.filter((line) => line.includes(`: ${event} `)).map((line) => line.replace(`: ${event} `, ": "));

  it("a process that was forked or started is named with its pid", () => {
    assert.deepEqual(of("processForked"), ["tick 0: process=a child=a (3)"]);
    assert.deepEqual(
      of("processEnded").map((line) => line.replace(/ value.*/, "")),
      [
        "tick 9: process=b end=exited",
        "tick 12: process=child (4) end=exited",
        "tick 12: process=child (5) end=exited",
      ],
    );
    assert.deepEqual(of("processReaped").slice(1), [
      "tick 12: process=child (4) parent=a value=3",
      "tick 12: process=child (5) parent=a (3) value=3",
    ]);
  });

  it("a sleep says how long, a wait for a child whose end; no process of that number is named", () => {
    const blocked = of("blocked").map((line) => line.replace(/thread=\d+ \w+ /, ""));
    assert.deepEqual(blocked.slice(0, 3), [
      "tick 0: process=a wait=child object=child (4)",
      "tick 0: process=b wait=sleep object=1",
      "tick 9: process=a (3) wait=child object=child (5)",
    ]);
    assert.ok(blocked.includes("tick 14: process=a wait=child object=none"), blocked.join("\n"));
    assert.ok(blocked.includes("tick 14: process=a (3) wait=semaphore object=s"), blocked.join("\n"));
  });

  it("the end of a sleep is the machine's doing, the end of a wait that of a process", () => {
    const woken = of("woken").map((line) => line.replace(/thread=\d+ \w+ /, ""));
    assert.ok(woken.includes("tick 1: process=b wait=sleep by=the machine"), woken.join("\n"));
    assert.ok(woken.includes("tick 12: process=a wait=child by=child (4)"), woken.join("\n"));
  });

  it("a stop and its condition", () => {
    const debuggee = new Debuggee(FAMILY);
    assert.equal(debuggee.breakOn("blocked", "wait == sleep"), undefined);
    debuggee.begin();
    assert.equal(debuggee.continue().text, "Tick 0: blocked · process b · wait sleep · object 1");
  });
});
