/**
 * The machine events that a run can stop at and of which there is more to say than the event table does. Six of them are for
 * everyday use: those alone are offered as exception filters, so that a person's own breakpoints stay in sight. The others
 * stand in the long tail (`tailFilters.ts`), with the texts of this table; a client that knows their ids may still set them.
 *
 * Keeps true: ids are stable and untranslated once released (a person's choice is kept by them); the condition of a filter is
 * over the fields of its events.
 */
import { EVENTS, EventKind, type EventRow } from "../../machine/events.ts";

/** One filter. */
export interface FilterRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly byDefault: boolean;
  /** Whether it is something that goes wrong: a client is told of an exception; of all else, of a breakpoint. */
  readonly isException: boolean;
  readonly events: readonly EventKind[];
  /** An example of a condition, shown as a hint. */
  readonly example: string;
}

const filter = (
  id: string,
  label: string,
  events: readonly EventKind[],
  example: string,
  description: string,
  wrong?: { readonly byDefault: boolean },
): FilterRow => ({
  id,
  label,
  description,
  byDefault: wrong?.byDefault ?? false,
  isException: wrong !== undefined,
  events,
  example,
});

/** The ids of those that are offered as exception filters, in the order in which they are shown. */
const EVERYDAY: readonly string[] = ["contextSwitch", "blocked", "deadlock", "fault", "dataRace", "assertion"];

/** The filter that needs a run in which somebody looks for races. */
export const RACE_FILTER = "dataRace";
/** The filter for assertions and expectations that do not hold. */
export const ASSERTION_FILTER = "assertion";

export const NAMED_FILTERS: readonly FilterRow[] = [
  filter(
    "contextSwitch",
    "Context switch",
    [EventKind.contextSwitched],
    "from == p && to == c",
    "A CPU is given another process than it ran last.",
  ),
  filter("processCreated", "Process created", [EventKind.processCreated], "parent == p", "A process is created."),
  filter(
    "processEnded",
    "Process ended",
    [EventKind.processEnded],
    "process == p",
    "A process ends: by exit, by kill, by a fault.",
  ),
  filter(
    "stateTransition",
    "State transition",
    [EventKind.stateChanged],
    "process == p && from == running && to == ready",
    "A thread moves to another state; reason: admitted, dispatch, interrupt, wait, completion, exit, swap_out or swap_in.",
  ),
  filter(
    "systemCall",
    "System call",
    [EventKind.systemCalled],
    "process == p && call == print",
    "A thread calls the operating system.",
  ),
  filter("blocked", "Blocked", [EventKind.blocked], "process == p && object == slots", "A thread begins to wait."),
  filter(
    "send",
    "Send",
    [EventKind.messageSent],
    "box == slots && count == 4",
    "A message is sent; count: how many are in the mailbox and on their way then, word: its first, words: how many it has.",
  ),
  filter(
    "receive",
    "Receive",
    [EventKind.messageReceived],
    "box == slots && word == 7 && word2 > 0",
    "A message is received; count: how many are left.",
  ),
  filter(
    "messageLost",
    "Message lost",
    [EventKind.messageLost],
    "box == slots",
    "A message is lost on its way, or by a full mailbox that discards.",
  ),
  filter(
    "messageCorrupted",
    "Message corrupted",
    [EventKind.messageCorrupted],
    "box == slots",
    "A message is changed on its way.",
  ),
  filter(
    "mailboxFull",
    "Mailbox full",
    [EventKind.mailboxFull],
    "box == slots && process == p",
    "A sender finds no room in a mailbox.",
  ),
  filter(
    "mailboxEmpty",
    "Mailbox empty",
    [EventKind.mailboxEmpty],
    "box == slots && process == p",
    "A receiver finds no message in a mailbox.",
  ),
  filter(
    "deadlock",
    "Deadlock",
    [EventKind.deadlocked],
    "process == p",
    "Threads wait for each other and can never run again; threads: how many.",
    { byDefault: true },
  ),
  filter("fault", "Fault", [EventKind.faulted], "process == p", "A thread does what the machine cannot carry out.", {
    byDefault: true,
  }),
  filter(
    RACE_FILTER,
    "Data race",
    [EventKind.raceFound],
    "variable == count && process == p",
    "Two threads touch a shared word, one of them writes, and nothing orders them. Races are looked for from then on.",
    { byDefault: false },
  ),
  filter(
    ASSERTION_FILTER,
    "Failed assertion or expectation",
    [EventKind.assertionFailed],
    "process == p",
    "An assertion does not hold, or what the scenario always expects has ceased to; process: whose instruction did it.",
    { byDefault: true },
  ),
];

/** The filters for everyday use. */
export const FILTERS: readonly FilterRow[] = EVERYDAY.flatMap((id) => NAMED_FILTERS.filter((row) => row.id === id));

/** The filter of that id. */
export function filterOf(id: string): FilterRow | undefined {
  return NAMED_FILTERS.find((row) => row.id === id);
}

/** The event row that a filter's condition is checked against. */
export function conditionRow(row: FilterRow): EventRow {
  return EVENTS[row.events[0]!]!;
}
