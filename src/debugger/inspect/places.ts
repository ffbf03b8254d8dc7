/**
 * Where ready threads stand: in a ready queue of the kernel, or in a run queue of their process's library.
 *
 * Keeps true: a ready thread stands in one queue at most, and its place counts from 1.
 */
import { phrase, type Words } from "../../base/words.ts";
import { dequeToArray } from "../../base/deque.ts";
import { queueInOrder } from "../../machine/sched/readyQueue.ts";
import { policyOf } from "../../machine/sched/scheduler.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Node, Process, Thread } from "../../machine/state.ts";

/** A place in a queue: what the queue is called, where there is more than one kind, and the place in words: `queue 1`, `3rd`. */
export interface QueuePlace {
  readonly line: string;
  readonly ordinal: string;
}

/** Places by thread id. */
export type Places = ReadonlyMap<number, QueuePlace>;

/** A queue of ready threads: what to call it, where there is more than one kind, and who stands in it. */
interface Line {
  readonly name: string;
  readonly ids: readonly number[];
}

function kernelLine(sim: Simulation, node: Node, number: number): Line {
  const ordered = queueInOrder(sim.world.threads, node.queues[number]!, policyOf(sim, node));
  return { name: node.queues.length === 1 ? "" : sim.words("queue {0}", number), ids: ordered.map(({ id }) => id) };
}

function libraryLines({ words }: Simulation, { threading }: Process): Line[] {
  const name = threading.model === "go" ? words("global queue") : words("run queue");
  const local = threading.processors.map((processor) => ({
    name: words("queue of P{0}", processor.number),
    ids: dequeToArray(processor.queue),
  }));
  return [{ name, ids: dequeToArray(threading.queue) }, ...local];
}

/** Those that the thread can stand in. */
function linesFor(sim: Simulation, thread: Thread): Line[] {
  const process = processAt(sim, thread.pid);
  if (thread.sched.place >= 0) return [kernelLine(sim, sim.world.nodes[process.node]!, thread.sched.queue)];
  return process.threading.model === "kernel" ? [] : libraryLines(sim, process);
}

const ORDINALS: readonly string[] = [phrase("{0}th"), phrase("{0}st"), phrase("{0}nd"), phrase("{0}rd")];

/** `1st`, `22nd`. */
export function ordinal(words: Words, n: number): string {
  const tens = n % 100;
  return words((tens >= 11 && tens <= 13 ? undefined : ORDINALS[n % 10]) ?? ORDINALS[0]!, n);
}

const placeIn = (words: Words, { name }: Line, place: number): QueuePlace => ({
  line: name,
  ordinal: ordinal(words, place),
});

/** The places of all ready threads, found once for all. */
export function readyPlaces(sim: Simulation): Places {
  const places = new Map<number, QueuePlace>();
  const enter = (line: Line): void => line.ids.forEach((id, k) => places.set(id, placeIn(sim.words, line, k + 1)));
  for (const node of sim.world.nodes) node.queues.forEach((_queue, k) => enter(kernelLine(sim, node, k)));
  for (const process of sim.world.processes) libraryLines(sim, process).forEach(enter);
  return places;
}

/** The place of one thread in its queue, from 1; 0 when it is in none. */
export function readyPlace(sim: Simulation, thread: Thread): number {
  return Math.max(0, ...linesFor(sim, thread).map(({ ids }) => ids.indexOf(thread.id) + 1));
}

/** The same in words; nothing when it is in none. */
export function readyPlaceOf(sim: Simulation, thread: Thread): QueuePlace | undefined {
  const line = linesFor(sim, thread).find(({ ids }) => ids.includes(thread.id));
  return line && placeIn(sim.words, line, line.ids.indexOf(thread.id) + 1);
}
