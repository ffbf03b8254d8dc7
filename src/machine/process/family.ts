/**
 * The process tree: parents that wait, zombies, orphans.
 *
 * Keeps true: a process that has ended is a zombie until its parent has waited for it, and its exit value is told once; init
 * takes note of its children at once; a child is in its parent's list until it is reaped.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Process Termination.
 */
import { ERR } from "../../isa/errors.ts";
import { EventKind } from "../events.ts";
import { block, wake } from "../threads/turns.ts";
import { emit, processAt, threadAt, type Simulation } from "../simulation.ts";
import type { Process, Thread } from "../state.ts";
import { EndKind, ThreadState, WaitKind } from "../states.ts";

/** Init's pid. */
export const INIT = 0;

/** Instead of a pid: any child. */
const ANY = -1;

function forget(list: number[], pid: number): void {
  const place = list.indexOf(pid);
  if (place >= 0) list.splice(place, 1);
}

function reap(sim: Simulation, parent: Process, child: Process): void {
  child.reaped = true;
  sim.world.reaped.push(child.pid);
  forget(parent.children, child.pid);
  forget(parent.zombies, child.pid);
  emit(sim, EventKind.processReaped, child.pid, parent.pid, child.exitValue, 0, 0);
}

/** What a process that has ended did is before what the thread does that saw its end, by its id. */
export function seeEnd(sim: Simulation, process: Process, seer: number): void {
  if (sim.races === undefined) return;
  for (const id of process.threads) if (id !== seer) sim.races.order(id, seer);
}

/** A process has ended: a parent that waits for it is told, or init is; else it becomes a zombie. */
export function tellParent(sim: Simulation, child: Process): void {
  const parent = processAt(sim, child.parent);
  if (parent.pid === INIT || parent.end !== EndKind.alive) {
    reap(sim, parent, child);
    return;
  }
  const waits = (thread: Thread): boolean =>
    thread.wait === WaitKind.child && (thread.waitObject === ANY || thread.waitObject === child.pid);
  const waiter = parent.threads.map((id) => threadAt(sim, id)).find(waits);
  if (waiter === undefined) {
    parent.zombies.push(child.pid);
    return;
  }
  reap(sim, parent, child);
  seeEnd(sim, child, waiter.id);
  waiter.registers[0] = child.pid;
  waiter.childStatus = child.exitValue;
  wake(sim, waiter, child.pid);
  tellChildless(sim, parent);
}

/** Threads that wait for children that no longer are learn it: another thread was told of the last. */
function tellChildless(sim: Simulation, parent: Process): void {
  for (const id of parent.threads) {
    const thread = threadAt(sim, id);
    if (thread.wait !== WaitKind.child) continue;
    const isHopeless =
      thread.waitObject === ANY ? parent.children.length === 0 : !parent.children.includes(thread.waitObject);
    if (!isHopeless) continue;
    thread.registers[0] = ERR.ERR_NO_CHILD;
    wake(sim, thread, parent.pid);
  }
}

/** `wait()` and `wait(pid)`: the pid of a child that has ended, at once or later. */
export function waitForChild(sim: Simulation, thread: Thread, wanted: number | undefined): number {
  const parent = processAt(sim, thread.pid);
  const pid = wanted ?? parent.zombies[0] ?? ANY;
  if (parent.zombies.includes(pid)) {
    const child = processAt(sim, pid);
    reap(sim, parent, child);
    seeEnd(sim, child, thread.id);
    thread.childStatus = child.exitValue;
    tellChildless(sim, parent);
    return pid;
  }
  const hasOne = wanted === undefined ? parent.children.length > 0 : parent.children.includes(wanted);
  if (!hasOne) return ERR.ERR_NO_CHILD;
  block(sim, thread, WaitKind.child, wanted ?? ANY);
  return 0;
}

/** Whether any of the children waited for is not itself waiting: then nobody needs to look for a deadlock. */
export function hasRunnableChild(sim: Simulation, parent: Process): boolean {
  return parent.children.some((pid) =>
    processAt(sim, pid).threads.some((id) => {
      const { state } = threadAt(sim, id);
      return (
        state !== ThreadState.waiting && state !== ThreadState.suspendedWaiting && state !== ThreadState.terminated
      );
    }),
  );
}

/** Init becomes the parent of a living process whose parent has ended. */
export function adopt(sim: Simulation, orphan: Process): void {
  forget(processAt(sim, orphan.parent).children, orphan.pid);
  orphan.parent = INIT;
  processAt(sim, INIT).children.push(orphan.pid);
  emit(sim, EventKind.processAdopted, orphan.pid, INIT, 0, 0, 0);
}

/** A parent has ended: init takes note of the children that it never waited for. */
export function reapZombies(sim: Simulation, parent: Process): void {
  for (const pid of [...parent.zombies]) reap(sim, parent, processAt(sim, pid));
}
