/**
 * Communication told as lines: each message event with its tick, what was printed, who was told what; then how it all ended.
 * Every invariant of the machine and of interprocess communication is checked after each step.
 */
import { strict as assert } from "node:assert";
import { english, say } from "../../../src/base/words.ts";
import { EventKind } from "../../../src/machine/events.ts";
import { checkInvariants } from "../../../src/machine/invariants.ts";
import { objectName } from "../../../src/machine/names.ts";
import type { Simulation } from "../../../src/machine/simulation.ts";
import { Ended } from "../../../src/machine/state.ts";
import { EndKind, END_NAMES } from "../../../src/machine/states.ts";
import { step } from "../../../src/machine/step.ts";
import { simulate } from "../../support/scenario.ts";
import { brokenIpc } from "./soundness.ts";

/** What is said of each kind of event: `process` does it to `box`. */
const SAYS: Readonly<Partial<Record<EventKind, string>>> = {
  [EventKind.messageSent]: "sends",
  [EventKind.messageReceived]: "receives",
  [EventKind.messageLost]: "loses",
  [EventKind.messageCorrupted]: "garbles",
  [EventKind.messageRetransmitted]: "sends again",
  [EventKind.mailboxFull]: "finds full",
};

/** Adds what happens to `lines`: `tick process does word at box (count)`. */
export function recordTalk(sim: Simulation, lines: string[]): void {
  const name = (pid: number): string => sim.world.processes[pid]!.name;
  sim.observe = (kind, tick, a, _b, c, d, e, text) => {
    const says = SAYS[kind];
    if (says !== undefined) lines.push(`${tick} ${name(a)} ${says} ${e} at ${objectName(sim, c)} (${d})`);
    else if (kind === EventKind.replied) lines.push(`${tick} ${name(a)} replies ${d} to ${name(c)}`);
    else if (kind === EventKind.printed) lines.push(`${tick} ${name(a)}: ${text}`);
  };
}

/** Steps to the end, checking after each step; `also` is asked then, too. */
export function runSound(sim: Simulation, steps = 100_000, also = (): void => undefined): void {
  for (let k = 0; k < steps && sim.world.ended === Ended.not; k++) {
    step(sim, 1000);
    const broken = [...checkInvariants(sim), ...brokenIpc(sim)];
    assert.deepEqual(broken, [], `tick ${sim.world.tick}, step ${k}`);
    also();
  }
  assert.notEqual(sim.world.ended, Ended.not, "the run comes to its end");
}

/** What happens in a scenario: message events and output, then who did not simply exit, then a deadlock. */
export function talk(text: string, seed?: number): string {
  const sim = simulate(text, seed === undefined ? {} : { seed });
  const lines: string[] = [];
  recordTalk(sim, lines);
  runSound(sim);
  for (const process of sim.world.processes.slice(1)) {
    if (process.end === EndKind.exited || process.end === EndKind.alive) continue;
    lines.push(`${process.name} ${END_NAMES[process.end]!}: ${say(english, process.endReason)}`);
  }
  if (sim.world.ended !== Ended.finished) lines.push(sim.world.endReason);
  return lines.join("\n");
}

/** Checks what happens against aligned text; leading blanks of lines do not count. */
export function checkTalk(text: string, expected: string, seed?: number): void {
  const lines = expected
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  assert.equal(talk(text, seed), lines.join("\n"));
}
