/**
 * Data races: found where nothing orders two accesses, told with thread, line, tick and what would have ordered them, in a run
 * and in a session that goes back in time.
 */
import assert from "node:assert/strict";
import { exceptionInfo } from "../../src/debugger/breakpoints/exceptions.ts";
import { Run } from "../../src/debugger/outcome/outcome.ts";
import { raceReports } from "../../src/debugger/outcome/races.ts";
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { detectRaces } from "../../src/machine/ipc/watch.ts";
import { run } from "../../src/machine/step.ts";
import { simulate } from "../support/scenario.ts";
import { Debuggee } from "./debuggee.ts";

/** The races of a whole scenario: variable, the two accesses as `a writes:4@12`, and the remedy. */
function races(text: string): string[] {
  const sim = simulate(text);
  const detector = detectRaces(sim);
  run(sim, 10_000_000);
  return raceReports(sim, detector).map(({ variable, first, second, remedy }) => {
    const [a, b] = [first, second].map(({ label, verb, line, tick }) => `${label} ${verb}:${line}@${tick}`);
    return `${variable}: ${a!}, ${b!}; ${remedy}`;
  });
}

const counter = (before: string, after: string): string => `machine { scheduler: round_robin(quantum: 3) }
shared count = 0
mutex m
mutex n
program adder(times) {
  for i = 1 .. times { ${before}
    count = count + 1
    ${after} }
}
process a = adder(20)
process b = adder(20)
`;

const MUTEX_OR_MESSAGE = "one mutex or semaphore around both would, or a message from the first to the second";

/** Name, scenario, races. */
const CASES: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  [
    "one line, its word read and written by both",
    `machine { instruction: 0 cpus: 2 } shared x = 0
     program p() { compute(2) x = 1 } program q() { compute(5) print(x) } process a = p() process b = q()`,
    [`x: 1 a writes:2@2, 2 b reads:2@5; ${MUTEX_OR_MESSAGE}`],
  ],
  [
    "an element of an array, by its place; other elements are other words",
    `machine { instruction: 0 cpus: 2 } shared x: int[2][3]
     program p() { x[1][2] = 1 x[0][0] = 1 } program q() { compute(5) x[1][2] = 2 x[0][1] = 1 } process a = p() process b = q()`,
    [`x[1][2]: 1 a writes:2@0, 2 b writes:2@5; ${MUTEX_OR_MESSAGE}`],
  ],
  [
    "only one of two holds the lock",
    `machine { instruction: 0 cpus: 2 } shared x = 0 mutex m
     program p() { lock(m) x = 1 unlock(m) } program q() { compute(5) x = 2 } process a = p() process b = q()`,
    ["x: 1 a writes:2@0, 2 b writes:2@5; only one of them holds m: both should"],
  ],
  [
    "each holds another lock",
    `machine { instruction: 0 cpus: 2 } shared x = 0 mutex m mutex n
     program p() { lock(m) x = 1 unlock(m) } program q() { compute(5) lock(n) x = 2 unlock(n) } process a = p() process b = q()`,
    ["x: 1 a writes:2@0, 2 b writes:2@5; one holds m, the other n: both should hold the same"],
  ],
  [
    "both hold a lock to read, and one writes",
    `machine { instruction: 0 cpus: 2 } shared x = 0 rwlock r
     program p(wait) { compute(wait) read_lock(r) x = wait rw_unlock(r) } process a = p(1) process b = p(4)`,
    ["x: 1 a writes:2@1, 2 b writes:2@4; both hold r, but to read: who writes should hold it to write"],
  ],
  ["under one lock", counter("lock(m)", "unlock(m)"), []],
  ["two that only read", `shared x = 1 program p() { print(x) } process a = p() process b = p()`, []],
  [
    "a message from the first to the second",
    `shared x = 0 program p() { x = 1 send(2) } program q() { receive(1) x = 2 } process a = p() process b = q()`,
    [],
  ],
  [
    "the end of a child, and the creation of one",
    `shared x = 0 program c() { x = x + 1 } program p() { x = 1 start(c) wait() x = 3 } process a = p()`,
    [],
  ],
  [
    "a word that an indivisible instruction takes as a lock",
    `machine { cpus: 2 } shared lock_ = 0 shared x = 0
     program p() { while test_and_set(lock_) == 1 { } x = x + 1 lock_ = 0 } process a = p() process b = p()`,
    [],
  ],
  [
    "such a word that is looked at first, before anybody has taken it",
    `machine { cpus: 2 } shared lock_ = 0 shared x = 0
     program p() { while lock_ == 1 || test_and_set(lock_) == 1 { } x = x + 1 lock_ = 0 } process a = p() process b = p()`,
    [],
  ],
  [
    "such a word that is written first, beside the indivisible instruction",
    `machine { instruction: 0 cpus: 2 } shared x = 0
     program p() { x = 5 } program q() { compute(1) fetch_and_add(x, 1) } process a = p() process b = q()`,
    [`x: 1 a writes:2@0, 2 b writes:2@1; ${MUTEX_OR_MESSAGE}`],
  ],
  [
    "such a word that is written over a change that the writer has not seen",
    `machine { cpus: 2 } shared x = 0
     program p() { x = x + 1 } program q() { fetch_and_add(x, 1) } process a = p() process b = q()`,
    [`x: 2 b writes:2@2, 1 a writes:2@3; ${MUTEX_OR_MESSAGE}`],
  ],
  [
    "a semaphore that counts more than one lets two in",
    `machine { instruction: 0 cpus: 2 } semaphore s = 2 shared x = 0
     program p(word) { down(s) compute(word) x = word up(s) } process a = p(1) process b = p(4)`,
    [`x: 1 a writes:2@1, 2 b writes:2@4; ${MUTEX_OR_MESSAGE}`],
  ],
  [
    "the data section of a process, between its threads",
    `machine { instruction: 0 cpus: 2 }
     program p() { var d = 0 function f() { compute(1) d = 1 } var a = spawn(f) compute(3) d = 3 join(a) } process a = p()`,
    [`a.d: 1.2 f writes:2@1, 1.1 p writes:2@3; ${MUTEX_OR_MESSAGE}`],
  ],
];

/** Threads of one process that write a word of its data section, and whether that is a race. */
const THREADED: readonly (readonly [name: string, text: string, variables: readonly string[]])[] = [
  ["kernel threads", two("kernel", "d = d + 1"), ["p.d"]],
  ["threads of a library that pre-empts", two("library(preemptive, quantum: 2)", "d = d + 1"), ["p.d"]],
  ["light-weight processes", two("hybrid(lwps: 2)", "d = d + 1"), ["p.d"]],
  ["goroutines", two("go(processors: 2)", "d = d + 1"), ["p.d"]],
  ["threads that change only where they say so", two("library(cooperative)", "d = d + 1 yield()"), []],
  ["an element of an array", two("kernel", "a[1][2] = n"), ["p.a[1][2]"]],
  ["each its own element", two("kernel", "a[0][n] = a[0][n] + 1"), []],
  ["variables of their own", two("kernel", "var own = d own = own + n"), []],
  ["under one lock", two("kernel", "lock(m) d = d + 1 unlock(m)"), []],
  ["by indivisible instructions", two("kernel", "fetch_and_add(d, 1)"), []],
  [
    "one after the other, by join",
    `program P() { var d = 0 function t() { d = d + 1 } join(spawn(t)) join(spawn(t)) d = d + 1 } process p = P()`,
    [],
  ],
  [
    "the main thread, which has not joined",
    `program P() { var d = 0 function t() { d = d + 1 } var a = spawn(t) sleep(90) d = 9 join(a) } process p = P()`,
    ["p.d"],
  ],
  ["a process with one thread", `program P() { var d = 0 d = d + 1 } process p = P() process q = P()`, []],
  [
    "a forked child, which has a copy",
    `program P() { var d = 0 function t() { } join(spawn(t)) if fork() == 0 { spawn(t) d = 1 } else { d = 2 } } process p = P()`,
    [],
  ],
  [
    "a program in the place of another, where others had written",
    `program Q() { var e = 0 function t() { } spawn(t) e = 1 }
     program P() { var d = 0 function t() { d = d + 1 sleep(99) } spawn(t) sleep(20) exec(Q) } process p = P()`,
    [],
  ],
  [
    "a child, by its name and number",
    `program C() { var d = 0 function t() { d = d + 1 } var a = spawn(t) d = 1 join(a) } program P() { start(C) wait() } process p = P()`,
    ["C (2).d"],
  ],
];

function two(threads: string, action: string): string {
  return `mutex m
    program P() { var d = 0 var a: int[2][3] function t(n) { for i = 1 .. 9 { ${action} } }
      var x = spawn(t, 1) var y = spawn(t, 2) join(x) join(y) }
    machine { scheduler: round_robin(quantum: 4) cpus: 2 } process p = P() { threads: ${threads} }`;
}

/** Who sees the end of a process comes after what that did: programs that write `x` when `victim`, pid 2, has ended. */
const SEEN: readonly (readonly [how: string, text: string])[] = [
  ["kill", "sleep(20) kill(2) x = 2"],
  ["kill of one that has ended", "sleep(99) kill(2) x = 2"],
  ["suspend of one that has ended", "sleep(99) suspend(2) x = 2"],
  ["a message that it will not send", "receive(2) x = 2"],
  ["a message to one that has ended", "sleep(99) send(2, 1) x = 2"],
];

describe("data races", () => {
  for (const [name, text, expected] of CASES) it(name, () => assert.deepEqual(races(text), expected));

  for (const [name, text, variables] of THREADED)
    it(`between threads: ${name}`, () => {
      assert.deepEqual([...new Set(races(text).map((race) => race.replace(/:.*/, "")))], variables);
    });

  for (const [how, text] of SEEN)
    it(`are none where the end was seen: ${how}`, () => {
      const scenario = (act: string): string =>
        `machine { cpus: 2 } shared x = 0 program p() { ${act} } program v() { x = 1 sleep(50) } process a = p() process victim = v()`;
      assert.deepEqual(races(scenario(text)), []);
      assert.equal(races(scenario("sleep(99) x = 2")).length, 1);
    });

  it("cost nothing in the data section of a process with one thread", () => {
    const sim = simulate("program p() { var d = 0 for i = 1 .. 99 { d = d + i } } process a = p()");
    const detector = detectRaces(sim);
    run(sim, 500);
    assert.equal(sim.executions[0]!.hidden, undefined);
    assert.equal(detector.bytes, 0);
  });

  it("are told with the file, where there are several", () => {
    const files: Record<string, string> = { "lib.turno": "shared x = 0\nfunction f() {\n  x = 1\n}" };
    const { image } = compile(
      "main.turno",
      `import "lib.turno"\nprogram p() { f() }\nprocess a = p()\nprocess b = p()`,
      (uri) => files[uri],
    );
    const sim = boot(image!);
    const detector = detectRaces(sim);
    run(sim, 1_000_000);
    assert.match(
      raceReports(sim, detector)[0]!.text,
      /^1 a writes x at lib\.turno:3, tick \d+, and 2 b writes x at lib\.turno:3/,
    );
  });

  it("are told by `no race`, with both accesses", () => {
    const { image } = compile("racy.turno", `${counter("", "")}expect { no race }`);
    const under = new Run(image!);
    while (under.runChunk(1000));
    const [verdict] = under.outcome().verdicts;
    assert.equal(verdict?.holds, false);
    assert.match(
      verdict.detail,
      /^1 a writes count at line 7, tick \d+, and 2 b reads count at line 7, tick \d+: nothing orders them; one mutex/,
    );
  });
});

describe("data races in a session", () => {
  it("break `no race` at once, forward and back, where failed expectations stop it; else it goes on", () => {
    const text = `${counter("", "")}expect { no race finally count == 40 }`;
    const d = new Debuggee(text);
    d.begin();
    d.breakOn("assertion");
    const stop = d.continue();
    assert.equal(stop.reason, "exception");
    assert.match(
      stop.text,
      /^"no race" \(line 12\) does not hold: 1 a writes count at line 7, tick \d+, and 2 b reads count/,
    );
    assert.equal(d.continue().reason, "finished");
    assert.equal(d.session.reverseContinue().tick, stop.tick);
    const blind = new Debuggee(text);
    blind.begin();
    assert.equal(blind.continue().reason, "finished");
  });

  const stopsOf = (d: Debuggee): string[] => {
    const texts: string[] = [];
    for (let stop = d.continue(); stop.reason !== "finished"; stop = d.continue())
      texts.push(`${d.tick}: ${stop.text}`);
    return texts;
  };

  it("are stops where the filter asks for them, from the next line on or from the start", () => {
    const asked = new Debuggee(counter("", ""));
    asked.begin();
    asked.breakOn("dataRace");
    const launched = new Debuggee(counter("", ""), { races: true });
    launched.begin();
    const told = stopsOf(launched);
    assert.deepEqual(stopsOf(asked), told);
    // Write and read, read and write, write and write.
    assert.equal(told.length, 3);
  });

  it("can be conditions' fields: variable, process, other", () => {
    const told = (condition: string): number => {
      const d = new Debuggee(counter("", ""));
      d.begin();
      assert.equal(d.breakOn("dataRace", condition), undefined);
      return stopsOf(d).length;
    };
    assert.equal(told("variable == count && process == b && other == a"), told("process == b"));
    assert.equal(told("variable != count"), 0);
  });

  it("are found again, and no others, after going back", () => {
    const d = new Debuggee(counter("", ""), { races: true });
    d.begin();
    const told = stopsOf(d);
    for (const text of [...told].reverse()) assert.equal(d.session.reverseContinue().tick, Number(text.split(":")[0]));
    d.session.goToTick(0);
    assert.deepEqual(stopsOf(d), told);
  });

  it("are found again where the first access is long ago, before the place that one went back to", () => {
    const text = `machine { instruction: 0 cpus: 2 } shared x = 0
program p() { x = 1 compute(1000000) } program q() { compute(900000) x = 2 } process a = p() process b = q()`;
    const d = new Debuggee(text, { races: true }, 100_000);
    d.begin();
    const told = d.continue();
    assert.match(told.text, /^1 a writes x at line 2, tick 0, and 2 b writes x at line 2, tick 900000:/);
    d.session.goToTick(890_000);
    assert.deepEqual(d.continue(), told);
  });

  it("have both accesses and the remedy in the exception's lines", () => {
    const d = new Debuggee(counter("", ""), { races: true });
    d.begin();
    const stop = d.continue();
    const info = exceptionInfo(d.session.sim, stop);
    assert.equal(info?.id, "dataRace");
    assert.deepEqual(
      info.lines.map((line) => line.replace(/tick \d+/, "tick N")),
      [
        "1 a writes count at line 7, tick N",
        "2 b reads count at line 7, tick N",
        `Nothing orders them: ${MUTEX_OR_MESSAGE}.`,
      ],
    );
  });
});

describe("a deadlock in a session", () => {
  it("names its cycle thread by thread and object by object, at the moment that closed it", () => {
    const d = new Debuggee(`mutex m
mutex n
program p() {
  lock(m)
  sleep(5)
  lock(n)
}
program q() {
  lock(n)
  sleep(9)
  lock(m)
}
program r() { loop { sleep(1) } }
process a = p()
process b = q()
process c = r()
`);
    d.begin();
    d.breakOn("deadlock");
    const stop = d.continue();
    assert.equal(stop.text, "deadlock: b waits for mutex m (held by a); a waits for mutex n (held by b)");
    assert.deepEqual(exceptionInfo(d.session.sim, stop)?.lines, [
      "b waits for mutex m (held by a), since tick 15, at line 11",
      "a waits for mutex n (held by b), since tick 9, at line 6",
    ]);
  });
});
