/**
 * Mailboxes and direct links: what happens to a message between its sender and its receiver.
 *
 * Keeps true: on a reliable box nothing is lost or duplicated; messages of one sender arrive in the order of sending, whatever
 * was sent again; no more messages are in a box, on their way included, than its capacity says.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Interprocess Communication: buffering, exceptions.
 */
import { dequeItems, dequeLength, dequePush, dequeRemove, dequeShift } from "../../base/deque.ts";
import { ERR } from "../../isa/errors.ts";
import { handleOf } from "../../isa/handles.ts";
import { startBoxTimer } from "../devices/timers.ts";
import { EventKind } from "../events.ts";
import { chooseOf, emit, threadAt, type Simulation } from "../simulation.ts";
import { NEVER, type Thread } from "../state.ts";
import { ThreadState, WaitKind } from "../states.ts";
import type { Mailbox, Message } from "./objects.ts";
import { leaveList, wakeWith } from "./waiters.ts";

/** The number of a mailbox in the world. */
function numberOf(sim: Simulation, box: Mailbox): number {
  return sim.world.ipc.mailboxes.indexOf(box);
}

/** The word that names a mailbox. */
export function boxHandle(sim: Simulation, box: Mailbox): number {
  return handleOf("mailbox", numberOf(sim, box));
}

/** Messages in the box and on their way to it. */
export function boxCount(box: Mailbox): number {
  return dequeLength(box.messages) + box.transit.length;
}

/** Whether a message more would be too many. */
export function isFull(box: Mailbox): boolean {
  return box.capacity > 0 && boxCount(box) >= box.capacity;
}

function emitMessage(sim: Simulation, kind: EventKind, pid: number, thread: number, box: Mailbox, word: number): void {
  emit(sim, kind, pid, thread, boxHandle(sim, box), boxCount(box), word);
}

/** The threads that wait to receive from the box, in the order of their waiting. */
export function receiversOf(sim: Simulation, box: Mailbox): readonly number[] {
  if (!box.isLink) return box.waiters;
  const [from, to] = box.pair;
  const threads = sim.world.processes[to!]!.threads.map((id) => threadAt(sim, id));
  const waiting = threads.filter(
    (t) => t.wait === WaitKind.receive && isWaiting(t) && (t.waitObject === from || t.waitObject === -1),
  );
  return waiting.sort((a, b) => a.since - b.since).map((t) => t.id);
}

function isWaiting(thread: Thread): boolean {
  return thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting;
}

/** Gives a message to a thread: the words of it, or the news that it is corrupt, are the result of its call. */
export function handOver(sim: Simulation, box: Mailbox, message: Message, receiver: Thread): number {
  box.delivered++;
  receiver.lastSender = message.from;
  if (message.wantsReply) {
    const request = sim.world.ipc.requests.find((r) => r.thread === message.fromThread);
    if (request !== undefined) request.server = receiver.pid;
  }
  const isBad = message.fate === "corrupt" && box.checksum;
  if (!isBad) message.words.forEach((word, k) => (receiver.registers[k] = word));
  if (message.words.length === 0) receiver.registers[0] = 0;
  emitMessage(sim, EventKind.messageReceived, receiver.pid, receiver.id, box, message.words[0] ?? 0);
  return isBad ? ERR.ERR_CORRUPT : receiver.registers[0]!;
}

/** A message is there: it goes to a thread that waits for it, or into the box. Returns the pid of who got it, or 0. */
function arrive(sim: Simulation, box: Mailbox, message: Message): number {
  const waiting = receiversOf(sim, box);
  if (waiting.length === 0) {
    dequePush(box.messages, message);
    return 0;
  }
  const place = box.receivers === "arbitrary" && waiting.length > 1 ? chooseOf(sim, "receiver", waiting.length) : 0;
  const receiver = threadAt(sim, waiting[place]!);
  if (!box.isLink) leaveList(box.waiters, receiver.id);
  const result = handOver(sim, box, message, receiver);
  wakeWith(sim, receiver.id, message.from, result);
  return receiver.pid;
}

function chance(sim: Simulation, kind: "loss" | "corruption", percent: number): boolean {
  return percent > 0 && chooseOf(sim, kind, 100) < percent;
}

/** What becomes of one transmission. */
function fateOf(sim: Simulation, box: Mailbox): Message["fate"] {
  if (box.delivery === "reliable") return "fine";
  if (chance(sim, "loss", box.loss)) return "lost";
  return chance(sim, "corruption", box.corruption) ? "corrupt" : "fine";
}

/** Counts and tells what befell a transmission; a corrupt one without a checksum changes a bit of a word. */
function suffer(sim: Simulation, box: Mailbox, message: Message): void {
  if (message.fate === "lost") {
    box.lost++;
    emitMessage(sim, EventKind.messageLost, message.from, message.fromThread, box, message.words[0] ?? 0);
  } else if (message.fate === "corrupt") {
    box.corrupted++;
    if (!box.checksum && message.words.length > 0) {
      const place = chooseOf(sim, "corruption", message.words.length);
      message.words[place] = message.words[place]! ^ (1 << chooseOf(sim, "corruption", 31));
    }
    emitMessage(sim, EventKind.messageCorrupted, message.from, message.fromThread, box, message.words[0] ?? 0);
  }
}

/** Whether the operating system sends the message again. */
function isSentAgain(box: Mailbox, message: Message): boolean {
  if (box.delivery !== "retransmit") return false;
  return message.fate === "lost" || (message.fate === "corrupt" && box.checksum);
}

/** One transmission: says when the message is there, or when it will be sent again. False: it is gone. */
function transmitOnce(sim: Simulation, box: Mailbox, message: Message): boolean {
  message.fate = fateOf(sim, box);
  suffer(sim, box, message);
  if (isSentAgain(box, message)) message.arrivesAt = sim.world.tick + box.timeout;
  else if (message.fate === "lost") return false;
  else message.arrivesAt = sim.world.tick + box.latency;
  return true;
}

/**
 * Sends a message for which there is room.
 * @returns the pid of a receiver that waited and got it, else 0; ERR_LOST when it is gone
 */
export function transmit(sim: Simulation, box: Mailbox, message: Message): number {
  box.sent++;
  emitMessage(sim, EventKind.messageSent, message.from, message.fromThread, box, message.words[0] ?? 0);
  if (!transmitOnce(sim, box, message)) return ERR.ERR_LOST;
  const waitsForEarlier = box.transit.some((m) => m.from === message.from);
  if (message.arrivesAt <= sim.world.tick && !waitsForEarlier && !isSentAgain(box, message))
    return arrive(sim, box, message);
  box.transit.push(message);
  if (message.arrivesAt > sim.world.tick) startBoxTimer(sim, numberOf(sim, box), message.arrivesAt);
  return 0;
}

/** Delivers what has come, and sends again what was lost, as far as it is due. */
export function boxDue(sim: Simulation, box: Mailbox): void {
  const held = new Set<number>();
  for (const message of [...box.transit]) {
    if (held.has(message.from)) continue;
    if (message.arrivesAt <= sim.world.tick && isSentAgain(box, message)) {
      box.retransmitted++;
      emitMessage(sim, EventKind.messageRetransmitted, message.from, message.fromThread, box, message.words[0] ?? 0);
      transmitOnce(sim, box, message);
      if (message.arrivesAt > sim.world.tick) startBoxTimer(sim, numberOf(sim, box), message.arrivesAt);
    }
    if (message.arrivesAt > sim.world.tick) {
      held.add(message.from);
      continue;
    }
    box.transit.splice(box.transit.indexOf(message), 1);
    arrive(sim, box, message);
  }
  admitSenders(sim, box);
}

/** Lets waiting senders send while there is room, or somebody to take it. */
export function admitSenders(sim: Simulation, box: Mailbox): void {
  while (dequeLength(box.senders) > 0 && !isFull(box)) {
    if (box.capacity === 0 && receiversOf(sim, box).length === 0) return;
    const { thread, message } = dequeShift(box.senders)!;
    finishSend(sim, box, threadAt(sim, thread), message, transmit(sim, box, message));
  }
}

/** A sender that waited has sent: it goes on, or waits for the reply, or for the news that the message was lost. */
function finishSend(sim: Simulation, box: Mailbox, sender: Thread, message: Message, result: number): void {
  if (message.wantsReply && result >= 0) {
    sender.wait = WaitKind.reply;
    sender.waitUntil = NEVER;
    sender.waitObject = box.isLink ? box.pair[1]! : -1;
  } else wakeWith(sim, sender.id, 0, sendResult(box, result));
}

/** What `send` returns: who got the message where that is told, ERR_LOST where loss is told, else 0. */
export function sendResult(box: Mailbox, result: number): number {
  if (result === ERR.ERR_LOST) return box.delivery === "notify" ? ERR.ERR_LOST : 0;
  return result > 0 && box.receivers !== "arbitrary" ? 0 : result;
}

/** Takes the first message out of a box; a waiting sender then has room. Undefined when there is none. */
export function takeMessage(sim: Simulation, box: Mailbox): Message | undefined {
  const message = dequeShift(box.messages);
  if (message !== undefined) admitSenders(sim, box);
  return message;
}

/** At a rendezvous a receiver has come: the waiting senders send, in order, until a message of theirs is there. */
export function takeFromSenders(sim: Simulation, box: Mailbox): Message | undefined {
  while (dequeLength(box.senders) > 0 && dequeLength(box.messages) === 0) {
    const { thread, message } = dequeShift(box.senders)!;
    finishSend(sim, box, threadAt(sim, thread), message, transmit(sim, box, message));
  }
  return dequeShift(box.messages);
}

/** Destroys a mailbox: whoever waits on it is told. */
export function destroyBox(sim: Simulation, box: Mailbox, result: number): void {
  box.destroyed = true;
  for (const { thread } of [...dequeItems(box.senders)]) wakeWith(sim, thread, 0, result);
  for (const waiter of box.waiters.splice(0)) wakeWith(sim, waiter, 0, result);
  box.senders.items.splice(0);
  box.senders.head = 0;
  box.messages.items.splice(0);
  box.messages.head = 0;
  box.transit.splice(0);
}

/** A thread stops waiting to send: its message is taken back. */
export function leaveSenders(box: Mailbox, thread: number): boolean {
  for (const waiting of dequeItems(box.senders)) {
    if (waiting.thread === thread) return dequeRemove(box.senders, waiting);
  }
  return false;
}
