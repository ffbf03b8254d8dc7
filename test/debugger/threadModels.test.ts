/** Threads of each model as people see them: what carries them, where they wait, and the thread control block. */
import assert from "node:assert/strict";
import { EVENTS, EventKind } from "../../src/machine/events.ts";
import { framesOf } from "../../src/debugger/inspect/frames.ts";
import { kernelFrameText } from "../../src/debugger/inspect/kernelFrame.ts";
import { eventSentence } from "../../src/debugger/inspect/names.ts";
import { overview } from "../../src/debugger/overview/overview.ts";
import { ALL_GROUPS, groupCount, pcbText, pcbView } from "../../src/debugger/inspect/pcb.ts";
import { namedThreads } from "../../src/debugger/inspect/threads.ts";
import { processRows } from "../../src/views/processRows.ts";
import { queueRows } from "../../src/views/queueRows.ts";
import type { Row } from "../../src/views/row.ts";
import { Debuggee } from "./debuggee.ts";

function stoppedAt(model: string, tick: number): Debuggee {
  const debuggee = new Debuggee(`machine { cpus: 1 instruction: 0 threads: ${model}
    devices: { disk: device(service: 6, servers: 4) } }
  program four() { var t: int[3] for i = 0 .. 2 { t[i] = spawn(work) } work() for i = 0 .. 2 { join(t[i]) } }
  function work() { compute(3) io(disk) compute(3) }
  process p = four()`);
  debuggee.begin();
  debuggee.runToTick(tick);
  return debuggee;
}

const ROWS: readonly (readonly [
  model: string,
  tick: number,
  names: readonly string[],
  threads: readonly string[],
  carriers: readonly string[],
])[] = [
  [
    "kernel",
    4,
    ["1.1 four · waiting: disk", "1.2 work · ▶ CPU 0", "1.3 work · ready 1st", "1.4 work · ready 2nd"],
    [
      "1.1 four · waiting: device disk",
      "1.2 work · running on CPU 0",
      "1.3 work · ready (1st)",
      "1.4 work · ready (2nd)",
    ],
    [],
  ],
  [
    "library",
    4,
    [
      "1.1 four · waiting: disk",
      "1.2 work · ready 1st in run queue",
      "1.3 work · ready 2nd in run queue",
      "1.4 work · ready 3rd in run queue",
    ],
    [
      "1.1 four · waiting: device disk",
      "1.2 work · ready (run queue, 1st)",
      "1.3 work · ready (run queue, 2nd)",
      "1.4 work · ready (run queue, 3rd)",
    ],
    ["kernel thread: carries 1.1, waiting · user 3"],
  ],
  [
    "hybrid(lwps: 2)",
    4,
    [
      "1.1 four · waiting: disk",
      "1.2 work · ▶ CPU 0",
      "1.3 work · ready 1st in run queue",
      "1.4 work · ready 2nd in run queue",
    ],
    [
      "1.1 four · waiting: device disk · LWP 1",
      "1.2 work · running on CPU 0 · LWP 2",
      "1.3 work · ready (run queue, 1st)",
      "1.4 work · ready (run queue, 2nd)",
    ],
    ["LWP 1: carries 1.1, waiting · user 3", "LWP 2: carries 1.2, running on CPU 0 · user 1"],
  ],
  [
    "go(processors: 2)",
    4,
    ["1.1 four · waiting: disk", "1.2 work · ▶ CPU 0", "1.3 work · ready 1st", "1.4 work · ready 1st in queue of P0"],
    [
      "1.1 four · waiting: device disk · M1",
      "1.2 work · running on CPU 0 · M2, P1",
      "1.3 work · ready (1st) · M3, P0",
      "1.4 work · ready (queue of P0, 1st)",
    ],
    [
      "M1: carries 1.1, waiting · user 3",
      "M2: carries 1.2, running on CPU 0 · holds P1 · user 1",
      "M3: carries 1.3, ready · holds P0 · user 0",
    ],
  ],
];

describe("threads of each model", () => {
  for (const [model, tick, names, threads, carriers] of ROWS) {
    it(`${model}: say what carries them, and where they stand`, () => {
      const { sim } = stoppedAt(model, tick).session;
      assert.deepEqual(
        namedThreads(sim, 100, -1).map(({ name }) => name),
        names,
      );
      const [root] = processRows(overview(sim));
      const rows = root!.children[0]!.children;
      assert.deepEqual(
        rows.map((row) => `${row.label}${row.id.startsWith("carrier") ? ": " : " · "}${row.description}`),
        [...threads, ...carriers],
      );
    });
  }

  it("stand in the run queues of the Queues tree", () => {
    const { sim } = stoppedAt("go(processors: 2)", 4).session;
    const runs = queueRows(overview(sim)).filter((row) => row.label.endsWith("of 1 p"));
    const told = (row: Row): string => [row.label, ...row.children.map(({ label }) => label)].join(" | ");
    assert.deepEqual(runs.map(told), ["Global queue of 1 p", "P0 of 1 p | 1. 1.4 work", "P1 of 1 p"]);
  });

  it("have a control block of their own, and a process of one kernel thread does not speak of it", () => {
    const { sim } = stoppedAt("hybrid(lwps: 2)", 4).session;
    const view = pcbView(sim, sim.world.processes[1]!, sim.world.threads[1]);
    assert.equal(groupCount(view), ALL_GROUPS.length);
    const shown = ALL_GROUPS.slice(7).flatMap(({ rows }) => rows.map((row) => `${row.name}: ${pcbText(view, row)}`));
    assert.deepEqual(shown, [
      "tid: 1.2",
      "routine: work",
      "stack_top: 0x100a100",
      "stack_used: 8 of 8192 bytes",
      "carried_by: LWP 2",
      "bound: no",
      "slice_left: none",
      "joined_by: nobody",
      "exit_value: none",
      "created: 0",
      "thread_first_run: 3",
      "thread_user: 1",
      "thread_kernel: 0",
      "thread_waiting: 3",
      "thread_blocked: 0",
      "thread_switches: 0",
      "threads: 4",
      "model: hybrid",
      "run_queue: 2",
      "user_quantum: none",
      "user_switches: 0",
      "stolen: 0",
      "handed_off: 0",
      "carriers: LWP 1: carries 1.1, waiting · user 3; LWP 2: carries 1.2, running on CPU 0 · user 1",
    ]);
    const alone = new Debuggee("program p() { compute(1) } process a = p()");
    alone.begin();
    assert.equal(groupCount(pcbView(alone.session.sim, alone.session.sim.world.processes[1]!)), 7);
  });

  it("are named by the stop at a switch between them", () => {
    const debuggee = stoppedAt("hybrid(lwps: 2)", 4);
    const row = EVENTS.find(({ kind }) => kind === EventKind.userSwitched)!;
    assert.equal(
      eventSentence(debuggee.session.sim, row.kind, 4, [1, 0, 1, 0, 2]),
      "Tick 4: user-level switch · process p · from 1.1 four · to 1.2 work · cpu 0 · carrier 2",
    );
  });

  /** A process of three threads, one of which sleeps for a tick, and which is not the only process. */
  const three = (): Debuggee => {
    const debuggee = new Debuggee(`machine { instruction: 0 }
      program p() { var a = spawn(work, 1)
        var b = spawn(work, 2)
        join(a)
        join(b) }
      function work(n) { sleep(n)
        return n }
      program q() { sleep(1) wait(start(r)) }
      program r() { compute(1) }
      process first = p()
      process second = q()`);
    debuggee.begin();
    return debuggee;
  };
  /** The texts of the stops up to the end. */
  const texts = (debuggee: Debuggee): string[] => {
    const told: string[] = [];
    for (let stop = debuggee.continue(); stop.description !== "Finished"; stop = debuggee.continue())
      told.push(stop.text);
    return told;
  };

  it("are told with what they begin to wait for: a thread, ticks, a child", () => {
    const debuggee = three();
    debuggee.breakOn("blocked");
    assert.deepEqual(texts(debuggee), [
      "Tick 0: blocked · process first · thread 1.1 p · wait thread · object 1.2 work",
      "Tick 0: blocked · process second · wait sleep · object 1",
      "Tick 0: blocked · process first · thread 1.2 work · wait sleep · object 1",
      "Tick 0: blocked · process first · thread 1.3 work · wait sleep · object 2",
      "Tick 1: blocked · process second · wait child · object r (3)",
      "Tick 2: blocked · process first · thread 1.1 p · wait thread · object 1.3 work",
    ]);
  });

  it("are a number in a condition: of an event, what is waited for too, and of a line", () => {
    const told = (condition: string): string[] => {
      const debuggee = three();
      assert.equal(debuggee.breakOn("blocked", condition), undefined);
      return texts(debuggee).map((text) => text.replace(/^.*(thread 1\.\d).*wait /, "$1 "));
    };
    assert.deepEqual(told("process == first && thread == 3"), ["thread 1.3 sleep · object 2"]);
    assert.deepEqual(told("wait == thread && object == 2"), ["thread 1.1 thread · object 1.2 work"]);
    const debuggee = three();
    debuggee.breakAt({ line: 6, condition: "who == first && thread == 3" });
    assert.deepEqual(
      texts(debuggee).map((text) => /^\S+ \S+/.exec(text)?.[0]),
      ["1.3 work"],
    );
  });

  it("stand, once they have ended, where they did, and in no routine that they never ran", () => {
    const debuggee = three();
    debuggee.session.setEventBreakpoints([{ filter: "threadEnded" }], "tail");
    const { thread } = debuggee.continue();
    const { sim, map } = debuggee.session;
    assert.deepEqual(framesOf(sim, map, sim.world.threads[thread]!), []);
    assert.equal(kernelFrameText(sim, sim.world.threads[thread]!), "ended with 1");
    const exiting = new Debuggee(`program p() { join(spawn(f)) }
      function f() { g() }
      function g() { thread_exit(7) }
      process a = p()`);
    exiting.begin();
    exiting.session.setEventBreakpoints([{ filter: "threadEnded" }], "tail");
    const ended = exiting.session.sim.world.threads[exiting.continue().thread]!;
    const frames = framesOf(exiting.session.sim, exiting.session.map, ended);
    assert.deepEqual(
      frames.map(({ name }) => name),
      ["g", "f"],
    );
  });

  it("are fields of expressions", () => {
    const debuggee = stoppedAt("library(preemptive, quantum: 2)", 7);
    assert.equal(debuggee.value("p.threads", "p"), "4");
    assert.equal(debuggee.value("p.pcb.user_switches", "p"), "3");
    assert.equal(debuggee.value("t[2].state == running && t[0].state == ready", "p"), "1");
    assert.deepEqual(
      ["p.pcb.thread_user", "p.t[0].thread_user", "t[2].pcb.thread_user"].map((text) => debuggee.value(text, "p")),
      ["2", "2", "1"],
    );
    assert.equal(debuggee.value("t[0].exit_value", "p"), '! a thread has no field "exit_value", or not yet');
  });
});
