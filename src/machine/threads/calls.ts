/**
 * The calls about threads: spawn, join, thread_exit, tid; the stacks of threads.
 *
 * Keeps true: a thread has a stack of its own above its process's image, shares everything else, and is named by its tid
 * until a join has been told of its end; the end of the last thread is the end of the process.
 * Follows: IEEE Std 1003.1, pthread_create, pthread_join, pthread_exit.
 */
import { LIMITS } from "../../base/limits.ts";
import { DATA_BASE } from "../../isa/image.ts";
import { ERR } from "../../isa/errors.ts";
import { handleIndex, handleOf } from "../../isa/handles.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { EventKind } from "../events.ts";
import { checkDeadlock } from "../ipc/deadlock.ts";
import { checkAbandoned } from "../ipc/locks.ts";
import { endProcess } from "../process/ending.ts";
import { endJob, isPeriodic } from "../process/periodic.ts";
import { makeRoom } from "../process/swapping.ts";
import { createThread, enterRoutine } from "../process/thread.ts";
import { emit, nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import { atBound } from "../bounds.ts";
import type { Process, Thread } from "../state.ts";
import { CarrierState } from "./state.ts";
import { EndKind, FaultKind, ThreadState, WaitKind } from "../states.ts";
import { addCarrier, mount } from "./threading.ts";
import { block, endTurn, wake } from "./turns.ts";

/** Gives a thread a stack: one that is free again, or a new one above all. */
function giveStack(sim: Simulation, process: Process, thread: Thread): void {
  const { pageShift } = nodeOf(sim, process).memory;
  let top = process.freeStacks.pop();
  if (top === undefined) {
    process.spaceBytes += Math.ceil(sim.threadStackBytes / (1 << pageShift)) << pageShift;
    const pages = process.spaceBytes >>> pageShift;
    if (pages > process.table.length) {
      const table = new Int32Array(Math.max(pages, process.table.length * 2));
      table.set(process.table);
      process.table = table;
    }
    top = DATA_BASE + process.spaceBytes;
  }
  thread.stackTop = top;
  thread.stackLimit = top - sim.threadStackBytes;
}

function create(sim: Simulation, thread: Thread, count: number, isBound: boolean): number {
  const routine = handleIndex(sim.args[0]!, "function");
  if (sim.image.routines[routine]?.kind !== "function") {
    raiseFault(sim, thread, FaultKind.badArgument, sim.args[0]!);
    return 0;
  }
  const process = processAt(sim, thread.pid);
  if (sim.world.threads.length >= LIMITS.threads) return atBound(sim, "threads");
  // Its arguments and return address lie on the first page of its stack.
  if (!makeRoom(sim, process, 1)) return ERR.ERR_MEMORY;
  const { params } = sim.image.routines[routine];
  const args = params.map((_name, k) => (k + 1 < count ? sim.args[k + 1]! : 0));
  const child = createThread(sim, process, routine);
  giveStack(sim, process, child);
  enterRoutine(sim, process, child, args);
  if (isBound && process.threading.model === "hybrid") {
    child.bound = true;
    mount(addCarrier(process.threading, process.settings, true), child);
  }
  emit(sim, EventKind.threadCreated, process.pid, child.id, process.pid, 0, 0);
  sim.races?.order(thread.id, child.id);
  wake(sim, child, process.pid);
  return handleOf("thread", child.id);
}

function join(sim: Simulation, thread: Thread): number {
  const wanted = sim.world.threads[handleIndex(sim.args[0]!, "thread")];
  if (wanted?.pid !== thread.pid || wanted.joined) return ERR.ERR_NO_THREAD;
  if (wanted === thread) return ERR.ERR_DEADLOCK;
  if (wanted.state === ThreadState.terminated) {
    wanted.joined = true;
    sim.races?.order(wanted.id, thread.id);
    return wanted.exitValue;
  }
  wanted.joiners.push(thread.id);
  block(sim, thread, WaitKind.thread, wanted.id);
  checkDeadlock(sim, thread);
  return 0;
}

/** Those who wait for the end of a thread are told its exit value. */
function tellJoiners(sim: Simulation, thread: Thread): void {
  for (const id of thread.joiners.splice(0)) {
    const joiner = threadAt(sim, id);
    if (joiner.wait !== WaitKind.thread || joiner.waitObject !== thread.id) continue;
    thread.joined = true;
    joiner.registers[0] = thread.exitValue;
    sim.races?.order(thread.id, id);
    wake(sim, joiner, thread.pid);
  }
}

function exitThread(sim: Simulation, thread: Thread, value: number): void {
  const process = processAt(sim, thread.pid);
  thread.exitValue = value;
  if (process.threadsAlive === 1) {
    if (isPeriodic(process)) endJob(sim, thread, value);
    else endProcess(sim, process, EndKind.exited, value, null);
    return;
  }
  emit(sim, EventKind.threadEnded, process.pid, thread.id, value, 0, 0);
  // The stack of the main thread, after an exec another one, is part of the image and stays.
  if (thread.id !== process.threads[0]) process.freeStacks.push(thread.stackTop);
  tellJoiners(sim, thread);
  endTurn(sim, thread);
  if (thread.bound) process.threading.carriers[thread.carrier]!.state = CarrierState.gone;
  checkAbandoned(sim, [thread.id]);
}

export const threadCalls: Handlers = {
  spawn: (sim, thread, count) => create(sim, thread, count, false),
  spawn_bound: (sim, thread, count) => create(sim, thread, count, true),
  join,
  thread_exit: (sim, thread, count) => {
    // The return of its first function comes here too, with its value.
    const returned = sim.image.routines[thread.routine]!.returnsValue ? thread.registers[0]! : 0;
    exitThread(sim, thread, count > 0 ? sim.args[0]! : returned);
    return 0;
  },
  tid: (_sim, thread) => handleOf("thread", thread.id),
};
