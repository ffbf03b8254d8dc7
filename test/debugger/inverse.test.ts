/** Step back undoes the step before it; what a person did is done again on the way forward; something else begins a new future. */
import { strict as assert } from "node:assert";
import { atOnce } from "../../src/base/pieces.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { jumpTargets } from "../../src/debugger/time/targets.ts";
import { dataIdOf } from "../../src/debugger/breakpoints/dataBreakpoints.ts";
import { placeOf } from "../../src/debugger/inspect/evaluate.ts";
import type { Expr } from "../../src/isa/expression.ts";
import { parseExpression } from "../../src/lang/expressions.ts";
import { Debuggee } from "./debuggee.ts";

const TEXT = `machine { scheduler: round_robin(quantum: 4) }
shared count = 0
function slow(n) {
  compute(n)
  return n
}
program p() {
  count = count + slow(9)
  count = count + 1
  print(count)
  count = count * 2
}
process a = p()
process b = p()
`;

const hash = ({ session }: Debuggee): string => hashWorld(session.sim.world);

function begun(): Debuggee {
  const debuggee = new Debuggee(TEXT);
  debuggee.begin();
  return debuggee;
}

/** The address of `count`. */
const COUNT = 0x100000;

describe("a step back", () => {
  it("undoes a step that began inside a statement, and one over a call", () => {
    const d = begun();
    // In the midst of the compute of the function.
    d.runToTick(18);
    const inside = hash(d);
    assert.equal(d.where("a"), "a:4,8");
    const stop = d.step("a", "out");
    assert.equal(d.where("a"), "a:8");
    const back = d.session.stepBack(stop.thread, "statement");
    assert.equal(back.text, "Reverse: step back: 1 a is at line 4, tick 18");
    assert.equal(hash(d), inside);
    d.step("a", "out");
    const after = hash(d);
    d.step("a");
    assert.equal(d.where("a"), "a:9");
    d.session.stepBack(stop.thread, "statement");
    assert.equal(hash(d), after);
    d.session.stepBack(stop.thread, "statement");
    assert.equal(hash(d), inside);
    // By another granularity, or another thread, it is that of the statement before.
    d.session.stepBack(d.thread("a"), "instruction");
    assert.notEqual(hash(d), inside);
  });

  it("undoes a tick, a switch and an event, and gives the thread that was in view back", () => {
    const d = begun();
    d.step("a", "into", "instruction");
    d.session.threadInView = d.thread("b");
    for (const move of ["stepTick", "nextContextSwitch", "nextEvent"] as const) {
      const before = hash(d);
      d[move]();
      assert.notEqual(hash(d), before, move);
      assert.equal(d.session.stepBack(d.thread("b"), "statement").thread, d.thread("b"));
      assert.equal(hash(d), before, move);
    }
    const before = hash(d);
    d.stepTick();
    atOnce(d.session.ways.previousTick());
    assert.equal(hash(d), before);
  });

  it("goes over what a person did, which is done again on the way forward", () => {
    const d = begun();
    d.step("a");
    d.session.intervene({ kind: "write", pid: 1, address: COUNT, value: 70 });
    d.session.steer({ kind: "dispatch", thread: d.thread("b"), cpu: -1 });
    const changed = hash(d);
    d.step("a");
    d.step("a");
    const end = hash(d);
    for (let k = 0; k < 3; k++) d.session.stepBack(d.thread("a"), "statement");
    assert.equal(d.value("count"), "0");
    d.step("a");
    assert.equal(d.value("count"), "70");
    assert.equal(hash(d), changed);
    d.step("a");
    d.step("a");
    assert.equal(hash(d), end);
    assert.doesNotMatch(d.output.join(), /new future/);
    // By whatever way.
    assert.equal(d.continue().reason, "finished");
    const finished = hash(d);
    d.session.goToTick(0);
    assert.equal(d.continue().reason, "finished");
    assert.equal(hash(d), finished);
    const untouched = begun();
    untouched.continue();
    assert.notEqual(hash(untouched), finished);
  });

  it("undoes the move of a thread, and the next step moves it again", () => {
    const d = begun();
    d.breakAt(9);
    d.continue();
    d.breakAt();
    const before = hash(d);
    const thread = d.thread("a");
    const [target] = jumpTargets(d.session.map, 0, 11, 0);
    assert.equal(d.session.intervene({ kind: "jump", thread, index: target!.index }), undefined);
    const moved = hash(d);
    assert.equal(d.where("a"), "a:11");
    d.step("a");
    const end = hash(d);
    d.session.stepBack(thread, "statement");
    assert.equal(hash(d), moved);
    d.session.stepBack(thread, "statement");
    assert.equal(hash(d), before);
    assert.equal(d.step("a").text, `1 a goes on here, as before, at tick ${d.tick}`);
    assert.equal(hash(d), moved);
    d.step("a");
    assert.equal(hash(d), end);
  });

  it("undoes a step that let one thread run alone", () => {
    const d = begun();
    d.session.runOnly(d.thread("a"));
    const before = (): string => `${d.tick} ${d.session.sim.world.steering.only}`;
    d.step("a");
    const alone = hash(d);
    d.session.stepBack(d.thread("a"), "statement");
    assert.equal(before(), "0 -1");
    // Who goes on with all threads has no more of that.
    d.session.runOnly(-1);
    d.step("a");
    assert.notEqual(hash(d), alone);
    assert.equal(d.session.sim.world.steering.only, -1);
  });
});

describe("a new future", () => {
  /** Changes at three ticks. */
  function changed(): Debuggee {
    const d = begun();
    for (const [tick, value] of [
      [5, 10],
      [8, 20],
      [12, 30],
    ] as const) {
      d.runToTick(tick);
      d.session.intervene({ kind: "write", pid: 1, address: COUNT, value });
    }
    d.runToTick(20);
    assert.equal(d.output.join(), "");
    return d;
  }
  const told = (d: Debuggee): string => d.output.filter((text) => text.includes("new future")).join("\n");

  it("begins where something else is done in the past, and says what is dropped", () => {
    const d = changed();
    d.session.goToTick(3);
    d.session.intervene({ kind: "priority", thread: d.thread("b"), value: 2 });
    assert.equal(told(d), "A new future begins at tick 3: the change of count at tick 5 and 2 later ones are dropped.");
    d.runToTick(20);
    assert.equal(told(d), "");
    assert.notEqual(d.value("count"), "30");
  });

  it("drops what comes later, though the run has gone on in between", () => {
    const d = changed();
    d.session.goToTick(3);
    d.runToTick(10);
    assert.equal(d.value("count"), "20");
    d.session.steer({ kind: "kill", thread: d.thread("b") });
    assert.equal(told(d), "A new future begins at tick 10: the change of count at tick 12 is dropped.");
  });

  it("is none where the same is done again", () => {
    const d = changed();
    d.session.goToTick(8);
    d.session.intervene({ kind: "write", pid: 1, address: COUNT, value: 20 });
    d.runToTick(20);
    assert.equal(told(d), "");
    assert.equal(d.value("count"), "30");
  });

  it("names locals, registers and elements", () => {
    const d = new Debuggee(
      "program p(n) {\n  var own: int[4]\n  compute(9)\n  own[2] = n\n  compute(9)\n}\nprocess a = p(3)\n",
    );
    d.begin();
    d.step("a");
    const parsed = (text: string): Expr => {
      const found = parseExpression(text);
      assert.ok(found.ok);
      return found.expr;
    };
    const names = (expression: string, value: number): void => {
      const { sim, map } = d.session;
      const view = d.session.viewpoint(d.thread("a"));
      const place = placeOf({ ...view, sim, map }, parsed(expression))!;
      d.session.intervene({ kind: "write", pid: place.pid, address: place.address, value });
    };
    names("own[2]", 7);
    d.session.goToTick(0);
    d.session.intervene({ kind: "register", thread: d.thread("a"), register: 3, value: 1 });
    assert.match(told(d), /the change of own\[2\] at tick \d+ is dropped/);
    d.session.goToTick(0);
    d.session.intervene({ kind: "quantum", thread: d.thread("a"), value: 1 });
    d.session.intervene({ kind: "priority", thread: d.thread("a"), value: 1 });
    assert.match(told(d), /the change of r3 of 1 a at tick 0 is dropped/);
  });

  it("stops where a condition held before a person changed what it is about", () => {
    const d = begun();
    d.breakAt({ line: 11, condition: "count == 10" });
    assert.equal(d.continue().thread, d.thread("a"));
    d.session.intervene({ kind: "write", pid: 1, address: COUNT, value: 3 });
    const after = hash(d);
    d.step("a");
    d.session.goToTick(0);
    const again = d.continue();
    assert.equal(again.reason, "breakpoint");
    assert.equal(hash(d), after);
    d.step("a");
    assert.equal(d.session.reverseContinue().reason, "breakpoint");
    assert.equal(d.value("count"), "10");
  });

  it("is told of choices that were made, too", () => {
    const d = new Debuggee(TEXT.replace("round_robin(quantum: 4)", "manual"));
    d.begin();
    const first = d.tick;
    assert.ok(d.session.choose(d.thread("b")));
    d.toStop();
    const end = d.continue();
    assert.equal(end.reason, "finished");
    const outcome = hash(d);
    // Asked again; who goes on without choosing gets what was chosen.
    d.session.goToTick(0);
    d.session.reverseContinue();
    assert.equal(d.tick, first);
    assert.notEqual(d.session.choice, undefined);
    while (d.continue().reason !== "finished");
    assert.equal(hash(d), outcome);
    d.session.goToTick(0);
    d.session.reverseContinue();
    assert.ok(d.session.choose(d.thread("a")));
    d.toStop();
    assert.match(told(d), /the choice at tick 0 is dropped/);
  });

  it("leaves data breakpoints and their stops as they were", () => {
    const d = begun();
    d.session.changeBreakpoints((set) =>
      set.setData([{ dataId: dataIdOf({ of: "name", name: "count", eachWrite: true }), access: "write" }]),
    );
    const stops: string[] = [];
    for (let k = 0; k < 3; k++) {
      stops.push(`${d.continue().text} `);
      d.session.intervene({ kind: "write", pid: 1, address: COUNT, value: 100 * k });
      stops.push(hash(d));
    }
    d.session.goToTick(0);
    const again: string[] = [];
    for (let k = 0; k < 3; k++) again.push(`${d.continue().text} `, hash(d));
    assert.deepEqual(again, stops);
  });
});
