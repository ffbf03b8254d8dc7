/**
 * The long tail of machine events that a run can stop at: every row of the event table that no everyday filter stands for,
 * by what it is about. Made from the table, so an event that is added is here; the texts of `filters.ts` go before its own.
 *
 * Keeps true: the id of a filter is the name of its event; nothing is both here and among the everyday filters.
 */
import { EVENTS, type EventRow, type FieldKind } from "../../machine/events.ts";
import { conditionFields } from "./eventFields.ts";
import { FILTERS, NAMED_FILTERS, type FilterRow } from "./filters.ts";

/** What events are about, by the groups of the event table. What is in none is about processes. */
const SUBJECTS: readonly (readonly [subject: string, ...groups: string[]])[] = [
  ["Scheduling", "state transition", "dispatch", "pre-emption", "quantum expiry", "thread switch", "interrupt"],
  ["Processes"],
  ["Admission and swapping", "degree of multiprogramming", "swap out", "swap in"],
  ["Deadlines", "release", "missed deadline"],
  [
    "Threads",
    "thread created",
    "thread ended",
    "user-level switch",
    "goroutine stolen",
    "processor handed off",
    "blocked with all peers",
  ],
  [
    "Messages",
    "send",
    "receive",
    "message lost",
    "message corrupted",
    "message sent again",
    "reply",
    "mailbox full",
    "mailbox empty",
    "mailbox created",
    "mailbox destroyed",
  ],
  ["Devices", "I/O"],
];

const ELSEWHERE = "Processes";

function subjectOf(row: EventRow): string {
  return SUBJECTS.find(([, ...groups]) => groups.includes(row.filter))?.[0] ?? ELSEWHERE;
}

/** What people call an event: its group where that has no other, as stops and pages do; else its name as people write it. */
function labelOf({ name, filter }: EventRow): string {
  const isAlone = EVENTS.filter((row) => row.filter === filter).length === 1;
  const written = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^io /, "I/O ");
  const words = isAlone ? filter : written;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a field of each kind may be compared with, in an example. */
const EXAMPLES: Readonly<Partial<Record<FieldKind, string>>> = {
  process: "p",
  cpu: "0",
  wait: "semaphore",
  object: "slots",
  overhead: "interrupt",
};

function exampleOf({ fields }: EventRow): string {
  const compared = fields.flatMap(({ name, kind }) =>
    EXAMPLES[kind] === undefined ? [] : [`${name} == ${EXAMPLES[kind]}`],
  );
  return compared[0] ?? "tick > 100";
}

const everyday = new Set(FILTERS.flatMap(({ events }) => events));

/** `a message is sent`, of `A message is sent.`: as the event table says what its rows mean. */
function asMeaning(description: string): string {
  return `${description.charAt(0).toLowerCase()}${description.slice(1).replace(/\.$/, "")}`;
}

/** What is said of an event: that of its filter, where it has one of its own. */
function textsOf(row: EventRow): Pick<FilterRow, "label" | "description" | "example"> {
  const named = NAMED_FILTERS.find(({ events }) => events.length === 1 && events[0] === row.kind);
  if (named === undefined) return { label: labelOf(row), description: row.meaning, example: exampleOf(row) };
  const { label, description, example } = named;
  return { label, description: asMeaning(description), example };
}

/** A filter of the long tail. */
export interface TailFilter extends FilterRow {
  readonly subject: string;
  /** The fields that its condition may name. */
  readonly fields: readonly string[];
}

export const TAIL_FILTERS: readonly TailFilter[] = EVENTS.filter(({ kind }) => !everyday.has(kind)).map((row) => ({
  id: row.name,
  ...textsOf(row),
  byDefault: false,
  isException: false,
  events: [row.kind],
  subject: subjectOf(row),
  fields: conditionFields(row),
}));

/** What the filters are about, in the order in which people look for them. */
export const TAIL_SUBJECTS: readonly string[] = SUBJECTS.map(([subject]) => subject);

export function tailFilterOf(id: string): TailFilter | undefined {
  return TAIL_FILTERS.find((row) => row.id === id);
}
