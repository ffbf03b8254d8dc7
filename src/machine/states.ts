/**
 * The states of a thread and every legal move between them: the textbook's state diagram as one table.
 *
 * Keeps true: a thread changes state only by `move` in process/thread.ts, which refuses what no row allows. The table draws the
 * diagram, checks the machine and fills the debugger's transition breakpoints.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Process State; Stallings, "Operating Systems",
 * the seven-state model with suspension.
 */
import { phrase } from "../base/words.ts";

/** Instead of the ticks left of an instruction: the thread has begun nothing of its routine, and enters it next. */
export const ENTERS = -1;

/** The state of a thread. */
export enum ThreadState {
  new,
  ready,
  running,
  waiting,
  suspendedReady,
  suspendedWaiting,
  terminated,
}

/** One state, as people see it. */
export interface StateRow {
  readonly state: ThreadState;
  readonly name: string;
  readonly meaning: string;
}

export const STATES: readonly StateRow[] = [
  {
    state: ThreadState.new,
    name: "new",
    meaning: "in the job queue, not admitted",
  },
  {
    state: ThreadState.ready,
    name: "ready",
    meaning: "in memory, could run, has no CPU",
  },
  { state: ThreadState.running, name: "running", meaning: "has a CPU" },
  {
    state: ThreadState.waiting,
    name: "waiting",
    meaning: "for an event: a device, a timer, another process",
  },
  {
    state: ThreadState.suspendedReady,
    name: "suspended ready",
    meaning: "swapped out; could run once it is back",
  },
  {
    state: ThreadState.suspendedWaiting,
    name: "suspended waiting",
    meaning: "swapped out, and waiting for an event",
  },
  { state: ThreadState.terminated, name: "terminated", meaning: "has ended" },
];

/** Why a thread moves. */
export enum Move {
  admitted,
  dispatch,
  interrupt,
  wait,
  completion,
  exit,
  swapOut,
  swapIn,
}

/** The words for moves, by `Move`. */
export const MOVE_NAMES: readonly string[] = [
  "admitted",
  "dispatch",
  "interrupt",
  "wait",
  "completion",
  "exit",
  "swap out",
  "swap in",
];

/** One legal move. */
export interface MoveRow {
  readonly from: ThreadState;
  readonly to: ThreadState;
  readonly move: Move;
  readonly meaning: string;
}

const S = ThreadState;

export const MOVES: readonly MoveRow[] = [
  {
    from: S.new,
    to: S.ready,
    move: Move.admitted,
    meaning: "the long-term scheduler admits it",
  },
  {
    from: S.ready,
    to: S.running,
    move: Move.dispatch,
    meaning: "the dispatcher gives it a CPU",
  },
  {
    from: S.running,
    to: S.ready,
    move: Move.interrupt,
    meaning: "it is pre-empted, its quantum ends, or it yields",
  },
  {
    from: S.running,
    to: S.waiting,
    move: Move.wait,
    meaning: "it asks for I/O or waits for an event",
  },
  {
    from: S.waiting,
    to: S.ready,
    move: Move.completion,
    meaning: "what it waited for has happened",
  },
  {
    from: S.running,
    to: S.terminated,
    move: Move.exit,
    meaning: "it exits or faults",
  },
  {
    from: S.ready,
    to: S.suspendedReady,
    move: Move.swapOut,
    meaning: "it is swapped out or suspended",
  },
  {
    from: S.suspendedReady,
    to: S.ready,
    move: Move.swapIn,
    meaning: "it is swapped in or resumed",
  },
  {
    from: S.waiting,
    to: S.suspendedWaiting,
    move: Move.swapOut,
    meaning: "it is swapped out or suspended",
  },
  {
    from: S.suspendedWaiting,
    to: S.waiting,
    move: Move.swapIn,
    meaning: "it is swapped in or resumed",
  },
  {
    from: S.suspendedWaiting,
    to: S.suspendedReady,
    move: Move.completion,
    meaning: "what it waited for has happened",
  },
  {
    from: S.running,
    to: S.suspendedReady,
    move: Move.swapOut,
    meaning: "it is suspended while it runs",
  },
  {
    from: S.new,
    to: S.suspendedReady,
    move: Move.admitted,
    meaning: "it is admitted while memory is short",
  },
  { from: S.new, to: S.terminated, move: Move.exit, meaning: "it is killed" },
  { from: S.ready, to: S.terminated, move: Move.exit, meaning: "it is killed" },
  {
    from: S.waiting,
    to: S.terminated,
    move: Move.exit,
    meaning: "it is killed",
  },
  {
    from: S.suspendedReady,
    to: S.terminated,
    move: Move.exit,
    meaning: "it is killed",
  },
  {
    from: S.suspendedWaiting,
    to: S.terminated,
    move: Move.exit,
    meaning: "it is killed",
  },
];

const STATE_COUNT = STATES.length;

const LEGAL: readonly boolean[] = Array.from({ length: STATE_COUNT * STATE_COUNT }, (_none, place) =>
  MOVES.some((row) => row.from * STATE_COUNT + row.to === place),
);

/** The move that leads from one state to the other. */
export function moveOf(from: ThreadState, to: ThreadState): Move | undefined {
  return MOVES.find((row) => row.from === from && row.to === to)?.move;
}

/** Whether a row of the table leads from one state to the other. */
export function isLegalMove(from: ThreadState, to: ThreadState): boolean {
  return LEGAL[from * STATE_COUNT + to]!;
}

/** What a thread waits for. */
export enum WaitKind {
  nothing,
  timer,
  device,
  child,
  thread,
  semaphore,
  mutex,
  condition,
  barrier,
  rwlock,
  send,
  receive,
  reply,
  release,
}

/** The words for what a thread waits for, by `WaitKind`. */
export const WAIT_NAMES: readonly string[] = [
  phrase("nothing"),
  "sleep",
  "device",
  phrase("child"),
  "thread",
  "semaphore",
  "mutex",
  "condition",
  "barrier",
  "lock",
  "send",
  "receive",
  "reply",
  phrase("next release"),
];

/** Why a thread left its CPU. */
export enum LeaveReason {
  none,
  preempted,
  yielded,
  waiting,
  ended,
  suspended,
}

/** The words for why a thread left its CPU, by `LeaveReason`. */
export const LEAVE_NAMES: readonly string[] = ["none", "preempted", "yielded", "waiting", "ended", "suspended"];

/** How a process ended. */
export enum EndKind {
  alive,
  exited,
  killed,
  aborted,
  fault,
}

/** The words for how a process ended, by `EndKind`. */
export const END_NAMES: readonly string[] = [
  phrase("alive"),
  phrase("exited"),
  phrase("killed"),
  phrase("aborted"),
  phrase("fault"),
];

/** What a thread did that the machine could not carry out. */
export enum FaultKind {
  none,
  divisionByZero,
  indexOutOfBounds,
  stackOverflow,
  unmappedMemory,
  readOnlyMemory,
  misalignedAddress,
  badAddress,
  negativeTime,
  assertionFailed,
  badArgument,
  outOfMemory,
  notOwner,
}

/** The sentence for each fault, by `FaultKind`; its hole is for the fault's value. */
export const FAULT_TEXTS: readonly string[] = [
  phrase("no fault"),
  phrase("division by zero"),
  phrase("index out of bounds: {0}"),
  phrase("stack overflow"),
  phrase("memory that is not mapped, at {0}"),
  phrase("a write to memory that is read only, at {0}"),
  phrase("an address that is not that of a word: {0}"),
  phrase("a jump to what is not an instruction: {0}"),
  phrase("a negative time: {0}"),
  phrase("assertion failed"),
  phrase("a wrong argument: {0}"),
  phrase("out of memory"),
  phrase("a lock that the caller does not own: {0}"),
];
