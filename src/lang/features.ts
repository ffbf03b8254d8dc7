/**
 * Words of the grammar and the language level from which they have a meaning; what has rows in the tables of system
 * calls and settings has its level there.
 *
 * Keeps true: making a word available is a change of its row; below its level its use is an error, never silence.
 */

export const FEATURES = {
  asm: { what: "asm", since: 1 },
  atomic: { what: "atomic", since: 1 },
  operator: { what: "an at block", since: 1 },
  machines: { what: "a network of several machines", since: 5 },
  link: { what: "a link", since: 5 },
  semaphore: { what: "a semaphore", since: 1 },
  mutex: { what: "a mutex", since: 1 },
  condition: { what: "a condition", since: 1 },
  barrier: { what: "a barrier", since: 1 },
  rwlock: { what: "a readers-writer lock", since: 1 },
  mailbox: { what: "a mailbox", since: 1 },
  race: { what: "the detection of races", since: 1 },
  strategyArguments: { what: "a strategy with settings of its own in a call", since: 6 },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly since: number }>>;

export type Feature = keyof typeof FEATURES;

/** What the operator can do in an `at` block: its calls, by the kinds of their arguments. */
export const OPERATOR_CALLS = [
  { name: "crash", params: ["machine"], required: 1, since: 5, doc: "The machine stops; its processes end." },
  { name: "restart", params: ["machine"], required: 1, since: 5, doc: "A machine that crashed starts anew." },
  { name: "kill", params: ["process"], required: 1, since: 1, doc: "The process ends." },
  { name: "suspend", params: ["process"], required: 1, since: 1, doc: "The process competes no more, until resumed." },
  { name: "resume", params: ["process"], required: 1, since: 1, doc: "The process competes again." },
  {
    name: "migrate",
    params: ["process", "machine", "strategy"],
    required: 2,
    since: 5,
    doc: "The process moves to the machine.",
  },
] as const satisfies readonly {
  readonly name: string;
  readonly params: readonly ("machine" | "process" | "strategy")[];
  readonly required: number;
  readonly since: number;
  readonly doc: string;
}[];

/** What is known of every process, and its name after `.` in an expectation; `average( )` takes those with a mean. */
export const METRICS = [
  { name: "arrival", mean: false, doc: "Tick of its submission or creation." },
  { name: "first_run", mean: false, doc: "Tick of its first dispatch." },
  { name: "finish", mean: false, doc: "Tick of its end." },
  { name: "exit", mean: false, doc: "Its exit value." },
  { name: "waiting", mean: true, doc: "Ticks ready, suspended ready or in the job queue." },
  { name: "turnaround", mean: true, doc: "Ticks from arrival to finish." },
  { name: "response", mean: true, doc: "Ticks from arrival to the first dispatch." },
  { name: "service", mean: true, doc: "CPU ticks of user work." },
  { name: "normalized", mean: true, doc: "Turnaround divided by service." },
  { name: "blocked", mean: true, doc: "Ticks waiting or suspended waiting." },
  { name: "kernel", mean: true, doc: "Ticks of overhead while it held a CPU." },
  { name: "switches", mean: true, doc: "Times that it left its CPU." },
  { name: "faults", mean: true, doc: "Page faults." },
  { name: "missed", mean: true, doc: "Deadlines missed." },
] as const satisfies readonly { readonly name: string; readonly mean: boolean; readonly doc: string }[];
