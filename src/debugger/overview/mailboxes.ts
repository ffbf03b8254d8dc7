/**
 * Mailboxes and direct links at a glance, as plain data for the Mailboxes tree: what is in them, on its way, and who waits.
 *
 * Keeps true: messages stand in the order in which they will be received, what is on its way after them; of many only a page
 * is named, and the counts are of all; a link is listed as long as it has, or has had, something to carry.
 */
import { dequeAt, dequeLength } from "../../base/deque.ts";
import type { Mailbox, Message, WaitingSender } from "../../machine/ipc/boxes.ts";
import { receiversOf } from "../../machine/ipc/links.ts";
import { boxCount } from "../../machine/ipc/transmission.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import { processName } from "../../machine/names.ts";
import { threadLabel, wordText } from "../inspect/names.ts";
import { FIRST_PAGE, pageOf, type Page } from "./page.ts";
import { threadNumber } from "../inspect/threads.ts";

export interface MessageItem {
  readonly id: number;
  /** Who sent it: label of the thread. */
  readonly sender: string;
  /** Its words as people read them. */
  readonly words: readonly string[];
  readonly sentAt: number;
  /** Where it is: with a sender that waits, on its way, about to be sent again, or in the box. */
  readonly where: "waiting to be sent" | "on its way" | "lost, to be sent again" | "corrupt" | "in the box";
  /** The tick at which it arrives or is sent again; 0 when it is there. */
  readonly due: number;
}

/** A thread that waits at a mailbox or for a lock. */
export interface WaiterItem {
  /** The number by which people know it. */
  readonly thread: number;
  readonly label: string;
  readonly ticks: number;
}

export interface MailboxItem {
  /** Its number: stable for a whole run. */
  readonly box: number;
  readonly name: string;
  readonly kind: "mailbox" | "link";
  /** `unbounded`, `rendezvous`, or how many it holds. */
  readonly capacity: string;
  /** What it holds, on its way included. */
  readonly count: number;
  readonly owner: string;
  readonly isDestroyed: boolean;
  /** How many messages there are to page through: in the box, on their way, and with senders that wait. */
  readonly size: number;
  readonly messages: readonly MessageItem[];
  /** How many wait to receive. */
  readonly waiting: number;
  readonly receivers: readonly WaiterItem[];
  readonly counters: Readonly<Record<"sent" | "delivered" | "lost" | "corrupted" | "retransmitted", number>>;
}

/** A page of the mailboxes of a machine. */
export interface MailboxOverview {
  readonly tick: number;
  /** How many there are to page through. */
  readonly size: number;
  readonly boxes: readonly MailboxItem[];
}

function waiterItem(sim: Simulation, id: number): WaiterItem {
  const thread = threadAt(sim, id);
  return { thread: threadNumber(id), label: threadLabel(sim, thread), ticks: sim.world.tick - thread.since };
}

/** The threads that wait to receive from a mailbox, from a place on, in order. */
export function receiversFrom(sim: Simulation, number: number, page: Page): WaiterItem[] {
  const box = sim.world.ipc.mailboxes[number];
  return box === undefined ? [] : pageOf(receiversOf(sim, box), page).map((id) => waiterItem(sim, id));
}

function whereOf(box: Mailbox, message: Message, isThere: boolean): MessageItem["where"] {
  if (message.fate === "lost") return "lost, to be sent again";
  if (message.fate === "corrupt" && box.checksum) return "corrupt";
  return isThere ? "in the box" : "on its way";
}

function messageItem(sim: Simulation, message: Message, where: MessageItem["where"]): MessageItem {
  return {
    id: message.id,
    sender: threadLabel(sim, threadAt(sim, message.fromThread)),
    words: message.words.map((word) => wordText(sim, word)),
    sentAt: message.sentAt,
    where,
    due: message.arrivesAt > sim.world.tick ? message.arrivesAt : 0,
  };
}

/** The messages of a mailbox from a place on, in order. */
export function messagesOf(sim: Simulation, number: number, page: Page = FIRST_PAGE): MessageItem[] {
  const box = sim.world.ipc.mailboxes[number];
  if (box === undefined) return [];
  const there = dequeLength(box.messages);
  const sent = boxCount(box);
  const end = Math.min(page.start + page.count, sent + dequeLength(box.senders));
  const items: MessageItem[] = [];
  for (let place = Math.max(0, page.start); place < end; place++) {
    if (place >= sent) items.push(waitingItem(sim, dequeAt(box.senders, place - sent)!));
    else {
      const message = dequeAt(box.messages, place) ?? dequeAt(box.transit, place - there)!;
      items.push(messageItem(sim, message, whereOf(box, message, place < there)));
    }
  }
  return items;
}

const waitingItem = (sim: Simulation, { message }: WaitingSender): MessageItem =>
  messageItem(sim, message, "waiting to be sent");

function capacityText({ words }: Simulation, { capacity }: Mailbox): string {
  if (capacity < 0) return words("unbounded");
  return capacity === 0 ? "rendezvous" : String(capacity);
}

function mailboxItem(sim: Simulation, box: Mailbox, page: Page): MailboxItem {
  const { sent, delivered, lost, corrupted, retransmitted } = box;
  return {
    box: box.number,
    name: box.name,
    kind: box.isLink ? "link" : "mailbox",
    capacity: capacityText(sim, box),
    count: boxCount(box),
    owner: box.isLink ? "" : box.owner < 0 ? sim.words("the system") : processName(sim, box.owner),
    isDestroyed: box.destroyed,
    size: boxCount(box) + dequeLength(box.senders),
    messages: messagesOf(sim, box.number, page),
    waiting: receiversOf(sim, box).length,
    receivers: receiversFrom(sim, box.number, page),
    counters: { sent, delivered, lost, corrupted, retransmitted },
  };
}

/** Messages and receivers of all boxes of a page that are named at once, and of each at least. */
const MOST_MESSAGES = 1_000;
const LEAST_MESSAGES = 5;

/**
 * The mailboxes from a place on, links after the others.
 * @param messages how many messages and waiting receivers of each; left out: fewer where there are many boxes
 */
export function boxesFrom(sim: Simulation, page: Page, messages?: Page): MailboxItem[] {
  const all = sim.world.ipc.mailboxes;
  const shown = pageOf([...all.filter((box) => !box.isLink), ...all.filter((box) => box.isLink)], page);
  const share = Math.max(LEAST_MESSAGES, Math.floor(MOST_MESSAGES / Math.max(1, shown.length)));
  const first = { start: 0, count: Math.min(FIRST_PAGE.count, share) };
  return shown.map((box) => mailboxItem(sim, box, messages ?? first));
}

/** The mailboxes of the machine: how many, and the first of them. */
export function mailboxOverview(sim: Simulation, page: Page = FIRST_PAGE, messages?: Page): MailboxOverview {
  return { tick: sim.world.tick, size: sim.world.ipc.mailboxes.length, boxes: boxesFrom(sim, page, messages) };
}
