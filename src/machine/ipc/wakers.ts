/**
 * Who could end the wait of a thread: the edges of the wait-for graph, one row for each kind of wait.
 *
 * Keeps true: a row names every thread whose going on is needed, and no other; where anybody at all might do it, it says so.
 * What a kill from outside would change is not counted: a cycle is a cycle, though somebody might break it by force.
 * Follows: Holt 1972, "Some Deadlock Properties of Computer Systems" (waits for all of, or for any of, some others).
 */
import { handleIndex } from "../../isa/handles.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import { NEVER, type Thread } from "../state.ts";
import { EndKind, ThreadState, WaitKind } from "../states.ts";
import type { Mailbox } from "./boxes.ts";

/** Any of these threads, all of them together, or anybody. */
export interface Wakers {
  readonly need: "any" | "all" | "anybody";
  readonly threads: readonly number[];
}

const ANYBODY: Wakers = { need: "anybody", threads: [] };

function threadsOf(sim: Simulation, pid: number): number[] {
  const threads = sim.world.processes[pid]?.threads ?? [];
  return threads.filter((id) => threadAt(sim, id).state !== ThreadState.terminated);
}

/** Any thread of these processes; nobody wakes himself. */
const anyOf = (sim: Simulation, thread: Thread, pids: readonly number[]): Wakers => ({
  need: "any",
  threads: pids.flatMap((pid) => threadsOf(sim, pid)).filter((id) => id !== thread.id),
});

/** Of a box that two living processes share, they; of another, anybody. */
function usersOf(sim: Simulation, thread: Thread, box: Mailbox | undefined): Wakers {
  if (box?.receivers !== "pair" || box.pair.length < 2) return ANYBODY;
  const isShared = box.pair.every((pid) => sim.world.processes[pid]!.end === EndKind.alive);
  return isShared ? anyOf(sim, thread, box.pair) : ANYBODY;
}

/** A direct wait is for a process; one at a mailbox for whoever may use it; `receive()` for anybody. */
function peer(sim: Simulation, thread: Thread): Wakers {
  if (thread.waitObject > 0) return anyOf(sim, thread, [thread.waitObject]);
  return usersOf(sim, thread, sim.world.ipc.mailboxes[handleIndex(thread.waitObject, "mailbox")]);
}

function children(sim: Simulation, thread: Thread): Wakers {
  return anyOf(sim, thread, thread.waitObject > 0 ? [thread.waitObject] : sim.world.processes[thread.pid]!.children);
}

function owner(sim: Simulation, thread: Thread): Wakers {
  const mutex = sim.world.ipc.mutexes[handleIndex(thread.waitObject, "mutex")]!;
  return { need: "all", threads: [mutex.owner] };
}

/** Anybody may signal; but then the waiter needs its mutex from whoever owns that now. */
function ownerAfterSignal(sim: Simulation, thread: Thread): Wakers {
  const condition = sim.world.ipc.conditions[handleIndex(thread.waitObject, "condition")]!;
  const mutex = condition.mutexes[condition.waiters.indexOf(thread.id)]!;
  const { owner: present } = sim.world.ipc.mutexes[mutex]!;
  return present < 0 ? ANYBODY : { need: "all", threads: [present] };
}

function holders(sim: Simulation, thread: Thread): Wakers {
  const { writer, readers } = sim.world.ipc.rwlocks[handleIndex(thread.waitObject, "rwlock")]!;
  return { need: "all", threads: writer >= 0 ? [writer] : readers };
}

/** For each kind of wait that only certain threads can end, which those are; the others anybody can. */
const WAKERS: Readonly<Partial<Record<WaitKind, (sim: Simulation, thread: Thread) => Wakers>>> = {
  [WaitKind.mutex]: owner,
  [WaitKind.condition]: ownerAfterSignal,
  [WaitKind.rwlock]: holders,
  [WaitKind.thread]: (_sim, thread) => ({ need: "all", threads: [thread.waitObject] }),
  [WaitKind.child]: children,
  [WaitKind.send]: peer,
  [WaitKind.receive]: peer,
  [WaitKind.reply]: peer,
};

/** Waits that time itself ends. */
const TIMED: ReadonlySet<WaitKind> = new Set([WaitKind.nothing, WaitKind.timer, WaitKind.device, WaitKind.release]);

/** Whether the thread waits until another thread does something. */
export function waitsForThreads(thread: Thread): boolean {
  const waits = thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting;
  return waits && !TIMED.has(thread.wait) && thread.waitUntil === NEVER;
}

/**
 * Those whose going on is needed for a ready thread that nobody carries: while a carrier of its library is free to take it up,
 * none; else any of the threads that the carriers carry.
 */
function carriersOf(sim: Simulation, thread: Thread): Wakers | undefined {
  if (thread.state !== ThreadState.ready || thread.carrier >= 0) return undefined;
  const { model, carriers } = sim.world.processes[thread.pid]!.threading;
  if (model !== "library" && model !== "hybrid") return undefined;
  const shared = carriers.filter((carrier) => !carrier.bound);
  if (shared.some((carrier) => carrier.thread < 0)) return undefined;
  return { need: "any", threads: shared.map((carrier) => carrier.thread) };
}

/** Who could wake the thread, or undefined when it does not need to be woken by a thread. */
export function wakersOf(sim: Simulation, thread: Thread): Wakers | undefined {
  if (!waitsForThreads(thread)) return carriersOf(sim, thread);
  return WAKERS[thread.wait]?.(sim, thread) ?? ANYBODY;
}

/** Who holds what the thread waits for, as far as anybody is known to: where an edge of the wait-for graph leads. */
export function blockersOf(sim: Simulation, thread: Thread): readonly number[] {
  if (thread.wait !== WaitKind.semaphore) return wakersOf(sim, thread)?.threads ?? [];
  const semaphore = sim.world.ipc.semaphores[handleIndex(thread.waitObject, "semaphore")]!;
  return [...new Set(semaphore.holders)];
}
