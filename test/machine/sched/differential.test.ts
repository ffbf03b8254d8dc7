/**
 * Each policy against the naive one: equal Gantt charts, first runs, finishes and waiting times on random workloads, on one to
 * four CPUs, with one ready queue or one for each.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Choice } from "../../../src/isa/settings.ts";
import { seededChooser } from "../../../src/machine/choice.ts";
import { POLICIES } from "../../../src/machine/sched/policies.ts";
import { imageFrom, policy, type Act, type ProcessText } from "../../support/image.ts";
import { Naive } from "./naive.ts";
import { scheduleOf } from "./schedule.ts";

const burst: fc.Arbitrary<Act> = fc.integer({ min: 0, max: 9 }).map((compute) => ({ compute }));
const pause: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 9 }).map((sleep): Act => ({ sleep })), weight: 4 },
  { arbitrary: fc.constant<Act>({ yield: true }), weight: 1 },
);
const service: fc.Arbitrary<Act> = fc.record({ io: fc.nat(1), ticks: fc.integer({ min: 1, max: 9 }) });
const acts = fc
  .array(fc.tuple(burst, fc.oneof({ arbitrary: pause, weight: 2 }, { arbitrary: service, weight: 1 })), {
    minLength: 0,
    maxLength: 3,
  })
  .chain((pairs) => burst.map((last): Act[] => [...pairs.flat(), last]));

const workload: fc.Arbitrary<ProcessText[]> = fc.array(
  fc.record({
    arrival: fc.integer({ min: 0, max: 12 }),
    priority: fc.integer({ min: 0, max: 3 }),
    tickets: fc.integer({ min: 1, max: 7 }),
    nice: fc.constantFrom(-20, -5, 0, 0, 3, 10, 19),
    deadline: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    acts,
  }),
  { minLength: 1, maxLength: 6 },
);

/** Two devices, the second of which serves two at a time. */
const SERVERS = [1, 2];
const devices = SERVERS.map((servers) => ({ servers }));

const periodic: fc.Arbitrary<ProcessText[]> = fc.array(
  fc.record({
    arrival: fc.integer({ min: 0, max: 6 }),
    period: fc.option(fc.integer({ min: 4, max: 15 }), { nil: undefined }),
    deadline: fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined }),
    acts,
  }),
  { minLength: 1, maxLength: 5 },
);

const queues: fc.Arbitrary<Choice> = fc.constantFrom(
  { name: "global", args: {} },
  { name: "global", args: {} },
  { name: "per_cpu", args: { stealing: 0 } },
  { name: "per_cpu", args: { stealing: 1 } },
);

const small = fc.integer({ min: 1, max: 5 });
const bit = fc.integer({ min: 0, max: 1 });
const ties = fc.constantFrom("arrivals_first", "preempted_first");

/** The settings that each policy is tried with. */
const SETTINGS: Readonly<Record<string, fc.Arbitrary<Choice["args"]>>> = {
  fcfs: fc.constant({}),
  sjf: fc.constant({}),
  srtf: fc.constant({}),
  hrrn: fc.constant({}),
  round_robin: fc.record({ quantum: small, ties }),
  priority: fc.record({
    preemptive: bit,
    quantum: fc.integer({ min: 0, max: 3 }),
    aging: fc.integer({ min: 0, max: 4 }),
  }),
  mlfq: fc.record({
    quanta: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }),
    allotments: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }),
    boost: fc.constantFrom(0, 0, 7, 10),
    preemptive: bit,
    ties,
    preempted: fc.constantFrom("head", "tail"),
    io_return: fc.constantFrom("tail", "head"),
    after_io: fc.constantFrom("keep", "reset"),
    alone: fc.constantFrom("demote", "stay"),
  }),
  lottery: fc.record({ quantum: small }),
  stride: fc.record({ quantum: small }),
  fair: fc.record({ latency: fc.integer({ min: 1, max: 20 }), granularity: fc.integer({ min: 1, max: 4 }) }),
  edf: fc.constant({}),
  rate_monotonic: fc.constant({}),
  random: fc.record({ quantum: small }),
  manual: fc.constant({}),
};

const RUNS = Number(process.env["LAW_RUNS"] ?? 2000);

describe("policies against naive ones", function () {
  this.timeout(60_000);
  for (const [name, settings] of Object.entries(SETTINGS)) {
    it(name, () => {
      fc.assert(
        fc.property(
          workload,
          settings,
          fc.integer({ min: 1, max: 4 }),
          queues,
          fc.nat(1000),
          (texts, args, cpus, ready_queues, seed) => {
            const scheduler = policy(name, args);
            const image = imageFrom({ scheduler, cpus, ready_queues, instruction: 0, devices }, texts);
            const { schedule } = scheduleOf(image, { choose: seededChooser(seed) });
            const naive = new Naive(scheduler, texts, cpus, ready_queues, seededChooser(seed), SERVERS);
            assert.deepEqual(schedule, naive.run());
          },
        ),
        { numRuns: RUNS },
      );
    });
  }

  it("is tried for every policy", () => {
    assert.deepEqual(Object.keys(SETTINGS).sort(), Object.keys(POLICIES).sort());
  });

  for (const name of ["edf", "rate_monotonic", "fcfs"]) {
    it(`${name}, with periodic processes`, () => {
      let missed = 0;
      fc.assert(
        fc.property(periodic, fc.integer({ min: 1, max: 3 }), (texts, cpus) => {
          const scheduler = policy(name);
          const global = { name: "global", args: {} };
          const image = imageFrom({ scheduler, cpus, instruction: 0, devices }, texts);
          const { schedule } = scheduleOf(image, { until: 100 });
          assert.deepEqual(schedule, new Naive(scheduler, texts, cpus, global, seededChooser(1), SERVERS).run(100));
          for (const process of Object.values(schedule.processes)) missed += process.missed;
        }),
        { numRuns: RUNS },
      );
      assert.ok(missed > 0, "some deadlines are missed");
    });
  }

  it("hrrn, many at a time", () => {
    const crowd = fc.array(fc.record({ arrival: fc.integer({ min: 0, max: 60 }), acts }), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(crowd, fc.integer({ min: 1, max: 2 }), (texts, cpus) => {
        const scheduler = policy("hrrn");
        const global = { name: "global", args: {} };
        const { schedule } = scheduleOf(imageFrom({ scheduler, cpus, instruction: 0, devices }, texts));
        assert.deepEqual(schedule, new Naive(scheduler, texts, cpus, global, seededChooser(1), SERVERS).run());
      }),
      { numRuns: 60 },
    );
  });
});
