/**
 * Barriers: nobody passes until as many threads as it counts have come; then it is as new.
 */
import type { Handlers } from "../cpu/handler.ts";
import type { Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { WaitKind } from "../states.ts";
import { objectArg } from "./arguments.ts";
import { waitOn, wakeWith } from "./waiters.ts";

function barrierWait(sim: Simulation, thread: Thread): number {
  const barrier = objectArg(sim, thread, 0, "barrier", sim.world.ipc.barriers);
  if (barrier === undefined) return 0;
  sim.races?.release(thread.id, sim.args[0]!);
  if (barrier.waiters.length + 1 < barrier.needed) {
    waitOn(sim, thread, barrier.waiters, WaitKind.barrier, sim.args[0]!);
    return 0;
  }
  sim.races?.acquire(thread.id, sim.args[0]!);
  for (const waiter of barrier.waiters.splice(0)) {
    sim.races?.acquire(waiter, sim.args[0]!);
    wakeWith(sim, waiter, thread.pid, 0);
  }
  return 0;
}

export const barrierCalls: Handlers = { barrier_wait: barrierWait };
