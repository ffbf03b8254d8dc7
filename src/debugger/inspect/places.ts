/**
 * Where ready threads stand: in a ready queue of the kernel, or in a run queue of their process's library.
 *
 * Keeps true: a ready thread stands in one queue at most, and its place counts from 1.
 */
import { dequeToArray } from "../../base/deque.ts";
import { queueInOrder } from "../../machine/sched/readyQueue.ts";
import { policyOf } from "../../machine/sched/scheduler.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Node, Process, Thread } from "../../machine/state.ts";

/** Places by thread id, in words: `3rd`, `queue 1, 3rd`, `run queue, 3rd`. */
export type Places = ReadonlyMap<number, string>;

/** A queue of ready threads: what to call it, where there is more than one kind, and who stands in it. */
interface Line {
  readonly name: string;
  readonly ids: readonly number[];
}

function kernelLine(sim: Simulation, node: Node, number: number): Line {
  const ordered = queueInOrder(sim.world.threads, node.queues[number]!, policyOf(sim, node));
  return { name: node.queues.length === 1 ? "" : `queue ${number}`, ids: ordered.map(({ id }) => id) };
}

function libraryLines({ threading }: Process): Line[] {
  const name = threading.model === "go" ? "global queue" : "run queue";
  const local = threading.processors.map((processor) => ({
    name: `queue of P${processor.number}`,
    ids: dequeToArray(processor.queue),
  }));
  return [{ name, ids: dequeToArray(threading.queue) }, ...local];
}

/** Those that the thread can stand in. */
function linesFor(sim: Simulation, thread: Thread): Line[] {
  const process = processAt(sim, thread.pid);
  if (thread.sched.place >= 0) return [kernelLine(sim, sim.world.nodes[process.node]!, thread.sched.queue)];
  return process.threading.model === "kernel" ? [] : libraryLines(process);
}

/** `1st`, `22nd`. */
export function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}

const placeText = ({ name }: Line, place: number): string =>
  name === "" ? ordinal(place) : `${name}, ${ordinal(place)}`;

/** The places of all ready threads, found once for all. */
export function readyPlaces(sim: Simulation): Places {
  const places = new Map<number, string>();
  const enter = (line: Line): void => line.ids.forEach((id, k) => places.set(id, placeText(line, k + 1)));
  for (const node of sim.world.nodes) node.queues.forEach((_queue, k) => enter(kernelLine(sim, node, k)));
  for (const process of sim.world.processes) libraryLines(process).forEach(enter);
  return places;
}

/** The place of one thread in its queue, from 1; 0 when it is in none. */
export function readyPlace(sim: Simulation, thread: Thread): number {
  return Math.max(0, ...linesFor(sim, thread).map(({ ids }) => ids.indexOf(thread.id) + 1));
}

/** The same in words; "" when it is in none. */
export function readyPlaceText(sim: Simulation, thread: Thread): string {
  const line = linesFor(sim, thread).find(({ ids }) => ids.includes(thread.id));
  return line === undefined ? "" : placeText(line, line.ids.indexOf(thread.id) + 1);
}
