/**
 * The negative results of system calls, each with its name in the language and its meaning.
 *
 * Keeps true: every value is negative, unique and stable; `ERR_…` is a predefined constant of every scenario.
 */

/** One error result. */
export interface ErrorRow {
  readonly name: string;
  readonly value: number;
  readonly meaning: string;
}

/** All error results; the checker, the machine and the reference page read this table. */
export const ERRORS = [
  {
    name: "ERR_FULL",
    value: -1,
    meaning: "the mailbox or link holds as many messages as it can",
  },
  {
    name: "ERR_EMPTY",
    value: -2,
    meaning: "there is no message, or the semaphore or lock is not free",
  },
  { name: "ERR_LOST", value: -3, meaning: "the message was lost on its way" },
  {
    name: "ERR_CORRUPT",
    value: -4,
    meaning: "the message arrived with a wrong checksum",
  },
  { name: "ERR_DEAD", value: -5, meaning: "the other process has terminated" },
  { name: "ERR_TIMEOUT", value: -6, meaning: "the time given has passed" },
  { name: "ERR_DENIED", value: -7, meaning: "the caller may not do this" },
  {
    name: "ERR_UNREACHABLE",
    value: -8,
    meaning: "no working link leads to that machine",
  },
  {
    name: "ERR_BOUND",
    value: -9,
    meaning: "a limit of the machine is reached",
  },
  { name: "ERR_NO_CHILD", value: -10, meaning: "the caller has no such child" },
  { name: "ERR_NO_PROCESS", value: -11, meaning: "no process has this pid" },
  {
    name: "ERR_NO_THREAD",
    value: -12,
    meaning: "no thread of this process has this tid",
  },
  { name: "ERR_DEADLOCK", value: -13, meaning: "waiting would be for oneself" },
  {
    name: "ERR_SIZE",
    value: -14,
    meaning: "the message has the wrong number of words",
  },
  {
    name: "ERR_DESTROYED",
    value: -15,
    meaning: "the mailbox has been destroyed",
  },
  {
    name: "ERR_BAD_FILE",
    value: -16,
    meaning: "the number is not that of an open file",
  },
  { name: "ERR_MEMORY", value: -17, meaning: "there is not enough memory" },
] as const satisfies readonly ErrorRow[];

export type ErrorName = (typeof ERRORS)[number]["name"];

/** The value of each error by its name. */
export const ERR = Object.fromEntries(ERRORS.map((row) => [row.name, row.value])) as Record<ErrorName, number>;
