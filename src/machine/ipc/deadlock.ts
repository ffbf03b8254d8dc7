/**
 * Deadlock: threads that wait for each other and can never run again, found at the moment that closes the cycle.
 *
 * Keeps true: no false alarm: a thread that anybody at all might wake counts as able to go on while anybody can run; a cycle
 * through what only certain threads can give (a mutex, a reply, an end) is found when the last of them begins to wait, and
 * the standstill of everything when the last thread does.
 * Follows: Coffman, Elphick, Shoshani 1971; Silberschatz, Galvin, Gagne, "Operating System Concepts", Deadlock Detection.
 */
import { handleIndex } from "../../isa/handles.ts";
import { EventKind } from "../events.ts";
import { objectName } from "../names.ts";
import { emit, threadAt, type Simulation } from "../simulation.ts";
import { Ended, NEVER, type Thread } from "../state.ts";
import { ThreadState, WAIT_NAMES, WaitKind } from "../states.ts";

/** Who could wake a waiting thread: any of these, all of these together, or anybody. */
export interface Wakers {
  readonly need: "any" | "all" | "anybody";
  readonly threads: readonly number[];
}

const ANYBODY: Wakers = { need: "anybody", threads: [] };

function threadsOf(sim: Simulation, pid: number): readonly number[] {
  return sim.world.processes[pid]?.threads.filter((id) => threadAt(sim, id).state !== ThreadState.terminated) ?? [];
}

/** A direct wait is for a process, an indirect one for anybody. */
const peer = (sim: Simulation, thread: Thread): Wakers =>
  thread.waitObject > 0 ? { need: "any", threads: threadsOf(sim, thread.waitObject) } : ANYBODY;

function children(sim: Simulation, thread: Thread): Wakers {
  const pids = thread.waitObject > 0 ? [thread.waitObject] : sim.world.processes[thread.pid]!.children;
  return { need: "any", threads: pids.flatMap((pid) => threadsOf(sim, pid)) };
}

function holders(sim: Simulation, thread: Thread): Wakers {
  const lock = sim.world.ipc.rwlocks[handleIndex(thread.waitObject, "rwlock")]!;
  return { need: "all", threads: lock.writer >= 0 ? [lock.writer] : lock.readers };
}

/** For each kind of wait that only certain threads can end, which those are. */
const WAKERS: Readonly<Partial<Record<WaitKind, (sim: Simulation, thread: Thread) => Wakers>>> = {
  [WaitKind.mutex]: (sim, thread) => ({
    need: "all",
    threads: [sim.world.ipc.mutexes[handleIndex(thread.waitObject, "mutex")]!.owner],
  }),
  [WaitKind.rwlock]: holders,
  [WaitKind.thread]: (_sim, thread) => ({ need: "all", threads: [thread.waitObject] }),
  [WaitKind.child]: children,
  [WaitKind.send]: peer,
  [WaitKind.receive]: peer,
  [WaitKind.reply]: peer,
};

/** Waits that time itself ends. */
const TIMED: ReadonlySet<WaitKind> = new Set([WaitKind.nothing, WaitKind.timer, WaitKind.device, WaitKind.release]);

function isStuckCandidate(thread: Thread): boolean {
  const waits = thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting;
  return waits && !TIMED.has(thread.wait) && thread.waitUntil === NEVER;
}

/** Who could wake the thread, or undefined when it does not need to be woken by a thread. */
export function wakersOf(sim: Simulation, thread: Thread): Wakers | undefined {
  if (!isStuckCandidate(thread)) return undefined;
  return WAKERS[thread.wait]?.(sim, thread) ?? ANYBODY;
}

/** All threads that the going on of `start` depends on, itself first. */
function reachable(sim: Simulation, start: Thread): Map<number, Wakers | undefined> {
  const found = new Map<number, Wakers | undefined>();
  const todo = [start.id];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (found.has(id)) continue;
    const thread = sim.world.threads[id];
    const wakers = thread === undefined ? undefined : wakersOf(sim, thread);
    found.set(id, wakers);
    todo.push(...(wakers?.threads ?? []));
  }
  return found;
}

function goesOn(wakers: Wakers | undefined, able: ReadonlySet<number>): boolean {
  if (wakers === undefined || wakers.need === "anybody") return true;
  return wakers.need === "all" ? wakers.threads.every((id) => able.has(id)) : wakers.threads.some((id) => able.has(id));
}

/** Whether `thread` waits for what can never come: the least fixed point of who can go on does not hold it. */
export function isDeadlocked(sim: Simulation, thread: Thread): boolean {
  const graph = reachable(sim, thread);
  const able = new Set<number>();
  for (let before = -1; before !== able.size;) {
    before = able.size;
    for (const [id, wakers] of graph) {
      const isTerminated = sim.world.threads[id]?.state === ThreadState.terminated;
      if (!isTerminated && goesOn(wakers, able)) able.add(id);
    }
  }
  return !able.has(thread.id);
}

/** A thread has begun to wait: ends the run if that closed a cycle. */
export function checkDeadlock(sim: Simulation, thread: Thread): void {
  if (!isDeadlocked(sim, thread)) return;
  const { world } = sim;
  world.ended = Ended.deadlock;
  world.endReason = deadlockText(sim, cycleFrom(sim, thread));
  emit(sim, EventKind.deadlocked, thread.pid, thread.id, thread.wait, thread.waitObject, 0);
}

/** Who holds what the thread waits for, as far as anybody does: for the edges of the wait-for graph. */
export function blockersOf(sim: Simulation, thread: Thread): readonly number[] {
  if (thread.wait === WaitKind.semaphore) {
    return (
      sim.world.ipc.semaphores[handleIndex(thread.waitObject, "semaphore")]?.holders.filter((id) => id !== thread.id) ??
      []
    );
  }
  return wakersOf(sim, thread)?.threads ?? [];
}

/** The threads of a cycle that can be reached from `start`, or `start` alone with what it waits for. */
export function cycleFrom(sim: Simulation, start: Thread): number[] {
  const path: number[] = [];
  let next: number | undefined = start.id;
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = blockersOf(sim, threadAt(sim, next)).find((id) => isStuckCandidate(threadAt(sim, id)));
  }
  return next === undefined ? path : path.slice(path.indexOf(next));
}

function waitSentence(sim: Simulation, id: number): string {
  const thread = threadAt(sim, id);
  const process = sim.world.processes[thread.pid]!;
  const object = objectName(sim, thread.waitObject);
  const blockers = blockersOf(sim, thread).map((b) => sim.world.processes[threadAt(sim, b).pid]!.name);
  const held = blockers.length === 0 ? "" : ` (held by ${[...new Set(blockers)].join(", ")})`;
  return `${process.name} waits for ${WAIT_NAMES[thread.wait]!}${object === "" ? "" : ` ${object}`}${held}`;
}

/** The cycle in words, thread by thread and object by object. */
export function deadlockText(sim: Simulation, cycle: readonly number[]): string {
  return `deadlock: ${cycle.map((id) => waitSentence(sim, id)).join("; ")}`;
}

/** Why nothing can ever run again: a cycle if there is one, else everybody who waits. */
export function standstillText(sim: Simulation): string {
  const stuck = sim.world.threads.filter((thread) => isStuckCandidate(thread));
  for (const thread of stuck) {
    const cycle = cycleFrom(sim, thread);
    const last = threadAt(sim, cycle[cycle.length - 1]!);
    if (blockersOf(sim, last).includes(cycle[0]!)) return deadlockText(sim, cycle);
  }
  return deadlockText(
    sim,
    stuck.slice(0, 10).map((thread) => thread.id),
  );
}
