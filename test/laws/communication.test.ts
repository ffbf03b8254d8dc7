/**
 * Laws of interprocess communication over random scenarios, each checked after every step of the run (soundness.ts): nothing is
 * lost or duplicated on a reliable box, each sender's messages keep their order, capacity and counts hold, a mutex has one owner.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { EventKind } from "../../src/machine/events.ts";
import { detectRaces } from "../../src/machine/ipc/watch.ts";
import { traceHash, type Simulation } from "../../src/machine/simulation.ts";
import { Ended } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";
import { runSound } from "../machine/ipc/talk.ts";
import { simulate } from "../support/scenario.ts";

interface Traffic {
  readonly capacity: string;
  readonly delivery: string;
  readonly latency: number;
  readonly senders: number;
  readonly receivers: number;
  readonly each: number;
  readonly cpus: number;
  readonly seed: number;
  readonly within: number;
}

const traffic: fc.Arbitrary<Traffic> = fc.record({
  capacity: fc.constantFrom("0", "1", "2", "5", "unbounded"),
  delivery: fc.constantFrom("reliable", "retransmit", "retransmit checksum: true corruption: 30"),
  latency: fc.integer({ min: 0, max: 6 }),
  senders: fc.integer({ min: 1, max: 4 }),
  receivers: fc.integer({ min: 1, max: 3 }),
  each: fc.integer({ min: 1, max: 6 }),
  cpus: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(100_000),
  within: fc.integer({ min: 1, max: 9 }),
});

function scenarioOf(t: Traffic): string {
  const total = t.senders * t.each;
  const processes = [
    ...Array.from({ length: t.senders }, (_none, k) => `process s${k} = sender(${k * 100})`),
    ...Array.from({ length: t.receivers }, (_none, k) => `process r${k} = receiver(${k})`),
  ];
  // At a rendezvous both must have the patience for the way there, more than once.
  const within = t.capacity === "0" ? 40 : t.within;
  // A sender whose time is over sends the same again; receivers try, wait a little, or wait for ever.
  return `machine { cpus: ${t.cpus} scheduler: random seed: ${t.seed} }
    mailbox box { capacity: ${t.capacity} latency: ${t.latency} timeout: 7 loss: 30 delivery: ${t.delivery} }
    shared left = ${total}
    program sender(first) { for i = 1 .. ${t.each} { var told = ERR_TIMEOUT while told != 0 { told = send_within(${within}, box, first + i) } compute(random(4)) } }
    program receiver(kind) { loop { if fetch_and_add(left, 0 - 1) <= 0 { exit(0) }
      var word = ERR_TIMEOUT
      while word < 0 { if kind == 0 { word = receive(box) } else { word = receive_within(${within}, box) } }
      print(word) compute(random(5)) } }
    ${processes.join("\n")}`;
}

/** The words that were received, in order. */
function received(sim: Simulation): number[] {
  const words: number[] = [];
  sim.observe = (kind, _tick, _a, _b, _c, _d, word) => {
    if (kind === EventKind.messageReceived) words.push(word);
  };
  runSound(sim);
  return words;
}

describe("laws of messages", () => {
  it("nothing is lost or duplicated where delivery is reliable, and no sender's message overtakes another of his", () =>
    fc.assert(
      fc.property(traffic, (t) => {
        const sim = simulate(scenarioOf(t));
        const words = received(sim);
        assert.equal(sim.world.ended, Ended.finished, sim.world.endReason);
        const expected = Array.from({ length: t.senders }, (_s, s) =>
          Array.from({ length: t.each }, (_n, i) => s * 100 + i + 1),
        );
        for (const own of expected)
          assert.deepEqual(
            words.filter((word) => own.includes(word)),
            own,
          );
        assert.equal(words.length, t.senders * t.each);
      }),
    )).timeout(60_000);
});

/** Random programs over all kinds of objects: they may deadlock, fault, or end. */
const step: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "lock(m[0])",
    "unlock(m[0])",
    "lock(m[1])",
    "unlock(m[1])",
    "down(s)",
    "up(s)",
    "cond_signal(c)",
    "cond_broadcast(c)",
  ),
  fc.constantFrom("read_lock(r)", "write_lock(r)", "rw_unlock(r)", "barrier_wait(b)", "try_lock(m[0])", "try_down(s)"),
  fc.constantFrom("x = x + 1", "test_and_set(flag)", "atomic { x = x + 2 }", "yield()", "compute(2)", "sleep(3)"),
  fc.constantFrom(
    "send(box, 1)",
    "receive(box)",
    "send(1, 2)",
    "receive(2)",
    "receive_within(4)",
    "request(3, 1)",
    "reply(sender(), 1)",
    "kill(4)",
  ),
  fc.constantFrom(
    "lock(m[0]) cond_wait(c, m[0]) unlock(m[0])",
    "lock(m[1]) x = x + 1 unlock(m[1])",
    "fork()",
    "suspend(2)",
    "resume(2)",
  ),
);

const anything: fc.Arbitrary<string> = fc
  .record({
    programs: fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 4, maxLength: 5 }),
    cpus: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(10_000),
  })
  .map(({ programs, cpus, seed }) => {
    const texts = programs.map(
      (steps, k) => `program p${k}() { ${steps.join(" ")} } process q${k} = p${k}() { priority: ${k % 3} }`,
    );
    return `machine { cpus: ${cpus} seed: ${seed} scheduler: random }
      mutex m[2] { protocol: inherit order: priority } semaphore s = 1 { order: lifo } condition c { order: priority } barrier b = 2
      rwlock r { prefer: writers } mailbox box { capacity: 0 } shared x = 0 shared flag = 0
      ${texts.join("\n")}`;
  });

describe("laws of synchronisation", () => {
  it("every list, owner and count is sound between any two steps, whatever programs do", () =>
    fc.assert(
      fc.property(anything, (text) => runSound(simulate(text))),
      { numRuns: 300 },
    )).timeout(60_000);

  it("looking for races changes no outcome, and cuts nothing", () =>
    fc.assert(
      fc.property(anything, (text) => {
        const [plain, watched] = [simulate(text), simulate(text)];
        detectRaces(watched);
        for (const sim of [plain, watched]) run(sim, 1_000_000);
        assert.equal(traceHash(watched.world), traceHash(plain.world));
        assert.equal(watched.world.endReason, plain.world.endReason);
      }),
      { numRuns: 200 },
    )).timeout(60_000);
});
