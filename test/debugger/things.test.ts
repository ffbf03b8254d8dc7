/** What can be opened beside variables: processes, kernel objects, CPUs; and a data breakpoint on what stands in them. */
import { strict as assert } from "node:assert";
import { variableInfo } from "../../src/debugger/breakpoints/dataInfo.ts";
import { setText } from "../../src/debugger/inspect/change.ts";
import { NO_FRAME, topFrame } from "../../src/debugger/inspect/frames.ts";
import { evaluateText } from "../../src/debugger/inspect/inspect.ts";
import { scopesOf, variablesOf } from "../../src/debugger/inspect/variables.ts";
import { Debuggee } from "./debuggee.ts";

const SHOP = `mailbox slots { capacity: 2 }
mutex m
mutex forks[2]
program producer(n) {
  var made = 0
  lock(m)
  lock(forks[1])
  for i = 1 .. n { send(slots, i) made = made + 1 }
  unlock(forks[1])
  unlock(m)
}
program consumer() {
  compute(60)
  var got = receive(slots)
  print(got)
}
process p = producer(3)
process c = consumer()
`;

function at(tick: number): Debuggee {
  const debuggee = new Debuggee(SHOP);
  debuggee.begin();
  debuggee.runToTick(tick);
  return debuggee;
}

/** What opens when an expression is opened: `name value`. */
function opened({ session }: Debuggee, text: string): string[] {
  const found = evaluateText(session, text, undefined, undefined);
  if (!found.ok) return [`! ${found.error}`];
  return variablesOf(session, found.reference).map(({ name, value }) => `${name} ${value}`);
}

function objects({ session }: Debuggee, thread: number): string[] {
  const frame = topFrame(session.map, session.sim.world.threads[thread]!) ?? NO_FRAME;
  const scope = scopesOf(session, thread, frame).find(({ name }) => name === "Kernel objects");
  return scope === undefined ? [] : variablesOf(session, scope.reference).map(({ name, value }) => `${name}: ${value}`);
}

describe("things that open", () => {
  it("are processes with their data and their PCB", () => {
    const debuggee = at(30);
    assert.deepEqual(opened(debuggee, "p").slice(0, 1), ["pid 1"]);
    assert.ok(opened(debuggee, "p").some((line) => /^made \d/.test(line)));
    assert.ok(opened(debuggee, "p.pcb").some((line) => line.startsWith("CPU scheduling ")));
    assert.ok(opened(debuggee, "p").includes("pcb of 1 p"));
  });

  it("are objects and CPUs with their fields", () => {
    const debuggee = at(60);
    assert.deepEqual(opened(debuggee, "slots").slice(0, 3), ["count 2", "capacity 2", "sending 1"]);
    assert.deepEqual(opened(debuggee, "forks[1]"), ["owner 1 p", "waiting 0"]);
    assert.deepEqual(opened(debuggee, "forks[0]"), ["owner none", "waiting 0"]);
    assert.equal(opened(debuggee, "cpu[0]")[0], "running 2 c");
    assert.equal(debuggee.value("m"), "owner 1 p · waiting 0");
  });

  it("are in a scope of their own: what a thread holds, owns or waits for", () => {
    const debuggee = at(60);
    assert.deepEqual(
      objects(debuggee, debuggee.thread("p")).map((line) => line.split(":")[0]),
      ["slots", "m", "forks[1]"],
    );
    assert.deepEqual(objects(debuggee, debuggee.thread("c")), []);
  });

  it("have fields that can be watched, and data that can be changed", () => {
    const debuggee = at(60);
    const { session } = debuggee;
    const reference = (text: string): number => {
      const found = evaluateText(session, text, undefined, undefined);
      assert.ok(found.ok);
      return found.reference;
    };
    const count = variableInfo(session, reference("slots"), "count", false);
    assert.ok(typeof count !== "string");
    assert.equal(count.description, "slots.count");
    const made = setText(session, reference("p"), "made", "40");
    assert.ok(made.ok && made.value === "40");
    assert.equal(debuggee.value("p.made"), "40");
    assert.ok(!setText(session, reference("p"), "pid", "40").ok);
    session.changeBreakpoints((set) => set.setData([{ dataId: count.dataId, access: "write" }]));
    debuggee.session.steer({ kind: "kill", thread: debuggee.thread("p") });
    assert.match(debuggee.continue().text, /^slots\.count: 2 → 1, at tick \d+$/);
  });
});
