/**
 * What the heads of the samples of communication say: each claim is held by the edit or the breakpoint that it proposes.
 *
 * Keeps true: what an edit exchanges, and where a breakpoint stands, is in the sample: neither can change without the other.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mailboxOverview } from "../../src/debugger/overview/mailboxes.ts";
import { lockOverview } from "../../src/debugger/overview/locks.ts";
import { Run, type Outcome } from "../../src/debugger/outcome/outcome.ts";
import { compile } from "../../src/lang/compile.ts";
import { Debuggee } from "../debugger/debuggee.ts";

type Edit = readonly [from: string | RegExp, to: string];

/** A sample with edits. */
function edited(name: string, edits: readonly Edit[] = []): string {
  return edits.reduce(
    (text, [from, to]) => {
      const changed = text.replaceAll(from, to);
      assert.notEqual(changed, text, `${String(from)} is in ${name}`);
      return changed;
    },
    readFileSync(`samples/${name}.turno`, "utf8"),
  );
}

function outcomeOf(name: string, edits?: readonly Edit[], seed?: number): Outcome {
  const { image, diagnostics } = compile(`${name}.turno`, edited(name, edits));
  assert.ok(image !== undefined, diagnostics.map(({ message }) => message).join("; "));
  const run = new Run(image, { work: 2_000_000, ...(seed === undefined ? {} : { seed }) });
  while (run.runChunk(1_000_000));
  return run.outcome();
}

/** How a run ended, and the expectations that do not hold. */
function told({ ended, verdicts }: Outcome): string {
  return [ended, ...verdicts.filter(({ holds }) => holds !== true).map(({ text }) => text)].join(" · ");
}

const FINE = "finished";
const DEADLOCK = "deadlock · terminates · no deadlock";
const NOT_ALONE = "finished · always inside <= 1";

const TURN_FIRST: Edit = [/( +flag\[me\] = 1 .*\n)( +turn = other .*\n)/g, "$2$1"];
const LOCK_FIRST: Edit = ["    down(empty)\n    lock(guard)\n", "    lock(guard)\n    down(empty)\n"];
const counting = (way: (by: string) => string): readonly Edit[] => [
  ["    count = count + 1\n", way("+ 1")],
  ["    count = count - 1\n", way("- 1")],
];

/** Sample, what is tried, how it ends then with which expectations broken, by which edits. */
const TRIED: readonly (readonly [name: string, what: string, result: string, ...edits: readonly Edit[]])[] = [
  ["alternating-bit", "80 of 100 lost", FINE, ["loss: 25", "loss: 80"]],
  ["alternating-bit", "the system sends again", FINE, ["delivery: lossy", "delivery: retransmit"]],
  ["buffer-mailbox", "producer and consumer meet", FINE, ["capacity: 3", "capacity: 0"]],
  ["buffer-mailbox", "the producer never waits", FINE, ["capacity: 3", "capacity: unbounded"]],
  ["buffer-mailbox-broken", "waiting", FINE, ["when_full: discard", "when_full: wait"]],
  [
    "buffer-mailbox-broken",
    "being told, and sending again",
    FINE,
    ["when_full: discard", "when_full: error"],
    ["    send(slots, item)", "    while send(slots, item) == ERR_FULL { compute(1) }"],
  ],
  ["buffer-semaphores-broken", "room first", FINE, [/( +lock\(guard\) +\/\/.*\n)( +down\(empty\)\n)/g, "$2$1"]],
  [
    "counter-mended",
    "one without the lock",
    "finished · no race · finally locked == 2 * TIMES && atomic_count == 2 * TIMES",
    ["process q = worker(TIMES, true)", "process q = worker(TIMES, false)"],
  ],
  ["lost-update", "quantum 5", "finished · finally count < 2 * TIMES", ["quantum: 3", "quantum: 5"]],
  ["lost-update", "quantum 6", FINE, ["quantum: 3", "quantum: 6"]],
  ["lost-update", "quantum 2: half", FINE, ["quantum: 3", "quantum: 2"], ["finally count < 2", "finally 2 * count == 2"]],
  ["peterson", "without turn", NOT_ALONE, [/ +turn = other .*\n/g, ""]],
  ["peterson", "exchanged, unseen", FINE, TURN_FIRST],
  ["peterson", "exchanged, another seed", NOT_ALONE, TURN_FIRST, ["seed: 1", "seed: 4"]],
  ["philosophers-waiter", "as many seats as philosophers", DEADLOCK, ["seats = N - 1", "seats = N"]],
  ["philosophers-waiter", "one seat", FINE, ["seats = N - 1", "seats = 1"]],
  [
    "priority-inversion",
    "inheritance",
    "finished · finally urgent.blocked > 20",
    ["mutex bus", "mutex bus { protocol: inherit }"],
  ],
  [
    "priority-inheritance",
    "none",
    "finished · finally urgent.blocked <= 4",
    ["mutex bus { protocol: inherit }", "mutex bus"],
  ],
  ["producer-consumer-broken", "quantum 5", "finished · no race", ["quantum: 4", "quantum: 5"]],
  ["producer-consumer-broken", "fetch_and_add", FINE, ...counting((by) => `fetch_and_add(count, 0 ${by})\n`)],
  [
    "producer-consumer-broken",
    "a lock",
    "finished · no race",
    ["shared count = 0", "shared count = 0 mutex m"],
    ...counting((by) => `lock(m) count = count ${by} unlock(m)\n`),
  ],
  [
    "readers-first",
    "the other preference",
    "finished · finally w.finish > 30 · finally a.seen == 0 && b.seen == 0",
    ["prefer: readers", "prefer: writers"],
  ],
  [
    "writers-first",
    "the other preference",
    "finished · finally w.finish <= 10 · finally a.seen == 1 && b.seen == 1",
    ["prefer: writers", "prefer: readers"],
  ],
  ["readers-writers-broken", "write_lock", FINE, [/read_lock\(shelf\) +\/\/ write_lock/g, "write_lock(shelf)"]],
  ["rendezvous", "no mailbox", FINE, ["receive(desk)", "receive()"], ["request(desk,", "request(server,"]],
  [
    "rendezvous-broken",
    "direct messages",
    FINE,
    ["send(answers, number", "send(sender(), number"],
    ["receive(answers)", "receive(server)"],
  ],
  ["sleeping-barber", "one chair", FINE, ["CHAIRS = 2", "CHAIRS = 1"]],
  ["test-and-set", "one CPU", FINE, ["  cpus: 2\n", ""]],
  ["two-cpus-race", "q a tick later", FINE, ["counter(TIMES)\n\n", "counter(TIMES) { arrival: 1 }\n\n"]],
  [
    "two-cpus-race",
    "q two ticks later",
    "finished · finally count == TIMES",
    ["counter(TIMES)\n\n", "counter(TIMES) { arrival: 2 }\n\n"],
  ],
  ["two-cpus-race", "yield", FINE, ["count = count + 1\n", "count = count + 1 yield()\n"]],
];

const SEEDS = 60;

/** Samples, and how many of the first seeds show what is wrong, at least and at most. */
const BY_SEED: readonly (readonly [name: string, least: number, most: number, ...edits: readonly Edit[]])[] = [
  ["alternating-bit", 0, 0],
  ["bakery", 0, 0],
  ["buffer-semaphores", 0, 0],
  ["counter-mended", 0, 0],
  ["dekker", 0, 0],
  ["peterson", 0, 0],
  ["test-and-set", 0, 0],
  ["alternating-bit-broken", 1, SEEDS - 1],
  ["bakery-broken", 1, SEEDS / 2],
  ["buffer-semaphores", SEEDS, SEEDS, LOCK_FIRST],
  ["dekker-broken", 1, SEEDS - 1],
  ["peterson-broken", 1, SEEDS - 1],
  ["test-and-set-broken", 1, SEEDS - 1],
];

/** The line of a sample that begins with a text, blanks apart. */
function lineOf(name: string, text: string): number {
  const line = edited(name)
    .split("\n")
    .findIndex((each) => each.trim().startsWith(text));
  assert.ok(line >= 0, `${text} is in ${name}`);
  return line + 1;
}

function begun(name: string): Debuggee {
  const debuggee = new Debuggee(edited(name));
  debuggee.begin();
  return debuggee;
}

/** A sample where an event with a condition has stopped it. */
function stoppedOn(name: string, filter: string, condition?: string): Debuggee {
  const debuggee = begun(name);
  assert.equal(debuggee.breakOn(filter, condition), undefined);
  assert.notEqual(debuggee.continue().reason, "finished", filter);
  return debuggee;
}

/** A sample where a breakpoint at a line has stopped it. */
function stoppedAt(name: string, text: string, condition?: string): Debuggee {
  const debuggee = begun(name);
  const line = lineOf(name, text);
  assert.deepEqual(debuggee.breakAt(condition === undefined ? line : { line, condition }), [undefined]);
  assert.equal(debuggee.continue().reason, "breakpoint");
  return debuggee;
}

describe("what the samples of communication say happens", () => {
  for (const [name, what, result, ...edits] of TRIED)
    it(`${name}: ${what}`, () => assert.equal(told(outcomeOf(name, edits)), result));

  for (const [name, least, most, ...edits] of BY_SEED)
    it(`${name}${edits.length > 0 ? ", changed" : ""}: ${most === 0 ? "with every seed" : "with other seeds"}`, () => {
      const outcomes = Array.from({ length: SEEDS }, (_none, k) => outcomeOf(name, edits, k + 1));
      const failing = outcomes.filter((outcome) => told(outcome) !== FINE).length;
      assert.ok(failing >= least && failing <= most, `${failing} of ${SEEDS}`);
    }).timeout(60_000);

  it("bakery: two draw the same number", () => {
    const drawn: Edit = ["always inside <= 1", "always number[0] == 0 || number[0] != number[1]"];
    assert.match(told(outcomeOf("bakery", [drawn])), /always number/);
  });

  it("test-and-set: a process burns its ticks while another one is inside", () => {
    const service = (...edits: Edit[]): number =>
      outcomeOf("test-and-set", edits).processes.reduce((sum, process) => sum + process.service, 0);
    assert.ok(service() > service(["while test_and_set(lock_word) == 1 { }", ""], ["  no race\n", ""]));
  });

  it("lost-update: some switch falls between the sum and its store", () => {
    const debuggee = stoppedOn("lost-update", "contextSwitch", "reason == preempted && from == p");
    const isBetween = (): boolean =>
      debuggee.where("p") === `p:${lineOf("lost-update", "count = count + 1")}` &&
      Number(debuggee.value("r0", "p")) === Number(debuggee.value("count")) + 1;
    while (!isBetween()) assert.notEqual(debuggee.continue().reason, "finished");
  });
});

describe("where the samples of communication say to look", () => {
  it("alternating-bit: lost and corrupted messages are counted, there and back", () => {
    const debuggee = begun("alternating-bit");
    debuggee.continue();
    const { boxes } = mailboxOverview(debuggee.session.sim);
    assert.deepEqual(
      boxes.map(({ name }) => name),
      ["there", "back"],
    );
    assert.ok(boxes.every(({ counters }) => counters.lost > 0));
    assert.ok(boxes.some(({ counters }) => counters.corrupted > 0));
  });

  it("alternating-bit-broken: after a lost acknowledgement the same message is taken once more", () => {
    const debuggee = stoppedOn("alternating-bit-broken", "messageLost", "box == back");
    const [item, taken] = [debuggee.value("item", "s"), Number(debuggee.value("taken"))];
    assert.equal(debuggee.breakOn("receive", "box == there"), undefined);
    debuggee.continue();
    assert.equal(debuggee.value("item", "s"), item);
    debuggee.breakOn("send", "box == back");
    debuggee.continue();
    assert.equal(Number(debuggee.value("taken")), taken + 1);
  });

  it("buffer-mailbox: the items in order, and the producer where there is no room", () => {
    const debuggee = stoppedOn("buffer-mailbox", "blocked", "process == p");
    const [box] = mailboxOverview(debuggee.session.sim).boxes;
    assert.deepEqual(
      box?.messages.map(({ words, where }) => `${words.join(" ")} ${where}`),
      ["4 in the box", "5 in the box", "6 in the box", "7 waiting to be sent"],
    );
  });

  it("buffer-mailbox-broken: the mailbox is full where a message is lost", () => {
    const debuggee = stoppedOn("buffer-mailbox-broken", "messageLost");
    assert.equal(debuggee.value("slots.count"), "3");
  });

  it("buffer-semaphores: a producer waits for a free place", () => {
    const debuggee = stoppedOn("buffer-semaphores", "blocked", "object == empty");
    assert.equal(debuggee.value("empty.count"), "0");
  });

  it("philosophers-broken: five edges make one circle", () => {
    const debuggee = begun("philosophers-broken");
    debuggee.continue();
    const { cycle, edges } = lockOverview(debuggee.session.sim);
    assert.equal(cycle.length, 5);
    assert.deepEqual(
      edges.map(({ isInCycle }) => isInCycle),
      [true, true, true, true, true],
    );
  });

  it("priority-inheritance: weather is as urgent as who waits for it, until it unlocks", () => {
    const debuggee = begun("priority-inheritance");
    const priorityAt = (tick: number): string => {
      debuggee.runToTick(tick);
      return debuggee.value("weather.pcb.priority");
    };
    assert.match(priorityAt(2), /^9/);
    assert.match(priorityAt(5), /^1\b/);
    assert.match(priorityAt(8), /^9/);
  });

  it("producer-consumer: a switch from the producer to the consumer finds items", () => {
    const debuggee = stoppedOn("producer-consumer", "contextSwitch", "from == p && to == c");
    assert.ok(Number(debuggee.value("(in + N - out) % N")) >= 0);
  });

  it("readers-writers-broken: writer and reader hold the lock where half a state is seen", () => {
    const debuggee = stoppedAt("readers-writers-broken", "if words != pages * 10", "words != pages * 10");
    const [shelf] = lockOverview(debuggee.session.sim).locks;
    assert.ok(shelf?.holders.some(({ label }) => label === "3 w"));
    assert.ok((shelf?.holders.length ?? 0) > 1);
  });

  it("rendezvous: to step into a request goes on in the server", () => {
    const debuggee = stoppedAt("rendezvous", "var square = request");
    debuggee.breakAt();
    const stop = debuggee.step("a", "into");
    assert.equal(debuggee.told(stop), `step ${debuggee.where("server")}`);
  });

  it("sleeping-barber: the barber waits at `customers` when the shop is empty", () => {
    const debuggee = stoppedOn("sleeping-barber", "blocked", "object == customers");
    const customers = lockOverview(debuggee.session.sim).locks.find(({ name }) => name === "customers");
    assert.deepEqual(
      customers?.waiters.map(({ label }) => label),
      ["1 figaro"],
    );
  });

  it("sleeping-barber-broken: somebody is counted who finds all chairs taken", () => {
    const debuggee = stoppedAt("sleeping-barber-broken", "waiting += 1", "waiting == CHAIRS");
    assert.equal(debuggee.value("waiting"), "2");
  });

  it("test-and-set-broken: somebody goes in who is not alone", () => {
    const debuggee = stoppedAt("test-and-set-broken", "inside += 1", "inside == 1");
    assert.equal(debuggee.value("inside"), "1");
  });
});
