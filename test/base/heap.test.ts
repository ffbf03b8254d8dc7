import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  createHeap,
  heapLength,
  heapPeek,
  heapPop,
  heapPush,
  heapRemove,
  heapToArray,
  type Heap,
} from "../../src/base/heap.ts";
import { clonePlain } from "../../src/base/plain.ts";

interface Entry {
  key: number;
  serial: number;
}

const byKey = (a: Entry, b: Entry): number => a.key - b.key;

/** A heap of the keys in their order; an entry's serial says which came when. */
function heapOf(keys: readonly number[]): Heap<Entry> {
  const heap = createHeap<Entry>();
  keys.forEach((key, serial) => {
    heapPush(heap, { key, serial }, byKey);
  });
  return heap;
}

function drain(heap: Heap<Entry>): Entry[] {
  const left: Entry[] = [];
  for (let next = heapPop(heap, byKey); next !== undefined; next = heapPop(heap, byKey)) {
    left.push(next);
  }
  return left;
}

/** The naive queue: a stable sort. */
function sorted(keys: readonly number[]): Entry[] {
  return keys.map((key, serial) => ({ key, serial })).sort(byKey);
}

const keys = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 });

describe("heap", () => {
  it("is empty at first and again at last", () => {
    const heap = createHeap<number>();
    assert.equal(heapPeek(heap), undefined);
    assert.equal(
      heapPop(heap, (a, b) => a - b),
      undefined,
    );
    heapPush(heap, 3, (a, b) => a - b);
    assert.equal(heapPeek(heap), 3);
    assert.equal(heapLength(heap), 1);
    heapPop(heap, (a, b) => a - b);
    assert.deepEqual(heap, createHeap());
  });

  it("law: what enters leaves in the order of a stable sort", () => {
    fc.assert(
      fc.property(keys, (all) => {
        assert.deepEqual(drain(heapOf(all)), sorted(all));
      }),
    );
  });

  it("law: looking at all of them is taking all of them", () => {
    fc.assert(
      fc.property(keys, (all) => {
        const heap = heapOf(all);
        assert.deepEqual(heapToArray(heap, byKey), drain(clonePlain(heap)));
        assert.deepEqual(heapPeek(heap), sorted(all)[0]);
      }),
    );
  });

  it("law: pushes, pops and removals in any order are those of a sorted array", () => {
    const steps = fc.array(fc.oneof(fc.nat(9), fc.constant("pop" as const), fc.record({ remove: fc.nat(9) })));
    fc.assert(
      fc.property(steps, (all) => {
        const heap = createHeap<Entry>();
        const model: Entry[] = [];
        all.forEach((step, serial) => {
          if (step === "pop") {
            assert.deepEqual(heapPop(heap, byKey), model.shift());
          } else if (typeof step === "number") {
            heapPush(heap, { key: step, serial }, byKey);
            model.push({ key: step, serial });
            model.sort(byKey);
          } else {
            const place = model.findIndex((entry) => entry.key === step.remove);
            const removed = heapRemove(heap, (entry) => entry.key === step.remove, byKey);
            assert.deepEqual(removed, place < 0 ? undefined : model.splice(place, 1)[0]);
          }
        });
        assert.deepEqual(heapToArray(heap, byKey), model);
      }),
    );
  });
});
