/**
 * The machine against the reference schedulers, which were written from the rules of the simulated machine alone: equal charts,
 * finishes and accounts of each process, tick by tick, on random workloads.
 *
 * A hundred workloads of each shape and policy, or `LAW_RUNS`, from `LAW_SEED`. A difference is told with the scenario's text.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { POLICIES } from "../../src/machine/sched/policies.ts";
import { SCHEDULERS, workload, type Shape } from "./reference/arbitrary.ts";
import { machineTells, referenceTells } from "./reference/compare.ts";
import { textOf, type Workload } from "./reference/workload.ts";

/** Where a run is cut: periodic processes never end, nor does a machine that does nothing but switch. */
const UNTIL = 300;
const PERIODIC_UNTIL = 80;

function check(work: Workload, until: number): void {
  const { told, choose } = machineTells(work, until);
  assert.equal(told.join("\n"), referenceTells(work, until, choose).join("\n"), textOf(work));
}

const SHAPES: Readonly<Record<string, Shape>> = {
  "that may take no time": { zero: true },
  "with calls and interrupts that cost": { costs: true },
};

const REAL_TIME: Readonly<Record<string, Shape>> = {
  "with deadlines": { deadlines: true, zero: true },
  "with periods": { deadlines: true, periods: true, costs: true },
};

describe("the machine against the reference schedulers", () => {
  for (const [name, scheduler] of Object.entries(SCHEDULERS)) {
    const isRealTime = name === "edf" || name === "rate_monotonic";
    for (const [what, shape] of Object.entries({ ...SHAPES, ...(isRealTime ? REAL_TIME : {}) })) {
      it(`${name}, work ${what}`, () => {
        const until = shape.periods === true ? PERIODIC_UNTIL : UNTIL;
        fc.assert(
          fc.property(workload(scheduler, shape), (work) => {
            check(work, until);
          }),
        );
      });
    }
  }

  it("are tried for every policy but the one that a person is", () => {
    assert.deepEqual([...Object.keys(SCHEDULERS), "manual"].sort(), Object.keys(POLICIES).sort());
  });
});
