/** Watching a run closely: what a watcher is told of, and that it changes nothing. */
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { DATA_BASE, SHARED_BASE } from "../../src/isa/image.ts";
import { traceHash, type Simulation } from "../../src/machine/simulation.ts";
import { hashWorld } from "../../src/machine/snapshot.ts";
import { run } from "../../src/machine/step.ts";
import { setWatchers } from "../../src/machine/watching.ts";
import { simulate } from "../support/scenario.ts";
import { scenario } from "./programs.ts";

const COUNTERS = `machine { cpus: 2 }
shared total = 0
program counter(n) {
  var own = 5
  own = own + n
  total = own
  while total < 0 { total = total + 1 }
}
process a = counter(1)
process b = counter(2)
`;

/** Every access of a run, as `cpu reads address` with the address told from where its region begins. */
function accesses(sim: Simulation, reach: "shared" | "all"): string[] {
  const told: string[] = [];
  const placeOf = (address: number): string =>
    address < DATA_BASE ? `shared+${address - SHARED_BASE}` : address < DATA_BASE + 64 ? "data" : "stack";
  setWatchers(sim, [
    {
      isOfRun: true,
      reach,
      access: (cpu, address, writes) => told.push(`${cpu} ${writes ? "writes" : "reads"} ${placeOf(address)}`),
    },
  ]);
  run(sim, 1 << 20);
  return told;
}

describe("watching", () => {
  it("tells of each access to a shared word, of whichever CPU", () => {
    const told = accesses(simulate(COUNTERS), "all").filter((line) => line.includes("shared"));
    const once = ["0 writes shared+0", "1 writes shared+0", "0 reads shared+0", "1 reads shared+0"];
    assert.deepEqual([...told].sort(), [...once].sort());
  });

  it("tells of the private space only when it is asked to", () => {
    const all = accesses(simulate(COUNTERS), "all").filter((line) => line.endsWith("stack"));
    const few = accesses(simulate(COUNTERS), "shared").filter((line) => line.endsWith("stack"));
    // A page that is touched for the first time is told of either way.
    assert.ok(few.length < all.length / 2, `${few.length} of ${all.length}`);
  });

  it("changes nothing where the operator brings about a deadlock and then ends everybody", () => {
    const text = `shared x = 0 mutex m program p() { lock(m) compute(50) } program q() { compute(1) lock(m) } program r() { compute(90) }
      process a = p() process b = q() process c = r() machine { cpus: 3 } at 9 { kill(a) kill(b) kill(c) }`;
    const plain = simulate(text);
    run(plain, 1 << 24);
    const watched = simulate(text);
    setWatchers(watched, [{ isOfRun: true, reach: "shared", access: () => undefined }]);
    run(watched, 1 << 24);
    assert.equal(plain.world.endReason, "deadlock: b waits for mutex m (held by a, which has ended)");
    assert.equal(hashWorld(watched.world), hashWorld(plain.world));
  });

  it("changes nothing, whatever is watched, begun or ended in the middle", () => {
    fc.assert(
      fc.property(scenario, fc.constantFrom("shared", "all"), fc.nat(300), (text, reach, work) => {
        const plain = simulate(text);
        plain.horizon = 1000;
        run(plain, 1 << 24);
        const watched = simulate(text);
        watched.horizon = 1000;
        const access = (): void => undefined;
        run(watched, work + 1);
        setWatchers(watched, [{ isOfRun: true, reach, access }]);
        run(watched, work + 1);
        setWatchers(watched, []);
        run(watched, work + 1);
        setWatchers(watched, [{ isOfRun: true, reach, access }]);
        run(watched, 1 << 24);
        assert.equal(traceHash(watched.world), traceHash(plain.world));
        assert.equal(hashWorld(watched.world), hashWorld(plain.world));
      }),
    );
  });
});
