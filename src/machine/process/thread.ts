/**
 * The life of a thread: its moves between states, its time account, its context and its stack.
 *
 * Keeps true: `move` is the only writer of a thread's state; each tick of a thread's life is accounted once.
 */
import { assert } from "../../base/assert.ts";
import { codeAddress, THREAD_EXIT_STUB } from "../../isa/image.ts";
import { FP, PC, REGISTER_COUNT, SP } from "../../isa/registers.ts";
import { EventKind } from "../events.ts";
import { GROWTH, grows } from "../growth.ts";
import { poke } from "../memory/memory.ts";
import { emit, nodeOf, type Simulation } from "../simulation.ts";
import { createScheduling } from "../sched/scheduling.ts";
import { NEVER, type Accounting, type Process, type Thread } from "../state.ts";
import { ENTERS, FaultKind, isLegalMove, LeaveReason, ThreadState, WaitKind } from "../states.ts";

function newAccounting(): Accounting {
  return {
    job: 0,
    ready: 0,
    user: 0,
    kernel: 0,
    blocked: 0,
    suspendedReady: 0,
    suspendedBlocked: 0,
    switchesVoluntary: 0,
    switchesForced: 0,
    pageFaults: 0,
    systemCalls: 0,
    interrupts: 0,
  };
}

/** Adds a thread in state new to a process; its context is set by `enterRoutine`. */
export function createThread(sim: Simulation, process: Process, routine: number): Thread {
  const { world } = sim;
  const thread: Thread = {
    id: world.threads.length,
    pid: process.pid,
    number: process.nextThread++,
    routine,
    stackTop: 0,
    stackLimit: 0,
    registers: new Int32Array(REGISTER_COUNT),
    workLeft: 0,
    state: ThreadState.new,
    since: world.tick,
    wait: WaitKind.nothing,
    waitObject: -1,
    waitUntil: NEVER,
    waker: -1,
    childStatus: 0,
    lastSender: 0,
    cpu: -1,
    lastCpu: -1,
    left: LeaveReason.none,
    fault: FaultKind.none,
    faultValue: 0,
    firstRun: -1,
    carrier: -1,
    bound: false,
    sliceLeft: 0,
    givesWay: false,
    exitValue: 0,
    joined: false,
    joiners: [],
    sched: createScheduling(process.settings),
    account: newAccounting(),
  };
  world.threads.push(thread);
  grows(world, GROWTH.thread);
  process.threads.push(thread.id);
  process.threadsAlive++;
  return thread;
}

/**
 * Sets the context of a thread so that it begins `routine` with the arguments, on an empty stack. `frameBytes` of locals are
 * reserved below fp (a function reserves its own with `enter`; a program's are reserved here).
 *
 *   stackTop →  argument 0 … argument n-1 | return address: the exit stub | saved fp: 0 | locals …  ← sp
 */
export function enterRoutine(sim: Simulation, process: Process, thread: Thread, args: readonly number[]): FaultKind {
  const routine = sim.image.routines[thread.routine];
  assert(routine !== undefined, "a thread runs a routine");
  const { memory } = nodeOf(sim, process);
  const isProgram = routine.kind === "program";
  const words = isProgram ? [...args, codeAddress(THREAD_EXIT_STUB), 0] : [...args, codeAddress(THREAD_EXIT_STUB)];
  const r = thread.registers;
  r.fill(0);
  let sp = thread.stackTop;
  for (const word of words) {
    sp -= 4;
    const fault = poke(memory, process, sp, word);
    if (fault !== FaultKind.none) return fault;
  }
  r[FP] = isProgram ? sp : 0;
  r[SP] = isProgram ? sp - routine.frameBytes : sp;
  r[PC] = codeAddress(routine.entry);
  thread.workLeft = ENTERS;
  return FaultKind.none;
}

/** Accounts for the time that a thread has spent in its state. */
export function settle(thread: Thread, tick: number): void {
  const ticks = tick - thread.since;
  const account = thread.account;
  thread.since = tick;
  if (ticks === 0) return;
  switch (thread.state) {
    case ThreadState.new:
      account.job += ticks;
      break;
    case ThreadState.ready:
      account.ready += ticks;
      break;
    case ThreadState.waiting:
      account.blocked += ticks;
      break;
    case ThreadState.suspendedReady:
      account.suspendedReady += ticks;
      break;
    case ThreadState.suspendedWaiting:
      account.suspendedBlocked += ticks;
      break;
    case ThreadState.running:
    case ThreadState.terminated:
      break;
  }
}

/** Takes a thread to another state, accounting for the time in the present one. */
export function move(sim: Simulation, thread: Thread, to: ThreadState): void {
  const from = thread.state;
  assert(isLegalMove(from, to), "a thread moves along a row of the table of moves");
  settle(thread, sim.world.tick);
  thread.state = to;
  if (to === ThreadState.terminated) sim.world.processes[thread.pid]!.threadsAlive--;
  emit(sim, EventKind.stateChanged, thread.pid, thread.id, from, to, thread.cpu);
}
