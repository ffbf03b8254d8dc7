/**
 * The state of mailboxes, of direct links and of the messages in them, as plain data.
 *
 * Keeps true: a mailbox knows its own number; a message is in one place: on its way, in a box, or with a sender that waits;
 * what is on its way is in the order of sending, so that a message is found by its number.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Interprocess Communication.
 */
import { createDeque, type Deque } from "../../base/deque.ts";
import { createHeap, type Heap } from "../../base/heap.ts";
import type { ObjectInfo } from "../../isa/image.ts";
import type { SettingValue } from "../../isa/settings.ts";

/** A message with its sender, on its way, or in a mailbox. */
export interface Message {
  /** Its number in the run, from 1. */
  readonly id: number;
  readonly from: number;
  readonly fromThread: number;
  readonly words: number[];
  readonly sentAt: number;
  /** While it is on its way: the tick at which it is there, or is sent again. */
  arrivesAt: number;
  /** What befell it at its last transmission. */
  fate: "fine" | "lost" | "corrupt";
  /** Whether its sender waits for a reply. */
  readonly wantsReply: boolean;
  /** Its place among all that could be received, in the order in which they came to be. */
  place: number;
}

/** A thread that waits to send, with what it would send. */
export interface WaitingSender {
  readonly thread: number;
  readonly message: Message;
}

/** A mailbox; a direct link is one whose `pair` names its two processes, the sender first. */
export interface Mailbox {
  /** Its place in `Ipc.mailboxes`. */
  readonly number: number;
  readonly name: string;
  readonly node: number;
  /** -1: unbounded; 0: a rendezvous. */
  readonly capacity: number;
  /** Words of each message; 0: any number. */
  readonly size: number;
  readonly receivers: "any" | "one" | "pair" | "arbitrary";
  readonly whenFull: "wait" | "discard" | "error";
  readonly delivery: "reliable" | "lossy" | "retransmit" | "notify";
  readonly checksum: boolean;
  readonly loss: number;
  readonly corruption: number;
  readonly latency: number;
  readonly timeout: number;
  /** The process with which it dies; -1: the system owns it. */
  readonly owner: number;
  /** What its owner's end means for those who wait. */
  readonly whenDead: "tell" | "end";
  destroyed: boolean;
  /** The processes that share it (`pair`), or the two ends of a direct link. */
  readonly pair: number[];
  readonly isLink: boolean;
  /** Of a link: whether its receiver's inbox has an entry for it. */
  isListed: boolean;
  /** What has arrived, in the order of receiving. */
  readonly messages: Deque<Message>;
  /** What is on its way, in the order of sending. */
  readonly transit: Deque<Message>;
  readonly senders: Deque<WaitingSender>;
  /** Threads that wait to receive; those of a link are in its receiver's inbox. */
  readonly waiters: number[];
  sent: number;
  delivered: number;
  lost: number;
  corrupted: number;
  retransmitted: number;
}

/** A link that has something to receive: the place of its first message when it was entered. */
export interface Filled {
  readonly place: number;
  readonly box: number;
}

/** What belongs to one process: its direct links, who waits at them, and the mailboxes that it owns. */
export interface Inbox {
  /** Links to it, by the pid of the sender; links from it. Numbers of mailboxes. */
  readonly from: Record<number, number>;
  readonly to: number[];
  /** Its threads that wait for a direct message, in the order of their waiting. */
  readonly waiters: number[];
  /** Links to it with something to receive, the first to have come first; one entry a link, which may be out of date. */
  readonly filled: Heap<Filled>;
  readonly owned: number[];
}

/** A request that has not been answered; its thread waits for the reply. */
export interface OpenRequest {
  /** The mailbox that it was sent to. */
  readonly box: number;
  /** The process that received it and owes the reply; -1: none yet. */
  server: number;
}

export function newInbox(): Inbox {
  return { from: {}, to: [], waiters: [], filled: createHeap(), owned: [] };
}

/** What a mailbox is made with. */
export type MailboxSettings = Omit<
  Mailbox,
  | "destroyed"
  | "isListed"
  | "messages"
  | "transit"
  | "senders"
  | "waiters"
  | "sent"
  | "delivered"
  | "lost"
  | "corrupted"
  | "retransmitted"
>;

export function newMailbox(settings: MailboxSettings): Mailbox {
  return {
    ...settings,
    destroyed: false,
    isListed: false,
    messages: createDeque(),
    transit: createDeque(),
    senders: createDeque(),
    waiters: [],
    sent: 0,
    delivered: 0,
    lost: 0,
    corrupted: 0,
    retransmitted: 0,
  };
}

/** Ticks before a retransmission, where nobody says. */
const TIMEOUT = 20;

/** A mailbox with the settings that nobody gave. */
export function plainMailbox(number: number, name: string, node: number, capacity: number, owner: number): Mailbox {
  return newMailbox({
    number,
    name,
    node,
    capacity,
    size: 0,
    receivers: "any",
    whenFull: "wait",
    delivery: "reliable",
    checksum: false,
    loss: 0,
    corruption: 0,
    latency: 0,
    timeout: TIMEOUT,
    owner,
    whenDead: "tell",
    pair: [],
    isLink: false,
  });
}

/** The word of a choice among settings. */
export function wordOf(value: SettingValue | undefined, otherwise: string): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && "name" in value ? value.name : otherwise;
}

function numberOf(value: SettingValue | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** A mailbox as the scenario declares it. */
export function declaredMailbox(object: ObjectInfo): Mailbox {
  const s = object.settings;
  return newMailbox({
    number: object.index,
    name: object.name,
    node: object.machine,
    capacity: numberOf(s["capacity"], -1),
    size: numberOf(s["message"], 0),
    receivers: wordOf(s["receivers"], "any") as Mailbox["receivers"],
    whenFull: wordOf(s["when_full"], "wait") as Mailbox["whenFull"],
    delivery: wordOf(s["delivery"], "reliable") as Mailbox["delivery"],
    checksum: numberOf(s["checksum"], 0) !== 0,
    loss: numberOf(s["loss"], 0),
    corruption: numberOf(s["corruption"], 0),
    latency: numberOf(s["latency"], 0),
    timeout: numberOf(s["timeout"], TIMEOUT),
    // A process is named by its place in the image; its pid is one more.
    owner: numberOf(s["owner"], -2) + 1,
    whenDead: wordOf(s["when_dead"], "tell") as Mailbox["whenDead"],
    pair: [],
    isLink: false,
  });
}
