/** Back to where a frame began, into the call that was chosen of several, and where a thread may be moved. */
import { strict as assert } from "node:assert";
import { atOnce } from "../../src/base/pieces.ts";
import { breakLocations } from "../../src/debugger/inspect/codeMap.ts";
import { framesOf } from "../../src/debugger/inspect/frames.ts";
import { callTargets, jumpTargets, targetLabel } from "../../src/debugger/time/targets.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { ThreadState } from "../../src/machine/states.ts";
import { dataIdOf } from "../../src/debugger/breakpoints/dataBreakpoints.ts";
import { Debuggee } from "./debuggee.ts";

const NESTED = `shared log = 0
mailbox box { capacity: 1 }
function inner(n) {
  log = log + n
  return n
}
function outer(n) {
  var x = inner(n) + 1
  return x
}
program p() {
  var a = outer(1) + inner(outer(2))
  send(box, inner(a))
}
program q() {
  var got = receive(box)
  print(got)
}
process one = p()
process two = q()
`;

function at(line: number): Debuggee {
  const debuggee = new Debuggee(NESTED);
  debuggee.begin();
  if (debuggee.where("one") === `one:${line}`) return debuggee;
  debuggee.breakAt(line);
  debuggee.continue();
  debuggee.breakAt();
  return debuggee;
}

function targetsOf(debuggee: Debuggee, process: string): ReturnType<typeof callTargets> {
  const { sim, map } = debuggee.session;
  return callTargets(map, framesOf(sim, map, sim.world.threads[debuggee.thread(process)]!)[0]!);
}

/** Steps into one of the calls, counted from 0. */
function into(debuggee: Debuggee, process: string, place: number): string {
  const { index } = targetsOf(debuggee, process)[place]!;
  debuggee.session.step(debuggee.thread(process), "into", "statement", index);
  let stop = debuggee.session.runChunk(1_000);
  while (stop === undefined) stop = debuggee.session.runChunk(1_000);
  return debuggee.told(stop);
}

describe("restart frame", () => {
  it("goes back to the moment at which the frame began, with all of the machine", () => {
    const debuggee = new Debuggee(NESTED);
    debuggee.begin();
    const thread = debuggee.thread("one");
    debuggee.session.changeBreakpoints((set) => set.setFunctions([{ name: "outer" }]));
    debuggee.continue();
    const entered = hashWorld(debuggee.session.sim.world);
    debuggee.session.changeBreakpoints((set) => set.setFunctions([]));
    debuggee.breakAt(4);
    debuggee.continue();
    const { sim, map } = debuggee.session;
    const frames = framesOf(sim, map, sim.world.threads[thread]!);
    assert.deepEqual(
      frames.map(({ name }) => name),
      ["inner", "outer", "p"],
    );
    const stop = atOnce(debuggee.session.ways.restartFrame(thread, frames[1]!));
    assert.deepEqual([stop.reason, stop.thread, stop.description], ["restart", thread, "Reverse: restart of outer"]);
    assert.equal(hashWorld(sim.world), entered);
    // It has begun: to begin it again is to stay.
    const again = atOnce(
      debuggee.session.ways.restartFrame(thread, framesOf(sim, map, sim.world.threads[thread]!)[0]!),
    );
    assert.equal(again.text, "outer is about to begin");
    assert.equal(hashWorld(sim.world), entered);
    atOnce(debuggee.session.ways.restartFrame(thread, framesOf(sim, map, sim.world.threads[thread]!)[1]!));
    assert.equal(debuggee.tick, 0);
  });

  for (const [what, body] of [
    ["loop", "loop { total = total + 1 if total == 3 { break } }"],
    ["while", "while total < 3 { total = total + 1 }"],
    ["endless while", "while true { total = total + 1 assert total < 4 }"],
    ["loops in a loop", "loop { loop { while total < 3 { total = total + 1 } } }"],
    ["repeat", "repeat { total = total + 1 } until total == 3", 3],
    ["for", "for i = 1 .. 3 { total = total + i }"],
    ["atomic", "loop { atomic { total = total + 1 } if total == 3 { break } }"],
    ["goto", "top: total = total + 1 if total < 3 { goto top }"],
    ["call", "loop { yield() total = total + 1 }"],
  ] as const)
    it(`goes back to where a routine began, not to the head of its loop: ${what}`, () => {
      for (const kind of ["program p", "function f"]) {
        const start = kind === "program p" ? "" : "program p() { f() }\n";
        const debuggee = new Debuggee(`shared total = 0\n${start}${kind}() { ${body} }\nprocess one = p()\n`);
        debuggee.session.changeBreakpoints((set) => set.setFunctions([{ name: kind.split(" ")[1]! }]));
        assert.match(debuggee.continue().text, /^1 one enters [pf] at tick/);
        const { sim, map } = debuggee.session;
        const entered = hashWorld(sim.world);
        debuggee.session.changeBreakpoints((set) => set.setFunctions([]));
        debuggee.session.changeBreakpoints((set) =>
          set.setData([{ dataId: dataIdOf({ of: "name", name: "total", eachWrite: true }), access: "write" }]),
        );
        for (let writes = 0; writes < 3; writes++) debuggee.continue();
        const thread = debuggee.thread("one");
        const frame = framesOf(sim, map, sim.world.threads[thread]!)[0]!;
        const stop = atOnce(debuggee.session.ways.restartFrame(thread, frame));
        assert.equal(stop.description, `Reverse: restart of ${kind.split(" ")[1]!}`);
        assert.equal(hashWorld(sim.world), entered);
        assert.equal(debuggee.value("total"), "0");
        // From the loop's head, too.
        debuggee.session.changeBreakpoints((set) => set.setData([]));
        debuggee.session.step(thread, "over", "instruction");
        debuggee.toStop();
        atOnce(debuggee.session.ways.restartFrame(thread, frame));
        assert.equal(hashWorld(sim.world), entered);
      }
    });

  it("of a forked process is where its forebear entered the routine", () => {
    const debuggee = new Debuggee(
      "program p() {\n  var n = 0\n  fork()\n  fork()\n  while n < 3 { n = n + 1 }\n}\nprocess one = p()\n",
    );
    debuggee.begin();
    const { sim, map } = debuggee.session;
    const entered = hashWorld(sim.world);
    while (debuggee.continue().reason !== "finished");
    atOnce(debuggee.session.ways.goToTick(debuggee.tick - 1));
    const thread = sim.world.threads.findLast(({ state }) => state !== ThreadState.terminated)!;
    const stop = atOnce(debuggee.session.ways.restartFrame(thread.id, framesOf(sim, map, thread)[0]!));
    assert.match(stop.text, /^Reverse: restart of p, which \d one has from 1 one, at tick 0$/);
    assert.equal(hashWorld(sim.world), entered);
  });
});

describe("step-in targets", () => {
  it("are the calls of the statement that are still to come", () => {
    const names = (line: number, process: string): string[] => targetsOf(at(line), process).map(({ label }) => label);
    assert.deepEqual(names(12, "one"), ["outer, 1st of 2", "outer, 2nd of 2", "inner"]);
    assert.deepEqual(names(13, "one"), ["inner", "send"]);
    assert.deepEqual(names(4, "one"), []);
  });

  it("lead through the chosen call alone, not through another one to the same function", () => {
    assert.match(into(at(12), "one", 0), /^step one:8,12$/);
    const second = at(12);
    assert.match(into(second, "one", 1), /^step one:8,12$/);
    assert.equal(second.value("n", "one"), "2");
    // Both calls of outer call inner, too; the chosen one is the one in the statement.
    const third = at(12);
    assert.match(into(third, "one", 2), /^step one:4,12$/);
    assert.equal(third.value("n", "one"), "3");
  });

  it("lead into the receiver where the call sends", () => {
    assert.match(into(at(13), "one", 0), /^step one:4,13$/);
    assert.match(into(at(13), "one", 1), /^step two:17$/);
  });
});

describe("goto targets", () => {
  it("are told by the routine and the statement", () => {
    const { map } = new Debuggee(
      "program p() { var a = 1  print(a)\n  while a < 3 {\n a = a + 1 } }\nprocess x = p()\n",
    ).session;
    assert.deepEqual(
      breakLocations(map, 0).map((location) => targetLabel(map, location)),
      ["p: var a = 1", "p: print(a)", "p: while a < 3", "p: a = a + 1", "p: end"],
    );
  });

  it("are the statements of a line, from the one at the column on", () => {
    const { map } = at(12).session;
    assert.deepEqual(
      jumpTargets(map, 0, 12).map(({ span }) => span.start.column),
      [3],
    );
    assert.deepEqual(jumpTargets(map, 0, 2), []);
    for (const { span, index } of breakLocations(map, 0))
      assert.ok(jumpTargets(map, 0, span.start.line, span.start.column).some((each) => each.index === index));
  });
});
