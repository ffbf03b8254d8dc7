/**
 * What befalls a message between its sender and its mailbox: latency, loss, corruption, and being sent again.
 *
 * Keeps true: all chances are choices of the run; where the operating system sends again, nothing is gone for good.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Exception Conditions: lost and scrambled messages.
 */
import { dequeAt, dequeItems, dequeLength, dequePush, dequeUnshift } from "../../base/deque.ts";
import { handleOf } from "../../isa/handles.ts";
import { startBoxTimer } from "../devices/timers.ts";
import { EventKind } from "../events.ts";
import { chooseOf, emit, type Simulation } from "../simulation.ts";
import type { Mailbox, Message } from "./boxes.ts";

/** The word that names a mailbox. */
export function boxHandle(box: Mailbox): number {
  return handleOf("mailbox", box.number);
}

/** Messages in the box and on their way to it. */
export function boxCount(box: Mailbox): number {
  return dequeLength(box.messages) + dequeLength(box.transit);
}

/** The words of a message for whoever watches, as the text of its event. */
export function wordsText(sim: Simulation, words: readonly number[]): string {
  return sim.observe === undefined ? "" : words.join(" ");
}

/** Records what happened to a message: of its sender, unless a receiver is named. */
export function emitMessage(
  sim: Simulation,
  kind: EventKind,
  box: Mailbox,
  message: Message,
  count: number,
  by: { readonly pid: number; readonly id: number } = { pid: message.from, id: message.fromThread },
): void {
  const { words } = message;
  sim.message = message;
  emit(sim, kind, by.pid, by.id, boxHandle(box), count, words[0] ?? 0, wordsText(sim, words));
}

function chance(sim: Simulation, kind: "loss" | "corruption", percent: number): boolean {
  return percent > 0 && chooseOf(sim, kind, 100) < percent;
}

function fateOf(sim: Simulation, box: Mailbox): Message["fate"] {
  if (box.delivery === "reliable") return "fine";
  if (chance(sim, "loss", box.loss)) return "lost";
  return chance(sim, "corruption", box.corruption) ? "corrupt" : "fine";
}

/** A bit of a word that nobody checks is changed. */
function scramble(sim: Simulation, words: number[]): void {
  const place = chooseOf(sim, "corruption", words.length);
  words[place] = words[place]! ^ (1 << chooseOf(sim, "corruption", 31));
}

/** Counts and tells what befell a transmission. */
function suffer(sim: Simulation, box: Mailbox, message: Message): void {
  if (message.fate === "lost") {
    box.lost++;
    emitMessage(sim, EventKind.messageLost, box, message, boxCount(box));
  } else if (message.fate === "corrupt") {
    box.corrupted++;
    if (!box.checksum && message.words.length > 0) scramble(sim, message.words);
    emitMessage(sim, EventKind.messageCorrupted, box, message, boxCount(box));
  }
}

/** Whether the operating system sends the message again. */
function isSentAgain(box: Mailbox, message: Message): boolean {
  if (box.delivery !== "retransmit") return false;
  return message.fate === "lost" || (message.fate === "corrupt" && box.checksum);
}

/** One transmission: says when the message is there, or when it will be sent again. False: it is gone. */
function transmit(sim: Simulation, box: Mailbox, message: Message): boolean {
  const { tick } = sim.world;
  message.fate = fateOf(sim, box);
  suffer(sim, box, message);
  if (isSentAgain(box, message)) message.arrivesAt = tick + box.timeout;
  else if (message.fate === "lost") return false;
  else message.arrivesAt = tick + box.latency;
  if (message.arrivesAt > tick) startBoxTimer(sim, box.number, message.arrivesAt, message.id);
  return true;
}

/** Whether a message before this one of the same sender is still on its way. */
function isHeld(box: Mailbox, message: Message): boolean {
  if (box.delivery !== "retransmit") return false;
  for (const earlier of dequeItems(box.transit)) {
    if (earlier.id >= message.id) return false;
    if (earlier.from === message.from) return true;
  }
  return false;
}

/** Whether a message has come as far as the mailbox, and none that it must follow is missing. */
function isThere(sim: Simulation, box: Mailbox, message: Message): boolean {
  return message.arrivesAt <= sim.world.tick && !isSentAgain(box, message) && !isHeld(box, message);
}

/** The place on the way of the message with that number, or of the first with a greater one. */
function placeInTransit(box: Mailbox, id: number): number {
  let [low, high] = [0, dequeLength(box.transit)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (dequeAt(box.transit, middle)!.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What became of a message that was sent: it is gone, there, or on its way. */
export type Launch = "gone" | "there" | "on its way";

/** Sends a message for which there is room. One that is there is in no list yet. */
export function launch(sim: Simulation, box: Mailbox, message: Message): Launch {
  box.sent++;
  sim.races?.send(message.fromThread, message.id);
  emitMessage(sim, EventKind.messageSent, box, message, boxCount(box) + 1);
  if (!transmit(sim, box, message)) return "gone";
  if (isThere(sim, box, message)) return "there";
  const place = placeInTransit(box, message.id);
  if (place === dequeLength(box.transit)) dequePush(box.transit, message);
  else if (place === 0) dequeUnshift(box.transit, message);
  else box.transit.items.splice(box.transit.head + place, 0, message);
  return "on its way";
}

/** The place of a message that has come now, or is sent again now and comes at once; -1: nothing comes. */
export function cameNow(sim: Simulation, box: Mailbox, id: number): number {
  const place = placeInTransit(box, id);
  const message = dequeAt(box.transit, place);
  if (message?.id !== id || message.arrivesAt > sim.world.tick) return -1;
  if (isSentAgain(box, message)) {
    box.retransmitted++;
    emitMessage(sim, EventKind.messageRetransmitted, box, message, boxCount(box));
    transmit(sim, box, message);
  }
  return isThere(sim, box, message) ? place : -1;
}

/** The place of the next message of a sender, from a place on, that had to wait for an earlier one and may come now; or -1. */
export function followerOf(sim: Simulation, box: Mailbox, sender: number, from: number): number {
  if (box.delivery !== "retransmit") return -1;
  for (let place = from; place < dequeLength(box.transit); place++) {
    const message = dequeAt(box.transit, place)!;
    if (message.from !== sender) continue;
    return message.arrivesAt <= sim.world.tick && !isSentAgain(box, message) ? place : -1;
  }
  return -1;
}

/** Whether the message with that number is on its way to the box. */
export function isUnderWay(box: Mailbox, id: number): boolean {
  return dequeAt(box.transit, placeInTransit(box, id))?.id === id;
}
