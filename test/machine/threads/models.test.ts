/**
 * One program under every thread model, to the tick. Each thread computes 3, has the disk for 6 (it serves as many as come),
 * and computes 3 again; instructions and switches cost nothing, and the kernel's queue is first come, first served. Derived by
 * hand: m is the main thread, a, b and c those that it creates and then joins in this order; `m0-3` computes from 0 to 3.
 *
 * kernel, 1 CPU: m0-3 a3-6 b6-9 c9-12 are back at 9, 12, 15, 18: m12-15 a15-18 b18-21 c21-24, no tick lost. 2 CPUs: m, a0-3
 *     b, c3-6, back at 9 and 12: m, a9-12 b, c12-15. 4 CPUs: all at once: 3 + 6 + 3 = 12.
 *     Dispatches, 1 CPU: eight bursts; at 15 m waits for a, and is given the CPU again at 21 (it waits for c) and at 24: 10.
 * library, any number of CPUs: one after another, the disk with nobody beside it: m0-12 a12-24 b24-36 c36-48.
 *     Dispatches: the first, and one after each of four waits: 5. Switches: m waits for a, then a, b, c and m in turn: 4.
 * library, quantum 2: 0-8 in slices of two, m8-9 waits until 15 and everybody with it. m15-16 ends its slice, a16-17 waits until
 *     23; a23-24 b24-25 waits until 31; b31-32 c32-33 waits until 39; c39-40 m40-42 a42-44 b44-46 c46-48. No two waits overlap
 *     and nobody computes in one: 4 × 6 + 4 × 6 = 48. Dispatches as before: 5. Switches: at 2, 4, 6, 8, 16, 24, 32, 40, 42, 44,
 *     46, and at 48 to m, which ends the process: 12.
 * hybrid(lwps: 2), 1 CPU: m0-3 a3-6, both LWPs wait, the CPU is idle until 9. m9-12 waits for a, its LWP takes b12-15, back at
 *     21; a15-18 ends, its LWP takes c18-21, back at 27; b21-24 c27-30. 2 and 4 CPUs: two at a time: 12, then two more: 24.
 *     Dispatches: m0 a3 m9 a15 b21 c27 and m30, which waited for c: 7. Switches: m to b at 12, a to c at 18, b to m at 24: 3.
 * go(processors: 2), 1 CPU: at a wait the P goes to another M, so the CPU is as busy as with kernel threads: 24. 2 and 4 CPUs:
 *     two compute at a time: m, a0-3 b, c3-6, back at 9 and 12: m, a9-12 b, c12-15.
 *     Dispatches, 1 CPU: m0 a3 b6 c9, with an M each; m, back at 9, has the P that b left, a, back at 12, the one that c left:
 *     m12 a15. m has waited for a since 15; b, back at 15, has the P of m; c, back at 18, finds none. a ends at 18, its M goes
 *     on with m, which waits for b, and then with c18-21: two switches. b21-24 ends, m24 is taken up by the M that rests since
 *     15 and had it last: no switch. That is 8 dispatches, two fewer than with kernel threads.
 */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { EventKind } from "../../../src/machine/events.ts";
import type { Simulation } from "../../../src/machine/simulation.ts";
import { checkTold, runChecked, simulate } from "../../support/scenario.ts";

const SAMPLE = readFileSync("samples/thread-models.turno", "utf8");

const FINISH: readonly (readonly [model: string, oneCpu: number, fourCpus: number])[] = [
  ["kernel", 24, 12],
  ["library", 48, 48],
  ["library(preemptive, quantum: 2)", 48, 48],
  ["hybrid(lwps: 2)", 30, 24],
  ["go(processors: 2)", 24, 15],
];

/** On two CPUs the end; on one what the kernel and what the library did for it. */
const SWITCHES: readonly (readonly [model: string, twoCpus: number, dispatches: number, switches: number])[] = [
  ["kernel", 15, 10, 0],
  ["library", 48, 5, 4],
  ["library(preemptive, quantum: 2)", 48, 5, 12],
  ["hybrid(lwps: 2)", 24, 7, 3],
  ["go(processors: 2)", 15, 8, 2],
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

  for (const [model, twoCpus, dispatches, switches] of SWITCHES) {
    it(`${model}: ${twoCpus} ticks on two CPUs; on one ${dispatches} dispatches and ${switches} user-level switches`, () => {
      assert.equal(runSample(model, 2).sim.world.processes[1]!.finish, twoCpus);
      const { counts } = runSample(model, 1);
      const count = (kind: EventKind): number => counts.get(kind) ?? 0;
      assert.deepEqual([count(EventKind.dispatched), count(EventKind.userSwitched)], [dispatches, switches]);
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

  it("pay the kernel's switch where the kernel switches: not where its thread stays on the CPU", () => {
    const costs = "instruction: 0 thread_switch: 9 user_switch: 1";
    // w is the last that the kernel thread of p carried: at 3 it goes on for nothing, at 6 for the switch to the main thread.
    checkTold(
      `machine { cpus: 2 ${costs} } semaphore s semaphore t
      program main() { var a = spawn(w) down(s) print("main", clock()) join(a) }
      function w() { down(t) print("w", clock()) }
      program other() { compute(3) up(t) compute(3) up(s) }
      process p = main() { threads: library }
      process q = other()`,
      `3: w 3
      7: main 7
      ---
      p exited 0 @7
      q exited 0 @6`,
    );
    // The second M spins from 3 on, and takes up at 4 what the first has created: it never left its CPU.
    checkTold(
      `machine { cpus: 2 ${costs} threads: go(processors: 2) }
      program main() { var a = spawn(w) compute(4) var b = spawn(w) compute(9) join(a) join(b) }
      function w() { compute(3) print("w", clock()) }
      process p = main()`,
      `3: w 3
      8: w 8
      ---
      p exited 0 @13`,
    );
    // Two LWPs take turns on one CPU, at 0, 9, 29 and 38: those are switches of the kernel.
    checkTold(
      `machine { ${costs} threads: hybrid(lwps: 2) }
      program main() { var a = spawn(w) sleep(5) print("main", clock()) join(a) }
      function w() { sleep(20) print("w", clock()) }
      process p = main()`,
      `18: main 18
      38: w 38
      ---
      p exited 0 @47`,
    );
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
