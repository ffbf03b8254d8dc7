/**
 * Scenarios as text for tests of the machine: compiled at any language level, run with every invariant checked after each
 * step, and told as lines: what was printed when, and how each process ended.
 */
import { strict as assert } from "node:assert";
import { english, say } from "../../src/base/words.ts";
import { compile } from "../../src/lang/compile.ts";
import { boot, type BootOptions } from "../../src/machine/boot.ts";
import { EventKind } from "../../src/machine/events.ts";
import { checkInvariants } from "../../src/machine/invariants.ts";
import { processMetrics } from "../../src/machine/metrics.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { Ended } from "../../src/machine/state.ts";
import { END_NAMES } from "../../src/machine/states.ts";
import { step } from "../../src/machine/step.ts";

/** A simulation of the text, which must have no error. */
export function simulate(text: string, options: BootOptions & { level?: number } = {}): Simulation {
  const { image, diagnostics } = compile("test.turno", text, undefined, { level: options.level ?? 3 });
  assert.ok(image !== undefined, diagnostics.map((each) => each.message).join("; "));
  return boot(image, options);
}

/** Adds what is printed, and what the operator could not do, to `lines`: `tick: text`. */
export function recordOutput(sim: Simulation, lines: string[]): void {
  sim.observe = (kind, tick, _a, _b, _c, _d, _e, text) => {
    if (kind === EventKind.printed || kind === EventKind.operatorFailed) lines.push(`${tick}: ${text}`);
  };
}

/** Steps to the end of the run, or until `steps` are done, checking the world after each step. */
export function runChecked(sim: Simulation, steps = 100_000, allowance = 1000): void {
  for (let k = 0; k < steps && sim.world.ended === Ended.not; k++) {
    step(sim, allowance);
    const broken = checkInvariants(sim);
    assert.deepEqual(broken, [], `tick ${sim.world.tick}, step ${k}`);
  }
}

/** How a process ended: `name exited 0 @12`, with the reason if there is one. */
export function endings(sim: Simulation): string[] {
  return sim.world.processes.slice(1).map((process) => {
    const { finish } = processMetrics(sim, process.pid);
    const reason = process.endReason === null ? "" : ` (${say(english, process.endReason)})`;
    return `${process.name} ${END_NAMES[process.end]!} ${process.exitValue} @${finish ?? "-"}${reason}`;
  });
}

/** Runs a scenario and tells what was printed and, after `---`, how each process ended. */
export function tell(text: string): string {
  const sim = simulate(text);
  const lines: string[] = [];
  recordOutput(sim, lines);
  runChecked(sim);
  if (sim.world.ended !== Ended.finished) lines.push(`! ${Ended[sim.world.ended]} ${sim.world.endReason}`);
  return [...lines, "---", ...endings(sim)].join("\n");
}

/** Checks what a scenario tells against aligned text; leading blanks of lines do not count. */
export function checkTold(text: string, expected: string): void {
  const trim = (block: string): string =>
    block
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
      .join("\n");
  assert.equal(tell(text), trim(expected));
}
