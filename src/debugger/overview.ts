/**
 * The whole machine at a glance, as plain data for trees: processes by parent, and every queue with who stands in it.
 *
 * Keeps true: each process and thread that exists appears once in the tree; each thread that has not ended appears in exactly
 * one queue; ids are the debugger's thread ids.
 */
import type { Simulation } from "../machine/simulation.ts";
import { NEVER, type Node, type Process, type Thread } from "../machine/state.ts";
import { EndKind, END_NAMES, STATES, ThreadState, WAIT_NAMES } from "../machine/states.ts";
import { queueInOrder } from "../machine/sched/readyQueue.ts";
import { policyOf, schedulerOf } from "../machine/sched/scheduler.ts";
import { stateText, threadLabel } from "./names.ts";
import { readyPlaces, threadNumber, threadOfNumber } from "./threads.ts";

/** A thread in a tree or queue. */
export interface ThreadItem {
  readonly thread: number;
  readonly pid: number;
  readonly label: string;
  /** A word of the state table. */
  readonly state: string;
  /** The state with what it waits for, where it runs or its place in the queue. */
  readonly detail: string;
  /** Ticks in its present state. */
  readonly ticks: number;
}

export interface ProcessItem {
  readonly pid: number;
  readonly name: string;
  readonly program: string;
  readonly machine: string;
  readonly state: string;
  readonly detail: string;
  readonly threads: readonly ThreadItem[];
  readonly children: readonly ProcessItem[];
}

/** A queue and those in it, in order. */
export interface QueueItem {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly threads: readonly ThreadItem[];
}

export interface Overview {
  readonly tick: number;
  readonly processes: readonly ProcessItem[];
  readonly queues: readonly QueueItem[];
}

function threadItem(sim: Simulation, thread: Thread, places: ReadonlyMap<number, number>): ThreadItem {
  return {
    thread: threadNumber(thread.id),
    pid: thread.pid,
    label: threadLabel(sim, thread),
    state: STATES[thread.state]!.name,
    detail: stateText(sim, thread, places.get(thread.id) ?? 0),
    ticks: Math.max(0, sim.world.tick - thread.since),
  };
}

function endDetail(process: Process): string {
  const end = END_NAMES[process.end]!;
  if (process.end === EndKind.exited) return `${end} with ${process.exitValue}`;
  return process.endReason === "" ? end : `${end}: ${process.endReason}`;
}

function processItem(sim: Simulation, process: Process, places: ReadonlyMap<number, number>): ProcessItem {
  const threads = process.threads.map((id) => sim.world.threads[id]!).filter((t) => t.state !== ThreadState.terminated);
  const main = threads[0];
  const isAlive = process.end === EndKind.alive;
  return {
    pid: process.pid,
    name: process.name,
    program: sim.image.programs[process.program]?.name ?? "",
    machine: sim.image.machines[process.node]?.name ?? "",
    state: isAlive
      ? main === undefined
        ? "waiting"
        : STATES[main.state]!.name
      : process.reaped
        ? "terminated"
        : "zombie",
    detail: isAlive ? (main === undefined ? "" : stateText(sim, main, places.get(main.id) ?? 0)) : endDetail(process),
    threads: threads.map((thread) => threadItem(sim, thread, places)),
    children: process.children.map((pid) => processItem(sim, sim.world.processes[pid]!, places)),
  };
}

function quantumText(sim: Simulation, end: number): string {
  return end === NEVER ? "" : `quantum: ${Math.max(0, end - sim.world.tick)} left`;
}

function cpuQueues(sim: Simulation, node: Node, items: ReadonlyMap<number, ThreadItem>): QueueItem[] {
  return node.cpus.map((index) => {
    const cpu = sim.world.cpus[index]!;
    const item = items.get(cpu.thread);
    const detail =
      item === undefined ? "idle" : [item.label, quantumText(sim, cpu.quantumEnd)].filter((t) => t !== "").join(" · ");
    return {
      id: `cpu${index}`,
      name: nameOn(sim, node, `CPU ${cpu.number}`),
      detail,
      threads: item === undefined ? [] : [item],
    };
  });
}

/** With several machines a queue's name says whose it is. */
function nameOn(sim: Simulation, node: Node, name: string): string {
  return sim.world.nodes.length === 1 ? name : `${sim.image.machines[node.index]!.name}: ${name}`;
}

function readyQueues(sim: Simulation, node: Node, items: ReadonlyMap<number, ThreadItem>): QueueItem[] {
  const { name } = schedulerOf(sim, node);
  return node.queues.map((queue, k) => {
    const threads = queueInOrder(sim.world.threads, queue, policyOf(sim, node)).map((thread) => items.get(thread.id)!);
    const label = node.queues.length === 1 ? "Ready queue" : `Ready queue of CPU ${k}`;
    return {
      id: `ready${node.index}.${k}`,
      name: nameOn(sim, node, label),
      detail: `${threads.length} · ${name}`,
      threads,
    };
  });
}

/** One queue for each thing that somebody waits for. */
function waitQueues(sim: Simulation, items: ReadonlyMap<number, ThreadItem>): QueueItem[] {
  const queues = new Map<string, ThreadItem[]>();
  for (const item of items.values()) {
    const thread = threadOfNumber(sim, item.thread)!;
    if (thread.state !== ThreadState.waiting) continue;
    const name = `Waiting: ${WAIT_NAMES[thread.wait]!}`;
    queues.set(name, [...(queues.get(name) ?? []), item]);
  }
  return [...queues].map(([name, threads]) => ({
    id: name,
    name,
    detail: String(threads.length),
    threads,
  }));
}

function stateQueue(id: string, name: string, state: string, items: ReadonlyMap<number, ThreadItem>): QueueItem {
  const threads = [...items.values()].filter((item) => item.state === state);
  return { id, name, detail: String(threads.length), threads };
}

/** The machine as it stands. */
export function overview(sim: Simulation): Overview {
  const places = readyPlaces(sim);
  const items = new Map<number, ThreadItem>();
  for (const thread of sim.world.threads) {
    if (thread.state !== ThreadState.terminated) items.set(thread.id, threadItem(sim, thread, places));
  }
  const optional = [
    stateQueue("suspendedReady", "Suspended ready", "suspended ready", items),
    stateQueue("suspendedWaiting", "Suspended waiting", "suspended waiting", items),
  ].filter((queue) => queue.threads.length > 0);
  const queues = [
    stateQueue("job", "Job queue", "new", items),
    ...sim.world.nodes.flatMap((node) => [...cpuQueues(sim, node, items), ...readyQueues(sim, node, items)]),
    ...waitQueues(sim, items),
    ...optional,
  ];
  return {
    tick: sim.world.tick,
    processes: [processItem(sim, sim.world.processes[0]!, places)],
    queues,
  };
}
