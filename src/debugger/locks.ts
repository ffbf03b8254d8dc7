/**
 * Synchronisation objects at a glance, as plain data for the Locks tree: owner, count, who waits, and the wait-for graph with
 * its cycle.
 *
 * Keeps true: waiters stand in the order in which they began to wait; an edge leads from a waiting thread to each thread known
 * to hold what it waits for; a cycle is marked exactly when the machine has found a deadlock.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Wait-For Graph.
 */
import { handleOf } from "../isa/handles.ts";
import { isCycle } from "../machine/ipc/deadlock.ts";
import { blockersOf, waitsForThreads } from "../machine/ipc/wakers.ts";
import { threadAt, type Simulation } from "../machine/simulation.ts";
import { ThreadState } from "../machine/states.ts";
import type { WaiterItem } from "./mailboxes.ts";
import { stateText, threadLabel } from "./names.ts";

export interface LockItem {
  /** The word that names the object: stable for a whole run. */
  readonly handle: number;
  readonly name: string;
  readonly kind: "semaphore" | "mutex" | "condition" | "barrier" | "rwlock";
  /** `count 2`, `owned by 3 c`, `free`, `2 of 3 have come`. */
  readonly detail: string;
  /** Threads that own it, or took one of a semaphore. */
  readonly holders: readonly WaiterItem[];
  readonly waiters: readonly WaiterItem[];
}

/** `from` waits for what `to` holds. */
export interface WaitEdge {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly isInCycle: boolean;
}

export interface LockOverview {
  readonly tick: number;
  /** How many objects there are to page through. */
  readonly size: number;
  readonly locks: readonly LockItem[];
  readonly edges: readonly WaitEdge[];
  /** The threads of the deadlock that ended the run, each waiting for the next; empty: there is none. */
  readonly cycle: readonly number[];
}

/** Objects, waiters of each and edges that are named: more than people read. */
const MOST = 200;

/** `3 consumer`, or that it has ended. */
function label(sim: Simulation, id: number): string {
  const thread = threadAt(sim, id);
  return threadLabel(sim, thread) + (thread.state === ThreadState.terminated ? " (ended)" : "");
}

function items(sim: Simulation, ids: readonly number[]): WaiterItem[] {
  return ids.slice(0, MOST).map((id) => ({
    thread: id,
    label: label(sim, id),
    ticks: Math.max(0, sim.world.tick - threadAt(sim, id).since),
  }));
}

type Draft = Omit<LockItem, "handle" | "name" | "kind">;

const owned = (sim: Simulation, id: number): string => (id < 0 ? "free" : `owned by ${label(sim, id)}`);

/** What is said of each kind of object. */
const LISTS: readonly ((sim: Simulation) => LockItem[])[] = [
  (sim) =>
    listOf("semaphore", sim.world.ipc.semaphores, ({ count, holders, waiters }) => ({
      detail: `count ${count}`,
      holders: items(sim, [...new Set(holders)]),
      waiters: items(sim, waiters),
    })),
  (sim) =>
    listOf("mutex", sim.world.ipc.mutexes, ({ owner, waiters }) => ({
      detail: owned(sim, owner),
      holders: items(sim, owner < 0 ? [] : [owner]),
      waiters: items(sim, waiters),
    })),
  (sim) =>
    listOf("condition", sim.world.ipc.conditions, ({ waiters }) => ({
      detail: waiters.length === 1 ? "1 waits" : `${waiters.length} wait`,
      holders: [],
      waiters: items(sim, waiters),
    })),
  (sim) =>
    listOf("barrier", sim.world.ipc.barriers, ({ needed, waiters }) => ({
      detail: `${waiters.length} of ${needed} have come`,
      holders: [],
      waiters: items(sim, waiters),
    })),
  (sim) =>
    listOf("rwlock", sim.world.ipc.rwlocks, ({ writer, readers, waiters, writes }) => ({
      detail:
        readers.length > 0 ? `${readers.length} reading` : writer < 0 ? "free" : `${label(sim, writer)} is writing`,
      holders: items(sim, writer < 0 ? readers : [writer]),
      waiters: items(sim, waiters).map((item, k) => ({
        ...item,
        label: `${item.label} (to ${writes[k] === 1 ? "write" : "read"})`,
      })),
    })),
];

function listOf<T extends { readonly name: string }>(
  kind: LockItem["kind"],
  objects: readonly T[],
  draft: (object: T) => Draft,
): LockItem[] {
  return objects
    .slice(0, MOST)
    .map((object, index) => ({ handle: handleOf(kind, index), name: object.name, kind, ...draft(object) }));
}

/** The threads of the deadlock that ended the run, if each waits for the next. */
function deadlockCycle(sim: Simulation): readonly number[] {
  const { deadlock } = sim.world;
  return isCycle(sim, deadlock) ? deadlock : [];
}

function edgesOf(sim: Simulation, cycle: readonly number[]): WaitEdge[] {
  const edges: WaitEdge[] = [];
  for (const thread of sim.world.threads) {
    if (!waitsForThreads(thread)) continue;
    if (edges.length >= MOST) break;
    const place = cycle.indexOf(thread.id);
    const next = place < 0 ? -1 : cycle[(place + 1) % cycle.length]!;
    for (const to of blockersOf(sim, thread)) {
      const text = `${label(sim, thread.id)} (${stateText(sim, thread)}) → ${label(sim, to)}`;
      edges.push({ from: thread.id, to, text, isInCycle: to === next });
    }
  }
  return edges;
}

/** Every synchronisation object of the machine, and who waits for whom. */
export function lockOverview(sim: Simulation): LockOverview {
  const { semaphores, mutexes, conditions, barriers, rwlocks } = sim.world.ipc;
  const cycle = deadlockCycle(sim);
  return {
    tick: sim.world.tick,
    size: semaphores.length + mutexes.length + conditions.length + barriers.length + rwlocks.length,
    locks: LISTS.flatMap((list) => list(sim)),
    edges: edgesOf(sim, cycle),
    cycle,
  };
}
