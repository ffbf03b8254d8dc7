/**
 * The state of synchronisation objects, mailboxes and direct links, as plain data.
 *
 * Keeps true: a thread waits on one object at most, and is in that object's list of waiters exactly while it does; lists are in
 * the order in which threads began to wait.
 */
import { createDeque, type Deque } from "../../base/deque.ts";
import type { Image, ObjectInfo, ObjectKind } from "../../isa/image.ts";
import type { SettingValue } from "../../isa/settings.ts";

/** Which waiter is woken first. */
export type Order = "fifo" | "priority" | "lifo";

export interface Semaphore {
  readonly name: string;
  count: number;
  readonly order: Order;
  readonly waiters: number[];
  /** Threads that took one and have not given it back: what a deadlock is told by; anybody may give. */
  readonly holders: number[];
}

export interface Mutex {
  readonly name: string;
  /** The thread that locked it, or -1. */
  owner: number;
  readonly order: Order;
  /** Whether the owner inherits the priority of its most urgent waiter. */
  readonly inherits: boolean;
  readonly waiters: number[];
}

export interface Condition {
  readonly name: string;
  readonly order: Order;
  /** Waiting threads, and beside each the mutex that it is to own again. */
  readonly waiters: number[];
  readonly mutexes: number[];
}

export interface Barrier {
  readonly name: string;
  readonly needed: number;
  readonly waiters: number[];
}

export interface RwLock {
  readonly name: string;
  readonly prefer: "readers" | "writers" | "fifo";
  readonly readers: number[];
  writer: number;
  readonly waiters: number[];
  /** Beside each waiter: 1 when it wants to write. */
  readonly writes: number[];
}

/** A message on its way or in a mailbox. */
export interface Message {
  /** Its number in the run, from 1. */
  readonly id: number;
  readonly from: number;
  readonly fromThread: number;
  readonly words: number[];
  readonly sentAt: number;
  /** The tick at which it is there, when it is not lost. */
  arrivesAt: number;
  /** What befell it at its last transmission. */
  fate: "fine" | "lost" | "corrupt";
  /** Whether its sender waits for a reply. */
  readonly wantsReply: boolean;
  /** Whether its sender waits until it is taken. */
  readonly isRendezvous: boolean;
}

/** A thread that waits to send, with what it would send. */
export interface WaitingSender {
  readonly thread: number;
  readonly message: Message;
}

/** A mailbox; a direct link is one whose `pair` names its two processes. */
export interface Mailbox {
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
  owner: number;
  destroyed: boolean;
  /** The processes that share it (`pair`), or the two ends of a direct link. */
  readonly pair: number[];
  readonly isLink: boolean;
  /** What has arrived, in the order of receiving. */
  readonly messages: Deque<Message>;
  /** What is on its way, in the order of sending. */
  readonly transit: Message[];
  readonly senders: Deque<WaitingSender>;
  readonly waiters: number[];
  sent: number;
  delivered: number;
  lost: number;
  corrupted: number;
  retransmitted: number;
}

/** A message that was received and whose sender waits for the reply. */
export interface OpenRequest {
  readonly thread: number;
  /** The process that received it and owes the reply; -1: none yet. */
  server: number;
}

export interface Ipc {
  readonly semaphores: Semaphore[];
  readonly mutexes: Mutex[];
  readonly conditions: Condition[];
  readonly barriers: Barrier[];
  readonly rwlocks: RwLock[];
  readonly mailboxes: Mailbox[];
  /** Direct links, as numbers of mailboxes, by `smaller pid × 2^20 + greater pid`. */
  readonly links: Record<string, number>;
  readonly requests: OpenRequest[];
  nextMessage: number;
}

function word(value: SettingValue | undefined, otherwise: string): string {
  if (typeof value === "string") return value;
  return value !== undefined && typeof value === "object" && "name" in value ? value.name : otherwise;
}

function number(value: SettingValue | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

const orderOf = (object: ObjectInfo): Order => word(object.settings["order"], "fifo") as Order;

/** What a mailbox is made with. */
export type MailboxSettings = Pick<
  Mailbox,
  | "name"
  | "node"
  | "capacity"
  | "size"
  | "receivers"
  | "whenFull"
  | "delivery"
  | "checksum"
  | "loss"
  | "corruption"
  | "latency"
  | "timeout"
  | "owner"
  | "isLink"
> & { readonly pair?: readonly number[] };

export function newMailbox(settings: MailboxSettings): Mailbox {
  return {
    ...settings,
    pair: [...(settings.pair ?? [])],
    destroyed: false,
    messages: createDeque(),
    transit: [],
    senders: createDeque(),
    waiters: [],
    sent: 0,
    delivered: 0,
    lost: 0,
    corrupted: 0,
    retransmitted: 0,
  };
}

/** A mailbox with the settings that nobody gave. */
export function plainMailbox(name: string, node: number, capacity: number, owner: number): Mailbox {
  return newMailbox({
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
    timeout: 20,
    owner,
    isLink: false,
  });
}

function mailboxOf(object: ObjectInfo): Mailbox {
  const s = object.settings;
  return newMailbox({
    name: object.name,
    node: object.machine,
    capacity: number(s["capacity"], -1),
    size: number(s["message"], 0),
    receivers: word(s["receivers"], "any") as Mailbox["receivers"],
    whenFull: word(s["when_full"], "wait") as Mailbox["whenFull"],
    delivery: word(s["delivery"], "reliable") as Mailbox["delivery"],
    checksum: number(s["checksum"], 0) !== 0,
    loss: number(s["loss"], 0),
    corruption: number(s["corruption"], 0),
    latency: number(s["latency"], 0),
    timeout: number(s["timeout"], 20),
    // A process is named by its place in the image; its pid is one more.
    owner: number(s["owner"], -2) + 1,
    isLink: false,
  });
}

/** How each kind of object begins. */
const BEGIN: Readonly<Record<ObjectKind, (ipc: Ipc, object: ObjectInfo) => void>> = {
  semaphore: (ipc, o) =>
    void ipc.semaphores.push({ name: o.name, count: o.initial, order: orderOf(o), waiters: [], holders: [] }),
  mutex: (ipc, o) =>
    void ipc.mutexes.push({
      name: o.name,
      owner: -1,
      order: orderOf(o),
      inherits: word(o.settings["protocol"], "none") === "inherit",
      waiters: [],
    }),
  condition: (ipc, o) => void ipc.conditions.push({ name: o.name, order: orderOf(o), waiters: [], mutexes: [] }),
  barrier: (ipc, o) => void ipc.barriers.push({ name: o.name, needed: o.initial, waiters: [] }),
  rwlock: (ipc, o) =>
    void ipc.rwlocks.push({
      name: o.name,
      prefer: word(o.settings["prefer"], "fifo") as RwLock["prefer"],
      readers: [],
      writer: -1,
      waiters: [],
      writes: [],
    }),
  mailbox: (ipc, o) => void ipc.mailboxes.push(mailboxOf(o)),
};

/** The objects of an image as they are at tick 0. */
export function createIpc(image: Image): Ipc {
  const ipc: Ipc = {
    semaphores: [],
    mutexes: [],
    conditions: [],
    barriers: [],
    rwlocks: [],
    mailboxes: [],
    links: {},
    requests: [],
    nextMessage: 1,
  };
  for (const object of [...image.objects].sort((a, b) => a.index - b.index)) BEGIN[object.kind](ipc, object);
  return ipc;
}
