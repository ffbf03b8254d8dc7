/**
 * Names at a line are those of the source, for all who ask: watches, conditions, assignments, completion, conditions on events.
 */
import assert from "node:assert/strict";
import { completionsOf } from "../../src/debugger/inspect/completions.ts";
import { setExpressionText } from "../../src/debugger/inspect/change.ts";
import { evaluateText } from "../../src/debugger/inspect/inspect.ts";
import { scopesOf, variablesOf } from "../../src/debugger/inspect/variables.ts";
import { NO_FRAME } from "../../src/debugger/inspect/frames.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import { Client } from "../dap/client.ts";
import { Debuggee } from "./debuggee.ts";

const ENUMS = `enum Kind { ping, pong }
enum Level { low, high }
const N = 2
shared last: Kind
shared seen: Kind[2]
shared words = [low, high, low]
mailbox box[2]
function other(k) {
  return 1 - k
}
program player(me) {
  var mine: Kind = ping
  var told = Kind.pong
  var flags: bool[2]
  for k = ping .. pong {
    var next = last
    seen[k] = mine
    last = other(last)
    mine = last
    send(box[0], last, k)
    next = 7
    told = next
  }
}
process a = player(1)
process b = player(0) { arrival: 90 }
`;

const INSIDE = 21;

function inside(): Debuggee {
  const debuggee = new Debuggee(ENUMS);
  debuggee.begin();
  debuggee.breakAt(INSIDE);
  debuggee.continue();
  return debuggee;
}

const VALUES: readonly (readonly [expression: string, value: string])[] = [
  ["Kind.pong", "1"],
  ["pong", "1"],
  ["Kind.pong + Level.high", "2"],
  ["last == Kind.pong && mine != Kind.ping", "1"],
  ["last", "pong (1)"],
  ["mine", "pong (1)"],
  ["a.mine", "pong (1)"],
  ["seen", "[ping (0), ping (0)]"],
  ["seen[Kind.pong]", "ping (0)"],
  ["words", "[low (0), high (1), low (0)]"],
  ["k", "ping (0)"],
  ["next", "ping (0)"],
  ["told", "pong (1)"],
  ["flags", "[false, false]"],
  ["me", "1"],
  ["last + 1", "2"],
  ["Kind", "ping 0 · pong 1"],
  ["box", "mailbox[2]"],
  ["box[N - 1].count", "0"],
  ["cpu", "CPU[1]"],
  ["Kind.pnog", '! "Kind" has no member "pnog": did you mean "pong"?'],
  ["Kind.high", '! "Kind" has no member "high": its members are ping, pong'],
  ["Kind + 1", '! "Kind" is an enum: name one of its members, ping, pong'],
  ["box + 1", '! "box" is an array: name one of its elements, as in box[0]'],
  ["box[2]", "! index 2 is outside 0 … 1"],
  ["ERR_FULL", "-1"],
  ["other", '! "other" is not a name here'],
];

describe("enums under the debugger", () => {
  const debuggee = inside();
  for (const [expression, value] of VALUES)
    it(`${expression} is ${value}`, () => assert.equal(debuggee.value(expression, "a"), value));

  it("are the types of what the pane shows, and what is given a value", () => {
    const d = inside();
    const { session } = d;
    const id = d.thread("a");
    const frame = session.viewpoint(id).frame ?? NO_FRAME;
    const told = scopesOf(session, id, frame).flatMap(({ name, reference }) =>
      ["Locals", "Data section", "Shared"].includes(name)
        ? variablesOf(session, reference).map((v) => `${v.name}: ${v.type} = ${v.value}`)
        : [],
    );
    assert.deepEqual(told, [
      "k: Kind = ping (0)",
      "next: Kind = ping (0)",
      "mine: Kind = pong (1)",
      "told: Kind = pong (1)",
      "flags: bool[2] = [false, false]",
      "last: Kind = pong (1)",
      "seen: Kind[2] = [ping (0), ping (0)]",
      "words: Level[3] = [low (0), high (1), low (0)]",
    ]);
    const set = (target: string, value: string): string => {
      const done = setExpressionText(session, target, value, id, frame);
      return done.ok ? done.value : done.error;
    };
    assert.equal(set("last", "Kind.ping"), "ping (0)");
    assert.equal(set("seen[pong]", "pong"), "pong (1)");
    assert.equal(set("last", "5"), "5");
    assert.match(set("last", "Kind.pnog"), /did you mean "pong"/);
    assert.match(set("Kind.ping", "3"), /cannot be given a value/);
  });

  it("are names in conditions of breakpoints, and refused where they are wrong", () => {
    const d = new Debuggee(ENUMS);
    d.begin();
    assert.deepEqual(
      d.breakAt(
        { line: 18, condition: "last == Kind.pong && k == pong && Kind.ping == 0" },
        { line: 18, condition: "last == Kind.pnog" },
        { line: 18, condition: "Kind == 0" },
        { line: 18, condition: "seen == 0" },
        { line: 18, condition: "last[0] == 0" },
        { line: 18, condition: "box[0].count > N && seen[pong] == ping && words[Level.high] == high" },
      ),
      [
        undefined,
        '"Kind" has no member "pnog": did you mean "pong"?',
        '"Kind" is an enum: name one of its members, as in Kind.ping',
        '"seen" is an array: name one of its elements',
        '"last" has no elements',
        undefined,
      ],
    );
    assert.equal(d.told(d.continue()), "breakpoint a:18");
    assert.equal(d.value("k", "a"), "pong (1)");
  });
});

const NESTED = `shared x = 100
shared y = 200
const late = 50
function outside(n) {
  var sum = n + x + late
  return sum
}
program p() {
  var got = outside(1)
  print(late + y)
  var x = 1
  function within() {
    return x + late
  }
  if x == 1 {
    var y = 2
    if y == 2 {
      var x = 3
      var y = 4
      print(x, y)
    }
    print(x, y)
  }
  for x = 8 .. 8 {
    print(x, y)
  }
  var late = 6
  got = outside(2)
  print(x, y, late, got, within())
}
process a = p()
`;

/** What expressions are at the first stop at a line. */
function at(line: number, times = 1): (...expressions: string[]) => string[] {
  const d = new Debuggee(NESTED);
  d.begin();
  d.breakAt(line);
  for (let k = 0; k < times; k++) d.continue();
  return (...expressions) => expressions.map((expression) => d.value(expression, "a"));
}

describe("names in nested places", () => {
  const CASES: readonly (readonly [line: number, times: number, ...values: (readonly [string, string])[]])[] = [
    // A function of the file sees no data section, but shared words and constants of the same names.
    [6, 1, ["x", "100"], ["late", "50"], ["sum", "151"]],
    [6, 2, ["x", "100"], ["late", "50"], ["sum", "152"], ["a.x", "1"], ["got", "151"]],
    // Before a variable is declared its name means what is outside.
    [10, 1, ["x", "100"], ["y", "200"], ["late", "50"]],
    [13, 1, ["x", "1"], ["y", "200"], ["late", "6"]],
    [20, 1, ["x", "3"], ["y", "4"], ["late", "50"]],
    [22, 1, ["x", "1"], ["y", "2"]],
    [25, 1, ["x", "8"], ["y", "200"]],
    [29, 1, ["x", "1"], ["y", "200"], ["late", "6"], ["got", "152"]],
  ];
  for (const [line, times, ...values] of CASES)
    it(`are those of line ${line}, time ${times}`, () => {
      const look = at(line, times);
      assert.deepEqual(
        look(...values.map(([name]) => name)),
        values.map(([, value]) => value),
      );
    });

  it("are taken so by conditions: one that asks for the outer word stops", () => {
    const d = new Debuggee(NESTED);
    d.begin();
    d.breakAt({ line: 6, condition: "x == 100 && late == 50 && n == 2" }, { line: 20, condition: "x * y == 12" });
    assert.deepEqual([d.told(d.continue()), d.told(d.continue())], ["breakpoint a:20", "breakpoint a:6,28"]);
  });
});

const RICH = `machine { cpus: 2 }
enum Kind { ping, pong }
const N = 4
shared count = 0
shared list = [1, 2, 3]
semaphore forks[3] = 1
mutex m
mailbox slots { capacity: 2 }
function work(k) {
  var total = k
  total = total + N
  return total
}
function task(v) {
  down(forks[0])
  compute(3)
  up(forks[0])
}
program p(items) {
  var next: Kind = ping
  var worker = spawn(task, 1)
  for i = 1 .. items {
    var twice = work(i) * 2
    count = count + twice
  }
  join(worker)
}
program q() {
  var other = 3
  lock(m)
  send(slots, N, other)
  unlock(m)
  exit(receive(slots))
}
process a = p(2)
process b = q() { arrival: 2 }
process late = q() { arrival: 500 }
`;

/** Everything that might be a name in RICH. */
const POOL = [
  ...new Set(RICH.match(/[A-Za-z_]\w*/g)),
  ..."tick who thread cpu r0 r7 pc sp fp flags ready waiting true false ERR_FULL main init".split(" "),
];

describe("completion", () => {
  it("offers exactly what evaluates, after a point as well, wherever the machine stands", async () => {
    const client = new Client({ "a.turno": RICH });
    await client.begin("a.turno");
    const offered = async (text: string, frameId?: number): Promise<string[]> => {
      const args = { text, column: text.length + 1, ...(frameId === undefined ? {} : { frameId }) };
      const { targets } = (await client.request("completions", args)) as { targets: { label: string }[] };
      return targets.map(({ label }) => label);
    };
    const evaluates = async (expression: string, frameId?: number): Promise<boolean> => {
      await client.request("evaluate", { expression, ...(frameId === undefined ? {} : { frameId }) });
      return client.received.findLast((m) => m.command === "evaluate")?.success === true;
    };
    let looked = 0;
    const check = async (prefix: string, frameId?: number): Promise<void> => {
      const names = new Set(await offered(prefix, frameId));
      for (const name of new Set([...names, ...POOL])) {
        assert.equal(names.has(name), await evaluates(prefix + name, frameId), `${prefix}${name}`);
        looked++;
      }
    };
    for (let stop = 0; stop < 3; stop++) {
      await client.request("turno/goToTick", { tick: stop * 9 });
      await check("");
      const { threads } = (await client.request("threads")) as { threads: { id: number }[] };
      for (const { id } of threads) {
        const { stackFrames } = (await client.request("stackTrace", { threadId: id })) as {
          stackFrames: { id: number }[];
        };
        for (const frame of stackFrames.slice(0, 2)) await check("", frame.id);
      }
      for (const prefix of [
        "Kind.",
        "a.",
        "b.",
        "late.",
        "a.pcb.",
        "slots.",
        "forks[1].",
        "cpu[1].",
        "list.",
        "nobody.",
      ])
        await check(prefix);
    }
    assert.ok(looked > 2_000, `${looked}`);
  });

  it("knows the names of the place before it is reached, for conditions", () => {
    const { session } = new Debuggee(RICH);
    const index = session.map.image.routines.find(({ name }) => name === "work")!.end - 2;
    const names = completionsOf(session.map, index, "").names.map(({ name }) => name);
    for (const name of ["k", "total", "Kind", "N", "count", "forks", "a", "ERR_FULL"])
      assert.ok(names.includes(name), name);
    assert.deepEqual(
      completionsOf(session.map, index, "Kind.p").names.map(({ name }) => name),
      ["ping", "pong"],
    );
  });
});

describe("conditions on events", () => {
  const stops = (filter: string, condition: string, text = RICH): StopInfo[] => {
    const d = new Debuggee(text);
    assert.equal(d.breakOn(filter, condition), undefined, condition);
    d.begin();
    const found: StopInfo[] = [];
    for (let stop = d.continue(); stop.reason !== "finished"; stop = d.continue()) found.push(stop);
    return found;
  };

  it("are expressions of the language, whole", () => {
    const all = stops("stateTransition", "1 == 1");
    const ticks = (condition: string): number[] => stops("stateTransition", condition).map(({ tick }) => tick);
    const asked = (test: (tick: number) => boolean): number[] => all.map(({ tick }) => tick).filter(test);
    assert.ok(all.length > 9);
    const CASES: readonly (readonly [condition: string, test: (tick: number) => boolean])[] = [
      ["tick % 2 == 1", (t) => t % 2 === 1],
      ["!(tick % 2 == 1)", (t) => t % 2 !== 1],
      ["tick >> 1 << 1 == tick", (t) => (t >> 1) << 1 === t],
      ["(tick & 1 | 2) == 3", (t) => ((t & 1) | 2) === 3],
      ["(tick ^ 1) < tick", (t) => (t ^ 1) < t],
      ["~tick == -tick - 1 && tick > N", (t) => t > 4],
      ["tick == 0 || 10 / tick >= 1", (t) => t === 0 || Math.trunc(10 / t) >= 1],
      ["tick != 0 && 10 / tick >= 1", (t) => t !== 0 && Math.trunc(10 / t) >= 1],
      ["10 / tick >= 1", (t) => t !== 0 && Math.trunc(10 / t) >= 1],
      ["-tick + 0x10 > 0b11 * 2", (t) => -t + 16 > 6],
      ["tick > Kind.pong + N", (t) => t > 5],
      ["(from == running) != (to == ready) || true", () => true],
      ["tick", (t) => t !== 0],
    ];
    for (const [condition, test] of CASES) assert.deepEqual(ticks(condition), asked(test), condition);
  });

  it("may name fields, members of enums, shared words, fields of processes, objects and CPUs", () => {
    const sent = stops("send", "box == slots && word == N && words == 2 && word2 == Kind.pong + 2");
    assert.equal(sent.length, 2);
    assert.equal(stops("send", "process.state == running && process == b").length, 1);
    assert.equal(stops("send", "box.count == count").length, 0);
    assert.equal(stops("send", "box.capacity == 2 && m.owner == process").length, 2);
    assert.equal(stops("send", "cpu[0].running == process || cpu[1].running == process").length, 2);
    assert.equal(stops("send", "list[word - 2] == 3 && list[Kind.ping] == 1").length, 2);
    assert.equal(stops("systemCall", "count > 10 && call == exit && process == late").length, 1);
    assert.equal(stops("blocked", "object == forks[0] || object == forks[Kind.pong]").length, 0);
    assert.equal(stops("send", "a.state == waiting || a.state == terminated || a.next == Kind.ping").length, 2);
  });

  it("are refused where a name, a member or the form is wrong, and where they call", () => {
    const problem = (condition: string): string => new Debuggee(RICH).breakOn("send", condition) ?? "";
    for (const [condition, words] of [
      ["word == Kind.pnog", /"Kind" has no member "pnog": did you mean "pong"\?/],
      ["word == Kind", /"Kind" is an enum: name one of its members/],
      ["word == list", /"list" is an array: name one of its elements/],
      ["word == pid()", /pid\(\) cannot be called here/],
      ["a.nothing == 1", /a process has no field "nothing"/],
      ["next == 1", /"next" is not a field of "send" \(.*\) nor a name of the scenario/],
      ["r0 == 1", /"r0" is not a field/],
      ['word == "x"', /./],
      ["word = 1", /'=' does not compare/],
      ["(word == 1", /expected/],
    ] as const)
      assert.match(problem(condition), words, condition);
  });

  it("change nothing of the run", () => {
    const hash = (condition?: string): string => {
      const d = new Debuggee(RICH);
      if (condition !== undefined) d.breakOn("stateTransition", condition);
      d.begin();
      let stop = d.continue();
      while (stop.reason !== "finished") stop = d.continue();
      return evaluateText(d.session, "count", undefined, undefined).ok ? String(d.tick) : "";
    };
    assert.equal(hash("list[process % 3] == 2 && slots.count >= 0"), hash());
  });
});
