/**
 * What a person asks of the dispatcher: who runs next, who does not, who alone. Laws over random workloads, policies and moments.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkInvariants } from "../../../src/machine/invariants.ts";
import { boot } from "../../../src/machine/boot.ts";
import { traceHash, type Simulation } from "../../../src/machine/simulation.ts";
import { Ended } from "../../../src/machine/state.ts";
import { ThreadState } from "../../../src/machine/states.ts";
import { dispatchNext, holdThread, releaseThread, runOnly } from "../../../src/machine/sched/steering.ts";
import { run } from "../../../src/machine/step.ts";
import { imageFrom, policy, type Act, type ProcessText } from "../../support/image.ts";

const act: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 9 }).map((compute): Act => ({ compute })), weight: 3 },
  fc.integer({ min: 0, max: 9 }).map((sleep): Act => ({ sleep })),
  fc.constant<Act>({ yield: true }),
);
const workload: fc.Arbitrary<ProcessText[]> = fc.array(
  fc.record({
    arrival: fc.integer({ min: 0, max: 6 }),
    priority: fc.integer({ min: 0, max: 3 }),
    tickets: fc.integer({ min: 1, max: 7 }),
    acts: fc.array(act, { minLength: 1, maxLength: 5 }),
  }),
  { minLength: 2, maxLength: 5 },
);
const NAMES = [
  "fcfs",
  "sjf",
  "srtf",
  "hrrn",
  "round_robin",
  "priority",
  "mlfq",
  "lottery",
  "stride",
  "fair",
  "edf",
  "rate_monotonic",
  "random",
  "manual",
] as const;
const deed = fc.record({
  after: fc.integer({ min: 1, max: 12 }),
  kind: fc.constantFrom("dispatch", "hold", "release", "only", "all"),
  thread: fc.nat(4),
  cpu: fc.constantFrom(-1, -1, 0, 1),
});

interface Given {
  readonly name: (typeof NAMES)[number];
  readonly cpus: number;
  readonly isPerCpu: boolean;
  readonly processes: ProcessText[];
}

function simOf({ name, cpus, isPerCpu, processes }: Given): Simulation {
  const queues = { name: isPerCpu ? "per_cpu" : "global", args: isPerCpu ? { stealing: 1 } : {} };
  return boot(imageFrom({ scheduler: policy(name), cpus, ready_queues: queues }, processes));
}

const given: fc.Arbitrary<Given> = fc.record({
  name: fc.constantFrom(...NAMES),
  cpus: fc.integer({ min: 1, max: 2 }),
  isPerCpu: fc.boolean(),
  processes: workload,
});

function isSound(sim: Simulation): void {
  assert.deepEqual(checkInvariants(sim), []);
}

describe("steering", () => {
  it("keeps the machine sound whatever is asked, and whoever was held ends once released", () => {
    fc.assert(
      fc.property(given, fc.array(deed, { maxLength: 8 }), (what, deeds) => {
        const sim = simOf(what);
        const { threads, cpus } = sim.world;
        for (const { after, kind, thread: place, cpu } of deeds) {
          for (let k = 0; k < after; k++) {
            run(sim, 1);
            isSound(sim);
          }
          const thread = threads[place % threads.length]!;
          if (thread.state === ThreadState.terminated || sim.world.ended !== Ended.not) continue;
          if (kind === "hold") holdThread(sim, thread.id);
          if (kind === "release") releaseThread(sim, thread.id);
          if (kind === "only") runOnly(sim, thread.id);
          if (kind === "all") runOnly(sim, -1);
          const canRun = thread.state === ThreadState.ready || thread.state === ThreadState.running;
          if (kind === "dispatch" && canRun) dispatchNext(sim, thread.id, cpu < cpus.length ? cpu : -1);
          isSound(sim);
        }
        runOnly(sim, -1);
        for (const { id } of threads) releaseThread(sim, id);
        for (let k = 0; k < 3_000 && sim.world.ended === Ended.not; k++) {
          run(sim, 1);
          isSound(sim);
        }
        assert.equal(sim.world.ended, Ended.finished);
      }),
    );
  });

  it("gives the CPU to the one who was asked for, at once", () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 30 }), fc.nat(4), (what, after, place) => {
        const sim = simOf(what);
        for (let k = 0; k < after; k++) run(sim, 1);
        const thread = sim.world.threads[place % sim.world.threads.length]!;
        fc.pre(sim.world.ended === Ended.not && thread.sched.place >= 0);
        dispatchNext(sim, thread.id, -1);
        const { tick } = sim.world;
        sim.observe = (_kind, _tick, _a, id) => {
          if (id === thread.id && thread.state === ThreadState.running) sim.stopRequested = true;
        };
        run(sim, 100);
        assert.equal(thread.state, ThreadState.running);
        assert.ok(sim.world.tick <= tick + 1, `asked for at ${tick}, running at ${sim.world.tick}`);
      }),
    );
  });

  it("held threads spend no tick on a CPU, and holding nobody any more leaves no trace", () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 20 }), fc.nat(4), (what, after, place) => {
        const sim = simOf(what);
        for (let k = 0; k < after; k++) run(sim, 1);
        const thread = sim.world.threads[place % sim.world.threads.length]!;
        fc.pre(sim.world.ended === Ended.not && thread.state !== ThreadState.terminated);
        holdThread(sim, thread.id);
        run(sim, 1);
        const { user } = thread.account;
        for (let k = 0; k < 200; k++) run(sim, 1);
        assert.ok(thread.account.user <= user + 1);
        assert.notEqual(sim.world.ended, Ended.deadlock);
        const plain = simOf(what);
        const other = simOf(what);
        holdThread(other, place % other.world.threads.length);
        releaseThread(other, place % other.world.threads.length);
        for (const each of [plain, other]) for (let k = 0; k < 2_000; k++) run(each, 50);
        assert.equal(traceHash(other.world), traceHash(plain.world));
      }),
    );
  });
});
