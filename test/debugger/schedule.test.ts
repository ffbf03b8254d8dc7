/**
 * Taking part in the scheduling of a debugged machine: choices of `scheduler: manual`, dispatching, holding, running one alone.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { hashWorld } from "../../src/machine/snapshot.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import { stateText } from "../../src/debugger/inspect/names.ts";
import { Debuggee } from "./debuggee.ts";

const PROGRAM = `program worker(n) {
  compute(n)
  print("done")
  sleep(1)
  compute(2)
}
`;
const three = (scheduler: string): string => `machine { scheduler: ${scheduler} }
${PROGRAM}process a = worker(2)
process b = worker(3)
process c = worker(4)
`;
const MANUAL = three("manual");

/** A stop as `choice: Who runs …`. */
const told = ({ reason, text }: StopInfo): string => `${reason}: ${text}`;

function choose(d: Debuggee, process: string): StopInfo {
  assert.ok(d.session.choose(d.thread(process)));
  for (;;) {
    const stop = d.session.runChunk(100);
    if (stop !== undefined) return stop;
  }
}

describe("schedule control", () => {
  it("stops at each choice of manual scheduling, and goes on with what was under way", () => {
    const d = new Debuggee(MANUAL);
    assert.equal(told(d.begin()), "choice: Who runs on CPU 0 at tick 0: 1 a, 2 b, 3 c?");
    assert.equal(told(choose(d, "c")), "entry: 3 c is about to begin");
    assert.equal(told(d.continue()), "choice: Who runs on CPU 0 at tick 7: 1 a, 2 b?");
    assert.equal(d.session.choose(d.thread("c")), false);
    assert.equal(told(choose(d, "b")), "choice: Who runs on CPU 0 at tick 13: 1 a, 3 c?");
    d.session.steer({ kind: "hold", thread: d.thread("a") });
    assert.equal(d.session.choice, undefined);
  });

  it("leaves a choice to the seed for who goes on without choosing", () => {
    const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const asked = new Debuggee(MANUAL, { seed });
      let stop = asked.begin();
      let questions = 0;
      while (stop.reason !== "finished") {
        if (stop.reason === "choice") questions++;
        stop = asked.continue();
      }
      assert.ok(questions >= 2);
      const silent = new Debuggee(MANUAL, { seed, asks: false });
      silent.begin();
      assert.equal(silent.continue().reason, "finished");
      assert.equal(hashWorld(asked.session.sim.world), hashWorld(silent.session.sim.world));
      return hashWorld(silent.session.sim.world);
    });
    assert.ok(new Set(runs).size > 1);
  });

  it("goes back to choices, which can then be made otherwise", () => {
    const d = new Debuggee(MANUAL);
    d.begin();
    choose(d, "b");
    d.continue();
    assert.equal(told(choose(d, "c")), "choice: Who runs on CPU 0 at tick 13: 1 a, 2 b?");
    assert.equal(told(d.session.reverseContinue()), "choice: Reverse: Who runs on CPU 0 at tick 6: 1 a, 3 c?");
    assert.equal(told(d.session.goToTick(8)), "goto: At tick 8");
    assert.equal(told(d.session.reverseContinue()), "choice: Reverse: Who runs on CPU 0 at tick 6: 1 a, 3 c?");
    assert.equal(told(choose(d, "a")), "choice: Who runs on CPU 0 at tick 11: 3 c, 2 b?");
  });

  it("dispatches whom a person wants under any policy, and says that a future begins", () => {
    const d = new Debuggee(three("fcfs"));
    d.begin();
    assert.equal(
      told(d.session.steer({ kind: "dispatch", thread: d.thread("c"), cpu: -1 }) as StopInfo),
      "choice: 3 c runs next: a new future begins at tick 0",
    );
    d.session.setSourceBreakpoints(0, [{ line: 4 }]);
    assert.equal(told(d.continue()), "breakpoint: 3 c reached a breakpoint at tick 5");
    assert.equal(told(d.continue()), "breakpoint: 1 a reached a breakpoint at tick 10");
    // Who goes back and forward again meets what was done, unless something else is done there.
    d.session.goToTick(0);
    assert.equal(told(d.continue()), "breakpoint: 3 c reached a breakpoint at tick 5");
    d.session.goToTick(0);
    d.session.steer({ kind: "dispatch", thread: d.thread("b"), cpu: -1 });
    assert.match(d.output.join(), /A new future begins at tick 0: the dispatch of 3 c at tick 0 is dropped\./);
    assert.equal(told(d.continue()), "breakpoint: 2 b reached a breakpoint at tick 4");
  });

  it("holds and releases a thread, shows it, and says so when only held ones could run", () => {
    const d = new Debuggee(three("round_robin(quantum: 1)"));
    d.begin();
    const b = d.session.sim.world.threads[d.thread("b")]!;
    d.session.steer({ kind: "hold", thread: b.id });
    d.runToTick(3);
    assert.equal(stateText(d.session.sim, d.session.sim.world.threads[b.id]!), "ready, held");
    const stop = d.continue();
    assert.match(told(stop), /^pause: All that could run are held, at tick \d+: release one$/);
    assert.equal(told(d.continue()), told(stop));
    assert.equal(d.session.sim.world.threads[b.id]!.account.user, 0);
    assert.equal(d.session.steer({ kind: "release", thread: d.thread("a") }), "1 a cannot be told so: it is not held.");
    d.session.steer({ kind: "release", thread: b.id });
    assert.equal(d.continue().reason, "finished");
  });

  it("runs one thread alone while the others stay where they are", () => {
    const d = new Debuggee(three("round_robin(quantum: 1)"));
    d.begin();
    d.session.runOnly(d.thread("b"));
    d.step("b");
    assert.equal(d.where("b"), "b:4");
    assert.equal(d.where("a"), "a:3");
    assert.equal(d.tick, 4);
    d.session.runOnly(-1);
    assert.equal(d.continue().reason, "finished");
  });

  it("comes back to the same world through whatever a person asked", () => {
    const deed = fc.record({
      ticks: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom("dispatch", "hold", "release", "only"),
      process: fc.constantFrom("a", "b", "c"),
    });
    const scheduler = fc.constantFrom("fcfs", "round_robin(quantum: 2)", "lottery(quantum: 2)", "random(quantum: 3)");
    fc.assert(
      fc.property(scheduler, fc.array(deed, { minLength: 1, maxLength: 6 }), (policy, deeds) => {
        const d = new Debuggee(three(policy), { asks: false });
        d.begin();
        const seen = new Map<number, string>();
        for (const { ticks, kind, process } of deeds) {
          if (d.session.isFinished) break;
          const thread = d.thread(process);
          d.session.steer(kind === "dispatch" ? { kind, thread, cpu: -1 } : { kind, thread });
          const { tick } = d;
          // Where only held ones could run, time stands.
          if (d.runToTick(tick + ticks).reason !== "goto") break;
          seen.set(d.tick, hashWorld(d.session.sim.world));
        }
        if (d.session.isFinished) return;
        for (const [tick, hash] of [...seen].reverse()) {
          d.session.goToTick(tick);
          assert.equal(hashWorld(d.session.sim.world), hash, `at tick ${tick}`);
        }
      }),
    );
  });
});
