/**
 * The ends of communication: processes and threads that end, mailboxes that are destroyed, time that has passed.
 *
 * Keeps true: whoever waits for a process alone is told ERR_DEAD when it ends, as soon as nothing more of it can come; whoever
 * waits on a mailbox that is destroyed is told; a thread that has ended waits on nothing.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Exception Conditions: process terminates.
 */
import { dequeLength, dequeToArray, type Deque } from "../../base/deque.ts";
import { ERR } from "../../isa/errors.ts";
import { handleIndex } from "../../isa/handles.ts";
import { seeEnd } from "../process/family.ts";
import { processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { EndKind, WaitKind } from "../states.ts";
import type { Mailbox } from "./boxes.ts";
import { tell, withdraw } from "./delivery.ts";
import { knownLink, receiversOf } from "./links.ts";
import { clientsWith, forgetRequest } from "./requests.ts";
import { leaveList } from "./waiters.ts";

function clear(deque: Deque<unknown>): void {
  deque.items.length = 0;
  deque.head = 0;
}

/**
 * Destroys a mailbox or link: whoever waits on it, or for the reply to a request that nobody received, is told.
 * @param by the pid of who does it, 0 for the machine
 */
export function destroyBox(sim: Simulation, box: Mailbox, by: number, result: number): void {
  for (const id of emptyBox(sim, box)) tell(sim, id, by, result);
}

/** Takes everything out of a mailbox or link that is destroyed; the threads that waited there, in the order to be told. */
function emptyBox(sim: Simulation, box: Mailbox): number[] {
  box.destroyed = true;
  const senders = dequeToArray(box.senders).map((sender) => sender.thread);
  // At a rendezvous who sends what is on its way waits, too.
  const underWay = box.capacity === 0 ? dequeToArray(box.transit).map((message) => message.fromThread) : [];
  for (const list of [box.senders, box.transit, box.messages]) clear(list);
  const unserved = clientsWith(sim, (request) => request.box === box.number && request.server < 0);
  return [...new Set([...senders, ...underWay, ...box.waiters.splice(0), ...unserved])];
}

/** The owner of a mailbox has ended: who waits there is told, or is to end with it. Returns the pids of those. */
function dieWithOwner(sim: Simulation, box: Mailbox, pid: number): number[] {
  const waiting = emptyBox(sim, box);
  if (box.whenDead === "tell") for (const id of waiting) tellEnd(sim, id, pid);
  return box.whenDead === "tell" ? [] : waiting.map((id) => threadAt(sim, id).pid);
}

/** A thread is told that a process has ended: what that did is before what it does now. */
function tellEnd(sim: Simulation, id: number, pid: number): void {
  seeEnd(sim, processAt(sim, pid), id);
  tell(sim, id, pid, ERR.ERR_DEAD);
}

/** A process has ended that had a link to another: who waits for it there alone will get nothing more. */
function tellReceivers(sim: Simulation, link: Mailbox, pid: number): void {
  if (link.destroyed || dequeLength(link.transit) > 0) return;
  for (const id of [...receiversOf(sim, link)]) {
    if (threadAt(sim, id).waitObject !== pid) continue;
    leaveList(sim.world.ipc.inboxes[link.pair[1]!]!.waiters, id);
    tellEnd(sim, id, pid);
  }
}

/**
 * A process has ended: its mailboxes die with it, and whoever waits for it alone is told.
 * @returns the pids of those who are to end with it, because a mailbox says so
 */
export function tellPeers(sim: Simulation, pid: number): number[] {
  const { ipc } = sim.world;
  const inbox = ipc.inboxes[pid];
  const ending: number[] = [];
  if (inbox !== undefined) {
    for (const number of [...inbox.owned, ...Object.values(inbox.from)]) {
      const box = ipc.mailboxes[number]!;
      if (!box.destroyed) ending.push(...dieWithOwner(sim, box, pid));
    }
    for (const number of inbox.to) tellReceivers(sim, ipc.mailboxes[number]!, pid);
  }
  for (const id of clientsWith(sim, (request) => request.server === pid)) tellEnd(sim, id, pid);
  return ending;
}

/** The box on which a thread waits; undefined: for anyone. */
function boxWaitedOn(sim: Simulation, thread: Thread): Mailbox | undefined {
  const { waitObject: object, pid } = thread;
  if (object <= 0) return sim.world.ipc.mailboxes[handleIndex(object, "mailbox")];
  return thread.wait === WaitKind.send ? knownLink(sim, pid, object) : knownLink(sim, object, pid);
}

/** A thread leaves the line that it stands in; whether it stood in one. */
function leave(sim: Simulation, thread: Thread): boolean {
  const box = boxWaitedOn(sim, thread);
  if (thread.wait === WaitKind.send) return box !== undefined && withdraw(sim, box, thread.id);
  if (thread.wait !== WaitKind.receive) return false;
  const line = box === undefined || box.isLink ? sim.world.ipc.inboxes[thread.pid]!.waiters : box.waiters;
  return leaveList(line, thread.id) >= 0;
}

/** The time that a thread was ready to wait has passed. */
export function timeOutMessage(sim: Simulation, thread: Thread): void {
  const isSending = thread.wait === WaitKind.send;
  const stood = leave(sim, thread);
  // A sender in no line waits for the news that its message was lost.
  tell(sim, thread.id, 0, isSending && !stood ? ERR.ERR_LOST : ERR.ERR_TIMEOUT);
}

/** A thread ends: it waits on no box any more. */
export function leaveMessageWaits(sim: Simulation, thread: Thread): void {
  leave(sim, thread);
  forgetRequest(sim, thread.id);
}

/** Whether a process that could have sent has ended, with nothing of it left to come. */
export function isSilent(sim: Simulation, link: Mailbox): boolean {
  return dequeLength(link.transit) === 0 && sim.world.processes[link.pair[0]!]!.end !== EndKind.alive;
}
