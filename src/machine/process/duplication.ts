/**
 * How running processes make others, or become others: fork, start, exec.
 *
 * Keeps true: a forked child differs from its parent in pid, parent and the result of the call, has the calling thread alone,
 * and shares pages until somebody writes; what cannot be done for want of memory or by a limit changes nothing.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Process Creation.
 */
import { ERR } from "../../isa/errors.ts";
import { atBound } from "../bounds.ts";
import { handleIndex } from "../../isa/handles.ts";
import { raiseFault } from "../cpu/fault.ts";
import { inheritFiles } from "../devices/files.ts";
import { EventKind } from "../events.ts";
import { checkDeserted } from "../ipc/deadlock.ts";
import { settlePriority } from "../ipc/mutexes.ts";
import { shareSpace } from "../memory/images.ts";
import { releaseSpace } from "../memory/memory.ts";
import { wake } from "../threads/turns.ts";
import { emit, nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Process, Thread } from "../state.ts";
import { FaultKind } from "../states.ts";
import { createProcess, fitArguments, framesToLoad, loadProgram, mayCreate } from "./creation.ts";
import { enterMemory } from "./degree.ts";
import { keepOnly } from "./ending.ts";
import { choiceOf } from "../threads/threading.ts";
import { makeRoom } from "./swapping.ts";

/** A child of the caller, created now, with its priority and shares and no heap. */
function createChild(sim: Simulation, thread: Thread, program: number, args: readonly number[], name: string): Process {
  const parent = processAt(sim, thread.pid);
  const { priority, tickets, nice } = parent.settings;
  const child = createProcess(sim, {
    name,
    parent: parent.pid,
    node: parent.node,
    program,
    args,
    arrival: sim.world.tick,
    threads: choiceOf(parent.threading),
    settings: { priority, tickets, nice, deadline: undefined, period: undefined, memory: 0 },
  });
  child.admitted = true;
  child.released = 1;
  return child;
}

/** A created child is complete: it competes for the CPU from now on. */
function letIn(sim: Simulation, creator: Thread, child: Process): void {
  enterMemory(sim, child);
  sim.races?.order(creator.id, child.threads[0]!);
  wake(sim, threadAt(sim, child.threads[0]!), child.parent);
}

export function fork(sim: Simulation, thread: Thread): number {
  const parent = processAt(sim, thread.pid);
  if (!mayCreate(sim)) return atBound(sim, "processes");
  // The first of the two to write needs a frame; a fork that cannot even do that would kill one of them.
  if (!makeRoom(sim, parent, 1)) return ERR.ERR_MEMORY;
  const child = createChild(sim, thread, parent.program, parent.args, parent.name);
  const main = threadAt(sim, child.threads[0]!);
  child.heapBase = parent.heapBase;
  child.heapPages = parent.heapPages;
  child.spaceBytes = parent.spaceBytes;
  child.table = shareSpace(nodeOf(sim, parent).memory, parent);
  inheritFiles(sim, parent, child);
  main.routine = thread.routine;
  main.stackTop = thread.stackTop;
  main.stackLimit = thread.stackLimit;
  main.registers.set(thread.registers);
  main.registers[0] = 0;
  emit(sim, EventKind.processForked, parent.pid, child.pid, 0, 0, 0);
  letIn(sim, thread, child);
  return child.pid;
}

/** The program that the first argument names; another word is a fault of the caller. */
function programArg(sim: Simulation, thread: Thread): number {
  const program = handleIndex(sim.args[0]!, "program");
  if (sim.image.programs[program] !== undefined) return program;
  raiseFault(sim, thread, FaultKind.badArgument, sim.args[0]!);
  return -1;
}

function argumentsOf(sim: Simulation, program: number, count: number): number[] {
  return fitArguments(sim, program, [...sim.args.subarray(1, count)]);
}

export function start(sim: Simulation, thread: Thread, count: number): number {
  const program = programArg(sim, thread);
  if (program < 0) return 0;
  if (!mayCreate(sim)) return atBound(sim, "processes");
  const parent = processAt(sim, thread.pid);
  if (!makeRoom(sim, parent, framesToLoad(sim, nodeOf(sim, parent), program))) return ERR.ERR_MEMORY;
  const { name } = sim.image.programs[program]!;
  const child = createChild(sim, thread, program, argumentsOf(sim, program, count), name);
  loadProgram(sim, child);
  letIn(sim, thread, child);
  return child.pid;
}

export function exec(sim: Simulation, thread: Thread, count: number): number {
  const program = programArg(sim, thread);
  if (program < 0) return 0;
  const process = processAt(sim, thread.pid);
  const { memory } = nodeOf(sim, process);
  // While the new image is made the old one is still there, so that the call can fail.
  if (!makeRoom(sim, process, framesToLoad(sim, nodeOf(sim, process), program))) return ERR.ERR_MEMORY;
  releaseSpace(memory, process);
  keepOnly(sim, process, thread);
  const before = process.program;
  process.program = program;
  process.args.splice(0, process.args.length, ...argumentsOf(sim, program, count));
  loadProgram(sim, process);
  emit(sim, EventKind.programReplaced, process.pid, thread.id, program, 0, 0);
  checkDeserted(sim, before);
  // The call of a program that begins anew has no result: r0 stays what it is.
  return 0;
}

/** Changes the priority of a process and of all its threads, what they inherit aside. */
export function changePriority(sim: Simulation, process: Process, priority: number): void {
  process.settings.priority = priority;
  for (const carrier of process.threading.carriers) carrier.sched.priority = priority;
  for (const id of process.threads) settlePriority(sim, threadAt(sim, id));
}
