/** Data breakpoints: on words, elements, locals, registers, fields of PCBs; on read, write and change; forward and back. */
import { strict as assert } from "node:assert";
import type { DataBreakpointRequest, EachWrite } from "../../src/debugger/breakpoints/dataBreakpoints.ts";
import { addressInfo, expressionInfo, variableInfo, type DataInfo } from "../../src/debugger/breakpoints/dataInfo.ts";
import { topFrame } from "../../src/debugger/inspect/frames.ts";
import { scopesOf } from "../../src/debugger/inspect/variables.ts";
import { Debuggee } from "./debuggee.ts";

const COUNT = `machine { scheduler: round_robin(quantum: 4) }
shared count = 0
shared list: int[4]
function twice(n) {
  var double = n * 2
  return double
}
program p(times) {
  var sum = 0
  for i = 1 .. times {
    count = count + 1
    list[i] = twice(i)
    sum = 7
  }
}
process a = p(2)
process b = p(2)
`;

type Terms = Partial<Omit<DataBreakpointRequest, "dataId">> & { readonly eachWrite?: EachWrite };

function info(debuggee: Debuggee, name: string, { eachWrite = false }: Terms = {}, process = "a"): DataInfo {
  const found = expressionInfo(debuggee.session.viewpoint(debuggee.thread(process)), name, eachWrite);
  if (typeof found === "string") assert.fail(found);
  return found;
}

function watch(debuggee: Debuggee, found: DataInfo, terms: Terms = {}): string | undefined {
  const { eachWrite: _eachWrite, access = "write", ...rest } = terms;
  const request = { dataId: found.dataId, access, ...rest };
  return debuggee.session.changeBreakpoints((set) => set.setData([request]))[0]!.problem;
}

/** The texts of all stops up to the end. */
function stops(debuggee: Debuggee): string[] {
  const texts: string[] = [];
  for (let stop = debuggee.continue(); stop.reason !== "finished"; stop = debuggee.continue()) {
    assert.equal(stop.reason, "data breakpoint");
    texts.push(stop.text.replace(/, at tick .*/, ""));
  }
  return texts;
}

function stopsOf(name: string, terms: Terms = {}, process = "a", text = COUNT): string[] {
  const debuggee = new Debuggee(text);
  debuggee.begin();
  assert.equal(watch(debuggee, info(debuggee, name, terms, process), terms), undefined);
  return stops(debuggee);
}

describe("a data breakpoint", () => {
  const EXPECTED = ["always count >= 0", "always count == count && list[1] >= 0", "always a.exit == 0 || count < 99"];
  for (const expected of EXPECTED) {
    it(`stops where it stops without \`${expected}\``, () => {
      const judged = `${COUNT}expect { ${expected} }\n`;
      for (const [name, terms] of [["count"], ["list"], ["count", { access: "readWrite" }], ["sum"]] as const)
        assert.deepEqual(stopsOf(name, terms, "a", judged), stopsOf(name, terms));
    });
  }

  it("stops where a shared word changes, whoever changes it", () => {
    const texts = stopsOf("count");
    // Of the four additions one is lost: it writes what is there.
    assert.equal(texts.length, 4);
    assert.equal(stopsOf("count", { eachWrite: "never" }).length, 3);
    for (const text of texts) assert.match(text, /^[12] [ab] writes count: (\d) → (\d)$/);
    assert.ok(texts.some((text) => text.startsWith("1 a")) && texts.some((text) => text.startsWith("2 b")));
  });

  it("stops at reads, and at every access, when it is asked to", () => {
    assert.deepEqual(
      stopsOf("count", { access: "read" }).map((text) => text.replace(/^\d /, "")),
      ["a reads count: 0", "b reads count: 1", "a reads count: 2", "b reads count: 2"],
    );
    assert.equal(stopsOf("count", { access: "readWrite" }).length, 8);
  });

  it("tells a write of the same value from a change", () => {
    assert.deepEqual(stopsOf("sum"), ["1 a writes a.sum: 0 → 7"]);
    assert.equal(stopsOf("sum", { eachWrite: true }).length, 3);
  });

  it("watches one element of an array, or all of them", () => {
    assert.deepEqual(
      [...new Set(stopsOf("list[2]").map((text) => text.slice(4)))],
      ["writes list[2]: 0 → 4", "writes list[2]: 4 → 4"],
    );
    const names = stopsOf("list").map((text) => /list\[\d\]/.exec(text)?.[0]);
    assert.deepEqual([...new Set(names)].sort(), ["list[1]", "list[2]"]);
  });

  it("watches a local as long as its frame stands", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    debuggee.breakAt(6);
    debuggee.continue();
    debuggee.breakAt();
    const found = info(debuggee, "double");
    assert.equal(found.description, "double of a, while its frame stands");
    assert.equal(watch(debuggee, found), undefined);
    const texts = stops(debuggee);
    assert.equal(texts[0], "1 a writes double: 0 → 4");
    assert.ok(texts.every((text) => text.startsWith("1 a writes double")));
  });

  it("stops where a field of a PCB changes: state, priority, queue", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    watch(debuggee, info(debuggee, "b.state"));
    const texts = stops(debuggee);
    assert.match(texts[0]!, /^b\.state: ready \(1st\) → running on CPU 0$/);
    assert.match(texts[texts.length - 1]!, /→ terminated|→ ended/);
  });

  it("watches a field that has no value yet", () => {
    assert.deepEqual(stopsOf("a.exit"), ["a.exit: none → 0"]);
    assert.equal(stopsOf("a.finish").length, 1);
    assert.match(stopsOf("b.quantum_left")[0]!, /^b\.quantum_left: none → 4$/);
  });

  it("watches what stands in the pane: a variable, a register, a field", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    const { session } = debuggee;
    const thread = debuggee.thread("a");
    const frame = topFrame(session.map, session.sim.world.threads[thread]!)!;
    const scopes = scopesOf(session, thread, frame);
    const reference = (name: string): number => scopes.find((scope) => scope.name === name)!.reference;
    const inPane = (scope: string, name: string): string => {
      const found = variableInfo(session, reference(scope), name, false);
      return typeof found === "string" ? `! ${found}` : found.description;
    };
    assert.equal(inPane("Shared", "count"), "count");
    assert.equal(inPane("Data section", "sum"), "a.sum");
    assert.equal(inPane("Arguments", "times"), "times of a, while its frame stands");
    assert.equal(inPane("Registers", "r0"), "a.r0");
    assert.equal(inPane("PCB", "parent"), "a.parent");
    assert.equal(inPane("PCB", "nothing"), '! There is no field "nothing".');
    assert.equal(inPane("Shared", "nothing"), '! "nothing" cannot be watched.');
    const register = variableInfo(session, reference("Registers"), "r0", false);
    assert.ok(typeof register !== "string");
    assert.deepEqual(register.accesses, ["write"]);
    watch(debuggee, register);
    assert.match(debuggee.continue().text, /^a\.r0: /);
  });

  it("watches an address", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    const found = addressInfo(debuggee.session.sim, 1, 0x0010_0000, 4, false);
    assert.ok(typeof found !== "string");
    watch(debuggee, found);
    assert.match(debuggee.continue().text, /writes 0x100000: 0 → 1/);
    const nowhere = addressInfo(debuggee.session.sim, 1, 0x7fff_0000, 4, false);
    assert.ok(typeof nowhere === "string" && nowhere.includes("no memory"));
  });

  it("has a condition over the values before and after, and who did it, and a hit count", () => {
    assert.equal(stopsOf("count", { condition: "old == 1 && new > old" }).length, 1);
    assert.ok(stopsOf("count", { condition: "who == b" }).every((text) => text.startsWith("2 b")));
    assert.equal(stopsOf("count", { hitCondition: "% 2" }).length, 2);
    assert.deepEqual(stopsOf("count", { hitCondition: "== 3" }).length, 1);
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    const found = info(debuggee, "count");
    assert.equal(watch(debuggee, found, { condition: "nobody > 1" }), '"nobody" is not a name here');
    assert.match(watch(debuggee, found, { hitCondition: "often" })!, /A hit count is a number/);
    assert.match(watch(debuggee, info(debuggee, "a.state"), { access: "read" })!, /Only changes/);
    assert.match(watch(debuggee, { ...found, dataId: "nonsense" })!, /nothing that can be watched/);
    assert.match(
      watch(debuggee, { ...found, dataId: '{"of":"words","name":"x","pid":1}' })!,
      /nothing that can be watched/,
    );
  });

  it("refuses an expression without a value, with its reason", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    const view = debuggee.session.viewpoint(debuggee.thread("a"));
    assert.equal(expressionInfo(view, "nobody", false), '"nobody" is not a name here');
    assert.equal(expressionInfo(view, "list[9]", false), "index 9 is outside 0 … 3");
    assert.equal(expressionInfo(view, "1 +", false), "a value is expected here, not the end of the text");
  });

  it("is found again in another session, when it names something of the scenario", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    const found = info(debuggee, "list[2]");
    assert.ok(found.canPersist);
    assert.ok(info(debuggee, "b.state").canPersist);
    assert.ok(!info(debuggee, "times + 1").canPersist);
    const other = new Debuggee(COUNT);
    assert.equal(watch(other, found), undefined);
    other.begin();
    assert.match(other.continue().text, /writes list\[2\]/);
  });

  it("stops on the way back where it stopped on the way forward", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    watch(debuggee, info(debuggee, "count"));
    const forward = Array.from({ length: 3 }, () => debuggee.continue());
    debuggee.continue();
    for (const stop of forward.reverse()) {
      const back = debuggee.session.reverseContinue();
      assert.equal(back.text, `Reverse: ${stop.text}`);
      assert.deepEqual(
        [back.reason, back.thread, back.tick, back.breakpoints],
        [stop.reason, stop.thread, stop.tick, stop.breakpoints],
      );
    }
    assert.equal(debuggee.session.reverseContinue().reason, "step");
  });
});
