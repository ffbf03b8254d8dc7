/**
 * Threads as people see them: in the order of the tree, with names that say what each is doing, and the kernel's frame.
 */
import assert from "node:assert/strict";
import { framesOf } from "../../src/debugger/inspect/frames.ts";
import { kernelFrameText } from "../../src/debugger/inspect/kernelFrame.ts";
import { namedThreads, SUMMARY_NUMBER } from "../../src/debugger/inspect/threads.ts";
import { Debuggee } from "./debuggee.ts";

const FAMILY = `machine {
  scheduler: round_robin(quantum: 4)
  context_switch: 2
}
mailbox box { capacity: 1 }
semaphore s = 0
program late() { print("late") }
program waiter() { down(s) }
program getter() {
  var a = receive(box)
  print(a)
}
program sleeper() {
  sleep(10)
  up(s)
  send(box, 3)
}
program parent() {
  var c = fork()
  if c == 0 {
    sleep(30)
    exit(3)
  }
  compute(50)
  wait()
}
process w = waiter()
process g = getter()
process z = sleeper()
process f = parent()
process l = late() { arrival: 40 }
`;

/** Each thread that is listed, its kernel frame in brackets, and its routines. */
function list(debuggee: Debuggee): string[] {
  const { sim, map } = debuggee.session;
  return namedThreads(sim, 100, -1).map(({ number, name }) => {
    const thread = sim.world.threads[number - 1]!;
    const kernel = kernelFrameText(sim, thread);
    const routines = framesOf(sim, map, thread).map((frame) => frame.name);
    return [`${number}: ${name}`, kernel === undefined ? "" : `[${kernel}]`, ...routines]
      .filter((t) => t !== "")
      .join(" ");
  });
}

describe("the list of threads", () => {
  const debuggee = new Debuggee(FAMILY);
  debuggee.begin();

  const rows: readonly (readonly [tick: number, threads: readonly string[]])[] = [
    [
      0,
      [
        "1: 1 w · ▶ CPU 0 waiter",
        "2: 2 g · ready 1st getter",
        "3: 3 z · ready 2nd sleeper",
        "4: 4 f · ready 3rd parent",
        "5: 5 l · new: arrives at 40 [arrives at 40] late",
      ],
    ],
    [
      14,
      [
        "1: 1 w · waiting: s [semaphore(s)] waiter",
        "2: 2 g · waiting: receive box [receive(box)] getter",
        "3: 3 z · waiting: sleep until 17 [sleep until 17] sleeper",
        "4: 4 f · ready 1st parent",
        "6: 6 f · ▶ CPU 0 [context switch] parent",
        "5: 5 l · new: arrives at 40 [arrives at 40] late",
      ],
    ],
    [90, ["4: 4 f · ▶ CPU 0 parent", "6: 6 f · zombie [exited with 3] parent"]],
  ];
  for (const [tick, threads] of rows) {
    it(`at tick ${tick}`, () => {
      if (tick > 0) debuggee.runToTick(tick);
      assert.deepEqual(list(debuggee), threads);
    });
  }

  it("names at most as many as a client can stand: the stopped one, those that run or could, and a row for the rest", () => {
    const jobs = Array.from({ length: 30 }, (_none, k) => `process j${k} = late(${k < 25 ? 20 : 0})`).join("\n");
    const d = new Debuggee(`program late(t) { sleep(t) compute(9) }\n${jobs}\n`);
    d.begin();
    d.runToTick(40);
    const { sim } = d.session;
    const named = namedThreads(sim, 8, 12);
    const names = named.map(({ name }) => name);
    assert.equal(named.length, 9);
    assert.deepEqual(named[8], { number: SUMMARY_NUMBER, name: "… and 22 more threads: see Processes" });
    assert.ok(names.some((name) => name.startsWith("13 j12 · waiting")));
    const live = names.filter((name) => /▶|ready/.test(name)).length;
    assert.equal(live, 7);
    assert.ok(names.some((name) => name.startsWith("21 j20 · ▶ CPU 0")));
    assert.deepEqual(
      named.map(({ number }) => number),
      [...named.map(({ number }) => number)].sort((a, b) => a - b),
    );
  });
});

const ENDS = `program early(n) {
  if n == 1 {
    exit(4)
  }
  if n == 2 {
    kill(pid())
  }
  if n == 3 {
    random(0)
  }
  if n == 4 {
    deep(n)
  }
  print("after")
}
function deep(n) {
  exit(n)
}
program next() { print("next") }
process a = early(1)
process b = early(2)
process c = early(3)
process d = early(4)
process e = early(5)
`;

describe("a thread that has ended", () => {
  const rows: readonly (readonly [process: string, where: string])[] = [
    ["a", "a:3"],
    ["b", "b:6"],
    ["c", "c:9"],
    ["d", "d:17"],
    ["e", "e:15"],
  ];
  const debuggee = new Debuggee(ENDS);
  debuggee.begin();
  debuggee.runToTick(200);
  for (const [process, where] of rows)
    it(`stands at what ended it, not behind: ${where}`, () => {
      assert.equal(debuggee.where(process), where);
    });
});
