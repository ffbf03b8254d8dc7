/**
 * The passing of time: as many ticks at once as nothing but the CPUs' own instructions can happen in.
 *
 * Keeps true: every CPU's ticks are accounted once, as user work, kernel work or idle; CPUs that carry out plain instructions
 * of one tick do so tick by tick in CPU order; when anything else comes up on one of them, the rest of that tick is left to
 * the phase of effects, in the same order.
 */
import { codeIndex } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { Overhead } from "../events.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import { NEVER, Phase, type Cpu } from "../state.ts";
import { prepareExecution } from "./instruction.ts";
import { execute, Stop } from "./interpreter.ts";

/** Ticks that pass at once at most. */
const LONGEST_LEAP = 1 << 30;

/** One CPU alone: a stretch of plain instructions. Returns the ticks it took. */
function runAlone(sim: Simulation, cpu: Cpu, limit: number): number {
  const thread = sim.world.threads[cpu.thread]!;
  const x = prepareExecution(sim, cpu, thread);
  const done = execute(x, limit);
  thread.workLeft = 0;
  cpu.plain = false;
  if (x.stop === Stop.fault) {
    cpu.due = true;
    return done + 1;
  }
  cpu.followUp = x.stop === Stop.system;
  return done;
}

/** Whether the instruction at `index` is a plain one. */
function nextIsPlain(sim: Simulation, index: number): boolean {
  return (sim.image.code[index * 2]! & 255) < Op.work;
}

/** Several CPUs: tick by tick, in CPU order, until one of them has something else to do. Returns the ticks it took. */
function runTogether(
  sim: Simulation,
  busy: readonly Cpu[],
  limit: number,
): number {
  const executions = busy.map((cpu) =>
    prepareExecution(sim, cpu, threadAt(sim, cpu.thread)),
  );
  for (const cpu of busy) {
    threadAt(sim, cpu.thread).workLeft = 0;
    cpu.plain = false;
  }
  let ticks = 0;
  let goesOn = true;
  while (goesOn && ticks < limit) {
    ticks++;
    for (let k = 0; k < busy.length; k++) {
      const x = executions[k]!;
      execute(x, 1);
      const index = codeIndex(x.registers[PC]!);
      if (sim.marks[index] !== 0) goesOn = false;
      if (x.stop === Stop.limit && nextIsPlain(sim, index)) continue;
      goesOn = false;
      if (x.stop === Stop.fault) busy[k]!.due = true;
      else busy[k]!.followUp = true;
      for (let rest = k + 1; rest < busy.length; rest++) busy[rest]!.due = true;
      break;
    }
  }
  return ticks;
}

/** Lets `ticks` pass on CPUs whose present instruction or kernel work lasts at least as long. */
function hold(sim: Simulation, busy: readonly Cpu[], ticks: number): void {
  for (const cpu of busy) {
    if (cpu.overheadLeft > 0) {
      cpu.overheadLeft -= ticks;
      cpu.due = cpu.overheadLeft === 0;
    } else {
      const thread = threadAt(sim, cpu.thread);
      thread.workLeft -= ticks;
      cpu.due = thread.workLeft === 0;
    }
  }
}

function account(sim: Simulation, cpu: Cpu, ticks: number): void {
  const thread = cpu.thread < 0 ? undefined : sim.world.threads[cpu.thread]!;
  const isKernel = cpu.overhead !== Overhead.none;
  if (isKernel) cpu.kernel += ticks;
  else cpu.user += ticks;
  if (thread !== undefined) {
    if (isKernel) thread.account.kernel += ticks;
    else {
      thread.account.user += ticks;
      thread.sched.ran += ticks;
    }
  }
  sim.observeSpan?.(
    cpu,
    cpu.thread,
    cpu.overhead,
    sim.world.tick,
    sim.world.tick + ticks,
  );
}

/** Ticks until a CPU's present work or its thread's quantum ends. */
function ticksLeft(sim: Simulation, cpu: Cpu): number {
  const { tick } = sim.world;
  const work =
    cpu.overheadLeft > 0
      ? cpu.overheadLeft
      : threadAt(sim, cpu.thread).workLeft;
  return cpu.quantumEnd > tick && cpu.quantumEnd - tick < work
    ? cpu.quantumEnd - tick
    : work;
}

/** The CPUs that have something to do. */
function busyCpus(sim: Simulation): readonly Cpu[] {
  const { cpus } = sim.world;
  if (cpus.length === 1 && cpus[0]!.thread >= 0) return cpus;
  const busy: Cpu[] = [];
  for (const cpu of cpus)
    if (cpu.thread >= 0 || cpu.overheadLeft > 0) busy.push(cpu);
  return busy;
}

function allPlain(busy: readonly Cpu[]): boolean {
  for (const cpu of busy) if (!cpu.plain) return false;
  return true;
}

function hasEffects(busy: readonly Cpu[]): boolean {
  for (const cpu of busy) if (cpu.due || cpu.followUp) return true;
  return false;
}

/** Runs plain instructions for `most` ticks at most; returns the ticks that passed. */
function runPlain(
  sim: Simulation,
  busy: readonly Cpu[],
  most: number,
  allowance: number,
): number {
  const { tick } = sim.world;
  let limit =
    most * busy.length > allowance
      ? Math.ceil(allowance / busy.length) | 0
      : most;
  for (const cpu of busy) {
    if (cpu.quantumEnd > tick && cpu.quantumEnd - tick < limit)
      limit = cpu.quantumEnd - tick;
  }
  return busy.length === 1
    ? runAlone(sim, busy[0]!, limit)
    : runTogether(sim, busy, limit);
}

/** As many ticks as may pass at once: a small integer. */
function leap(sim: Simulation, next: number): number {
  const { tick } = sim.world;
  let ticks = LONGEST_LEAP;
  if (next !== NEVER && next - tick < ticks) ticks = next - tick;
  return sim.horizon - tick < ticks ? (sim.horizon - tick) | 0 : ticks;
}

/**
 * Lets time pass, to the next happening or the horizon at the latest.
 * @param next the tick at which something happens by itself, or NEVER
 * @returns the work done, or 0 when nothing will ever happen again
 */
export function advance(
  sim: Simulation,
  next: number,
  allowance: number,
): number {
  const { world } = sim;
  const busy = busyCpus(sim);
  if (busy.length === 0 && next === NEVER) return 0;
  const { tick } = world;
  let ticks = leap(sim, next);
  let work = 1;
  if (busy.length > 0 && allPlain(busy)) {
    ticks = runPlain(sim, busy, ticks, allowance);
    for (const cpu of busy) account(sim, cpu, ticks);
    work = ticks * busy.length;
  } else {
    for (const cpu of busy) {
      const left = ticksLeft(sim, cpu);
      if (left < ticks) ticks = left;
    }
    for (const cpu of busy) account(sim, cpu, ticks);
    hold(sim, busy, ticks);
  }
  world.tick = tick + ticks;
  world.zeroWork = 0;
  world.phase = hasEffects(busy) ? Phase.effects : Phase.boundary;
  world.cursor = 0;
  return work;
}
