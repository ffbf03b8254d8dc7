/**
 * What expressions mean to who looks at a stopped machine, what may be changed, and the groups of the PCB.
 */
import assert from "node:assert/strict";
import { completionsOf } from "../../src/debugger/inspect/completions.ts";
import { NO_FRAME, topFrame, type FrameInfo } from "../../src/debugger/inspect/frames.ts";
import { setText } from "../../src/debugger/inspect/change.ts";
import { IDENTIFICATION, PCB_GROUPS } from "../../src/debugger/inspect/pcb.ts";
import { scopesOf, variablesOf, type Variable } from "../../src/debugger/inspect/variables.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { Debuggee } from "./debuggee.ts";

const TEXT = `machine { scheduler: priority(aging: 0) }
const LIMIT = 9
enum Kind { ping, pong }
shared grid: int[2][3]
shared list = [4, 5, 6]
mailbox box { capacity: 2 }
function sum(a, b) {
  var total = a + b
  return total
}
program one(k) {
  var flag: bool = true
  var own: int[4]
  list[1] = sum(k, 3)
  if k > 0 {
    var inner = 8
    own[2] = inner
    sleep(9)
  }
}
program two() { exit(7) }
process p = one(2) { priority: 1 }
process q = two() { priority: 2 }
`;

function stopped(line = 9): Debuggee {
  const debuggee = new Debuggee(TEXT);
  debuggee.begin();
  debuggee.breakAt(line);
  debuggee.continue();
  return debuggee;
}

const VALUES: readonly (readonly [expression: string, value: string])[] = [
  ["a", "2"],
  ["total", "5"],
  ["total * 2 - b", "7"],
  ["-7 / 2", "-3"],
  ["1 << 31", "-2147483648"],
  ["LIMIT", "9"],
  ["pong", "1"],
  ["flag", "true"],
  ["list", "[4, 5, 6]"],
  ["list[1 + 1]", "6"],
  ["grid", "int[2][3]"],
  ["grid[1]", "[0, 0, 0]"],
  ["grid[1][2]", "0"],
  ["own[3]", "0"],
  ["p.own", "[0, 0, 0, 0]"],
  ["p.flag", "true"],
  ["p", "1 p"],
  ["q", "2 q"],
  ["who == p", "1"],
  ["p.state", "running on CPU 0"],
  ["q.pcb.state", "ready (1st)"],
  ["q.state == ready && p.state != waiting", "1"],
  ["p.priority", "1"],
  ["p.pcb.priority < q.pcb.priority", "1"],
  ["p.parent", "0 init"],
  ["box", "count 0 · capacity 2 · sending 0"],
  ["r0 == r0", "1"],
  ["tick >= 0", "1"],
  ["inner", '! "inner" is not a name here'],
  ["k", '! "k" is not a name here'],
  ["list[3]", "! index 3 is outside 0 … 2"],
  ["list[-1]", "! index -1 is outside 0 … 2"],
  ["list + 1", "! an array is not a number; name one of its elements"],
  ["total[0]", "! this is not an array"],
  ["p.nothing", '! p has no field, and no variable now, "nothing"'],
  ["p.quantum_left", "none"],
  ["p.quantum_left + 1", "! p has no quantum_left now"],
  ["p.finish", "none"],
  ["cpu[0]", "running 1 p · last 1 p · quantum_left 0"],
  ["cpu[0] + 1", "! cpu[0] is no number: name one of its fields"],
  ["cpu[1]", "! there is only cpu[0]"],
  ["true + 1 > false", "1"],
  ["list.x", "! an array is not a number; name one of its elements"],
  ["q.exit", "none"],
  ["q.exit == 0", "! q has not ended"],
  ["total / 0", "! division by zero"],
  ["total % (a - 2)", "! division by zero"],
  ["sum(1, 2)", "! sum() cannot be called here"],
  ["total = 3", "! '=' does not compare"],
  ["", "! a value is expected here, not the end of the text"],
];

describe("evaluation", () => {
  const debuggee = stopped();
  for (const [expression, value] of VALUES) {
    it(`${expression === "" ? "nothing" : expression} is ${value}`, () => {
      const before = hashWorld(debuggee.session.sim.world);
      assert.equal(debuggee.value(expression, "p"), value);
      assert.equal(hashWorld(debuggee.session.sim.world), before);
    });
  }

  it("knows the names of a block inside it alone, and the exit value of who has ended", () => {
    const inside = stopped(17);
    assert.equal(inside.value("inner + k", "p"), "10");
    inside.continue();
    assert.equal(inside.value("q.exit"), "7");
  });
});

/** Everything in a thread's scopes, by scope and name. */
function opened(debuggee: Debuggee, process: string): Map<string, readonly Variable[]> {
  const { session } = debuggee;
  const id = debuggee.thread(process);
  const frame: FrameInfo = topFrame(session.map, session.sim.world.threads[id]!) ?? NO_FRAME;
  return new Map(scopesOf(session, id, frame).map(({ name, reference }) => [name, variablesOf(session, reference)]));
}

describe("variables", () => {
  it("are in scopes; arrays open to elements, in pages", () => {
    const debuggee = stopped();
    const scopes = opened(debuggee, "p");
    assert.deepEqual(
      [...scopes.keys()],
      ["Locals", "Arguments", "Data section", "Shared", "Registers", "Stack", "PCB"],
    );
    const told = (scope: string): string[] => scopes.get(scope)!.map(({ name, value }) => `${name} ${value}`);
    assert.deepEqual(told("Locals"), ["total 5"]);
    assert.deepEqual(told("Arguments"), ["a 2", "b 3"]);
    assert.deepEqual(told("Shared"), ["grid int[2][3]", "list [4, 5, 6]"]);
    const [grid, list] = scopes.get("Shared")!;
    const page = variablesOf(debuggee.session, list!.reference, 1, 1);
    assert.deepEqual(
      page.map(({ name, value, evaluateName }) => [name, value, evaluateName]),
      [["[1]", "5", "list[1]"]],
    );
    assert.equal(grid!.indexed, 2);
    const rows = variablesOf(debuggee.session, grid!.reference);
    assert.deepEqual(
      variablesOf(debuggee.session, rows[1]!.reference).map((v) => v.evaluateName),
      [0, 1, 2].map((k) => `grid[1][${k}]`),
    );
  });

  it("of an earlier stop open to nothing", () => {
    const debuggee = stopped();
    const [list] = opened(debuggee, "p").get("Shared")!;
    debuggee.step("p");
    assert.deepEqual(variablesOf(debuggee.session, list!.reference), []);
  });

  it("of the PCB are identification and seven groups, each with what evaluation says", () => {
    const debuggee = stopped();
    const pcb = opened(debuggee, "p").get("PCB")!;
    assert.deepEqual(
      pcb.map(({ name }) => name),
      [...IDENTIFICATION.map(({ name }) => name), ...PCB_GROUPS.map(({ name }) => name)],
    );
    assert.equal(PCB_GROUPS.length, 7);
    for (const group of pcb.filter(({ reference }) => reference > 0)) {
      const fields = variablesOf(debuggee.session, group.reference);
      assert.ok(fields.length > 0, group.name);
      for (const { evaluateName, value } of fields) {
        if (value !== "none") assert.equal(debuggee.value(evaluateName!, "p"), value, evaluateName);
      }
    }
  });

  it("can be given values: words, elements, registers, the priority; nothing else", () => {
    const debuggee = stopped();
    const { session } = debuggee;
    const id = debuggee.thread("p");
    const frame = topFrame(session.map, session.sim.world.threads[id]!)!;
    const scope = (name: string): number => scopesOf(session, id, frame).find((each) => each.name === name)!.reference;
    const set = (reference: number, name: string, text: string): string => {
      const done = setText(session, reference, name, text);
      return done.ok ? done.value : `! ${done.error}`;
    };
    assert.equal(set(scope("Locals"), "total", "a * 50"), "100");
    assert.equal(debuggee.value("total", "p"), "100");
    const list = variablesOf(session, scope("Shared")).find(({ name }) => name === "list")!;
    assert.equal(set(list.reference, "[2]", "-1"), "-1");
    assert.equal(debuggee.value("list"), "[4, 5, -1]");
    assert.equal(set(scope("Registers"), "r3", "0x10"), "16 · 0x0010");
    assert.equal(debuggee.value("r3", "p"), "16");
    assert.match(set(scope("Registers"), "pc", "0"), /address of an instruction/);
    assert.equal(set(scope("PCB"), "priority", "5"), "5");
    assert.equal(debuggee.value("p.priority"), "5");
    assert.match(set(scope("PCB"), "pid", "5"), /cannot be changed/);
    assert.match(set(scope("Shared"), "list", "5"), /is an array/);
    assert.match(set(scope("Shared"), "grid", "5"), /is an array/);
    assert.match(set(list.reference, "[3]", "5"), /cannot be given a value/);
    assert.match(set(scope("Locals"), "total", "nobody"), /is not a name here/);
    assert.match(set(99_999, "total", "1"), /earlier stop/);
  });
});

describe("completions", () => {
  const debuggee = stopped();
  const offered = (before: string): string[] => {
    const { session } = debuggee;
    const { index } = topFrame(session.map, session.sim.world.threads[debuggee.thread("p")]!)!;
    return completionsOf(session.map, index, before).names.map(({ name }) => name);
  };

  it("are the names of the place that begin so", () => {
    assert.deepEqual(offered("1 + to"), ["total"]);
    assert.deepEqual(offered("li"), ["list", "LIMIT"]);
    assert.ok(!offered("in").includes("inner"));
  });

  it("after a process are its data and the fields of its PCB", () => {
    assert.deepEqual(offered("p.ow"), ["own"]);
    assert.deepEqual(offered("p.pcb.prio"), ["priority"]);
    assert.deepEqual(offered("q.fl"), ["flags"]);
  });
});
