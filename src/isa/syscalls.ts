/**
 * The built-ins: every operation of the operating system that a program may call, one row each.
 *
 * The checker, code generator, kernel, hover, completion and the reference page read this table. A row's `since` is the
 * language level that gives it meaning; a call above `LEVEL` is a diagnostic, never silence.
 * Keeps true: a row's number is written in the row and never changes: images, records and trace hashes hold it, and a test
 * pins it. A new row stands in its group and takes the next free number; numbers are dense, names are unique.
 */
import { assert } from "../base/assert.ts";

/** What an argument must be. `variable` is passed as its address, `routine` kinds as handles. */
export type ParamKind =
  | "int"
  | "word"
  | "variable"
  | "program"
  | "function"
  | "machine"
  | "device"
  | "semaphore"
  | "mutex"
  | "condition"
  | "barrier"
  | "rwlock"
  | "mailbox"
  | "process"
  | "thread"
  | "file"
  | "text"
  | "strategy";

/** One parameter; `kinds` is what it accepts. */
export interface Param {
  readonly name: string;
  readonly kinds: readonly ParamKind[];
  readonly optional: boolean;
}

export type CostClass = "user" | "syscall" | "create_process" | "create_thread";

export type SyscallGroup =
  | "CPU"
  | "I/O"
  | "files"
  | "processes"
  | "threads"
  | "semaphores"
  | "mutexes and conditions"
  | "atomics"
  | "messages"
  | "machines"
  | "facts";

/** One row of the table. */
export interface Syscall {
  readonly number: number;
  readonly name: string;
  readonly group: SyscallGroup;
  readonly params: readonly Param[];
  /** More arguments of these kinds may follow. */
  readonly rest: readonly ParamKind[] | undefined;
  /** `none`: a statement only · `value`: one word in r0 · `values`: as many words as the caller takes, in r0 … r7. */
  readonly result: "none" | "value" | "values" | "never";
  /** How it compiles: `sys` traps into the kernel, `instruction` is user work. */
  readonly compiles: "sys" | "instruction";
  readonly cost: CostClass;
  readonly since: number;
  readonly doc: string;
}

/** The language level that this build gives meaning to: 1 steps processes, 2 adds the process model, 3 messages, 4 threads, 5 networks. */
export const LEVEL = 1;

function params(text: string): Pick<Syscall, "params" | "rest"> {
  const list: Param[] = [];
  let rest: ParamKind[] | undefined;
  for (const part of text.split(",").map((p) => p.trim())) {
    if (part === "") continue;
    const [head = "", kindText = "int"] = part.split(":").map((p) => p.trim());
    const kinds = kindText.split("|").map((k) => k.trim()) as ParamKind[];
    if (head.startsWith("...")) rest = kinds;
    else
      list.push({
        name: head.replace("?", ""),
        kinds,
        optional: head.endsWith("?"),
      });
  }
  return { params: list, rest };
}

type Options = Partial<Pick<Syscall, "compiles" | "cost" | "since">>;
type Row = readonly [
  number: number,
  name: string,
  params: string,
  result: Syscall["result"],
  doc: string,
  options?: Options,
];

const user: Options = { compiles: "instruction", cost: "user" };
const at = (since: number, more: Options = {}): Options => ({ since, ...more });

const GROUPS: readonly (readonly [SyscallGroup, readonly Row[]])[] = [
  [
    "CPU",
    [
      [
        0,
        "compute",
        "ticks",
        "none",
        "Holds the CPU for `ticks` ticks of user work; can be pre-empted at any of them.",
        user,
      ],
      [1, "yield", "", "none", "Gives up the CPU: the caller goes to the tail of its ready queue."],
      [2, "sleep", "ticks", "none", "Waits until `ticks` ticks have passed."],
    ],
  ],
  [
    "I/O",
    [
      [3, "print", "...values: word | text", "none", "Writes the values, separated by a space, to the console."],
      [
        4,
        "io",
        "device: device, ticks?",
        "none",
        "Waits for `ticks` ticks of service by the device (its own service time by default).",
      ],
      [
        5,
        "read",
        "from: device | file",
        "value",
        "Reads one word from a device or an open file, waiting for its service.",
      ],
      [
        6,
        "write",
        "to: device | file, value: word",
        "value",
        "Writes one word to a device or an open file, waiting for its service.",
      ],
    ],
  ],
  [
    "files",
    [
      [
        7,
        "open",
        "name: text",
        "value",
        "Opens the file of that name; the result is a small number that `read`, `write` and `close` take.",
      ],
      [8, "close", "fd: file", "value", "Closes an open file."],
    ],
  ],
  [
    "processes",
    [
      [
        9,
        "fork",
        "",
        "value",
        "Creates a duplicate of the calling process; returns 0 in the child and the child's pid in the parent.",
        { cost: "create_process" },
      ],
      [
        10,
        "exec",
        "program: program, ...arguments: word",
        "value",
        "Replaces the caller's program by another; the pid stays. Does not return when it succeeds.",
      ],
      [
        11,
        "start",
        "program: program, ...arguments: word",
        "value",
        "Creates a child process that runs `program`; returns its pid.",
        { cost: "create_process" },
      ],
      [
        12,
        "wait",
        "child?: process | semaphore",
        "value",
        "Waits for a child (that one, or any) to end and returns its pid; its exit value is then `status()`. On a semaphore: the same as `down`.",
      ],
      [13, "status", "", "value", "The exit value of the child that the caller's last `wait` returned."],
      [14, "exit", "value?", "never", "Ends the process with an exit value (0 by default)."],
      [15, "kill", "pid: process", "value", "Ends another process, or the caller itself."],
      [
        16,
        "abort",
        "pid: process",
        "value",
        "Ends a child because its result is no longer needed; the reason is kept in its PCB.",
      ],
      [
        17,
        "suspend",
        "pid: process",
        "value",
        "Takes a process out of competition (suspended ready or suspended waiting) until it is resumed.",
      ],
      [18, "resume", "pid: process", "value", "Lets a suspended process compete again."],
      [19, "pid", "", "value", "The caller's process identifier."],
      [20, "ppid", "", "value", "The identifier of the caller's parent; 0 is init."],
      [
        21,
        "set_priority",
        "pid: process, priority",
        "value",
        "Changes a process's priority (a lower number is more urgent).",
      ],
    ],
  ],
  [
    "threads",
    [
      [
        22,
        "spawn",
        "routine: function, ...arguments: word",
        "value",
        "Creates a thread of this process that runs the function; returns its tid.",
        { cost: "create_thread" },
      ],
      [23, "join", "tid: thread", "value", "Waits for a thread of this process to end; returns its exit value."],
      [24, "thread_exit", "value?", "never", "Ends the calling thread; the end of the last one ends the process."],
      [25, "tid", "", "value", "The caller's thread identifier."],
      [
        63,
        "spawn_bound",
        "routine: function, ...arguments: word",
        "value",
        "Like `spawn`; in the hybrid model the thread has an LWP of its own for life.",
        { cost: "create_thread" },
      ],
    ],
  ],
  [
    "semaphores",
    [
      [
        26,
        "down",
        "semaphore: semaphore",
        "none",
        "Takes one from the semaphore, waiting until there is one (Dijkstra's P).",
        at(1),
      ],
      [
        27,
        "up",
        "semaphore: semaphore",
        "none",
        "Gives one to the semaphore, waking its first waiter (Dijkstra's V).",
        at(1),
      ],
      [28, "P", "semaphore: semaphore", "none", "Another name of `down`.", at(1)],
      [29, "V", "semaphore: semaphore", "none", "Another name of `up`.", at(1)],
      [30, "signal", "semaphore: semaphore", "none", "Another name of `up`.", at(1)],
      [
        31,
        "try_down",
        "semaphore: semaphore",
        "value",
        "Takes one from the semaphore if there is one: 1, else ERR_EMPTY; never waits.",
        at(1),
      ],
    ],
  ],
  [
    "mutexes and conditions",
    [
      [32, "lock", "mutex: mutex", "none", "Locks the mutex, waiting while another thread owns it.", at(1)],
      [
        33,
        "unlock",
        "mutex: mutex",
        "none",
        "Unlocks a mutex that the caller owns; its first waiter becomes the owner.",
        at(1),
      ],
      [
        34,
        "try_lock",
        "mutex: mutex",
        "value",
        "Locks the mutex if it is free: 1, else ERR_EMPTY; never waits.",
        at(1),
      ],
      [
        35,
        "cond_wait",
        "condition: condition, mutex: mutex",
        "none",
        "Unlocks the mutex and waits for the condition, indivisibly; owns the mutex again when it returns.",
        at(1),
      ],
      [
        36,
        "cond_signal",
        "condition: condition",
        "none",
        "Wakes the first waiter of the condition, if there is one.",
        at(1),
      ],
      [37, "cond_broadcast", "condition: condition", "none", "Wakes every waiter of the condition.", at(1)],
      [
        38,
        "barrier_wait",
        "barrier: barrier",
        "none",
        "Waits until as many threads as the barrier counts have come.",
        at(1),
      ],
      [39, "read_lock", "lock: rwlock", "none", "Locks for reading, beside other readers.", at(1)],
      [40, "write_lock", "lock: rwlock", "none", "Locks for writing, alone.", at(1)],
      [41, "rw_unlock", "lock: rwlock", "none", "Gives back a lock for reading or writing.", at(1)],
    ],
  ],
  [
    "atomics",
    [
      [
        42,
        "test_and_set",
        "word: variable",
        "value",
        "Sets the word to 1 and returns what it was, in one indivisible instruction.",
        at(1, user),
      ],
      [
        43,
        "compare_and_swap",
        "word: variable, old, new",
        "value",
        "Stores `new` if the word is `old`; returns what the word was, in one indivisible instruction.",
        at(1, user),
      ],
      [
        44,
        "fetch_and_add",
        "word: variable, amount",
        "value",
        "Adds to the word and returns what it was, in one indivisible instruction.",
        at(1, user),
      ],
      [
        45,
        "swap",
        "word: variable, value: word",
        "value",
        "Stores the value and returns what the word was, in one indivisible instruction.",
        at(1, user),
      ],
    ],
  ],
  [
    "messages",
    [
      [
        46,
        "send",
        "to: mailbox | process, ...words: word | text",
        "value",
        "Sends a message of the words given, waiting where the capacity says so.",
        at(1),
      ],
      [
        47,
        "receive",
        "from?: mailbox | process",
        "values",
        "Receives the next message, waiting for one; from anyone when no sender is named.",
        at(1),
      ],
      [
        48,
        "try_send",
        "to: mailbox | process, ...words: word | text",
        "value",
        "Sends if that needs no waiting; else ERR_FULL.",
        at(1),
      ],
      [
        49,
        "try_receive",
        "from?: mailbox | process",
        "values",
        "Receives if a message is there; else ERR_EMPTY.",
        at(1),
      ],
      [
        50,
        "send_within",
        "ticks, to: mailbox | process, ...words: word | text",
        "value",
        "Sends, waiting at most `ticks` ticks for room, or for a receiver at a rendezvous; else ERR_TIMEOUT.",
        at(1),
      ],
      [
        51,
        "receive_within",
        "ticks, from?: mailbox | process",
        "values",
        "Receives, waiting at most `ticks` ticks; else ERR_TIMEOUT.",
        at(1),
      ],
      [
        52,
        "request",
        "to: mailbox | process, ...words: word | text",
        "values",
        "Sends a message and waits for the reply to it.",
        at(1),
      ],
      [53, "reply", "pid: process, ...words: word | text", "value", "Answers the request of the process.", at(1)],
      [54, "sender", "", "value", "The pid of who sent the message that the caller received last.", at(1)],
      [
        55,
        "mailbox_create",
        "capacity",
        "value",
        "Creates a mailbox that the caller owns; returns its identifier.",
        at(1),
      ],
      [
        56,
        "mailbox_destroy",
        "box: mailbox",
        "value",
        "Destroys a mailbox that the caller owns; whoever waits on it is told.",
        at(1),
      ],
    ],
  ],
  [
    "machines",
    [
      [
        57,
        "migrate",
        "what: machine | process, machine?: machine, strategy?: strategy",
        "value",
        "Moves a process (the caller by default) to another machine.",
        at(5),
      ],
      [
        58,
        "start_on",
        "machine: machine, program: program, ...arguments: word",
        "value",
        "Creates a process on another machine: remote execution.",
        at(5, { cost: "create_process" }),
      ],
      [59, "here", "", "value", "The number of the machine that the caller is on.", at(5)],
    ],
  ],
  [
    "facts",
    [
      [60, "clock", "", "value", "The tick that it is."],
      [61, "cpu", "", "value", "The number of the CPU that the caller runs on."],
      [62, "random", "n", "value", "A random number from 0 to n − 1, from the scenario's seed."],
    ],
  ],
];

function toSyscalls(): readonly Syscall[] {
  return GROUPS.flatMap(([group, rows]) =>
    rows.map(([number, name, parameters, result, doc, options]) => ({
      number,
      name,
      group,
      ...params(parameters),
      result,
      doc,
      compiles: options?.compiles ?? ("sys" as const),
      cost: options?.cost ?? ("syscall" as const),
      since: options?.since ?? 1,
    })),
  );
}

/** What only the code generator calls: a failed `assert`, with the handle of its message. Not a name of the language. */
export const ASSERT_FAILED = "assert_failed";

/** Every system call, indexed by its number. */
export const SYSCALLS: readonly Syscall[] = byNumber([
  ...toSyscalls(),
  {
    number: 64,
    name: ASSERT_FAILED,
    group: "CPU",
    ...params("message: text"),
    result: "never",
    doc: "Ends the process because an assertion does not hold.",
    compiles: "sys",
    cost: "syscall",
    since: 1,
  },
]);

/** The rows in the order of their numbers, which leave no gap. */
function byNumber(rows: readonly Syscall[]): readonly Syscall[] {
  const inOrder = [...rows].sort((a, b) => a.number - b.number);
  inOrder.forEach((row, place) => {
    assert(row.number === place, `system call ${row.name} takes the next free number, ${place}, and no other row's`);
  });
  return inOrder;
}

const BY_NAME: ReadonlyMap<string, Syscall> = new Map(SYSCALLS.map((row) => [row.name, row]));

/** The row of the call of that name, or undefined. */
export function syscallNamed(name: string): Syscall | undefined {
  return BY_NAME.get(name);
}
