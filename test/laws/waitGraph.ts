/**
 * Deadlock by brute force: the state of who holds and awaits what, every move that anybody able to run might make, and whether
 * a waiting thread is ever free in a state that can be reached. It knows nothing of how the machine looks for a deadlock.
 *
 * Moves of a free thread: unlock or give back what it holds, give to a semaphore, signal a condition, send or receive where its
 * program's text has such a call, or where no other living program has one; end alone or with its process. What it might take
 * besides only makes others wait, and frees nobody.
 */
import { handleIndex } from "../../src/isa/handles.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { NEVER, type Thread } from "../../src/machine/state.ts";
import { ThreadState, WaitKind } from "../../src/machine/states.ts";

/** What a thread waits for; `free` and `ended` are no waits. */
type Wait =
  | { readonly kind: "free" | "ended" }
  /** Freed by anything that one of these threads does; where no other one of them lives, by anybody. */
  | { readonly kind: "users"; readonly users: readonly number[] }
  | { readonly kind: "mutex" | "read" | "write"; readonly object: number }
  | { readonly kind: "condition"; readonly object: number; readonly mutex: number; readonly users: readonly number[] }
  /** Freed by anything that one of these threads does, or by the end of all threads of one group. */
  | { readonly kind: "threads"; readonly groups: readonly (readonly number[])[]; readonly onlyByEnd: boolean };

interface RwState {
  readonly holders: readonly number[];
  /** Whether the one holder writes. */
  readonly writes: boolean;
  readonly line: readonly number[];
}

interface State {
  /** The process of each thread. */
  readonly pids: readonly number[];
  readonly waits: readonly Wait[];
  readonly mutexes: readonly { readonly owner: number; readonly line: readonly number[] }[];
  readonly rwlocks: readonly RwState[];
}

const FREE: Wait = { kind: "free" };
const ENDED: Wait = { kind: "ended" };

const isAlive = (sim: Simulation, id: number): boolean => sim.world.threads[id]!.state !== ThreadState.terminated;

const TIMED: ReadonlySet<WaitKind> = new Set([WaitKind.nothing, WaitKind.timer, WaitKind.device]);

/** The threads that hold all carriers of a library, of a ready one that has none; undefined: there is one for it. */
function carriedPeers(sim: Simulation, thread: Thread): number[] | undefined {
  const { model, carriers } = sim.world.processes[thread.pid]!.threading;
  if (model === "kernel" || thread.state !== ThreadState.ready || thread.carrier >= 0) return undefined;
  const held = carriers.filter(({ bound }) => !bound).map((carrier) => carrier.thread);
  return held.includes(-1) ? undefined : held;
}

/** What is written for a process: its program, and the function that it may spawn. */
function writtenFor(sim: Simulation, pid: number): string {
  const { text } = sim.image.sources[0]!;
  const [, own = ""] = new RegExp(`program p${pid - 1}\\(\\) (\\{.*?\\}) process`, "s").exec(text) ?? [];
  const [, spawned = ""] = /function f\(\) (\{.*?\})/s.exec(text) ?? [];
  return own.includes("(f)") ? own + spawned : own;
}

/** The calls that may end a wait for what can be given or taken. */
const ENDED_BY: Readonly<Partial<Record<WaitKind, RegExp>>> = {
  [WaitKind.semaphore]: /up\(s\)/,
  [WaitKind.condition]: /cond_signal\(c\)/,
  [WaitKind.barrier]: /barrier_wait\(b\)/,
  [WaitKind.receive]: /send\(box/,
  [WaitKind.send]: /receive\(box\)|receive_within\(3, box\)/,
};

/** The threads for which such a call is written. */
function usersOf(sim: Simulation, wait: WaitKind): number[] {
  const call = ENDED_BY[wait];
  return sim.world.threads.flatMap(({ id, pid }) =>
    isAlive(sim, id) && pid > 0 && call?.test(writtenFor(sim, pid)) === true ? [id] : [],
  );
}

/** The wait of a thread, read from the world. */
function readWait(sim: Simulation, id: number): Wait {
  const { world } = sim;
  const thread = world.threads[id]!;
  if (thread.state === ThreadState.terminated) return { kind: "ended" };
  const waits = thread.state === ThreadState.waiting && !TIMED.has(thread.wait) && thread.waitUntil === NEVER;
  const peers = carriedPeers(sim, thread);
  if (peers !== undefined) return { kind: "threads", groups: peers.map((peer) => [peer]), onlyByEnd: false };
  if (!waits) return FREE;
  const { waitObject: object } = thread;
  const threadsOf = (pids: readonly number[]): number[][] =>
    pids.map((pid) => world.processes[pid]!.threads.filter((peer) => isAlive(sim, peer)));
  switch (thread.wait) {
    case WaitKind.mutex:
      return { kind: "mutex", object: handleIndex(object, "mutex") };
    case WaitKind.rwlock: {
      const index = handleIndex(object, "rwlock");
      const lock = world.ipc.rwlocks[index]!;
      return { kind: lock.writes[lock.waiters.indexOf(id)] === 1 ? "write" : "read", object: index };
    }
    case WaitKind.condition: {
      const index = handleIndex(object, "condition");
      const condition = world.ipc.conditions[index]!;
      const mutex = condition.mutexes[condition.waiters.indexOf(id)]!;
      return { kind: "condition", object: index, mutex, users: usersOf(sim, thread.wait) };
    }
    case WaitKind.child: {
      const pids = object > 0 ? [object] : world.processes[thread.pid]!.children;
      return { kind: "threads", groups: threadsOf(pids), onlyByEnd: true };
    }
    case WaitKind.thread:
      return { kind: "threads", groups: [[object]], onlyByEnd: true };
    default:
      return object > 0
        ? { kind: "threads", groups: threadsOf([object]), onlyByEnd: false }
        : { kind: "users", users: usersOf(sim, thread.wait) };
  }
}

function readState(sim: Simulation): State {
  const { threads, ipc } = sim.world;
  return {
    pids: threads.map(({ pid }) => pid),
    waits: threads.map((thread) => readWait(sim, thread.id)),
    mutexes: ipc.mutexes.map(({ owner, waiters }) => ({ owner, line: [...waiters] })),
    rwlocks: ipc.rwlocks.map(({ readers, writer, waiters }) => ({
      holders: writer >= 0 ? [writer] : [...readers],
      writes: writer >= 0,
      line: [...waiters],
    })),
  };
}

const replaced = <T>(list: readonly T[], place: number, item: T): T[] =>
  list.map((each, k) => (k === place ? item : each));

function withWait(state: State, thread: number, wait: Wait): State {
  return { ...state, waits: replaced(state.waits, thread, wait) };
}

/** Lets in from the front of the line whoever may come in. */
function admitted(state: State, place: number): State {
  const { holders, writes, line } = state.rwlocks[place]!;
  const [first] = line;
  if (first === undefined) return state;
  const wantsToWrite = state.waits[first]!.kind === "write";
  if (holders.length > 0 && (writes || wantsToWrite)) return state;
  const lock: RwState = { holders: [...holders, first], writes: wantsToWrite, line: line.slice(1) };
  return admitted(withWait({ ...state, rwlocks: replaced(state.rwlocks, place, lock) }, first, FREE), place);
}

function unlocked(state: State, place: number): State {
  const [next = -1, ...line] = state.mutexes[place]!.line;
  const passed = { ...state, mutexes: replaced(state.mutexes, place, { owner: next, line }) };
  return next < 0 ? passed : withWait(passed, next, FREE);
}

function signalled(state: State, thread: number, mutex: number): State {
  const { owner, line } = state.mutexes[mutex]!;
  if (owner < 0) {
    return withWait({ ...state, mutexes: replaced(state.mutexes, mutex, { owner: thread, line }) }, thread, FREE);
  }
  const mutexes = replaced(state.mutexes, mutex, { owner, line: [...line, thread] });
  return withWait({ ...state, mutexes }, thread, { kind: "mutex", object: mutex });
}

/** Whether a thread is one of those that may end a wait. */
function isUser(state: State, users: readonly number[], by: number, waiting: number): boolean {
  const others = users.filter((id) => id !== waiting && state.waits[id]!.kind !== "ended");
  return others.length === 0 || others.includes(by);
}

/** The thread `by` does for the waiting thread what would end its wait, if it can. */
function helped(state: State, by: number, waiting: number): State | undefined {
  const wait = state.waits[waiting]!;
  if ("users" in wait && !isUser(state, wait.users, by, waiting)) return undefined;
  if (wait.kind === "users") return withWait(state, waiting, FREE);
  if (wait.kind === "condition") return signalled(state, waiting, wait.mutex);
  if (wait.kind === "threads" && !wait.onlyByEnd && wait.groups.flat().includes(by))
    return withWait(state, waiting, FREE);
  return undefined;
}

/** Threads end: who waits for that is told. What they hold stays held. */
function ended(state: State, threads: readonly number[]): State {
  const gone = { ...state, waits: state.waits.map((wait, id) => (threads.includes(id) ? ENDED : wait)) };
  const isOver = (group: readonly number[]): boolean =>
    group.some((id) => threads.includes(id)) && group.every((id) => gone.waits[id]!.kind === "ended");
  return {
    ...gone,
    waits: gone.waits.map((wait) => (wait.kind === "threads" && wait.groups.some(isOver) ? FREE : wait)),
  };
}

/** Every state that one move of a free thread leads to. */
function successors(state: State): State[] {
  const found: State[] = [];
  state.waits.forEach((own, thread) => {
    if (own.kind !== "free") return;
    state.mutexes.forEach(({ owner }, place) => {
      if (owner === thread) found.push(unlocked(state, place));
    });
    state.rwlocks.forEach(({ holders, line }, place) => {
      const at = holders.indexOf(thread);
      if (at < 0) return;
      const rest = { holders: holders.filter((_id, k) => k !== at), writes: false, line };
      found.push(admitted({ ...state, rwlocks: replaced(state.rwlocks, place, rest) }, place));
    });
    state.waits.forEach((_wait, waiting) => {
      const next = helped(state, thread, waiting);
      if (next !== undefined) found.push(next);
    });
    const peers = state.pids.flatMap((pid, id) => (pid === state.pids[thread] ? [id] : []));
    found.push(ended(state, [thread]), ended(state, peers));
  });
  return found;
}

/**
 * The threads that wait and are free in no state that can be reached.
 * @param endsCount whether it is enough that a peer might end them with their process: between the two no answer is wrong
 */
export function doomedThreads(sim: Simulation, endsCount = false): number[] {
  const start = readState(sim);
  const waiting = start.waits.flatMap((wait, id) => (wait.kind === "free" || wait.kind === "ended" ? [] : [id]));
  const hopeless = new Set(waiting);
  const seen = new Set([JSON.stringify(start)]);
  const todo = [start];
  for (let state = todo.pop(); state !== undefined && hopeless.size > 0; state = todo.pop()) {
    state.waits.forEach((wait, id) => {
      if (wait.kind === "free" || (endsCount && wait.kind === "ended")) hopeless.delete(id);
    });
    for (const next of successors(state)) {
      const key = JSON.stringify(next);
      if (seen.has(key)) continue;
      seen.add(key);
      todo.push(next);
    }
  }
  return [...hopeless];
}
