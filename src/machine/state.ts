/**
 * The state of the simulated world as plain data: machines (nodes), CPUs, processes, threads, queues, timers.
 *
 * Keeps true: numbers, texts, arrays, records and typed arrays only, no functions, no undefined; -1 stands for none; whole
 * state in one value, so that it can be cloned, hashed, compared and sent. Fields are grouped by who may write them. It is one
 * list on purpose, longer than other files: what is not here is no state.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Process Control Block.
 */
import type { Deque } from "../base/deque.ts";
import type { Heap } from "../base/heap.ts";
import type { Said } from "../base/words.ts";
import type { Overhead } from "./events.ts";
import type { Ipc } from "./ipc/objects.ts";
import type { Level } from "./level.ts";
import type { Memory } from "./memory/memory.ts";
import type { Fraction } from "./sched/fraction.ts";
import type { Chosen } from "./sched/why.ts";
import type { Steering } from "./sched/holding.ts";
import type { Threading } from "./threads/state.ts";
import type { EndKind, FaultKind, LeaveReason, ThreadState, WaitKind } from "./states.ts";

/** Instead of a tick. Not Infinity: ticks stay small integers, with which the engine computes several times faster. */
export const NEVER = -1;

/** Where within a tick the next step goes on; see step.ts. */
export enum Phase {
  boundary,
  dispatch,
  start,
  advance,
  effects,
}

/** Why a run is over. */
export enum Ended {
  not,
  finished,
  deadlock,
  limit,
}

/** Ticks that a thread spent in each way; their sum is the time from arrival to finish. */
export interface Accounting {
  job: number;
  ready: number;
  user: number;
  kernel: number;
  blocked: number;
  suspendedReady: number;
  suspendedBlocked: number;
  switchesVoluntary: number;
  switchesForced: number;
  pageFaults: number;
  /** System calls that it made, and interrupts that came while it had the first CPU. */
  systemCalls: number;
  interrupts: number;
}

/** What the scheduling policies keep of a thread. A policy's file says which of these it uses, and how. */
export interface Scheduling {
  priority: number;
  tickets: number;
  nice: number;
  /** Which of its machine's ready queues it belongs to. */
  queue: number;
  /** Place in that queue's heap while it is ready, else -1. */
  place: number;
  /** Order of entering the ready queue: among equals the least goes first. */
  entered: number;
  /** Key of its order in the queue, by the policy. */
  key: number;
  /** Ticks left of its quantum when it last left the CPU; 0: a new one is due. */
  quantumLeft: number;
  /** Tick at which it last became ready. */
  readySince: number;
  /** Ticks run since the policy last charged it: user work and its system calls. */
  ran: number;
  /** Ticks of its present or next CPU burst, found by running ahead (`foreseen` 1) or guessed (0); ticks run of it. */
  burst: number;
  foreseen: number;
  burstRan: number;
  /** Exponential average of its bursts so far. */
  guess: number;
  /** Steps by which ageing has raised it; ticks ready that count for the next step. */
  aged: number;
  readyTicks: number;
  /** Level, whole quanta used of its allotment there, whether it came back from a wait to stand before the running one. */
  level: number;
  allotment: number;
  returned: number;
  /** Whether it runs and was boosted, and those that then stood before it may still take its CPU. */
  boosted: number;
  /** Virtual run time or pass, exactly. */
  virtual: Fraction;
  /** The ticket that won it the CPU last, of how many. */
  ticket: number;
  ticketsOf: number;
  /** Why it was given its CPU last. */
  readonly chosen: Chosen;
}

/** A thread, as the kernel schedules it: the TCB. */
export interface Thread {
  /** Place in `World.threads`. */
  readonly id: number;
  pid: number;
  /** Its number within the process, from 1: the main thread. */
  number: number;
  routine: number;
  /** Byte address just past its stack, and the lowest address that the stack may reach. */
  stackTop: number;
  stackLimit: number;
  /** Written by the CPU while it runs; saved here otherwise. */
  readonly registers: Int32Array;
  /** Ticks left of the instruction at pc, when it has begun; 0: it has not; ENTERS: nor has anything of its routine. */
  workLeft: number;
  /** Written by `move` alone. */
  state: ThreadState;
  since: number;
  /** Why it waits, and for which object; for how long it was asked to. */
  wait: WaitKind;
  waitObject: number;
  /** The tick at which its wait ends in any case; NEVER: it does not. */
  waitUntil: number;
  /** The thread whose call ended its last wait; -1: none did, but the machine, or what befell a process. */
  waker: number;
  /** The exit value of the child that its last `wait` returned. */
  childStatus: number;
  /** The pid of who sent the message that it received last; 0 before the first. */
  lastSender: number;
  cpu: number;
  lastCpu: number;
  left: LeaveReason;
  fault: FaultKind;
  faultValue: number;
  firstRun: number;
  /** Place in its process's carriers of the one that carries it; -1: none, it is a kernel thread or waits for one. */
  carrier: number;
  /** Whether it has a carrier of its own for life. */
  bound: boolean;
  /** Ticks left of its user-level time slice; 0: a new one is due. */
  sliceLeft: number;
  /** Whether it is to give way at its next call (Go). */
  givesWay: boolean;
  /** Its exit value, whether a `join` has been told of it, and the threads that wait in `join` for it. */
  exitValue: number;
  joined: boolean;
  readonly joiners: number[];
  /** By which the kernel schedules it; one that is carried has that of its carrier. */
  sched: Scheduling;
  readonly account: Accounting;
}

/** A process: the PCB. */
export interface Process {
  readonly pid: number;
  name: string;
  parent: number;
  readonly children: number[];
  node: number;
  program: number;
  readonly args: number[];
  /** Ids of its threads that exist, the main one first. */
  readonly threads: number[];
  nextThread: number;
  /** Threads that have not ended. */
  threadsAlive: number;
  readonly threading: Threading;
  /** Tops of stacks of threads that have ended, for those to come. */
  readonly freeStacks: number[];
  /** The private address space: page table, and the bytes that it covers from DATA_BASE. */
  table: Int32Array;
  spaceBytes: number;
  heapBase: number;
  heapPages: number;
  arrival: number;
  finish: number;
  admitted: boolean;
  end: EndKind;
  /** What the sentence of its end is made of. */
  endReason: Said | null;
  exitValue: number;
  /** Whether its parent has waited for it (init always has). */
  reaped: boolean;
  /** Children that have ended and were not waited for, in the order in which they ended. */
  readonly zombies: number[];
  /** Whether it counts in the degree of multiprogramming; whether it was told to suspend itself; whether its image is out. */
  inMemory: boolean;
  suspended: boolean;
  swapped: boolean;
  /** The words of its pages that are swapped out, one page after another. */
  swap: Int32Array;
  /** What it comes to when it is run ahead: ticks of user work and of waiting for devices; -1: not known. */
  estimatedWork: number;
  estimatedIo: number;
  /** Places in `World.openFiles` of its files, by descriptor − FIRST_FILE; -1: closed. */
  readonly files: number[];
  /** Jobs released and completed: of a periodic process one a period, of another its only one. */
  released: number;
  completed: number;
  readonly settings: {
    priority: number;
    tickets: number;
    nice: number;
    deadline: number;
    period: number;
  };
  /** The ticks of the first deadlines that it missed, and how many those are in all. */
  readonly missed: number[];
  misses: number;
}

export interface Cpu {
  readonly index: number;
  readonly node: number;
  /** Its number within the machine. */
  readonly number: number;
  thread: number;
  /** What it ran last, and why that left; -1 before the first. */
  lastThread: number;
  lastPid: number;
  /** The place of the carrier of that thread in its process; -1: it had none. */
  lastCarrier: number;
  leftReason: LeaveReason;
  /** The thread whose quantum ended at this boundary, or that yielded; whether it left is known after the dispatch. */
  outgoing: number;
  overhead: Overhead;
  overheadLeft: number;
  /** Tick at which the running thread's quantum ends; NEVER: it has none. */
  quantumEnd: number;
  /** Tick at which the user-level time slice of its thread ends; NEVER: there is none. */
  sliceEnd: number;
  /** The process one of whose carriers spins on it; 0: none does. */
  spinner: number;
  /** Whether an instruction or kernel work ended with the present tick, and its effect is still to come. */
  due: boolean;
  /** Whether zero-time instructions that follow an effect are still to be done, before the boundary. */
  followUp: boolean;
  /** Whether the thread has begun a plain instruction of one tick. */
  plain: boolean;
  user: number;
  kernel: number;
}

/** A ready queue: a binary heap of thread ids, in the policy's order. */
export interface ReadyQueue {
  /** Grows as needed; places from `length` on are 0. */
  items: Int32Array;
  length: number;
  /** Weights of its ready threads and of those that run from it, where the policy has weights. */
  load: number;
  /** The least virtual time of the last of its threads that left it empty, and the threads that have yielded and will enter it. */
  least: Fraction;
  readonly yielding: number[];
  /** The tournament of its threads, where their order changes with time; else empty. See sched/tournament.ts. */
  winners: Int32Array;
  until: Float64Array;
}

/** A job, by its number, whose deadline has come. */
export interface DueDeadline {
  readonly pid: number;
  readonly job: number;
}

/** A thread that joined or woke, and the running thread over which it is not decided yet; -1: over nobody. */
export interface Joined {
  readonly thread: number;
  readonly over: number;
}

/** A simulated computer. */
export interface Node {
  readonly index: number;
  readonly cpus: number[];
  readonly queues: ReadyQueue[];
  /** Threads in all its ready queues. */
  readyCount: number;
  /** The tick at which its policy must look again although nothing happens, or NEVER. */
  look: number;
  /** Threads whose quantum has ended at this tick and whose demotion is still to be decided. */
  readonly owing: number[];
  /**
   * CPUs whose thread's quantum ended at this boundary when nobody else stood in their queue: that stands in it, too, but is
   * taken off its CPU only when somebody enters behind it.
   */
  readonly expired: number[];
  /** Threads that joined or woke and may pre-empt: at this dispatch anybody (`over` -1), or the one that is in kernel work. */
  readonly joined: Joined[];
  /** Next `entered` numbers at the tail and at the head. */
  nextTail: number;
  nextHead: number;
  readonly memory: Memory;
  /** Pids of the jobs that have arrived and are not admitted, in the order of their arrival. */
  readonly jobQueue: number[];
  /** Processes in memory: admitted, not ended, not suspended. */
  readonly degree: Level;
  /** Pids of the processes that are swapped out, in the order in which they went. */
  readonly swappedOut: number[];
  /** Requests whose completion the machine has not taken note of yet; the first is being handled on its first CPU. */
  readonly interrupts: IoRequest[];
  handling: boolean;
}

/** What a timer is for: each kind is a row of the table of completions. */
export enum TimerKind {
  /** The wait of a thread ends: `subject` is the thread, `detail` the kind of its wait. */
  wait,
  /** Something is due in a mailbox. */
  box,
  /** A device has served a request: `subject` is the device, `detail` the number of the request. */
  service,
  /** The next job of a periodic process is released, or the deadline of a job has come: `detail` is the job's number. */
  release,
  deadline,
}

/** Something that will happen, in the order of (tick, order of request). */
export interface Timer {
  readonly tick: number;
  readonly order: number;
  readonly kind: TimerKind;
  readonly subject: number;
  readonly detail: number;
}

/** What a thread asked of a device. */
export interface IoRequest {
  /** Its place in the order of all requests of the run. */
  readonly number: number;
  readonly device: number;
  /** The thread that waits for it; -1: that has ended meanwhile. */
  thread: number;
  readonly pid: number;
  readonly ticks: number;
  readonly kind: "io" | "read" | "write";
  /** The word to write, or, when served, the word read. */
  value: number;
  readonly since: number;
}

/** A device: who waits for it, whom it serves, and what is measured of it. */
export interface Device {
  readonly index: number;
  readonly node: number;
  readonly queue: IoRequest[];
  readonly serving: IoRequest[];
  /** Words written and not read yet. */
  readonly words: Deque<number>;
  /** Requests in the queue; 1 while it serves at least one. */
  readonly length: Level;
  readonly busy: Level;
  /** Requests whose service has begun, and the ticks that these waited before. */
  begun: number;
  waited: number;
}

/** A file: a stream of words. */
export interface FileState {
  readonly name: string;
  readonly node: number;
  readonly words: number[];
}

/** A file that was opened: the place of the next word to read, and how many descriptors stand for it. */
export interface OpenFile {
  file: number;
  position: number;
  holders: number;
}

/** What must befall a process as soon as none of its threads is in kernel work or `atomic`. */
export interface Deferred {
  readonly pid: number;
  /** The thread whose call it was; -1: nobody's. */
  readonly by: number;
  /** How it ends; `alive`: it does not end but is suspended. */
  readonly end: EndKind;
  readonly reason: Said | null;
}

/** A thread that became able to run during the tick that ended. */
export interface PendingReady {
  readonly thread: number;
  readonly by: number;
  /** What it waited for. */
  readonly wait: WaitKind;
}

export interface World {
  tick: number;
  phase: Phase;
  /** The CPU at which the phase goes on. */
  cursor: number;
  /** Whether a thread became ready since CPUs were last given out. */
  redispatch: boolean;
  /** Work done since time last passed. */
  zeroWork: number;
  ended: Ended;
  /** Why, in English; and what that is made of, but of a deadlock, which its threads tell. */
  endReason: string;
  endSaid: Said | null;
  /** The threads of the deadlock that ended the run: each waits for the next, where there is a cycle. */
  deadlock: readonly number[];
  /** How many choices have been made. */
  choices: number;
  readonly nodes: Node[];
  readonly cpus: Cpu[];
  /** By pid; place 0 is init. */
  readonly processes: Process[];
  readonly threads: Thread[];
  readonly timers: Heap<Timer>;
  readonly pending: PendingReady[];
  /** Jobs whose deadline is this tick: whether it was missed is known when all that takes no time has been done. */
  readonly deadlines: DueDeadline[];
  readonly ipc: Ipc;
  readonly devices: Device[];
  readonly files: FileState[];
  readonly openFiles: OpenFile[];
  readonly deferred: Deferred[];
  /** The number of the next request that takes time. */
  nextRequest: number;
  /** The processes that are still to arrive, as pids in the order of their arrival. */
  readonly arrivals: number[];
  /** The operator block that acts next. */
  nextOperator: number;
  /** Processes that have not ended, init aside. */
  alive: number;
  /** Processes that have been waited for, whose records are to be put away before time passes. */
  readonly reaped: number[];
  /** Bytes that may have been added to all this since it was measured. */
  grown: number;
  readonly steering: Steering;
  /** The trace hash so far, and the number of events. */
  readonly traceHash: Int32Array;
}
