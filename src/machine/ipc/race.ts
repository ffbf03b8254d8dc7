/**
 * Data races over shared words, by happens-before: two accesses of different threads, one of them a write, that nothing orders.
 *
 * Keeps true: clocks are advanced only by synchronisation that the machine carries out (locks, semaphores, messages, creation and
 * waiting for an end, indivisible instructions); a race is reported once for each pair of places in the code.
 * Follows: Lamport 1978 (happens-before); Mattern 1989 (vector clocks); Flanagan and Freund 2009 (FastTrack).
 */

/** An access of a thread: its id, its own clock then, the instruction, the tick. */
export interface Access {
  readonly thread: number;
  readonly clock: number;
  readonly index: number;
  readonly tick: number;
}

/** Two accesses that nothing orders. */
export interface Race {
  readonly address: number;
  readonly first: Access;
  readonly firstWrites: boolean;
  readonly second: Access;
  readonly secondWrites: boolean;
}

/** What is known of a shared word: the last write, and the last read of each thread since. */
interface WordHistory {
  write: Access | undefined;
  readonly reads: Map<number, Access>;
}

/** Vector clocks of threads and of what synchronises them. It watches a run from outside and is no part of the world. */
export class RaceDetector {
  readonly races: Race[] = [];
  private readonly clocks = new Map<number, Map<number, number>>();
  private readonly objects = new Map<string, Map<number, number>>();
  private readonly words = new Map<number, WordHistory>();
  private readonly seen = new Set<string>();

  /** A thread reads or writes a shared word. */
  access(thread: number, address: number, writes: boolean, index: number, tick: number): void {
    const history = this.words.get(address) ?? { write: undefined, reads: new Map<number, Access>() };
    this.words.set(address, history);
    const now: Access = { thread, clock: this.clockOf(thread).get(thread) ?? 0, index, tick };
    if (history.write !== undefined) this.compare(address, history.write, true, now, writes);
    if (writes) {
      for (const read of history.reads.values()) this.compare(address, read, false, now, true);
      history.write = now;
      history.reads.clear();
    } else history.reads.set(thread, now);
  }

  /** A thread gives something up that another may take: what it did before is before what that one does then. */
  release(thread: number, object: string): void {
    const clock = this.clockOf(thread);
    this.join(this.objectOf(object), clock);
    clock.set(thread, (clock.get(thread) ?? 0) + 1);
  }

  /** A thread takes what was given up. */
  acquire(thread: number, object: string): void {
    this.join(this.clockOf(thread), this.objectOf(object));
  }

  private clockOf(thread: number): Map<number, number> {
    let clock = this.clocks.get(thread);
    if (clock === undefined) {
      clock = new Map([[thread, 1]]);
      this.clocks.set(thread, clock);
    }
    return clock;
  }

  private objectOf(object: string): Map<number, number> {
    let clock = this.objects.get(object);
    if (clock === undefined) {
      clock = new Map();
      this.objects.set(object, clock);
    }
    return clock;
  }

  private join(into: Map<number, number>, from: ReadonlyMap<number, number>): void {
    for (const [thread, time] of from) if (time > (into.get(thread) ?? 0)) into.set(thread, time);
  }

  private compare(address: number, first: Access, firstWrites: boolean, second: Access, secondWrites: boolean): void {
    if (first.thread === second.thread) return;
    if ((this.clockOf(second.thread).get(first.thread) ?? 0) >= first.clock) return;
    const key = `${address}:${first.index}:${second.index}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.races.push({ address, first, firstWrites, second, secondWrites });
  }
}
