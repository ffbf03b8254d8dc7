/**
 * What scheduling costs: the time of a dispatch under each policy with a thousand ready processes, how it grows from ten to ten
 * thousand of them, and the ticks a second of exercises whose instructions take no time.
 *
 * Where the order is kept in a heap or a tournament, four times as many levels are gone through with ten thousand; caches that
 * no longer hold all threads add to that. Stride keeps a heap as well; a lottery looks at all, and grows with their number.
 */
import { createAssembler } from "../../src/isa/assembler.ts";
import { Op } from "../../src/isa/instructions.ts";
import type { SettingValue } from "../../src/isa/settings.ts";
import { boot } from "../../src/machine/boot.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { run } from "../../src/machine/step.ts";
import { call, imageOf, policy, type MachineText } from "../support/image.ts";
import { least, processorTime, time, type Row } from "./table.ts";

type Args = Readonly<Record<string, SettingValue>>;

const POLICIES: readonly (readonly [name: string, args: Args])[] = [
  ["fcfs", {}],
  ["sjf", {}],
  ["srtf", {}],
  ["hrrn", {}],
  ["round_robin", { quantum: 1 }],
  ["priority", { quantum: 1 }],
  ["mlfq", { quanta: [1, 1, 1] }],
  ["lottery", { quantum: 1 }],
  ["stride", { quantum: 1 }],
  ["fair", { latency: 1, granularity: 1 }],
  ["edf", {}],
  ["rate_monotonic", {}],
  ["random", { quantum: 1 }],
  ["manual", {}],
];

const DISPATCHES = 1_000_000;
const READY = 1000;
const FEW = 10;
const MANY = 10_000;
/** Four times as many levels, and threads that lie outside the processor's caches: two and a half times as dear each. */
const LOGARITHMIC = 10;
const TICKS = 4_000;
/** Short stretches find the computer to themselves now and then: ticks of one, and how many. */
const STRETCH = 1_000;
const ROUNDS = 40;
/** The same of an exercise: over seconds, since what else a computer does may last for one. */
const EXERCISE_STRETCH = 5_000;
const EXERCISE_ROUNDS = 6_000;

function advance(sim: Simulation, ticks: number): void {
  sim.horizon = sim.world.tick + ticks;
  run(sim, Infinity);
}

/** A machine on which `ready` threads compete: each runs for a tick or two, waits for one, and comes back, for ever. */
function crowd(name: string, args: Args, ready: number): Simulation {
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
    tickets: 1 + (k % 5),
    deadline: 1_000_000_000 + (k % 1000),
    acts: [],
  }));
  return boot(imageOf(code, [entry], { scheduler: policy(name, args), instruction: 0, page: 64 }, texts));
}

/** How often threads have left a CPU. */
function dispatches(sim: Simulation): number {
  return sim.world.threads.reduce((sum, { account }) => sum + account.switchesForced + account.switchesVoluntary, 0);
}

/** Microseconds of one dispatch, with all that happens between two, over a million of them. */
async function timeOfDispatch(name: string, args: Args): Promise<number> {
  const sim = crowd(name, args, READY);
  advance(sim, TICKS);
  const begin = dispatches(sim);
  const spent = await processorTime(() => {
    while (dispatches(sim) - begin < DISPATCHES) advance(sim, TICKS);
  });
  return (spent * 1000) / (dispatches(sim) - begin);
}

/** The cost of a dispatch with many ready threads, of that with few: the least of each, measured in turns. */
function growth(name: string, args: Args): number {
  const sims = [crowd(name, args, FEW), crowd(name, args, MANY)];
  const quickest = [Infinity, Infinity];
  for (const sim of sims) advance(sim, 2 * MANY);
  for (let round = 0; round < ROUNDS; round++) {
    sims.forEach((sim, k) => {
      const before = dispatches(sim);
      const spent = time(() => {
        advance(sim, STRETCH);
      });
      quickest[k] = Math.min(quickest[k]!, spent / (dispatches(sim) - before));
    });
  }
  return quickest[1]! / quickest[0]!;
}

/** Bursts and waits of the size that exercises have, for ever. */
const EXERCISES: readonly (readonly [name: string, machine: MachineText])[] = [
  ["fcfs", { scheduler: policy("fcfs") }],
  ["round_robin(quantum: 4)", { scheduler: policy("round_robin") }],
  ["mlfq(quanta: [8, 16, 0])", { scheduler: policy("mlfq", { quanta: [8, 16, 0] }) }],
];

/** Millions of simulated ticks a second, the best of some stretches. */
function ticksPerSecond(machine: MachineText): number {
  const code = createAssembler();
  call(code, "thread_exit");
  const entries = [24, 17, 30, 12, 8].map((burst, k) => {
    const entry = code.here();
    const top = code.newLabel();
    code.place(top);
    code.emit(Op.worki, { imm: burst });
    call(code, "sleep", 10 + k);
    code.emitTo(Op.jmp, top);
    return entry;
  });
  const sim = boot(
    imageOf(
      code,
      entries,
      { ...machine, instruction: 0 },
      entries.map((_entry, k) => ({ arrival: k, priority: k, acts: [] })),
    ),
  );
  advance(sim, 1_000_000);
  return (
    (EXERCISE_STRETCH * 1000) /
    least(EXERCISE_ROUNDS, () => {
      advance(sim, EXERCISE_STRETCH);
    })
  );
}

async function dispatchRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, args] of POLICIES)
    rows.push({
      promise: `a dispatch under ${name}, ${READY} ready, of a million, microseconds`,
      measured: await timeOfDispatch(name, args),
      limit: 20,
      is: "at most",
    });
  return rows;
}

export default async function measure(): Promise<readonly Row[]> {
  return [
    // First, as a command that runs one exercise: code that has served fourteen policies is an eighth slower.
    ...EXERCISES.map(([name, machine]) => ({
      promise: `an exercise under ${name}, million ticks a second`,
      measured: ticksPerSecond(machine),
      limit: 10,
      is: "at least" as const,
    })),
    ...(await dispatchRows()),
    ...POLICIES.map(([name, args]) => ({
      promise: `a dispatch under ${name}, ${MANY} ready, of that with ${FEW}`,
      measured: growth(name, args),
      // A lottery looks at every ticket holder.
      limit: name === "lottery" ? MANY / FEW : LOGARITHMIC,
      is: "at most" as const,
    })),
  ];
}
