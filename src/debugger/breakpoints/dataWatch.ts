/**
 * Looking for hits of data breakpoints while a run goes on: reads and writes as they are carried out, and what has another value
 * after a step than before it, whoever changed it.
 *
 * Keeps true: it changes nothing; the same stretch of a run gives the same hits, forward and when it is done again; a value that
 * cannot be known (a process that is not loaded, a frame that is gone) is no change.
 */
import { ExpressionError } from "../../isa/expression.ts";
import { codeIndex } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { peek } from "../../machine/memory/memory.ts";
import { nodeOf, type Simulation } from "../../machine/simulation.ts";
import type { Watcher } from "../../machine/watching.ts";
import { conditionHolds } from "./breakpoints.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { isShared, type DataBreakpoint, type WordsTarget } from "./dataBreakpoints.ts";
import { valueOf, type Viewpoint } from "../inspect/evaluate.ts";
import { framesOf, topFrame } from "../inspect/frames.ts";
import { wordText } from "../inspect/names.ts";
import { pcbText, pcbView } from "../inspect/pcb.ts";
import { expressionText } from "../inspect/show.ts";

/** A breakpoint that was hit, by whom. */
export interface DataHit {
  readonly breakpoint: DataBreakpoint;
  /** The thread that did it; for a field of a PCB the one whose it is. */
  readonly thread: number;
  /** The instruction that did it, or -1. */
  readonly index: number;
  /** `count`, `list[2]`. */
  readonly name: string;
  readonly writes: boolean;
  /** What it was, and is; the same where it was only read. */
  readonly before: string;
  readonly after: string;
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
  readonly writes: boolean;
}

/** A breakpoint, with what it looked like after the last step. */
interface Entry {
  readonly breakpoint: DataBreakpoint;
  /** Each word, or the one value. */
  last: readonly Seen[];
  readonly touched: Touch[];
}

const NOTHING: Seen = { number: undefined, text: "nothing" };

function isSame(a: Seen, b: Seen): boolean {
  return a.number === b.number && (a.number !== undefined || a.text === b.text);
}

export class DataWatch implements Watcher {
  readonly reach: Watcher["reach"];
  readonly isOfRun = false;
  private readonly entries: readonly Entry[];

  /**
   * @param onHit told of each hit after the step; whether it is one to stop at is the caller's
   */
  constructor(
    private readonly sim: Simulation,
    private readonly map: CodeMap,
    breakpoints: readonly DataBreakpoint[],
    private readonly onHit: (hit: DataHit) => void,
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
    for (const { breakpoint, touched } of this.entries) {
      const { target } = breakpoint;
      if (target?.kind !== "words") continue;
      const place = (address - target.address) >> 2;
      if (place < 0 || place >= target.count || !this.isOwn(target, thread.pid)) continue;
      const index = codeIndex(this.sim.executions[cpu]!.registers[PC]!);
      touched.push({ thread: thread.id, index, place, writes });
    }
  };

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

  private tellHits(
    breakpoint: DataBreakpoint,
    last: readonly Seen[],
    now: readonly Seen[],
    touched: readonly Touch[],
  ): void {
    const told = new Set<number>();
    const tell = (place: number, writes: boolean, touch: Touch | undefined): void => {
      if (told.has(place)) return;
      told.add(place);
      this.tell(breakpoint, place, writes, last[place] ?? NOTHING, now[place] ?? NOTHING, touch);
    };
    const { trigger } = breakpoint;
    for (const touch of touched) {
      // An indivisible instruction reads and writes: it is told as a write.
      const isWrite = touch.writes || touched.some((other) => other.place === touch.place && other.writes);
      if (trigger === "access" || (trigger === "read" && !touch.writes) || (trigger === "write" && touch.writes))
        tell(touch.place, isWrite, touch);
    }
    if (trigger === "read") return;
    for (let place = 0; place < now.length; place++) {
      const [before = NOTHING, after = NOTHING] = [last[place], now[place]];
      if (before === after || isSame(before, after) || !isKnown(before) || !isKnown(after)) continue;
      tell(
        place,
        true,
        touched.find((touch) => touch.place === place && touch.writes),
      );
    }
  }

  private tell(
    breakpoint: DataBreakpoint,
    place: number,
    writes: boolean,
    before: Seen,
    after: Seen,
    touch: Touch | undefined,
  ): void {
    const { target, condition } = breakpoint;
    if (target === undefined || (target.kind === "words" && !this.isFrameThere(target, touch))) return;
    const thread = touch?.thread ?? (target.kind === "field" ? target.thread : this.current());
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
    this.onHit({ breakpoint, thread, index: touch?.index ?? -1, name, writes, before: was, after: is });
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
    const { memory } = nodeOf(this.sim, process);
    return Array.from({ length: target.count }, (_none, place) => {
      const word = peek(memory, process, target.address + 4 * place);
      return word === undefined ? NOTHING : { number: word, text: undefined };
    });
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

/** A hit as a sentence: `2 consumer writes count: 3 → 4`. */
export function hitText({ breakpoint, name, writes, before, after }: DataHit, who: string): string {
  const isField = breakpoint.target?.kind !== "words";
  if (isField) return `${name}: ${before} → ${after}`;
  return writes ? `${who} writes ${name}: ${before} → ${after}` : `${who} reads ${name}: ${after}`;
}
