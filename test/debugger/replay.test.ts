/**
 * Records of choices: a run that a person took part in is repeated from its record, hash for hash, by a session and by a plain run.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRecord, recordText, type ChoiceRecord } from "../../src/debugger/time/choiceRecord.ts";
import { Run } from "../../src/debugger/outcome/outcome.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { ThreadState } from "../../src/machine/states.ts";
import { Debuggee } from "./debuggee.ts";

const scenario = (scheduler: string, cpus: number): string => `machine { scheduler: ${scheduler} cpus: ${cpus} }
shared total = 0
mutex m
program worker(n) {
  for i = 1 .. 4 {
    compute(1 + random(n))
    lock(m)
    total += i
    unlock(m)
    sleep(random(3))
  }
  print("done", total)
}
process a = worker(2)
process b = worker(3)
process c = worker(4)
expect { always total >= 0 }
`;

const policy = fc.constantFrom(
  "fcfs",
  "manual",
  "round_robin(quantum: 2)",
  "lottery(quantum: 2)",
  "random(quantum: 3)",
);
const act = fc.record({
  kind: fc.constantFrom(
    "choose",
    "dispatch",
    "hold",
    "release",
    "priority",
    "write",
    "go",
    "go",
    "step",
    "tick",
    "back",
  ),
  process: fc.constantFrom("a", "b", "c"),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function take(d: Debuggee, { kind, process }: Act): void {
  const { session } = d;
  const thread = d.thread(process);
  if (kind === "choose") {
    const { choice } = session;
    if (choice === undefined) return;
    session.choose(choice.threads.at(-1)!.id);
    while (session.runChunk(50) === undefined);
  } else if (kind === "dispatch") session.steer({ kind, thread, cpu: -1 });
  else if (kind === "hold" || kind === "release") session.steer({ kind, thread });
  else if (kind === "priority") session.intervene({ kind, thread, value: 7 });
  else if (kind === "write") session.intervene({ kind, pid: 1, address: 0x100000, value: 40 });
  else if (kind === "go") d.continue();
  else if (kind === "step") d.step(process);
  else if (kind === "tick") d.stepTick();
  else session.goToTick(Math.max(0, d.tick - 2));
}

/** Lets everybody go, those too who are held again on the way, and runs to the end. */
function finish(d: Debuggee): void {
  const { session } = d;
  do {
    for (const { id, state } of session.sim.world.threads)
      if (state !== ThreadState.terminated) session.steer({ kind: "release", thread: id });
  } while (d.continue().reason !== "finished");
}

function replayed(text: string, record: ChoiceRecord): string {
  const run = new Run(new Debuggee(text).session.image, { replay: record });
  while (run.runChunk(500));
  assert.equal(run.misfit, undefined);
  assert.deepEqual(run.record(), record);
  return run.outcome().trace;
}

describe("records of choices", () => {
  it("repeat a run that a person took part in, under a session and without", () => {
    fc.assert(
      fc.property(
        policy,
        fc.integer({ min: 1, max: 2 }),
        fc.nat(9),
        fc.array(act, { maxLength: 12 }),
        (name, cpus, seed, acts) => {
          const text = scenario(name, cpus);
          const d = new Debuggee(text, { seed }, 40);
          d.breakAt(7);
          d.begin();
          for (const each of acts) if (!d.session.isFinished) take(d, each);
          if (!d.session.isFinished) finish(d);
          const hash = traceHash(d.session.sim.world);
          const parsed = parseRecord(recordText(d.session.record()));
          assert.ok(parsed.ok);
          assert.equal(replayed(text, parsed.record), hash);

          const again = new Debuggee(text, { replay: parsed.record }, 70);
          again.breakAt(9);
          again.breakOn("blocked");
          let stop: StopInfo = again.begin();
          for (let k = 0; stop.reason !== "finished"; k++) {
            assert.notEqual(stop.reason, "choice", "who was chosen is in the record");
            if (k === 3) again.session.stepBack(stop.thread, "statement");
            if (k === 6) again.session.goToTick(1);
            stop = k % 2 === 0 ? again.continue() : again.stepTick();
          }
          assert.equal(traceHash(again.session.sim.world), hash);
          assert.deepEqual(again.session.record(), parsed.record);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("give way to a person who takes over", () => {
    const d = new Debuggee(scenario("manual", 1));
    d.begin();
    const order = ["c", "a", "b"];
    for (let k = 0; k < 9 && !d.session.isFinished; k++) {
      const { choice } = d.session;
      const wanted = choice?.threads.find(({ id }) => order.some((p) => d.thread(p) === id));
      if (wanted === undefined) d.continue();
      else take(d, { kind: "choose", process: "c" });
    }
    const record = d.session.record();
    assert.ok(record.choices.some(({ kind }) => kind === "dispatch"));
    const again = new Debuggee(scenario("manual", 1), { replay: record });
    again.begin();
    again.runToTick(8);
    again.session.goToTick(4);
    again.session.steer({ kind: "hold", thread: again.thread("a") });
    assert.match(again.continue().reason, /choice|pause/);
    assert.match(
      again.output.join("\n"),
      /A new future begins at tick 4: what was known of the later one is forgotten\./,
    );
  });

  it("of another scenario do not fit, and that is said", () => {
    const d = new Debuggee(scenario("random(quantum: 3)", 1));
    d.begin();
    d.session.steer({ kind: "hold", thread: d.thread("a") });
    d.runToTick(10);
    d.session.steer({ kind: "release", thread: d.thread("a") });
    const record = d.session.record();
    const other = new Debuggee(scenario("lottery(quantum: 2)", 1), { replay: record });
    other.begin();
    for (let k = 0; k < 9; k++) other.continue();
    const said = other.output.join("\n");
    assert.match(said, /^The record does not fit this run: choice \d+, at tick \d+ between \d+,/m);
    assert.match(said, /The record does not fit this run: what was done at tick 10 /);
  });

  it("are refused when they are none", () => {
    const wrong = (text: string): string => {
      const parsed = parseRecord(text);
      return parsed.ok ? "fine" : parsed.error;
    };
    const base = { schema: "turno-choices/1", seed: 1, choices: [], deeds: [] };
    assert.equal(wrong(JSON.stringify(base)), "fine");
    for (const text of ["", "[]", "null", "{", "7"]) assert.match(wrong(text), /no record of choices/);
    assert.match(wrong(JSON.stringify({ ...base, seed: 1.5 })), /"seed"/);
    assert.match(wrong(JSON.stringify({ ...base, choices: [{ kind: "dispatch" }] })), /"choices"/);
    assert.match(wrong(JSON.stringify({ ...base, choices: [null] })), /"choices"/);
    const at = { tick: 0, low: 0, high: 0, zeroWork: 0, phase: 0, cursor: 0, owed: 0 };
    for (const deed of [null, {}, { kind: "toString" }, { kind: "hold" }, { kind: "hold", thread: "a" }])
      assert.match(wrong(JSON.stringify({ ...base, deeds: [{ at, deed }] })), /"deeds"/);
    assert.match(wrong(JSON.stringify({ ...base, deeds: [{ deed: { kind: "hold", thread: 1 } }] })), /"deeds"/);
  });
});
