/** What the debugger says in rows, in another language: every form is found again, and nothing else is touched. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { lockOverview } from "../../src/debugger/overview/locks.ts";
import { mailboxOverview } from "../../src/debugger/overview/mailboxes.ts";
import { overview } from "../../src/debugger/overview/overview.ts";
import { run } from "../../src/machine/step.ts";
import { lockRows } from "../../src/views/locks.ts";
import { TEMPLATES, toldIn } from "../../src/views/machineWords.ts";
import { mailboxRows } from "../../src/views/mailboxes.ts";
import { plainContext, processRows, type RowContext } from "../../src/views/processRows.ts";
import { queueRows } from "../../src/views/queueRows.ts";
import { english, type Row } from "../../src/views/row.ts";
import { simulate } from "../support/scenario.ts";

const top = path.resolve(import.meta.dirname, "../..");
const spanish = JSON.parse(readFileSync(path.join(top, "l10n/bundle.l10n.es.json"), "utf8")) as Record<string, string>;
const inSpanish = (text: string): string =>
  toldIn(text, (template, ...values) => english(spanish[template] ?? `?${template}`, ...values));

/** Parts of rows that stay as they are: states, policies, names, numbers, carriers. */
const STAYS = [
  /^(\d+( \/ .+)?)?$/,
  /^CPU \d+$/,
  /^M\d+: \S+ \S+$/,
  /^(suspended )?waiting: (semaphore|mutex|condition|barrier|lock|device|send|receive|reply)( \S+)?$/,
  /^(\d+\. )?\d+(\.\d+)? \S+( → .*)?$/,
  /^(new|ready|running|waiting|zombie|terminated|suspended ready|suspended waiting)$/,
  /^(fcfs|sjf|srtf|hrrn|round_robin|priority|mlfq|lottery|stride|fair|edf|rate_monotonic|random|manual)$/,
  /^(library|hybrid|go|kernel)$/,
  /^(M\d+|LWP \d+)(, P\d+)?$/,
  /^(semaphore|mutex|condition|barrier|lock|rwlock|device|send|receive|reply) ?\S*$/,
];

/** Every text that the debugger says in the rows of a scenario, at some of its moments. */
function said(text: string): Set<string> {
  const found = new Set<string>();
  const context: RowContext = {
    ...plainContext,
    told: (one) => {
      found.add(one);
      return one;
    },
  };
  const sim = simulate(text);
  for (const tick of [0, 1, 3, 7, 12, 20, 33, 50, 80, 120, 200, 400]) {
    sim.horizon = tick;
    run(sim, 200_000);
    const all: Row[] = [
      ...processRows(overview(sim), context),
      ...queueRows(overview(sim), context),
      ...mailboxRows(mailboxOverview(sim), context),
      ...lockRows(lockOverview(sim), context),
    ];
    assert.ok(all.length > 0);
  }
  return found;
}

const samples = path.join(top, "samples");
const texts = readdirSync(samples).map((name) => readFileSync(path.join(samples, name), "utf8"));

describe("the machine's words in rows", () => {
  it("have a form in all samples, or stay as they are", () => {
    const known = new Set<string>();
    const unknown = new Set<string>();
    const parts = texts.flatMap((text) => [...said(text)].flatMap((one) => one.split(" · ")));
    for (const part of new Set(parts)) {
      const before: string[] = [];
      toldIn(part, (template) => {
        before.push(template);
        return "";
      });
      for (const template of before) known.add(template);
      if (before.length === 0 && !STAYS.some((pattern) => pattern.test(part))) unknown.add(part);
    }
    assert.deepEqual([...unknown], []);
    assert.ok(known.size > 60, `only ${known.size} of ${TEMPLATES.length} forms are seen in the samples`);
  });

  it("are found again part by part, and names stay", () => {
    assert.equal(inSpanish("running on CPU 0, held · M1, P0"), "running en la CPU 0, retenido · M1, P0");
    assert.equal(inSpanish("ready (queue 1, 3rd)"), "ready (cola 1, 3.º)");
    assert.equal(inSpanish("suspended waiting: sleep until 30"), "suspended waiting: sleep hasta 30");
    assert.equal(inSpanish("east: Ready queue, level 2"), "east: Cola de listos, nivel 2");
    assert.equal(inSpanish("2 idle · context switch: 1 left"), "2 idle · cambio de contexto: falta 1");
    assert.equal(
      inSpanish("burst: about 7 ticks, the average of its past"),
      "ráfaga: unos 7 tics, la media de su pasado",
    );
    for (const text of ["", "3", "2 producer", "semaphore free", "what free", "child's play", "1 p → 2 q"])
      assert.equal(inSpanish(text), text);
  });

  it("are the same in English", () => {
    for (const one of texts.slice(0, 20).flatMap((text) => [...said(text)])) assert.equal(toldIn(one, english), one);
  });
});
