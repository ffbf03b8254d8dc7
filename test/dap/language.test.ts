/** The language of the adapter's texts: that of the client's locale; nothing else of a session depends on it. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { wordsIn } from "../../src/dap/language.ts";
import spanish from "../../src/dap/texts.es.json";
import { FILTERS, NAMED_FILTERS } from "../../src/debugger/breakpoints/filters.ts";
import { TAIL_FILTERS } from "../../src/debugger/breakpoints/tailFilters.ts";
import { EVENTS } from "../../src/machine/events.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { templatesInSources } from "../support/templates.ts";
import { Client } from "./client.ts";
import { ADDERS, CROSSED, FAULTS } from "./scenarios.ts";

const GOLDEN = "test/golden/dap/spanish.txt";
const FILES = { "adders.turno": ADDERS, "crossed.turno": CROSSED, "faults.turno": FAULTS };

/** A client with a locale. */
function clientIn(locale: string): Client {
  const client = new Client(FILES);
  client.says = { ...client.says, locale };
  return client;
}

const holes = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(([hole]) => hole).sort();

describe("the catalogue of Spanish texts", () => {
  const found = templatesInSources();
  const used = new Set([
    ...found.filter(({ isTemplate }) => isTemplate).map(({ text }) => text),
    ...[...NAMED_FILTERS, ...TAIL_FILTERS].map(({ label }) => label),
    ...FILTERS.map(({ description }) => description),
    ...EVENTS.map(({ filter }) => filter),
  ]);
  // A text that is somebody else's, as it is.
  used.delete("{0}");

  it("has each template that the sources use, with its holes, and no other", () => {
    assert.deepEqual(Object.keys(spanish).sort(), [...used].sort());
    for (const [english, text] of Object.entries(spanish)) assert.deepEqual(holes(text), holes(english), english);
  });

  it("is asked for templates, not for texts with values in them", () => {
    assert.deepEqual(
      found.filter(({ isTemplate }) => !isTemplate),
      [],
    );
  });
});

describe("the locale of a client", () => {
  it("is known by its language", () => {
    for (const locale of ["es", "es-MX", "es_419", "ES", "es-419-u-nu-latn", " es_ES.UTF-8"])
      assert.equal(wordsIn(locale)("Paused"), "En pausa", locale);
    for (const locale of [undefined, "", "en", "en-US", "fr", "est", "espanol", "xx-es", "__proto__", "constructor"])
      assert.equal(wordsIn(locale)("Paused"), "Paused", locale);
  });

  it("decides the language of a session: its transcript", async () => {
    const client = clientIn("es-ES");
    await client.begin("crossed.turno", { races: true });
    for (const command of ["next", "stepBack", "continue", "continue"]) await client.request(command, { threadId: 1 });
    const { threadId } = client.stopped;
    await client.request("threads");
    await client.request("exceptionInfo", { threadId });
    await client.request("stackTrace", { threadId });
    await client.request("reverseContinue", { threadId });
    const text = `${client.lines.join("\n")}\n`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(GOLDEN, text);
    assert.ok(existsSync(GOLDEN), `${GOLDEN} is missing: look at what comes, then write it with UPDATE_GOLDEN=1`);
    assert.equal(text, readFileSync(GOLDEN, "utf8"));
  });

  it("changes nothing of the run: its trace, its state and its record", async () => {
    for (const program of ["adders.turno", "faults.turno"]) {
      const runs = await Promise.all(
        ["en", "es"].map(async (locale) => {
          const client = clientIn(locale);
          await client.begin(program);
          const { world } = client.simulation!;
          await client.request("next", { threadId: 1 });
          await client.request("turno/kill", { threadId: 2 });
          const record = await client.request("turno/choices");
          for (let k = 0; k < 3; k++) await client.request("continue", { threadId: 1 });
          return { record, world, hash: traceHash(world), texts: client.stopped.text };
        }),
      );
      const [english, other] = runs;
      assert.notEqual(english!.texts, other!.texts);
      assert.deepEqual({ ...english, texts: "" }, { ...other, texts: "" }, program);
    }
  });
});
