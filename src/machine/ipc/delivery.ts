/**
 * Messages come to their receivers, and senders that waited for room go on.
 *
 * Keeps true: on a reliable box nothing is lost or duplicated; messages of one sender are received in the order of sending,
 * whatever was sent again; no more messages are in a box, on their way included, than its capacity says; at a rendezvous the
 * sender goes on when its message is received.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Message Passing: buffering.
 */
import { dequeAt, dequeLength, dequePush, dequeRemoveAt, dequeShift, dequeUnshift } from "../../base/deque.ts";
import { ERR } from "../../isa/errors.ts";
import { LIMITS } from "../../base/limits.ts";
import { startTimer } from "../devices/timers.ts";
import { EventKind } from "../events.ts";
import { chooseOf, threadAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { WaitKind } from "../states.ts";
import type { Mailbox, Message } from "./boxes.ts";
import { checkObject } from "./deadlock.ts";
import { lineOf, listLink, receiversOf } from "./links.ts";
import { awaitedServer, forgetRequest, noteServer } from "./requests.ts";
import { boxCount, boxHandle, cameNow, emitMessage, followerOf, launch, type Launch } from "./transmission.ts";
import { leaveList, waitInstead, wakeWith } from "./waiters.ts";

/** Whether a message more would be too many. */
export function isFull(box: Mailbox): boolean {
  return box.capacity > 0 && boxCount(box) >= box.capacity;
}

/** Whether a message can be sent now: there is room, or somebody who waits for it. */
export function hasRoom(sim: Simulation, box: Mailbox): boolean {
  if (box.capacity !== 0) return !isFull(box);
  return receiversOf(sim, box).length > dequeLength(box.transit);
}

/** What the race detector calls the free places of a box. */
const slotsOf = (box: Mailbox): number => -boxHandle(box);

/** Sends, and orders the sender after whoever made the room. */
function post(sim: Simulation, box: Mailbox, message: Message): Launch {
  if (box.capacity > 0) sim.races?.takeToken(message.fromThread, slotsOf(box), box.capacity - boxCount(box));
  const became = launch(sim, box, message);
  if (became === "gone") sim.races?.lose(message.id);
  if (became === "gone" && box.capacity > 0) sim.races?.giveToken(message.fromThread, slotsOf(box), 0);
  return became;
}

/** Puts the words of an answer into the registers of a thread; the rest are 0. Returns the first. */
export function giveWords(thread: Thread, words: readonly number[]): number {
  for (let k = 0; k < LIMITS.messageWords; k++) thread.registers[k] = words[k] ?? 0;
  return words[0] ?? 0;
}

/** Gives a message to a thread: its words, or the news that it is corrupt, are the result of the call. */
function handOver(sim: Simulation, box: Mailbox, message: Message, receiver: Thread): number {
  box.delivered++;
  receiver.lastSender = message.from;
  noteServer(sim, message, receiver);
  sim.races?.receive(receiver.id, message.id);
  if (box.capacity > 0) sim.races?.giveToken(receiver.id, slotsOf(box), 0);
  if (box.capacity === 0) sim.races?.order(receiver.id, message.fromThread);
  const isBad = message.fate === "corrupt" && box.checksum;
  emitMessage(sim, EventKind.messageReceived, box, message, boxCount(box), receiver);
  return giveWords(receiver, isBad ? [ERR.ERR_CORRUPT] : message.words);
}

/** A message is there: it goes to a thread that waits for it, or into the box. Returns the pid of who got it, or 0. */
function arrive(sim: Simulation, box: Mailbox, message: Message): number {
  message.place = sim.world.ipc.nextPlace++;
  const waiting = receiversOf(sim, box);
  if (waiting.length === 0) {
    // At a rendezvous it stays with its sender, before all others.
    if (box.capacity === 0) dequeUnshift(box.senders, { thread: message.fromThread, message });
    else dequePush(box.messages, message);
    listLink(sim, box);
    return 0;
  }
  const place = box.receivers === "arbitrary" && waiting.length > 1 ? chooseOf(sim, "receiver", waiting.length) : 0;
  const receiver = threadAt(sim, waiting[place]!);
  leaveList(lineOf(sim, box), receiver.id);
  wakeWith(sim, receiver.id, message.from, handOver(sim, box, message, receiver));
  return receiver.pid;
}

/** What a send came to. */
export interface Sent {
  readonly became: Launch;
  /** Who received the message at once; 0: nobody. */
  readonly receiver: number;
}

/** Sends a message for which there is room. */
export function sendNow(sim: Simulation, box: Mailbox, message: Message): Sent {
  const became = post(sim, box, message);
  return { became, receiver: became === "there" ? arrive(sim, box, message) : 0 };
}

/** What `send` returns: who got the message where that is told, ERR_LOST where loss is told, else 0. */
export function sendResult(box: Mailbox, sent: Sent): number {
  if (sent.became === "gone") return box.delivery === "notify" ? ERR.ERR_LOST : 0;
  return box.receivers === "arbitrary" ? sent.receiver : 0;
}

/** Whether the sender of a message that is on its way goes on only when it is received. */
export function staysWithSender(box: Mailbox, sent: Sent): boolean {
  return box.capacity === 0 && sent.became === "on its way";
}

/** A sender is to be told that its message is lost: that takes as long as waiting for an acknowledgement. */
export function awaitNews(sim: Simulation, box: Mailbox, sender: Thread): void {
  startTimer(sim, sender, sim.world.tick + box.timeout, WaitKind.send);
}

/** A sender that waited has sent: it goes on, or waits for the reply, or for the news that the message was lost. */
function finishSend(sim: Simulation, box: Mailbox, message: Message, sent: Sent, by: number): void {
  const sender = threadAt(sim, message.fromThread);
  const result = sendResult(box, sent);
  if (result === ERR.ERR_LOST) awaitNews(sim, box, sender);
  else if (message.wantsReply) {
    waitInstead(sim, sender, WaitKind.reply, awaitedServer(sim, sender.id, box));
  } else wakeWith(sim, sender.id, by, result);
}

/**
 * Lets waiting senders send while there is room, or somebody to take it.
 * @param by the pid of who made the room
 */
export function admitSenders(sim: Simulation, box: Mailbox, by: number): void {
  while (dequeLength(box.senders) > 0 && hasRoom(sim, box)) {
    const { message } = dequeShift(box.senders)!;
    const sent = sendNow(sim, box, message);
    if (!staysWithSender(box, sent)) finishSend(sim, box, message, sent, by);
  }
}

/** Takes a message off its way and lets it arrive. */
function bringIn(sim: Simulation, box: Mailbox, place: number): Message {
  const message = dequeRemoveAt(box.transit, place);
  const receiver = arrive(sim, box, message);
  if (box.capacity === 0 && receiver > 0) finishSend(sim, box, message, { became: "there", receiver }, receiver);
  return message;
}

/** The time of a message that is on its way to a box has come. */
export function boxDue(sim: Simulation, box: Mailbox, id: number): void {
  let place = cameNow(sim, box, id);
  if (place < 0) return;
  const { from } = bringIn(sim, box, place);
  for (place = followerOf(sim, box, from, place); place >= 0; place = followerOf(sim, box, from, place))
    bringIn(sim, box, place);
  admitSenders(sim, box, from);
  if (dequeLength(box.transit) === 0 && !box.isLink) checkObject(sim, boxHandle(box));
}

/**
 * Receives what can be had at once: what is in the box, or what a sender brings who waits for a receiver.
 * @returns the first word of it, or undefined when there is nothing
 */
export function take(sim: Simulation, box: Mailbox, receiver: Thread): number | undefined {
  const message = dequeShift(box.messages);
  if (message !== undefined) {
    const result = handOver(sim, box, message, receiver);
    admitSenders(sim, box, receiver.pid);
    return result;
  }
  return box.capacity === 0 ? meet(sim, box, receiver) : undefined;
}

/** At a rendezvous a receiver has come: waiting senders send, in order, until a message of theirs is there or on its way. */
function meet(sim: Simulation, box: Mailbox, receiver: Thread): number | undefined {
  while (dequeLength(box.senders) > 0) {
    const { message } = dequeShift(box.senders)!;
    const became = post(sim, box, message);
    if (became === "on its way") return undefined;
    const result = became === "there" ? handOver(sim, box, message, receiver) : undefined;
    finishSend(sim, box, message, { became, receiver: receiver.pid }, receiver.pid);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** A thread stops waiting to send: its message is taken back, from the line or, at a rendezvous, from the way. */
export function withdraw(sim: Simulation, box: Mailbox, thread: number): boolean {
  for (let place = 0; place < dequeLength(box.senders); place++) {
    if (dequeAt(box.senders, place)!.thread !== thread) continue;
    dequeRemoveAt(box.senders, place);
    return true;
  }
  for (let place = 0; box.capacity === 0 && place < dequeLength(box.transit); place++) {
    const message = dequeAt(box.transit, place)!;
    if (message.fromThread !== thread) continue;
    dequeRemoveAt(box.transit, place);
    admitSenders(sim, box, message.from);
    return true;
  }
  return false;
}

/** Ends the wait of a thread for messages with a result, and its request if it has made one. */
export function tell(sim: Simulation, threadId: number, by: number, result: number): void {
  forgetRequest(sim, threadId);
  giveWords(threadAt(sim, threadId), [result]);
  wakeWith(sim, threadId, by, result);
}
