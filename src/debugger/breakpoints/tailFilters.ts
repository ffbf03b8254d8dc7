/**
 * The long tail of machine events that a run can stop at: every row of the event table that no exception filter stands for,
 * by what it is about. Made from the table, so an event that is added is here.
 *
 * Keeps true: the id of a filter is the name of its event; nothing is both here and among the exception filters, but for
 * what menus set for one process: a client sets no exception filters by itself.
 */
import { EVENTS, EventKind, type EventRow, type FieldKind } from "../../machine/events.ts";
import { conditionFields } from "./eventFields.ts";
import { FILTERS, type FilterRow } from "./filters.ts";

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
  ["Messages", "message sent again", "reply", "mailbox created", "mailbox destroyed"],
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

/** What menus of a process set. */
const OF_MENUS: ReadonlySet<EventKind> = new Set([EventKind.stateChanged, EventKind.dispatched]);

const everyday = new Set(FILTERS.flatMap(({ events }) => events).filter((kind) => !OF_MENUS.has(kind)));

/** A filter of the long tail. */
export interface TailFilter extends FilterRow {
  readonly subject: string;
  /** The fields that its condition may name. */
  readonly fields: readonly string[];
}

export const TAIL_FILTERS: readonly TailFilter[] = EVENTS.filter(({ kind }) => !everyday.has(kind)).map((row) => ({
  id: row.name,
  label: labelOf(row),
  description: row.meaning,
  byDefault: false,
  isException: false,
  events: [row.kind],
  example: exampleOf(row),
  subject: subjectOf(row),
  fields: conditionFields(row),
}));

/** What the filters are about, in the order in which people look for them. */
export const TAIL_SUBJECTS: readonly string[] = SUBJECTS.map(([subject]) => subject);

export function tailFilterOf(id: string): TailFilter | undefined {
  return TAIL_FILTERS.find((row) => row.id === id);
}
