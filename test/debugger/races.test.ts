/**
 * Data races of a whole run: the unlocked counter has one, the locked one has none.
 */
import assert from "node:assert/strict";
import { findRaces } from "../../src/debugger/races.ts";
import { compile } from "../../src/lang/compile.ts";

const counter = (before: string, after: string): string => `machine { scheduler: round_robin(quantum: 3) }
shared count = 0
mutex m
program adder(times) {
  for i = 1 .. times { ${before} count = count + 1 ${after} }
}
process a = adder(20)
process b = adder(20)
`;

describe("races of a run", () => {
  it("are found where nothing orders two accesses", () => {
    const { image } = compile("racy.turno", counter("", ""));
    assert.ok(findRaces(image!).length > 0);
  });

  it("are none under a lock", () => {
    const { image } = compile("locked.turno", counter("lock(m)", "unlock(m)"));
    assert.deepEqual(findRaces(image!), []);
  });
});
