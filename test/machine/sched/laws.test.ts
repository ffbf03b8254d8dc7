/**
 * What holds under every policy, on random workloads with plain instructions, bursts and waits, overheads included.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createAssembler } from "../../../src/isa/assembler.ts";
import type { Image } from "../../../src/isa/image.ts";
import { Op } from "../../../src/isa/instructions.ts";
import { ZERO } from "../../../src/isa/registers.ts";
import { boot } from "../../../src/machine/boot.ts";
import { POLICIES } from "../../../src/machine/sched/policies.ts";
import { traceHash, type Simulation } from "../../../src/machine/simulation.ts";
import { hashWorld, restore, snapshot } from "../../../src/machine/snapshot.ts";
import { ThreadState } from "../../../src/machine/states.ts";
import { Halt, run } from "../../../src/machine/step.ts";
import { call, imageOf, policy } from "../../support/image.ts";
import { scheduleOf } from "./schedule.ts";

const HORIZON = 600;

/** A scenario: how each process alternates instructions on a shared word, bursts and sleeps. */
interface Scenario {
  readonly policy: string;
  readonly cpus: number;
  readonly instruction: number;
  readonly overhead: number;
  readonly perCpu: boolean;
  readonly processes: readonly {
    readonly arrival: number;
    readonly priority: number;
    readonly rounds: readonly (readonly [count: number, burst: number, sleep: number])[];
    readonly again: boolean;
  }[];
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  policy: fc.constantFrom(...Object.keys(POLICIES)),
  cpus: fc.integer({ min: 1, max: 3 }),
  instruction: fc.integer({ min: 1, max: 2 }),
  overhead: fc.constantFrom(0, 0, 1, 3),
  perCpu: fc.boolean(),
  processes: fc.array(
    fc.record({
      arrival: fc.integer({ min: 0, max: 20 }),
      priority: fc.integer({ min: 0, max: 2 }),
      rounds: fc.array(
        fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 })),
        { minLength: 1, maxLength: 3 },
      ),
      again: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

function imageOfScenario(s: Scenario): Image {
  const code = createAssembler();
  call(code, "thread_exit");
  const entries = s.processes.map(({ rounds, again }) => {
    const entry = code.here();
    const top = code.newLabel();
    code.place(top);
    for (const [count, burst, sleep] of rounds) {
      for (let k = 0; k < count; k++) {
        code.emit(Op.load, { a: 0, b: ZERO, imm: 0x100000 });
        code.emit(Op.addi, { a: 0, b: 0, imm: 1 });
        code.emit(Op.store, { a: 0, b: ZERO, imm: 0x100000 });
      }
      code.emit(Op.worki, { imm: burst });
      call(code, "sleep", sleep);
    }
    if (again) code.emitTo(Op.jmp, top);
    call(code, "exit", 0);
    return entry;
  });
  const ready_queues = s.perCpu ? { name: "per_cpu", args: { stealing: 1 } } : { name: "global", args: {} };
  const machine = {
    scheduler: policy(s.policy),
    cpus: s.cpus,
    instruction: s.instruction,
    context_switch: s.overhead,
    syscall: s.overhead,
    ready_queues,
  };
  return imageOf(
    code,
    entries,
    machine,
    s.processes.map(({ arrival, priority }) => ({ arrival, priority, acts: [] })),
  );
}

/** Where each thread is: in one place only. */
function checkPlaces(sim: Simulation): void {
  const { world } = sim;
  const seen = new Map<number, string>();
  const found = (thread: number, place: string): void => {
    assert.equal(seen.get(thread), undefined, `thread ${thread} is in ${seen.get(thread)} and in ${place}`);
    seen.set(thread, place);
  };
  for (const node of world.nodes) {
    node.queues.forEach((queue, k) => {
      for (const id of queue.items.subarray(0, queue.length)) found(id, `queue ${k}`);
    });
  }
  for (const cpu of world.cpus) if (cpu.thread >= 0) found(cpu.thread, `CPU ${cpu.index}`);
  for (const { thread } of world.pending) if (!seen.has(thread)) found(thread, "the pending list");
  for (const thread of world.threads) {
    const isPlaced = seen.has(thread.id);
    if (thread.state === ThreadState.ready || thread.state === ThreadState.running) assert.ok(isPlaced);
    else assert.ok(!isPlaced || thread.state === ThreadState.new);
  }
}

/** Every tick of a life is accounted once; every tick of a CPU is somebody's, the machine's, or idle. */
function checkAccounts(sim: Simulation): void {
  for (const process of sim.world.processes.slice(1)) {
    if (process.finish < 0) continue;
    const { account: a } = sim.world.threads[process.threads[0]!]!;
    const sum = a.job + a.ready + a.user + a.kernel + a.blocked + a.suspendedReady + a.suspendedBlocked;
    assert.equal(sum, process.finish - process.arrival, `the life of process ${process.pid}`);
  }
  const cpus = sim.world.cpus.reduce((total, cpu) => total + cpu.user + cpu.kernel, 0);
  const threads = sim.world.threads.reduce((total, { account }) => total + account.user + account.kernel, 0);
  assert.equal(cpus, threads);
  for (const cpu of sim.world.cpus) assert.ok(cpu.user + cpu.kernel <= sim.world.tick);
}

function law(name: string, check: (s: Scenario, image: Image) => void): void {
  it(name, () => {
    fc.assert(
      fc.property(scenario, (s) => {
        check(s, imageOfScenario(s));
      }),
      { numRuns: 400 },
    );
  });
}

function runToHorizon(sim: Simulation, allowance = Infinity): Simulation {
  sim.horizon = HORIZON;
  while (run(sim, allowance) === Halt.allowance);
  return sim;
}

describe("laws of scheduling", function () {
  this.timeout(60_000);

  law("a thread is in one place, and every tick is accounted once", (_s, image) => {
    const { sim } = scheduleOf(image, { until: HORIZON, check: checkPlaces });
    checkAccounts(sim);
  });

  law("however a run is cut into steps, it is the same", (_s, image) => {
    const whole = runToHorizon(boot(image));
    const stepped = runToHorizon(boot(image), 1);
    assert.equal(traceHash(stepped.world), traceHash(whole.world));
    assert.equal(hashWorld(stepped.world), hashWorld(whole.world));
  });

  law("watching changes nothing", (_s, image) => {
    const watched = boot(image);
    watched.observe = () => {};
    watched.observeSpan = () => {};
    assert.equal(hashWorld(runToHorizon(watched).world), hashWorld(runToHorizon(boot(image)).world));
  });

  law("ending quanta back to back is the same as by phases", (s) => {
    const image = imageOfScenario({ ...s, policy: "round_robin", cpus: 1, overhead: 0, perCpu: false });
    const watched = boot(image);
    watched.observe = () => {};
    const alone = boot(image);
    alone.marks.fill(1);
    alone.onMark = () => false;
    const free = runToHorizon(boot(image)).world;
    assert.equal(hashWorld(runToHorizon(watched).world), hashWorld(free));
    assert.equal(hashWorld(runToHorizon(alone).world), hashWorld(free));
  });

  law("stopping at every event and going on changes nothing", (_s, image) => {
    const stopping = boot(image);
    stopping.observe = () => {
      stopping.stopRequested = true;
    };
    stopping.horizon = HORIZON;
    for (let halt = run(stopping, 1000); halt === Halt.stopped || halt === Halt.allowance;) halt = run(stopping, 1000);
    assert.equal(hashWorld(stopping.world), hashWorld(runToHorizon(boot(image)).world));
  });

  law("a run goes on from a snapshot as it would have", (s, image) => {
    const sim = boot(image);
    sim.horizon = HORIZON;
    run(sim, 37 + s.processes.length);
    const kept = snapshot(sim.world);
    runToHorizon(sim);
    const end = hashWorld(sim.world);
    restore(sim, kept);
    assert.equal(hashWorld(runToHorizon(sim).world), end);
  });

  it("equals are served in the order of their coming", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("fcfs", "sjf", "srtf", "hrrn", "priority", "edf", "rate_monotonic"),
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 8 }),
        (name, arrivals) => {
          const sorted = [...arrivals].sort((a, b) => a - b);
          const s: Scenario = {
            policy: name,
            cpus: 1,
            instruction: 1,
            overhead: 0,
            perCpu: false,
            processes: sorted.map((arrival) => ({ arrival, priority: 1, rounds: [[0, 6, 0]], again: false })),
          };
          const { schedule } = scheduleOf(imageOfScenario(s));
          const firsts = Object.values(schedule.processes).map((process) => process.first);
          assert.deepEqual(
            firsts,
            [...firsts].sort((a, b) => a - b),
          );
        },
      ),
    );
  });

  it("nobody starves under round robin", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 3 }), (count, cpus) => {
        const processes = Array.from({ length: count }, () => ({
          arrival: 0,
          priority: 0,
          rounds: [[1, 100_000, 1]] as const,
          again: true,
        }));
        const s: Scenario = { policy: "round_robin", cpus, instruction: 1, overhead: 0, perCpu: false, processes };
        const { sim } = scheduleOf(imageOfScenario(s), { until: 4 * count * 50 });
        const times = sim.world.threads.map((thread) => thread.account.user);
        assert.ok(Math.max(...times) - Math.min(...times) <= 2 * 4, times.join(" "));
      }),
    );
  });
});
