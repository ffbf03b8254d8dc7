/**
 * Mutual exclusion by shared words alone, as the samples have it, over thousands of random schedules: the right algorithms never
 * let two in, on one CPU and on two; the broken ones do under some seeds, and such a seed fails again at the same tick.
 *
 * `inside` is counted up and down by one indivisible instruction each, so that two at once are never overlooked.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Run } from "../../src/debugger/outcome/outcome.ts";
import type { Image } from "../../src/isa/image.ts";
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { EventKind } from "../../src/machine/events.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { Ended } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";

const SCHEDULES = 2000;
/** Schedules of a broken algorithm: enough that some show it. */
const BROKEN_SCHEDULES = 300;
const ENTRIES = 2;

/** Replaces what must be there. */
function exchange(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, `${String(from)} is in the sample`);
  return changed;
}

const SECTION = /inside \+= 1\n(.*\n) {4}inside -= 1/;
const COUNTED = "assert fetch_and_add(inside, 1) == 0\n$1    fetch_and_add(inside, 0 - 1)";

/** Somebody else who wants the CPUs: else two processes have two of them to themselves, and every schedule is the same. */
const CROWD = `
program crowd() { for i = 1 .. 60 { compute(random(4)) } }
process x = crowd()
process y = crowd()
`;

/** A sample with an assertion in its critical section, for a number of CPUs. */
function litmus(name: string, cpus: number, edit = (text: string): string => text): Image {
  let text = edit(readFileSync(`samples/${name}.turno`, "utf8"));
  text = exchange(text, /const TIMES = \d+/, `const TIMES = ${ENTRIES}`);
  text = exchange(exchange(text, SECTION, COUNTED), /expect \{[^}]*\}/, "");
  text = exchange(text, "machine {", `machine { cpus: ${cpus} `).replace("cpus: 2\n", "\n");
  const { image, diagnostics } = compile(`${name}.turno`, cpus === 1 ? text : text + CROWD);
  assert.ok(image !== undefined, diagnostics.map(({ message }) => message).join("; "));
  return image;
}

/** What came of one schedule: the tick at which two were inside, or -1 and the whole run. */
interface Schedule {
  readonly violatedAt: number;
  readonly trace: string;
}

/** Runs a schedule to its end, or until two are inside. */
function schedule(image: Image, seed: number): Schedule {
  const sim = boot(image, { seed });
  let violatedAt = -1;
  sim.observe = (kind, tick) => {
    if (kind !== EventKind.assertionFailed) return;
    violatedAt = tick;
    sim.stopRequested = true;
  };
  run(sim, 1_000_000);
  if (violatedAt < 0) assert.equal(sim.world.ended, Ended.finished, `seed ${seed}: ${sim.world.endReason}`);
  return { violatedAt, trace: traceHash(sim.world) };
}

/** The schedules of the seeds from 1 on. */
function schedules(image: Image, seeds: number): Schedule[] {
  return Array.from({ length: seeds }, (_none, k) => schedule(image, k + 1));
}

const RIGHT = ["peterson", "dekker", "bakery"];

/** A broken algorithm: a sample, or a right one with a mistake. */
const BROKEN: readonly (readonly [name: string, sample: string, edit?: (text: string) => string])[] = [
  ["peterson-broken", "peterson-broken"],
  ["dekker-broken", "dekker-broken"],
  ["bakery-broken", "bakery-broken"],
  ["test-and-set-broken", "test-and-set-broken", (text) => text.replace("cpus: 2", "")],
  [
    "peterson with its first two lines exchanged",
    "peterson",
    (text) => exchange(text, /(flag\[me\] = 1 .*)\n(.*turn = other .*)\n/, "$2\n$1\n"),
  ],
  [
    "dekker that does not look again",
    "dekker",
    (text) => exchange(text, "while wants[other] == 1 {", "if wants[other] == 1 {"),
  ],
];

describe("mutual exclusion", () => {
  for (const name of RIGHT)
    for (const cpus of [1, 2])
      it(`${name} holds in ${SCHEDULES} schedules on ${cpus} CPU${cpus === 1 ? "" : "s"}`, () => {
        const all = schedules(litmus(name, cpus), SCHEDULES);
        assert.equal(
          all.findIndex(({ violatedAt }) => violatedAt >= 0),
          -1,
        );
        // They are schedules indeed, and not one of them again and again.
        assert.ok(new Set(all.map(({ trace }) => trace)).size > SCHEDULES * 0.9);
      }).timeout(60_000);

  for (const [name, sample, edit] of BROKEN)
    for (const cpus of [1, 2])
      it(`${name} fails in some on ${cpus} CPU${cpus === 1 ? "" : "s"}, at the same tick again`, () => {
        const image = litmus(sample, cpus, edit);
        const seed = schedules(image, BROKEN_SCHEDULES).findIndex(({ violatedAt }) => violatedAt >= 0) + 1;
        assert.ok(seed > 0, "some schedule shows it");
        const [first, again] = [schedule(image, seed), schedule(image, seed)];
        assert.deepEqual(again, first);
        // As `turno run --seed` does it.
        const whole = new Run(image, { seed, until: first.violatedAt + 1 });
        while (whole.runChunk(1000));
        assert.equal(whole.outcome().faults[0]?.tick, first.violatedAt);
      }).timeout(60_000);
});
