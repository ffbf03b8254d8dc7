/**
 * What must be true of interprocess communication between any two steps, read from the state alone.
 *
 *   a mutex has an owner or nobody waits; a semaphore's count is 0 or nobody waits; a waiting thread is in the one list of what
 *   it waits for; a mailbox holds no more than it can; what is in it came in order; a writer writes alone
 */
import { dequeLength, dequeToArray } from "../../../src/base/deque.ts";
import { handleIndex, readHandle } from "../../../src/isa/handles.ts";
import type { Mailbox, Message } from "../../../src/machine/ipc/boxes.ts";
import type { Simulation } from "../../../src/machine/simulation.ts";
import { Phase, type Thread } from "../../../src/machine/state.ts";
import { WaitKind } from "../../../src/machine/states.ts";

type Report = (broken: string) => void;

const LOCK_LISTS: Readonly<Record<string, (sim: Simulation, index: number) => readonly number[]>> = {
  semaphore: (sim, k) => sim.world.ipc.semaphores[k]!.waiters,
  mutex: (sim, k) => sim.world.ipc.mutexes[k]!.waiters,
  condition: (sim, k) => sim.world.ipc.conditions[k]!.waiters,
  barrier: (sim, k) => sim.world.ipc.barriers[k]!.waiters,
  rwlock: (sim, k) => sim.world.ipc.rwlocks[k]!.waiters,
};

/** How often a list holds a thread. */
const times = (list: readonly number[], id: number): number => list.filter((each) => each === id).length;

/** All lists in which threads wait, flattened. */
function allWaiters(sim: Simulation): number[] {
  const { ipc } = sim.world;
  const objects = [...ipc.semaphores, ...ipc.mutexes, ...ipc.conditions, ...ipc.barriers, ...ipc.rwlocks];
  const lists = [...objects, ...ipc.mailboxes, ...Object.values(ipc.inboxes)].map((each) => each.waiters);
  const senders = ipc.mailboxes.flatMap((box) => [
    ...dequeToArray(box.senders).map((sender) => sender.thread),
    ...(box.capacity === 0 ? dequeToArray(box.transit).map((message) => message.fromThread) : []),
  ]);
  return [...lists.flat(), ...senders];
}

const LISTED: ReadonlySet<WaitKind> = new Set([
  WaitKind.semaphore,
  WaitKind.mutex,
  WaitKind.condition,
  WaitKind.barrier,
  WaitKind.rwlock,
  WaitKind.receive,
]);

function checkWaiting(sim: Simulation, thread: Thread, all: readonly number[], report: Report): void {
  const count = times(all, thread.id);
  const name = `thread ${thread.id}`;
  // A sender may wait in no line, for the news that its message was lost.
  if (thread.wait === WaitKind.send ? count > 1 : count !== (LISTED.has(thread.wait) ? 1 : 0))
    report(`${name} waits for ${WaitKind[thread.wait]} and is in ${count} lists`);
  const handle = readHandle(thread.waitObject);
  const list = handle === undefined ? undefined : LOCK_LISTS[handle.kind];
  if (list !== undefined && LISTED.has(thread.wait) && times(list(sim, handle!.index), thread.id) !== 1)
    report(`${name} is not in the list of what it waits for`);
  if (thread.wait === WaitKind.reply && sim.world.ipc.requests[thread.id] === undefined)
    report(`${name} waits for a reply that nobody owes`);
  if (thread.wait === WaitKind.mutex) {
    const { owner } = sim.world.ipc.mutexes[handleIndex(thread.waitObject, "mutex")]!;
    if (owner < 0) report(`${name} waits for a mutex that is free`);
  }
}

function checkLocks(sim: Simulation, report: Report): void {
  const { ipc } = sim.world;
  for (const { name, count, waiters } of ipc.semaphores)
    if (count < 0 || (count > 0 && waiters.length > 0))
      report(`semaphore ${name} is ${count} with ${waiters.length} waiting`);
  for (const { name, owner, waiters } of ipc.mutexes)
    if (owner < 0 && waiters.length > 0) report(`mutex ${name} is free and awaited`);
  for (const { name, mutexes, waiters } of ipc.conditions)
    if (mutexes.length !== waiters.length) report(`condition ${name} forgets a mutex`);
  for (const { name, needed, waiters } of ipc.barriers)
    if (waiters.length >= needed) report(`barrier ${name} holds back enough`);
  for (const lock of ipc.rwlocks) {
    if (lock.writer >= 0 && lock.readers.length > 0) report(`lock ${lock.name} is read and written`);
    if (lock.writer < 0 && lock.readers.length === 0 && lock.waiters.length > 0)
      report(`lock ${lock.name} is free and awaited`);
    if (lock.writes.length !== lock.waiters.length) report(`lock ${lock.name} forgets what a waiter wants`);
  }
}

/** The messages of one sender, in the order of sending, in what is a concatenation of ordered lists. */
function isInOrder(messages: readonly Message[]): boolean {
  const last = new Map<number, number>();
  return messages.every(({ from, id }) => {
    const before = last.get(from) ?? 0;
    last.set(from, id);
    return id > before;
  });
}

function checkBox(box: Mailbox, report: Report): void {
  const inside = dequeToArray(box.messages);
  const count = inside.length + (box.capacity === 0 ? 0 : dequeLength(box.transit));
  if (box.capacity >= 0 && count > box.capacity) report(`${box.name} holds ${count} of ${box.capacity}`);
  if (!isInOrder(inside)) report(`${box.name} changes the order of a sender`);
  if (!dequeToArray(box.transit).every((message, k, all) => k === 0 || all[k - 1]!.id < message.id))
    report(`${box.name} changes the order on the way`);
  if (inside.length > 0 && box.waiters.length > 0) report(`${box.name} has a message and a receiver`);
  if (box.capacity > 0 && count < box.capacity && dequeLength(box.senders) > 0)
    report(`${box.name} has room and a sender that waits`);
}

/** Everything that is not as it must be. */
export function brokenIpc(sim: Simulation): string[] {
  const broken: string[] = [];
  const report: Report = (what) => void broken.push(what);
  // A thread that was woken in the tick that is ending waits for nothing any more.
  if (sim.world.phase === Phase.effects && sim.world.pending.length > 0) return broken;
  const all = allWaiters(sim);
  for (const thread of sim.world.threads) checkWaiting(sim, thread, all, report);
  checkLocks(sim, report);
  for (const box of sim.world.ipc.mailboxes) if (!box.destroyed) checkBox(box, report);
  return broken;
}
