/**
 * Termination: exit, kill, abort, faults, and what the end of a process means for its children.
 *
 * Keeps true: a process that has ended holds no memory, no CPU, no file and no place in a queue; its PCB stays. Kernel work
 * and `atomic` are not cut short by others: what befalls a process in them takes effect at the boundary after their end.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Process Termination (cascading termination).
 */
import { phrase, type Said } from "../../base/words.ts";
import { assert } from "../../base/assert.ts";
import { ERR } from "../../isa/errors.ts";
import { faultSaid } from "../cpu/fault.ts";
import { withdrawRequest } from "../devices/device.ts";
import { closeFiles } from "../devices/files.ts";
import { EventKind, Overhead } from "../events.ts";
import { checkAbandoned, leaveLockWaiters } from "../ipc/locks.ts";
import { leaveMessageWaits, tellPeers } from "../ipc/peers.ts";
import { releaseSpace } from "../memory/memory.ts";
import { isProtected } from "../sched/dispatcher.ts";
import { leaveCpu } from "../sched/scheduler.ts";
import { takeProcessor, unmount } from "../threads/threading.ts";
import { endLibrary, leaveQueue } from "../threads/turns.ts";
import { processName } from "../names.ts";
import { emit, nodeOf, processAt, threadAt, type Simulation } from "../simulation.ts";
import { NEVER, type Process, type Thread } from "../state.ts";
import { CarrierState } from "../threads/state.ts";
import { EndKind, LeaveReason, ThreadState, WaitKind } from "../states.ts";
import { leaveMemory } from "./degree.ts";
import { adopt, INIT, reapZombies, seeEnd, tellParent } from "./family.ts";
import { move } from "./thread.ts";

/** The exit value of a process that was ended by another; that of a fault is `FAULT_VALUE` less the number of the fault. */
export const KILLED_VALUE = ERR.ERR_DEAD;
export const FAULT_VALUE = -100;

/** A thread that ends leaves the lists of what it waited for. */
function leaveWaits(sim: Simulation, thread: Thread): void {
  if (thread.wait === WaitKind.nothing) return;
  if (thread.wait === WaitKind.device) withdrawRequest(sim, thread);
  leaveLockWaiters(sim, thread);
  leaveMessageWaits(sim, thread);
}

/** Takes a running thread off its CPU whatever it does there; a handler that runs on its account goes on without it. */
export function forceOffCpu(sim: Simulation, thread: Thread, reason: LeaveReason): void {
  const cpu = sim.world.cpus[thread.cpu]!;
  const handles = cpu.overhead === Overhead.interrupt;
  const due = cpu.due;
  leaveCpu(sim, thread, reason);
  if (handles) cpu.due = due;
  else {
    cpu.overhead = Overhead.none;
    cpu.overheadLeft = 0;
  }
}

/** Ends one thread of a process. */
export function endThread(sim: Simulation, thread: Thread): void {
  if (thread.state === ThreadState.terminated) return;
  if (thread.state === ThreadState.ready) leaveQueue(sim, thread);
  if (thread.state === ThreadState.running) forceOffCpu(sim, thread, LeaveReason.ended);
  leaveWaits(sim, thread);
  thread.wait = WaitKind.nothing;
  thread.waitObject = -1;
  thread.waitUntil = NEVER;
  move(sim, thread, ThreadState.terminated);
  thread.cpu = -1;
}

/** Ends all threads of a process but one, which becomes its main thread: the process begins anew. */
export function keepOnly(sim: Simulation, process: Process, thread: Thread): void {
  const { threads } = process;
  const others = threads.filter((id) => id !== thread.id);
  endLibrary(sim, process);
  sim.races?.forget(process.pid);
  for (const id of others) {
    const other = threadAt(sim, id);
    endThread(sim, other);
    other.joined = true;
    sim.races?.order(id, thread.id);
    if (other.carrier < 0) continue;
    const carrier = unmount(process, other);
    takeProcessor(process, carrier);
    if (carrier.bound) carrier.state = CarrierState.gone;
  }
  threads.splice(0, threads.length, thread.id, ...others);
}

/** A process and how it is to end. */
interface Ending {
  readonly process: Process;
  /** The thread whose call ends it; -1: none does. */
  readonly by: number;
  readonly end: EndKind;
  readonly value: number;
  readonly reason: Said | null;
}

/**
 * Ends a process: its threads, its memory, and its place in the tree; its children too, or init adopts them.
 * @param reason a sentence for its PCB; null for an exit
 * @param by the thread whose call ends it, -1 for none
 */
export function endProcess(
  sim: Simulation,
  process: Process,
  end: EndKind,
  value: number,
  reason: Said | null,
  by: number = sim.caller,
): void {
  // A list and not a recursion: a family may be as deep as there may be processes.
  const endings: Ending[] = [{ process, by, end, value, reason }];
  for (let next = endings.shift(); next !== undefined; next = endings.shift()) {
    if (next.process.end !== EndKind.alive) continue;
    const name = processName(sim, next.process.pid);
    const peers = endOne(sim, next).map((pid) => processAt(sim, pid));
    const ofPeer: Said = [phrase("a mailbox that it waited at died with its owner {0}"), name];
    const ofChild: Said = [phrase("its parent {0} ended"), name];
    const dragged: (readonly [Process, Said])[] = [
      ...peers.map((peer) => [peer, ofPeer] as const),
      ...orphansOf(sim, next.process).map((child) => [child, ofChild] as const),
    ];
    for (const [other, why] of dragged)
      if (!defer(sim, other, EndKind.killed, why))
        endings.push({ process: other, by, end: EndKind.killed, value: KILLED_VALUE, reason: why });
  }
}

/** Ends one process; the pids of those that a mailbox of it takes along. */
function endOne(sim: Simulation, { process, by, end, value, reason }: Ending): number[] {
  const { world } = sim;
  const node = nodeOf(sim, process);
  endLibrary(sim, process);
  for (const id of process.threads) endThread(sim, threadAt(sim, id));
  const place = process.admitted ? -1 : node.jobQueue.indexOf(process.pid);
  if (place >= 0) node.jobQueue.splice(place, 1);
  releaseSpace(node.memory, process);
  closeFiles(sim, process.pid);
  leaveMemory(sim, process);
  if (process.swapped) node.swappedOut.splice(node.swappedOut.indexOf(process.pid), 1);
  process.swapped = false;
  process.end = end;
  process.endReason = reason;
  process.exitValue = value;
  process.finish = world.tick;
  world.alive--;
  // There is room for others now.
  world.redispatch = true;
  emit(sim, EventKind.processEnded, process.pid, end, value, 0, 0);
  if (by >= 0) seeEnd(sim, process, by);
  sim.races?.forget(process.pid);
  reapZombies(sim, process);
  tellParent(sim, process);
  const peers = tellPeers(sim, process.pid);
  checkAbandoned(sim, process.threads);
  return peers;
}

/** The children that end with their parent. Init adopts those that do not, and those that have not arrived yet. */
function orphansOf(sim: Simulation, parent: Process): Process[] {
  const { settings } = sim.image.machines[parent.node]!;
  const cascades = settings.termination.name === "cascade";
  const ending: Process[] = [];
  for (const pid of [...parent.children]) {
    const child = processAt(sim, pid);
    if (cascades && hasArrived(sim, child)) ending.push(child);
    else adopt(sim, child);
  }
  return ending;
}

/** Whether a process is more than a job that the scenario announces. */
export function hasArrived(sim: Simulation, process: Process): boolean {
  return process.arrival < sim.world.tick || !sim.world.arrivals.includes(process.pid);
}

/** Puts off what is to befall a process that is in kernel work or `atomic`; whether it had to be. */
export function defer(sim: Simulation, process: Process, end: EndKind, reason: Said | null): boolean {
  const isBusy = process.threads.some((id) => {
    const thread = threadAt(sim, id);
    const cpu = sim.world.cpus[thread.cpu];
    return cpu !== undefined && (isProtected(cpu, thread) || cpu.overhead !== Overhead.none);
  });
  if (isBusy) sim.world.deferred.push({ pid: process.pid, by: sim.caller, end, reason });
  return isBusy;
}

/** Why a process cannot be acted upon: it is init, or there is none; 0 when it can. */
export function refusal(sim: Simulation, pid: number): number {
  if (pid === INIT) return ERR.ERR_DENIED;
  const process = sim.world.processes[pid];
  const exists = process?.end === EndKind.alive && hasArrived(sim, process);
  return exists ? 0 : ERR.ERR_NO_PROCESS;
}

/**
 * Ends a process because somebody wants it.
 * @param by the pid of who does; a process that ends itself is not put off
 * @returns 0, or an error
 */
export function endByOther(sim: Simulation, pid: number, by: number, end: EndKind, reason: Said): number {
  const refused = refusal(sim, pid);
  if (refused !== 0) return refused;
  const process = processAt(sim, pid);
  if (pid === by || !defer(sim, process, end, reason)) endProcess(sim, process, end, KILLED_VALUE, reason);
  return 0;
}

/** Ends the process of a thread that is marked with a fault. */
export function endFaulted(sim: Simulation, thread: Thread): void {
  assert(thread.state === ThreadState.running, "a thread faults while it runs");
  endProcess(sim, processAt(sim, thread.pid), EndKind.fault, FAULT_VALUE - thread.fault, faultSaid(sim, thread));
}
