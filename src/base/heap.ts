/**
 * A priority queue: a binary heap (Cormen et al., chapter 6) as plain data, with the order given at each call.
 *
 * It keeps this true: the least item by `compare` leaves first, and of equal ones the one that entered first. The
 * comparison is an argument because plain data holds no functions; every call on one heap must bring the same one.
 * Two heaps of equal items may be laid out differently: compare and hash what `heapToArray` gives.
 */

/** `items[i]` entered as number `orders[i]`; the children of i are at 2i + 1 and 2i + 2. */
export interface Heap<T> {
  items: T[];
  orders: number[];
  nextOrder: number;
}

/** Negative when `a` comes before `b`, positive when after, 0 when the one that entered first does. */
export type Compare<T> = (a: T, b: T) => number;

/** An empty heap. */
export function createHeap<T>(): Heap<T> {
  return { items: [], orders: [], nextOrder: 0 };
}

/** How many items it holds. */
export function heapLength(heap: Heap<unknown>): number {
  return heap.items.length;
}

/** Adds an item, behind its equals. */
export function heapPush<T>(heap: Heap<T>, item: T, compare: Compare<T>): void {
  heap.items.push(item);
  heap.orders.push(heap.nextOrder++);
  siftUp(heap, heap.items.length - 1, compare);
}

/** The item that would leave next; undefined when empty. */
export function heapPeek<T>(heap: Heap<T>): T | undefined {
  return heap.items[0];
}

/** Takes the least item; undefined when empty. */
export function heapPop<T>(heap: Heap<T>, compare: Compare<T>): T | undefined {
  return heap.items.length === 0 ? undefined : removeAt(heap, 0, compare);
}

/** Takes the first to leave of the items that match; undefined when none does. Looks at every item. */
export function heapRemove<T>(heap: Heap<T>, matches: (item: T) => boolean, compare: Compare<T>): T | undefined {
  let best = -1;
  for (let i = 0; i < heap.items.length; i++) {
    if (matches(heap.items[i]!) && (best < 0 || isBefore(heap, i, best, compare))) {
      best = i;
    }
  }
  return best < 0 ? undefined : removeAt(heap, best, compare);
}

/** The items in the order in which they would leave; the heap stays as it is. */
export function heapToArray<T>(heap: Heap<T>, compare: Compare<T>): T[] {
  const places = heap.items.map((_item, place) => place);
  places.sort((a, b) => (isBefore(heap, a, b, compare) ? -1 : 1));
  return places.map((place) => heap.items[place]!);
}

function removeAt<T>(heap: Heap<T>, place: number, compare: Compare<T>): T {
  const last = heap.items.length - 1;
  swap(heap, place, last);
  const removed = heap.items.pop()!;
  heap.orders.pop();
  if (place < last) {
    siftUp(heap, place, compare);
    siftDown(heap, place, compare);
  }
  if (last === 0) {
    // An empty heap is always the same heap, whatever it held.
    heap.nextOrder = 0;
  }
  return removed;
}

function siftUp<T>(heap: Heap<T>, from: number, compare: Compare<T>): void {
  let place = from;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isBefore(heap, place, parent, compare)) {
      return;
    }
    swap(heap, place, parent);
    place = parent;
  }
}

function siftDown<T>(heap: Heap<T>, from: number, compare: Compare<T>): void {
  const length = heap.items.length;
  let place = from;
  for (let child = 2 * place + 1; child < length; child = 2 * place + 1) {
    const right = child + 1;
    const least = right < length && isBefore(heap, right, child, compare) ? right : child;
    if (!isBefore(heap, least, place, compare)) {
      return;
    }
    swap(heap, place, least);
    place = least;
  }
}

function isBefore<T>(heap: Heap<T>, a: number, b: number, compare: Compare<T>): boolean {
  const difference = compare(heap.items[a]!, heap.items[b]!);
  return difference < 0 || (difference === 0 && heap.orders[a]! < heap.orders[b]!);
}

function swap(heap: Heap<unknown>, a: number, b: number): void {
  const { items, orders } = heap;
  const item = items[a];
  items[a] = items[b];
  items[b] = item;
  const order = orders[a]!;
  orders[a] = orders[b]!;
  orders[b] = order;
}
