/**
 * One program under every thread model, to the tick. Each thread computes 3, has the disk for 6 (it serves as many as come),
 * and computes 3 again; instructions and switches cost nothing. Derived by hand, C computing, · the disk:
 *
 * kernel, 1 CPU: the CPU is busy from 0 to 24, four times 3 and four times 3 again; the first is back at 9, before the last
 *     leaves at 12. kernel, 4 CPUs: all at once: 3 + 6 + 3 = 12.
 * library: one after another, each 3 + 6 + 3, the disk with nobody beside it: 4 × 12 = 48 on any number of CPUs. Pre-emptive:
 *     the first burst of all is over before anybody waits (4 × 3 in slices, the last part of each just before its wait), but
 *     still no two waits overlap: 4 × (3 + 3) + 4 × 6 = 48.
 * hybrid(lwps: 2), 1 CPU: C 0–3 and 3–6, both LWPs wait, CPU idle until 9; first ends at 12, its LWP takes the third (12–15,
 *     back at 21); the second ends at 18, its LWP takes the fourth (18–21, back at 27); third ends at 24, fourth at 30.
 *     4 CPUs: two at a time: 12, then two more: 24.
 * go(processors: 2), 1 CPU: at a wait the P goes to another M, so the CPU is busy as with kernel threads: 24. 4 CPUs: two
 *     compute at a time, 0–3 and 3–6; the first two are back at 9 and compute until 12, the others until 15.
 */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { EventKind } from "../../../src/machine/events.ts";
import type { Simulation } from "../../../src/machine/simulation.ts";
import { runChecked, simulate } from "../../support/scenario.ts";

const SAMPLE = readFileSync("samples/thread-models.turno", "utf8");

const FINISH: readonly (readonly [model: string, oneCpu: number, fourCpus: number])[] = [
  ["kernel", 24, 12],
  ["library", 48, 48],
  ["library(preemptive, quantum: 2)", 48, 48],
  ["hybrid(lwps: 2)", 30, 24],
  ["go(processors: 2)", 24, 15],
];

/** The sample with other settings. */
const sampleWith = (model: string, cpus: number): string =>
  SAMPLE.replace(/^ {2}cpus: \d+$/m, `  cpus: ${cpus}`).replace(/^ {2}threads: .*$/m, `  threads: ${model}`);

function runSample(model: string, cpus: number): { sim: Simulation; counts: Map<EventKind, number> } {
  const sim = simulate(sampleWith(model, cpus));
  const counts = new Map<EventKind, number>();
  sim.observe = (kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  runChecked(sim);
  return { sim, counts };
}

describe("the thread models", () => {
  for (const [model, oneCpu, fourCpus] of FINISH) {
    it(`${model}: ${oneCpu} ticks on one CPU, ${fourCpus} on four`, () => {
      assert.equal(runSample(model, 1).sim.world.processes[1]!.finish, oneCpu);
      assert.equal(runSample(model, 4).sim.world.processes[1]!.finish, fourCpus);
    });
  }

  it("are told right by the table in the sample", () => {
    const rows = [...SAMPLE.matchAll(/^\/\/ {3}(\S.*?) {2,}(\d+) +(\d+) {3}/gm)];
    assert.deepEqual(
      rows.map(([, model, one, four]) => [model, Number(one), Number(four)]),
      FINISH,
    );
  });

  /** When each process of a sample has ended, with this model instead of its own. */
  const finishes = (sample: string, model: string): number[] => {
    const text = readFileSync(`samples/${sample}.turno`, "utf8").replace(/^ {2}threads: .*$/m, `  threads: ${model}`);
    const sim = simulate(text);
    runChecked(sim);
    return sim.world.processes.slice(1).map(({ finish }) => finish);
  };

  it("do in the other samples what these say of other models", () => {
    // The read of the log, 40 ticks, stops the server of library threads, and with it every client.
    assert.ok(
      finishes("thread-server", "kernel")
        .slice(1)
        .every((finish) => finish <= 10),
    );
    assert.ok(
      finishes("thread-server", "library")
        .slice(1)
        .every((finish) => finish > 40),
    );
    assert.deepEqual(finishes("goroutine-stealing", "go(processors: 1, quantum: 10)"), [40]);
    for (const model of ["kernel", "hybrid(lwps: 2)", "go"])
      assert.ok(
        finishes("thread-blocked-broken", model).every((finish) => finish >= 0),
        model,
      );
    const [library] = finishes("matrix-rows", "library");
    const [kernel] = finishes("matrix-rows", "kernel");
    assert.ok(library! > 3 * kernel!, "rows at once on four CPUs");
  });

  it("take more than one CPU as far as they can: N-1 not at all, N-M by its LWPs", () => {
    for (const [model, oneCpu, fourCpus] of FINISH)
      assert.equal(oneCpu > fourCpus, !model.startsWith("library"), model);
    assert.equal(runSample("hybrid(lwps: 4)", 4).sim.world.processes[1]!.finish, 12);
    assert.equal(runSample("hybrid(lwps: 1)", 4).sim.world.processes[1]!.finish, 48);
  });

  it("leave the kernel fewer switches where a library makes them", () => {
    // Four goroutines on one P, without a wait: the kernel dispatches one M once.
    const yields = (model: string): string => `machine { instruction: 0 threads: ${model} }
      program main() { var t: int[3] for i = 0 .. 2 { t[i] = spawn(work) } work() for i = 0 .. 2 { join(t[i]) } }
      function work() { for i = 1 .. 5 { compute(1) yield() } }
      process p = main()`;
    const dispatches = (model: string): number => {
      const sim = simulate(yields(model));
      let count = 0;
      sim.observe = (kind) => (count += kind === EventKind.dispatched ? 1 : 0);
      runChecked(sim);
      return count;
    };
    assert.equal(dispatches("library"), 1);
    assert.equal(dispatches("go(processors: 1)"), 1);
    assert.ok(dispatches("kernel") > 20);
  });

  it("pay for a switch what it costs where it happens", () => {
    // Two threads, three times compute(1) and yield each: 6 ticks of work; each of the six yields, the join of the first
    // and the end of the second are a switch: 8 of them.
    const finish = (model: string): number => {
      const sim =
        simulate(`machine { instruction: 0 threads: ${model} thread_switch: 2 user_switch: 1 context_switch: 9 }
        program main() { var t = spawn(work) work() join(t) }
        function work() { for i = 1 .. 3 { compute(1) yield() } }
        process p = main()`);
      runChecked(sim);
      return sim.world.processes[1]!.finish;
    };
    assert.equal(finish("kernel"), 6 + 8 * 2);
    assert.equal(finish("library"), 6 + 8);
    assert.equal(finish("hybrid(lwps: 1)"), 6 + 8);
  });

  it("pay for a thread what its creation costs: a kernel thread at once, an LWP or M when it first runs", () => {
    const finish = (model: string): number => {
      const sim = simulate(`machine { instruction: 0 threads: ${model} create_thread: 5 }
        program main() { var t = spawn(work) join(t) }
        function work() { compute(1) }
        process p = main()`);
      runChecked(sim);
      return sim.world.processes[1]!.finish;
    };
    assert.equal(finish("kernel"), 6);
    assert.equal(finish("library"), 1);
    assert.equal(finish("go(processors: 1)"), 1);
  });
});
