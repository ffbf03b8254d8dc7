/**
 * Questions that lead back: when did this last change, who woke this thread, where did it begin to wait, where was it printed.
 */
import assert from "node:assert/strict";
import { atOnce } from "../../src/base/pieces.ts";
import type { Search } from "../../src/debugger/breakpoints/breaking.ts";
import type { StopInfo } from "../../src/debugger/breakpoints/stops.ts";
import type { Session } from "../../src/debugger/session.ts";
import fc from "fast-check";
import { variableInfo, expressionInfo } from "../../src/debugger/breakpoints/dataInfo.ts";
import { blockerSearch, changeSearch, lineSearch, wakerSearch } from "../../src/debugger/time/travel.ts";
import { scopesOf } from "../../src/debugger/inspect/variables.ts";
import { framesOf } from "../../src/debugger/inspect/frames.ts";
import { FIELDS } from "../../src/debugger/inspect/pcb.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { Debuggee } from "./debuggee.ts";

const TEXT = `machine { scheduler: round_robin(quantum: 3) instruction: 1 }
shared total = 0
shared list: int[4]
mutex m
program p(n) {
  var mine = 0
  for i = 1 .. n {
    lock(m)
    total += i
    mine = total
    list[i % 4] = total
    unlock(m)
    print("total", total)
    sleep(3)
  }
}
process a = p(4)
process b = p(3) { priority: 2 }
`;

const RUNS = Number(process.env["LAW_RUNS"] ?? 150);

/** Goes to what a search finds, at once. */
function travel(session: Session, search: Search, before?: number): StopInfo | undefined {
  return atOnce(session.ways.travel(search, before));
}

/** Goes to the last change; the text of the stop, or what is wrong. */
function changed(d: Debuggee, name: string, process?: string): string {
  const { session } = d;
  const view = session.viewpoint(process === undefined ? undefined : d.thread(process));
  const found = expressionInfo(view, name, false);
  if (typeof found === "string") return `! ${found}`;
  const search = changeSearch(session.sim, session.map, found.dataId);
  if (typeof search === "string") return `! ${search}`;
  return travel(session, search)?.text ?? "never";
}

function finished(): Debuggee {
  const d = new Debuggee(TEXT);
  d.begin();
  assert.equal(d.continue().reason, "finished");
  return d;
}

describe("when did this last change?", () => {
  it("leads from change to change of a shared word, each with who did it, and to the beginning", () => {
    const d = finished();
    const values: number[] = [];
    const at: number[] = [];
    for (let k = 0; k < 20; k++) {
      const text = changed(d, "total");
      if (text === "never") break;
      const match = /^Reverse: (1 a|2 b) writes total: (\d+) → (\d+), at tick (\d+)$/.exec(text);
      assert.ok(match !== null, text);
      assert.equal(d.value("total"), match[3]);
      values.push(Number(match[3]));
      at.push(d.tick);
    }
    assert.deepEqual(values.length, 7);
    assert.equal(values[0], 16);
    assert.deepEqual(
      at,
      [...at].sort((x, y) => y - x),
    );
    const { tick } = d;
    const hash = hashWorld(d.session.sim.world);
    assert.equal(changed(d, "total"), "never");
    assert.equal(d.tick, tick);
    assert.equal(hashWorld(d.session.sim.world), hash);
  });

  it("is asked of an element, a local, a register, a PCB field, and refused for what has no name", () => {
    const d = finished();
    assert.match(changed(d, "list[2]"), /^Reverse: \d \w writes list\[2\]: \d+ → \d+, at tick \d+$/);
    d.breakAt(14);
    d.session.goToTick(0);
    d.continue();
    assert.match(changed(d, "mine", "a"), /writes a\.mine: 0 → 1, at tick/);
    d.continue();
    const { sim, map } = d.session;
    const thread = sim.world.threads[d.thread("a")]!;
    const registers = scopesOf(d.session, thread.id, framesOf(sim, map, thread)[0]!).find(({ name }) =>
      name.startsWith("Registers"),
    )!;
    const register = variableInfo(d.session, registers.reference, "r0", false);
    assert.ok(typeof register !== "string");
    const search = changeSearch(sim, map, register.dataId);
    assert.ok(typeof search !== "string");
    const { tick } = d;
    assert.match(travel(d.session, search)!.text, /^Reverse: .*r0.*→/);
    assert.ok(d.tick <= tick);
    assert.match(changed(d, "a.state"), /^Reverse: a\.state: \w+.* → \w+.*, at tick \d+$/);
    assert.match(changed(d, "nobody"), /^! /);
    assert.match(changed(d, "1 + 1"), /^! |never/);
  });

  it("leads to the moment after which the value is as it was asked for, wherever in a run", () => {
    const end = finished().tick;
    const instruction = fc.constantFrom(0, 1, 2);
    const cpus = fc.constantFrom(1, 2);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: end }), instruction, cpus, (tick, ticks, count) => {
        const d = new Debuggee(TEXT.replace("instruction: 1", `instruction: ${ticks} cpus: ${count}`));
        d.begin();
        d.runToTick(tick);
        const value = d.value("total");
        const before = d.tick;
        if (changed(d, "total") === "never") {
          assert.equal(value, "0");
          return;
        }
        const there = d.tick;
        assert.ok(there <= before);
        assert.equal(d.value("total"), value);
        for (let t = there + 1; t <= before; t++) {
          d.runToTick(t);
          assert.equal(d.value("total"), value, `at tick ${t}`);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("who woke it, who blocked it", () => {
  it("leads to the waker, and to the wait with whom it depends on", () => {
    const d = new Debuggee(`mutex m
semaphore s = 0
program holder() {
  lock(m)
  down(s)
  unlock(m)
}
program other() {
  lock(m)
  unlock(m)
}
program late() {
  compute(9)
  up(s)
}
process h = holder()
process o = other()
process l = late()
`);
    d.begin();
    d.continue();
    const { session } = d;
    const blocked = (process: string): string | undefined =>
      travel(session, blockerSearch(session.sim, d.thread(process)))?.text;
    const woken = (process: string): string | undefined =>
      travel(session, wakerSearch(session.sim, d.thread(process)))?.text;
    assert.match(woken("o") ?? "", /^Reverse: 2 o is woken by 1 h, out of mutex, at tick \d+$/);
    assert.match(woken("h") ?? "", /^Reverse: 1 h is woken by 3 l, out of semaphore, at tick \d+$/);
    assert.match(blocked("o") ?? "", /^Reverse: 2 o begins to wait: mutex m, which depends on 1 h, at tick \d+$/);
    assert.match(blocked("h") ?? "", /^Reverse: 1 h begins to wait: semaphore s.*, at tick \d+$/);
    assert.equal(blocked("h"), undefined);
    assert.equal(woken("o"), undefined);
  });

  it("names the thread that did it, not its process alone", () => {
    const d = new Debuggee(`program main() {
  var a = spawn(first)
  var b = spawn(second)
  print(join(b), join(a))
}
function first() { compute(3) return 1 }
function second() { compute(5) return 2 }
process p = main()
`);
    d.begin();
    d.breakAt(4);
    d.continue();
    d.step("p");
    const { session } = d;
    assert.match(
      travel(session, wakerSearch(session.sim, d.thread("p")))?.text ?? "",
      /^Reverse: 1\.1 main is woken by 1\.3 second, out of join, at tick \d+$/,
    );
  });
});

describe("a line of the console", () => {
  it("leads to where it was printed, back and forward, and is forgotten with its future", () => {
    const d = finished();
    const { session } = d;
    const lines = session.recentLines;
    assert.equal(lines.length, 7);
    for (const place of [6, 0, 3, 5]) {
      const { line } = lines[place]!;
      const { tick } = d;
      const stop = travel(session, lineSearch(session.sim, line), line.tick + 1)!;
      assert.equal(d.tick, line.tick);
      const direction = place === 3 || place === 5 ? "" : "Reverse: ";
      assert.equal(
        stop.text,
        `${direction}${session.sim.world.processes[line.pid]!.pid} ${line.pid === 1 ? "a" : "b"} prints "${line.text}", at tick ${line.tick}`,
      );
      assert.ok(direction === "" ? d.tick >= tick : d.tick <= tick);
    }
    session.goToTick(lines[3]!.line.tick);
    d.session.steer({ kind: "hold", thread: d.thread("a") });
    d.continue();
    assert.deepEqual(session.recentLines.slice(0, 4), lines.slice(0, 4));
    assert.ok(session.recentLines.slice(4).every(({ number }) => number > 7));
  });
});

describe("looking closely only where it is needed", () => {
  const BUSY = `machine { scheduler: SCHEDULER instruction: TICKS cpus: CPUS devices: { disk: device(service: 3) } }
shared total = 0
mutex m { protocol: inherit }
semaphore s = 1
mailbox box { capacity: 2 }
program p(n) {
  var mine = 0
  for i = 1 .. n {
    lock(m)
    total += i
    mine = mine + twice(i)
    unlock(m)
    if i % 2 == 0 { read(disk) }
    send(box, i)
  }
}
function twice(n) {
  var double = n * 2
  compute(2)
  return double
}
program q(n) {
  var got = 0
  for i = 1 .. n {
    down(s)
    got = receive(box)
    sleep(got)
    up(s)
  }
  if n > 3 { fork_one(n) }
}
function fork_one(n) {
  var child = fork()
  if child == 0 { compute(n) exit(1) }
  wait(child)
}
process a = p(4) { priority: 3 }
process b = p(3) { priority: 1 arrival: 2 }
process c = q(4) { priority: 2 }
`;
  const PCB = [...FIELDS.keys()];
  const NAMES = [
    ...["mine", "i", "n", "got", "double", "r0", "r1", "sp", "fp", "flags", "r0 + sp", "a.r1 + 1"],
    ...["box.count", "m.owner", "m.waiting", "s.count", "s.waiting", "cpu[0].running", "cpu[0].quantum_left"],
    ...[
      "cpu[0].user",
      "a.state == waiting",
      "c.pcb.state",
      "b.priority + a.priority",
      "a.mine",
      "c.got",
      "total + a.user",
    ],
  ];

  /** Where a person is led to, and the world there. */
  function ledTo(d: Debuggee, search: Search): string {
    const { session } = d;
    const stop = travel(session, search);
    return `${stop?.text ?? "never"} ${hashWorld(session.sim.world)}`;
  }

  it("leads to the same moments as looking closely at each step", function () {
    this.timeout(120_000);
    const scheduler = fc.constantFrom("round_robin(quantum: 3)", "priority(aging: 4)", "fcfs", "mlfq");
    const name = fc.oneof(
      fc.constantFrom(...NAMES),
      fc.tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom(...PCB)).map((parts) => parts.join(".")),
    );
    const [ticks, cpus] = [fc.constantFrom(0, 1, 2), fc.constantFrom(1, 2)];
    fc.assert(
      fc.property(
        scheduler,
        ticks,
        cpus,
        fc.nat(160),
        fc.nat(2),
        name,
        fc.boolean(),
        (policy, i, k, at, view, what, isDisturbed) => {
          const d = new Debuggee(BUSY.replace("SCHEDULER", policy).replace("TICKS", `${i}`).replace("CPUS", `${k}`));
          d.begin();
          if (isDisturbed) {
            d.runToTick(Math.floor(at / 2));
            d.session.intervene({ kind: "priority", thread: view, value: 7 });
          }
          d.runToTick(at);
          const { session } = d;
          for (let time = 0; time < 3; time++) {
            const found = expressionInfo(session.viewpoint(view), what, false);
            if (typeof found === "string") return;
            const search = changeSearch(session.sim, session.map, found.dataId);
            const same = changeSearch(session.sim, session.map, found.dataId);
            assert.ok(typeof search !== "string" && typeof same !== "string");
            const close: Search = { ...same, suspects: undefined, brackets: undefined };
            const { tick } = d;
            const now = session.history.here();
            const led = ledTo(d, search);
            session.history.goTo(now);
            assert.equal(led, ledTo(d, close), `${what} at tick ${tick}`);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});
