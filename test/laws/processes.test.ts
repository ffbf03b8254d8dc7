/**
 * Laws of processes over random scenarios, each held to a book that is kept from outside (ledger.ts): time on the CPUs is
 * conserved, nobody stands in two queues, lives add up, states change along the table, equals are served in turn, nobody starves.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { overview } from "../../src/debugger/overview/overview.ts";
import { machineMetrics, processMetrics } from "../../src/machine/metrics.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { Ended } from "../../src/machine/state.ts";
import { EndKind, ThreadState } from "../../src/machine/states.ts";
import { run, step } from "../../src/machine/step.ts";
import { scenario } from "../machine/programs.ts";
import { simulate } from "../support/scenario.ts";
import { cpuTicks, keepLedger } from "./ledger.ts";

const HORIZON = 700;

function bounded(text: string): Simulation {
  const sim = simulate(text);
  sim.horizon = HORIZON;
  return sim;
}

const S = ThreadState;

/** Processes that compute, sleep and do I/O, under a policy, without any that yields or waits for another. */
interface Mix {
  readonly scheduler: string;
  readonly cpus: number;
  readonly contextSwitch: number;
  readonly processes: readonly {
    readonly arrival: number;
    readonly priority: number;
    readonly deadline: number;
    readonly rounds: readonly (readonly [burst: number, wait: number, call: "sleep" | "io"])[];
  }[];
}

const round = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom("sleep", "io"));

function mix(...schedulers: readonly string[]): fc.Arbitrary<Mix> {
  return fc.record({
    scheduler: fc.constantFrom(...schedulers),
    cpus: fc.integer({ min: 1, max: 3 }),
    contextSwitch: fc.constantFrom(0, 0, 1, 2),
    processes: fc.array(
      fc.record({
        arrival: fc.nat(10),
        priority: fc.nat(2),
        deadline: fc.constantFrom(20, 30),
        rounds: fc.array(round, { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 2, maxLength: 8 },
    ),
  });
}

function textOf({ scheduler, cpus, contextSwitch, processes }: Mix): string {
  const programs = processes.map(({ rounds }, k) => {
    const body = rounds.map(([burst, wait, call]) =>
      call === "io" ? `compute(${burst}) io(disk, ${wait})` : `compute(${burst}) sleep(${wait})`,
    );
    return `program p${k}() { ${body.join(" ")} }`;
  });
  const declared = processes.map(
    ({ arrival, priority, deadline }, k) =>
      `process a${k} = p${k}() { arrival: ${arrival} priority: ${priority} deadline: ${deadline} }`,
  );
  return [
    `machine { scheduler: ${scheduler} cpus: ${cpus} context_switch: ${contextSwitch} instruction: 0`,
    "devices: { disk: device(service: 3, servers: 2) } }",
    ...programs,
    ...declared,
  ].join("\n");
}

describe("laws of processes", function () {
  this.timeout(60_000);

  it("CPU time is conserved: user + kernel + idle = CPUs × ticks, each tick of a CPU being one of them", () => {
    fc.assert(
      fc.property(scenario, (text) => {
        const sim = bounded(text);
        const ledger = keepLedger(sim);
        run(sim, 1 << 26);
        const { tick } = sim.world;
        for (const node of sim.world.nodes) {
          const metrics = machineMetrics(sim, node.index);
          assert.equal(metrics.user + metrics.kernel + metrics.idle, node.cpus.length * tick);
          for (const [k, index] of node.cpus.entries()) {
            const { isClean, ...ticks } = cpuTicks(ledger.spans[index]!, tick);
            assert.ok(isClean, `CPU ${index} did two things in one tick`);
            assert.deepEqual(metrics.cpus[k], { cpu: k, ...ticks });
          }
        }
      }),
    );
  });

  it("no thread stands in two queues, and each that exists in one", () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 1, max: 9 }), (text, allowance) => {
        const sim = bounded(text);
        for (let k = 0; k < 300 && sim.world.ended === Ended.not && sim.world.tick < HORIZON; k++) {
          step(sim, allowance);
          const places = new Map<number, string>();
          for (const { name, threads, size } of overview(sim).queues) {
            assert.ok(size <= threads.length, "the law sees whole queues");
            for (const { thread } of threads) {
              assert.equal(places.get(thread), undefined, `thread ${thread} is in "${name}" too`);
              places.set(thread, name);
            }
          }
          const alive = sim.world.threads.filter(
            ({ state, pid }) => state !== S.terminated && sim.world.processes[pid]!.end === EndKind.alive,
          );
          assert.equal(places.size, alive.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("waiting + service + blocked + kernel = turnaround, each being what the trace says", () => {
    let ended = 0;
    fc.assert(
      fc.property(scenario, (text) => {
        const sim = bounded(text);
        const ledger = keepLedger(sim);
        run(sim, 1 << 26);
        for (const { pid, threads } of sim.world.processes.slice(1)) {
          const m = processMetrics(sim, pid);
          const book = ledger.threads.get(threads[0]!);
          if (threads.length > 1 || m.turnaround === null || book === undefined) continue;
          ended++;
          const spent = (...states: readonly ThreadState[]): number =>
            states.reduce((sum, state) => sum + book.ticks[state]!, 0);
          assert.deepEqual(
            [m.waiting, m.blocked, m.service, m.kernel],
            [spent(S.new, S.ready, S.suspendedReady), spent(S.waiting, S.suspendedWaiting), book.user, book.kernel],
            `process ${pid}`,
          );
          assert.equal(m.service + m.kernel, spent(S.running), `process ${pid}`);
          assert.equal(m.waiting + m.service + m.blocked + m.kernel, m.turnaround, `process ${pid}`);
        }
      }),
    );
    assert.ok(ended > 100, "the scenarios have processes of one thread that end");
  });

  it("every move of every trace is a row of the table, and begins where the last one ended", () => {
    let threads = 0;
    fc.assert(
      fc.property(scenario, (text) => {
        const sim = bounded(text);
        const ledger = keepLedger(sim);
        run(sim, 1 << 26);
        assert.deepEqual(ledger.illegal, []);
        for (const [id, book] of ledger.threads) assert.equal(book.state, sim.world.threads[id]!.state);
        threads += ledger.threads.size;
      }),
    );
    assert.ok(threads > 100);
  });

  it("of equal keys the first to have entered the ready queue goes first", () => {
    let compared = 0;
    const policies = mix("fcfs", "round_robin(quantum: 3)", "sjf", "srtf", "priority", "edf", "rate_monotonic");
    fc.assert(
      fc.property(policies, (m) => {
        const sim = simulate(textOf(m));
        const ledger = keepLedger(sim, (book) => {
          const { sched } = sim.world.threads[book.thread]!;
          const queue = sim.world.nodes[0]!.queues[0]!;
          for (const id of queue.items.subarray(0, queue.length)) {
            const other = sim.world.threads[id]!;
            if (other.sched.key !== sched.key) continue;
            compared++;
            assert.ok(
              ledger.threads.get(id)!.entered > book.entered,
              `at tick ${sim.world.tick} thread ${book.thread} was given a CPU before thread ${id}, which came first`,
            );
          }
        });
        run(sim, 1 << 26);
        assert.equal(sim.world.ended, Ended.finished);
      }),
    );
    assert.ok(compared > 200, `only ${compared} comparisons`);
  });

  it("nobody starves under round robin: each waits for a quantum and a switch of every other at most", () => {
    let longest = 0;
    const quantum = fc.integer({ min: 1, max: 6 });
    const rounds = fc.tuple(quantum, fc.constantFrom("arrivals_first", "preempted_first"));
    fc.assert(
      fc.property(rounds, mix("round_robin"), ([q, ties], m) => {
        const sim = simulate(textOf({ ...m, scheduler: `round_robin(quantum: ${q}, ties: ${ties})` }));
        const ledger = keepLedger(sim);
        run(sim, 1 << 26);
        assert.equal(sim.world.ended, Ended.finished);
        const most = (m.processes.length - 1) * (q + m.contextSwitch);
        assert.ok(ledger.longestReady <= most, `ready for ${ledger.longestReady} ticks, at most ${most} are fair`);
        longest = Math.max(longest, ledger.longestReady / most);
      }),
    );
    assert.ok(longest > 0.6, "the bound is tight enough to mean something");
  });
});
