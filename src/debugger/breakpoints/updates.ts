/**
 * Lost updates: a thread has read a word, another one has written it since, and the thread writes without having looked again. What
 * the other wrote is lost then, whatever value comes out.
 *
 * Keeps true: it looks on and changes nothing; what it says of a write is a fact of the run, the same forward, on the way back and
 * whenever somebody began to look: what had come before that is found in the past. An indivisible instruction loses nothing, a
 * write by a thread that has not read the word since it wrote it last is not said to.
 */
import { codeIndex } from "../../isa/image.ts";
import { PC } from "../../isa/registers.ts";
import { peek } from "../../machine/memory/memory.ts";
import type { AccessKind } from "../../machine/ipc/race.ts";
import { accessKind, effectTick } from "../../machine/ipc/watch.ts";
import { threadName } from "../../machine/names.ts";
import { nodeOf, processAt, type Simulation } from "../../machine/simulation.ts";
import type { Pieces } from "../../base/pieces.ts";
import type { History } from "../time/history.ts";
import { isAfter, momentOf, sameMoment, type Moment } from "../time/moments.ts";
import type { CloseWatch } from "../time/watch.ts";
import { isShared } from "./dataBreakpoints.ts";

/** Who writes where no thread does: the operator. */
export const OPERATOR = -1;

/** Writers that are named one by one. */
const MOST_NAMED = 3;

/** What a write has lost: since when its thread had not looked, and who has written since, how often. */
export interface LostUpdates {
  readonly since: number;
  readonly by: readonly (readonly [thread: number, times: number])[];
}

/** A look at a word that its thread may still answer with a write, and who has written since. */
interface Look {
  readonly tick: number;
  readonly writers: Map<number, number>;
}

/** Who looked at one word, and who has written it since. */
export class UpdateLog {
  private readonly looks = new Map<number, Look>();
  /** The threads of which something is known: they have touched the word. */
  private readonly known = new Set<number>();

  /** Whether a thread has touched the word as long as this looks on. */
  knows(thread: number): boolean {
    return this.known.has(thread);
  }

  /** A thread touches the word: what its write has lost, if anything. */
  touch(thread: number, kind: AccessKind, writes: boolean, tick: number): LostUpdates | undefined {
    this.known.add(thread);
    const isIndivisible = kind !== "read" && kind !== "write";
    if (!writes || isIndivisible) this.looks.set(thread, { tick, writers: new Map() });
    if (!writes || kind === "indivisible") return undefined;
    const look = this.looks.get(thread);
    this.looks.delete(thread);
    for (const { writers } of this.looks.values()) writers.set(thread, (writers.get(thread) ?? 0) + 1);
    return look === undefined || look.writers.size === 0 ? undefined : { since: look.tick, by: [...look.writers] };
  }
}

/** The word of a machine or of a process, by the process that sees it. */
export interface Word {
  readonly pid: number;
  readonly address: number;
}

function keyOf(sim: Simulation, { pid, address }: Word): string {
  return isShared({ address }) ? `machine ${processAt(sim, pid).node} ${address}` : `process ${pid} ${address}`;
}

/** What is known of the words that a run is watched for, as long as it goes on from where it stood. */
export class Updates {
  private readonly logs = new Map<string, UpdateLog>();
  /** When the operator wrote last: several breakpoints may be on one word. */
  private readonly operated = new Map<string, number>();
  private watched: unknown;
  /** Whether nobody could touch anything before. */
  private isWhole = false;

  constructor(private readonly sim: Simulation) {}

  /** The run goes on, watched for these breakpoints: for others something may have been missed. */
  goOn(watched: unknown): void {
    if (this.watched === watched) return;
    this.logs.clear();
    this.operated.clear();
    this.watched = watched;
    this.isWhole = this.sim.world.cpus.every(({ user }) => user === 0);
  }

  /** The run is taken elsewhere, or goes on without being watched. */
  forget(): void {
    this.watched = undefined;
  }

  /** A thread is about to touch a word: what its write loses; "unknown" where that depends on what came before. */
  touch(cpu: number, thread: number, index: number, word: Word, writes: boolean): LostUpdates | "unknown" | undefined {
    const log = this.logOf(word);
    const isUnknown = writes && !this.isWhole && !log.knows(thread);
    const kind = accessKind(this.sim, cpu, index, word.address, writes);
    const lost = log.touch(thread, kind, writes, effectTick(this.sim));
    return isUnknown && kind === "write" ? "unknown" : lost;
  }

  /** A word has another value, and no thread wrote it: one that all can see has been written by the operator. */
  changed(word: Word): void {
    const { tick } = this.sim.world;
    const key = keyOf(this.sim, word);
    if (!isShared(word) || this.operated.get(key) === tick) return;
    this.operated.set(key, tick);
    this.logOf(word).touch(OPERATOR, "write", true, tick);
  }

  private logOf(word: Word): UpdateLog {
    const key = keyOf(this.sim, word);
    const log = this.logs.get(key) ?? new UpdateLog();
    this.logs.set(key, log);
    return log;
  }
}

/** The instruction that a CPU carries out. */
export function indexOn(sim: Simulation, cpu: number): number {
  return codeIndex(sim.executions[cpu]!.registers[PC]!);
}

/** What a write has lost, as a sentence: `the update of p since tick 35 is lost`. */
export function lostText(sim: Simulation, { since, by }: LostUpdates): string {
  const { words } = sim;
  const names = by
    .slice(0, MOST_NAMED)
    .map(([thread]) => (thread === OPERATOR ? words("the operator") : threadName(sim, thread)));
  const named = by.length > MOST_NAMED ? [...names, words("{0} more", by.length - MOST_NAMED)] : names;
  const who = named.length === 1 ? named[0]! : words("{0} and {1}", named.slice(0, -1).join(", "), named.at(-1)!);
  const times = by.reduce((sum, [, each]) => sum + each, 0);
  if (times === 1) return words("the update of {0} since tick {1} is lost", who, since);
  return by.length === 1
    ? words("{0} updates of {1} since tick {2} are lost", times, who, since)
    : words("the updates of {0} since tick {1} are lost", who, since);
}

/** What is known of a thread and a word from some moment on. */
interface Knowledge {
  /** Whether the thread touched it. */
  readonly isTouched: boolean;
  /** When it looked, if that was the last that it did. */
  readonly look: number | undefined;
  /** Who wrote since it touched it, or since that moment. */
  readonly writers: ReadonlyMap<number, number>;
}

const NOTHING: Knowledge = { isTouched: false, look: undefined, writers: new Map() };

/** Follows a stretch of the past, for one thread and one word; however long it is, little is kept. */
class Stretch implements CloseWatch {
  readonly reach: CloseWatch["reach"];
  readonly isOfRun = false;
  readonly from: Moment;
  /** At its end. */
  known = NOTHING;
  /** Before the write that is asked about. */
  asked: Knowledge | undefined;
  private value: number | undefined;
  private before: Knowledge | undefined;
  private isWritten = false;
  private isTouched = false;

  constructor(
    private readonly sim: Simulation,
    private readonly thread: number,
    private readonly word: Word,
    private readonly now: Moment,
    private readonly found: () => void,
  ) {
    this.reach = isShared(word) ? "shared" : "all";
    this.from = momentOf(sim.world);
    this.look();
  }

  look(): void {
    const { sim, word } = this;
    const process = sim.world.processes[word.pid];
    this.value = process && peek(nodeOf(sim, process).memory, process, word.address);
  }

  readonly access = (cpu: number, address: number, writes: boolean): void => {
    const { sim, word } = this;
    const thread = sim.world.threads[sim.world.cpus[cpu]!.thread];
    if (thread === undefined || address !== word.address) return;
    if (keyOf(sim, { pid: thread.pid, address }) !== keyOf(sim, word)) return;
    const kind = accessKind(sim, cpu, indexOn(sim, cpu), address, writes);
    this.isWritten ||= writes;
    if (thread.id === this.thread) this.own(kind, writes);
    else if (writes && kind !== "indivisible") this.wrote(thread.id);
  };

  readonly stepped = (): void => {
    const { value } = this;
    this.look();
    if (value !== this.value && !this.isWritten && isShared(this.word)) this.wrote(OPERATOR);
    if (this.before !== undefined && sameMoment(momentOf(this.sim.world), this.now)) this.asked = this.before;
    if (this.isTouched) this.found();
    this.before = undefined;
    this.isWritten = false;
    this.isTouched = false;
  };

  private own(kind: AccessKind, writes: boolean): void {
    this.isTouched = true;
    if (writes && kind === "indivisible") return;
    if (kind === "write") this.before = this.known;
    this.known = { isTouched: true, look: writes ? undefined : effectTick(this.sim), writers: new Map() };
  }

  private wrote(thread: number): void {
    const { known } = this;
    this.known = { ...known, writers: sumOf(known.writers, new Map([[thread, 1]])) };
  }
}

function sumOf(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): Map<number, number> {
  const sum = new Map(a);
  for (const [thread, times] of b) sum.set(thread, (sum.get(thread) ?? 0) + times);
  return sum;
}

/** What a write has lost that has just been made, found in the past: as far back as its thread touched the word before. */
export function* lostUpdates(
  sim: Simulation,
  history: History,
  thread: number,
  word: Word,
): Pieces<LostUpdates | undefined> {
  const now = history.here();
  const stretches: Stretch[] = [];
  const closely = (found: () => void): Stretch => {
    const stretch = new Stretch(sim, thread, word, now, found);
    stretches.push(stretch);
    return stretch;
  };
  yield* history.searchLast(now, { marks: new Uint8Array(sim.marks.length), closely });
  // The past is looked at from the last stretch to the first, and each forward.
  stretches.sort((a, b) => Number(isAfter(b.from, a.from)) - Number(isAfter(a.from, b.from)));
  const last = stretches.findIndex(({ asked }) => asked !== undefined);
  const asked = stretches[last]?.asked;
  if (asked === undefined) return undefined;
  let { isTouched, look, writers } = asked;
  for (const { known } of stretches.slice(last + 1)) {
    if (isTouched) break;
    ({ isTouched, look } = known);
    writers = sumOf(known.writers, writers);
  }
  return look === undefined || writers.size === 0 ? undefined : { since: look, by: [...writers] };
}
