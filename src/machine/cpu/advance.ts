/**
 * The passing of time: as many ticks at once as nothing but the CPUs' own instructions can happen in.
 *
 * Keeps true: every CPU's ticks are accounted once, as user work, kernel work or idle; CPUs that carry out plain instructions
 * of one tick do so tick by tick in CPU order; when anything else comes up on one of them, the rest of that tick is left to
 * the phase of effects, in the same order.
 */
import { CODE_BASE, codeIndex } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { Overhead } from "../events.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import { NEVER, Phase, type Cpu, type Thread } from "../state.ts";
import { nextSlice } from "../sched/slices.ts";
import { prepareExecution, seat, startsPlain } from "./instruction.ts";
import { execute, Stop } from "./interpreter.ts";

/** Ticks that pass at once at most. */
const LONGEST_LEAP = 1 << 30;

/** Ticks until the quantum or the user-level slice of a CPU's thread ends; not above 0: there is none to come. */
function turnLeft(cpu: Cpu, tick: number): number {
  const quantum = cpu.quantumEnd - tick;
  if (cpu.sliceEnd === NEVER) return quantum;
  const slice = cpu.sliceEnd - tick;
  return quantum > 0 && (slice <= 0 || quantum < slice) ? quantum : slice;
}

/** The ticks that a thread may run at a stretch, at most `most`. */
function slice(cpu: Cpu, tick: number, most: number): number {
  const left = turnLeft(cpu, tick);
  return left > 0 && left < most ? left : most;
}

/** Accounts for `ticks` of user work. */
function accountUser(sim: Simulation, cpu: Cpu, thread: Thread, ticks: number): void {
  const { tick } = sim.world;
  cpu.user += ticks;
  thread.account.user += ticks;
  thread.sched.ran += ticks;
  if (sim.observeSpan !== undefined) sim.observeSpan(cpu, thread.id, Overhead.none, tick, tick + ticks);
}

/** Whether slices may follow each other in one go. */
function mayFollow(sim: Simulation, cpu: Cpu): boolean {
  const { world } = sim;
  return (
    (sim.observe === undefined || !sim.observesSlices) &&
    sim.hardware[cpu.node]!.isSliced &&
    world.pending.length === 0 &&
    !world.steering.isOn
  );
}

/** The only CPU in the midst of bursts: one slice after another, until one of them ends, for `most` ticks at most. */
function holdAlone(sim: Simulation, cpu: Cpu, most: number, allowance: number): number {
  const { world } = sim;
  const node = world.nodes[cpu.node]!;
  const { policy } = sim.hardware[cpu.node]!;
  const isSliced = mayFollow(sim, cpu);
  const end = world.tick + most;
  let thread = world.threads[cpu.thread]!;
  world.zeroWork = 0;
  world.cursor = 0;
  for (let work = 1; ; work++) {
    const { tick } = world;
    const rest = end - tick;
    const ticks = slice(cpu, tick, thread.workLeft < rest ? thread.workLeft : rest);
    thread.workLeft -= ticks;
    accountUser(sim, cpu, thread, ticks);
    world.tick = tick + ticks;
    cpu.due = thread.workLeft === 0;
    world.phase = cpu.due || cpu.followUp ? Phase.effects : Phase.boundary;
    if (!isSliced || cpu.due || ticks === rest || sim.stopRequested || work >= allowance) return work;
    const next = nextSlice(sim, node, policy, cpu, thread);
    if (next === undefined) return work;
    thread = next;
    world.phase = Phase.start;
    if (thread.workLeft <= 0) {
      world.zeroWork = 1;
      return work;
    }
  }
}

/**
 * The only CPU, its thread at plain instructions: one slice after another, for `most` ticks at most.
 * @returns the ticks that passed; what is left of the last of them is the phase to go on with
 */
function runAlone(sim: Simulation, cpu: Cpu, most: number): number {
  const { world } = sim;
  const node = world.nodes[cpu.node]!;
  const { policy } = sim.hardware[cpu.node]!;
  const isSliced = mayFollow(sim, cpu);
  const end = world.tick + most;
  let thread = world.threads[cpu.thread]!;
  const x = prepareExecution(sim, cpu, thread);
  cpu.plain = false;
  world.cursor = 0;
  world.zeroWork = 0;
  for (;;) {
    const { tick } = world;
    const ticks = execute(x, slice(cpu, tick, end - tick));
    thread.workLeft = 0;
    // Whatever ended the stretch, what follows it without taking time is done before the boundary.
    const isFault = x.stop === Stop.fault;
    const follows = !isFault && !nextIsPlain(sim, (thread.registers[PC]! - CODE_BASE) >>> 3);
    if (x.stop !== Stop.limit || follows) {
      world.phase = isFault || follows ? Phase.effects : Phase.boundary;
      cpu.due = isFault;
      cpu.followUp = follows;
      const passed = isFault ? ticks + 1 : ticks;
      accountUser(sim, cpu, thread, passed);
      world.tick = tick + passed;
      break;
    }
    accountUser(sim, cpu, thread, ticks);
    world.tick = tick + ticks;
    world.phase = Phase.boundary;
    if (!isSliced || world.tick >= end || sim.stopRequested) break;
    const next = nextSlice(sim, node, policy, cpu, thread);
    if (next === undefined) break;
    thread = next;
    world.phase = Phase.start;
    if (!startsPlain(sim, thread)) {
      world.zeroWork = 1;
      break;
    }
    seat(x, world, thread);
  }
  return most - (end - world.tick);
}

/** Whether the instruction at `index` is a plain one. */
function nextIsPlain(sim: Simulation, index: number): boolean {
  return (sim.image.code[index << 1]! & 255) < Op.work;
}

/** Several CPUs: tick by tick, in CPU order, until one of them has something else to do. Returns the ticks it took. */
function runTogether(sim: Simulation, busy: readonly Cpu[], limit: number): number {
  const executions = busy.map((cpu) => prepareExecution(sim, cpu, threadAt(sim, cpu.thread)));
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

/** Lets `ticks` pass on a CPU whose present instruction or kernel work lasts at least as long. */
function hold(sim: Simulation, cpu: Cpu, ticks: number): void {
  if (cpu.overheadLeft > 0) {
    cpu.overheadLeft -= ticks;
    cpu.due = cpu.overheadLeft === 0;
  } else {
    const thread = threadAt(sim, cpu.thread);
    thread.workLeft -= ticks;
    cpu.due = thread.workLeft === 0;
    // A plain instruction of one tick is over with the first.
    cpu.plain = false;
  }
}

function account(sim: Simulation, cpu: Cpu, ticks: number): void {
  const thread = cpu.thread < 0 ? undefined : sim.world.threads[cpu.thread]!;
  const isKernel = cpu.overhead !== Overhead.none;
  if (isKernel) cpu.kernel += ticks;
  else cpu.user += ticks;
  if (thread !== undefined) {
    if (isKernel) thread.account.kernel += ticks;
    else thread.account.user += ticks;
    // A system call is run by its caller; switches and interrupts are not.
    if (!isKernel || cpu.overhead === Overhead.systemCall) thread.sched.ran += ticks;
  }
  sim.observeSpan?.(cpu, cpu.thread, cpu.overhead, sim.world.tick, sim.world.tick + ticks);
}

/** Ticks until a CPU's present work or its thread's quantum ends. */
function ticksLeft(sim: Simulation, cpu: Cpu): number {
  const { tick } = sim.world;
  const work = cpu.overheadLeft > 0 ? cpu.overheadLeft : threadAt(sim, cpu.thread).workLeft;
  const left = turnLeft(cpu, tick);
  return left > 0 && left < work ? left : work;
}

/** The CPUs that have something to do. */
function busyCpus(sim: Simulation): readonly Cpu[] {
  const { cpus } = sim.world;
  const busy: Cpu[] = [];
  for (const cpu of cpus) if (cpu.thread >= 0 || cpu.overheadLeft > 0) busy.push(cpu);
  return busy;
}

function allPlain(busy: readonly Cpu[]): boolean {
  for (const cpu of busy) if (!cpu.plain) return false;
  return busy.length > 0;
}

function hasEffects(busy: readonly Cpu[]): boolean {
  for (const cpu of busy) if (cpu.due || cpu.followUp) return true;
  return false;
}

/** Ticks until the first of the CPUs is at the end of its work or of its thread's quantum, at most `most`. */
function untilFirst(sim: Simulation, busy: readonly Cpu[], most: number): number {
  let ticks = most;
  for (const cpu of busy) {
    const left = ticksLeft(sim, cpu);
    if (left < ticks) ticks = left;
  }
  return ticks;
}

/** Ticks until the first quantum ends, at most `most`. */
function untilQuantum(sim: Simulation, busy: readonly Cpu[], most: number): number {
  let ticks = most;
  for (const cpu of busy) {
    const left = turnLeft(cpu, sim.world.tick);
    if (left > 0 && left < ticks) ticks = left;
  }
  return ticks;
}

/** As many ticks as may pass at once: a small integer. */
function leap(sim: Simulation, next: number, look: number): number {
  const { tick } = sim.world;
  let ticks = sim.watchers.length === 0 ? LONGEST_LEAP : 1;
  if (next !== NEVER && next - tick < ticks) ticks = next - tick;
  if (look !== NEVER && look - tick < ticks) ticks = look - tick;
  return sim.horizon - tick < ticks ? (sim.horizon - tick) | 0 : ticks;
}

/**
 * Lets time pass, to the next happening or the horizon at the latest.
 * @param next the tick at which something happens by itself, or NEVER
 * @param look the tick at which a policy must look again, or NEVER: alone it keeps no run alive
 * @returns the work done, or 0 when nothing will ever happen again
 */
export function advance(sim: Simulation, next: number, look: number, allowance: number): number {
  const { world } = sim;
  const { cpus } = world;
  const most = leap(sim, next, look);
  if (cpus.length === 1 && cpus[0]!.plain) return runAlone(sim, cpus[0]!, allowance < most ? allowance : most);
  if (cpus.length === 1 && cpus[0]!.thread >= 0 && cpus[0]!.overheadLeft === 0)
    return holdAlone(sim, cpus[0]!, most, allowance);
  const busy = busyCpus(sim);
  if (busy.length === 0 && next === NEVER) return 0;
  let ticks: number;
  let work = 1;
  if (allPlain(busy)) {
    const fair = Math.ceil(allowance / busy.length) | 0;
    ticks = runTogether(sim, busy, untilQuantum(sim, busy, fair < most ? fair : most));
    work = ticks * busy.length;
  } else {
    ticks = untilFirst(sim, busy, most);
    for (const cpu of busy) hold(sim, cpu, ticks);
  }
  for (const cpu of busy) account(sim, cpu, ticks);
  world.tick += ticks;
  world.zeroWork = 0;
  world.phase = hasEffects(busy) ? Phase.effects : Phase.boundary;
  world.cursor = 0;
  return work;
}
