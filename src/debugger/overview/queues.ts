/**
 * Every queue of the machine with who stands in it, in order: jobs, CPUs, ready queues (each level of its own), run queues of
 * thread libraries, devices, sleepers, those who wait for each other, suspended ones.
 *
 * Keeps true: each thread that exists and has not ended stands in exactly one queue; a queue's id means the same thing for a
 * whole run; of a long queue a page is told, and how long it is.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Scheduling Queues; Stallings, the queueing diagram with
 * suspended processes.
 */
import type { Words } from "../../base/words.ts";
import { dequeLength, dequeToArray, type Deque } from "../../base/deque.ts";
import { Overhead, OVERHEAD_NAMES } from "../../machine/events.ts";
import { serviceOrder } from "../../machine/devices/device.ts";
import { degreeLimit } from "../../machine/process/admission.ts";
import { remaining, showBurst } from "../../machine/sched/burst.ts";
import { showFraction } from "../../machine/sched/fraction.ts";
import { queueInOrder } from "../../machine/sched/readyQueue.ts";
import { policyOf, schedulerOf, turnLeft } from "../../machine/sched/scheduler.ts";
import { processName } from "../../machine/names.ts";
import { processAt, threadAt, type Simulation } from "../../machine/simulation.ts";
import {
  NEVER,
  type Cpu,
  type Device,
  type Node,
  type Process,
  type ReadyQueue,
  type Thread,
} from "../../machine/state.ts";
import { EndKind, STATES, ThreadState, WAIT_NAMES, WaitKind } from "../../machine/states.ts";
import { stateText, threadLabel } from "../inspect/names.ts";
import type { Places } from "../inspect/places.ts";
import { FIRST_PAGE, pageOf, type Page } from "./page.ts";
import { threadNumber } from "../inspect/threads.ts";

/** A thread in a tree or queue. */
export interface ThreadItem {
  readonly thread: number;
  readonly pid: number;
  /** The process as a condition names it. */
  readonly process: string;
  readonly label: string;
  /** A word of the state table. */
  readonly state: string;
  /** The state with what it waits for, where it runs or its place in the queue. */
  readonly detail: string;
  /** Ticks in its present state. */
  readonly ticks: number;
  /** Whether a person keeps it from running. */
  readonly isHeld: boolean;
  /** What its place in a queue is decided by: `priority 3`, `burst 5`; "" where the order of coming decides. */
  readonly rank: string;
}

export type QueueKind =
  | "job"
  | "arrival"
  | "cpu"
  | "ready"
  | "run"
  | "entering"
  | "held"
  | "device"
  | "interrupt"
  | "sleep"
  | "wait"
  | "suspended";

/** A queue and those in it, in order: the first of them. */
export interface QueueItem {
  readonly id: string;
  readonly kind: QueueKind;
  readonly name: string;
  readonly detail: string;
  readonly size: number;
  readonly threads: readonly ThreadItem[];
}

/** A queue before its threads are put into words. */
interface Draft {
  readonly id: string;
  readonly kind: QueueKind;
  readonly name: string;
  /** Beside the count, which every queue but a CPU begins with. */
  readonly detail: string;
  readonly threads: readonly Thread[];
  readonly rank?: (thread: Thread, place: number) => string;
}

/** How a condition names a process: by its name where the scenario declares it, else by its pid. */
export function processWord(sim: Simulation, pid: number): string {
  const declared = sim.image.processes[pid - 1]?.name;
  return declared !== undefined && declared === processAt(sim, pid).name ? declared : String(pid);
}

export function threadItem(sim: Simulation, thread: Thread, places: Places, rank = ""): ThreadItem {
  return {
    thread: threadNumber(thread.id),
    pid: thread.pid,
    process: processWord(sim, thread.pid),
    label: threadLabel(sim, thread),
    state: STATES[thread.state]!.name,
    detail: stateText(sim, thread, places.get(thread.id)),
    ticks: Math.max(0, sim.world.tick - thread.since),
    isHeld: sim.world.steering.held.includes(thread.id),
    rank,
  };
}

/** With several machines a queue's name says whose it is. */
function nameOn(sim: Simulation, node: Node, name: string): string {
  return sim.world.nodes.length === 1 ? name : `${sim.image.machines[node.index]!.name}: ${name}`;
}

function jobQueues(sim: Simulation): Draft[] {
  const { words } = sim;
  const mains = (pids: readonly number[]): Thread[] =>
    pids.map((pid) => threadAt(sim, processAt(sim, pid).threads[0]!));
  const queues = sim.world.nodes.map((node): Draft => {
    const limit = degreeLimit(sim, node);
    return {
      id: `job${node.index}`,
      kind: "job",
      name: nameOn(sim, node, words("Job queue")),
      detail: limit === Infinity ? "" : words("{0} of {1} in memory", node.degree.now, limit),
      threads: mains(node.jobQueue),
    };
  });
  const arrivals = mains(sim.world.arrivals);
  const name = words("Still to arrive");
  const later: Draft = { id: "arrivals", kind: "arrival", name, detail: "", threads: arrivals };
  return arrivals.length === 0 ? queues : [later, ...queues];
}

function cpuDetail(sim: Simulation, cpu: Cpu): string {
  const { words, world } = sim;
  const { tick } = world;
  const spins = cpu.spinner > 0 ? words("a carrier of {0} spins", processName(sim, cpu.spinner)) : "";
  const who = cpu.thread < 0 ? spins || words("idle") : threadLabel(sim, threadAt(sim, cpu.thread));
  const left = (what: string, ticks: number): string => words("{0}: {1} left", what, ticks);
  const work = words(OVERHEAD_NAMES[cpu.overhead]!);
  const kernel = cpu.overhead === Overhead.none ? "" : left(work, cpu.overheadLeft);
  const quantum = cpu.quantumEnd === NEVER ? "" : left(words("quantum"), turnLeft(cpu, cpu.quantumEnd, tick));
  const slice = cpu.sliceEnd === NEVER ? "" : left(words("user-level slice"), turnLeft(cpu, cpu.sliceEnd, tick));
  return [who, kernel, quantum, slice].filter((text) => text !== "").join(" · ");
}

function cpuQueues(sim: Simulation, node: Node): Draft[] {
  return node.cpus.map((index) => {
    const cpu = sim.world.cpus[index]!;
    return {
      id: `cpu${index}`,
      kind: "cpu",
      name: nameOn(sim, node, `CPU ${cpu.number}`),
      detail: cpuDetail(sim, cpu),
      threads: cpu.thread < 0 ? [] : [threadAt(sim, cpu.thread)],
    };
  });
}

/** What decides the order of a ready queue, by policy; one that is left out goes by the order of coming, or by chance. */
const RANKS: Readonly<Record<string, ((words: Words, thread: Thread) => string) | undefined>> = {
  sjf: (words, { sched }) => words("burst: {0}", showBurst(words, sched.key, sched.foreseen)),
  srtf: (words, { sched }) => words("left: {0}", showBurst(words, sched.key, sched.foreseen)),
  hrrn: (words, thread) => words("burst: {0}", showBurst(words, remaining(thread), thread.sched.foreseen)),
  priority: (words, { sched }) =>
    sched.aged === 0
      ? words("priority {0}", sched.priority)
      : words("priority {0}, raised by {1}", sched.priority, sched.aged),
  lottery: (words, { sched }) => (sched.tickets === 1 ? words("1 ticket") : words("{0} tickets", sched.tickets)),
  stride: (words, { sched }) => words("pass {0}", showFraction(sched.virtual)),
  fair: (words, { sched }) => words("virtual run time {0}", showFraction(sched.virtual)),
  edf: (words, { sched }) => (sched.key === Infinity ? words("no deadline") : words("deadline {0}", sched.key)),
  rate_monotonic: (words, { sched }) => (sched.key === Infinity ? words("no period") : words("period {0}", sched.key)),
};

/** The levels of a multilevel queue, each as a queue of its own. */
function levelQueues(words: Words, whole: Draft, quanta: readonly number[]): Draft[] {
  return quanta.map((quantum, level) => ({
    ...whole,
    id: `${whole.id}.${level}`,
    name: words("{0}, level {1}", whole.name, level),
    detail: quantum === 0 ? words("until it waits") : words("quantum {0}", quantum),
    threads: whole.threads.filter(({ sched }) => sched.level === level),
  }));
}

function readyQueue(sim: Simulation, node: Node, queue: ReadyQueue, place: number): Draft[] {
  const { name, args } = schedulerOf(sim, node);
  const { words } = sim;
  const rank = RANKS[name];
  const whole: Draft = {
    id: `ready${node.index}.${place}`,
    kind: "ready",
    name: nameOn(sim, node, node.queues.length === 1 ? words("Ready queue") : words("Ready queue of CPU {0}", place)),
    detail: name,
    threads: queueInOrder(sim.world.threads, queue, policyOf(sim, node)),
    ...(rank === undefined ? {} : { rank: (thread) => rank(words, thread) }),
  };
  return Array.isArray(args["quanta"]) ? levelQueues(words, whole, args["quanta"] as readonly number[]) : [whole];
}

/** The run queues of a process's thread library: ready threads that nobody carries. */
function runQueues(sim: Simulation, process: Process): Draft[] {
  const { threading } = process;
  if (process.end !== EndKind.alive || threading.model === "kernel") return [];
  const { words } = sim;
  const owner = `${process.pid} ${process.name}`;
  const members = (queue: Deque<number>): Thread[] => dequeToArray(queue).map((id) => threadAt(sim, id));
  const shared: Draft = {
    id: `run${process.pid}`,
    kind: "run",
    name: threading.model === "go" ? words("Global queue of {0}", owner) : words("Run queue of {0}", owner),
    detail: threading.model,
    threads: members(threading.queue),
  };
  const local = threading.processors.map((processor): Draft => {
    const carrier = threading.carriers[processor.carrier];
    const runs = carrier === undefined || carrier.thread < 0 ? "" : threadLabel(sim, threadAt(sim, carrier.thread));
    const holder = carrier === undefined ? words("idle") : `M${carrier.number}`;
    return {
      id: `run${process.pid}.${processor.number}`,
      kind: "run",
      name: words("P{0} of {1}", processor.number, owner),
      detail: runs === "" ? holder : `${holder}: ${runs}`,
      threads: members(processor.queue),
    };
  });
  const isEmpty = threading.processors.length === 0 && threading.carriers.length <= 1 && process.nextThread <= 2;
  return isEmpty && dequeLength(threading.queue) === 0 ? [] : [shared, ...local];
}

/** Threads that are in no ready queue: those, new ones too, that enter theirs at the coming boundary, and those that are held. */
function readyAside(sim: Simulation): Draft[] {
  const { words, world } = sim;
  const { pending, steering } = world;
  const threadsOf = (entries: readonly { readonly thread: number }[]): Thread[] =>
    entries.map(({ thread }) => threadAt(sim, thread));
  const entering = threadsOf(pending).filter(
    ({ state, sched }) => state === ThreadState.new || (state === ThreadState.ready && sched.place < 0),
  );
  const aside: Draft[] = [
    { id: "entering", kind: "entering", name: words("Entering the ready queue"), detail: "", threads: entering },
    {
      id: "held",
      kind: "held",
      name: words("Held back"),
      detail: words("by hand"),
      threads: threadsOf(steering.parked),
    },
  ];
  return aside.filter(({ threads }) => threads.length > 0);
}

function isWaiting(thread: Thread | undefined): thread is Thread {
  return thread?.state === ThreadState.waiting;
}

/** A device: whom it serves, then who is served next. */
function deviceQueue(sim: Simulation, device: Device): Draft {
  const { name } = sim.image.devices[device.index]!;
  const threadsOf = (requests: readonly { readonly thread: number }[]): Thread[] =>
    requests.map(({ thread }) => sim.world.threads[thread]).filter(isWaiting);
  const { words } = sim;
  const served = device.serving.length === 0 ? words("idle") : words("serves {0}", device.serving.length);
  const asks = new Map([...device.serving, ...device.queue].map((request) => [request.thread, request.ticks]));
  const ends = new Map(
    sim.world.timers.items.filter(({ subject }) => subject === device.index).map(({ detail, tick }) => [detail, tick]),
  );
  const ending = new Map(device.serving.map(({ thread, number }) => [thread, ends.get(number)]));
  return {
    id: `device${device.index}`,
    kind: "device",
    name: nameOn(sim, sim.world.nodes[device.node]!, words("Device {0}", name)),
    detail: `${served} · ${words("{0} in the queue", device.queue.length)}`,
    threads: threadsOf([...device.serving, ...serviceOrder(sim, device)]),
    rank: (thread) => {
      const end = ending.get(thread.id);
      return end === undefined ? words("asks for {0}", asks.get(thread.id) ?? 0) : words("served until {0}", end);
    },
  };
}

function interruptQueue(sim: Simulation, node: Node): Draft[] {
  const threads = node.interrupts.map(({ thread }) => sim.world.threads[thread]).filter(isWaiting);
  const name = nameOn(sim, node, sim.words("Interrupts to handle"));
  return threads.length === 0 ? [] : [{ id: `interrupt${node.index}`, kind: "interrupt", name, detail: "", threads }];
}

/** One queue for each thing that threads wait for, devices aside: sleepers in the order in which they wake. */
function waitQueues(sim: Simulation): Draft[] {
  const { words } = sim;
  const byWait = new Map<WaitKind, Thread[]>();
  for (const thread of sim.world.threads) {
    if (!isWaiting(thread) || thread.wait === WaitKind.device) continue;
    const queue = byWait.get(thread.wait);
    if (queue === undefined) byWait.set(thread.wait, [thread]);
    else queue.push(thread);
  }
  return [...byWait]
    .sort(([a], [b]) => a - b)
    .map(([wait, threads]) => {
      const isSleep = wait === WaitKind.timer;
      const order = isSleep
        ? (a: Thread, b: Thread): number => a.waitUntil - b.waitUntil
        : (a: Thread, b: Thread): number => a.since - b.since;
      return {
        id: `wait${wait}`,
        kind: isSleep ? "sleep" : "wait",
        name: isSleep
          ? words("Sleeping")
          : wait === WaitKind.nothing
            ? words("Woken")
            : words("Waiting: {0}", words(WAIT_NAMES[wait]!)),
        detail: "",
        threads: threads.sort(order),
      };
    });
}

function suspendedQueue(sim: Simulation, state: ThreadState): Draft[] {
  const threads = sim.world.threads.filter((thread) => thread.state === state).sort((a, b) => a.since - b.since);
  const { words } = sim;
  const { name } = STATES[state]!;
  const title = state === ThreadState.suspendedReady ? words("Suspended ready") : words("Suspended waiting");
  return threads.length === 0
    ? []
    : [
        {
          id: name,
          kind: "suspended",
          name: title,
          detail: "",
          threads,
          rank: ({ pid }) => (processAt(sim, pid).swapped ? words("image swapped out") : words("image in memory")),
        },
      ];
}

function drafts(sim: Simulation): Draft[] {
  const { nodes, processes, devices } = sim.world;
  return [
    ...jobQueues(sim),
    ...nodes.flatMap((node) => [
      ...cpuQueues(sim, node),
      ...node.queues.flatMap((queue, place) => readyQueue(sim, node, queue, place)),
    ]),
    ...readyAside(sim),
    ...processes.flatMap((process) => runQueues(sim, process)),
    ...devices.map((device) => deviceQueue(sim, device)),
    ...nodes.flatMap((node) => interruptQueue(sim, node)),
    ...waitQueues(sim),
    ...suspendedQueue(sim, ThreadState.suspendedReady),
    ...suspendedQueue(sim, ThreadState.suspendedWaiting),
  ];
}

function itemsOf(sim: Simulation, draft: Draft, page: Page, places: Places): ThreadItem[] {
  return pageOf(draft.threads, page).map((thread, k) =>
    threadItem(sim, thread, places, draft.rank?.(thread, page.start + k) ?? ""),
  );
}

function detailOf({ kind, detail, threads }: Draft): string {
  if (kind === "cpu" || kind === "device") return detail;
  return detail === "" ? String(threads.length) : `${threads.length} · ${detail}`;
}

/** The queues of the machine, each with the first of those in it. */
export function queues(sim: Simulation, places: Places): QueueItem[] {
  return drafts(sim).map((draft) => ({
    id: draft.id,
    kind: draft.kind,
    name: draft.name,
    detail: detailOf(draft),
    size: draft.threads.length,
    threads: itemsOf(sim, draft, FIRST_PAGE, places),
  }));
}

/** Those in a queue from a place on, in order. */
export function queueFrom(sim: Simulation, id: string, page: Page, places: Places): ThreadItem[] {
  const draft = drafts(sim).find((each) => each.id === id);
  return draft === undefined ? [] : itemsOf(sim, draft, page, places);
}
