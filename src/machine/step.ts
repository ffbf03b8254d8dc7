/**
 * The step: the only thing that moves time.
 *
 * A tick t goes through phases, and a run can stop between any two steps:
 *
 *   boundary   operator · expiries (preempted_first) · arrivals · wake-ups · other expiries
 *   dispatch   idle CPUs in order, then pre-emption
 *   start      each CPU in order does what takes no time, until its thread needs a tick; who is left idle: dispatch again
 *   advance    time passes for all CPUs together, as far as nothing can happen in between
 *   effects    each CPU in order: the effect of what has ended, and what follows it without taking time
 *
 * Keeps true: the same world and choices give the same next world, however the run is cut into steps; effects fall in CPU
 * order; a step does a bounded amount of work.
 */
import { LIMITS } from "../base/limits.ts";
import { admitArrivals, nextArrival } from "./process/arrivals.ts";
import {
  dispatchNode,
  admitWoken,
  expireQuanta,
  queueOfCpu,
} from "./sched/scheduler.ts";
import { advance } from "./cpu/advance.ts";
import {
  AT_MARK,
  doFollowUp,
  doDueEffect,
  startInstruction,
} from "./cpu/instruction.ts";
import { fireTimers, nextTimer } from "./devices/timers.ts";
import { EventKind } from "./events.ts";
import { emit, type Simulation } from "./simulation.ts";
import { Ended, NEVER, Phase } from "./state.ts";

/** Ends the quanta that are over, on the machines whose policy wants it at this place of the order. */
function expire(sim: Simulation, preemptedFirst: boolean): void {
  for (const node of sim.world.nodes) {
    if (sim.hardware[node.index]!.preemptedFirst === preemptedFirst)
      expireQuanta(sim, node);
  }
}

function boundary(sim: Simulation): void {
  const { world } = sim;
  expire(sim, true);
  if (world.arrivals.length > 0) admitArrivals(sim);
  if (world.pending.length > 0)
    for (const entry of world.pending.splice(0)) admitWoken(sim, entry);
  fireTimers(sim);
  expire(sim, false);
  world.phase = Phase.dispatch;
}

function dispatch(sim: Simulation): void {
  const { world } = sim;
  world.redispatch = false;
  for (const node of world.nodes) dispatchNode(sim, node);
  world.phase = Phase.start;
  world.cursor = 0;
}

/** Whether a CPU stands idle while a thread could run on it. */
function canDispatch(sim: Simulation): boolean {
  const { world } = sim;
  if (world.redispatch) return true;
  for (const cpu of world.cpus) {
    const node = world.nodes[cpu.node]!;
    if (
      cpu.thread < 0 &&
      cpu.overheadLeft === 0 &&
      node.readyCount > 0 &&
      queueOfCpu(node, cpu).length > 0
    )
      return true;
  }
  return false;
}

function start(sim: Simulation, allowance: number): number {
  const { world } = sim;
  const cpu = world.cpus[world.cursor];
  if (cpu !== undefined) {
    const work = startInstruction(sim, cpu, allowance);
    if (work === 0) world.cursor++;
    return work === AT_MARK ? 0 : work;
  }
  world.phase = canDispatch(sim) ? Phase.dispatch : Phase.advance;
  return 0;
}

function effects(sim: Simulation, allowance: number): number {
  const { world } = sim;
  const cpu = world.cpus[world.cursor];
  if (cpu === undefined) {
    world.phase = Phase.boundary;
    return 0;
  }
  if (cpu.due) return doDueEffect(sim, cpu);
  const work = cpu.followUp ? doFollowUp(sim, cpu, allowance) : 0;
  if (work === AT_MARK) return 0;
  if (work === 0) {
    cpu.followUp = false;
    world.cursor++;
  }
  return work;
}

/** Ends the run. */
function end(sim: Simulation, ended: Ended, reason: string): void {
  const { world } = sim;
  world.ended = ended;
  world.endReason = reason;
  emit(sim, EventKind.finished, 0, 0, 0, 0, 0);
}

/** The tick at which something next happens by itself, or NEVER. */
function nextHappening(sim: Simulation): number {
  const arrival = nextArrival(sim);
  const timer = nextTimer(sim);
  return arrival === NEVER || (timer !== NEVER && timer < arrival)
    ? timer
    : arrival;
}

function passTime(sim: Simulation, allowance: number): number {
  const { world } = sim;
  if (world.alive === 0) {
    end(sim, Ended.finished, "");
    return 1;
  }
  const work = advance(sim, nextHappening(sim), allowance);
  if (work === 0) end(sim, Ended.deadlock, "no thread can ever run again");
  return Math.max(1, work);
}

/**
 * Does the next piece of the run.
 * @param allowance at most how many instructions to carry out, at least 1
 * @returns the work done: instructions, or 1 for anything else that counts, or 0
 */
export function step(sim: Simulation, allowance: number): number {
  const { world } = sim;
  let work = 0;
  switch (world.phase) {
    case Phase.boundary:
      if (world.alive === 0) end(sim, Ended.finished, "");
      else boundary(sim);
      return 1;
    case Phase.dispatch:
      dispatch(sim);
      work = 1;
      break;
    case Phase.start:
      work = start(sim, allowance);
      break;
    case Phase.advance:
      return passTime(sim, allowance);
    case Phase.effects:
      work = effects(sim, allowance);
      break;
  }
  world.zeroWork += work;
  if (world.zeroWork > LIMITS.zeroTimeWork) {
    end(
      sim,
      Ended.limit,
      `time does not pass: ${LIMITS.zeroTimeWork} instructions at tick ${world.tick} took no time`,
    );
  }
  return work;
}

/** Why `run` came back. */
export enum Halt {
  /** The allowance is used up. */
  allowance,
  /** Somebody asked for it. */
  stopped,
  /** The next boundary is the horizon. */
  horizon,
  /** The run is over: see `World.ended`. */
  ended,
}

/** The most work of one call: a small integer. */
const MOST_WORK = 1 << 30;

/**
 * Runs until something says stop.
 * @param allowance at most how much work to do; more than 2^30 counts as that
 */
export function run(sim: Simulation, allowance: number): Halt {
  const { world } = sim;
  let left = Math.min(allowance, MOST_WORK) | 0;
  sim.stopRequested = false;
  while (left > 0) {
    if (world.ended !== Ended.not) return Halt.ended;
    if (
      world.phase === Phase.boundary &&
      world.tick >= sim.horizon &&
      world.alive > 0
    )
      return Halt.horizon;
    left -= step(sim, left);
    // Observers and marks set it while the step runs.
    if (sim.stopRequested as boolean) return Halt.stopped;
  }
  return world.ended !== Ended.not ? Halt.ended : Halt.allowance;
}
