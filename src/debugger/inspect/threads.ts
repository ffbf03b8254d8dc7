/**
 * The threads that people see, in the order of the process tree, with names that say their state: in few words, since a client
 * draws a badge beside them.
 *
 * Keeps true: the number by which people know a thread is its place in the world + 1, for a whole session, going back included;
 * at most as many are named as a client can stand, those that can run first to stay.
 */
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Process, Thread } from "../../machine/state.ts";
import { EndKind, ThreadState } from "../../machine/states.ts";
import { shortStateText, threadLabel } from "./names.ts";
import { readyPlaces, type Places } from "./places.ts";

/** A thread with its number and name. */
export interface NamedThread {
  readonly number: number;
  readonly name: string;
}

/** The number of the row that stands for all threads that are not named: no thread's. */
export const SUMMARY_NUMBER = 0x7fffffff;

/** The number by which people know a thread. */
export function threadNumber(id: number): number {
  return id + 1;
}

/** Whether there is such a thread, and it has not ended. */
export function isAlive({ world }: Simulation, id: number): boolean {
  const thread = world.threads[id];
  return thread !== undefined && thread.state !== ThreadState.terminated;
}

function isSeen(thread: Thread, process: Process, always: number): boolean {
  if (thread.id === always) return true;
  if (thread.state !== ThreadState.terminated) return true;
  return process.end !== EndKind.alive && !process.reaped && process.threads[0] === thread.id;
}

/** How much a thread matters to who looks at a list that is too long: the less, the sooner it is named. */
function rankOf({ id, state }: Thread, always: number): number {
  if (id === always) return 0;
  if (state === ThreadState.running) return 1;
  if (state === ThreadState.ready) return 2;
  return state === ThreadState.terminated ? 4 : 3;
}

/** Of all threads that could be shown, in the order of the tree, those that are. */
function chosen(seen: readonly Thread[], most: number, always: number): readonly Thread[] {
  if (seen.length <= most) return seen;
  const byRank: Thread[][] = [[], [], [], [], []];
  for (const thread of seen) byRank[rankOf(thread, always)]!.push(thread);
  const named = new Set(byRank.flat().slice(0, most));
  return seen.filter((thread) => named.has(thread));
}

/** All threads that could be shown, in the order of the tree; `always` is the id of one that is in any case. */
export function shownThreads(sim: Simulation, always: number): Thread[] {
  const seen: Thread[] = [];
  const todo: number[] = [...sim.world.processes[0]!.children].reverse();
  for (let pid = todo.pop(); pid !== undefined; pid = todo.pop()) {
    const process = sim.world.processes[pid]!;
    for (const id of process.threads) {
      const thread = sim.world.threads[id]!;
      if (isSeen(thread, process, always)) seen.push(thread);
    }
    for (let k = process.children.length - 1; k >= 0; k--) todo.push(process.children[k]!);
  }
  return seen;
}

/**
 * The threads to show.
 * @param most how many at most: those that run or could run first
 * @param always the id of a thread that is shown in any case: the one that the machine stopped at
 */
export function namedThreads(sim: Simulation, most: number, always: number): NamedThread[] {
  const seen = shownThreads(sim, always);
  const shown = chosen(seen, most, always);
  const places = readyPlaces(sim);
  const named = shown.map((thread) => ({
    number: threadNumber(thread.id),
    name: `${threadLabel(sim, thread)} · ${lifeText(sim, thread, processAt(sim, thread.pid), places)}`,
  }));
  const last = sim.world.threads[always];
  if (last !== undefined && !shown.includes(last))
    named.push({ number: threadNumber(always), name: `${threadLabel(sim, last)} · terminated` });
  const left = seen.length - shown.length;
  if (left > 0) named.push({ number: SUMMARY_NUMBER, name: sim.words("… and {0} more threads: see Processes", left) });
  return named;
}

function lifeText(sim: Simulation, thread: Thread, process: Process, places: Places): string {
  if (thread.state !== ThreadState.terminated) return shortStateText(sim, thread, places.get(thread.id));
  return process.reaped ? "terminated" : "zombie";
}

/** The names of the threads that have not ended: those of their processes, then `pid.thread` where there are several. */
export function threadNames({ world }: Simulation, most: number): string[] {
  const alive = world.processes.filter(({ pid, end }) => pid > 0 && end === EndKind.alive);
  const several = alive.filter(({ threads }) => threads.length > 1);
  const numbered = several.flatMap(({ pid, threads }) => threads.map((id) => `${pid}.${world.threads[id]!.number}`));
  return [...new Set(alive.map(({ name }) => name)), ...numbered].slice(0, most);
}

/** The place among all CPUs of the one with a number in the machine of a thread, or undefined. */
export function cpuOfMachine({ world }: Simulation, thread: number, number: number): number | undefined {
  const process = world.processes[world.threads[thread]!.pid]!;
  return world.nodes[process.node]!.cpus.find((index) => world.cpus[index]!.number === number);
}
