/**
 * Who could end the wait of a thread: the edges of the wait-for graph, one row for each kind of wait.
 *
 * Keeps true: a row names every thread whose going on is needed, and no other; at an object whose users are known from the
 * programs those are meant, and where anybody at all might do it, it says so.
 * What a kill from outside would change is not counted: a cycle is a cycle, though somebody might break it by force.
 * Follows: Holt 1972, "Some Deadlock Properties of Computer Systems" (waits for all of, or for any of, some others).
 */
import { dequeLength } from "../../base/deque.ts";
import { LIMITS } from "../../base/limits.ts";
import { handleIndex, handleOf } from "../../isa/handles.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import { NEVER, type Thread } from "../state.ts";
import { EndKind, ThreadState, WaitKind } from "../states.ts";
import type { Mailbox } from "./boxes.ts";

/** Any of these threads, all of them together, or anybody. */
export interface Wakers {
  readonly need: "any" | "all" | "anybody";
  readonly threads: readonly number[];
  /** What is needed besides. */
  readonly also?: Wakers;
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

/** Of a box that two living processes share, they; of another, whoever uses it. */
function sharersOf(sim: Simulation, thread: Thread, box: Mailbox | undefined): Wakers {
  if (box?.receivers !== "pair" || box.pair.length < 2) return ANYBODY;
  const isShared = box.pair.every((pid) => sim.world.processes[pid]!.end === EndKind.alive);
  return isShared ? anyOf(sim, thread, box.pair) : ANYBODY;
}

/** A direct wait is for a process; one at a mailbox for whoever may use it; `receive()` for anybody. */
function peer(sim: Simulation, thread: Thread): Wakers {
  if (thread.waitObject > 0) return anyOf(sim, thread, [thread.waitObject]);
  return sharersOf(sim, thread, sim.world.ipc.mailboxes[handleIndex(thread.waitObject, "mailbox")]);
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

/** What one look at the world has found so far: those who use an object, by its word and by what they do with it. */
export type Known = Map<string, Wakers>;

/** At a mailbox, who sends waits for those who take; everybody else waits for those who give. */
const TAKEN: ReadonlySet<WaitKind> = new Set([WaitKind.send, WaitKind.reply]);

/** The programs whose processes may end the wait at an object; undefined: anybody may. */
function programsFor(sim: Simulation, { wait, waitObject }: Thread): readonly number[] | undefined {
  const users = sim.users.of.get(waitObject);
  if (users === undefined || sim.world.processes.length > LIMITS.deadlockProcesses) return undefined;
  const box = sim.world.ipc.mailboxes[handleIndex(waitObject, "mailbox")];
  // What is on its way comes by itself.
  if (box !== undefined && dequeLength(box.transit) > 0) return undefined;
  return TAKEN.has(wait) ? users.takers : users.givers;
}

/** The process with which the mailbox dies that a thread waits at; -1: none. */
const boxOwner = (sim: Simulation, { waitObject }: Thread): number =>
  sim.world.ipc.mailboxes[handleIndex(waitObject, "mailbox")]?.owner ?? -1;

/** The threads whose programs may end the wait at an object. */
function usersAt(sim: Simulation, thread: Thread, programs: readonly number[]): Wakers {
  const owner = boxOwner(sim, thread);
  const uses = sim.world.processes.filter(
    ({ end, program, pid }) => pid > 0 && end === EndKind.alive && (programs.includes(program) || pid === owner),
  );
  return { need: "any", threads: uses.flatMap(({ pid }) => threadsOf(sim, pid)) };
}

/**
 * Whoever may end the wait at an object, by the programs that use it. Where no living one does but the thread's own, it is in no
 * circle, and waits for whoever may come.
 */
function users(sim: Simulation, thread: Thread, known: Known): Wakers {
  const programs = programsFor(sim, thread);
  if (programs === undefined) return ANYBODY;
  const key = `${WaitKind[thread.wait]} ${thread.waitObject}`;
  const found = known.get(key) ?? usersAt(sim, thread, programs);
  known.set(key, found);
  // The thread itself may be among them: it goes on only if another one does.
  return found.threads.some((id) => id !== thread.id) ? found : ANYBODY;
}

/** Whether the thread needs no other one to go on. */
function isFree(sim: Simulation, id: number): boolean {
  const thread = threadAt(sim, id);
  const isAlive = thread.state !== ThreadState.terminated;
  return isAlive && !waitsForThreads(thread) && carriersOf(sim, thread) === undefined;
}

/** Whether somebody who may end the wait at an object waits for no thread: the answer to most questions, found at once. */
export function hasFreeUser(sim: Simulation, thread: Thread): boolean {
  if (!waitsForThreads(thread) || WAKERS[thread.wait]?.(sim, thread).need === "all") return false;
  const programs = programsFor(sim, thread);
  if (programs === undefined) return false;
  return sim.world.processes.some(
    ({ end, program, threads }) =>
      end === EndKind.alive && programs.includes(program) && threads.some((id) => isFree(sim, id)),
  );
}

/** Who could wake the thread, or undefined when it does not need to be woken by a thread. */
export function wakersOf(sim: Simulation, thread: Thread, known: Known = new Map()): Wakers | undefined {
  if (!waitsForThreads(thread)) return carriersOf(sim, thread);
  const certain = WAKERS[thread.wait]?.(sim, thread) ?? ANYBODY;
  if (certain.need === "anybody") return users(sim, thread, known);
  return thread.wait === WaitKind.condition ? { ...certain, also: users(sim, thread, known) } : certain;
}

/** Those who have taken from a semaphore and may give back. Who only takes, where others give, holds nothing: it was told. */
export function holdersOf(sim: Simulation, semaphore: number): readonly number[] {
  const holders = [...new Set(sim.world.ipc.semaphores[semaphore]!.holders)];
  const givers = sim.users.of.get(handleOf("semaphore", semaphore))?.givers ?? [];
  if (givers.length === 0) return holders;
  return holders.filter((id) => givers.includes(sim.world.processes[threadAt(sim, id).pid]!.program));
}

/**
 * Who holds what the thread waits for, and at a semaphore that nobody holds who may raise it, as far as anybody is known to:
 * where an edge of the wait-for graph leads.
 */
export function blockersOf(sim: Simulation, thread: Thread, known: Known = new Map()): readonly number[] {
  if (!waitsForThreads(thread)) return carriersOf(sim, thread)?.threads ?? [];
  if (thread.wait !== WaitKind.semaphore) return WAKERS[thread.wait]?.(sim, thread).threads ?? [];
  const holders = holdersOf(sim, handleIndex(thread.waitObject, "semaphore"));
  if (holders.length > 0) return holders;
  return users(sim, thread, known).threads.filter((id) => id !== thread.id);
}

/** Those, and whoever else could wake the thread: what it waits for, in the order in which a cycle is sought. */
export function awaitedBy(sim: Simulation, thread: Thread): readonly number[] {
  const { threads, also } = wakersOf(sim, thread) ?? { threads: [] };
  return [...blockersOf(sim, thread), ...threads, ...(also?.threads ?? [])].filter((id) => id !== thread.id);
}
