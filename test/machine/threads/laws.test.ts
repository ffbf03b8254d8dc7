/** Laws of threads over random programs: what a race-free one computes does not depend on the model, nor on the CPUs. */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { EventKind } from "../../../src/machine/events.ts";
import { detectRaces } from "../../../src/machine/ipc/watch.ts";
import { Ended } from "../../../src/machine/state.ts";
import { ThreadState } from "../../../src/machine/states.ts";
import { threadMetrics } from "../../../src/machine/threads/account.ts";
import { runChecked, simulate } from "../../support/scenario.ts";

const MODELS = [
  "kernel",
  "library(cooperative)",
  "library(preemptive, quantum: 2)",
  "hybrid(lwps: 2)",
  "hybrid(lwps: 3)",
  "go(processors: 1)",
  "go(processors: 2, quantum: 2)",
  "go(processors: 4)",
] as const;

const small = fc.integer({ min: 1, max: 4 });

/** One statement of a thread: what it shares it locks, or adds up whole; what it waits for comes from itself or from outside. */
const statement = fc.oneof(
  small.map((n) => `compute(${n})`),
  small.map((n) => `sleep(${n})`),
  small.map((n) => `io(disk, ${n})`),
  fc.constant("yield()"),
  small.map((n) => `lock(guard) total = total + ${n} unlock(guard)`),
  small.map((n) => `lock(guard) compute(${n}) total = total * 1 + n unlock(guard)`),
  small.map((n) => `fetch_and_add(count, ${n})`),
  small.map((n) => `for i = 1 .. ${n} { own = own + i * n }`),
  fc.constant("up(tokens) yield() down(tokens)"),
  fc.constant("own = own + square(n)"),
);

/** Below it, threads create threads of the next depth. */
function threadBody(depth: number): fc.Arbitrary<string> {
  const spawning = small.map((n) => `own = own + join(spawn(f${depth - 1}, n + ${n}))`);
  const two = small.map(
    (n) => `if 1 == 1 { var a = spawn(f${depth - 1}, ${n}) var b = spawn(f${depth - 1}, n)
    own = own + join(b) * 3 + join(a) }`,
  );
  const each = depth === 0 ? statement : fc.oneof({ weight: 3, arbitrary: statement }, spawning, two);
  return fc
    .array(each, { minLength: 1, maxLength: 5 })
    .map((body) => `function f${depth}(n) { var own = n\n  ${body.join("\n  ")}\n  return own }`);
}

const program = fc.tuple(threadBody(0), threadBody(1), threadBody(2)).map(
  (functions) => `${functions.join("\n")}
    function square(n) { return n * n }
    mutex guard semaphore tokens = 1 shared total = 0 shared count = 0
    program main() { var a = spawn(f2, 1) var b = spawn(f2, 2) var c = f1(3)
      print(join(a), join(b), c, total, count) }
    process p = main()
    program busy() { for i = 1 .. 4 { compute(i) io(disk) } }
    process q = busy() { arrival: 3 }`,
);

const costs = fc
  .record({ thread_switch: fc.nat(2), user_switch: fc.nat(1), create_thread: fc.nat(1), syscall: fc.nat(1) })
  .map((settings) => Object.entries(settings).map(([name, ticks]) => `${name}: ${ticks}`));

interface Told {
  readonly lines: string[];
  readonly races: number;
  /** The most threads of one process that ran in the same tick. */
  readonly parallel: number;
}

function runModel(text: string, model: string, cpus: number, settings: readonly string[]): Told {
  const sim =
    simulate(`machine { cpus: ${cpus} threads: ${model} scheduler: round_robin(quantum: 3) ${settings.join(" ")}
    devices: { disk: device(service: 3, servers: 2) } }\n${text}`);
  const detector = detectRaces(sim);
  const lines: string[] = [];
  /** By thread, when it came to be and when it ended. */
  const lives = new Map<number, [created: number, finish: number]>();
  sim.observe = (kind, tick, pid, id, _c, to, _e, words) => {
    if (kind === EventKind.printed) lines.push(`${pid}: ${words}`);
    if (kind === EventKind.threadCreated) lives.set(id, [tick, -1]);
    if (kind === EventKind.stateChanged && to === ThreadState.terminated && lives.has(id)) lives.get(id)![1] = tick;
  };
  // Threads of a process that had the same tick of user work: [from, to) by process.
  const spans: [pid: number, from: number, to: number][] = [];
  sim.observeSpan = (_cpu, thread, overhead, from, to) => {
    if (overhead === 0 && thread >= 0) spans.push([sim.world.threads[thread]!.pid, from, to]);
  };
  runChecked(sim, 1_000_000, 50);
  assert.equal(sim.world.ended, Ended.finished, sim.world.endReason);
  // What a thread's account adds up to is its life.
  for (const [id, life] of lives) {
    const { created, finish, turnaround } = threadMetrics(sim, sim.world.threads[id]!);
    assert.deepEqual([created, finish, turnaround], [...life, life[1] - life[0]]);
  }
  const most = spans.map(([pid, from]) => spans.filter((s) => s[0] === pid && s[1] <= from && from < s[2]).length);
  return { lines: lines.sort(), races: detector.races.length, parallel: Math.max(0, ...most) };
}

describe("laws of threads", () => {
  it("what a program without races computes depends on neither model nor CPUs", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(program, costs, fc.constantFrom(1, 2, 4), (text, settings, cpus) => {
        const expected = runModel(text, "kernel", 1, settings);
        assert.equal(expected.races, 0);
        for (const model of MODELS) {
          const told = runModel(text, model, cpus, settings);
          assert.deepEqual(told.lines, expected.lines, model);
          assert.equal(told.races, 0, model);
        }
      }),
      { numRuns: 16 },
    );
  });

  it("as many threads of a process run in a tick as its model lets", function () {
    this.timeout(120_000);
    const most: Readonly<Record<(typeof MODELS)[number], number>> = {
      kernel: 4,
      "library(cooperative)": 1,
      "library(preemptive, quantum: 2)": 1,
      "hybrid(lwps: 2)": 2,
      "hybrid(lwps: 3)": 3,
      "go(processors: 1)": 1,
      "go(processors: 2, quantum: 2)": 2,
      "go(processors: 4)": 4,
    };
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(program, costs, fc.constantFrom(...MODELS), (text, settings, model) => {
        const { parallel } = runModel(text, model, 4, settings);
        assert.ok(parallel <= most[model], `${parallel} at a time under ${model}`);
        seen.set(model, Math.max(parallel, seen.get(model) ?? 0));
      }),
      { numRuns: 60 },
    );
    // The bound is reached, so that the law says something.
    for (const [model, parallel] of seen) assert.equal(parallel, most[model as keyof typeof most], model);
  });
});
