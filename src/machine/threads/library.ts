/**
 * What a thread library is to the machine, and the one of processes whose threads share a fixed number of carriers: one (N-1,
 * the library threads of the textbook) or several (N-M, the light-weight processes of Solaris 2).
 *
 * Keeps true: a ready thread that nobody carries is in exactly one run queue of its process; a run queue is served in order.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Threads; Powell and others, "SunOS Multi-thread
 * Architecture", USENIX 1991.
 */
import { dequeLength, dequePush, dequeRemove, dequeShift } from "../../base/deque.ts";
import { EventKind } from "../events.ts";
import { emit, threadAt, type Simulation } from "../simulation.ts";
import type { Cpu, Process, Thread } from "../state.ts";
import { CarrierState, type Carrier } from "./state.ts";
import { ThreadState, WaitKind } from "../states.ts";

/** Why a thread enters a run queue: it can run now, or it gave way to others. */
export type RunEntry = "able" | "gave way";

/** What one kind of library does where kinds differ. */
export interface Library {
  /** The waits that the library arranges itself: they block the thread alone. */
  readonly waits: ReadonlySet<WaitKind>;
  /** The calls of these groups, and these alone, enter the library and not the kernel. */
  readonly groups: ReadonlySet<string>;
  readonly calls: ReadonlySet<string>;
  /** A ready thread that nobody carries enters a run queue. */
  readonly enter: (sim: Simulation, process: Process, thread: Thread, why: RunEntry) => void;
  /** The thread that a carrier goes on with, out of its run queue. */
  readonly take: (sim: Simulation, process: Process, carrier: Carrier) => Thread | undefined;
  /** The thread leaves whatever run queue it is in. */
  readonly remove: (process: Process, thread: Thread) => void;
  /** A carrier for ready threads that nobody carries; undefined: they must wait. */
  readonly idle: (sim: Simulation, process: Process) => Carrier | undefined;
  /** The carrier has nobody to carry, and has left the CPU. */
  readonly rests: (sim: Simulation, process: Process, carrier: Carrier, cpu: Cpu) => void;
  /** The thread blocks in the kernel, its carrier with it. */
  readonly blocks: (sim: Simulation, process: Process, thread: Thread) => void;
  /** The kernel wait of a carried thread is over; whether its carrier may go on with it. */
  readonly returns: (process: Process, thread: Thread) => boolean;
  /** The user-level slice of the running thread has ended: whether it gives way at once. */
  readonly expires: (thread: Thread) => boolean;
}

/** A carrier whose thread is blocked in the kernel, or that carries nobody it could run. */
function isBlocked(sim: Simulation, carrier: Carrier): boolean {
  if (carrier.thread < 0) return false;
  const { state } = threadAt(sim, carrier.thread);
  return state === ThreadState.waiting || state === ThreadState.suspendedWaiting;
}

/** The carriers that any thread may have. */
export function sharedCarriers(process: Process): Carrier[] {
  return process.threading.carriers.filter((carrier) => !carrier.bound);
}

/** Whether ready threads that nobody carries must wait until a carrier comes out of the kernel. */
export function allBlocked(sim: Simulation, process: Process): boolean {
  return sharedCarriers(process).every((carrier) => isBlocked(sim, carrier));
}

function blocks(sim: Simulation, process: Process, thread: Thread): void {
  const peers = dequeLength(process.threading.queue);
  if (peers > 0 && allBlocked(sim, process))
    emit(sim, EventKind.peersBlocked, process.pid, thread.id, thread.wait, peers, 0);
}

/** N threads over a fixed number of carriers. */
export const sharedLibrary: Library = {
  waits: new Set([
    WaitKind.thread,
    WaitKind.semaphore,
    WaitKind.mutex,
    WaitKind.condition,
    WaitKind.barrier,
    WaitKind.rwlock,
  ]),
  groups: new Set(["threads", "semaphores", "mutexes and conditions"]),
  calls: new Set(["yield"]),
  enter: (_sim, { threading }, thread) => dequePush(threading.queue, thread.id),
  take: (sim, { threading }) => {
    const id = dequeShift(threading.queue);
    return id === undefined ? undefined : threadAt(sim, id);
  },
  remove: ({ threading }, thread) => dequeRemove(threading.queue, thread.id),
  idle: (_sim, process) =>
    process.threading.carriers.find((carrier) => !carrier.bound && carrier.state === CarrierState.idle),
  rests: () => undefined,
  blocks,
  returns: () => true,
  expires: () => true,
};
