/** Snapshots, hashes, measures and Gantt charts. */
import { strict as assert } from "node:assert";
import { equalPlain } from "../../src/base/plain.ts";
import { asciiGantt, createGantt, ganttRecorder, rewindGantt, type GanttRow } from "../../src/machine/gantt.ts";
import { machineMetrics, processMetrics } from "../../src/machine/metrics.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { hashWorld, restore, snapshot } from "../../src/machine/snapshot.ts";
import { run, step } from "../../src/machine/step.ts";
import { runChecked, simulate } from "../support/scenario.ts";

const SCENARIO = `machine { instruction: 1 cpus: 2 scheduler: round_robin(quantum: 3) context_switch: 1 interrupt: 1
    devices: { disk: device(service: 4) } }
  shared total = 0
  program child(n) { for i = 1 .. n { total = total + i } io(disk) exit(n) }
  program main() { for i = 1 .. 4 { start(child, i) } if fork() == 0 { sleep(3) exit(1) }
    var f = open("x") write(f, 3) for i = 1 .. 5 { wait() } print(total, random(10)) }
  process p = main() process q = main() { arrival: 5 }`;

describe("snapshots", () => {
  it("put back, let the run go on as it would have, any number of times", () => {
    const straight = simulate(SCENARIO);
    run(straight, 1e6);
    const sim = simulate(SCENARIO);
    for (let k = 0; k < 60; k++) step(sim, 3);
    const kept = snapshot(sim.world);
    for (let round = 0; round < 2; round++) {
      run(sim, 1e6);
      assert.equal(traceHash(sim.world), traceHash(straight.world));
      assert.equal(hashWorld(sim.world), hashWorld(straight.world));
      restore(sim, kept);
      assert.ok(equalPlain(sim.world, kept));
      assert.equal(hashWorld(sim.world), hashWorld(kept));
    }
  });

  it("share nothing with the world", () => {
    const sim = simulate(SCENARIO);
    for (let k = 0; k < 30; k++) step(sim, 3);
    const kept = snapshot(sim.world);
    const hash = hashWorld(kept);
    run(sim, 1e6);
    assert.equal(hashWorld(kept), hash);
    assert.notEqual(hashWorld(sim.world), hash);
  });

  it("are plain data that survives being sent", () => {
    const sim = simulate(SCENARIO);
    for (let k = 0; k < 60; k++) step(sim, 3);
    assert.equal(hashWorld(structuredClone(sim.world)), hashWorld(sim.world));
  });
});

describe("measures", () => {
  const text = `machine { instruction: 0 context_switch: 1 scheduler: round_robin(quantum: 4) }
    program p(n) { compute(n) } process a = p(10) process b = p(7) { arrival: 2 }`;

  it("of a process add up", () => {
    const sim = simulate(text);
    runChecked(sim);
    const a = processMetrics(sim, 1);
    assert.deepEqual(
      [
        a.arrival,
        a.firstRun,
        a.finish,
        a.service,
        a.waiting,
        a.kernel,
        a.turnaround,
        a.response,
        a.normalized,
        a.switches,
      ],
      [0, 0, 21, 10, 9, 2, 21, 0, 2.1, 3],
    );
    assert.deepEqual(machineMetrics(sim, 0).cpus, [{ cpu: 0, user: 17, kernel: 4, idle: 0 }]);
  });

  it("are null where there is nothing yet, and count up to now", () => {
    const sim = simulate(
      `machine { instruction: 0 } program p(n) { compute(n) } process a = p(10) process b = p(7) { arrival: 2 }`,
    );
    const early = processMetrics(sim, 2);
    assert.deepEqual(
      [early.firstRun, early.finish, early.turnaround, early.response, early.normalized, early.waiting],
      [null, null, null, null, null, 0],
    );
    assert.deepEqual([machineMetrics(sim, 0).utilisation, machineMetrics(sim, 0).throughput], [null, null]);
    sim.horizon = 6;
    run(sim, 1000);
    assert.deepEqual([processMetrics(sim, 1).service, processMetrics(sim, 2).waiting, sim.world.tick], [6, 4, 6]);
  });
});

function chart(text: string, width: number): { rows: readonly GanttRow[]; drawn: string } {
  const sim = simulate(text);
  const gantt = createGantt();
  sim.observeSpan = ganttRecorder(sim, gantt);
  runChecked(sim);
  return { rows: gantt.rows, drawn: asciiGantt(gantt.rows, width) };
}

describe("the Gantt chart", () => {
  const text = `machine { instruction: 0 context_switch: 1 scheduler: round_robin(quantum: 4) }
    program p(n) { compute(n) } process a = p(10) process b = p(7) { arrival: 2 }`;

  it("merges what touches", () => {
    const { rows } = chart(text, 80);
    const short = rows.map(({ from, to, name, kind }) => `${from}-${to} ${name} ${kind}`);
    assert.deepEqual(short, [
      "0-4 a user",
      "4-5 b switch",
      "5-9 b user",
      "9-10 a switch",
      "10-14 a user",
      "14-15 b switch",
      "15-18 b user",
      "18-19 a switch",
      "19-21 a user",
    ]);
  });

  it("is drawn with an axis, a line a CPU and a line a process", () => {
    assert.equal(
      chart(text, 60).drawn,
      [
        "        0   2   4   6   8   10  12  14  16  18  20",
        "        |---|---|---|---|---|---|---|---|---|---|-",
        "cpu 0   AAAAAAAAxxBBBBBBBBxxAAAAAAAAxxBBBBBBxxAAAA",
        "A a (1) ########..........xx########........xx####",
        "B b (2) ........xx########..........xx######......",
        "# runs  + kernel  x switch  . nothing",
        "",
      ].join("\n"),
    );
  });

  it("stays as narrow as asked when there are many ticks", () => {
    const { drawn } = chart(
      `machine { instruction: 0 } program p(n) { compute(n) } process a = p(7000) process b = p(3000)`,
      70,
    );
    const lines = drawn.split("\n");
    assert.ok(
      lines.every((line) => line.length <= 70),
      drawn,
    );
    assert.match(lines[0]!, /^ +0 +2000 +4000 .*10000$/);
    assert.equal(lines[2]!.indexOf("B"), lines[4]!.indexOf("#"), drawn);
  });

  it("goes back in time", () => {
    const sim = simulate(text);
    const gantt = createGantt();
    sim.observeSpan = ganttRecorder(sim, gantt);
    sim.horizon = 12;
    run(sim, 1000);
    const before = snapshot(sim.world);
    const rows = gantt.rows.map((row) => ({ ...row }));
    sim.horizon = Infinity;
    run(sim, 1000);
    const whole = gantt.rows.map((row) => ({ ...row }));
    rewindGantt(gantt, 12);
    assert.deepEqual(gantt.rows, rows);
    restore(sim, before);
    run(sim, 1000);
    assert.deepEqual(gantt.rows, whole);
  });

  it("says when it is empty", () => assert.equal(asciiGantt([]), "(nothing ran)\n"));
});
