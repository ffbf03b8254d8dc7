/**
 * The step: the only thing that moves time.
 *
 * A tick t goes through phases, and a run can stop between any two steps:
 *
 *   boundary   operator · expiries (preempted_first) · arrivals, admission · wake-ups · other expiries
 *   dispatch   idle CPUs in order, then pre-emption
 *   start      each CPU in order does what takes no time, until its thread needs a tick; who is left idle: dispatch again
 *   advance    time passes for all CPUs together, as far as nothing can happen in between
 *   effects    each CPU in order: the effect of what has ended, and what follows it without taking time
 *
 * Keeps true: the same world and choices give the same next world, however the run is cut into steps; effects fall in CPU
 * order; a step does a bounded amount of work.
 */
import { english, phrase, say, type Said } from "../base/words.ts";
import { LIMITS } from "../base/limits.ts";
import { admitJobs, hasRoom } from "./process/admission.ts";
import { arrive, nextArrival } from "./process/arrivals.ts";
import { retire } from "./process/retirement.ts";
import { manage, needsManagement } from "./process/management.ts";
import { judgeDeadlines } from "./process/periodic.ts";
import { nextOperator, operate } from "./process/operator.ts";
import { dispatchNode, expireQuanta } from "./sched/dispatcher.ts";
import { takeOffHeld } from "./sched/steering.ts";
import { admitWoken, expireSlices } from "./threads/turns.ts";
import { advance } from "./cpu/advance.ts";
import { AT_MARK, doFollowUp, doDueEffect, startInstruction } from "./cpu/instruction.ts";
import { complete, forgetStale } from "./devices/completions.ts";
import { nextTimer } from "./devices/timers.ts";
import { EventKind } from "./events.ts";
import { isGrown, measure } from "./measure.ts";
import { standstill } from "./ipc/deadlock.ts";
import { emit, type Simulation } from "./simulation.ts";
import { Ended, NEVER, Phase } from "./state.ts";

function boundary(sim: Simulation): void {
  const { world } = sim;
  if (world.steering.isOn) takeOffHeld(sim);
  if (world.nextOperator < sim.image.operators.length) operate(sim);
  if (sim.isOrdered) {
    expireQuanta(sim, true);
    for (const node of world.nodes) sim.hardware[node.index]!.policy.before?.(sim, node);
  }
  if (world.arrivals.length > 0) arrive(sim);
  for (const node of world.nodes) if (node.jobQueue.length > 0) admitJobs(sim, node);
  if (world.pending.length > 0) for (const entry of world.pending.splice(0)) admitWoken(sim, entry);
  if (world.timers.items.length > 0) complete(sim);
  expireQuanta(sim, false);
  if (sim.hasSlices) expireSlices(sim);
  if (sim.isTimed) for (const node of world.nodes) sim.hardware[node.index]!.policy.after?.(sim, node);
  world.phase = Phase.dispatch;
}

/** Gives out the CPUs; whether that is done, or somebody wants to stop before a choice. */
function dispatch(sim: Simulation): boolean {
  const { world } = sim;
  const { nodes } = world;
  if (needsManagement(sim)) manage(sim);
  world.redispatch = false;
  if (world.steering.isOn) takeOffHeld(sim);
  for (let k = 0; k < nodes.length; k++) if (!dispatchNode(sim, nodes[k]!)) return false;
  world.phase = Phase.start;
  world.cursor = 0;
  return true;
}

/** Counts work that took no time; too much of it ends the run. */
function countZeroTime(sim: Simulation, work: number): number {
  const { world } = sim;
  world.zeroWork += work;
  if (world.zeroWork > LIMITS.zeroTimeWork) {
    const template = phrase("time does not pass: {0} instructions at tick {1} took no time");
    end(sim, Ended.limit, [template, LIMITS.zeroTimeWork, world.tick]);
  }
  return work;
}

/** The phases from the dispatch on, as far as nothing takes time, nobody says stop, and all CPUs are ready for the tick. */
function start(sim: Simulation, allowance: number): number {
  const { world } = sim;
  if (world.phase === Phase.dispatch) {
    if (!dispatch(sim)) {
      sim.stopRequested = true;
      return 1;
    }
    countZeroTime(sim, 1);
    if (world.tick >= sim.dispatchHorizon) sim.stopRequested = true;
    if (sim.stopRequested || isWatched(sim) || isOver(sim)) return 1;
  }
  const { cpus } = world;
  while (world.cursor < cpus.length) {
    const work = startInstruction(sim, cpus[world.cursor]!, allowance);
    if (work === AT_MARK) return 0;
    if (work > 0) return countZeroTime(sim, work);
    world.cursor++;
    // What happened on this CPU is told before anything happens on the next one.
    if (sim.stopRequested && world.cursor < cpus.length) return 1;
  }
  // Somebody who takes no time woke or left: there may be an idle CPU and a thread for it.
  world.phase = world.redispatch ? Phase.dispatch : Phase.advance;
  if (world.redispatch || sim.stopRequested || isWatched(sim)) return 1;
  return passTime(sim, allowance);
}

function effects(sim: Simulation, allowance: number): number {
  const { world } = sim;
  const cpu = world.cpus[world.cursor];
  if (cpu === undefined) {
    world.phase = Phase.boundary;
    world.cursor = 0;
    return 0;
  }
  // Its time has passed: it is no work that takes none.
  if (cpu.due) return doDueEffect(sim, cpu);
  const work = cpu.followUp ? doFollowUp(sim, cpu, allowance) : 0;
  if (work === AT_MARK) return 0;
  if (work === 0) {
    cpu.followUp = false;
    world.cursor++;
  }
  return countZeroTime(sim, work);
}

/** Whether something in the phase that was done has ended the run: a deadlock that somebody's end has brought about. */
function isOver({ world }: Simulation): boolean {
  return world.ended !== Ended.not;
}

/** While somebody watches, each phase is a step of its own. */
function isWatched({ watchers }: Simulation): boolean {
  return watchers.length > 0;
}

/** A step has been done: who drives the machine by `step` tells it to those who watch. */
export function tellWatchers({ watchers }: Simulation): void {
  for (const { stepped } of watchers) stepped?.();
}

/** Ends the run. */
function end(sim: Simulation, ended: Ended, said: Said | null): void {
  const { world } = sim;
  world.ended = ended;
  world.endReason = say(english, said);
  world.endSaid = said;
  emit(sim, EventKind.finished, 0, 0, 0, 0, 0);
}

/** The earlier of two ticks, either of which may be NEVER. */
function earlier(a: number, b: number): number {
  return a === NEVER || (b !== NEVER && b < a) ? b : a;
}

/** The tick at which something next happens by itself, or NEVER. */
function nextHappening(sim: Simulation): number {
  const { nodes, tick } = sim.world;
  let next = earlier(nextOperator(sim), earlier(nextArrival(sim), nextTimer(sim)));
  // Room that was made since the boundary is given at the next one.
  for (const node of nodes) if (node.jobQueue.length > 0 && hasRoom(sim, node)) next = earlier(next, tick + 1);
  return next;
}

/** Whether nobody runs, and nothing happens by itself any more. */
export function standsStill(sim: Simulation): boolean {
  return isIdle(sim) && nextHappening(sim) === NEVER;
}

/** The tick at which a policy must look again, while anybody runs or is ready. */
function nextLook(sim: Simulation): number {
  let next = NEVER;
  for (const node of sim.world.nodes) {
    const { policy } = sim.hardware[node.index]!;
    if (policy.next !== undefined) next = earlier(next, policy.next(sim, node));
  }
  return next;
}

function isIdle({ world }: Simulation): boolean {
  for (const cpu of world.cpus) if (cpu.thread >= 0 || cpu.overheadLeft > 0) return false;
  return true;
}

/** Whether nobody runs or will, but Ms that look for work. */
function isOnlySpinning({ world }: Simulation): boolean {
  let spins = false;
  for (const cpu of world.cpus) {
    if (cpu.thread >= 0 || (cpu.overheadLeft > 0 && cpu.spinner === 0)) return false;
    spins ||= cpu.spinner > 0;
  }
  return spins;
}

/** No single wait or burst leads from before this tick past the last one. */
const NEAR_END = LIMITS.ticks - 2 ** 33;

/** As far as the last tick that a run may reach. */
function advanceToEnd(sim: Simulation, next: number, look: number, allowance: number): number {
  const until = next === NEVER ? NEVER : Math.min(next, LIMITS.ticks);
  return advance(sim, until, earlier(look, LIMITS.ticks), allowance);
}

function passTime(sim: Simulation, allowance: number): number {
  const { world } = sim;
  if (world.alive === 0) {
    end(sim, Ended.finished, null);
    return 1;
  }
  if (world.deadlines.length > 0) {
    judgeDeadlines(sim);
    if (sim.stopRequested || isWatched(sim)) return 1;
  }
  const { tick } = world;
  const reaped = world.reaped.length;
  if (isIdle(sim)) forgetStale(sim);
  const next = nextHappening(sim);
  if (next === NEVER && sim.hasSlices && isOnlySpinning(sim)) {
    standstill(sim);
    return 1;
  }
  const look = sim.isTimed ? nextLook(sim) : NEVER;
  const work = world.tick < NEAR_END ? advance(sim, next, look, allowance) : advanceToEnd(sim, next, look, allowance);
  // Once time has passed, whoever had to do with their end is done with it: that is so however the run is cut into steps.
  if (reaped > 0 && world.tick !== tick) for (const pid of world.reaped.splice(0, reaped)) retire(world, pid);
  // Those whom a person holds could run: that is no deadlock.
  if (work === 0 && world.steering.parked.length > 0) sim.stopRequested = true;
  else if (work === 0) standstill(sim);
  return Math.max(1, work);
}

/**
 * Does the next piece of the run: phases one after another until something has taken time, or somebody wants to stop.
 * @param allowance at most how many instructions to carry out, at least 1
 * @returns the work done: instructions, or 1 for anything else that counts, or 0
 */
export function step(sim: Simulation, allowance: number): number {
  const { world } = sim;
  if (isGrown(world)) {
    measure(sim);
    if (world.ended !== Ended.not) return 1;
  }
  switch (world.phase) {
    case Phase.boundary:
      if (world.alive === 0) {
        end(sim, Ended.finished, null);
        return 1;
      }
      if (world.tick >= LIMITS.ticks) {
        const last = LIMITS.ticks.toLocaleString("en-US");
        end(sim, Ended.limit, [phrase("tick {0} is the last one that a run may reach"), last]);
        return 1;
      }
      boundary(sim);
      return sim.stopRequested || isWatched(sim) || isOver(sim) ? 1 : start(sim, allowance);
    case Phase.dispatch:
    case Phase.start:
      return start(sim, allowance);
    case Phase.advance:
      return passTime(sim, allowance);
    case Phase.effects:
      return effects(sim, allowance);
  }
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
    if (world.phase === Phase.boundary && world.tick >= sim.horizon && world.alive > 0) return Halt.horizon;
    left -= step(sim, left);
    if (isWatched(sim)) tellWatchers(sim);
    // Observers and marks set it while the step runs.
    if (sim.stopRequested as boolean) return Halt.stopped;
  }
  return world.ended !== Ended.not ? Halt.ended : Halt.allowance;
}
