/**
 * Laws of interprocess communication over random scenarios, each checked after every step of the run (soundness.ts): nothing is
 * lost or duplicated on a reliable box, each sender's messages keep their order, capacity and counts hold, a mutex has one owner.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { english, say } from "../../src/base/words.ts";
import { EventKind } from "../../src/machine/events.ts";
import { detectRaces } from "../../src/machine/ipc/watch.ts";
import { SYSCALLS } from "../../src/isa/syscalls.ts";
import { traceHash, type Simulation } from "../../src/machine/simulation.ts";
import { Ended } from "../../src/machine/state.ts";
import { EndKind } from "../../src/machine/states.ts";
import { run } from "../../src/machine/step.ts";
import { runSound } from "../machine/ipc/talk.ts";
import { simulate } from "../support/scenario.ts";

interface Traffic {
  readonly capacity: string;
  readonly delivery: string;
  readonly policy: string;
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
  policy: fc.constantFrom("any", "arbitrary"),
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
    mailbox box { capacity: ${t.capacity} receivers: ${t.policy} latency: ${t.latency} timeout: 7 loss: 30 delivery: ${t.delivery} }
    shared left = ${total}
    program sender(first) { for i = 1 .. ${t.each} { var told = ERR_TIMEOUT while told < 0 { told = send_within(${within}, box, first + i) } compute(random(4)) } }
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

/** Who sends to whom directly: each sender a number of messages to each receiver, in a random order. */
const letters = fc.record({
  capacity: fc.constantFrom("0", "1", "3", "unbounded"),
  senders: fc.integer({ min: 1, max: 3 }),
  receivers: fc.integer({ min: 1, max: 3 }),
  posts: fc.array(fc.nat(8), { minLength: 1, maxLength: 12 }),
  named: fc.boolean(),
  cpus: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(100_000),
});

describe("laws of direct messages", () => {
  it("every message comes to whom it was sent, once, and in the order of its sender", () =>
    fc.assert(
      fc.property(letters, ({ capacity, senders, receivers, posts, named, cpus, seed }) => {
        const routes = posts.map((post, k) => ({
          from: post % senders,
          to: Math.floor(post / 3) % receivers,
          word: k + 1,
        }));
        const writing = Array.from({ length: senders }, (_s, s) => {
          const sends = routes.filter(({ from }) => from === s).map(({ to, word }) => `send(r${to}, ${word})`);
          return `program p${s}() { ${sends.join(" compute(random(3)) ")} } process s${s} = p${s}()`;
        });
        // A receiver takes what comes, or from one sender after the other.
        const reading = Array.from({ length: receivers }, (_r, r) => {
          const mine = routes.filter(({ to }) => to === r);
          const calls = Array.from({ length: senders }, (_s, s) =>
            mine.filter(({ from }) => from === s).map(() => `receive(${named ? `s${s}` : ""})`),
          );
          return `program q${r}() { ${calls.flat().join(" ")} } process r${r} = q${r}()`;
        });
        // Named one after the other, senders that meet their receivers in different orders may lock each other.
        const room = named ? "unbounded" : capacity;
        const sim = simulate(`machine { cpus: ${cpus} scheduler: random seed: ${seed} direct_capacity: ${room} }
          ${[...writing, ...reading].join("\n")}`);
        const came: string[] = [];
        const from = new Map<number, number>();
        sim.observe = (kind, _tick, pid, _b, _c, _d, word) => {
          if (kind === EventKind.messageSent) from.set(word, pid);
          if (kind === EventKind.messageReceived) came.push(`${from.get(word)! - 1} ${pid - 1 - senders} ${word}`);
        };
        runSound(sim);
        assert.equal(sim.world.ended, Ended.finished, sim.world.endReason);
        for (const { from: s, to: r } of routes)
          assert.deepEqual(
            came.filter((each) => each.startsWith(`${s} ${r} `)),
            routes.filter((route) => route.from === s && route.to === r).map(({ word }) => `${s} ${r} ${word}`),
          );
        assert.equal(came.length, routes.length);
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
    "receive(own)",
    "send(own, 1)",
    "request(own, 2)",
    "kill(1)",
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
    end: fc.constantFrom("tell", "end"),
    cpus: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(10_000),
  })
  .map(({ programs, end, cpus, seed }) => {
    const texts = programs.map(
      (steps, k) => `program p${k}() { ${steps.join(" ")} } process q${k} = p${k}() { priority: ${k % 3} }`,
    );
    return `machine { cpus: ${cpus} seed: ${seed} scheduler: random }
      mutex m[2] { protocol: inherit order: priority } semaphore s = 1 { order: lifo } condition c { order: priority } barrier b = 2
      rwlock r { prefer: writers } mailbox box { capacity: 0 } mailbox own { owner: q0 when_dead: ${end} capacity: 1 } shared x = 0 shared flag = 0
      ${texts.join("\n")}`;
  });

/** Ways into a section of which the lock guards that one thread at most is in it, and out again; `inside` counts exactly. */
const IN = "assert fetch_and_add(inside, 1) == 0";
const OUT = "fetch_and_add(inside, 0 - 1)";
const sections: fc.Arbitrary<string> = fc.constantFrom(
  `lock(m) ${IN} compute(2) ${OUT} unlock(m)`,
  `lock(m) ${IN} yield() ${OUT} unlock(m)`,
  `lock(m) ${IN} sleep(2) ${OUT} unlock(m)`,
  `if try_lock(m) == 1 { ${IN} compute(3) ${OUT} unlock(m) }`,
  `lock(m) ${IN} compute(1) ${OUT} cond_signal(c) unlock(m)`,
  `lock(m) ${IN} ${OUT} if fetch_and_add(waits, 1) < 2 { cond_wait(c, m) ${IN} compute(2) ${OUT} } unlock(m)`,
  "lock(m) cond_broadcast(c) unlock(m)",
  "set_priority(pid(), random(5))",
  "compute(2)",
);

/** Programs of such sections, and one that goes on waking all who still wait. */
const guarded = fc
  .record({
    programs: fc.array(fc.array(sections, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 5 }),
    order: fc.constantFrom("fifo", "priority", "lifo"),
    protocol: fc.constantFrom("none", "inherit"),
    cpus: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(100_000),
  })
  .map(
    ({ programs, order, protocol, cpus, seed }) => `machine { cpus: ${cpus} seed: ${seed} scheduler: random }
      mutex m { order: ${order} protocol: ${protocol} } condition c { order: ${order} } shared inside = 0 shared waits = 0
      ${programs.map((steps, k) => `program p${k}() { ${steps.join(" ")} } process q${k} = p${k}()`).join("\n")}
      program waker() { for i = 1 .. 20 { sleep(4) cond_broadcast(c) } } process w = waker()`,
  );

/** Down and up in random order, by every name that they have; nobody is killed. */
const semaphoreSteps = fc.record({
  programs: fc.array(
    fc.array(fc.constantFrom("down(s)", "P(s)", "wait(s)", "up(s)", "V(s)", "signal(s)", "compute(2)", "sleep(1)"), {
      minLength: 1,
      maxLength: 8,
    }),
    { minLength: 1, maxLength: 5 },
  ),
  initial: fc.integer({ min: 0, max: 3 }),
  order: fc.constantFrom("fifo", "priority", "lifo"),
  cpus: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(100_000),
});

const DOWNS: ReadonlySet<string> = new Set(["down", "P", "wait"]);
const UPS: ReadonlySet<string> = new Set(["up", "V", "signal"]);

describe("laws of synchronisation", () => {
  it("a mutex has at most one owner: no two threads are inside, however they came in", () =>
    fc.assert(
      fc.property(guarded, (text) => {
        const sim = simulate(text);
        runSound(sim);
        for (const process of sim.world.processes)
          assert.notEqual(process.end, EndKind.fault, say(english, process.endReason));
      }),
      { numRuns: 150 },
    )).timeout(60_000);

  it("a semaphore balances: count less waiters is what there was, with all that was given, less all that was asked for", () =>
    fc.assert(
      fc.property(semaphoreSteps, ({ programs, initial, order, cpus, seed }) => {
        const sim = simulate(`machine { cpus: ${cpus} seed: ${seed} scheduler: random }
          semaphore s = ${initial} { order: ${order} }
          ${programs.map((steps, k) => `program p${k}() { ${steps.join(" ")} } process q${k} = p${k}()`).join("\n")}`);
        let [given, asked] = [0, 0];
        sim.observe = (kind, _tick, _pid, _thread, call) => {
          if (kind !== EventKind.systemCalled) return;
          const { name } = SYSCALLS[call]!;
          if (UPS.has(name)) given++;
          if (DOWNS.has(name)) asked++;
        };
        const [semaphore] = sim.world.ipc.semaphores;
        runSound(sim, 100_000, () => {
          assert.equal(semaphore!.count - semaphore!.waiters.length, initial + given - asked);
          assert.ok(semaphore!.count >= 0 && (semaphore!.count === 0 || semaphore!.waiters.length === 0));
        });
      }),
      { numRuns: 300 },
    )).timeout(60_000);

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

/** Ways to touch `x` that order all who do it so. */
const DISCIPLINES: Readonly<Record<string, readonly string[]>> = {
  mutex: [
    "lock(m) x = x + 1 unlock(m)",
    "if try_lock(m) == 1 { x = x + 1 unlock(m) }",
    "lock(m) cond_signal(c) x = 3 unlock(m)",
  ],
  semaphore: ["down(s) x = x + 1 up(s)", "if try_down(s) == 1 { x = 2 up(s) }"],
  token: ["receive(token) x = x + 1 send(token, 1)"],
  readersAndWriters: ["write_lock(r) x = x + 1 rw_unlock(r)", "read_lock(r) seen = x rw_unlock(r)"],
  spinning: [
    "while test_and_set(word) == 1 { } x = x + 1 word = 0",
    "while word == 1 || test_and_set(word) == 1 { } x = x + 1 word = 0",
    "while compare_and_swap(word, 0, 1) != 0 { } x = x + 1 word = 0",
    "while swap(word, 1) == 1 { } x = x + 1 swap(word, 0)",
  ],
  server: ["request(p, 1)", "send(p, 1)"],
};

const raced = fc.record({
  discipline: fc.constantFrom(...Object.keys(DISCIPLINES)),
  programs: fc.array(fc.array(fc.nat(10), { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 4 }),
  outsider: fc.boolean(),
  cpus: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(100_000),
});

describe("laws of data races", () => {
  it("there is none among those who keep to one discipline, and one with anybody who does not", () =>
    fc.assert(
      fc.property(raced, ({ discipline, programs, outsider, cpus, seed }) => {
        const ways = DISCIPLINES[discipline]!;
        const texts = programs.map(
          (picks, k) =>
            `program q${k}() { var seen = 0 ${picks.map((pick) => `${ways[pick % ways.length]!} compute(random(4))`).join(" ")} } process a${k} = q${k}()`,
        );
        const sim = simulate(`machine { cpus: ${cpus} seed: ${seed} scheduler: random }
          mutex m condition c semaphore s = 1 rwlock r mailbox token shared x = 0 shared word = 0
          program serve() { send(token, 1) loop { var word = receive_within(500) if word < 0 { exit(0) } x = x + 1 reply(sender(), x) } }
          process p = serve()
          ${texts.join("\n")}
          ${outsider ? "program out() { compute(random(9)) x = x + 1 } process o = out()" : ""}`);
        const detector = detectRaces(sim);
        run(sim, 10_000_000);
        assert.equal(sim.world.ended, Ended.finished, sim.world.endReason);
        if (!outsider) assert.deepEqual(detector.races, []);
        else assert.ok(detector.races.length > 0);
      }),
      { numRuns: 200 },
    )).timeout(60_000);
});
