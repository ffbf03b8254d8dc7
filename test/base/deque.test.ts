import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  compactDeque,
  createDeque,
  dequeAt,
  dequeIndexOf,
  dequeItems,
  dequeLength,
  dequePush,
  dequeRemove,
  dequeRemoveAt,
  dequeShift,
  dequeToArray,
  dequeUnshift,
  type Deque,
} from "../../src/base/deque.ts";

type Step = ["push" | "unshift" | "remove" | "removeAt", number] | ["shift"];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant("push" as const), fc.nat(9)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("shift" as const)) },
  fc.tuple(fc.constantFrom("unshift" as const, "remove" as const, "removeAt" as const), fc.nat(9)),
);

/** Does one step to the queue and to the array that it should be, and compares what each answers. */
function apply(deque: Deque<number>, model: number[], [kind, value]: Step): void {
  if (kind === "push") {
    dequePush(deque, value);
    model.push(value);
  } else if (kind === "unshift") {
    dequeUnshift(deque, value);
    model.unshift(value);
  } else if (kind === "shift") {
    assert.equal(dequeShift(deque), model.shift());
  } else if (kind === "remove") {
    const place = model.indexOf(value);
    assert.equal(dequeIndexOf(deque, value), place);
    assert.equal(dequeRemove(deque, value), place >= 0);
    if (place >= 0) {
      model.splice(place, 1);
    }
  } else if (value < model.length) {
    assert.equal(dequeRemoveAt(deque, value), model.splice(value, 1)[0]);
  }
}

describe("deque", () => {
  it("remembers nothing once it is empty", () => {
    const deque = createDeque([1]);
    dequePush(deque, 2);
    dequeShift(deque);
    assert.deepEqual(deque, { items: [null, 2], head: 1 });
    dequeShift(deque);
    assert.deepEqual(deque, createDeque());
  });

  it("gives up empty slots before they are many", () => {
    const deque = createDeque(Array.from({ length: 1000 }, (_, i) => i));
    for (let i = 0; i < 1000; i++) {
      dequeShift(deque);
      dequePush(deque, i);
      assert.ok(deque.items.length <= 2 * 1000 + 1);
    }
    assert.equal(dequeLength(deque), 1000);
  });

  it("refuses to remove where nothing stands", () => {
    assert.throws(() => dequeRemoveAt(createDeque([1]), 1), /lies in the queue/);
    assert.throws(() => dequeRemoveAt(createDeque([1]), -1), /lies in the queue/);
  });

  it("law: it is an array", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.array(step, { size: "large" }), (start, steps) => {
        const deque = createDeque(start);
        const model = [...start];
        for (const each of steps) {
          apply(deque, model, each);
          assert.deepEqual(dequeToArray(deque), model);
          assert.equal(dequeLength(deque), model.length);
        }
        assert.deepEqual([...dequeItems(deque)], model);
        for (let i = -1; i <= model.length; i++) {
          assert.equal(dequeAt(deque, i), model[i]);
        }
      }),
    );
  });

  it("law: compact queues with equal items are equal", () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const deque = createDeque<number>();
        const model: number[] = [];
        for (const each of steps) {
          apply(deque, model, each);
        }
        compactDeque(deque);
        assert.deepEqual(deque, createDeque(model));
      }),
    );
  });
});
