/**
 * Settings that have no effect as the others are, or for want of what they act upon: what each needs to mean anything.
 *
 * Keeps true: it warns only of what is certain; each setting of `isa/settings.ts` is a row here or stands among those that always
 * mean something, which a test demands; the reason says what is, the hint what to add or remove. It is one table on purpose.
 */
import type { MachineSettings, SettingValue } from "../isa/settings.ts";
import { SYSCALLS } from "../isa/syscalls.ts";
import { choiceIn, declaredOn, modelsOn, wordOf, type Facts } from "./idle-facts.ts";

/** A setting where it stands: the values beside it, and the machine that it is about. */
export interface Own {
  /** The name of what is declared. */
  readonly name: string;
  readonly values: Readonly<Record<string, SettingValue | undefined>>;
  readonly machine: MachineSettings & { readonly index: number };
}

/** Why a setting has no effect, and what would give it one. */
export interface Idle {
  readonly why: string;
  readonly hint: string;
}

/** What a setting needs: why it has no effect, if it lacks that. */
export type Need = (own: Own, facts: Facts) => Idle | undefined;

const LEAVE = ", or leave it out.";
const told = (isIdle: boolean, why: string, hint: string): Idle | undefined =>
  isIdle ? { why, hint: `${hint}${LEAVE}` } : undefined;
/** What the settings beside it tell, in a file without processes, too. */
const local = (idle: (own: Own) => Idle | undefined): Need => idle;
/** What only a scenario tells that has its processes. */
const global =
  (idle: Need): Need =>
  (own, facts) =>
    facts.scenario.processes.length > 0 ? idle(own, facts) : undefined;

/** It needs one of these policies. */
function policies(...names: readonly string[]): Need {
  return global(({ machine }) => {
    const { name } = machine.scheduler;
    return told(!names.includes(name), `the scheduler is ${name}`, `Write scheduler: ${names.join(" or ")}`);
  });
}

/** It needs a program that makes one of these calls. */
function calls(why: string, ...names: readonly string[]): Need {
  return global((_own, { may }) => told(!may(...names), why, `Call ${names.map((name) => `${name}()`).join(" or ")}`));
}

/** The first that finds something. */
function both(...needs: readonly Need[]): Need {
  return (own, facts) => needs.map((need) => need(own, facts)).find((found) => found !== undefined);
}

const CPUS = local(({ machine: { cpus } }) => told(cpus === 1, "the machine has one CPU", "Write cpus: 2 or more"));
const THREADS = calls("no program makes threads", "spawn", "spawn_bound");
const CREATES = calls("no program makes processes", "fork", "start");
const RETURNS = (why: string): Need =>
  global((_own, { hasReturns }) => told(!hasReturns, why, "Let a process arrive later or wait"));

const numbersOf = (value: SettingValue | undefined): readonly number[] =>
  Array.isArray(value) ? (value as readonly number[]) : [];

/** Levels of `mlfq` that somebody can come to: where a quantum is 0 nobody goes further down. */
function levelsReached({ machine }: Own): number {
  const quanta = numbersOf(machine.scheduler.args["quanta"]);
  const end = quanta.indexOf(0);
  return end < 0 ? quanta.length : end + 1;
}

const quantaOf = ({ machine }: Own): readonly number[] => numbersOf(machine.scheduler.args["quanta"]);
const LEVELS = local((own) => told(levelsReached(own) < 2, "nobody leaves the first level", "Give it more quanta"));
const EXPIRIES = local((own) => told(quantaOf(own)[0] === 0, "no quantum ever ends", "Write a first quantum above 0"));
const PREEMPTS = local(({ machine }) =>
  told(machine.scheduler.args["preemptive"] === 0, "a higher level does not pre-empt", "Write preemptive: true"),
);

const MLFQ: Readonly<Record<string, Need>> = {
  quanta: local((own) => {
    const reached = levelsReached(own);
    const lower = quantaOf(own).length - reached;
    if (lower === 0) return undefined;
    const what = `level ${reached - 1} has quantum 0, and nobody comes to the ${lower} below it`;
    return { why: what, hint: "Write 0 for the lowest level alone." };
  }),
  allotments: LEVELS,
  boost: EXPIRIES,
  preemptive: local((own) => {
    const isFlat = levelsReached(own) < 2 && wordOf(own.machine.scheduler.args["io_return"]) !== "head";
    return told(isFlat, "nobody leaves the first level", "Give it more quanta");
  }),
  ties: both(EXPIRIES, RETURNS("nobody arrives or wakes when a quantum can end")),
  preempted: both(LEVELS, PREEMPTS),
  io_return: RETURNS("nobody waits"),
  after_io: both(EXPIRIES, RETURNS("nobody waits")),
  alone: LEVELS,
};

const samePriorities = ({ hasPriorities }: Facts): Idle | undefined =>
  told(!hasPriorities, "all processes have the same priority", "Give them priorities that differ");
const HAS_PRIORITIES = global((_own, facts) => samePriorities(facts));

/** An order of waiters by priority. */
const ORDER = global(({ values }, facts) =>
  wordOf(values["order"] ?? values["queue"]) === "priority" ? samePriorities(facts) : undefined,
);

/** Who waits for objects in the order of priorities. */
function ordersByPriority({ scenario }: Facts, machine: number): boolean {
  const devices = scenario.devices.some((each) => each.machine === machine && each.settings.queue.name === "priority");
  return devices || scenario.objects.some(({ settings }) => wordOf(settings["order"]) === "priority");
}

const THREAD_ARGS: Readonly<Record<string, Need>> = {
  "library.switching": THREADS,
  "library.quantum": both(
    THREADS,
    local(({ values }) => {
      const model = choiceIn(values["threads"]);
      const cooperates = wordOf(model?.args["switching"]) === "cooperative";
      return told(cooperates, "threads of the library are cooperative", "Write library(preemptive, quantum: …)");
    }),
  ),
  "hybrid.lwps": THREADS,
  "go.processors": THREADS,
  "go.quantum": THREADS,
};

function nested(path: string, needs: Readonly<Record<string, Need>>): Record<string, Need> {
  return Object.fromEntries(Object.entries(needs).map(([name, need]) => [`${path}.${name}`, need]));
}

const MESSAGES = SYSCALLS.filter(({ group }) => group === "messages").map(({ name }) => name);

const MACHINE: Readonly<Record<string, Need>> = {
  ready_queues: CPUS,
  "ready_queues.per_cpu.stealing": CPUS,
  degree: global(({ machine }, facts) => {
    const count = declaredOn(facts, machine.index);
    const isIdle = !facts.isOpen && typeof machine.degree === "number" && machine.degree >= count;
    return told(isIdle, `there are no more than ${count} jobs`, "Write a number below that");
  }),
  admission: local(({ machine }) =>
    told(
      machine.degree === "unlimited" && !machine.given.includes("memory"),
      "every job is admitted at once",
      "Give the machine a degree",
    ),
  ),
  page: local(({ machine }) =>
    told(!machine.given.includes("memory"), "memory is not limited", "Write memory: and a number of frames"),
  ),
  swapping: global(({ machine }, { suspends }) => {
    const { given, degree, swapping } = machine;
    const hasUse =
      given.includes("memory") || suspends || (swapping.name === "suspend_blocked" && degree !== "unlimited");
    return told(!hasUse, "memory is not limited", "Write memory: and a number of frames");
  }),
  "swapping.suspend_blocked.low": local(({ machine }) =>
    told(!machine.given.includes("memory"), "memory is not limited", "Write memory: and a number of frames"),
  ),
  context_switch: global(({ machine }, facts) =>
    told(declaredOn(facts, machine.index) < 2 && !facts.isOpen, "there is one process alone", "Let there be another"),
  ),
  thread_switch: THREADS,
  user_switch: both(
    THREADS,
    global(({ machine }, facts) =>
      told(
        modelsOn(facts, machine.index, machine).every(({ name }) => name === "kernel"),
        "all threads are kernel threads",
        "Write threads: library, hybrid or go",
      ),
    ),
  ),
  interrupt: both(
    global(({ machine }, { scenario }) =>
      told(
        !scenario.devices.some((each) => each.machine === machine.index),
        "the machine has no device",
        "Give it one",
      ),
    ),
    calls("no program uses a device", "io", "read", "write"),
  ),
  create_process: CREATES,
  create_thread: THREADS,
  threads: both(
    THREADS,
    global(({ machine }, { scenario, isOpen }) => {
      const mine = scenario.processes.filter((process) => process.machine === machine.index);
      const isHidden = !isOpen && mine.every(({ settings }) => settings.threads !== undefined);
      return told(isHidden, "every process names its own thread model", "Take that from one of them");
    }),
  ),
  ...nested("threads", THREAD_ARGS),
  termination: global((_own, { isOpen, scenario }) =>
    told(
      !isOpen && scenario.processes.every(({ parent }) => parent === undefined),
      "no process has children",
      "Give a process a parent, or call fork() or start()",
    ),
  ),
  direct_capacity: global((_own, { may }) =>
    told(!may(...MESSAGES), "no program sends or receives", "Call send() with a process"),
  ),
  seed: global(({ machine }, facts) =>
    told(!hasChance(machine, facts), "nothing is random", "Write scheduler: lottery or random, or call random()"),
  ),
  "scheduler.round_robin.ties": RETURNS("nobody arrives or wakes when a quantum can end"),
  ...nested("scheduler.mlfq", MLFQ),
};

/** Whether anything is chosen by chance. */
function hasChance({ scheduler }: MachineSettings, { scenario, may }: Facts): boolean {
  const models = [
    ...scenario.processes.map(({ settings }) => settings.threads),
    ...scenario.machines.map(({ settings }) => settings.threads),
  ];
  return (
    ["lottery", "random", "manual"].includes(scheduler.name) ||
    scenario.machines.some(({ settings }) => ["lottery", "random", "manual"].includes(settings.scheduler.name)) ||
    models.some((model) => model?.name === "go") ||
    scenario.objects.some(
      ({ settings }) => wordOf(settings["delivery"]) !== "reliable" && settings["delivery"] !== undefined,
    ) ||
    scenario.objects.some(({ settings }) => wordOf(settings["receivers"]) === "arbitrary") ||
    may("random")
  );
}

const PROCESS: Readonly<Record<string, Need>> = {
  priority: global(({ machine }, facts) => {
    const isUsed =
      machine.scheduler.name === "priority" ||
      machine.swapping.name !== "none" ||
      ordersByPriority(facts, machine.index);
    return told(!isUsed, `the scheduler is ${machine.scheduler.name}`, "Write scheduler: priority");
  }),
  tickets: policies("lottery", "stride"),
  nice: policies("fair"),
  memory: global(({ machine, values }, { hasAssembly }) => {
    const pages = Number(values["memory"]);
    const isTooMuch = machine.given.includes("memory") && pages > machine.memory;
    if (isTooMuch) return told(true, `the machine has ${machine.memory} frames`, "Give the machine more memory");
    return told(!hasAssembly, "no program reaches these pages", "Use them in asm { }");
  }),
  threads: THREADS,
  ...nested("threads", THREAD_ARGS),
};

const SEVERAL = global((_own, { hasSeveralThreads }) =>
  told(!hasSeveralThreads, "one thread alone uses it", "Let there be another"),
);

const NAMED = global(({ name }, { devicesNamed, hasAssembly }) =>
  told(!hasAssembly && !devicesNamed.has(name), `no program uses '${name}'`, `Call io(${name})`),
);

const DEVICE: Readonly<Record<string, Need>> = {
  queue: both(NAMED, SEVERAL, ORDER),
  servers: both(NAMED, SEVERAL),
};

/** What a mailbox does with what is lost on the way. */
const UNRELIABLE = local(({ values }) =>
  told(
    wordOf(values["delivery"]) === "reliable",
    "delivery is reliable",
    "Write delivery: lossy, retransmit or notify",
  ),
);

const MAILBOX: Readonly<Record<string, Need>> = {
  loss: UNRELIABLE,
  corruption: UNRELIABLE,
  delivery: local(({ values: { delivery, loss, corruption } }) =>
    told(
      wordOf(delivery) === "lossy" && loss === 0 && corruption === 0,
      "nothing is lost or corrupted",
      "Write loss: 10",
    ),
  ),
  checksum: both(
    UNRELIABLE,
    local(({ values }) => told(values["corruption"] === 0, "nothing is corrupted", "Write corruption: 10")),
  ),
  timeout: local(({ values }) => {
    const word = wordOf(values["delivery"]);
    const isWaited = word === "retransmit" || word === "notify";
    return told(!isWaited, `delivery is ${word}`, "Write delivery: retransmit or notify");
  }),
  when_full: local(({ values }) =>
    told(values["capacity"] === "unbounded", "the mailbox is never full", "Give it a capacity"),
  ),
  when_dead: local(({ values }) => told(values["owner"] === undefined, "the mailbox has no owner", "Give it an owner")),
};

/** By the path of a setting: `machine.scheduler.mlfq.boost`, `mailbox.timeout`. */
export const NEEDS: Readonly<Record<string, Need>> = {
  ...nested("machine", MACHINE),
  ...nested("process", PROCESS),
  ...nested("device", DEVICE),
  ...nested("mailbox", MAILBOX),
  "semaphore.order": ORDER,
  "condition.order": ORDER,
  "mutex.order": ORDER,
  "mutex.protocol": both(
    global(({ machine, values }) => {
      const isUsed = machine.scheduler.name === "priority" || wordOf(values["protocol"]) === "none";
      return told(!isUsed, `the scheduler is ${machine.scheduler.name}`, "Write scheduler: priority");
    }),
    HAS_PRIORITIES,
  ),
  "rwlock.prefer": both(calls("nobody locks it to read", "read_lock"), calls("nobody locks it to write", "write_lock")),
};

/** The settings that always mean something, whatever the others are. */
export const ALWAYS: ReadonlySet<string> = new Set([
  ...["cpus", "scheduler", "memory", "instruction", "syscall", "devices", "balancing"].map((name) => `machine.${name}`),
  ...["round_robin.quantum", "priority.preemptive", "priority.quantum", "priority.aging"].map(
    (name) => `machine.scheduler.${name}`,
  ),
  ...["lottery.quantum", "stride.quantum", "random.quantum", "fair.latency", "fair.granularity"].map(
    (name) => `machine.scheduler.${name}`,
  ),
  ...["high", "low", "strategy", "every"].map((name) => `machine.balancing.threshold.${name}`),
  "machine.balancing.threshold.strategy.precopy.rounds",
  // A deadline that is missed is told under every policy, and a program runs once a period.
  ...["arrival", "deadline", "period", "on", "parent"].map((name) => `process.${name}`),
  ...["latency", "bandwidth", "loss", "corruption"].map((name) => `link.${name}`),
  ...["shared", "semaphore", "mutex", "condition", "barrier", "rwlock", "mailbox"].map((name) => `${name}.on`),
  // A device that nobody uses is a name that nobody uses: that is no matter of its settings.
  "device.service",
  ...["capacity", "message", "receivers", "owner", "latency"].map((name) => `mailbox.${name}`),
]);
