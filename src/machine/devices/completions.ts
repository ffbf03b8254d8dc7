/**
 * What happens by itself when its tick has come: sleepers wake, devices complete, messages arrive, jobs are released.
 *
 * Keeps true: in the order of the requests whatever their kind, but a delivery beats a time-out of the same tick; a timer for a
 * thread that no longer waits for it does nothing.
 */
import { boxDue } from "../ipc/delivery.ts";
import { timeOutMessage } from "../ipc/peers.ts";
import { isUnderWay } from "../ipc/transmission.ts";
import { deadlineDue, releaseDue } from "../process/periodic.ts";
import { wake } from "../threads/turns.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import { TimerKind, type Thread, type Timer } from "../state.ts";
import { ThreadState, WaitKind } from "../states.ts";
import { serviceDue } from "./device.ts";
import { dropStale, takeDue } from "./timers.ts";

/** Waits whose timer is a time-out. */
const TIME_OUTS: ReadonlySet<number> = new Set([WaitKind.send, WaitKind.receive]);

function stillWaits(thread: Thread, timer: Timer): boolean {
  const waits = thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting;
  return waits && thread.wait === timer.detail && thread.waitUntil === timer.tick;
}

/** What each kind of timer comes to. */
const COMPLETE: Readonly<Record<TimerKind, (sim: Simulation, timer: Timer) => void>> = {
  [TimerKind.wait]: (sim, timer) => {
    const thread = threadAt(sim, timer.subject);
    if (stillWaits(thread, timer)) wake(sim, thread, 0);
  },
  [TimerKind.box]: (sim, timer) => boxDue(sim, sim.world.ipc.mailboxes[timer.subject]!, timer.detail),
  [TimerKind.service]: (sim, timer) => serviceDue(sim, timer.subject, timer.detail),
  [TimerKind.release]: (sim, timer) => releaseDue(sim, timer.subject, timer.detail),
  [TimerKind.deadline]: (sim, timer) => deadlineDue(sim, timer.subject, timer.detail),
};

/** Whether a timer is for a wait that is over, or a message that was taken back. */
function isStale(sim: Simulation, timer: Timer): boolean {
  if (timer.kind === TimerKind.wait) return !stillWaits(threadAt(sim, timer.subject), timer);
  return timer.kind === TimerKind.box && !isUnderWay(sim.world.ipc.mailboxes[timer.subject]!, timer.detail);
}

/** While nobody runs: what is due next is something that will happen. */
export function forgetStale(sim: Simulation): void {
  dropStale(sim, (timer) => isStale(sim, timer));
}

/** Does everything that is due. */
export function complete(sim: Simulation): void {
  const timeOuts: Timer[] = [];
  for (let timer = takeDue(sim); timer !== undefined; timer = takeDue(sim)) {
    if (timer.kind === TimerKind.wait && TIME_OUTS.has(timer.detail)) timeOuts.push(timer);
    else COMPLETE[timer.kind](sim, timer);
  }
  for (const timer of timeOuts) {
    const thread = threadAt(sim, timer.subject);
    if (stillWaits(thread, timer)) timeOutMessage(sim, thread);
  }
}
