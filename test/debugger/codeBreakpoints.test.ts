/** Function and instruction breakpoints, modes, log points and hit counts on every kind; all of them forward and back. */
import { strict as assert } from "node:assert";
import { codeAddress } from "../../src/isa/image.ts";
import type { BreakpointTerms, CodeBreakpoint } from "../../src/debugger/breakpoints/breakpoints.ts";
import { Debuggee } from "./debuggee.ts";

const CALLS = `machine { scheduler: round_robin(quantum: 5) }
shared total = 0
mutex m
function add(n) {
  while n > 0 { total = total + 1 n = n - 1 }
  return total
}
program worker(times) {
  function again() { return add(1) }
  for i = 1 .. times {
    lock(m)
    add(i)
    unlock(m)
    again()
  }
  compute(2)
}
process a = worker(2)
process b = worker(1)
`;

function onFunction(debuggee: Debuggee, name: string, terms: BreakpointTerms = {}): CodeBreakpoint {
  return debuggee.session.changeBreakpoints((set) => set.setFunctions([{ name, ...terms }]))[0]!;
}

function begun(): Debuggee {
  const debuggee = new Debuggee(CALLS);
  debuggee.begin();
  return debuggee;
}

/** The stops up to the end: reason, text without the tick. */
function stops(debuggee: Debuggee): string[] {
  const told: string[] = [];
  for (let stop = debuggee.continue(); stop.reason !== "finished"; stop = debuggee.continue())
    told.push(`${stop.reason}: ${stop.text.replace(/ at tick \d+$/, "")}`);
  return told;
}

const sorted = (texts: readonly string[]): string[] => [...texts].sort();

describe("a function breakpoint", () => {
  it("stops at each entry of a function, once", () => {
    const debuggee = begun();
    assert.equal(onFunction(debuggee, "add").problem, undefined);
    const [a, b] = ["function breakpoint: 1 a enters add", "function breakpoint: 2 b enters add"];
    assert.deepEqual(sorted(stops(debuggee)), [a, a, a, a, b, b]);
  });

  it("names a program, a function of one program, a built-in", () => {
    const program = new Debuggee(CALLS);
    onFunction(program, "worker");
    assert.equal(program.continue().text, "1 a enters worker at tick 0");
    const inner = begun();
    onFunction(inner, "worker.again");
    assert.deepEqual(new Set(stops(inner).map((text) => text.slice(-12))), new Set(["worker.again"]));
    const call = begun();
    onFunction(call, "unlock");
    const stop = call.continue();
    assert.equal(stop.text.replace(/ at.*/, ""), "1 a calls unlock");
    assert.equal(call.where("a"), "a:13");
    const compute = begun();
    onFunction(compute, "compute");
    assert.equal(stops(compute).length, 2);
  });

  for (const body of [
    "loop { n = n - 1 if n < 0 { break } }",
    "while n > 0 { n = n - 1 }",
    "while true { n = n - 1 if n < 0 { return } }",
    "repeat { n = n - 1 } until n < 0",
    "for i = 1 .. n { compute(1) }",
    "loop { loop { n = n - 1 if n < 0 { return } } }",
    "loop { atomic { n = n - 1 } if n < 0 { break } }",
    "top: n = n - 1 if n > 0 { goto top }",
    "loop { yield() n = n - 1 if n < 0 { break } }",
  ])
    for (const machine of ["", "machine { instruction: 0 }\n", "machine { cpus: 2, syscall: 2, context_switch: 1 }\n"])
      it(`stops once where a routine begins with a loop: ${body} ${machine}`, () => {
        const program = new Debuggee(
          `${machine}program p(n) { ${body} }\nprocess a = p(3)\nprocess b = p(4) { arrival: 2 }\n`,
        );
        onFunction(program, "p", { hitCondition: ">= 1" });
        const [a, b] = ["function breakpoint: 1 a enters p", "function breakpoint: 2 b enters p"];
        assert.deepEqual(stops(program), [a, b]);
        assert.match(program.session.reverseContinue().text, /2 b enters p/);
        assert.match(program.session.reverseContinue().text, /1 a enters p/);
        const called = new Debuggee(
          `${machine}function p(n) { ${body} }\nprogram q() { p(3) join(spawn(p, 2)) }\nprocess a = q()\n`,
        );
        onFunction(called, "p");
        assert.equal(stops(called).length, 2);
      });

  it("stops at each entry of a program that replaces itself, starts itself or forks", () => {
    const own = new Debuggee(
      "shared n = 0\nprogram p() { loop { n = n + 1 if n < 5 { exec(p) } if n > 9 { break } } }\nprocess a = p()\n",
    );
    onFunction(own, "p");
    assert.equal(stops(own).length, 5);
    const started = new Debuggee(
      "shared n = 0\nprogram p() { loop { n = n + 1 if n < 5 { start(p) wait() } if n > 4 { break } } }\nprocess a = p()\n",
    );
    onFunction(started, "p");
    assert.equal(stops(started).length, 5);
    // A forked child is in the midst of it.
    const forked = new Debuggee("program p() { loop { fork() break } }\nprocess a = p()\n");
    onFunction(forked, "p");
    assert.equal(stops(forked).length, 1);
  });

  it("on a call stops at each, though it is the first instruction of a program", () => {
    const debuggee = new Debuggee(
      "program p() { var n = 0 loop { yield() if n > 3 { break } n = n + 1 } }\nprocess a = p()\n",
    );
    onFunction(debuggee, "yield");
    const told = stops(debuggee);
    assert.ok(told.length > 1);
    assert.deepEqual(new Set(told), new Set(["function breakpoint: 1 a calls yield"]));
  });

  it("is refused where there is no such function, or nobody calls it", () => {
    const debuggee = begun();
    assert.equal(onFunction(debuggee, "nothing").problem, 'There is no program, function or built-in "nothing".');
    assert.equal(onFunction(debuggee, "fork").problem, 'Nothing in this scenario calls "fork".');
    assert.match(onFunction(debuggee, "add", { condition: "sum > 1" }).problem!, /"sum" is not a name here/);
  });

  it("has the arguments in its condition, and who calls", () => {
    const debuggee = begun();
    onFunction(debuggee, "add", { condition: "n == 2 && who == a" });
    assert.equal(stops(debuggee).length, 1);
  });
});

describe("an instruction breakpoint", () => {
  it("stops before its instruction, and is refused between two", () => {
    const debuggee = begun();
    const add = debuggee.session.image.routines.find((routine) => routine.name === "add")!;
    const address = codeAddress(add.entry + 1);
    const set = (at: number): string | undefined =>
      debuggee.session.changeBreakpoints((breakpoints) => breakpoints.setInstructions([{ address: at }]))[0]!.problem;
    assert.match(set(address + 4)!, /no instruction at 0x/);
    assert.match(set(-8)!, /no instruction at/);
    assert.equal(set(address), undefined);
    const stop = debuggee.continue();
    assert.equal(stop.reason, "instruction breakpoint");
    assert.equal(debuggee.session.sim.world.threads[stop.thread]!.registers[10], address);
  });
});

describe("a mode", () => {
  it("holds a breakpoint to the thread that is in view", () => {
    const debuggee = begun();
    debuggee.session.threadInView = debuggee.thread("b");
    const made = onFunction(debuggee, "add", { mode: "thread" });
    assert.equal(made.thread, debuggee.thread("b"));
    debuggee.session.threadInView = debuggee.thread("a");
    assert.equal(onFunction(debuggee, "add", { mode: "thread" }), made);
    assert.deepEqual(new Set(stops(debuggee)), new Set(["function breakpoint: 2 b enters add"]));
  });

  it("lets a breakpoint only tell", () => {
    const debuggee = begun();
    onFunction(debuggee, "add", { mode: "log", condition: "n == 2" });
    assert.deepEqual(stops(debuggee), []);
    assert.match(debuggee.output.join("\n"), /1 a was here at tick \d+/);
  });

  it("holds an event to a thread, or lets it only tell", () => {
    const debuggee = begun();
    debuggee.session.threadInView = debuggee.thread("b");
    debuggee.session.setEventBreakpoints([{ filter: "processEnded", mode: "thread" }]);
    debuggee.session.setEventBreakpoints([{ filter: "blocked", mode: "log" }]);
    assert.deepEqual(stops(debuggee), []);
  });
});

describe("a log point", () => {
  it("tells values of any kind: words, fields, arrays, other processes", () => {
    const debuggee = begun();
    const logMessage = "n is {n}, total {total}, b {b.state}, at {tick}: {{{n}}}, }";
    debuggee.breakAt({ line: 5, logMessage, hitCondition: "== 1" });
    stops(debuggee);
    const [line = ""] = debuggee.output;
    assert.match(line, /^n is 1, total 0, b \D.*, at \d+: \{1\}, \}$/);
  });

  it("shows arrays whole, and rows of them", () => {
    const debuggee = new Debuggee(
      "program p() {\n  var page: int[3] = [1, 2, 3]\n  var grid: int[2][2]\n  grid[1][0] = 4\n  compute(1)\n}\nprocess a = p()\n",
    );
    debuggee.begin();
    assert.deepEqual(debuggee.breakAt({ line: 5, logMessage: "{page} {page[2]} {grid[1]} {grid[1][0]}" }), [undefined]);
    debuggee.continue();
    assert.equal(debuggee.output[0], "[1, 2, 3] 3 [4, 0] 4");
  });

  it("is refused as a condition is: a wrong expression, an unknown name, a brace that is not closed", () => {
    const debuggee = begun();
    const problems = debuggee.breakAt(
      { line: 5, logMessage: "{nosuch}" },
      { line: 5, logMessage: "n is {n}, {1 +}" },
      { line: 5, logMessage: "{b.nosuch}" },
      { line: 5, logMessage: "sum {" },
      { line: 5, logMessage: "{ { n } }" },
      { line: 5, logMessage: "{}" },
      { line: 5, logMessage: "{again()}" },
      { line: 5, logMessage: "{m[1]}" },
      { line: 5, logMessage: "plain {{n}}" },
    );
    assert.deepEqual(
      problems.map((problem) => problem?.slice(0, 34)),
      [
        '"nosuch" is not a name here',
        problems[1]!.slice(0, 34),
        'a process has no field "nosuch"',
        'The brace at "{" is not closed: wri',
        'The brace at "{ { n } }" is not clo',
        "There is no expression between { an",
        "again() cannot be called here",
        problems[7]?.slice(0, 34),
        undefined,
      ].map((problem) => problem?.slice(0, 34)),
    );
    assert.ok((problems[1] ?? "").length > 0);
    assert.equal(onFunction(debuggee, "add", { logMessage: "{nosuch}" }).problem, '"nosuch" is not a name here');
  });

  it("of blanks alone is none: it stops", () => {
    const debuggee = begun();
    debuggee.breakAt({ line: 5, logMessage: "  " });
    assert.equal(debuggee.continue().reason, "breakpoint");
  });
});

describe("a hit count", () => {
  it("counts on every kind of breakpoint, and is a fact of the run", () => {
    const debuggee = begun();
    onFunction(debuggee, "add", { hitCondition: "% 2" });
    debuggee.session.setEventBreakpoints([{ filter: "contextSwitch", hitCondition: "3" }]);
    const forward: [string, number][] = [];
    for (let stop = debuggee.continue(); stop.reason !== "finished"; stop = debuggee.continue())
      forward.push([stop.text, stop.tick]);
    assert.ok(forward.filter(([text]) => text.includes("enters add")).length === 3);
    for (const [text, tick] of [...forward].reverse()) {
      const back = debuggee.session.reverseContinue();
      assert.deepEqual([back.text, back.tick], [`Reverse: ${text}`, tick]);
    }
    assert.match(debuggee.session.reverseContinue().text, /beginning/);
    // Once more forward: the same hits have the same numbers.
    for (const [text, tick] of forward) {
      const again = debuggee.continue();
      assert.deepEqual([again.text, again.tick], [text, tick]);
    }
  });

  it("goes on counting while somebody goes to a tick without stopping", () => {
    const debuggee = begun();
    onFunction(debuggee, "add", { hitCondition: "== 6" });
    debuggee.runToTick(60);
    assert.equal(stops(debuggee).length, 1);
  });
});
