/**
 * The choices of a run as a text to keep: who was chosen where it could have gone more than one way, and what a person did to it.
 * With the same scenario it gives the same run again.
 *
 * Keeps true: what is read is checked before it is used; a record says its seed, so that choices beyond it are the same, too, and
 * of which scenario it is, as far as that decides how a run goes.
 */
import { addText, createHash, digest } from "../../base/hash.ts";
import { english, say, type Said, type Words } from "../../base/words.ts";
import type { Image } from "../../isa/image.ts";
import { isDeed } from "./deeds.ts";
import type { MadeChoice } from "./choices.ts";
import type { Moment } from "./moments.ts";
import type { TimedDeed } from "./replay.ts";

const SCHEMA = "turno-choices/1";

export interface ChoiceRecord {
  readonly seed: number;
  /** The fingerprint of its scenario; records of older versions have none. */
  readonly scenario?: string;
  readonly choices: readonly MadeChoice[];
  readonly deeds: readonly TimedDeed[];
}

/** A fingerprint of the texts of a scenario, comments and layout aside. */
export function scenarioOf({ sources }: Image): string {
  const hash = createHash();
  for (const { text } of sources) addText(hash, text.replace(/\/\/.*|\/\*[^]*?\*\//g, "").replace(/\s+/g, ""));
  return digest(hash);
}

/** As a text: a line for each choice and each deed, so that two records can be compared. */
export function recordText({ seed, scenario, choices, deeds }: ChoiceRecord): string {
  const list = (items: readonly unknown[]): string =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
  const of = scenario === undefined ? "" : `  "scenario": ${JSON.stringify(scenario)},\n`;
  return `{\n  "schema": "${SCHEMA}",\n  "seed": ${seed},\n${of}  "choices": ${list(choices)},\n  "deeds": ${list(deeds.map(({ at, deed }) => ({ at, deed })))}\n}\n`;
}

/** A record as it may come. */
interface Unchecked {
  readonly schema?: unknown;
  readonly seed?: unknown;
  readonly scenario?: unknown;
  readonly choices?: unknown;
  readonly deeds?: unknown;
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);

const MOMENT_FIELDS: readonly (keyof Moment)[] = ["tick", "low", "high", "zeroWork", "phase", "cursor", "owed"];
const CHOICE_FIELDS = ["index", "tick", "options", "chosen"] as const;

function isChoice(value: unknown): value is MadeChoice {
  const fields = value as Partial<MadeChoice> | null;
  return typeof fields?.kind === "string" && CHOICE_FIELDS.every((name) => isWhole(fields[name]));
}

function isTimedDeed(value: unknown): value is TimedDeed {
  const fields = value as { at?: Partial<Moment> | null; deed?: unknown } | null;
  const at = fields?.at;
  return at !== null && at !== undefined && MOMENT_FIELDS.every((name) => isWhole(at[name])) && isDeed(fields?.deed);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A record from its text, or what is wrong with that. */
export function parseRecord(
  text: string,
  words: Words = english,
): { readonly ok: true; readonly record: ChoiceRecord } | { readonly ok: false; readonly error: string } {
  const wrong = (...said: Said): { ok: false; error: string } => ({ ok: false, error: say(words, said) });
  const value = parsed(text) as Unchecked | null | undefined;
  if (value?.schema !== SCHEMA) return wrong('it is no record of choices: no JSON object with "schema": "{0}"', SCHEMA);
  const { seed, scenario, choices, deeds } = value;
  if (!isWhole(seed)) return wrong('its "seed" must be a whole number');
  if (scenario !== undefined && typeof scenario !== "string") return wrong('its "scenario" must be a text');
  if (!Array.isArray(choices) || !choices.every(isChoice)) return wrong('its "choices" are not what Turno writes');
  if (!Array.isArray(deeds) || !deeds.every(isTimedDeed)) return wrong('its "deeds" are not what Turno writes');
  return {
    ok: true,
    record: { seed: seed as number, ...(scenario === undefined ? {} : { scenario }), choices, deeds },
  };
}
