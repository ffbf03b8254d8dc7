/**
 * The names that a condition may use for what an event carries: its fields, and what follows from them. Apart from the conditions
 * themselves, because the window shows the names before anything is parsed.
 */
import { EVENT_FIELDS, EventKind, isMessageEvent, type EventRow, type FieldKind } from "../../machine/events.ts";
import { moveOf } from "../../machine/states.ts";

/** Names beyond the fields of a row, for what follows from these. */
export interface Derived {
  readonly names: RegExp;
  /** How the names are told of. */
  readonly shown: readonly string[];
  readonly kind: FieldKind;
  of(name: string, fields: readonly number[]): number;
}

/** Of a message: how many words it has, and each by its place. */
const WORDS: Derived = {
  names: /^words$|^word[2-8]$/,
  shown: ["word2 … word8", "words"],
  kind: "int",
  of: (name, fields) => {
    const words = fields.slice(EVENT_FIELDS);
    return name === "words" ? words.length : (words[Number(name.slice("word".length)) - 1] ?? 0);
  },
};

/** Of a move between states: `state` is the one that it leads to, `reason` the move. */
const TRANSITIONS: readonly Derived[] = [
  { names: /^state$/, shown: ["state"], kind: "state", of: (_name, fields) => fields[3]! },
  { names: /^reason$/, shown: ["reason"], kind: "move", of: (_name, fields) => moveOf(fields[2]!, fields[3]!) ?? -1 },
];

function derived(row: EventRow): readonly Derived[] {
  if (row.kind === EventKind.stateChanged) return TRANSITIONS;
  return isMessageEvent(row.kind) ? [WORDS] : [];
}

export function derivedOf(row: EventRow, name: string): Derived | undefined {
  return derived(row).find(({ names }) => names.test(name));
}

/** The names that a condition may use for what an event carries. */
export function conditionFields(row: EventRow): readonly string[] {
  return [...row.fields.map((field) => field.name), ...derived(row).flatMap(({ shown }) => shown), "tick"];
}
