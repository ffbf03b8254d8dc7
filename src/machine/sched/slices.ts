/**
 * The end of a quantum in one go: what boundary, dispatch and start of a tick come to when it is all that happens there.
 *
 * Keeps true: the world afterwards, trace hash included, is the one that the phases of step.ts would have made (a test runs
 * both ways); it is tried only where nobody watches, since an observer may want to stop between the phases. Most steps of
 * a time-sliced machine are this one, and it costs a fraction of the phases.
 */
import { FLAGS, Flag } from "../../isa/registers.ts";
import { EventKind } from "../events.ts";
import { foldHigh, foldLow, type Hardware, type Simulation } from "../simulation.ts";
import type { Cpu, Node, Thread } from "../state.ts";
import { LeaveReason, ThreadState } from "../states.ts";
import type { Policy } from "./policy.ts";
import { queueExchange } from "./readyQueue.ts";
import { noteTurn } from "./why.ts";

/** Whether the ends of quanta of a machine are all alike: its policy only orders and slices, and switching is free. */
export function isSliced(hardware: Hardware): boolean {
  const { policy } = hardware;
  return (
    policy.quantum > 0 &&
    hardware.contextSwitch === 0 &&
    hardware.threadSwitch === 0 &&
    policy.quantumOf === undefined &&
    policy.enters === undefined &&
    policy.first === undefined &&
    policy.pick === undefined &&
    policy.beats === undefined &&
    policy.leaves === undefined &&
    policy.given === undefined &&
    policy.dispatched === undefined &&
    policy.next === undefined &&
    policy.before === undefined &&
    policy.after === undefined
  );
}

/**
 * Ends the quantum of the thread on the only CPU and gives that to the first in the queue, as `expireQuanta` and
 * `dispatchNode` do.
 * @returns the thread that runs now, or undefined when the quantum cannot end yet and nothing was done
 */
export function nextSlice(sim: Simulation, node: Node, policy: Policy, cpu: Cpu, thread: Thread): Thread | undefined {
  if ((thread.registers[FLAGS]! & Flag.interruptsOff) !== 0) return undefined;
  const { world } = sim;
  const { threads, tick, traceHash } = world;
  const queue = node.queues[0]!;
  const { pid, id, sched } = thread;
  const { index } = cpu;
  let low = foldLow(traceHash[0]!, EventKind.quantumExpired, tick, pid, id);
  let high = foldHigh(traceHash[1]!, pid, index, 0, 0);
  cpu.quantumEnd = tick + policy.quantum;
  if (queue.length === 0) {
    traceHash[0] = low;
    traceHash[1] = high;
    return thread;
  }
  // A running thread's time is accounted as it runs: `settle` has nothing to add.
  thread.since = tick;
  thread.state = ThreadState.ready;
  thread.left = LeaveReason.preempted;
  thread.lastCpu = index;
  thread.cpu = -1;
  thread.account.switchesForced++;
  low = foldLow(low, EventKind.stateChanged, tick, pid, id);
  high = foldHigh(high, pid, ThreadState.running, ThreadState.ready, index);
  sched.entered = node.nextTail++;
  sched.quantumLeft = 0;
  sched.readySince = tick;
  const ready = queue.length + 1;
  const next = queueExchange(threads, queue, policy, thread);
  noteTurn(next, tick, ready);
  next.account.ready += tick - next.since;
  next.since = tick;
  next.state = ThreadState.running;
  next.cpu = index;
  if (next.firstRun < 0) next.firstRun = tick;
  const left = next.sched.quantumLeft;
  if (left > 0) cpu.quantumEnd = tick + left;
  next.sched.quantumLeft = 0;
  low = foldLow(low, EventKind.stateChanged, tick, next.pid, next.id);
  high = foldHigh(high, next.pid, ThreadState.ready, ThreadState.running, index);
  low = foldLow(low, EventKind.dispatched, tick, next.pid, next.id);
  high = foldHigh(high, next.pid, index, cpu.quantumEnd - tick, 0);
  if (cpu.lastPid !== next.pid) {
    low = foldLow(low, EventKind.contextSwitched, tick, pid, next.pid);
    high = foldHigh(high, pid, LeaveReason.preempted, index, next.id);
  } else if (cpu.lastThread !== next.id) {
    low = foldLow(low, EventKind.threadSwitched, tick, pid, id);
    high = foldHigh(high, pid, next.id, index, 0);
  }
  traceHash[0] = low;
  traceHash[1] = high;
  cpu.thread = next.id;
  cpu.lastPid = next.pid;
  cpu.lastThread = next.id;
  cpu.leftReason = LeaveReason.preempted;
  return next;
}
