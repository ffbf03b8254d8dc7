/**
 * The deadlock detector against brute-force reachability on random small systems: at every tick, the run has ended with a
 * deadlock exactly when some waiting thread can never be free again. No false alarm, none missed, none late.
 */
import assert from "node:assert/strict";
import { createRandom, nextBelow } from "../../src/base/random.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { Ended } from "../../src/machine/state.ts";
import { step } from "../../src/machine/step.ts";
import { simulate } from "../support/scenario.ts";
import { doomedThreads } from "./waitGraph.ts";

const SYSTEMS = 1000;
const FIRST_SEED = Number(process.env["TURNO_SEED"] ?? 1);

/** What programs do; p is any process but oneself. */
const STEPS: readonly string[] = [
  "lock(m[0])",
  "lock(m[1])",
  "unlock(m[0])",
  "unlock(m[1])",
  "read_lock(r)",
  "write_lock(r)",
  "rw_unlock(r)",
  "down(s)",
  "up(s)",
  "send(p, 1)",
  "receive(p)",
  "request(p, 1)",
  "receive(box)",
  "send(box, 1)",
  "lock(m[0]) cond_wait(c, m[0]) unlock(m[0])",
  "cond_signal(c)",
  "wait()",
  "barrier_wait(b)",
  "sleep(2)",
  "receive_within(3, box)",
  "lock(m[0]) sleep(2) lock(m[1])",
  "lock(m[1]) sleep(2) lock(m[0])",
];

/** What a thread may do besides. */
const THREAD_STEPS: readonly string[] = ["join(spawn(f))", "spawn(f)", "spawn(f) yield()", "spawn_bound(f)"];

const MODELS: readonly string[] = ["kernel", "library", "library(preemptive)", "hybrid(lwps: 2)", "go(processors: 2)"];

/** Programs of one thread each; for every other seed, also of several, in all models. */
function randomSystem(seed: number): string {
  const random = createRandom(seed);
  const draw = (below: number): number => nextBelow(random, below);
  const isThreaded = seed % 2 === 0;
  const count = 2 + draw(isThreaded ? 2 : 3);
  const stepOf = (peer: number): string => STEPS[draw(STEPS.length)]!.replace("(p", `(${peer}`);
  const body = Array.from({ length: 1 + draw(3) }, () => stepOf(1 + draw(count))).join(" ");
  const programs = Array.from({ length: count }, (_none, k) => {
    const steps = Array.from({ length: 1 + draw(5) }, () => {
      const peer = 1 + ((k + 1 + draw(count - 1)) % count);
      return isThreaded && draw(3) === 0 ? THREAD_STEPS[draw(THREAD_STEPS.length)]! : stepOf(peer);
    });
    const parent = k > 0 && draw(3) === 0 ? ` { parent: q${k - 1} }` : "";
    return `program p${k}() { ${steps.join(" ")} } process q${k} = p${k}()${parent}`;
  });
  return `machine { cpus: ${1 + draw(2)} seed: ${seed} scheduler: random termination: adopt ${isThreaded ? `threads: ${MODELS[draw(MODELS.length)]!} ` : ""}direct_capacity: ${draw(2)} }
    function f() { ${body} }
    mutex m[2] rwlock r semaphore s = ${draw(2)} condition c barrier b = 2 mailbox box { capacity: 1 }
    ${programs.join("\n")}`;
}

/** How the run has ended by now: each step may change it. */
const endOf = (sim: Simulation): Ended => sim.world.ended;

/** Runs a system and says how it ended; fails where the two disagree. */
function compare(seed: number): Ended {
  const text = randomSystem(seed);
  const sim = simulate(text);
  // The tick at which brute force has found somebody doomed.
  let doomedAt = -1;
  for (let k = 0; k < 5000 && sim.world.ended === Ended.not; k++) {
    step(sim, 1);
    const doomed = doomedThreads(sim);
    const where = `seed ${seed}, tick ${sim.world.tick}, doomed ${doomed.join()}\n${text}`;
    if (doomed.length > 0 && doomedAt < 0 && doomedThreads(sim, true).length > 0) doomedAt = sim.world.tick;
    if (endOf(sim) === Ended.deadlock) assert.ok(doomed.length > 0, `a false alarm: ${sim.world.endReason}, ${where}`);
    else assert.ok(doomedAt < 0 || sim.world.tick === doomedAt, `missed, ${where}`);
  }
  assert.notEqual(sim.world.ended, Ended.not, `seed ${seed} does not end\n${text}`);
  return sim.world.ended;
}

describe("the deadlock detector", () => {
  it(`agrees with brute-force reachability on ${SYSTEMS} random systems from seed ${FIRST_SEED}`, function () {
    this.timeout(60_000);
    const ends = Array.from({ length: SYSTEMS }, (_none, k) => compare(FIRST_SEED + k));
    const deadlocks = ends.filter((end) => end === Ended.deadlock).length;
    assert.ok(
      deadlocks > SYSTEMS / 5 && deadlocks < SYSTEMS * 0.9,
      `${deadlocks} deadlocks: too few or too many to mean much`,
    );
  });
});
