/**
 * The accounts of threads and of their carriers: what one thread spent of the life of its process, and what the kernel books to
 * an LWP or an M, whoever it carried.
 *
 * Keeps true: of a thread turnaround = waiting + service + blocked + kernel; the accounts of the carriers of a process are
 * those of its threads, summed.
 */
import { accountNow } from "../metrics.ts";
import type { Simulation } from "../simulation.ts";
import { ThreadState } from "../states.ts";
import type { Thread } from "../state.ts";
import type { Carrier } from "./state.ts";

/** The numbers of one thread, in ticks unless said otherwise; those of its process are the sums over its threads. */
export interface ThreadMetrics {
  /** Its number within its process. */
  readonly number: number;
  /** When it came to be: of a main thread the arrival of its process. */
  readonly created: number;
  readonly firstRun: number | null;
  readonly finish: number | null;
  readonly service: number;
  readonly waiting: number;
  readonly blocked: number;
  readonly kernel: number;
  readonly turnaround: number | null;
  readonly response: number | null;
  /** Times that it left its CPU, to another of its library too. */
  readonly switches: number;
}

/** The numbers of a thread, ended or not. */
export function threadMetrics(sim: Simulation, thread: Thread): ThreadMetrics {
  const account = accountNow(sim, thread);
  const waiting = account.ready + account.suspendedReady + account.job;
  const blocked = account.blocked + account.suspendedBlocked;
  const spent = waiting + blocked + account.user + account.kernel;
  const hasEnded = thread.state === ThreadState.terminated;
  // It has been in its last state since it ended.
  const created = (hasEnded ? thread.since : Math.max(sim.world.tick, thread.since)) - spent;
  return {
    number: thread.number,
    created,
    firstRun: thread.firstRun < 0 ? null : thread.firstRun,
    finish: hasEnded ? thread.since : null,
    service: account.user,
    waiting,
    blocked,
    kernel: account.kernel,
    turnaround: hasEnded ? spent : null,
    response: thread.firstRun < 0 ? null : thread.firstRun - created,
    switches: account.switchesVoluntary + account.switchesForced,
  };
}

/** Ticks of user and of kernel work of a carrier so far. */
export function carrierAccount(sim: Simulation, carrier: Carrier): { readonly user: number; readonly kernel: number } {
  const { user, kernel } = carrier;
  const thread = sim.world.threads[carrier.thread];
  if (thread === undefined) return { user, kernel };
  const now = accountNow(sim, thread);
  return { user: user + now.user, kernel: kernel + now.kernel };
}
