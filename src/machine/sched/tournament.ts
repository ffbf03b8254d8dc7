/**
 * A tournament among the threads of a ready queue whose order changes as time passes: who is first now, without asking all.
 *
 * Keeps true: inner node i holds the winner of its children 2i and 2i + 1, and the tick until which that is known to stand;
 * the thread at place p of the queue is leaf `capacity + p`. What has changed or may have changed is played again only when
 * it is asked for, so that an entry costs a path from leaf to root, and each pair changes its order at most once.
 * Follows: Basch, Guibas, Hershberger, "Data Structures for Mobile Data" (kinetic tournaments).
 */
import type { ReadyQueue, Thread } from "../state.ts";

/** How two threads stand at a tick, and when that may change. */
export interface Contest {
  /** Negative when `a` goes first at `tick`; never 0. */
  compare(a: Thread, b: Thread, tick: number): number;
  /** A tick after `tick` before which `loser` does not overtake `winner`; Infinity: never. */
  overtakes(winner: Thread, loser: Thread, tick: number): number;
}

/** Instead of a tick: play again. */
const STALE = -1;

/** The thread at a place has changed: `id`, or -1 for nobody. */
export function enterTournament(queue: ReadyQueue, place: number, id: number): void {
  const capacity = queue.items.length;
  if (queue.winners.length !== capacity * 2) {
    rebuild(queue);
    return;
  }
  let node = capacity + place;
  queue.winners[node] = id;
  queue.until[node] = Infinity;
  for (node >>= 1; node > 0; node >>= 1) queue.until[node] = STALE;
}

/** Seats everybody, after the queue has grown. */
function rebuild(queue: ReadyQueue): void {
  const capacity = queue.items.length;
  queue.winners = new Int32Array(capacity * 2).fill(-1);
  queue.winners.set(queue.items.subarray(0, queue.length), capacity);
  queue.until = new Float64Array(capacity * 2).fill(STALE, 0, capacity).fill(Infinity, capacity);
}

function play(threads: readonly Thread[], queue: ReadyQueue, contest: Contest, tick: number, node: number): void {
  const { winners, until } = queue;
  if (until[node]! > tick) return;
  const left = node * 2;
  const right = left + 1;
  play(threads, queue, contest, tick, left);
  play(threads, queue, contest, tick, right);
  const a = threads[winners[left]!];
  const b = threads[winners[right]!];
  let last = Math.min(until[left]!, until[right]!);
  let winner = a ?? b;
  if (a !== undefined && b !== undefined) {
    const isLeft = contest.compare(a, b, tick) < 0;
    winner = isLeft ? a : b;
    last = Math.min(last, contest.overtakes(winner, isLeft ? b : a, tick));
  }
  winners[node] = winner?.id ?? -1;
  until[node] = last;
}

/** The first of a queue that is not empty. */
export function winnerAt(threads: readonly Thread[], queue: ReadyQueue, contest: Contest, tick: number): Thread {
  play(threads, queue, contest, tick, 1);
  return threads[queue.winners[1]!]!;
}
