/**
 * A queue with two ends as plain data: an array, and how many of its first slots are already empty.
 *
 *     items   null  null  c  d  e          head = 2: the front is c, the back is e
 *
 * Taking from the front moves `head` and not the items; the empty slots are given up when they are half of all.
 * It keeps this true: an empty slot holds null, an empty queue has none, so nothing that left is remembered.
 * Two queues with equal items may differ in empty slots: `compactDeque` before comparing or hashing.
 */
import { assert } from "./assert.ts";

/** `items[head]` is the front; the slots before it are empty. */
export interface Deque<T> {
  items: (T | null)[];
  head: number;
}

/** Below this many empty slots it is not worth moving the items. */
const WORTH_COMPACTING = 16;

/** A queue of the given items, the first at the front. */
export function createDeque<T>(items: Iterable<T> = []): Deque<T> {
  return { items: [...items], head: 0 };
}

/** How many items it holds. */
export function dequeLength(deque: Deque<unknown>): number {
  return deque.items.length - deque.head;
}

/** The item at a place counted from the front; undefined outside. */
export function dequeAt<T>(deque: Deque<T>, index: number): T | undefined {
  return index < 0 ? undefined : (deque.items[deque.head + index] as T | undefined);
}

/** Adds at the back. */
export function dequePush<T>(deque: Deque<T>, item: T): void {
  deque.items.push(item);
}

/** Adds at the front. */
export function dequeUnshift<T>(deque: Deque<T>, item: T): void {
  if (deque.head > 0) {
    deque.head--;
    deque.items[deque.head] = item;
  } else {
    deque.items.unshift(item);
  }
}

/** Takes from the front; undefined when empty. */
export function dequeShift<T>(deque: Deque<T>): T | undefined {
  if (dequeLength(deque) === 0) {
    return undefined;
  }
  const item = deque.items[deque.head] as T;
  deque.items[deque.head] = null;
  deque.head++;
  if (dequeLength(deque) === 0 || (deque.head >= WORTH_COMPACTING && deque.head * 2 >= deque.items.length)) {
    compactDeque(deque);
  }
  return item;
}

/** The place of an item counted from the front, by identity; −1 when it is not there. */
export function dequeIndexOf<T>(deque: Deque<T>, item: T): number {
  const place = deque.items.indexOf(item, deque.head);
  return place < 0 ? -1 : place - deque.head;
}

/** Takes an item out, by identity, wherever it stands; whether it was there. */
export function dequeRemove<T>(deque: Deque<T>, item: T): boolean {
  const index = dequeIndexOf(deque, item);
  if (index < 0) {
    return false;
  }
  dequeRemoveAt(deque, index);
  return true;
}

/** Takes out the item at a place counted from the front; there must be one. */
export function dequeRemoveAt<T>(deque: Deque<T>, index: number): T {
  assert(index >= 0 && index < dequeLength(deque), "the place removed from lies in the queue");
  if (index === 0) {
    return dequeShift(deque) as T;
  }
  const [item] = deque.items.splice(deque.head + index, 1);
  return item as T;
}

/** The items from front to back. The queue must not change meanwhile; `dequeToArray` is safe from that. */
export function* dequeItems<T>(deque: Deque<T>): Generator<T, void> {
  for (let place = deque.head; place < deque.items.length; place++) {
    yield deque.items[place] as T;
  }
}

/** The items from front to back, in an array of their own. */
export function dequeToArray<T>(deque: Deque<T>): T[] {
  return deque.items.slice(deque.head) as T[];
}

/** Gives up the empty slots: queues with equal items are equal afterwards. */
export function compactDeque(deque: Deque<unknown>): void {
  if (deque.head > 0) {
    deque.items.splice(0, deque.head);
    deque.head = 0;
  }
}
