/** Laws of the machine over random scenarios: sound after every step, however the run is cut, from wherever it is put back. */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { processMetrics } from "../../src/machine/metrics.ts";
import { traceHash, type Simulation } from "../../src/machine/simulation.ts";
import { hashWorld, restore, snapshot } from "../../src/machine/snapshot.ts";
import { Ended } from "../../src/machine/state.ts";
import { run, step } from "../../src/machine/step.ts";
import { runChecked, simulate } from "../support/scenario.ts";
import { scenario } from "./programs.ts";

/** Suspended processes that nobody resumes stand still for ever; everything else ends by this tick. */
const HORIZON = 1000;

function bounded(text: string): Simulation {
  const sim = simulate(text);
  sim.horizon = HORIZON;
  return sim;
}

function finish(sim: Simulation): string {
  run(sim, 1 << 26);
  return `${traceHash(sim.world)} ${hashWorld(sim.world)} ${sim.world.tick}`;
}

describe("laws of the machine", () => {
  it("the world is sound after every step", () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 1, max: 20 }), (text, allowance) => {
        const sim = bounded(text);
        runChecked(sim, 1500, allowance);
      }),
    );
  });

  it("stepped = continuous", () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 1, max: 7 }), (text, allowance) => {
        const whole = finish(bounded(text));
        const sim = bounded(text);
        for (let k = 0; k < 1e6 && sim.world.ended === Ended.not && run(sim, allowance) === 0; k++);
        assert.equal(finish(sim), whole);
      }),
    );
  });

  it("watched = unwatched", () => {
    fc.assert(
      fc.property(scenario, (text) => {
        const whole = finish(bounded(text));
        const sim = bounded(text);
        let events = 0;
        sim.observe = () => {
          events++;
        };
        sim.observeSpan = () => undefined;
        assert.equal(finish(sim), whole);
        assert.ok(events > 0);
      }),
    );
  });

  it("restore ∘ snapshot = identity, and the run goes on the same", () => {
    fc.assert(
      fc.property(scenario, fc.nat(200), (text, steps) => {
        const whole = finish(bounded(text));
        const sim = bounded(text);
        for (let k = 0; k < steps && sim.world.ended === Ended.not && sim.world.tick < HORIZON; k++) step(sim, 2);
        const kept = snapshot(sim.world);
        finish(sim);
        restore(sim, kept);
        assert.equal(hashWorld(sim.world), hashWorld(kept));
        assert.equal(finish(sim), whole);
      }),
    );
  });

  it("turnaround = waiting + service + blocked + kernel", () => {
    fc.assert(
      fc.property(scenario, (text) => {
        const sim = bounded(text);
        run(sim, 1 << 26);
        for (const { pid, threads } of sim.world.processes.slice(1)) {
          if (threads.length > 1) continue;
          const m = processMetrics(sim, pid);
          if (m.turnaround !== null)
            assert.equal(m.waiting + m.service + m.blocked + m.kernel, m.turnaround, `process ${pid}`);
        }
      }),
    );
  });
});
