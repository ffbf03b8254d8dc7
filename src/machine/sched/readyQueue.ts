/**
 * A ready queue: a binary heap of thread ids in the order of `sched.key`, then of the policy, then of entering the queue.
 * Where the policy counts places (`isCounted`), the whole array is in order, which also makes a heap; where the order changes
 * with time (`isTournament`), the array is in none, and tournament.ts finds the first.
 *
 * Keeps true: a thread is in a queue when its `sched.place` is not -1; in a heap that is its place, so that any thread can be
 * taken out in logarithmic time; what orders a thread does not change while it is in the queue.
 */
import { assert } from "../../base/assert.ts";
import type { ReadyQueue, Thread } from "../state.ts";
import { ZERO_FRACTION } from "./fraction.ts";
import type { Policy } from "./policy.ts";
import { enterTournament } from "./tournament.ts";

export function createReadyQueue(): ReadyQueue {
  return {
    items: new Int32Array(8),
    length: 0,
    load: 0,
    least: ZERO_FRACTION,
    yielding: [],
    winners: new Int32Array(0),
    until: new Float64Array(0),
  };
}

/** Whether `a` goes before `b`. */
export function goesFirst(policy: Policy, a: Thread, b: Thread): boolean {
  const x = a.sched;
  const y = b.sched;
  if (x.key !== y.key) return x.key < y.key;
  if (policy.finer !== undefined) {
    const order = policy.finer(a, b);
    if (order !== 0) return order < 0;
  }
  return x.entered < y.entered;
}

function put(queue: ReadyQueue, place: number, thread: Thread): void {
  queue.items[place] = thread.id;
  thread.sched.place = place;
}

function siftUp(threads: readonly Thread[], queue: ReadyQueue, policy: Policy, start: number, thread: Thread): void {
  let place = start;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = threads[queue.items[above]!]!;
    if (!goesFirst(policy, thread, parent)) break;
    put(queue, place, parent);
    place = above;
  }
  put(queue, place, thread);
}

function siftDown(threads: readonly Thread[], queue: ReadyQueue, policy: Policy, start: number, thread: Thread): void {
  const size = queue.length;
  let place = start;
  for (;;) {
    let below = place * 2 + 1;
    if (below >= size) break;
    let child = threads[queue.items[below]!]!;
    const right = below + 1 < size ? threads[queue.items[below + 1]!]! : undefined;
    if (right !== undefined && goesFirst(policy, right, child)) {
      child = right;
      below++;
    }
    if (!goesFirst(policy, child, thread)) break;
    put(queue, place, child);
    place = below;
  }
  put(queue, place, thread);
}

/** The place of a thread in an array that is in order, or the one where it belongs. */
function placeInOrder(threads: readonly Thread[], queue: ReadyQueue, policy: Policy, thread: Thread): number {
  let low = 0;
  let high = queue.length;
  // Most often it is one that enters, and goes last.
  if (high > 0 && goesFirst(policy, threads[queue.items[high - 1]!]!, thread)) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (goesFirst(policy, threads[queue.items[middle]!]!, thread)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function queueInsert(threads: readonly Thread[], queue: ReadyQueue, policy: Policy, thread: Thread): void {
  assert(thread.sched.place < 0, "a thread is in one ready queue at most");
  const { length } = queue;
  if (length === queue.items.length) {
    const items = new Int32Array(length * 2);
    items.set(queue.items);
    queue.items = items;
  }
  if (policy.isCounted) {
    const place = placeInOrder(threads, queue, policy, thread);
    queue.items.copyWithin(place + 1, place, length);
    put(queue, place, thread);
    thread.sched.place = 0;
    queue.length = length + 1;
    return;
  }
  queue.length = length + 1;
  if (policy.isTournament) {
    put(queue, length, thread);
    enterTournament(queue, length, thread.id);
  } else siftUp(threads, queue, policy, length, thread);
}

export function queueRemove(threads: readonly Thread[], queue: ReadyQueue, policy: Policy, thread: Thread): void {
  const { items } = queue;
  const place = policy.isCounted ? placeInOrder(threads, queue, policy, thread) : thread.sched.place;
  assert(items[place] === thread.id, "a ready thread is in its queue");
  thread.sched.place = -1;
  const size = queue.length - 1;
  queue.length = size;
  const last = items[size]!;
  if (policy.isCounted) items.copyWithin(place, place + 1, size + 1);
  items[size] = 0;
  if (policy.isTournament) enterTournament(queue, size, -1);
  if (!policy.isCounted && size !== place) refill(threads, queue, policy, place, threads[last]!);
}

/** Fills the place that became free with the thread that was last. */
function refill(threads: readonly Thread[], queue: ReadyQueue, policy: Policy, place: number, last: Thread): void {
  if (policy.isTournament) {
    put(queue, place, last);
    enterTournament(queue, place, last.id);
    return;
  }
  siftUp(threads, queue, policy, place, last);
  if (last.sched.place === place) siftDown(threads, queue, policy, place, last);
}

/** Puts a thread into a queue that is not empty and takes out the one that is then the first, another one. */
export function queueExchange(threads: readonly Thread[], queue: ReadyQueue, policy: Policy, thread: Thread): Thread {
  const first = threads[queue.items[0]!]!;
  if (queue.length > 1) {
    queueInsert(threads, queue, policy, thread);
    queueRemove(threads, queue, policy, first);
  } else {
    first.sched.place = -1;
    thread.sched.place = 0;
    queue.items[0] = thread.id;
  }
  return first;
}

/** The first thread, or undefined when the queue is empty. */
export function queueFirst(threads: readonly Thread[], queue: ReadyQueue): Thread | undefined {
  return queue.length === 0 ? undefined : threads[queue.items[0]!];
}

/** All threads in the order in which they would run. */
export function queueInOrder(threads: readonly Thread[], queue: ReadyQueue, policy: Policy): Thread[] {
  const ready = Array.from(queue.items.subarray(0, queue.length), (id) => threads[id]!);
  return ready.sort((a, b) => (goesFirst(policy, a, b) ? -1 : 1));
}

/** All threads, in the order of the heap. */
export function* queueMembers(threads: readonly Thread[], queue: ReadyQueue): Generator<Thread, void> {
  for (let place = 0; place < queue.length; place++) yield threads[queue.items[place]!]!;
}

/** The thread at a place, counted from 0, of a queue whose policy counts places. */
export function queueAt(threads: readonly Thread[], queue: ReadyQueue, place: number): Thread {
  return threads[queue.items[place]!]!;
}
