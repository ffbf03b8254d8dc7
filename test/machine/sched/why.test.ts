/**
 * Why each dispatch went as it did: a sentence for every policy, in the event and in the PCB, true of that dispatch whatever
 * has become of the thread since.
 */
import { strict as assert } from "node:assert";
import { eventText } from "../../../src/debugger/inspect/names.ts";
import { pcbText, pcbView, PCB_GROUPS } from "../../../src/debugger/inspect/pcb.ts";
import { EventKind } from "../../../src/machine/events.ts";
import type { Simulation } from "../../../src/machine/simulation.ts";
import { hashWorld } from "../../../src/machine/snapshot.ts";
import { run } from "../../../src/machine/step.ts";
import { POLICIES } from "../../../src/machine/sched/policies.ts";
import { dispatchNext } from "../../../src/machine/sched/steering.ts";
import { whyChosen } from "../../../src/machine/sched/why.ts";
import { simulate } from "../../support/scenario.ts";

const JOBS = `program p(n) { compute(n) }
process a = p(6) { priority: 3 tickets: 2 deadline: 30 period: 40 }
process b = p(4) { arrival: 1 priority: 1 deadline: 9 period: 20 }
process c = p(2) { arrival: 2 priority: 2 }
at 30 { kill(a) kill(b) }
`;

/** The dispatches of a run up to tick 12: `tick name: why`. */
function dispatches(text: string, prepare?: (sim: Simulation) => void): string[] {
  const sim = simulate(text);
  const told: string[] = [];
  sim.observe = (kind, tick, pid, thread) => {
    if (kind !== EventKind.dispatched) return;
    told.push(`${tick} ${sim.world.processes[pid]!.name}: ${whyChosen(sim, sim.world.threads[thread]!)}`);
  };
  sim.horizon = 12;
  prepare?.(sim);
  run(sim, 1_000_000);
  return told;
}

const under = (settings: string): string => `machine { instruction: 0 ${settings} } ${JOBS}`;

const ALONE = "nobody else is ready";

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  fcfs: [`0 a: ${ALONE}`, "6 b: of 2 ready it has been in the queue longest, since tick 1", `10 c: ${ALONE}`],
  "round_robin(quantum: 4)": [
    `0 a: ${ALONE}`,
    "4 b: its turn has come: of 3 ready it has been in the queue longest, since tick 1",
    "8 c: its turn has come: of 2 ready it has been in the queue longest, since tick 2",
    `10 a: ${ALONE}`,
  ],
  sjf: [
    `0 a: ${ALONE}`,
    "6 c: of 2 ready its next CPU burst is the shortest: 2 ticks, by running ahead",
    `8 b: ${ALONE}`,
  ],
  srtf: [
    `0 a: ${ALONE}`,
    "1 b: of 2 ready it has the least left of its CPU burst: 4 ticks, by running ahead; it takes the CPU from a",
    "2 c: of 3 ready it has the least left of its CPU burst: 2 ticks, by running ahead; it takes the CPU from b",
    "4 b: of 2 ready it has the least left of its CPU burst: 3 ticks, by running ahead",
    `7 a: ${ALONE}`,
  ],
  hrrn: [
    `0 a: ${ALONE}`,
    "6 c: of 2 ready its response ratio is the highest: (4 + 2) / 2, a CPU burst of 2 ticks, by running ahead",
    `8 b: ${ALONE}`,
  ],
  "priority(aging: 3)": [
    `0 a: ${ALONE}`,
    "1 b: of 2 ready its priority 1 is the most urgent; it takes the CPU from a",
    "5 c: of 2 ready its priority 2, raised by 1 for its age, is the most urgent",
    `7 a: ${ALONE}`,
  ],
  "mlfq(quanta: [2, 4])": [
    `0 a: ${ALONE}`,
    "2 b: it is the first of level 0, and nobody above is ready",
    "4 c: it is the first of level 0, and nobody above is ready",
    "6 a: it is the first of level 1, and nobody above is ready",
    `10 b: ${ALONE}`,
  ],
  "lottery(quantum: 10)": [`0 a: ${ALONE}`, "6 b: ticket 0 of 2 was drawn, which is its", `10 c: ${ALONE}`],
  "stride(quantum: 3)": [
    `0 a: ${ALONE}`,
    "3 b: of 3 ready its pass 1/2 is the least",
    "6 c: of 3 ready its pass 1/2 is the least",
    "8 a: of 2 ready its pass 1 1/2 is the least",
    `11 b: ${ALONE}`,
  ],
  fair: [`0 a: ${ALONE}`, "6 b: of 2 ready its virtual run time 1 is the least", `10 c: ${ALONE}`],
  edf: [
    `0 a: ${ALONE}`,
    "1 b: of 2 ready its deadline at 10 is the earliest; it takes the CPU from a",
    "5 a: of 2 ready its deadline at 30 is the earliest",
    `10 c: ${ALONE}`,
  ],
  rate_monotonic: [
    `0 a: ${ALONE}`,
    "1 b: of 2 ready its period 20 is the shortest; it takes the CPU from a",
    "5 a: of 2 ready its period 40 is the shortest",
    `10 c: ${ALONE}`,
  ],
  "random(quantum: 9)": [],
  manual: [`0 a: ${ALONE}`, "6 b: it was picked among 2 ready ones", `10 c: ${ALONE}`],
};

describe("why a thread was dispatched", () => {
  it("is tried for every policy", () => {
    const tried = Object.keys(EXPECTED).map((scheduler) => scheduler.replace(/\(.*/, ""));
    assert.deepEqual(tried.sort(), Object.keys(POLICIES).sort());
  });

  for (const [scheduler, expected] of Object.entries(EXPECTED)) {
    if (expected.length === 0) continue;
    it(`under ${scheduler}`, () => {
      assert.deepEqual(dispatches(under(`scheduler: ${scheduler}`)), expected);
    });
  }

  it("under random is chance, unless there is nothing to choose", () => {
    const told = dispatches(under("scheduler: random(quantum: 9) seed: 3"));
    assert.ok(told.some((line) => /chance chose it among [23] ready ones$/.test(line)));
    for (const line of told) assert.match(line, /: (chance chose it among [23] ready ones|nobody else is ready)$/);
  });

  it("of a guessed burst says that it is one", () => {
    const told = dispatches(`machine { scheduler: sjf instruction: 0 } shared n = 3
      program p() { compute(n) } process a = p() process b = p()`);
    assert.equal(told[0], "0 a: of 2 ready its next CPU burst is the shortest: about 5 ticks, the average of its past");
  });

  it("without deadlines and periods is the order of coming", () => {
    const jobs = "program p() { compute(3) } process a = p() process b = p()";
    const [edf] = dispatches(`machine { scheduler: edf } ${jobs}`);
    assert.equal(edf, "0 a: nobody with a deadline is ready, and it has been in the queue longest");
    const [monotonic] = dispatches(`machine { scheduler: rate_monotonic } ${jobs}`);
    assert.equal(monotonic, "0 a: nobody with a period is ready, and it has been in the queue longest");
  });

  it("tells of queues of one's own, and of stealing", () => {
    const told = dispatches(`machine { cpus: 2 ready_queues: per_cpu(stealing: true) instruction: 0 }
      program p(n) { compute(n) } process a = p(9) process b = p(1) process c = p(9) process d = p(2)`);
    assert.deepEqual(told, [
      "0 a: of 2 ready it has been in the queue longest, since tick 0",
      "0 b: of 2 ready it has been in the queue longest, since tick 0",
      "1 d: nobody else is in the queue of its CPU",
      "3 c: its CPU had nobody of its own and took the first of the longest queue",
    ]);
  });

  it("tells when a person wanted it so", () => {
    const told = dispatches(under("scheduler: fcfs"), (sim) => {
      sim.horizon = 3;
      run(sim, 1_000_000);
      sim.horizon = 12;
      dispatchNext(sim, 2, -1);
    });
    assert.equal(told[1], "3 c: a person wanted it to run; it takes the CPU from a");
  });

  it("stands in the log and in the PCB, and stays when the thread has gone on", () => {
    const sim = simulate(under("scheduler: srtf"));
    const log: string[] = [];
    sim.observe = (kind, tick, ...[a, b, c, d, e, text]) => {
      if (kind === EventKind.dispatched || kind === EventKind.contextSwitched)
        log.push(eventText(sim, kind, tick, [a, b, c, d, e], text));
    };
    sim.horizon = 11;
    run(sim, 1_000_000);
    const why =
      'why="of 2 ready it has the least left of its CPU burst: 4 ticks, by running ahead; it takes the CPU from a"';
    assert.equal(log[1], `tick 1: dispatched process=b thread=2 b cpu=0 quantum=0 ${why}`);
    assert.equal(log[2], `tick 1: contextSwitched from=a to=b reason=preempted cpu=0 thread=2 b ${why}`);
    const rows = PCB_GROUPS.flatMap((group) => group.rows);
    const shown = (process: number, name: string): string =>
      pcbText(
        pcbView(sim, sim.world.processes[process]!),
        rows.find((row) => row.name === name)!,
      );
    assert.equal(shown(2, "dispatched"), "tick 4");
    assert.equal(shown(2, "why"), "of 2 ready it has the least left of its CPU burst: 3 ticks, by running ahead");
    assert.equal(shown(1, "why"), ALONE);
    const fresh = simulate(under("scheduler: srtf"));
    assert.equal(
      pcbText(
        pcbView(fresh, fresh.world.processes[1]!),
        rows.find((row) => row.name === "why")!,
      ),
      "it has not run yet",
    );
  });

  it("is noted alike when slices follow each other in one go", () => {
    const text = `machine { scheduler: round_robin(quantum: 3) } program p() { var n = 0 loop { n += 1 } }
      process a = p() process b = p() process c = p()`;
    const [quick, slow] = [simulate(text), simulate(text)];
    slow.observe = () => undefined;
    for (const sim of [quick, slow]) {
      sim.horizon = 50;
      while (sim.world.tick < 50) run(sim, 1000);
    }
    assert.equal(hashWorld(quick.world), hashWorld(slow.world));
    assert.equal(quick.world.threads[1]!.sched.chosen.of, 3);
  });
});

describe("the quantum left of a thread", () => {
  it("is without the ticks of the switch before it, right after the dispatch too", () => {
    const sim = simulate(`machine { scheduler: round_robin(quantum: 4) context_switch: 3 instruction: 0 }
      program p() { compute(20) } process a = p() process b = p()`);
    const row = PCB_GROUPS.flatMap((group) => group.rows).find(({ name }) => name === "quantum_left")!;
    const left = (tick: number, process: number): number | undefined => {
      sim.horizon = tick;
      while (sim.world.tick < tick) run(sim, 1000);
      sim.horizon = Infinity;
      sim.dispatchHorizon = tick;
      run(sim, 1000);
      sim.dispatchHorizon = Infinity;
      return row.value(pcbView(sim, sim.world.processes[process]!));
    };
    // a runs [0, 4), the switch takes [4, 7), b runs [7, 11).
    assert.deepEqual([left(1, 1), left(4, 2), left(5, 2), left(7, 2), left(9, 2)], [3, 4, 4, 4, 2]);
  });
});
