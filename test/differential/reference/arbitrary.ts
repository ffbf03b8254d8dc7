/** Random workloads: small ones, whose ticks often fall on one another. */
import fc from "fast-check";
import type { Device, Job, Scheduler, Step, Workload } from "./workload.ts";

const ticks = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });

/** What workloads of a shape have beside what all have: bursts, waits, yields, CPUs, queues, degrees and switches that cost. */
export interface Shape {
  /** Bursts and waits of 0 ticks. */
  readonly zero?: boolean;
  /** Calls and interrupts that cost. (Of an interrupt of a wait of 0 ticks the rules do not speak.) */
  readonly costs?: boolean;
  readonly deadlines?: boolean;
  /** Processes that never end. */
  readonly periods?: boolean;
}

function step(devices: number, { zero }: Shape): fc.Arbitrary<Step> {
  const least = zero === true ? 0 : 1;
  const wait = fc.integer({ min: least, max: 6 });
  const request = fc.record(
    { call: fc.constant("io" as const), device: fc.nat(Math.max(0, devices - 1)), ticks: wait },
    { requiredKeys: ["call", "device"] },
  );
  const burst = fc.record({ call: fc.constant("compute" as const), ticks: fc.integer({ min: least, max: 7 }) });
  return fc.oneof(
    { arbitrary: burst, weight: 4 },
    fc.record({ call: fc.constant("sleep" as const), ticks: wait }),
    fc.record({ call: fc.constant("yield" as const) }),
    ...(devices > 0 ? [request] : []),
  );
}

function job({ name }: Scheduler, devices: number, shape: Shape): fc.Arbitrary<Job> {
  return fc.record(
    {
      arrival: fc.oneof(fc.constant(0), fc.nat(8)),
      steps: fc.array(step(devices, shape), { minLength: shape.zero === true ? 0 : 1, maxLength: 5 }),
      ...(name === "priority" ? { priority: fc.nat(4) } : {}),
      ...(name === "fair"
        ? { nice: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -20, max: 19 })) }
        : {}),
      ...(name === "lottery" || name === "stride" ? { tickets: ticks(4) } : {}),
      ...(shape.periods === true ? { period: ticks(14) } : {}),
      ...(shape.deadlines === true ? { deadline: ticks(14) } : {}),
    },
    { requiredKeys: ["arrival", "steps"] },
  );
}

export function workload(schedulers: fc.Arbitrary<Scheduler>, shape: Shape): fc.Arbitrary<Workload> {
  const device: fc.Arbitrary<Device> = fc.record({ service: ticks(6), servers: ticks(2) });
  const upTo = (most: number): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.nat(most));
  const cost = upTo(shape.costs === true ? 2 : 0);
  return fc.tuple(schedulers, fc.array(device, { maxLength: 2 })).chain(([scheduler, devices]) =>
    fc.record({
      scheduler: fc.constant(scheduler),
      devices: fc.constant(devices),
      cpus: ticks(4),
      readyQueues: fc.constantFrom("global" as const, "global" as const, "per_cpu" as const, "stealing" as const),
      degree: upTo(3),
      admission: fc.constantFrom("fifo" as const, "shortest" as const),
      contextSwitch: upTo(2),
      interrupt: cost,
      syscall: cost,
      jobs: fc.array(job(scheduler, devices.length, shape), { minLength: 1, maxLength: 5 }),
    }),
  );
}

const ties = fc.constantFrom("arrivals_first" as const, "preempted_first" as const);

export const SCHEDULERS: Readonly<Record<string, fc.Arbitrary<Scheduler>>> = {
  fcfs: fc.constant({ name: "fcfs" }),
  sjf: fc.constant({ name: "sjf" }),
  srtf: fc.constant({ name: "srtf" }),
  hrrn: fc.constant({ name: "hrrn" }),
  round_robin: fc.record({ name: fc.constant("round_robin" as const), quantum: ticks(4), ties }),
  priority: fc.record({
    name: fc.constant("priority" as const),
    preemptive: fc.boolean(),
    quantum: fc.integer({ min: 0, max: 3 }),
    aging: fc.integer({ min: 0, max: 3 }),
  }),
  lottery: fc.record({ name: fc.constant("lottery" as const), quantum: ticks(3) }),
  random: fc.record({ name: fc.constant("random" as const), quantum: ticks(4) }),
  stride: fc.record({ name: fc.constant("stride" as const), quantum: ticks(3) }),
  fair: fc.record({ name: fc.constant("fair" as const), latency: ticks(20), granularity: ticks(4) }),
  edf: fc.constant({ name: "edf" }),
  rate_monotonic: fc.constant({ name: "rate_monotonic" }),
  mlfq: fc.integer({ min: 1, max: 3 }).chain((levels) =>
    fc.record({
      name: fc.constant("mlfq" as const),
      quanta: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: levels, maxLength: levels }),
      allotments: fc.array(ticks(2), { minLength: levels, maxLength: levels }),
      boost: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 })),
      preemptive: fc.boolean(),
      ties,
      preempted: fc.constantFrom("head" as const, "tail" as const),
      io_return: fc.constantFrom("tail" as const, "head" as const),
      after_io: fc.constantFrom("keep" as const, "reset" as const),
      alone: fc.constantFrom("demote" as const, "stay" as const),
    }),
  ),
};
