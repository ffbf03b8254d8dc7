/**
 * Every bound of the simulated machine and of its tools, in one place.
 *
 * Keeps true: each queue, table and loop ends at one of these, and reaching it is an error that names the bound.
 */

export const LIMITS = {
  /** Characters of a source text. */
  sourceChars: 1_000_000,
  /** Brackets or blocks within each other: the parser's stack ends between 110 and 250 of them, as they are. */
  nesting: 100,
  /** Instructions of an image. */
  instructions: 120_000,
  /** Words of shared memory, over all variables. */
  sharedWords: 3_000_000,
  /** Words of one program's data section or one stack frame. */
  programWords: 1_000_000,
  /** Machines, CPUs of one machine, processes that ever existed, threads that ever existed. */
  machines: 64,
  cpus: 64,
  processes: 60_000,
  threads: 65_000,
  /** Instructions and dispatches of a machine at one boundary, without time passing. */
  zeroTimeWork: 1_000_000,
  /** Instructions that a thread is run ahead, to find how long its next CPU burst is. */
  aheadInstructions: 100_000,
  /** Bytes of the stack of a main thread, and of any other one, unless one frame needs more. */
  stackBytes: 32_768,
  threadStackBytes: 8192,
  /** The last tick that a run may reach. */
  ticks: 2 ** 52,
  /** Files that a process may have open, and words of one file or waiting in one device. */
  openFiles: 1024,
  fileWords: 1_000_000,
  /** Instructions of a job that are run ahead to estimate it. */
  estimateInstructions: 100_000,
  /** Missed deadlines of a process whose ticks are kept. */
  missedDeadlines: 1000,
  /** Words of one message. */
  messageWords: 8,
  /** Messages waiting in one mailbox. */
  messages: 200_000,
  /** Mailboxes and direct links that ever existed. */
  mailboxes: 100_000,
  /** Processes among which it is looked for who may end the wait of another: of more, anybody may. */
  deadlockProcesses: 10_000,
  /** Frames of physical memory, and bytes of the memories of all machines together. */
  frames: 1 << 20,
  memoryBytes: 1 << 26,
  /** Bytes of memory that the state of all machines takes of the host: a run that needs more ends. */
  worldBytes: 1 << 27,
  /** Instructions and dispatches of a run that nobody watches: `turno run`, `turno test`. */
  runWork: 500_000_000,
  /** Events of such a run but dispatches: calls, waits and ends, each of which takes as long as many instructions. */
  runEvents: 15_000_000,
  /** Rows of a recorded Gantt chart, and lines of recorded output. */
  ganttRows: 500_000,
  outputLines: 200_000,
  /** Characters of recorded output. */
  outputChars: 20_000_000,
  /** Changes of the degree of multiprogramming that are recorded. */
  degreeChanges: 200_000,
  /** The first choices of a run that are recorded one by one; the seed makes the others again. */
  recordedChoices: 100_000,
  /** Data races of a run that are kept, each of another pair of places in the code. */
  races: 100,
} as const;
