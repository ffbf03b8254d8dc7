/**
 * Holding, releasing, dispatching threads of every model: the machine stays sound, and all end once nobody is held.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkInvariants } from "../../src/machine/invariants.ts";
import { ThreadState } from "../../src/machine/states.ts";
import { Debuggee } from "./debuggee.ts";

const MODELS = [
  "kernel",
  "library",
  "library(switching: preemptive, quantum: 2)",
  "hybrid(lwps: 2)",
  "go(processors: 2)",
];

const scenario = (model: string, cpus: number): string => `machine { cpus: ${cpus} threads: ${model} }
shared total = 0
mutex m
semaphore done = 0
program work(times) {
  function worker(k, times) {
    for i = 1 .. times {
      compute(k)
      lock(m)
      total += 1
      unlock(m)
      if i == k { sleep(2) }
      if i == 2 { up(done) } else { yield() }
    }
  }
  var a = spawn(worker, 1, times)
  var b = spawn(worker, 2, times)
  var c = spawn(worker, 3, times)
  for i = 1 .. 3 { down(done) }
  join(a)
  join(b)
  join(c)
}
process p = work(3)
process q = work(2)
`;

const deed = fc.record({
  ticks: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom("dispatch", "hold", "release", "only", "all"),
  thread: fc.nat(7),
});

describe("steered threads", () => {
  it("keeps every thread model sound whatever is asked, and all end once released", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MODELS),
        fc.integer({ min: 1, max: 3 }),
        fc.array(deed, { maxLength: 10 }),
        (model, cpus, deeds) => {
          const d = new Debuggee(scenario(model, cpus));
          const { sim } = d.session;
          const isSound = (): void => assert.deepEqual(checkInvariants(sim), [], `${model} at tick ${d.tick}`);
          d.begin();
          for (const { ticks, kind, thread: place } of deeds) {
            if (d.session.isFinished) return;
            const { id } = sim.world.threads[place % sim.world.threads.length]!;
            if (kind === "all") d.session.runOnly(-1);
            else d.session.steer(kind === "dispatch" ? { kind, thread: id, cpu: -1 } : { kind, thread: id });
            isSound();
            for (let k = 0; k < ticks; k++) {
              if (d.stepTick().reason === "finished") return;
              isSound();
              for (const { thread } of sim.world.cpus)
                if (thread >= 0) assert.ok(!sim.world.steering.held.includes(thread), `${thread} runs, and is held`);
            }
          }
          d.session.runOnly(-1);
          for (const { id } of sim.world.threads) d.session.steer({ kind: "release", thread: id });
          isSound();
          assert.match(d.continue().text, /^Every process has ended/);
          assert.ok(sim.world.threads.every(({ state }) => state === ThreadState.terminated));
        },
      ),
      { numRuns: 150 },
    );
  });
});
