/**
 * What breakpoints stop at: lines, conditions, hit counts, log points, machine events; and what is refused.
 */
import assert from "node:assert/strict";
import { hitTest } from "../../src/debugger/breakpoints/hits.ts";
import { NAMED_FILTERS } from "../../src/debugger/breakpoints/filters.ts";
import { joinStops, type StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import { Debuggee } from "./debuggee.ts";

const COUNT = `machine { scheduler: round_robin(quantum: 3) }
shared count = 0
program adder(times) {
  var sum = 0

  for i = 1 .. times {
    count = count + 1
    sum = sum + i
  }
  print(sum)
}
process p = adder(4)
process q = adder(2)
`;

/** Begins, sets breakpoints, and continues to the end: what is told of each stop but the last. */
function stops(
  text: string,
  set: (debuggee: Debuggee) => void,
  tell?: (stop: StopInfo, d: Debuggee) => string,
): string[] {
  const debuggee = new Debuggee(text);
  debuggee.begin();
  set(debuggee);
  const told: string[] = [];
  for (let stop = debuggee.continue(); stop.reason !== "finished"; stop = debuggee.continue()) {
    told.push(tell === undefined ? debuggee.told(stop) : tell(stop, debuggee));
  }
  return told;
}

describe("breakpoints at lines", () => {
  it("stop each thread that comes there, before it does", () => {
    const told = stops(
      COUNT,
      (d) => void d.breakAt(7),
      (_stop, d) => d.value("count"),
    );
    assert.equal(told.length, 6);
    assert.equal(told[0], "0");
  });

  it("move to the next statement from a line without one, and are refused after the last", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    const [moved, none] = debuggee.session.setSourceBreakpoints(0, [{ line: 5 }, { line: 12 }]);
    assert.equal(moved!.locations[0]?.span.start.line, 6);
    assert.equal(none!.locations[0], undefined);
  });

  it("with a condition stop where it holds: of values, and of who runs", () => {
    assert.deepEqual(
      stops(COUNT, (d) => void d.breakAt({ line: 8, condition: "i == 3" })),
      ["breakpoint p:8"],
    );
    assert.deepEqual(
      stops(COUNT, (d) => void d.breakAt({ line: 8, condition: "who == q" })),
      ["breakpoint q:8", "breakpoint q:8"],
    );
    assert.deepEqual(
      stops(
        COUNT,
        (d) => void d.breakAt({ line: 8, condition: "who == p && q.state == terminated && q.exit == 0" }),
      ).at(-1),
      "breakpoint p:8",
    );
  });

  it("with a column stand at that statement of the line", () => {
    const text = "program one() {\n  var a = 1; var b = 2; a = b\n}\nprocess p = one()\n";
    const told = stops(
      text,
      (d) => void d.breakAt({ line: 2, column: 25 }),
      (_stop, d) => d.value("b", "p"),
    );
    assert.deepEqual(told, ["2"]);
  });

  it("count hits", () => {
    const hits = (hitCondition: string): string[] =>
      stops(
        COUNT,
        (d) => void d.breakAt({ line: 8, condition: "who == p", hitCondition }),
        (_stop, d) => d.value("i", "p"),
      );
    assert.deepEqual(hits("3"), ["3", "4"]);
    assert.deepEqual(hits("== 2"), ["2"]);
    assert.deepEqual(hits("% 2"), ["2", "4"]);
    assert.deepEqual(hits("< 3"), ["1", "2"]);
  });

  it("take no hit count that is none", () => {
    for (const text of ["", "x", "% 0", "1.5", ">", "-1", ">> 2"]) assert.equal(hitTest(text), undefined, text);
  });

  it("that log write their message and never stop", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    debuggee.breakAt({ line: 8, condition: "who == q", logMessage: "i is {i}, twice {2 * i}, {{i}}, {1 / 0}" });
    assert.equal(debuggee.continue().reason, "finished");
    assert.deepEqual(
      debuggee.output.filter((line) => line.startsWith("i is")),
      [1, 2].map((i) => `i is ${i}, twice ${2 * i}, {i}, {division by zero}`),
    );
  });

  it("are refused with the error of their condition", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    assert.deepEqual(
      debuggee.breakAt(
        { line: 8, condition: "i ==" },
        { line: 8, condition: "nobody == 1" },
        { line: 8, condition: "p.nothing == 1" },
        { line: 4, condition: "i == 1" },
        { line: 8, hitCondition: "often" },
        { line: 8, condition: "  ", hitCondition: "" },
        { line: 8, condition: "p.sum + q.pcb.priority + r0 + tick > count && state_of == 1" },
      ),
      [
        "a value is expected here, not the end of the text",
        '"nobody" is not a name here',
        'a process has no field "nothing"',
        '"i" is not a name here',
        "A hit count is a number, with one of >= > == < <= % before it: 5, >= 5, % 5.",
        undefined,
        '"state_of" is not a name here',
      ],
    );
  });

  it("that are asked for again keep their ids and hits, and take effect while the machine runs", () => {
    const { session } = new Debuggee(COUNT);
    const [first, second] = session.setSourceBreakpoints(0, [{ line: 7 }, { line: 8 }]);
    const [again, other] = session.setSourceBreakpoints(0, [{ line: 8 }, { line: 4 }]);
    assert.deepEqual([first!.id, second!.id, again!.id, other!.id], [1, 2, 2, 3]);
    session.setSourceBreakpoints(0, []);
    session.resume({ kind: "continue" });
    assert.equal(session.runChunk(1), undefined);
    session.setSourceBreakpoints(0, [{ line: 8 }]);
    let stop: StopInfo | undefined;
    while (stop === undefined) stop = session.runChunk(10);
    assert.equal(stop.reason, "breakpoint");
  });

  it("two at one place stop once, with both ids", () => {
    const debuggee = new Debuggee(COUNT);
    debuggee.begin();
    debuggee.breakAt({ line: 8, condition: "i == 1" }, { line: 8, condition: "i < 9" });
    assert.deepEqual(debuggee.continue().breakpoints, [1, 2]);
  });
});

const EVENTS = `machine { scheduler: round_robin(quantum: 4) }
semaphore free = 1
mailbox box { capacity: 1 }
program producer() {
  down(free)
  send(box, 7)
  sleep(3)
  send(box, 8)
  up(free)
}
program consumer() {
  var a = receive(box)
  var b = receive(box)
  assert a < b, "in order"
  print(1 / (a - 7))
}
process p = producer()
process c = consumer()
`;

describe("breakpoints on events", () => {
  const told = (filter: string, condition?: string): string[] =>
    stops(
      EVENTS,
      (d) => {
        assert.equal(d.breakOn(filter, condition), undefined);
      },
      (stop) => stop.text,
    );

  it("stop at context switches between two processes, by reason", () => {
    const all = told("contextSwitch");
    assert.ok(all.length > 2);
    const some = told("contextSwitch", "from == p && to == c");
    assert.deepEqual(
      some,
      all.filter((text) => text.includes("from p · to c")),
    );
    for (const text of told("contextSwitch", "from == p && reason == waiting"))
      assert.match(text, /from p .* reason waiting/);
  });

  it("stop at system calls, at who begins to wait and for what", () => {
    assert.deepEqual(told("systemCall", "call == receive").length, 2);
    assert.equal(told("blocked", "process == c && wait == receive").length, 1);
    assert.ok(told("stateTransition", "process == p && state == waiting").length >= 1);
  });

  it("stop at moves between states, by where from, where to, and why", () => {
    const all = told("stateTransition", "process == p");
    const like = (pattern: RegExp): string[] => all.filter((text) => pattern.test(text));
    for (const [condition, pattern] of [
      ["process == p && from == running && to == waiting", /from running · to waiting/],
      ["process == p && to == terminated", /to terminated/],
      ["process == p && reason == dispatch", /from ready · to running/],
      ["process == p && reason == wait", /from running · to waiting/],
      ["process == p && (reason == admitted || from == waiting)", /from (new|waiting) · to ready/],
    ] as const) {
      const some = told("stateTransition", condition);
      assert.ok(some.length > 0, condition);
      assert.deepEqual(some, like(pattern), condition);
    }
    assert.deepEqual(told("stateTransition", "reason == swap_out"), []);
    for (const [wrong, words] of [
      ["from == p", /^"p" is not one of new, ready, running, /],
      ["reason == preempted", /^"preempted" is not one of admitted, dispatch, .*, swap_in, nor a constant or a field$/],
      ["where == 1", /^"where" is not a field of "state transition"/],
    ] as const)
      assert.match(new Debuggee(EVENTS).breakOn("stateTransition", wrong) ?? "", words);
  });

  it("stop at messages by mailbox and word", () => {
    assert.equal(told("send", "box == box && word == 8").length + told("send", "word == 8").length, 2);
  });

  it("stop at messages by their other words, and by how many there are, forward and back", () => {
    const d = new Debuggee(EVENTS.replace("send(box, 8)", "send(box, 8, 20)"));
    d.begin();
    assert.equal(d.breakOn("receive", "words == 2 && word2 == 20 && word3 == 0 && count == 0"), undefined);
    assert.match(d.continue().text, /^Tick \d+: receive · process c · box box · count 0 · word 8 · then 20$/);
    const { tick } = d;
    assert.equal(d.continue().reason, "finished");
    assert.equal(d.session.reverseContinue().tick, tick);
    assert.match(
      d.breakOn("mailboxFull", "word9 == 1") ?? "",
      /"word9" is not a field of "mailbox full" \(.*word, word2 … word8, words, tick\)/,
    );
    assert.match(d.breakOn("blocked", "words == 1") ?? "", /"words" is not a field of "blocked"/);
  });

  it("are an exception where something goes wrong, whatever else happens at that moment", () => {
    const debuggee = new Debuggee("program p() { var a = 7\n a = a / (a - 7) }\nprocess one = p()\n");
    debuggee.begin();
    debuggee.breakOn("fault");
    const stop = debuggee.continue();
    assert.deepEqual([stop.reason, stop.description, stop.breakpoints.length], ["exception", "Fault", 1]);
    assert.deepEqual(
      joinStops({ ...stop, reason: "event", description: "Blocked", text: "it waits", breakpoints: [1] }, stop),
      { ...stop, text: `${stop.text} · it waits`, breakpoints: [1, ...stop.breakpoints] },
    );
  });

  it("stop at a fault while its thread can be looked at", () => {
    const debuggee = new Debuggee(EVENTS);
    debuggee.begin();
    debuggee.breakOn("fault");
    const stop = debuggee.continue();
    assert.equal(debuggee.told(stop), "exception c:15");
    assert.match(stop.text, /c: division by zero/);
    assert.deepEqual(
      ["a", "b", "a - 7"].map((e) => debuggee.value(e, "c")),
      ["7", "8", "0"],
    );
    assert.equal(debuggee.continue().reason, "finished");
  });

  it("stop at the end of a process", () => {
    assert.deepEqual(
      told("processEnded", "end == fault").map((text) => /process \w+ · end \w+/.exec(text)?.[0]),
      ["process c · end fault"],
    );
  });

  it("are refused with the error of their condition, and with the fields that there are", () => {
    const debuggee = new Debuggee(EVENTS);
    const problem = (filter: string, condition: string): string => debuggee.breakOn(filter, condition) ?? "";
    assert.match(problem("contextSwitch", "from = p"), /expected|=/);
    assert.match(
      problem("contextSwitch", "form == p"),
      /"form" is not a field of .*from, to, reason, cpu, thread, tick/,
    );
    assert.match(problem("contextSwitch", "reason == because"), /because/);
    assert.match(problem("contextSwitch", "f(from)"), /./);
    assert.equal(debuggee.begin().reason, "entry");
    assert.equal(debuggee.continue().reason, "finished");
  });

  it("take the example of each filter, and words of the language as fields and waits", () => {
    const text = EVENTS.replace("mailbox box", "shared count = 0\nmailbox slots {}\nmutex m\nmailbox box");
    const debuggee = new Debuggee(text);
    for (const { id, example } of NAMED_FILTERS) assert.equal(debuggee.breakOn(id, example), undefined, example);
    assert.equal(debuggee.breakOn("blocked", "wait == mutex && process != p"), undefined);
    assert.match(debuggee.breakOn("blocked", "program == p") ?? "", /^"program" is not a field of "blocked"/);
  });

  it("set while the machine runs take effect at once", () => {
    const { session } = new Debuggee(EVENTS);
    session.resume({ kind: "continue" });
    assert.equal(session.runChunk(1), undefined);
    session.setEventBreakpoints([{ filter: "processEnded" }]);
    let stop: StopInfo | undefined;
    while (stop === undefined) stop = session.runChunk(10);
    assert.equal(stop.reason, "event");
  });

  it("on a deadlock make one stop of it and the end of the run", () => {
    const text = "semaphore s = 0\nprogram one() { down(s) }\nprocess p = one()\n";
    const debuggee = new Debuggee(text);
    debuggee.begin();
    debuggee.breakOn("deadlock");
    const stop = debuggee.continue();
    assert.deepEqual([stop.reason, stop.description], ["finished", "Deadlock"]);
    assert.ok(debuggee.session.isFinished);
  });
});
