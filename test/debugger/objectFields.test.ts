/** Fields of mailboxes and synchronisation objects in watches, hovers and conditions. */
import assert from "node:assert/strict";
import { completionsOf } from "../../src/debugger/inspect/completions.ts";
import { Debuggee } from "./debuggee.ts";

const TEXT = `machine { instruction: 0 scheduler: round_robin(quantum: 9) }
mailbox slots { capacity: 2 owner: a }
mailbox lossy { delivery: lossy loss: 100 }
semaphore s = 3
mutex forks[2]
condition c
barrier b = 4
rwlock r
shared at = 0
program holder() { lock(forks[1]) down(s) write_lock(r) for i = 1 .. 3 { send(slots, i) } }
program other(k) { at = slots send(lossy, 1) if k == 0 { lock(forks[1]) } else { barrier_wait(b) } }
program looker() { sleep(3) print("look") receive(slots) receive(lossy) }
process a = holder()
process x = other(0)
process y = other(1)
process z = looker()
`;

const VALUES: readonly (readonly [expression: string, value: string])[] = [
  ["slots.count", "2"],
  ["slots.capacity", "2"],
  ["slots.sending", "1"],
  ["slots.receiving", "0"],
  ["slots.sent", "2"],
  ["slots.delivered", "0"],
  ["slots.owner == a", "1"],
  ["at.count + slots.count", "4"],
  ["lossy.lost", "2"],
  ["lossy.corrupted + lossy.retransmitted", "0"],
  ["lossy.owner", "none"],
  ["lossy.owner == 0", "1"],
  ["s.count", "2"],
  ["s.waiting", "0"],
  ["forks[1].owner == a", "1"],
  ["forks[0].owner", "none"],
  ["forks[2 - 1].waiting", "1"],
  ["c.waiting", "0"],
  ["b.waiting", "1"],
  ["b.needed", "4"],
  ["r.writer == a && r.readers == 0 && r.waiting == 0", "1"],
  ["slots.nothing", '! a mailbox has no field "nothing"'],
  ["slots.owner.count", '! a has no field, and no variable now, "count"'],
  ["lossy.owner.count", "! only a process or an object has fields here"],
];

describe("fields of objects", () => {
  const debuggee = new Debuggee(TEXT);
  debuggee.begin();
  debuggee.runToTick(2);
  for (const [expression, value] of VALUES)
    it(`${expression} is ${value}`, () => assert.equal(debuggee.value(expression), value));

  it("can be conditions of breakpoints, and completed", () => {
    const d = new Debuggee(TEXT);
    d.begin();
    const [right, wrong] = d.breakAt(
      { line: 10, condition: "slots.count == 1" },
      { line: 10, condition: "slots.cont == 1" },
    );
    assert.equal(right, undefined);
    assert.ok(wrong !== undefined);
    const offered = (before: string): string[] =>
      completionsOf(d.session.map, undefined, before).names.map(({ name }) => name);
    assert.deepEqual(offered("slots.c"), ["count", "capacity", "corrupted"]);
    assert.deepEqual(offered("forks.o"), ["owner"]);
  });
});
