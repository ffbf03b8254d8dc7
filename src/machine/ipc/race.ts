/**
 * Data races over shared words and over the data sections of processes with several threads, by happens-before: two accesses of
 * different threads, one of them a write, that nothing orders.
 *
 * Keeps true: clocks advance only by synchronisation that the machine carries out; a word that an indivisible instruction has
 * touched orders what happens around every access to it; raced for is such a word only by a plain write, before the first of
 * them, or over a change of theirs that the writer has not seen; a race is reported once for each pair of places in the code.
 * It watches a run from outside and never changes it.
 * Follows: Lamport 1978 (happens-before); Mattern 1989 (vector clocks); Flanagan and Freund 2009 (FastTrack).
 */
import { LIMITS } from "../../base/limits.ts";

/** An access of a thread: its id, its own clock then, the instruction, the tick at whose end it fell. */
export interface Access {
  readonly thread: number;
  readonly clock: number;
  readonly index: number;
  readonly tick: number;
  readonly writes: boolean;
  /** What the thread had acquired and not released: handles of locks. */
  readonly held: readonly number[];
}

/** The process in whose data section a word is, and the program that this section is of. */
export interface Section {
  readonly pid: number;
  readonly program: number;
}

/** Two accesses that nothing orders, in the order in which they happened to come; without a section to a shared word. */
export interface Race {
  readonly address: number;
  readonly section: Section | undefined;
  readonly first: Access;
  readonly second: Access;
}

/** How an instruction touches a word; an indivisible one may change it or leave it as it is. */
export type AccessKind = "read" | "write" | "indivisible" | "indivisible change";

type Clock = Map<number, number>;

/**
 * What is known of a word: the last write, the last read of each thread since; its clock, if it synchronises. The last
 * write is then the last change by an indivisible instruction.
 */
interface WordHistory {
  write: Access | undefined;
  readonly reads: Map<number, Access>;
  sync: Clock | undefined;
}

/** Units that may be taken: some that nobody gave, and the clocks of those who gave the others, the first first. */
interface Tokens {
  plain: number;
  readonly given: Clock[];
}

/** Instead of a pid: the words are shared. */
const SHARED = 0;

/** About how many bytes an entry of a map takes. */
const ENTRY_BYTES = 40;

export class RaceDetector {
  readonly races: Race[] = [];
  /** Told of each race as it is found. */
  onRace: ((race: Race) => void) | undefined;
  private readonly clocks = new Map<number, Clock>();
  private readonly objects = new Map<number, Clock>();
  private readonly held = new Map<number, readonly number[]>();
  private readonly tokens = new Map<number, Tokens>();
  private readonly messages = new Map<number, Clock>();
  /** By pid, and then by address. */
  private readonly words = new Map<number, Map<number, WordHistory>>();
  private readonly seen = new Set<string>();

  /** What is known so far, for a moment that a run may come back to. Who is told stays the same. */
  copy(): RaceDetector {
    const copy = new RaceDetector();
    copy.onRace = this.onRace;
    copy.races.push(...this.races);
    for (const key of this.seen) copy.seen.add(key);
    copyInto(copy.clocks, this.clocks, (clock) => new Map(clock));
    copyInto(copy.objects, this.objects, (clock) => new Map(clock));
    copyInto(copy.held, this.held, (objects) => objects);
    copyInto(copy.tokens, this.tokens, ({ plain, given }) => ({ plain, given: [...given] }));
    copyInto(copy.messages, this.messages, (clock) => clock);
    copyInto(copy.words, this.words, (words) => {
      const copied = new Map<number, WordHistory>();
      copyInto(copied, words, ({ write, reads, sync }) => ({
        write,
        reads: new Map(reads),
        sync: sync && new Map(sync),
      }));
      return copied;
    });
    return copy;
  }

  /** About how much memory it takes. */
  get bytes(): number {
    const threads = this.clocks.size + 1;
    const clocks = this.clocks.size + this.objects.size + this.messages.size;
    let words = 0;
    for (const each of this.words.values()) words += each.size;
    return (clocks * threads + words * 4 + this.tokens.size + this.seen.size) * ENTRY_BYTES;
  }

  /** A thread reads or writes a word: of a data section, or a shared one. */
  access(thread: number, address: number, kind: AccessKind, index: number, tick: number, section?: Section): void {
    const word = this.wordAt(section?.pid ?? SHARED, address);
    const writes = kind !== "read";
    const clock = this.clockOf(thread).get(thread)!;
    const now: Access = { thread, clock, index, tick, writes, held: this.held.get(thread) ?? [] };
    const told = (first: Access): void => {
      this.compare(address, section, first, now);
    };
    if (kind === "read" || kind === "write") this.plain(told, word, now);
    else this.indivisible(told, word, now, kind === "indivisible change");
    if (word.sync !== undefined) this.synchronise(thread, word.sync, kind);
  }

  /** The data section of a process is gone: it has ended, or another program was loaded. */
  forget(pid: number): void {
    this.words.delete(pid);
  }

  private plain(compare: (first: Access) => void, word: WordHistory, now: Access): void {
    const isSync = word.sync !== undefined;
    if (word.write !== undefined && (now.writes || !isSync)) compare(word.write);
    if (isSync) return;
    if (!now.writes) {
      word.reads.set(now.thread, now);
      return;
    }
    for (const read of word.reads.values()) compare(read);
    word.write = now;
    word.reads.clear();
  }

  /** From the first on the word orders what happens around it; who has only looked at it before is none the wiser. */
  private indivisible(compare: (first: Access) => void, word: WordHistory, now: Access, changes: boolean): void {
    if (word.sync === undefined) {
      if (word.write !== undefined) compare(word.write);
      word.sync = new Map();
      word.write = undefined;
      word.reads.clear();
    }
    if (changes) word.write = now;
  }

  /** Everything that `from` has done is before what `to` does next. */
  order(from: number, to: number): void {
    join(this.clockOf(to), this.clockOf(from));
    this.advance(from);
  }

  /** A thread gives up an object that others may take: what it did before is before what they do then. */
  release(thread: number, object: number): void {
    join(this.objectOf(object), this.clockOf(thread));
    this.held.set(
      thread,
      (this.held.get(thread) ?? []).filter((other) => Math.abs(other) !== Math.abs(object)),
    );
    this.advance(thread);
  }

  /** A thread takes what was given up. */
  acquire(thread: number, object: number): void {
    join(this.clockOf(thread), this.objectOf(object));
    this.held.set(thread, [...(this.held.get(thread) ?? []), object]);
  }

  /** A thread gives one unit of something that can be counted; `plain` units were there at first. */
  giveToken(thread: number, object: number, plain: number): void {
    this.tokensOf(object, plain).given.push(new Map(this.clockOf(thread)));
    this.advance(thread);
  }

  /** A thread takes one unit: one that was there at first, or the one that was given first. */
  takeToken(thread: number, object: number, plain: number): void {
    const tokens = this.tokensOf(object, plain);
    if (tokens.plain > 0) tokens.plain--;
    else {
      const given = tokens.given.shift();
      if (given !== undefined) join(this.clockOf(thread), given);
    }
  }

  /** A thread sends a message; another receives it. */
  send(thread: number, message: number): void {
    this.messages.set(message, new Map(this.clockOf(thread)));
    this.advance(thread);
  }

  receive(thread: number, message: number): void {
    const clock = this.messages.get(message);
    if (clock !== undefined) join(this.clockOf(thread), clock);
    this.messages.delete(message);
  }

  /** A message is lost: nobody will be ordered by it. */
  lose(message: number): void {
    this.messages.delete(message);
  }

  /** Reads take what was given up at a word, writes give up; an indivisible instruction does both. */
  private synchronise(thread: number, clock: Clock, kind: AccessKind): void {
    if (kind !== "write") join(this.clockOf(thread), clock);
    if (kind === "read") return;
    join(clock, this.clockOf(thread));
    this.advance(thread);
  }

  private compare(address: number, section: Section | undefined, first: Access, second: Access): void {
    if (first.thread === second.thread || this.races.length >= LIMITS.races) return;
    if ((this.clockOf(second.thread).get(first.thread) ?? 0) >= first.clock) return;
    const key = `${first.index}:${second.index}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const race = { address, section, first, second };
    this.races.push(race);
    this.onRace?.(race);
  }

  private advance(thread: number): void {
    const clock = this.clockOf(thread);
    clock.set(thread, clock.get(thread)! + 1);
  }

  private clockOf(thread: number): Clock {
    return found(this.clocks, thread, () => new Map([[thread, 1]]));
  }

  private objectOf(object: number): Clock {
    return found(this.objects, object, () => new Map<number, number>());
  }

  private tokensOf(object: number, plain: number): Tokens {
    return found(this.tokens, object, () => ({ plain, given: [] }));
  }

  private wordAt(pid: number, address: number): WordHistory {
    const words = found(this.words, pid, () => new Map<number, WordHistory>());
    return found(words, address, () => ({ write: undefined, reads: new Map(), sync: undefined }));
  }
}

function copyInto<T>(into: Map<number, T>, from: ReadonlyMap<number, T>, copy: (value: T) => T): void {
  for (const [key, value] of from) into.set(key, copy(value));
}

function join(into: Clock, from: ReadonlyMap<number, number>): void {
  for (const [thread, time] of from) if (time > (into.get(thread) ?? 0)) into.set(thread, time);
}

function found<T>(map: Map<number, T>, key: number, create: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
