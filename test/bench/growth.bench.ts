/**
 * What a dispatch costs when ten thousand threads are ready rather than a hundred: by policy, for all whose order is kept in
 * a heap, a tournament or a sorted array. A logarithm doubles there; what caches add is allowed for.
 */
import { createAssembler } from "../../src/isa/assembler.ts";
import { Op } from "../../src/isa/instructions.ts";
import { boot } from "../../src/machine/boot.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { run } from "../../src/machine/step.ts";
import type { SettingValue } from "../../src/isa/settings.ts";
import { call, imageOf, policy } from "../support/image.ts";
import { median, time, type Row } from "./table.ts";

const POLICIES: readonly (readonly [name: string, args: Readonly<Record<string, SettingValue>>])[] = [
  ["fcfs", {}],
  ["sjf", {}],
  ["srtf", {}],
  ["hrrn", {}],
  ["round_robin", { quantum: 1 }],
  ["priority", { quantum: 1 }],
  ["mlfq", { quanta: [1, 1, 1] }],
  ["fair", { latency: 1, granularity: 1 }],
  ["edf", {}],
  ["rate_monotonic", {}],
  ["random", { quantum: 1 }],
];

const FEW = 100;
const MANY = 10_000;
const TICKS = 2_000;

/** A machine on which `ready` threads compete: each runs for a tick or two, waits for one, and comes back, for ever. */
function crowd(name: string, args: Readonly<Record<string, SettingValue>>, ready: number): Simulation {
  const code = createAssembler();
  call(code, "thread_exit");
  const entry = code.here();
  const top = code.newLabel();
  code.place(top);
  for (let k = 0; k < 5; k++) {
    code.emit(Op.worki, { imm: 1 + (k % 2) });
    call(code, "sleep", 1);
  }
  code.emitTo(Op.jmp, top);
  const texts = Array.from({ length: ready }, (_none, k) => ({
    priority: k % 7,
    nice: (k % 9) - 4,
    deadline: 1_000_000 + (k % 1000),
    acts: [],
  }));
  return boot(imageOf(code, [entry], { scheduler: policy(name, args), instruction: 0, page: 64 }, texts));
}

function costs(name: string, args: Readonly<Record<string, SettingValue>>, ready: number): number {
  const sim = crowd(name, args, ready);
  const next = (ticks: number): void => {
    sim.horizon = sim.world.tick + ticks;
    run(sim, Infinity);
  };
  next(TICKS);
  return median(
    [0, 1, 2, 3, 4].map(() =>
      time(() => {
        next(TICKS);
      }),
    ),
  );
}

export default function measure(): readonly Row[] {
  return POLICIES.map(([name, args]) => {
    costs(name, args, FEW);
    const few = costs(name, args, FEW);
    return {
      promise: `dispatch under ${name}, ${MANY} ready, of that with ${FEW}`,
      measured: costs(name, args, MANY) / few,
      limit: 6,
      is: "at most" as const,
    };
  });
}
