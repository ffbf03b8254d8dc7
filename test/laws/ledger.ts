/**
 * A book kept of a run from outside, by what its events and spans tell alone: where each thread was how long, what each CPU did,
 * who entered the ready queue when. Laws compare it with the machine's own accounts.
 */
import { EventKind, Overhead } from "../../src/machine/events.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { MOVES, ThreadState } from "../../src/machine/states.ts";

/** What is known of a thread. */
export interface ThreadBook {
  readonly thread: number;
  readonly pid: number;
  state: ThreadState;
  since: number;
  /** Ticks in each state, by `ThreadState`. */
  readonly ticks: number[];
  /** User and kernel ticks of the CPUs that were its. */
  user: number;
  kernel: number;
  /** When it last entered the ready queue, as one of a sequence: the smaller the earlier. */
  entered: number;
}

/** What a CPU did in the ticks [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly isKernel: boolean;
  readonly thread: number;
}

export interface Ledger {
  readonly threads: Map<number, ThreadBook>;
  /** By CPU. */
  readonly spans: Span[][];
  /** Moves that the table does not have, or that begin elsewhere than the last one ended. */
  readonly illegal: string[];
  /** The longest that a thread was ready at a stretch. */
  longestReady: number;
}

const legal = new Set(MOVES.map(({ from, to }) => `${from} ${to}`));

/** Keeps the book of a simulation at tick 0; `onDispatch` is told of each dispatch as it happens. */
export function keepLedger(sim: Simulation, onDispatch?: (book: ThreadBook) => void): Ledger {
  const ledger: Ledger = {
    threads: new Map(),
    spans: sim.world.cpus.map(() => []),
    illegal: [],
    longestReady: 0,
  };
  let sequence = 0;
  const bookOf = (thread: number): ThreadBook => {
    const known = ledger.threads.get(thread);
    if (known !== undefined) return known;
    const { pid } = sim.world.threads[thread]!;
    const since = sim.world.threads[thread]!.number === 1 ? sim.world.processes[pid]!.arrival : sim.world.tick;
    const book: ThreadBook = {
      ...{ thread, pid, state: ThreadState.new, since, ticks: Array.from({ length: 7 }, () => 0) },
      ...{ user: 0, kernel: 0, entered: -1 },
    };
    ledger.threads.set(thread, book);
    return book;
  };
  let preempted = -1;
  sim.observe = (kind, tick, _a, b, c, d) => {
    if (kind === EventKind.threadCreated) bookOf(b);
    if (kind === EventKind.preempted) preempted = b;
    if (kind === EventKind.dispatched) onDispatch?.(bookOf(b));
    if (kind !== EventKind.stateChanged) return;
    const [from, to] = [c, d] as [ThreadState, ThreadState];
    const book = bookOf(b);
    if (!legal.has(`${from} ${to}`) || book.state !== from)
      ledger.illegal.push(`thread ${b}, in ${ThreadState[book.state]}: ${ThreadState[from]} → ${ThreadState[to]}`);
    const stay = Math.max(0, tick - book.since);
    book.ticks[from] = book.ticks[from]! + stay;
    if (from === ThreadState.ready) ledger.longestReady = Math.max(ledger.longestReady, stay);
    book.state = to;
    book.since = tick;
    // Who is pre-empted keeps its place in the queue.
    if (to === ThreadState.ready && preempted !== b) book.entered = sequence++;
    preempted = -1;
  };
  sim.observeSpan = (cpu, thread, overhead, from, to) => {
    const isKernel = overhead !== Overhead.none;
    ledger.spans[cpu.index]!.push({ from, to, isKernel, thread });
    if (thread < 0) return;
    const book = bookOf(thread);
    if (isKernel) book.kernel += to - from;
    else book.user += to - from;
  };
  return ledger;
}

/** Ticks of [0, end) in which a CPU did user work, kernel work and nothing, by the spans; and whether these overlap or run over. */
export function cpuTicks(
  spans: readonly Span[],
  end: number,
): { user: number; kernel: number; idle: number; isClean: boolean } {
  let isClean = true;
  const did = new Int8Array(end);
  for (const { from, to, isKernel } of spans) {
    if (from < 0 || to > end || to <= from) isClean = false;
    for (let tick = Math.max(0, from); tick < Math.min(end, to); tick++) {
      if (did[tick] !== 0) isClean = false;
      did[tick] = isKernel ? 2 : 1;
    }
  }
  const count = (what: number): number => did.reduce((sum, each) => sum + (each === what ? 1 : 0), 0);
  return { user: count(1), kernel: count(2), idle: count(0), isClean };
}
