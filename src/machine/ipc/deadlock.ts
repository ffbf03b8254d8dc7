/**
 * Deadlock: threads that wait for each other and can never run again, found at the moment that closes the cycle.
 *
 * Keeps true: no false alarm and none missed. While anybody can run, a thread that anybody might wake counts as able to go on;
 * a cycle through what only certain threads can give (a lock, a direct message, a reply, an end, what their programs do with a
 * semaphore or a mailbox) is found when the last of them begins to wait or ends, and the standstill of everything at the
 * boundary where nothing is left to happen.
 * Follows: Coffman, Elphick, Shoshani 1971; Silberschatz, Galvin, Gagne, "Operating System Concepts", Deadlock Detection.
 */
import { dequeAt } from "../../base/deque.ts";
import { english, phrase, type Words } from "../../base/words.ts";
import { readHandle } from "../../isa/handles.ts";
import { EventKind } from "../events.ts";
import { objectName, threadName } from "../names.ts";
import { emit, processAt, threadAt, type Simulation } from "../simulation.ts";
import { Ended, type Thread } from "../state.ts";
import { STATES, ThreadState, WaitKind } from "../states.ts";
import { clientsWith } from "./requests.ts";
import {
  awaitedBy,
  blockersOf,
  hasFreeUser,
  holdersOf,
  waitsForThreads,
  wakersOf,
  type Known,
  type Wakers,
} from "./wakers.ts";

/** A thread that could be able to go on, and who would have to be for that. */
interface Candidate {
  readonly id: number;
  readonly wakers: Wakers | undefined;
}

/** All threads that the going on of `start` depends on, itself first. */
function reachable(sim: Simulation, start: Thread, known: Known): Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set([start.id]);
  // Those who wait at one object wait for the same threads.
  const followed = new Set<Wakers>();
  const todo = [start.id];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    const wakers = wakersOf(sim, threadAt(sim, id), known);
    found.push({ id, wakers });
    for (let part = wakers; part !== undefined && !followed.has(part); part = part.also) {
      followed.add(part);
      for (const next of part.threads) {
        if (!seen.has(next)) todo.push(next);
        seen.add(next);
      }
    }
  }
  return found;
}

/** Whether a thread goes on, by those who are known to; `any` by what was found of it before. */
function goesOn(wakers: Wakers | undefined, able: ReadonlySet<number>, any: Map<Wakers, boolean>): boolean {
  if (wakers === undefined || wakers.need === "anybody") return true;
  if (wakers.also !== undefined && !goesOn(wakers.also, able, any)) return false;
  if (wakers.need === "all") return wakers.threads.every((id) => able.has(id));
  const found = any.get(wakers) ?? wakers.threads.some((id) => able.has(id));
  any.set(wakers, found);
  return found;
}

/** How far a short way to somebody who is free is followed. */
const SHORT = 50;

/**
 * Whether a thread can go on by a short way to somebody who is free: most can. False says nothing.
 * @param found what was found of threads on the way
 */
function hasShortWay(sim: Simulation, id: number, known: Known, found: Map<number, boolean>, depth = 0): boolean {
  const before = found.get(id);
  if (before !== undefined || depth > SHORT) return before ?? false;
  found.set(id, false);
  if (threadAt(sim, id).state === ThreadState.terminated) return false;
  const onward = (next: number): boolean => hasShortWay(sim, next, known, found, depth + 1);
  for (let part = wakersOf(sim, threadAt(sim, id), known); part !== undefined; part = part.also) {
    const { need, threads } = part;
    if (need === "anybody") continue;
    if (!(need === "all" ? threads.every(onward) : threads.some(onward))) return false;
  }
  found.set(id, true);
  return true;
}

/** Nobody, as far as is known. */
const NOBODY: ReadonlySet<number> = new Set();

/** Of the threads that the going on of `thread` depends on, those that can go on: the least fixed point. */
function ableThreads(sim: Simulation, thread: Thread): ReadonlySet<number> {
  const known: Known = new Map();
  const direct = wakersOf(sim, thread, known);
  if (direct === undefined || direct.need === "anybody") return new Set([thread.id]);
  if (hasShortWay(sim, thread.id, known, new Map())) return new Set([thread.id]);
  // Those furthest from the start come first, so that a chain is settled in one round.
  const graph = reachable(sim, thread, known).reverse();
  const able = new Set<number>();
  for (let before = -1; before !== able.size;) {
    before = able.size;
    const any = new Map<Wakers, boolean>();
    for (const { id, wakers } of graph) {
      if (threadAt(sim, id).state !== ThreadState.terminated && goesOn(wakers, able, any)) able.add(id);
    }
  }
  return able;
}

/** A thread waits, or somebody whom it waits for has ended: ends the run if that leaves it waiting for ever. */
export function checkDeadlock(sim: Simulation, thread: Thread): void {
  if (sim.world.ended !== Ended.not || hasFreeUser(sim, thread)) return;
  const able = ableThreads(sim, thread);
  if (!able.has(thread.id)) close(sim, cycleFrom(sim, thread, able));
}

/** A thread that is ready has nobody to carry it: ends the run if all who could are waiting for ever. */
export function checkCarried(sim: Simulation, thread: Thread): void {
  if (wakersOf(sim, thread) !== undefined) checkDeadlock(sim, thread);
}

/** The lists of those who wait at objects of a kind, each with the first of them; all in one list wait for the same. */
const FIRST: Readonly<Record<string, (sim: Simulation, index: number) => readonly (number | undefined)[]>> = {
  semaphore: ({ world }, index) => [world.ipc.semaphores[index]!.waiters[0]],
  condition: ({ world }, index) => world.ipc.conditions[index]!.waiters,
  barrier: ({ world }, index) => [world.ipc.barriers[index]!.waiters[0]],
  mailbox: (sim, index) => {
    const box = sim.world.ipc.mailboxes[index]!;
    const [client] = clientsWith(sim, (request) => request.box === index && request.server < 0);
    return [box.waiters[0], dequeAt(box.senders, 0)?.thread, client];
  },
};

/** Somebody or something less may end the waits at an object. */
export function checkObject(sim: Simulation, word: number): void {
  const { kind, index } = readHandle(word)!;
  for (const id of FIRST[kind]?.(sim, index) ?? []) if (id !== undefined) checkDeadlock(sim, threadAt(sim, id));
}

/** Processes of a program have become fewer: whoever waits where they could have ended it may be waiting for ever. */
export function checkDeserted(sim: Simulation, program: number): void {
  for (const word of sim.users.objects[program] ?? []) checkObject(sim, word);
}

/** Nothing is left that could happen: ends the run. */
export function standstill(sim: Simulation): void {
  close(sim, standstillCycle(sim));
}

function close(sim: Simulation, cycle: readonly number[]): void {
  const { world } = sim;
  world.ended = Ended.deadlock;
  world.deadlock = cycle;
  world.endReason = deadlockText(sim, cycle, english);
  const first = world.threads[cycle[0] ?? -1];
  if (first === undefined) emit(sim, EventKind.deadlocked, 0, -1, WaitKind.nothing, -1, 0);
  else emit(sim, EventKind.deadlocked, first.pid, first.id, first.wait, first.waitObject, cycle.length);
}

/**
 * The threads of a cycle that can be reached from `start`; or the chain that leads to one who has ended or is not known.
 * @param able threads that are known to be able to go on: no part of a cycle
 */
export function cycleFrom(sim: Simulation, start: Thread, able: ReadonlySet<number> = NOBODY): number[] {
  const path: number[] = [];
  let next: number | undefined = start.id;
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    const awaited = awaitedBy(sim, threadAt(sim, next));
    next = awaited.find((id) => !able.has(id) && dependsOnThreads(sim, threadAt(sim, id)));
  }
  return next === undefined ? path : path.slice(path.indexOf(next));
}

/** Whether the thread waits for others, or for a carrier that such a one holds. */
function dependsOnThreads(sim: Simulation, thread: Thread): boolean {
  return waitsForThreads(thread) || wakersOf(sim, thread) !== undefined;
}

/** Whether the last of the threads waits for the first. */
export function isCycle(sim: Simulation, threads: readonly number[]): boolean {
  const last = threads.at(-1);
  return last !== undefined && awaitedBy(sim, threadAt(sim, last)).includes(threads[0]!);
}

/** Names of waiting threads that a sentence holds. */
const MOST_NAMED = 10;

/** Why nothing can ever run again: a cycle if there is one, else everybody who has not ended. */
function standstillCycle(sim: Simulation): number[] {
  const stuck = sim.world.threads.filter((thread) => waitsForThreads(thread));
  for (const thread of stuck.slice(0, 1000)) {
    const cycle = cycleFrom(sim, thread);
    if (isCycle(sim, cycle)) return cycle;
  }
  const others = sim.world.threads.filter(
    (thread) => thread.state !== ThreadState.terminated && !stuck.includes(thread),
  );
  return [...stuck, ...others].map((thread) => thread.id);
}

function blockerNames(sim: Simulation, thread: Thread, words: Words): string {
  const names = blockersOf(sim, thread).map((id) => {
    const hasEnded = threadAt(sim, id).state === ThreadState.terminated;
    return hasEnded ? words("{0}, which has ended", threadName(sim, id)) : threadName(sim, id);
  });
  return [...new Set(names)].slice(0, MOST_NAMED).join(", ");
}

/** What is said of each kind of wait, with what it is for and without; who holds that, where it can be held. */
const SAID: Readonly<Partial<Record<WaitKind, readonly [withName: string, without: string]>>> = {
  [WaitKind.timer]: [phrase("{0} waits for sleep {1}"), phrase("{0} waits for sleep")],
  [WaitKind.device]: [phrase("{0} waits for device {1}"), phrase("{0} waits for a device")],
  [WaitKind.semaphore]: [phrase("{0} waits for semaphore {1}"), phrase("{0} waits for a semaphore")],
  [WaitKind.mutex]: [phrase("{0} waits for mutex {1}"), phrase("{0} waits for a mutex")],
  [WaitKind.condition]: [phrase("{0} waits for condition {1}"), phrase("{0} waits for a condition")],
  [WaitKind.barrier]: [phrase("{0} waits for barrier {1}"), phrase("{0} waits for a barrier")],
  [WaitKind.rwlock]: [phrase("{0} waits for lock {1}"), phrase("{0} waits for a lock")],
  [WaitKind.child]: [phrase("{0} waits for its child {1}"), phrase("{0} waits for a child")],
  [WaitKind.thread]: [phrase("{0} waits for the end of {1}"), phrase("{0} waits for a thread")],
  [WaitKind.send]: [phrase("{0} waits to send to {1}"), phrase("{0} waits to send")],
  [WaitKind.receive]: [phrase("{0} waits to receive from {1}"), phrase("{0} waits to receive")],
  [WaitKind.reply]: [phrase("{0} waits for a reply from {1}"), phrase("{0} waits for a reply")],
};

const held = (): string => phrase("{0} (held by {1})");

/** What those do who could end the wait. */
const HELD: Readonly<Partial<Record<WaitKind, (sim: Simulation, semaphore: number) => string>>> = {
  [WaitKind.semaphore]: (sim, semaphore) =>
    holdersOf(sim, semaphore).length > 0 ? held() : phrase("{0} (raised by {1})"),
  [WaitKind.mutex]: held,
  [WaitKind.rwlock]: held,
  [WaitKind.condition]: () => phrase("{0} (its mutex held by {1})"),
};

/** Why a thread that is ready does not run: who holds the carriers that could. */
function carriedText(sim: Simulation, thread: Thread, words: Words): string {
  const name = threadName(sim, thread.id);
  const state = STATES[thread.state]!.name;
  const names = blockerNames(sim, thread, words);
  if (names === "") return words("{0} is {1}", name, state);
  const { model } = processAt(sim, thread.pid).threading;
  return model === "library"
    ? words("{0} is {1}, but its process is blocked (by {2})", name, state, names)
    : words("{0} is {1}, but every LWP is blocked (by {2})", name, state, names);
}

/** `b waits for mutex m (held by a)`. */
export function waitSentence(sim: Simulation, id: number, words: Words = sim.words): string {
  const thread = threadAt(sim, id);
  if (!waitsForThreads(thread)) return carriedText(sim, thread, words);
  const { wait, waitObject } = thread;
  const object = wait === WaitKind.thread ? threadName(sim, waitObject) : objectName(sim, waitObject);
  const [withName, without] = SAID[wait] ?? [phrase("{0} waits for {1}"), phrase("{0} waits")];
  const said = words(object === "" ? without : withName, threadName(sim, id), object);
  const by = HELD[wait];
  const names = by === undefined ? "" : blockerNames(sim, thread, words);
  return by === undefined || names === "" ? said : words(by(sim, readHandle(waitObject)!.index), said, names);
}

/** Ready threads that nobody of those in the cycle will ever carry. */
function heldUpBy(sim: Simulation, cycle: readonly number[]): number[] {
  const pids = [...new Set(cycle.map((id) => threadAt(sim, id).pid))];
  const threads = pids.flatMap((pid) => processAt(sim, pid).threads).map((id) => threadAt(sim, id));
  const held = threads.filter((thread) => !waitsForThreads(thread) && wakersOf(sim, thread) !== undefined);
  return held.map(({ id }) => id).filter((id) => !cycle.includes(id));
}

/** The threads in words, one by one, with what each waits for and who holds that. */
export function deadlockText(sim: Simulation, cycle: readonly number[], words: Words = sim.words): string {
  const threads = [...cycle, ...heldUpBy(sim, cycle)];
  const shown = threads.slice(0, MOST_NAMED).map((id) => waitSentence(sim, id, words));
  const rest = threads.length - shown.length;
  return words("deadlock: {0}", [...shown, ...(rest > 0 ? [words("and {0} more", rest)] : [])].join("; "));
}
