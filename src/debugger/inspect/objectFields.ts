/**
 * The fields of mailboxes and synchronisation objects in expressions: `slots.count`, `m.owner`, `forks[1].waiting`.
 *
 * Keeps true: one table for evaluation, completion and the check of conditions; a field is a number: a pid where it is a process
 * (0: none, or the system).
 */
import { dequeLength } from "../../base/deque.ts";
import { readHandle, type HandleKind } from "../../isa/handles.ts";
import type { Mailbox } from "../../machine/ipc/boxes.ts";
import { receiversOf } from "../../machine/ipc/links.ts";
import { boxCount } from "../../machine/ipc/transmission.ts";
import type { Simulation } from "../../machine/simulation.ts";

type Read = (sim: Simulation, index: number) => number;

/** The process of a thread, 0 for no thread. */
const pidOf = (sim: Simulation, thread: number): number => sim.world.threads[thread]?.pid ?? 0;

const ofBox =
  (read: (box: Mailbox, sim: Simulation) => number): Read =>
  (sim, index) =>
    read(sim.world.ipc.mailboxes[index]!, sim);

/** By kind of object: each field with how it is read. */
const FIELDS: Readonly<Partial<Record<HandleKind, Readonly<Record<string, Read>>>>> = {
  mailbox: {
    count: ofBox(boxCount),
    capacity: ofBox((box) => box.capacity),
    sending: ofBox((box) => dequeLength(box.senders)),
    receiving: ofBox((box, sim) => receiversOf(sim, box).length),
    sent: ofBox((box) => box.sent),
    delivered: ofBox((box) => box.delivered),
    lost: ofBox((box) => box.lost),
    corrupted: ofBox((box) => box.corrupted),
    retransmitted: ofBox((box) => box.retransmitted),
    owner: ofBox((box) => Math.max(0, box.owner)),
  },
  semaphore: {
    count: (sim, k) => sim.world.ipc.semaphores[k]!.count,
    waiting: (sim, k) => sim.world.ipc.semaphores[k]!.waiters.length,
  },
  mutex: {
    owner: (sim, k) => pidOf(sim, sim.world.ipc.mutexes[k]!.owner),
    waiting: (sim, k) => sim.world.ipc.mutexes[k]!.waiters.length,
  },
  condition: { waiting: (sim, k) => sim.world.ipc.conditions[k]!.waiters.length },
  barrier: {
    waiting: (sim, k) => sim.world.ipc.barriers[k]!.waiters.length,
    needed: (sim, k) => sim.world.ipc.barriers[k]!.needed,
  },
  rwlock: {
    readers: (sim, k) => sim.world.ipc.rwlocks[k]!.readers.length,
    writer: (sim, k) => pidOf(sim, sim.world.ipc.rwlocks[k]!.writer),
    waiting: (sim, k) => sim.world.ipc.rwlocks[k]!.waiters.length,
  },
};

/** The names of the fields of a kind of object. */
export function objectFieldNames(kind: HandleKind): readonly string[] {
  return Object.keys(FIELDS[kind] ?? {});
}

/** The names of the fields of all kinds of objects. */
export const OBJECT_FIELDS: ReadonlySet<string> = new Set(
  Object.values(FIELDS).flatMap((fields) => Object.keys(fields)),
);

/** A field of what a word names; undefined when that is no object. */
export function objectField(
  sim: Simulation,
  word: number,
  name: string,
): { readonly kind: HandleKind; readonly value: number | undefined } | undefined {
  const handle = readHandle(word);
  const fields = handle && FIELDS[handle.kind];
  if (handle === undefined || fields === undefined) return undefined;
  const read = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return { kind: handle.kind, value: read?.(sim, handle.index) };
}
