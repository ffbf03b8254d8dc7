/** The overview of a machine: every thread in exactly one queue, queues in their order, long lists told page by page. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { LISTS } from "../../src/debugger/overview/lists.ts";
import { overview, type ProcessItem } from "../../src/debugger/overview/overview.ts";
import type { ThreadItem } from "../../src/debugger/overview/queues.ts";
import { holdThread } from "../../src/machine/sched/steering.ts";
import { run } from "../../src/machine/step.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { Ended } from "../../src/machine/state.ts";
import { ThreadState } from "../../src/machine/states.ts";
import { isFetched, rangeRows, restRows } from "../../src/views/rest.ts";
import { english, type More, type Row } from "../../src/views/row.ts";
import { simulate } from "../support/scenario.ts";

const SAMPLES = path.resolve(import.meta.dirname, "../../samples");

function goTo(sim: Simulation, tick: number): void {
  sim.horizon = tick;
  run(sim, 1_000_000);
}

/** Threads that are not in exactly one queue, as people know them. */
function misplaced(sim: Simulation): string[] {
  const counts = new Map<number, number>();
  for (const { threads } of overview(sim).queues)
    for (const { thread } of threads) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  return sim.world.threads
    .filter(({ id, state }) => (counts.get(id + 1) ?? 0) !== (state === ThreadState.terminated ? 0 : 1))
    .map(({ id }) => `thread ${id + 1} in ${counts.get(id + 1) ?? 0} queues at tick ${sim.world.tick}`);
}

/** Queues with somebody in them: `name: who who (rank)`. */
function drawn(sim: Simulation): string[] {
  const who = ({ label, rank }: ThreadItem): string => (rank === "" ? label : `${label} (${rank})`);
  return overview(sim)
    .queues.filter(({ kind }) => kind !== "cpu")
    .map(({ name, detail, threads }) => [`${name} [${detail}]`, ...threads.map(who)].join(" | "));
}

describe("the queues of a machine", () => {
  for (const file of readdirSync(SAMPLES).filter((name) => name.endsWith(".turno")))
    it(`hold each thread of ${file} exactly once, at any tick`, () => {
      const sim = simulate(readFileSync(path.join(SAMPLES, file), "utf8"));
      for (let tick = 0; tick < 300 && sim.world.ended === Ended.not; tick += 7) {
        goTo(sim, tick);
        assert.deepEqual(misplaced(sim), []);
      }
    });

  it("are one for each level, each CPU, each device, with what decides", () => {
    const sim = simulate(`machine {
      scheduler: mlfq(quanta: [2, 4, 0]) instruction: 0
      devices: { disk: device(service: 20, queue: shortest) }
      degree: 6
    }
    program work(n) { compute(n) io(disk) }
    program quick() { sleep(3) io(disk, 5) }
    process a = work(1) process b = work(3) process c = work(30) process d = quick() process e = work(9)
    process f = work(9) process g = work(1) process h = work(1) { arrival: 99 }`);
    goTo(sim, 13);
    assert.deepEqual(misplaced(sim), []);
    assert.deepEqual(drawn(sim), [
      "Still to arrive [1] | 8 h",
      "Job queue [1 · 6 of 6 in memory] | 7 g",
      "Ready queue, level 0 [0 · quantum 2]",
      "Ready queue, level 1 [2 · quantum 4] | 5 e | 6 f",
      "Ready queue, level 2 [0 · until it waits]",
      "Device disk [serves 1 · 2 in the queue] | 1 a (served until 21) | 4 d (asks for 5) | 2 b (asks for 20)",
    ]);
  });

  it("know what decides the order of a ready queue", () => {
    const sim = simulate(`machine { scheduler: priority instruction: 0 }
      program p() { compute(5) }
      process a = p() { priority: 3 } process b = p() { priority: 1 } process c = p() { priority: 2 }`);
    goTo(sim, 1);
    assert.deepEqual(drawn(sim), ["Job queue [0]", "Ready queue [2 · priority] | 3 c (priority 2) | 1 a (priority 3)"]);
  });

  it("are those of each thread library too", () => {
    const sim = simulate(`machine { cpus: 2 instruction: 0 }
      program w() { compute(50) }
      program p() { for i = 1 .. 6 { spawn(worker, i) } compute(50) }
      function worker(n) { compute(20) }
      process l = p() { threads: library }
      process g = p() { threads: go(processors: 2) }`);
    for (let tick = 0; tick < 200; tick += 3) {
      goTo(sim, tick);
      assert.deepEqual(misplaced(sim), []);
    }
  });
});

describe("threads that are held", () => {
  it("stand in a queue of their own", () => {
    const sim = simulate(
      `machine { instruction: 0 } program p() { compute(9) } process a = p() process b = p() process c = p()`,
    );
    goTo(sim, 1);
    holdThread(sim, 1);
    assert.deepEqual(misplaced(sim), []);
    assert.deepEqual(drawn(sim), ["Job queue [0]", "Ready queue [1 · fcfs] | 3 c", "Held back [1 · by hand] | 2 b"]);
  });
});

describe("a tree of 2,000 processes", () => {
  const sim = simulate(
    Array.from({ length: 2_000 }, (_none, k) => `process p${k} = p()`).join("\n") + "\nprogram p() { compute(9) }",
  );
  goTo(sim, 1);

  it("is told in part, and the rest by pages", () => {
    const [init] = overview(sim).processes as [ProcessItem];
    assert.deepEqual([init.childCount, init.children.length], [2_000, 100]);
    const page = LISTS.children(sim, "0", { start: 1_950, count: 100 });
    assert.deepEqual([page.length, page[0]?.pid, page[49]?.pid], [50, 1_951, 2_000]);
    const queue = overview(sim).queues.find(({ kind }) => kind === "ready")!;
    assert.deepEqual([queue.size, queue.threads.length], [1_999, 100]);
    assert.equal(LISTS.queue(sim, queue.id, { start: 100, count: 3 })[0]?.detail, "ready (101st)");
  });

  it("has a row for every part of a long list", () => {
    const fetched: More[] = [];
    const open = (rows: readonly Row[]): void => {
      for (const { more } of rows) {
        if (more === undefined) continue;
        if (isFetched(more)) fetched.push(more);
        else open(rangeRows(more, english));
      }
    };
    open(restRows("messages", "0", 100, 123_456, english));
    let next = 100;
    for (const { start, count } of fetched) {
      assert.equal(start, next);
      assert.ok(count > 0 && count <= 100);
      next += count;
    }
    assert.equal(next, 123_456);
    assert.deepEqual(restRows("messages", "0", 7, 7, english), []);
  });
});
