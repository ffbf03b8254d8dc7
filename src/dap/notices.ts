/**
 * What a client is told so that it asks again: threads that came and went, memory that is another than it was.
 *
 * Keeps true: nothing of this is told while the machine runs, and of threads only so many at a stop: a client looks at all of them
 * there anyway; of memory only to a client that said that it listens.
 * Follows: the Debug Adapter Protocol specification, events `thread` and `memory`.
 */
import { toBase64 } from "../base/base64.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";

import { readBytes, sharedWords } from "../debugger/inspect/memoryView.ts";
import { shownThreads, threadNumber } from "../debugger/inspect/threads.ts";
import type { Read } from "./known.ts";
import type { Machine } from "./machine.ts";
import { reference } from "./references.ts";
import type { Wire } from "./wire.ts";

/** Threads that are told of at one stop, of those that came and of those that went. */
const MOST_THREADS = 100;

/** Stretches of memory that a client asked for and may still show, the last ones, and bytes of one that are compared. */
const MOST_READS = 32;
const MOST_BYTES = 65_536;

/** Stops by which the machine may be at another time. */
const TRAVELS: ReadonlySet<StopInfo["reason"]> = new Set(["goto", "restart"]);

const bytesOf = ({ session }: Machine, { pid, address, count }: Omit<Read, "seen">): string =>
  session.sim.world.processes[pid] === undefined
    ? ""
    : toBase64(readBytes(session.sim, pid, address, Math.min(count, MOST_BYTES)).bytes);

/** A client has asked for memory. */
export function noteRead(machine: Machine, asked: Omit<Read, "seen">): void {
  const { reads } = machine.known;
  const key = `${asked.memoryReference} ${asked.offset} ${asked.count}`;
  reads.delete(key);
  reads.set(key, { ...asked, seen: bytesOf(machine, asked) });
  for (const oldest of reads.keys()) if (reads.size > MOST_READS) reads.delete(oldest);
}

/** Tells of the threads that came and went since the client looked last. */
export function tellThreads(wire: Wire, machine: Machine): void {
  const { known, session, stoppedAt } = machine;
  // The one in view is shown though it has ended, and nothing is left of its process.
  const shown = [...shownThreads(session.sim, stoppedAt).map(({ id }) => id), ...(stoppedAt < 0 ? [] : [stoppedAt])];
  const now = new Set(shown.map(threadNumber));
  const before = known.threads;
  known.threads = now;
  if (before === undefined) return;
  const tell = (reason: "started" | "exited", numbers: readonly number[]): void => {
    for (const threadId of numbers.slice(0, MOST_THREADS)) wire.event("thread", { reason, threadId });
  };
  const differing = (some: ReadonlySet<number>, others: ReadonlySet<number>): number[] =>
    [...some].filter((number) => !others.has(number)).sort((a, b) => a - b);
  tell("exited", differing(before, now));
  tell("started", differing(now, before));
}

/** Tells of memory that the client has asked for and that is another now. */
export function tellMemory(wire: Wire, machine: Machine): void {
  for (const read of machine.known.reads.values()) {
    const now = bytesOf(machine, read);
    if (now === read.seen) continue;
    read.seen = now;
    const { memoryReference, offset, count } = read;
    wire.event("memory", { memoryReference, offset, count });
  }
}

/** Tells of memory after a stop: where the machine is at another time, of the shared words in any case. */
export function tellMemoryAt(wire: Wire, machine: Machine, stop: StopInfo): void {
  const isElsewhere = stop.isReverse === true || TRAVELS.has(stop.reason);
  const shared = isElsewhere ? sharedWords(machine.session.sim) : undefined;
  if (shared !== undefined)
    wire.event("memory", { memoryReference: reference(shared.address), offset: 0, count: shared.count });
  tellMemory(wire, machine);
}

/** Tells of a place that a person gave another value, by the answer that said so. */
export function tellWritten(wire: Wire, machine: Machine, args: object, answer: unknown): void {
  const { memoryReference, bytesWritten } = { ...args, ...(answer as object | undefined) } as {
    readonly memoryReference?: string;
    readonly bytesWritten?: number;
  };
  const { offset = 0 } = args as { readonly offset?: number };
  if (memoryReference !== undefined && bytesWritten !== 0)
    wire.event("memory", { memoryReference, offset, count: bytesWritten ?? 4 });
  // What is shown of the same place by another name.
  for (const read of machine.known.reads.values())
    if (read.memoryReference === memoryReference && read.offset === offset) read.seen = bytesOf(machine, read);
  tellMemory(wire, machine);
}
