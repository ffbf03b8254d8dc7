/** The Mailboxes and Locks trees over a machine that runs, written as indented text: `label | description`. */
import assert from "node:assert/strict";
import { lockOverview } from "../../src/debugger/overview/locks.ts";
import { mailboxOverview, messagesOf, receiversFrom } from "../../src/debugger/overview/mailboxes.ts";
import { run } from "../../src/machine/step.ts";
import { lockRows } from "../../src/views/locks.ts";
import { mailboxRows } from "../../src/views/mailboxes.ts";
import type { Row } from "../../src/views/row.ts";
import { simulate } from "../support/scenario.ts";

function drawn(rows: readonly Row[], indent = ""): string {
  return rows
    .map((row) => `${indent}${row.label} | ${row.description}\n${drawn(row.children, `${indent}  `)}`)
    .join("");
}

function check(rows: readonly Row[], expected: string): void {
  const lines = expected.replace(/^\n/, "").split("\n");
  const margin = /^ */.exec(lines[0]!)![0].length;
  const text = lines.map((line) => line.slice(margin)).join("\n");
  assert.equal(drawn(rows).trimEnd(), text.trimEnd());
}

function at(tick: number, text: string): ReturnType<typeof simulate> {
  const sim = simulate(text);
  sim.horizon = tick;
  run(sim, Infinity);
  return sim;
}

const BOXES = `
  machine { instruction: 0 }
  mailbox box { capacity: 2 }
  mailbox slow { latency: 10 }
  mailbox quiet
  program p() { send(slow, 7) send(box, 1) send(box, 2, 20) send(box, 3) }
  program r() { var x = receive(quiet) }
  program q(to) { compute(1) send(to) compute(50) }
  process a = p() process b = r() process c = q(a)`;

describe("the Mailboxes tree", () => {
  it("has messages in order, where they are, senders that wait, receivers, links", () =>
    check(
      mailboxRows(mailboxOverview(at(5, BOXES))),
      `
      box | 2 / 2 · 1 waits to send · owned by the system
        1 | from 1 a, tick 0
        2 20 | from 1 a, tick 0
        3 | from 1 a, tick 0 · waiting to be sent
      slow | 1 / unbounded · owned by the system
        7 | from 1 a, tick 0 · on its way · due at tick 10
      quiet | 0 / unbounded · 1 waits to receive · owned by the system
        2 b | waits to receive for 5 ticks
      c → a | 1 / unbounded
        no words | from 3 c, tick 1`,
    ));

  it("pages through 100,000 messages", () => {
    const sim = at(
      2,
      "machine { instruction: 0 } mailbox box program p() { for i = 1 .. 100000 { send(box, i) } compute(5) } process a = p()",
    );
    const overview = mailboxOverview(sim, { start: 0, count: 1 }, { start: 0, count: 3 });
    check(
      mailboxRows(overview),
      `
      box | 100000 / unbounded · owned by the system
        1 | from 1 a, tick 0
        2 | from 1 a, tick 0
        3 | from 1 a, tick 0
        … 4 – 10,003 | 
        … 10,004 – 20,003 | 
        … 20,004 – 30,003 | 
        … 30,004 – 40,003 | 
        … 40,004 – 50,003 | 
        … 50,004 – 60,003 | 
        … 60,004 – 70,003 | 
        … 70,004 – 80,003 | 
        … 80,004 – 90,003 | 
        … 90,004 – 100,000 | `,
    );
    assert.deepEqual(
      messagesOf(sim, 0, { start: 99_998, count: 10 }).map((each) => each.words),
      [["99999"], ["100000"]],
    );
  });

  it("pages through 1,000 processes that wait at one mailbox", () => {
    const sim = at(
      2,
      `machine { instruction: 0 } mailbox box
       program r() { receive(box) } program boss() { for i = 1 .. 1000 { start(r) } sleep(5) } process b = boss()`,
    );
    const overview = mailboxOverview(sim, { start: 0, count: 1 }, { start: 0, count: 2 });
    check(
      mailboxRows(overview),
      `
      box | 0 / unbounded · 1000 wait to receive · owned by the system
        2 r | waits to receive for 2 ticks
        3 r | waits to receive for 2 ticks
        … 3 – 102 | 
        … 103 – 202 | 
        … 203 – 302 | 
        … 303 – 402 | 
        … 403 – 502 | 
        … 503 – 602 | 
        … 603 – 702 | 
        … 703 – 802 | 
        … 803 – 902 | 
        … 903 – 1,000 | `,
    );
    assert.deepEqual(
      receiversFrom(sim, 0, { start: 998, count: 10 }).map(({ label }) => label),
      ["1000 r", "1001 r"],
    );
  });
});

describe("the Locks tree", () => {
  it("has owners, counts and waiters, and who waits for whom", () =>
    check(
      lockRows(
        lockOverview(
          at(
            3,
            `machine { instruction: 0 }
             mutex m semaphore s = 2 condition c barrier b = 3 rwlock r
             program p() { lock(m) down(s) read_lock(r) sleep(9) }
             program q() { lock(m) }
             program w() { write_lock(r) }
             program e() { barrier_wait(b) }
             process a = p() process x = q() process y = w() process z = e()
             process k = p()`,
          ),
        ),
      ),
      `
      s | count 1 · held by 1 a
      m | owned by 1 a · 2 wait
        1. 2 x | waiting for 3 ticks
        2. 5 k | waiting for 3 ticks
      c | 0 wait
      b | 1 of 3 have come
        1. 4 z | waiting for 3 ticks
      r | 1 reading · held by 1 a · 1 waits
        1. 3 y (to write) | waiting for 3 ticks
      Who waits for whom | 
        2 x → 1 a | mutex m
        3 y → 1 a | lock r
        5 k → 1 a | mutex m`,
    ));

  it("marks the cycle of a deadlock", () =>
    check(
      lockRows(
        lockOverview(
          at(
            99,
            `machine { instruction: 0 scheduler: round_robin(quantum: 1) }
             mutex m mutex n
             program p() { lock(m) compute(2) lock(n) }
             program q() { lock(n) compute(2) lock(m) }
             process a = p() process b = q()`,
          ),
        ),
      ),
      `
      Who waits for whom | deadlock of 2 threads
        1 a → 2 b | mutex n · in the cycle
        2 b → 1 a | mutex m · in the cycle
      m | owned by 1 a · 1 waits
        1. 2 b | waiting for 0 ticks
      n | owned by 2 b · 1 waits
        1. 1 a | waiting for 1 tick`,
    ));
});
