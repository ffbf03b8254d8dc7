/**
 * The compiler and the bytecode machine against the naive interpreter of the syntax tree: the same output, the same shared memory,
 * the same ends, on random scenarios. A seed that fails is printed with its text.
 */
import assert from "node:assert/strict";
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { EventKind } from "../../src/machine/events.ts";
import { peek } from "../../src/machine/memory/memory.ts";
import { Ended } from "../../src/machine/state.ts";
import { END_NAMES, EndKind } from "../../src/machine/states.ts";
import { run } from "../../src/machine/step.ts";
import { verify } from "../../src/isa/verifier.ts";
import { randomScenario } from "./generator.ts";
import { interpret, type Outcome } from "./naive.ts";

const SCENARIOS = 400;
const FIRST_SEED = Number(process.env["TURNO_SEED"] ?? 1);

/** The same scenario on the machine. */
function simulate(text: string): Outcome {
  const { image, diagnostics } = compile("test.turno", text);
  assert.ok(image, diagnostics.map((d) => `${d.code} ${d.message} at ${d.from}`).join("\n"));
  assert.deepEqual(verify(image), []);
  const sim = boot(image);
  const output: string[] = [];
  sim.observe = (kind, _tick, _a, _b, _c, _d, _e, line) => {
    if (kind === EventKind.printed) output.push(line);
  };
  run(sim, 50_000_000);
  assert.equal(sim.world.ended, Ended.finished, sim.world.endReason);
  const [node] = sim.world.nodes;
  const nowhere = { table: new Int32Array(0), spaceBytes: 0 };
  const shared = image.shared.map((s) => {
    const words = Array.from({ length: s.words }, (_none, k) => peek(node!.memory, nowhere, s.address + 4 * k) ?? 0);
    return [s.name, s.type.lengths.length === 0 ? words[0]! : words] as const;
  });
  const ends = sim.world.processes
    .slice(1)
    .map((p) => (p.end === EndKind.exited ? `exited ${p.exitValue}` : END_NAMES[p.end]!));
  return { output, shared: Object.fromEntries(shared), ends };
}

describe("the machine against the naive interpreter", () => {
  it(`agrees on ${SCENARIOS} random scenarios from seed ${FIRST_SEED}`, function () {
    this.timeout(60_000);
    let faults = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCENARIOS; seed++) {
      const text = randomScenario(seed);
      const expected = interpret(text);
      assert.deepEqual(simulate(text), expected, `seed ${seed}\n${text}`);
      if (expected.ends.includes("fault")) faults++;
    }
    assert.ok(
      faults > SCENARIOS / 20 && faults < SCENARIOS * 0.9,
      `${faults} scenarios with a fault: too few or too many to mean much`,
    );
  });
});
