/**
 * Go's scheduler: goroutines (G), which are the threads, kernel threads (M), which are the carriers, and logical processors (P),
 * each the right to run one goroutine at a time.
 *
 * Keeps true: at most as many goroutines run as there are Ps; a ready goroutine is in the queue of one P or in the global
 * queue; no P idles while any queue holds one. An M that blocks in the kernel hands its P over; one without work spins for
 * a while, if others work, before it parks. A goroutine gives way only at calls and waits.
 * Follows: the Go runtime, runtime/proc.go (findRunnable, runqsteal, handoffp, exitsyscall); Vyukov, "Scalable Go Scheduler
 * Design", 2012. Not of it: `runnext`, the network poller and the monitor thread, whose work the kernel's timers do here.
 */
import { dequeLength, dequePush, dequeRemove, dequeShift, type Deque } from "../../base/deque.ts";
import { EventKind, Overhead } from "../events.ts";
import { beginOverhead } from "../sched/scheduler.ts";
import { emit, nodeOf, threadAt, type Simulation } from "../simulation.ts";
import type { Cpu, Node, Process, Thread } from "../state.ts";
import { CarrierState, type Carrier, type Processor } from "./state.ts";
import { WaitKind } from "../states.ts";
import { sharedLibrary, type Library } from "./library.ts";
import { addCarrier, giveProcessor, takeProcessor, unmount } from "./threading.ts";

/** Goroutines that the queue of a P holds; half of them go to the global queue when it is full. */
const LOCAL_MOST = 256;
/** Every so many looks for work begin at the global queue, so that it is not forgotten. */
const FAIRNESS = 61;
/** Ticks that an M without work spins. */
const SPIN_TICKS = 2;

function moveSome(from: Deque<number>, to: Deque<number>, count: number): void {
  for (let k = 0; k < count; k++) dequePush(to, dequeShift(from)!);
}

/** A share of the global queue: one to run, the others into the queue of the P. */
function takeGlobal(process: Process, processor: Processor, most: number): number | undefined {
  const { queue, processors } = process.threading;
  const length = dequeLength(queue);
  const share = Math.min(length, Math.floor(length / processors.length) + 1, most);
  const first = dequeShift(queue);
  if (first !== undefined) moveSome(queue, processor.queue, share - 1);
  return first;
}

/** Half of the queue of another P, the nearest after this one that has any: one to run, the others into its own queue. */
function steal(sim: Simulation, process: Process, processor: Processor): number | undefined {
  const { processors } = process.threading;
  for (let k = 1; k < processors.length; k++) {
    const victim = processors[(processor.number + k) % processors.length]!;
    const length = dequeLength(victim.queue);
    if (length === 0) continue;
    const count = length - Math.floor(length / 2);
    const first = dequeShift(victim.queue)!;
    moveSome(victim.queue, processor.queue, count - 1);
    process.threading.stolen += count;
    emit(sim, EventKind.threadStolen, process.pid, first, victim.number, processor.number, count);
    return first;
  }
  return undefined;
}

function findRunnable(sim: Simulation, process: Process, processor: Processor): number | undefined {
  processor.looks++;
  const fair = processor.looks % FAIRNESS === 0 ? takeGlobal(process, processor, 1) : undefined;
  return (
    fair ??
    dequeShift(processor.queue) ??
    takeGlobal(process, processor, LOCAL_MOST / 2) ??
    steal(sim, process, processor)
  );
}

/** Into the queue of the P on which the caller runs; without one, and for those that gave way, into the global queue. */
function enter(sim: Simulation, process: Process, thread: Thread, why: "able" | "gave way"): void {
  const { threading } = process;
  const caller = sim.world.threads[sim.caller];
  const isOurs = caller?.pid === process.pid && why === "able";
  const carrier = isOurs ? threading.carriers[caller.carrier] : undefined;
  const processor = threading.processors[carrier?.processor ?? -1];
  if (processor === undefined) {
    dequePush(threading.queue, thread.id);
    return;
  }
  if (dequeLength(processor.queue) >= LOCAL_MOST) moveSome(processor.queue, threading.queue, LOCAL_MOST / 2);
  dequePush(processor.queue, thread.id);
}

const hasWork = ({ threading }: Process): boolean =>
  dequeLength(threading.queue) > 0 || threading.processors.some(({ queue }) => dequeLength(queue) > 0);

/** Ends the spinning of an M: its CPU is free. */
function endSpin(sim: Simulation, carrier: Carrier): void {
  const cpu = sim.world.cpus[carrier.spinsOn]!;
  carrier.spun += SPIN_TICKS - cpu.overheadLeft;
  emit(sim, EventKind.overheadEnded, cpu.spinner, -1, cpu.index, Overhead.spinning, 0);
  carrier.spinsOn = -1;
  carrier.state = CarrierState.idle;
  cpu.overhead = Overhead.none;
  cpu.overheadLeft = 0;
  cpu.spinner = 0;
  cpu.due = false;
  sim.world.redispatch = true;
}

/** The ticks of spinning are over, and no work has come: the M parks. */
export function spinEnded(sim: Simulation, cpu: Cpu): void {
  const { carriers } = sim.world.processes[cpu.spinner]!.threading;
  endSpin(
    sim,
    carriers.find(({ spinsOn }) => spinsOn === cpu.index)!,
  );
}

/** Frees the CPUs of a machine on which Ms spin, for others want them; whether there were any. */
export function yieldSpins(sim: Simulation, node: Node): boolean {
  const spinning = node.cpus.map((index) => sim.world.cpus[index]!).filter((cpu) => cpu.spinner > 0);
  for (const cpu of spinning) spinEnded(sim, cpu);
  return spinning.length > 0;
}

/** A process ends: nobody of it spins any more. */
export function endSpins(sim: Simulation, process: Process): void {
  for (const carrier of process.threading.carriers) if (carrier.spinsOn >= 0) endSpin(sim, carrier);
}

/** An M for an idle P, where there is work: one that spins, one that is parked, or a new one. */
function idle(sim: Simulation, process: Process): Carrier | undefined {
  const { threading } = process;
  const processor = threading.processors.find(({ carrier }) => carrier < 0);
  if (processor === undefined || !hasWork(process)) return undefined;
  const found =
    threading.carriers.find(({ state }) => state === CarrierState.spinning) ??
    threading.carriers.find(({ state }) => state === CarrierState.idle) ??
    addCarrier(threading, process.settings, false);
  if (found.spinsOn >= 0) endSpin(sim, found);
  giveProcessor(found, processor);
  return found;
}

/** An M without work gives its P up. It spins while another P works, if nobody else wants the CPU; else it parks. */
function rests(sim: Simulation, process: Process, carrier: Carrier, cpu: Cpu): void {
  takeProcessor(process, carrier);
  const othersWork = process.threading.processors.some((processor) => processor.carrier >= 0);
  if (!othersWork || nodeOf(sim, process).readyCount > 0 || sim.world.pending.length > 0) return;
  carrier.state = CarrierState.spinning;
  carrier.spinsOn = cpu.index;
  cpu.spinner = process.pid;
  beginOverhead(sim, cpu, Overhead.spinning, SPIN_TICKS);
}

/** The thread blocks in the kernel: its P goes on with another M, if there is anything to run. */
function blocks(sim: Simulation, process: Process, thread: Thread): void {
  const { threading } = process;
  const processor = takeProcessor(process, threading.carriers[thread.carrier]!);
  if (processor === undefined || !hasWork(process)) return;
  threading.handedOff++;
  emit(sim, EventKind.processorHandedOff, process.pid, thread.id, processor.number, thread.carrier + 1, 0);
}

/** Back from the kernel: with the P that it had, or any idle one; without one the goroutine joins the global queue. */
function returns(process: Process, thread: Thread): boolean {
  const { carriers, processors } = process.threading;
  const carrier = carriers[thread.carrier]!;
  if (carrier.processor >= 0) return true;
  const last = processors[carrier.lastProcessor];
  const free = last !== undefined && last.carrier < 0 ? last : processors.find((processor) => processor.carrier < 0);
  if (free === undefined) unmount(process, thread);
  else giveProcessor(carrier, free);
  return free !== undefined;
}

export const goLibrary: Library = {
  // Channels and timers are the runtime's own.
  waits: new Set([...sharedLibrary.waits, WaitKind.timer, WaitKind.send, WaitKind.receive, WaitKind.reply]),
  groups: new Set([...sharedLibrary.groups, "messages"]),
  calls: new Set([...sharedLibrary.calls, "sleep"]),
  enter,
  take: (sim, process, carrier) => {
    const processor = process.threading.processors[carrier.processor];
    const id = processor === undefined ? undefined : findRunnable(sim, process, processor);
    return id === undefined ? undefined : threadAt(sim, id);
  },
  remove: ({ threading }, thread) => {
    for (const queue of [threading.queue, ...threading.processors.map((processor) => processor.queue)])
      if (dequeRemove(queue, thread.id)) return;
  },
  idle,
  rests,
  blocks,
  returns,
  expires: (thread) => {
    thread.givesWay = true;
    return false;
  },
};
