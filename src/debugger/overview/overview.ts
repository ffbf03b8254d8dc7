/**
 * The whole machine at a glance, as plain data for trees: processes by parent, and every queue with who stands in it.
 *
 * Keeps true: each process and thread that exists has one place in the tree; of what is long a page is told, and how long it
 * is; numbers of threads are those that people know.
 */
import { processAt, threadAt, type Simulation } from "../../machine/simulation.ts";
import { Ended, type Process, type Thread } from "../../machine/state.ts";
import { EndKind, STATES, ThreadState } from "../../machine/states.ts";
import { carrierItem, carriersOf, type CarrierItem } from "../inspect/carriers.ts";
import { stateText } from "../inspect/names.ts";
import { processEndText } from "../outcome/verdict.ts";
import { hasLocks } from "./locks.ts";
import { FIRST_PAGE, pageOf, type Page } from "./page.ts";
import { readyPlaces, type Places } from "../inspect/places.ts";
import { queues, threadItem, type QueueItem, type ThreadItem } from "./queues.ts";

export interface ProcessItem {
  readonly pid: number;
  readonly name: string;
  readonly program: string;
  readonly machine: string;
  readonly state: string;
  readonly detail: string;
  /** How its threads come to run, where that is not by the kernel. */
  readonly model: string;
  /** What the kernel schedules of it instead of its threads: LWPs or Ms, the first of them. */
  readonly carrierCount: number;
  readonly carriers: readonly CarrierItem[];
  /** Threads and children: how many there are, and the first of them. */
  readonly threadCount: number;
  readonly threads: readonly ThreadItem[];
  readonly childCount: number;
  readonly children: readonly ProcessItem[];
}

export interface Overview {
  readonly tick: number;
  /** Whether threads wait for each other and can never run again. */
  readonly isDeadlocked: boolean;
  /** Whether the run has ended: nothing happens any more. */
  readonly isEnded: boolean;
  /** Whether there is anything to be seen of them. */
  readonly hasMailboxes: boolean;
  readonly hasLocks: boolean;
  readonly processes: readonly ProcessItem[];
  readonly queues: readonly QueueItem[];
}

/** Processes that are told of at once, whoever their parents are. */
const MOST_PROCESSES = 500;

/** What is told in one answer. */
interface Telling {
  readonly sim: Simulation;
  readonly places: Places;
  /** How many more processes may be told of. */
  left: number;
}

function liveThreads(sim: Simulation, process: Process): Thread[] {
  return process.threads.map((id) => threadAt(sim, id)).filter((thread) => thread.state !== ThreadState.terminated);
}

/** A process runs if any thread of it does, and is ready if any is; else it is what its first one is. */
function stateOf(process: Process, threads: readonly Thread[]): string {
  if (process.end !== EndKind.alive) return process.reaped ? "terminated" : "zombie";
  const states = threads.map(({ state }) => state);
  const state = [ThreadState.running, ThreadState.ready].find((each) => states.includes(each)) ?? states[0];
  return state === undefined ? "waiting" : STATES[state]!.name;
}

function processItem(telling: Telling, process: Process): ProcessItem {
  const { sim, places } = telling;
  telling.left--;
  const threads = liveThreads(sim, process);
  const main = threads[0];
  const isAlive = process.end === EndKind.alive;
  const aliveDetail = main === undefined ? "" : stateText(sim, main, places.get(main.id));
  const { model } = process.threading;
  const carriers = isAlive ? carriersOf(process) : [];
  return {
    pid: process.pid,
    name: process.name,
    program: sim.image.programs[process.program]?.name ?? "",
    machine: sim.image.machines[process.node]?.name ?? "",
    state: stateOf(process, threads),
    detail: isAlive ? aliveDetail : processEndText(sim, process),
    model: model === "kernel" ? "" : model,
    carrierCount: carriers.length,
    carriers: pageOf(carriers, FIRST_PAGE).map((carrier) => carrierItem(sim, process, carrier)),
    threadCount: threads.length,
    threads: pageOf(threads, FIRST_PAGE).map((thread) => threadItem(sim, thread, places)),
    childCount: process.children.length,
    children: processItems(telling, pageOf(process.children, FIRST_PAGE)),
  };
}

/** As many of the processes as may still be told of. */
function processItems(telling: Telling, pids: readonly number[]): ProcessItem[] {
  const items: ProcessItem[] = [];
  for (const pid of pids) {
    if (telling.left <= 0) break;
    items.push(processItem(telling, processAt(telling.sim, pid)));
  }
  return items;
}

/** The children of a process from a place on. */
export function childrenFrom(sim: Simulation, pid: number, page: Page): ProcessItem[] {
  const process = sim.world.processes[pid];
  if (process === undefined) return [];
  const telling = { sim, places: readyPlaces(sim), left: Math.max(MOST_PROCESSES, page.count) };
  return processItems(telling, pageOf(process.children, page));
}

/** The threads of a process that have not ended, from a place on. */
export function threadsFrom(sim: Simulation, pid: number, page: Page): ThreadItem[] {
  const process = sim.world.processes[pid];
  const places = readyPlaces(sim);
  return process === undefined
    ? []
    : pageOf(liveThreads(sim, process), page).map((thread) => threadItem(sim, thread, places));
}

/** What the kernel schedules of a process instead of its threads, from a place on. */
export function carriersFrom(sim: Simulation, pid: number, page: Page): CarrierItem[] {
  const process = sim.world.processes[pid];
  return process === undefined
    ? []
    : pageOf(carriersOf(process), page).map((carrier) => carrierItem(sim, process, carrier));
}

/** The machine as it stands. */
export function overview(sim: Simulation): Overview {
  const places = readyPlaces(sim);
  return {
    tick: sim.world.tick,
    isDeadlocked: sim.world.deadlock.length > 0,
    isEnded: sim.world.ended !== Ended.not,
    hasMailboxes: sim.world.ipc.mailboxes.length > 0,
    hasLocks: hasLocks(sim),
    processes: processItems({ sim, places, left: MOST_PROCESSES }, [0]),
    queues: queues(sim, places),
  };
}
