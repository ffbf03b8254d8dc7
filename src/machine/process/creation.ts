/**
 * Creation and loading of processes.
 *
 * Keeps true: pids are given in order and never again; a process is created in state new, with its main thread; what a
 * program needs of memory is known before it is loaded.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Process Creation.
 */
import { assert } from "../../base/assert.ts";
import { LIMITS } from "../../base/limits.ts";
import { DATA_BASE } from "../../isa/image.ts";
import type { Choice, ProcessSettings } from "../../isa/settings.ts";
import { EventKind } from "../events.ts";
import { GROWTH, grows } from "../growth.ts";
import { poke } from "../memory/memory.ts";
import { emit, nodeOf, threadAt, type Simulation } from "../simulation.ts";
import type { Node, Process } from "../state.ts";
import { EndKind, FaultKind } from "../states.ts";
import { createThreading, KERNEL_THREADS, mountFirst } from "../threads/threading.ts";
import { createThread, enterRoutine } from "./thread.ts";

/** What a new process is made from. */
export interface NewProcess {
  readonly name: string;
  readonly parent: number;
  readonly node: number;
  readonly program: number;
  readonly args: readonly number[];
  readonly arrival: number;
  /** The thread model; the machine's by default. */
  readonly threads: Choice | undefined;
  readonly settings: Pick<ProcessSettings, "priority" | "tickets" | "nice" | "deadline" | "period" | "memory">;
}

/** A PCB without a thread; init is one. */
export function newPcb(pid: number, from: NewProcess): Process {
  const { settings } = from;
  return {
    pid,
    name: from.name,
    parent: from.parent,
    children: [],
    node: from.node,
    program: from.program,
    args: [...from.args],
    threads: [],
    nextThread: 1,
    threadsAlive: 0,
    threading: createThreading(from.threads ?? KERNEL_THREADS, from.settings),
    freeStacks: [],
    table: new Int32Array(0),
    spaceBytes: 0,
    heapBase: 0,
    heapPages: settings.memory,
    arrival: from.arrival,
    finish: -1,
    admitted: false,
    end: EndKind.alive,
    endReason: null,
    exitValue: 0,
    reaped: false,
    zombies: [],
    inMemory: false,
    suspended: false,
    swapped: false,
    swap: new Int32Array(0),
    estimatedWork: -1,
    estimatedIo: -1,
    files: [],
    released: 0,
    completed: 0,
    settings: {
      priority: settings.priority,
      tickets: settings.tickets,
      nice: settings.nice,
      deadline: settings.deadline ?? -1,
      period: settings.period ?? -1,
    },
    missed: [],
    misses: 0,
  };
}

/** Adds a PCB with its main thread, in state new. */
export function createProcess(sim: Simulation, from: NewProcess): Process {
  const { world } = sim;
  const threads = from.threads ?? sim.image.machines[from.node]!.settings.threads;
  const process = newPcb(world.processes.length, { ...from, threads });
  world.processes.push(process);
  grows(world, GROWTH.process);
  world.processes[from.parent]?.children.push(process.pid);
  const program = sim.image.programs[from.program];
  assert(program !== undefined, "a process has a program");
  const main = createThread(sim, process, program.routine);
  main.since = from.arrival;
  mountFirst(process, main);
  world.alive++;
  emit(sim, EventKind.processCreated, process.pid, process.parent, 0, 0, 0);
  return process;
}

/** Whether there may be one process more. */
export function mayCreate(sim: Simulation): boolean {
  const { processes, threads } = sim.world;
  return processes.length <= LIMITS.processes && threads.length < LIMITS.threads;
}

/** Bytes, rounded up to whole pages. */
function wholePages(bytes: number, shift: number): number {
  return Math.ceil(bytes / (1 << shift)) << shift;
}

/** Words that the kernel pushes below the arguments of a program: the return address and the saved fp. */
const LINKAGE_WORDS = 2;

/** Frames that loading a program takes. */
export function framesToLoad(sim: Simulation, node: Node, program: number): number {
  const { pageShift } = node.memory;
  const { dataInit, routine } = sim.image.programs[program]!;
  const pages = new Set(dataInit.map(([offset]) => offset >>> pageShift));
  const words = sim.image.routines[routine]!.params.length + LINKAGE_WORDS;
  return pages.size + (wholePages(words * 4, pageShift) >>> pageShift);
}

/** As many arguments as the program has parameters: missing ones are 0. */
export function fitArguments(sim: Simulation, program: number, args: readonly number[]): number[] {
  const { params } = sim.image.routines[sim.image.programs[program]!.routine]!;
  return params.map((_name, k) => args[k] ?? 0);
}

/** Lays out the address space of a process for its program, sets its data section and the context of its main thread. */
export function loadProgram(sim: Simulation, process: Process): FaultKind {
  const { memory } = nodeOf(sim, process);
  const program = sim.image.programs[process.program]!;
  const dataBytes = wholePages(program.dataBytes, memory.pageShift);
  const heapBytes = process.heapPages << memory.pageShift;
  process.heapBase = DATA_BASE + dataBytes;
  process.spaceBytes = dataBytes + heapBytes + wholePages(sim.stackBytes, memory.pageShift);
  process.table = new Int32Array(process.spaceBytes >>> memory.pageShift);
  grows(sim.world, process.table.byteLength);
  process.freeStacks.length = 0;
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
