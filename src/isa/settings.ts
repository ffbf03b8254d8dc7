/**
 * The settings of machines, processes, devices, links and objects: one row each, from which the checker, completion,
 * hover and the reference page derive, and the plain records that an image holds after the defaults were filled in.
 *
 * Keeps true: a record's keys are the language's words; every row has a default of its type; `since` as in syscalls.ts.
 */

/** What a value of a setting must be. */
export type SettingType =
  | { readonly kind: "int"; readonly min: number; readonly max: number }
  | { readonly kind: "bool" }
  /** A word, or a word with settings of its own: `round_robin(quantum: 4)`. */
  | { readonly kind: "choice"; readonly options: readonly ChoiceRow[] }
  /** `[2, 4, 8]` */
  | { readonly kind: "ints"; readonly min: number; readonly max: number }
  /** A number, or the word. */
  | {
      readonly kind: "intOr";
      readonly word: string;
      readonly min: number;
      readonly max: number;
    }
  /** The name of a declaration. */
  | { readonly kind: "reference"; readonly to: "machine" | "process" }
  /** `{ disk: device(service: 20) }` */
  | { readonly kind: "devices" };

/** One setting. `value` is its default: a number, a word, a list, or undefined where there is none. */
export interface SettingRow {
  readonly name: string;
  readonly type: SettingType;
  readonly value: SettingValue | undefined;
  readonly since: number;
  readonly doc: string;
}

/** One option of a choice. `positional` names the setting that a bare argument gives: `library(cooperative)`. */
export interface ChoiceRow {
  readonly name: string;
  readonly settings: readonly SettingRow[];
  readonly positional?: string;
  readonly since: number;
  readonly doc: string;
}

/** A choice that was made, with its settings resolved. */
export interface Choice {
  readonly name: string;
  readonly args: Readonly<Record<string, SettingValue>>;
}

export type SettingValue = number | string | readonly number[] | Choice;

const MANY = 0x7fffffff;
const int = (min: number, max: number = MANY): SettingType => ({
  kind: "int",
  min,
  max,
});
const row = (name: string, type: SettingType, value: SettingValue | undefined, doc: string, since = 2): SettingRow => ({
  name,
  type,
  value: type.kind === "choice" && typeof value === "string" ? { name: value, args: {} } : value,
  since,
  doc,
});
const option = (name: string, doc: string, settings: readonly SettingRow[] = [], since = 2): ChoiceRow => ({
  name,
  settings,
  since,
  doc,
});
const words = (since: number, ...names: readonly (readonly [string, string])[]): SettingType => ({
  kind: "choice",
  options: names.map(([name, doc]) => option(name, doc, [], since)),
});
const yes = 1;
const no = 0;
const bool: SettingType = { kind: "bool" };
const quantum = (min: number, value: number): SettingRow =>
  row("quantum", int(min), value, "Ticks of one time slice.", 1);
const ties = row(
  "ties",
  words(
    1,
    ["arrivals_first", "a process that arrives or wakes queues before one whose quantum ends on that tick"],
    ["preempted_first", "one whose quantum ends queues before what arrives or wakes on that tick"],
  ),
  "arrivals_first",
  "Who queues first when the end of a quantum falls on one tick with an arrival or wake-up.",
  1,
);

/** Policies and their settings have a meaning from the first level on. */
const policy = (name: string, doc: string, settings: readonly SettingRow[] = []): ChoiceRow =>
  option(name, doc, settings, 1);
const setting = (name: string, type: SettingType, value: SettingValue, doc: string): SettingRow =>
  row(name, type, value, doc, 1);

/** The short-term scheduling policies: what a scenario may name. Their algorithms are the files of `machine/sched`. */
export const POLICY_CHOICES = [
  policy("fcfs", "First come, first served: runs each burst to its end, in the order of the ready queue."),
  policy("sjf", "Shortest job first: the shortest next CPU burst, not pre-emptive."),
  policy("srtf", "Shortest remaining time first: pre-emptive shortest job first."),
  policy("hrrn", "Highest response ratio next: the greatest (waiting + burst) / burst, not pre-emptive."),
  policy("round_robin", "Each runs for a quantum at most, then goes to the tail.", [quantum(1, 4), ties]),
  policy("priority", "The lowest number first.", [
    setting("preemptive", bool, yes, "Whether a more urgent process takes the CPU at once."),
    setting("quantum", int(0), 0, "Ticks of a time slice among equals; 0: none."),
    setting("aging", int(0), 0, "Ticks of being ready that raise the priority by one; 0: never."),
  ]),
  policy("mlfq", "Multilevel feedback queues: who uses its allotment moves down.", [
    setting(
      "quanta",
      { kind: "ints", min: 0, max: MANY },
      [2, 4, 8],
      "The quantum of each level, top first; 0: first come, first served.",
    ),
    setting("allotments", { kind: "ints", min: 1, max: MANY }, [1], "Whole quanta that a process may use at a level."),
    setting("boost", int(0), 0, "Ticks between returns of all to the top level; 0: never."),
    setting("preemptive", bool, yes, "Whether a higher level takes the CPU at once."),
    ties,
    setting(
      "preempted",
      words(1, ["head", "keeps the head of its queue"], ["tail", "goes to the tail of its queue"]),
      "head",
      "Where one pre-empted by a higher level waits.",
    ),
    setting(
      "io_return",
      words(1, ["tail", "of its level"], ["head", "of its level"]),
      "tail",
      "Where one that waited returns to.",
    ),
    setting(
      "after_io",
      words(1, ["keep", "what it used of its allotment stays"], ["reset", "a new quantum and allotment"]),
      "keep",
      "What a wait does to the allotment.",
    ),
    setting(
      "alone",
      words(1, ["demote", "like any other"], ["stay", "is not demoted"]),
      "demote",
      "What happens to the only process ready or running.",
    ),
  ]),
  policy("lottery", "A random ticket of the ready processes wins the slice.", [quantum(1, 1)]),
  policy("stride", "The least pass goes first; each run adds to it by ticks / tickets.", [quantum(1, 1)]),
  policy("fair", "Linux's completely fair scheduling: the least weighted run time goes first.", [
    setting("latency", int(1), 20, "Ticks in which each ready process should run once."),
    setting("granularity", int(1), 2, "The shortest slice."),
  ]),
  policy("edf", "Earliest deadline first."),
  policy("rate_monotonic", "The shortest period first."),
  policy("random", "A random ready process, for a random slice of 1 to `quantum` ticks.", [quantum(1, 5)]),
  policy("manual", "The person picks who runs."),
] as const satisfies readonly ChoiceRow[];

export type PolicyName =
  | "fcfs"
  | "sjf"
  | "srtf"
  | "hrrn"
  | "round_robin"
  | "priority"
  | "mlfq"
  | "lottery"
  | "stride"
  | "fair"
  | "edf"
  | "rate_monotonic"
  | "random"
  | "manual";

const STRATEGIES: readonly ChoiceRow[] = [
  option("eager", "Freeze, send the whole image.", [], 5),
  option("eager_dirty", "Freeze, send dirty pages; the rest is fetched from storage.", [], 5),
  option("copy_on_reference", "Freeze, send registers and page table; pages come on demand.", [], 5),
  option("flushing", "Freeze, flush dirty pages to swap, restart there.", [], 5),
  option(
    "precopy",
    "Send all while running, then what was dirtied, then freeze and send the rest.",
    [row("rounds", int(1), 3, "Rounds at most.", 5)],
    5,
  ),
  option("code", "Weak mobility: the program starts anew there.", [], 5),
];

/** The migration strategies: settings of `balancing`, and words in `migrate(pid, machine, strategy)`. */
export const STRATEGY_CHOICES = STRATEGIES;

const THREAD_MODELS: readonly ChoiceRow[] = [
  option("kernel", "1-1: each thread is scheduled by the operating system.", [], 1),
  {
    ...option(
      "library",
      "N-1: threads of the process's own library, unknown to the operating system.",
      [
        row(
          "switching",
          words(
            1,
            ["cooperative", "threads change only when they yield, join, end or wait"],
            ["preemptive", "a user-level timer changes them"],
          ),
          "cooperative",
          "When threads change.",
          1,
        ),
        row("quantum", int(1), 3, "Ticks of a user-level time slice.", 1),
      ],
      1,
    ),
    positional: "switching",
  },
  option(
    "hybrid",
    "N-M over light-weight processes (Solaris 2).",
    [row("lwps", int(1, 1024), 2, "Light-weight processes.", 1)],
    1,
  ),
  option(
    "go",
    "N-M in Go's way.",
    [
      row("processors", int(1, 1024), 2, "Logical processors.", 1),
      row("quantum", int(1), 10, "Ticks after which a goroutine gives way at its next call.", 1),
    ],
    1,
  ),
];
const threads: SettingType = { kind: "choice", options: THREAD_MODELS };
const cost = (name: string, doc: string, since = 1): SettingRow => row(name, int(0, 1_000_000), 0, doc, since);

/** The settings of `machine { … }`. */
export const MACHINE_SETTINGS: readonly SettingRow[] = [
  row("cpus", int(1, 64), 1, "Number of CPUs.", 1),
  row(
    "scheduler",
    { kind: "choice", options: POLICY_CHOICES },
    { name: "fcfs", args: {} },
    "The short-term scheduler.",
    1,
  ),
  row(
    "ready_queues",
    {
      kind: "choice",
      options: [
        option("global", "One ready queue for all CPUs.", [], 1),
        option(
          "per_cpu",
          "A ready queue for each CPU.",
          [row("stealing", bool, no, "Whether an idle CPU takes from the longest queue.", 1)],
          1,
        ),
      ],
    },
    { name: "global", args: {} },
    "One ready queue or one for each CPU.",
    1,
  ),
  row(
    "degree",
    { kind: "intOr", word: "unlimited", min: 1, max: MANY },
    "unlimited",
    "Jobs that may be in memory at once: the long-term scheduler.",
    1,
  ),
  row(
    "admission",
    words(
      1,
      ["fifo", "in the order of arrival"],
      ["shortest", "the least CPU work first"],
      ["balanced", "mixes I/O-bound and CPU-bound jobs"],
    ),
    "fifo",
    "Which job of the job queue is admitted next.",
    1,
  ),
  row("memory", int(1, 1 << 20), 256, "Frames of physical memory.", 1),
  row("page", int(16, 65536), 256, "Bytes of a page, a power of two.", 1),
  row(
    "swapping",
    {
      kind: "choice",
      options: [
        option("none", "No process is swapped out.", [], 1),
        option("on_demand", "A process is swapped out when memory is short.", [], 1),
        option(
          "suspend_blocked",
          "Waiting processes are swapped out when memory is short or all are waiting.",
          [row("low", int(0), 4, "Free frames below which it acts.", 1)],
          1,
        ),
      ],
    },
    { name: "none", args: {} },
    "The medium-term scheduler.",
    1,
  ),
  row(
    "instruction",
    int(0, 1_000_000),
    1,
    "Ticks of one user instruction; 0: only bursts, devices and overheads take time.",
    1,
  ),
  cost("context_switch", "Ticks to give a CPU to another process than it last ran."),
  cost("thread_switch", "Ticks to give a CPU to another thread of the same process."),
  cost("user_switch", "Ticks of a switch between threads of a library."),
  cost("syscall", "Ticks of a system call."),
  cost("interrupt", "Ticks of handling an interrupt."),
  cost("create_process", "Ticks of creating a process."),
  cost("create_thread", "Ticks of creating a thread."),
  row("devices", { kind: "devices" }, undefined, "The devices: `{ disk: device(service: 20) }`.", 1),
  row("threads", threads, { name: "kernel", args: {} }, "The thread model of processes that do not name one.", 1),
  row(
    "termination",
    words(1, ["cascade", "children end with their parent"], ["adopt", "init adopts them"]),
    "cascade",
    "What happens to the children of a process that ends.",
    1,
  ),
  row(
    "direct_capacity",
    { kind: "intOr", word: "unbounded", min: 0, max: MANY },
    "unbounded",
    "Messages that the direct link of two processes holds.",
    1,
  ),
  row(
    "balancing",
    {
      kind: "choice",
      options: [
        option("none", "Processes stay where they are.", [], 5),
        option(
          "threshold",
          "Moves processes to less loaded machines.",
          [
            row("high", int(1), 4, "Load from which a machine gives.", 5),
            row("low", int(0), 1, "Load up to which a machine takes.", 5),
            row(
              "strategy",
              { kind: "choice", options: STRATEGIES },
              { name: "precopy", args: { rounds: 3 } },
              "How they move.",
              5,
            ),
            row("every", int(1), 20, "Ticks between looks.", 5),
          ],
          5,
        ),
      ],
    },
    { name: "none", args: {} },
    "Load balancing between machines.",
    5,
  ),
  row("seed", int(0), 1, "The seed of everything random.", 1),
];

/** The settings of `process p = P() { … }`. Without a deadline of its own a periodic process has its period. */
export const PROCESS_SETTINGS: readonly SettingRow[] = [
  row("arrival", int(0), 0, "Tick of its submission.", 1),
  row("priority", int(-1_000_000, 1_000_000), 0, "Its priority: a lower number is more urgent.", 1),
  row("tickets", int(1, 1_000_000), 1, "Its tickets in lottery and stride scheduling.", 1),
  row("nice", int(-20, 19), 0, "Its niceness in fair scheduling.", 1),
  row("deadline", int(1), undefined, "Ticks from its release to its deadline.", 1),
  row("period", int(1), undefined, "Ticks from one release to the next.", 1),
  row("memory", int(0, 65536), 0, "Pages beyond its image.", 1),
  row("threads", threads, undefined, "Its thread model.", 1),
  row("on", { kind: "reference", to: "machine" }, undefined, "The machine that it starts on.", 1),
  row("parent", { kind: "reference", to: "process" }, undefined, "The process that it is a child of.", 1),
];

/** The settings of `device(…)`. */
export const DEVICE_SETTINGS: readonly SettingRow[] = [
  row("service", int(0), 1, "Ticks of serving one request.", 1),
  row(
    "queue",
    words(
      1,
      ["fifo", "in the order of the requests"],
      ["priority", "the most urgent process first"],
      ["shortest", "the shortest service first"],
    ),
    "fifo",
    "The order of its queue.",
    1,
  ),
  row("servers", int(1, 1024), 1, "Requests served at once.", 1),
];

/** The settings of `link A <-> B { … }`. */
export const LINK_SETTINGS: readonly SettingRow[] = [
  row("latency", int(0), 0, "Ticks from sending to arrival.", 5),
  row("bandwidth", { kind: "intOr", word: "unlimited", min: 1, max: MANY }, "unlimited", "Bytes a tick.", 5),
  row("loss", int(0, 100), 0, "Per cent of messages lost.", 5),
  row("corruption", int(0, 100), 0, "Per cent of messages corrupted.", 5),
];

const on = row("on", { kind: "reference", to: "machine" }, undefined, "The machine that it belongs to.", 1);
const order = row(
  "order",
  words(
    1,
    ["fifo", "the first to wait is woken first"],
    ["priority", "the most urgent waiter is woken first"],
    ["lifo", "the last to wait is woken first"],
  ),
  "fifo",
  "Which waiter is woken first.",
  1,
);

/** The settings of shared words and of each kind of object. */
export const OBJECT_SETTINGS = {
  shared: [on],
  semaphore: [on, order],
  mutex: [
    on,
    order,
    row(
      "protocol",
      words(1, ["none", "priorities stay"], ["inherit", "the owner inherits the priority of its most urgent waiter"]),
      "none",
      "What mends priority inversion.",
      1,
    ),
  ],
  condition: [on, order],
  barrier: [on],
  rwlock: [
    on,
    row(
      "prefer",
      words(
        1,
        ["readers", "readers go before waiting writers"],
        ["writers", "waiting writers go before new readers"],
        ["fifo", "in the order of their coming"],
      ),
      "fifo",
      "Who goes first.",
      1,
    ),
  ],
  mailbox: [
    on,
    row(
      "capacity",
      { kind: "intOr", word: "unbounded", min: 0, max: 1_000_000 },
      "unbounded",
      "Messages that it holds; 0: a rendezvous.",
      1,
    ),
    row("message", { kind: "intOr", word: "variable", min: 1, max: 8 }, "variable", "Words of a message.", 1),
    row(
      "receivers",
      words(
        1,
        ["any", "the first that waits"],
        ["one", "one process at a time may be receiving"],
        ["pair", "at most two processes share it"],
        ["arbitrary", "the system picks; send() returns the receiver's pid"],
      ),
      "any",
      "Who gets a message when several receive.",
      1,
    ),
    row(
      "when_full",
      words(
        1,
        ["wait", "the sender waits"],
        ["discard", "sent without waiting, and lost"],
        ["error", "the sender is told ERR_FULL"],
      ),
      "wait",
      "What a full mailbox does.",
      1,
    ),
    row(
      "delivery",
      words(
        1,
        ["reliable", "nothing is lost"],
        ["lossy", "a lost message is lost"],
        ["retransmit", "the operating system sends again"],
        ["notify", "the sender is told, and may send again"],
      ),
      "reliable",
      "What is done about a lost message.",
      1,
    ),
    row("checksum", bool, no, "Whether a corrupted message is detected.", 1),
    row(
      "owner",
      { kind: "reference", to: "process" },
      undefined,
      "The process with which it dies; the system owns it by default.",
      1,
    ),
    row(
      "when_dead",
      words(1, ["tell", "who waits is told ERR_DEAD"], ["end", "who waits ends, too"]),
      "tell",
      "What the end of its owner means for those who wait.",
      1,
    ),
    row("loss", int(0, 100), 0, "Per cent of messages lost.", 1),
    row("corruption", int(0, 100), 0, "Per cent of messages corrupted.", 1),
    row("latency", int(0), 0, "Ticks to arrive.", 1),
    row(
      "timeout",
      int(1),
      20,
      "Ticks without acknowledgement before a retransmission, or before the sender is told.",
      1,
    ),
  ],
} as const satisfies Readonly<Record<string, readonly SettingRow[]>>;

/** Resolved settings of a machine. Booleans are 0 or 1; `devices` are in the image's own table. */
export interface MachineSettings {
  readonly cpus: number;
  readonly scheduler: Choice;
  readonly ready_queues: Choice;
  readonly degree: number | "unlimited";
  readonly admission: Choice;
  readonly memory: number;
  readonly page: number;
  readonly swapping: Choice;
  readonly instruction: number;
  readonly context_switch: number;
  readonly thread_switch: number;
  readonly user_switch: number;
  readonly syscall: number;
  readonly interrupt: number;
  readonly create_process: number;
  readonly create_thread: number;
  readonly threads: Choice;
  readonly termination: Choice;
  readonly direct_capacity: number | "unbounded";
  readonly balancing: Choice;
  readonly seed: number;
  /** The names of the settings that the scenario gives itself. */
  readonly given: readonly string[];
}

/** Resolved settings of a process; `machine` and `parent` are in ProcessInfo. */
export interface ProcessSettings {
  readonly arrival: number;
  readonly priority: number;
  readonly tickets: number;
  readonly nice: number;
  readonly deadline: number | undefined;
  readonly period: number | undefined;
  readonly memory: number;
  readonly threads: Choice | undefined;
}

export interface DeviceSettings {
  readonly service: number;
  readonly queue: Choice;
  readonly servers: number;
}

export interface LinkSettings {
  readonly latency: number;
  readonly bandwidth: number | "unlimited";
  readonly loss: number;
  readonly corruption: number;
}

/** Resolved settings of an object: those of its kind's rows (a reference is the index of what it names). */
export type ObjectSettings = Readonly<Record<string, SettingValue>>;

/** A number among the settings of a choice. */
export function numberArg(choice: Choice, name: string): number {
  const value = choice.args[name];
  return typeof value === "number" ? value : 0;
}

/** The word chosen by one of the settings of a choice. */
export function wordArg(choice: Choice, name: string): string {
  const value = choice.args[name];
  return typeof value === "object" && "name" in value ? value.name : typeof value === "string" ? value : "";
}
