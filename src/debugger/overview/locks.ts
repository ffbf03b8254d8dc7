/**
 * Synchronisation objects at a glance, as plain data for the Locks tree: owner, count, who waits, and the wait-for graph with
 * its cycle.
 *
 * Keeps true: waiters stand in the order in which they began to wait; an edge leads from a waiting thread to each thread known
 * to hold what it waits for; a cycle is marked exactly when the machine has found a deadlock.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Wait-For Graph.
 */
import { handleOf, readHandle } from "../../isa/handles.ts";
import { isCycle } from "../../machine/ipc/deadlock.ts";
import type { Ipc } from "../../machine/ipc/objects.ts";
import { blockersOf, holdersOf, waitsForThreads, type Known } from "../../machine/ipc/wakers.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import { ThreadState } from "../../machine/states.ts";
import type { WaiterItem } from "./mailboxes.ts";
import { threadLabel, waitText } from "../inspect/names.ts";
import { FIRST_PAGE, pageOf, type Page } from "./page.ts";
import { threadNumber } from "../inspect/threads.ts";

export interface LockItem {
  /** The word that names the object: stable for a whole run. */
  readonly handle: number;
  readonly name: string;
  readonly kind: "semaphore" | "mutex" | "condition" | "barrier" | "rwlock";
  /** `count 2`, `owned by 3 c`, `free`, `2 of 3 have come`. */
  readonly detail: string;
  /** Threads that own it, or took one of a semaphore. */
  readonly holders: readonly WaiterItem[];
  /** How many wait, and the first of them. */
  readonly waiting: number;
  readonly waiters: readonly WaiterItem[];
}

/** `from` waits for what `to` holds. */
export interface WaitEdge {
  readonly from: number;
  readonly to: number;
  /** Who waits and for whom: `2 plato → 3 hypatia`. */
  readonly text: string;
  /** For what: `mutex fork_[2]`. */
  readonly wait: string;
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

/** Edges that are named: more than people read. */
const MOST_EDGES = 200;

/** `3 consumer`, or that it has ended. */
function label(sim: Simulation, id: number): string {
  const thread = threadAt(sim, id);
  const name = threadLabel(sim, thread);
  return thread.state === ThreadState.terminated ? sim.words("{0} (ended)", name) : name;
}

function item(sim: Simulation, id: number): WaiterItem {
  return {
    thread: threadNumber(id),
    label: label(sim, id),
    ticks: Math.max(0, sim.world.tick - threadAt(sim, id).since),
  };
}

const owned = (sim: Simulation, id: number): string =>
  id < 0 ? sim.words("free") : sim.words("owned by {0}", label(sim, id));

/** An object as all kinds are seen: thread ids of those who hold it and who wait for it. */
interface Draft {
  readonly handle: number;
  readonly name: string;
  readonly kind: LockItem["kind"];
  readonly detail: string;
  readonly holders: readonly number[];
  readonly waiters: readonly number[];
  /** How a waiter is told, by its name. */
  readonly wish?: (place: number, name: string) => string;
}

type Look<T> = (sim: Simulation, object: T, index: number) => Pick<Draft, "detail" | "holders" | "waiters" | "wish">;

/** What is said of each kind of object, by the list of the machine that holds them. */
const LOOKS: { readonly [K in LockItem["kind"]]: Look<Ipc[(typeof LISTS)[K]][number]> } = {
  semaphore: (sim, { count, waiters }, index) => ({
    detail: sim.words("count {0}", count),
    holders: holdersOf(sim, index),
    waiters,
  }),
  mutex: (sim, { owner, waiters }) => ({ detail: owned(sim, owner), holders: owner < 0 ? [] : [owner], waiters }),
  condition: ({ words }, { waiters }) => ({
    detail: waiters.length === 1 ? words("1 waits") : words("{0} wait", waiters.length),
    holders: [],
    waiters,
  }),
  barrier: ({ words }, { needed, waiters }) => ({
    detail: words("{0} of {1} have come", waiters.length, needed),
    holders: [],
    waiters,
  }),
  rwlock: (sim, { writer, readers, waiters, writes }) => ({
    detail:
      readers.length > 0
        ? sim.words("{0} reading", readers.length)
        : writer < 0
          ? sim.words("free")
          : sim.words("{0} is writing", label(sim, writer)),
    holders: writer < 0 ? readers : [writer],
    waiters,
    wish: (place, name) => (writes[place] === 1 ? sim.words("{0} (to write)", name) : sim.words("{0} (to read)", name)),
  }),
};

const LISTS = {
  semaphore: "semaphores",
  mutex: "mutexes",
  condition: "conditions",
  barrier: "barriers",
  rwlock: "rwlocks",
} as const;

const KINDS = Object.keys(LISTS) as LockItem["kind"][];

function draftOf(sim: Simulation, kind: LockItem["kind"], index: number): Draft | undefined {
  const object = sim.world.ipc[LISTS[kind]][index];
  if (object === undefined) return undefined;
  const look = LOOKS[kind] as Look<typeof object>;
  return { handle: handleOf(kind, index), name: object.name, kind, ...look(sim, object, index) };
}

function waitersOf(sim: Simulation, { waiters, wish }: Draft, page: Page): WaiterItem[] {
  return pageOf(waiters, page).map((id, k) => {
    const waiter = item(sim, id);
    return wish === undefined ? waiter : { ...waiter, label: wish(page.start + k, waiter.label) };
  });
}

/** Waiters of all objects of a page that are named at once, and of each at least. */
const MOST_WAITERS = 1_000;
const LEAST_WAITERS = 5;

/** The objects from a place on, in the order of their kinds. */
export function locksFrom(sim: Simulation, page: Page): LockItem[] {
  const places = KINDS.flatMap((kind) => sim.world.ipc[LISTS[kind]].map((_object, index) => ({ kind, index })));
  const shown = pageOf(places, page);
  const share = Math.max(LEAST_WAITERS, Math.floor(MOST_WAITERS / Math.max(1, shown.length)));
  const first = { start: 0, count: Math.min(FIRST_PAGE.count, share) };
  return shown.map(({ kind, index }) => {
    const draft = draftOf(sim, kind, index)!;
    const { handle, name, detail } = draft;
    const holders = pageOf(draft.holders, first).map((id) => item(sim, id));
    return {
      handle,
      name,
      kind,
      detail,
      holders,
      waiting: draft.waiters.length,
      waiters: waitersOf(sim, draft, first),
    };
  });
}

/** The threads that wait for an object, from a place on, in order. */
export function waitersFrom(sim: Simulation, word: number, page: Page): WaiterItem[] {
  const handle = readHandle(word);
  const kind = KINDS.find((each) => each === handle?.kind);
  const draft = kind === undefined || handle === undefined ? undefined : draftOf(sim, kind, handle.index);
  return draft === undefined ? [] : waitersOf(sim, draft, page);
}

/** The threads of the deadlock that ended the run, if each waits for the next. */
function deadlockCycle(sim: Simulation): readonly number[] {
  const { deadlock } = sim.world;
  return isCycle(sim, deadlock) ? deadlock : [];
}

function edgesOf(sim: Simulation, cycle: readonly number[]): WaitEdge[] {
  const edges: WaitEdge[] = [];
  const known: Known = new Map();
  for (const thread of sim.world.threads) {
    if (!waitsForThreads(thread)) continue;
    if (edges.length >= MOST_EDGES) break;
    const place = cycle.indexOf(thread.id);
    const next = place < 0 ? -1 : cycle[(place + 1) % cycle.length]!;
    for (const to of blockersOf(sim, thread, known)) {
      const text = `${label(sim, thread.id)} → ${label(sim, to)}`;
      const wait = waitText(sim, thread);
      edges.push({ from: threadNumber(thread.id), to: threadNumber(to), text, wait, isInCycle: to === next });
    }
  }
  return edges;
}

/** Whether there is an object to synchronise by, or a thread that waits for others without one. */
export function hasLocks(sim: Simulation): boolean {
  return KINDS.some((kind) => sim.world.ipc[LISTS[kind]].length > 0) || sim.world.threads.some(waitsForThreads);
}

/**
 * The synchronisation objects of the machine, and who waits for whom.
 * @param page which of the objects
 */
export function lockOverview(sim: Simulation, page: Page = FIRST_PAGE): LockOverview {
  const cycle = deadlockCycle(sim);
  return {
    tick: sim.world.tick,
    size: KINDS.reduce((sum, kind) => sum + sim.world.ipc[LISTS[kind]].length, 0),
    locks: locksFrom(sim, page),
    edges: edgesOf(sim, cycle),
    cycle: cycle.map(threadNumber),
  };
}
