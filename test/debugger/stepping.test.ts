/**
 * Where steps lead: over, into and out of calls, by statement, line and instruction; through waiting, to an end, and nowhere.
 */
import assert from "node:assert/strict";
import { Debuggee } from "./debuggee.ts";

const CALLS = `machine { scheduler: round_robin(quantum: 2) }
function fact(n) {
  if n <= 1 { return 1 }
  var rest = fact(n - 1)
  return n * rest
}
program one(n) {
  var a = 1; var b = 2
  a = fact(n) + fact(2)
  b = a
  print(a)
}
process p = one(3)
process q = one(4)
`;

/** Steps one process and tells where it stands after each. */
function track(text: string, moves: readonly ("over" | "into" | "out")[], process = "p"): string[] {
  const debuggee = new Debuggee(text);
  const told = [debuggee.told(debuggee.begin())];
  for (const move of moves) told.push(debuggee.told(debuggee.step(process, move)));
  return told;
}

describe("steps", () => {
  it("over: statement by statement, calls done, others running meanwhile", () => {
    assert.deepEqual(track(CALLS, ["over", "over", "over", "over"]), [
      "entry p:8",
      "step p:8",
      "step p:9",
      "step p:10",
      "step p:11",
    ]);
  });

  it("into: the first statement of the routine that is called", () => {
    assert.deepEqual(track(CALLS, ["over", "over", "into", "into", "into"]).slice(2), [
      "step p:9",
      "step p:3,9",
      "step p:4,9",
      "step p:3,4,9",
    ]);
  });

  it("out: the statement of the call, with the rest of it to do", () => {
    assert.deepEqual(track(CALLS, ["over", "over", "into", "into", "into", "out", "out", "over"]).slice(5), [
      "step p:3,4,9",
      "step p:4,9",
      "step p:9",
      "step p:10",
    ]);
  });

  it("over in a recursion stays in its own frame, and leaves it at its return", () => {
    assert.deepEqual(track(CALLS, ["over", "over", "into", "over", "over", "over"]).slice(3), [
      "step p:3,9",
      "step p:4,9",
      "step p:5,9",
      "step p:10",
    ]);
  });

  it("by line passes all statements of the line", () => {
    const debuggee = new Debuggee(CALLS);
    debuggee.begin();
    assert.equal(debuggee.told(debuggee.step("p", "over", "line")), "step p:9");
  });

  it("by instruction changes the pc of that thread by one instruction, or to where it jumps", () => {
    const debuggee = new Debuggee(CALLS);
    debuggee.begin();
    const pcs = [0, 1, 2].map(() => {
      debuggee.step("p", "over", "instruction");
      return debuggee.session.sim.world.threads[0]!.registers[10];
    });
    assert.deepEqual(
      pcs.map((pc) => pc! - pcs[0]!),
      [0, 8, 16],
    );
  });

  it("of one process leave the other where the scheduler takes it", () => {
    const debuggee = new Debuggee(CALLS);
    debuggee.begin();
    assert.equal(debuggee.told(debuggee.step("q")), "step q:8");
    assert.equal(debuggee.told(debuggee.step("q")), "step q:9");
    assert.notEqual(debuggee.where("p"), "p:8");
  });

  it("include the thread's waiting", () => {
    const text = `program one() {
  sleep(50)
  print("awake")
}
process p = one()
`;
    const debuggee = new Debuggee(text);
    debuggee.begin();
    const stop = debuggee.step("p");
    assert.equal(debuggee.told(stop), "step p:3");
    assert.ok(stop.tick >= 50);
  });

  it("of a thread that ends say so, and the next goes on with whoever begins a statement", () => {
    const text = `program one() { print("end") }
program two() {
  sleep(9)
  print("later")
  print("last")
}
process p = one()
process q = two()
`;
    const debuggee = new Debuggee(text);
    debuggee.begin();
    assert.equal(debuggee.told(debuggee.step("p")), "step p:1");
    assert.equal(debuggee.step("p").text, "1 p has ended");
    assert.equal(debuggee.told(debuggee.step("p")), "step q:3");
    assert.equal(debuggee.told(debuggee.step("p")), "step q:4");
  });

  it("of a thread that can never run again say so", () => {
    const text = `mutex a
mutex b
program one() {
  lock(a)
  sleep(5)
  lock(b)
}
program two() {
  lock(b)
  sleep(5)
  lock(a)
}
process p = one()
process q = two()
`;
    const debuggee = new Debuggee(text);
    debuggee.begin();
    debuggee.step("p");
    debuggee.step("p");
    const stop = debuggee.step("p");
    assert.equal(stop.description, "Deadlock");
    assert.match(stop.text, /^1 p can never run again: deadlock: /);
    assert.equal(stop.thread, debuggee.thread("p"));
  });

  it("by tick move the clock by one, whoever runs", () => {
    const debuggee = new Debuggee(CALLS);
    debuggee.begin();
    assert.deepEqual(
      [0, 1, 2, 3].map(() => debuggee.stepTick().tick),
      [1, 2, 3, 4],
    );
  });

  it("to a tick to come pass breakpoints, and stop at the end of the run at the latest", () => {
    const debuggee = new Debuggee(CALLS, {}, 7);
    debuggee.begin();
    debuggee.breakAt(9, 10);
    debuggee.breakOn("contextSwitch");
    const stop = debuggee.runToTick(20);
    assert.deepEqual([stop.reason, stop.tick], ["goto", 20]);
    assert.ok(!debuggee.session.knowsTick(1_000_000));
    assert.equal(debuggee.runToTick(1_000_000).reason, "finished");
    assert.ok(debuggee.session.knowsTick(20));
    assert.equal(debuggee.session.goToTick(20).tick, 20);
  });

  it("to the next context switch tell from whom to whom", () => {
    const debuggee = new Debuggee(CALLS);
    debuggee.begin();
    assert.equal(
      debuggee.nextContextSwitch().text,
      "Tick 2: context switch · from p · to q · reason preempted · cpu 0 · its turn has come: of 2 ready it has been in the queue longest, since tick 0",
    );
  });
});
