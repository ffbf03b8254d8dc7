/**
 * The state of synchronisation objects as plain data, and all of interprocess communication as it is at tick 0.
 *
 * Keeps true: a thread waits on one object at most, and is in that object's list of waiters exactly while it does; lists are in
 * the order in which threads began to wait.
 */
import type { Image, ObjectInfo, ObjectKind } from "../../isa/image.ts";
import { declaredMailbox, newInbox, wordOf, type Inbox, type Mailbox, type OpenRequest } from "./boxes.ts";

/** Which waiter is woken first. */
export type Order = "fifo" | "priority" | "lifo";

export interface Semaphore {
  readonly name: string;
  count: number;
  readonly order: Order;
  readonly waiters: number[];
  /** Threads that took one which is not given back yet: shown as an edge of the wait-for graph; anybody may give. */
  readonly holders: number[];
}

export interface Mutex {
  readonly name: string;
  /** The thread that locked it, or -1. It stays the owner when it ends. */
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

export interface Ipc {
  readonly semaphores: Semaphore[];
  readonly mutexes: Mutex[];
  readonly conditions: Condition[];
  readonly barriers: Barrier[];
  readonly rwlocks: RwLock[];
  /** Declared ones, then those made during the run: by `mailbox_create`, and direct links. */
  readonly mailboxes: Mailbox[];
  /** By pid; of processes that communicate directly or own a mailbox. */
  readonly inboxes: Record<number, Inbox>;
  /** By the thread that waits for the reply. */
  readonly requests: Record<number, OpenRequest>;
  nextMessage: number;
  nextPlace: number;
}

const orderOf = (object: ObjectInfo): Order => wordOf(object.settings["order"], "fifo") as Order;

/** How each kind of object begins. */
const BEGIN: Readonly<Record<ObjectKind, (ipc: Ipc, object: ObjectInfo) => void>> = {
  semaphore: (ipc, o) =>
    void ipc.semaphores.push({ name: o.name, count: o.initial, order: orderOf(o), waiters: [], holders: [] }),
  mutex: (ipc, o) =>
    void ipc.mutexes.push({
      name: o.name,
      owner: -1,
      order: orderOf(o),
      inherits: wordOf(o.settings["protocol"], "none") === "inherit",
      waiters: [],
    }),
  condition: (ipc, o) => void ipc.conditions.push({ name: o.name, order: orderOf(o), waiters: [], mutexes: [] }),
  barrier: (ipc, o) => void ipc.barriers.push({ name: o.name, needed: o.initial, waiters: [] }),
  rwlock: (ipc, o) =>
    void ipc.rwlocks.push({
      name: o.name,
      prefer: wordOf(o.settings["prefer"], "fifo") as RwLock["prefer"],
      readers: [],
      writer: -1,
      waiters: [],
      writes: [],
    }),
  mailbox: (ipc, o) => {
    const box = declaredMailbox(o);
    ipc.mailboxes.push(box);
    if (box.owner >= 0) inboxOf(ipc, box.owner).owned.push(box.number);
  },
};

/** The inbox of a process, made at its first use. */
export function inboxOf(ipc: Ipc, pid: number): Inbox {
  return (ipc.inboxes[pid] ??= newInbox());
}

/** The objects of an image as they are at tick 0. */
export function createIpc(image: Image): Ipc {
  const ipc: Ipc = {
    semaphores: [],
    mutexes: [],
    conditions: [],
    barriers: [],
    rwlocks: [],
    mailboxes: [],
    inboxes: {},
    requests: {},
    nextMessage: 1,
    nextPlace: 1,
  };
  for (const object of [...image.objects].sort((a, b) => a.index - b.index)) BEGIN[object.kind](ipc, object);
  return ipc;
}
