/**
 * What happens by itself when its tick has come: sleepers wake, messages arrive, time-outs end waits.
 *
 * Keeps true: in the order of the requests whatever their kind, but a delivery beats a time-out of the same tick; a timer for a
 * thread that no longer waits for it does nothing.
 */
import { boxDue } from "../ipc/mailbox.ts";
import { timeOutMessage } from "../ipc/messages.ts";
import { wake } from "../sched/scheduler.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import type { Thread, Timer } from "../state.ts";
import { ThreadState, WaitKind } from "../states.ts";
import { takeDue } from "./timers.ts";

/** Waits whose timer is a time-out. */
const TIME_OUTS: ReadonlySet<WaitKind> = new Set([WaitKind.send, WaitKind.receive]);

function stillWaits(thread: Thread, timer: Timer): boolean {
  const waits = thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting;
  return waits && thread.wait === timer.wait && thread.waitUntil === timer.tick;
}

/** Does everything that is due. */
export function complete(sim: Simulation): void {
  const timeOuts: Timer[] = [];
  for (let timer = takeDue(sim); timer !== undefined; timer = takeDue(sim)) {
    if (timer.box >= 0) boxDue(sim, sim.world.ipc.mailboxes[timer.box]!);
    else if (TIME_OUTS.has(timer.wait)) timeOuts.push(timer);
    else {
      const thread = threadAt(sim, timer.thread);
      if (stillWaits(thread, timer)) wake(sim, thread, 0);
    }
  }
  for (const timer of timeOuts) {
    const thread = threadAt(sim, timer.thread);
    if (stillWaits(thread, timer)) timeOutMessage(sim, thread);
  }
}
