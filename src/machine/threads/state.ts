/**
 * A thread library as plain data: its carriers (LWPs, Ms), its logical processors and its run queues.
 *
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Threads; the Go runtime's G, M and P.
 */
import type { Deque } from "../../base/deque.ts";
import type { Scheduling } from "../state.ts";

/** How the threads of a process come to run: 1-1, or over carriers by a library of the process. */
export type ThreadModel = "kernel" | "library" | "hybrid" | "go";

/** What a carrier does. */
export enum CarrierState {
  idle,
  carrying,
  /** It has nothing to carry and looks for work (Go). */
  spinning,
  /** It belonged to a bound thread that has ended. */
  gone,
}

/** What the kernel schedules of a process whose threads it does not know: a light-weight process (LWP), or an M of Go. */
export interface Carrier {
  /** From 1, within the process. */
  readonly number: number;
  state: CarrierState;
  /** The thread that it carries; -1: none. */
  thread: number;
  /** Whether it is for one thread alone. */
  readonly bound: boolean;
  /** The logical processor (Go) that it holds, and the one that it held last; -1: none. */
  processor: number;
  lastProcessor: number;
  /** The CPU on which it spins; -1: it does not. */
  spinsOn: number;
  /** Whether it has never been dispatched: its creation is still to be paid for. */
  fresh: boolean;
  /** The thread that it carried last, -1: none; and whether the switch from that to the present one is still to be paid for. */
  last: number;
  loads: boolean;
  /** By which the kernel schedules it while it carries nobody. */
  sched: Scheduling;
  /** Threads that it took up, and ticks that it spun. */
  taken: number;
  spun: number;
  /** Ticks of user and of kernel work while it carried, less those of the thread that it carries now before it did. */
  user: number;
  kernel: number;
}

/** A logical processor of Go: the right to run goroutines, and a run queue. */
export interface Processor {
  readonly number: number;
  /** The carrier that holds it; -1: it is idle. */
  carrier: number;
  readonly queue: Deque<number>;
  /** Times that its carrier looked for a goroutine. */
  looks: number;
}

/** The thread library of a process: its table of carriers and its run queues, in the process's own memory. */
export interface Threading {
  readonly model: ThreadModel;
  /** Ticks of a user-level time slice; 0: there is none. */
  readonly quantum: number;
  readonly carriers: Carrier[];
  readonly processors: Processor[];
  /** Ready threads that nobody carries; in Go the global queue. */
  readonly queue: Deque<number>;
  /** User-level switches, goroutines stolen, processors handed off. */
  switches: number;
  stolen: number;
  handedOff: number;
}
