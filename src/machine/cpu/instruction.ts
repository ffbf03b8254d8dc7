/**
 * One CPU and its thread's next instruction: whether it takes time, what it does when its time is up, what follows it.
 *
 * Keeps true: an instruction's effect falls at the end of its last tick; a marked instruction is not begun before its mark
 * was asked about; what takes no time is done before time passes.
 */
import { decode, Op } from "../../isa/instructions.ts";
import { CODE_BASE, codeIndex } from "../../isa/image.ts";
import { PC } from "../../isa/registers.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { EventKind, Overhead } from "../events.ts";
import { beginOverhead } from "../sched/scheduler.ts";
import { emit, processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Cpu, Thread, World } from "../state.ts";
import { FaultKind } from "../states.ts";
import { endFaulted } from "../process/ending.ts";
import { makeRoom } from "../process/swapping.ts";
import { spinEnded } from "../threads/go.ts";
import { givesWayAtCall } from "../threads/turns.ts";
import { endInterrupt } from "../devices/interrupts.ts";
import { markFault } from "./fault.ts";
import { execute, Stop, type Execution } from "./interpreter.ts";
import { syscallCost, systemCall } from "./system.ts";
import { hideSpace } from "../watching.ts";

/** Readies the execution record of a CPU for its thread. */
export function prepareExecution(sim: Simulation, cpu: Cpu, thread: Thread): Execution {
  const x = sim.executions[cpu.index]!;
  const { world } = sim;
  const { memory } = world.nodes[cpu.node]!;
  if (x.memory !== memory) x.memory = memory;
  if (x.marks !== sim.marks) x.marks = sim.marks;
  seat(x, world, thread);
  return x;
}

/** Lets an execution record that is ready for its CPU go on with a thread. */
export function seat(x: Execution, world: World, thread: Thread): void {
  x.registers = thread.registers;
  const process = world.processes[thread.pid]!;
  x.space = process;
  x.stackLimit = thread.stackLimit;
  if (x.watch !== undefined) hideSpace(x, process);
}

/** Whether somebody wants to stop before the instruction that `thread` is about to begin. */
function stopsAtMark(sim: Simulation, thread: Thread): boolean {
  if (sim.passMark === thread.id) return false;
  if (sim.onMark?.(thread) !== true) return false;
  sim.stopRequested = true;
  return true;
}

/** Whether a thread is about to begin a plain instruction, before which nobody wants to stop. */
export function startsPlain(sim: Simulation, thread: Thread): boolean {
  if (thread.workLeft > 0 || thread.fault !== FaultKind.none) return false;
  const index = (thread.registers[PC]! - CODE_BASE) >>> 3;
  if (sim.marks[index] !== 0 && sim.passMark !== thread.id) return false;
  if ((sim.image.code[index << 1]! & 255) >= Op.work) return false;
  sim.passMark = -1;
  return true;
}

/** Instead of an amount of work: the run stops before a marked instruction. */
export const AT_MARK = -1;

/** What the next instruction of a thread needs. */
export interface Need {
  /** Ticks of user work before its effect. */
  work: number;
  /** Ticks of kernel work before its effect. */
  kernel: number;
  fault: FaultKind;
  value: number;
}

/** Fills in what the instruction at `index` needs. One record is used over and over. */
function needOf(sim: Simulation, thread: Thread, index: number): Need {
  const { need } = sim;
  const { code } = sim.image;
  const op = code[index * 2]! & 255;
  need.work = 0;
  need.kernel = 0;
  need.fault = FaultKind.none;
  need.value = 0;
  if (op < Op.work) {
    need.work = sim.hardware[processAt(sim, thread.pid).node]!.instruction;
  } else if (op === Op.sys) {
    need.kernel = syscallCost(sim, thread, SYSCALLS[code[index * 2 + 1]!]!);
  } else {
    const ticks = op === Op.worki ? code[index * 2 + 1]! : thread.registers[decode(code, index).a]!;
    if (ticks < 0) need.fault = FaultKind.negativeTime;
    need.value = ticks;
    need.work = Math.max(0, ticks);
  }
  return need;
}

/** Carries out instructions whose time is up; one that finds no frame tries again when the medium-term scheduler made room. */
function carryOut(sim: Simulation, x: Execution, thread: Thread, limit: number): number {
  let done = execute(x, limit);
  while (x.fault === FaultKind.outOfMemory && makeRoom(sim, processAt(sim, thread.pid), 1)) {
    if (done === limit) return done;
    done += execute(x, limit - done);
  }
  if (x.stop !== Stop.fault) return done;
  markFault(sim, thread, x.fault, x.faultValue);
  return done + 1;
}

/** Carries out instructions that take no time, at least one. */
function doZeroTime(sim: Simulation, cpu: Cpu, thread: Thread, index: number, allowance: number): number {
  sim.passMark = -1;
  const { code } = sim.image;
  const op = code[index * 2]! & 255;
  if (op < Op.work) {
    const x = prepareExecution(sim, cpu, thread);
    thread.workLeft = 0;
    const most = sim.watchers.length === 0 && !thread.givesWay ? allowance : 1;
    return Math.max(1, carryOut(sim, x, thread, most));
  }
  finish(sim, thread, index);
  return 1;
}

/** The effect of the one instruction at `index`, whose time is up. */
function finish(sim: Simulation, thread: Thread, index: number): void {
  const i = decode(sim.image.code, index);
  thread.workLeft = 0;
  if (i.op === Op.sys) systemCall(sim, thread, i.imm, i.n);
  else thread.registers[PC] = thread.registers[PC]! + 8;
}

/**
 * At the start of a tick: does a piece of what takes no time, or begins the instruction that takes some.
 * @returns the work done; 0 when the CPU needs a tick, or has nothing to run
 */
export function startInstruction(sim: Simulation, cpu: Cpu, allowance: number): number {
  if (cpu.thread < 0 || cpu.overheadLeft > 0) return 0;
  const thread = sim.world.threads[cpu.thread]!;
  if (thread.fault !== FaultKind.none) {
    endFaulted(sim, thread);
    return 1;
  }
  if (thread.workLeft > 0) return 0;
  if (thread.givesWay && givesWayAtCall(sim, cpu, thread)) return 1;
  cpu.plain = false;
  const index = (thread.registers[PC]! - CODE_BASE) >>> 3;
  if (sim.marks[index] !== 0 && stopsAtMark(sim, thread)) return AT_MARK;
  const { instruction } = sim.hardware[cpu.node]!;
  if (instruction > 0 && (sim.image.code[index << 1]! & 255) < Op.work) {
    sim.passMark = -1;
    thread.workLeft = instruction;
    cpu.plain = instruction === 1;
    return 0;
  }
  const need = needOf(sim, thread, index);
  if (need.fault !== FaultKind.none) {
    markFault(sim, thread, need.fault, need.value);
    return 1;
  }
  if (need.work === 0 && need.kernel === 0) return doZeroTime(sim, cpu, thread, index, allowance);
  sim.passMark = -1;
  thread.workLeft = need.work;
  if (need.kernel > 0) beginOverhead(sim, cpu, Overhead.systemCall, need.kernel);
  return 0;
}

/** At the end of a tick: what follows an effect without taking time; 0 when nothing more does. */
export function doFollowUp(sim: Simulation, cpu: Cpu, allowance: number): number {
  if (cpu.thread < 0) return 0;
  const thread = threadAt(sim, cpu.thread);
  if (thread.fault !== FaultKind.none) {
    endFaulted(sim, thread);
    return 1;
  }
  const index = codeIndex(thread.registers[PC]!);
  if (thread.givesWay && givesWayAtCall(sim, cpu, thread)) return 1;
  const need = needOf(sim, thread, index);
  if (need.work > 0 || need.kernel > 0) return 0;
  if (sim.marks[index] !== 0 && stopsAtMark(sim, thread)) return AT_MARK;
  if (need.fault !== FaultKind.none) {
    markFault(sim, thread, need.fault, need.value);
    return 1;
  }
  return doZeroTime(sim, cpu, thread, index, allowance);
}

/** At the end of a tick: the effect of the instruction or kernel work that ended with it. */
export function doDueEffect(sim: Simulation, cpu: Cpu): number {
  cpu.due = false;
  const { overhead } = cpu;
  if (overhead === Overhead.interrupt) {
    cpu.overhead = Overhead.none;
    endInterrupt(sim, cpu);
    return 1;
  }
  if (overhead === Overhead.spinning) {
    spinEnded(sim, cpu);
    return 1;
  }
  const thread = threadAt(sim, cpu.thread);
  if (overhead !== Overhead.none) {
    cpu.overhead = Overhead.none;
    emit(sim, EventKind.overheadEnded, thread.pid, thread.id, cpu.index, overhead, 0);
    if (overhead !== Overhead.systemCall) return 1;
  }
  cpu.followUp = true;
  const index = codeIndex(thread.registers[PC]!);
  if ((sim.image.code[index * 2]! & 255) < Op.work) {
    const x = prepareExecution(sim, cpu, thread);
    carryOut(sim, x, thread, 1);
  } else {
    finish(sim, thread, index);
  }
  return 1;
}
