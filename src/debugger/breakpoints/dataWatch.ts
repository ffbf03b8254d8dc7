/**
 * Looking for hits of data breakpoints while a run goes on: reads and writes as they are carried out, and what has another value
 * after a step than before it, whoever changed it.
 *
 * Keeps true: it changes nothing; the same stretch of a run gives the same hits, forward and when it is done again; a value that
 * cannot be known (a process that is not loaded, a frame that is gone) is no change.
 */
import { phrase } from "../../base/words.ts";
import { ExpressionError } from "../../isa/expression.ts";
import { Op } from "../../isa/instructions.ts";
import { peek } from "../../machine/memory/memory.ts";
import { nodeOf, type Simulation } from "../../machine/simulation.ts";
import type { Watcher } from "../../machine/watching.ts";
import { conditionHolds } from "./breakpoints.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { isShared, type DataBreakpoint, type WordsTarget } from "./dataBreakpoints.ts";
import { valueOf, type Viewpoint } from "../inspect/evaluate.ts";
import { framesOf, topFrame } from "../inspect/frames.ts";
import { threadLabel, wordText } from "../inspect/names.ts";
import { pcbText, pcbView } from "../inspect/pcb.ts";
import { expressionText } from "../inspect/show.ts";
import { indexOn, lostText, type LostUpdates, type Updates, type Word } from "./updates.ts";

/** A breakpoint that was hit, by whom. */
export interface DataHit {
  readonly breakpoint: DataBreakpoint;
  /** The thread that did it; for a field of a PCB the one whose it is. */
  readonly thread: number;
  /** The instruction that did it, or -1. */
  readonly index: number;
  /** `count`, `list[2]`. */
  readonly name: string;
  /** The word, if it is one. */
  readonly word: Word | undefined;
  readonly writes: boolean;
  /** What it was, and is; the same where it was only read. */
  readonly before: string;
  readonly after: string;
  /** What of others a write has lost; "unknown": that is to be found in the past. */
  readonly lost: LostUpdates | "unknown" | undefined;
}

/** A value as it is compared and shown. */
interface Seen {
  readonly number: number | undefined;
  /** Undefined: the number as a word. */
  readonly text: string | undefined;
}

interface Touch {
  readonly thread: number;
  readonly index: number;
  readonly place: number;
  /** An indivisible instruction does both. */
  reads: boolean;
  writes: boolean;
  /** The value that it finds. */
  readonly before: Seen;
  lost: DataHit["lost"];
}

/** A breakpoint, with what it looked like after the last step. */
interface Entry {
  readonly breakpoint: DataBreakpoint;
  /** Each word, or the one value. */
  last: readonly Seen[];
  readonly touched: Touch[];
}

const NOTHING: Seen = { number: undefined, text: phrase("nothing") };

function isSame(a: Seen, b: Seen): boolean {
  return a.number === b.number && (a.number !== undefined || a.text === b.text);
}

export class DataWatch implements Watcher {
  readonly reach: Watcher["reach"];
  readonly isOfRun = false;
  private readonly entries: readonly Entry[];

  /**
   * @param onHit told of each hit after the step; whether it is one to stop at is the caller's
   * @param updates what is known of the run up to here; without it what a write has lost is to be found in the past
   */
  constructor(
    private readonly sim: Simulation,
    private readonly map: CodeMap,
    breakpoints: readonly DataBreakpoint[],
    private readonly onHit: (hit: DataHit) => void,
    private readonly updates?: Updates,
  ) {
    this.entries = breakpoints
      .filter(({ target }) => target !== undefined)
      .map((breakpoint) => ({ breakpoint, last: [], touched: [] }));
    const words = this.entries.map(({ breakpoint: { target } }) => target).filter((t) => t?.kind === "words");
    this.reach = words.every(isShared) ? "shared" : "all";
    this.look();
  }

  /** The world is another one than after the last step: what is seen now is what changes are measured by. */
  look(): void {
    for (const entry of this.entries) {
      entry.last = this.seen(entry.breakpoint);
      entry.touched.length = 0;
    }
  }

  readonly access = (cpu: number, address: number, writes: boolean): void => {
    const { world } = this.sim;
    const thread = world.threads[world.cpus[cpu]!.thread];
    if (thread === undefined) return;
    let lost: DataHit["lost"];
    let isNoted = false;
    for (const { breakpoint, touched } of this.entries) {
      const { target } = breakpoint;
      if (target?.kind !== "words") continue;
      const place = (address - target.address) >> 2;
      if (place < 0 || place >= target.count || !this.isOwn(target, thread.pid)) continue;
      const index = indexOn(this.sim, cpu);
      if (!isNoted) lost = this.noteUpdate(cpu, thread.id, index, { pid: thread.pid, address }, writes);
      isNoted = true;
      const same = touched.find((each) => each.thread === thread.id && each.index === index && each.place === place);
      if (same !== undefined)
        Object.assign(same, { writes: same.writes || writes, reads: same.reads || !writes, lost });
      else
        touched.push({
          thread: thread.id,
          index,
          place,
          reads: !writes,
          writes,
          before: this.word(target, place),
          lost,
        });
    }
  };

  /** What a write has lost, as far as that is known now. */
  private noteUpdate(cpu: number, thread: number, index: number, word: Word, writes: boolean): DataHit["lost"] {
    if (this.updates !== undefined) return this.updates.touch(cpu, thread, index, word, writes);
    return writes ? "unknown" : undefined;
  }

  readonly stepped = (): void => {
    for (const entry of this.entries) {
      if (this.isAsBefore(entry)) continue;
      const { breakpoint, last, touched } = entry;
      const now = this.seen(breakpoint);
      this.tellHits(breakpoint, last, now, touched);
      entry.last = now;
      touched.length = 0;
    }
  };

  /** Whether nobody accessed its words and they are what they were: after most steps, so it is found without making anything. */
  private isAsBefore({ breakpoint: { target }, last, touched }: Entry): boolean {
    if (touched.length > 0 || target?.kind !== "words") return false;
    const { sim } = this;
    const process = sim.world.processes[target.pid];
    if (process === undefined || last.length !== target.count) return false;
    const { memory } = nodeOf(sim, process);
    for (let place = 0; place < last.length; place++)
      if (peek(memory, process, target.address + 4 * place) !== last[place]!.number) return false;
    return true;
  }

  /** Whether a process sees the words of a target at their address. */
  private isOwn(target: WordsTarget, pid: number): boolean {
    const { processes } = this.sim.world;
    return isShared(target) ? processes[pid]!.node === processes[target.pid]!.node : pid === target.pid;
  }

  /** Tells what was done to each word, in the order in which it was done. */
  private tellHits(
    breakpoint: DataBreakpoint,
    last: readonly Seen[],
    now: readonly Seen[],
    touched: readonly Touch[],
  ): void {
    const left = [...touched];
    for (let touch = left.shift(); touch !== undefined; touch = left.shift()) {
      const { place } = touch;
      // What the next one found is what this one left.
      const after = left.find((other) => other.place === place)?.before ?? now[place] ?? NOTHING;
      if (this.isHit(breakpoint, touch, after)) this.tell(breakpoint, place, touch.before, after, touch);
    }
    const { target, trigger } = breakpoint;
    for (let place = 0; place < now.length; place++) {
      const [before = NOTHING, after = NOTHING] = [last[place], now[place]];
      if (before === after || isSame(before, after) || !isKnown(before) || !isKnown(after)) continue;
      if (touched.some((touch) => touch.place === place && touch.writes)) continue;
      if (target?.kind === "words") this.updates?.changed({ pid: target.pid, address: target.address + 4 * place });
      if (trigger === "read") continue;
      this.tell(breakpoint, place, before, after, undefined);
    }
  }

  /** Whether an access is what a breakpoint looks for. */
  private isHit({ trigger, target }: DataBreakpoint, { reads, writes, before, thread }: Touch, after: Seen): boolean {
    if (trigger === "access") return true;
    if (trigger === "read") return reads;
    if (trigger === "write" || !writes) return writes;
    if (!isSame(before, after)) return isKnown(before) && isKnown(after);
    return trigger === "update" && target?.kind === "words" && this.isContended(target, thread);
  }

  /** Whether several threads can write a word. */
  private isContended(target: WordsTarget, threadId: number): boolean {
    if (target.frame !== undefined) return false;
    const { threads, processes } = this.sim.world;
    return isShared(target) || (processes[threads[threadId]?.pid ?? -1]?.nextThread ?? 0) > 2;
  }

  private tell(breakpoint: DataBreakpoint, place: number, before: Seen, after: Seen, touch: Touch | undefined): void {
    const { target, condition } = breakpoint;
    if (target === undefined || (target.kind === "words" && !this.isFrameThere(target, touch))) return;
    const thread = touch?.thread ?? (target.kind === "field" ? target.thread : this.current());
    const writes = touch?.writes ?? true;
    if (condition !== undefined) {
      const given = new Map([
        ["old", before.number ?? 0],
        ["new", after.number ?? 0],
        ["writes", writes ? 1 : 0],
      ]);
      if (!conditionHolds({ ...this.viewOf(thread), given }, condition)) return;
    }
    const name = target.kind === "words" ? target.name + indices(target.lengths, place) : target.name;
    const [was, is] = [this.textOf(before), this.textOf(after)];
    const lost = touch?.lost;
    const word = target.kind === "words" ? { pid: target.pid, address: target.address + 4 * place } : undefined;
    this.onHit({ breakpoint, thread, index: touch?.index ?? -1, name, word, writes, before: was, after: is, lost });
  }

  private textOf({ number, text }: Seen): string {
    return text ?? wordText(this.sim, number ?? 0);
  }

  /** The thread on the CPU whose turn it is, else on any. */
  private current(): number {
    const { cpus, cursor } = this.sim.world;
    return cpus[cursor]?.thread ?? cpus.find(({ thread }) => thread >= 0)?.thread ?? -1;
  }

  private viewOf(threadId: number): Viewpoint {
    const { sim, map } = this;
    const thread = sim.world.threads[threadId];
    return { sim, map, thread, frame: thread && topFrame(map, thread) };
  }

  /** Whether the frame of a local stands; that it is being made is no write of its routine. */
  private isFrameThere({ frame }: WordsTarget, touch: Touch | undefined): boolean {
    if (frame === undefined) return true;
    if (touch !== undefined && (this.sim.image.code[touch.index * 2]! & 255) === Op.enter) return false;
    const thread = this.sim.world.threads[frame.thread];
    if (thread === undefined) return false;
    return framesOf(this.sim, this.map, thread).some(({ fp, routine }) => fp === frame.fp && routine === frame.routine);
  }

  private seen({ target }: DataBreakpoint): readonly Seen[] {
    if (target === undefined) return [];
    if (target.kind === "words") return this.words(target);
    if (target.kind === "value") return [this.value(target.thread, target.expr)];
    const thread = this.sim.world.threads[target.thread];
    const process = thread && this.sim.world.processes[thread.pid];
    if (process === undefined) return [NOTHING];
    const view = pcbView(this.sim, process, thread);
    return [{ number: target.row.value(view), text: pcbText(view, target.row) }];
  }

  private words(target: WordsTarget): readonly Seen[] {
    const process = this.sim.world.processes[target.pid];
    if (process === undefined) return [NOTHING];
    return Array.from({ length: target.count }, (_none, place) => this.word(target, place));
  }

  private word({ pid, address }: WordsTarget, place: number): Seen {
    const process = this.sim.world.processes[pid];
    const word = process && peek(nodeOf(this.sim, process).memory, process, address + 4 * place);
    return word === undefined ? NOTHING : { number: word, text: undefined };
  }

  private value(threadId: number, expr: Parameters<typeof valueOf>[1]): Seen {
    const view = this.viewOf(threadId);
    try {
      return { number: numberOf(view, expr), text: expressionText(view, expr) };
    } catch (error) {
      if (error instanceof ExpressionError) return NOTHING;
      throw error;
    }
  }
}

/** The number of a value, if it is one: of `p.exit` there is none before the end. */
function numberOf(view: Viewpoint, expr: Parameters<typeof valueOf>[1]): number | undefined {
  try {
    return valueOf(view, expr);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** A value that could not be read is no value to change from or to. */
function isKnown(seen: Seen): boolean {
  return seen !== NOTHING;
}

/** `[2][0]`: the element of an array that a word is. */
function indices(lengths: readonly number[], place: number): string {
  let rest = place;
  let text = "";
  for (const length of [...lengths].reverse()) {
    text = `[${rest % length}]${text}`;
    rest = Math.floor(rest / length);
  }
  return text;
}

/**
 * A hit as a sentence, with when it was: `2 consumer writes count: 3 → 4, at tick 40`, and what is to be said of a write that loses
 * what another thread wrote.
 */
export function hitText(sim: Simulation, hit: DataHit): string {
  const { breakpoint, name, word, index, writes, before, after, lost, thread } = hit;
  const { tick, threads } = sim.world;
  const { words } = sim;
  if (breakpoint.target?.kind !== "words") return words("{0}: {1} → {2}, at tick {3}", name, before, after, tick);
  const isOperator = index < 0 && word !== undefined && isShared(word);
  const who = isOperator
    ? words("the operator")
    : threads[thread] === undefined
      ? words("the machine")
      : threadLabel(sim, threads[thread]);
  if (!writes) return words("{0} reads {1}: {2}, at tick {3}", who, name, after, tick);
  const text =
    before === after
      ? words("{0} writes {1}: {2} → {3}, at tick {4}, same value", who, name, before, after, tick)
      : words("{0} writes {1}: {2} → {3}, at tick {4}", who, name, before, after, tick);
  return typeof lost === "object" ? `${text}: ${lostText(sim, lost)}` : text;
}
