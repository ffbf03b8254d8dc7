/**
 * Creation, loading and termination of processes.
 *
 * Keeps true: pids are given in order and never again; a process that has ended holds no memory, no CPU and no place in a queue;
 * its PCB stays, as a zombie until its parent has waited for it.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Operations on Processes.
 */
import { assert } from "../../base/assert.ts";
import { DATA_BASE } from "../../isa/image.ts";
import type { ProcessSettings } from "../../isa/settings.ts";
import { EventKind } from "../events.ts";
import { leaveLockWaiters } from "../ipc/locks.ts";
import { leaveMessageWaits, tellPeers } from "../ipc/messages.ts";
import { poke, releaseSpace } from "../memory/memory.ts";
import { dequeue, leaveCpu, makeReady, wake } from "../sched/scheduler.ts";
import {
  emit,
  nodeOf,
  processAt,
  threadAt,
  type Simulation,
} from "../simulation.ts";
import { NEVER, type Process, type Thread } from "../state.ts";
import {
  EndKind,
  FaultKind,
  LeaveReason,
  ThreadState,
  WaitKind,
} from "../states.ts";
import { createThread, enterRoutine, move } from "./thread.ts";

/** What a new process is made from. */
export interface NewProcess {
  readonly name: string;
  readonly parent: number;
  readonly node: number;
  readonly program: number;
  readonly args: readonly number[];
  readonly arrival: number;
  readonly settings: Pick<
    ProcessSettings,
    "priority" | "tickets" | "nice" | "deadline" | "period" | "memory"
  >;
}

/** Adds a PCB with its main thread, in state new. */
export function createProcess(sim: Simulation, from: NewProcess): Process {
  const { world } = sim;
  const process: Process = {
    pid: world.processes.length,
    name: from.name,
    parent: from.parent,
    children: [],
    node: from.node,
    program: from.program,
    args: [...from.args],
    threads: [],
    nextThread: 1,
    table: new Int32Array(0),
    spaceBytes: 0,
    heapBase: 0,
    heapPages: from.settings.memory,
    arrival: from.arrival,
    finish: -1,
    admitted: false,
    end: EndKind.alive,
    endReason: "",
    exitValue: 0,
    reaped: false,
    settings: {
      priority: from.settings.priority,
      tickets: from.settings.tickets,
      nice: from.settings.nice,
      deadline: from.settings.deadline ?? -1,
      period: from.settings.period ?? -1,
    },
    missed: [],
  };
  world.processes.push(process);
  world.processes[from.parent]?.children.push(process.pid);
  const program = sim.image.programs[from.program];
  assert(program !== undefined, "a process has a program");
  createThread(sim, process, program.routine).since = from.arrival;
  world.alive++;
  emit(sim, EventKind.processCreated, process.pid, process.parent, 0, 0, 0);
  return process;
}

/** Bytes, rounded up to whole pages. */
function wholePages(bytes: number, shift: number): number {
  return Math.ceil(bytes / (1 << shift)) << shift;
}

/** Lays out the address space of a process for its program, sets its data section and the context of its main thread. */
export function loadProgram(sim: Simulation, process: Process): FaultKind {
  const { memory } = nodeOf(sim, process);
  const program = sim.image.programs[process.program]!;
  const dataBytes = wholePages(program.dataBytes, memory.pageShift);
  const heapBytes = process.heapPages << memory.pageShift;
  process.heapBase = DATA_BASE + dataBytes;
  process.spaceBytes =
    dataBytes + heapBytes + wholePages(sim.stackBytes, memory.pageShift);
  process.table = new Int32Array(process.spaceBytes >>> memory.pageShift);
  for (const [offset, value] of program.dataInit) {
    const fault = poke(memory, process, DATA_BASE + offset, value);
    if (fault !== FaultKind.none) return fault;
  }
  const main = threadAt(sim, process.threads[0]!);
  main.routine = program.routine;
  main.stackTop = DATA_BASE + process.spaceBytes;
  main.stackLimit = main.stackTop - sim.stackBytes;
  return enterRoutine(sim, process, main, process.args);
}

/** Lets a new process into memory and the competition for the CPU; one that does not fit ends. */
export function admit(sim: Simulation, process: Process): void {
  process.admitted = true;
  const main = threadAt(sim, process.threads[0]!);
  emit(sim, EventKind.processAdmitted, process.pid, 0, 0, 0, 0);
  const fault = loadProgram(sim, process);
  if (fault === FaultKind.none) makeReady(sim, main, "new");
  else endProcess(sim, process, EndKind.fault, 0, "out of memory");
}

/** A thread that ends leaves the lists of what it waited for. */
function leaveWaits(sim: Simulation, thread: Thread): void {
  if (thread.wait === WaitKind.nothing) return;
  leaveLockWaiters(sim, thread);
  leaveMessageWaits(sim, thread);
}

function endThread(sim: Simulation, thread: Thread): void {
  if (thread.state === ThreadState.terminated) return;
  if (thread.state === ThreadState.ready) dequeue(sim, thread);
  if (thread.state === ThreadState.running)
    leaveCpu(sim, thread, LeaveReason.ended);
  leaveWaits(sim, thread);
  thread.wait = WaitKind.nothing;
  thread.waitObject = -1;
  thread.waitUntil = NEVER;
  move(sim, thread, ThreadState.terminated);
  thread.cpu = -1;
}

/**
 * Ends a process: its threads, its memory, and its place in the tree.
 * @param reason a sentence for its PCB; empty for an exit
 */
export function endProcess(
  sim: Simulation,
  process: Process,
  end: EndKind,
  value: number,
  reason: string,
): void {
  assert(process.end === EndKind.alive, "a process ends once");
  const { world } = sim;
  for (const id of process.threads) endThread(sim, threadAt(sim, id));
  releaseSpace(nodeOf(sim, process).memory, process);
  process.end = end;
  process.endReason = reason;
  process.exitValue = value;
  process.finish = world.tick;
  world.alive--;
  emit(sim, EventKind.processEnded, process.pid, end, value, 0, 0);
  tellParent(sim, process);
  tellPeers(sim, process.pid);
}

/** Init takes note of every child's end at once; another parent when it waits. */
function tellParent(sim: Simulation, process: Process): void {
  const parent = processAt(sim, process.parent);
  if (parent.pid === 0 || parent.end !== EndKind.alive) {
    process.reaped = true;
    return;
  }
  for (const id of parent.threads) {
    const thread = threadAt(sim, id);
    if (thread.state !== ThreadState.waiting || thread.wait !== WaitKind.child)
      continue;
    if (thread.waitObject >= 0 && thread.waitObject !== process.pid) continue;
    process.reaped = true;
    thread.registers[0] = process.pid;
    wake(sim, thread, process.pid);
    return;
  }
}

/** A thread has done what cannot be carried out: its process ends with the fault as its reason. */
export function endByFault(
  sim: Simulation,
  thread: Thread,
  reason: string,
): void {
  endProcess(sim, processAt(sim, thread.pid), EndKind.fault, 0, reason);
}
