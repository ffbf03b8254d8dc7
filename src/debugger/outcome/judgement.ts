/**
 * What a session makes of its run: the expectations of the scenario, followed as the run goes forward and back, and the verdict.
 *
 * Keeps true: what counts is the run up to the present moment, as it is; without expectations it costs nothing.
 */
import { phrase, type Words } from "../../base/words.ts";
import { EventKind } from "../../machine/events.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import { Ended, type Thread } from "../../machine/state.ts";
import { EndKind } from "../../machine/states.ts";
import { run, type Halt } from "../../machine/step.ts";
import { Expectations, type Broken, type Verdict } from "./expectations.ts";
import type { WatchHost } from "./expectationsWatch.ts";
import { Facts } from "../time/facts.ts";
import type { Moment } from "../time/moments.ts";
import { endWordOf, unseenFaultOf, type EndWord } from "./verdict.ts";

/** An expectation that broke, in one sentence. */
export function brokenText({ text, line, detail }: Broken, words: Words): string {
  return words('"{0}" (line {1}) does not hold: {2}', text, line, detail);
}

/** Said of expectations: of the only one, of one of several, of several of them. */
const FAILING = [
  phrase("what is expected does not hold"),
  phrase("{0} of {1} expectations does not hold"),
  phrase("{0} of {1} expectations do not hold"),
] as const;
const OPEN = [
  phrase("what is expected is undecided"),
  phrase("{0} of {1} expectations is undecided"),
  phrase("{0} of {1} expectations are undecided"),
] as const;

export class Judgement {
  private readonly expectations: Expectations | undefined;
  /** Processes of whose end a living parent was told. */
  private readonly seen: Facts;

  constructor(
    private readonly sim: Simulation,
    host: WatchHost,
  ) {
    this.seen = new Facts(sim);
    if (sim.image.expectations.length === 0) return;
    this.expectations = new Expectations(sim, { ...host, stopsWhenBroken: true });
  }

  /** Runs as the machine does, and comes back where an `always` breaks. */
  run(allowance: number): Halt {
    return this.expectations?.run(allowance) ?? run(this.sim, allowance);
  }

  mark(marks: Uint8Array): void {
    this.expectations?.mark(marks);
  }

  /** A thread is about to begin a marked instruction. Returns whether the mark is of the expectations alone. */
  atMark(thread: Thread): boolean {
    return this.expectations?.atMark(thread) === true;
  }

  wants(kind: EventKind): boolean {
    return kind === EventKind.processReaped || this.expectations?.wants(kind) === true;
  }

  observe(kind: EventKind, fields: readonly number[], text: string): void {
    if (kind === EventKind.processReaped) this.noteReaped(fields);
    this.expectations?.observe(kind, fields, text);
  }

  /** What broke and was not told yet. */
  takeBroken(): readonly Broken[] {
    return this.expectations?.takeBroken() ?? [];
  }

  lastBroken(now: Moment): { readonly at: Moment; readonly what: Broken } | undefined {
    return this.expectations?.lastBroken(now);
  }

  jumped(): void {
    this.expectations?.jumped();
  }

  forgetFuture(): void {
    this.seen.forgetFuture();
    this.expectations?.forgetFuture();
  }

  /** A verdict for each expectation, of the run as far as it has come. */
  verdicts(): readonly Verdict[] {
    const { world } = this.sim;
    const stopping = world.ended === Ended.not ? "until" : world.ended === Ended.limit ? "limit" : "over";
    return this.expectations?.verdicts(stopping, world.tick) ?? [];
  }

  /** ` · 2 of 3 expectations do not hold`, ` · 1 of 3 expectations is undecided`; empty when all hold. */
  get failuresText(): string {
    const verdicts = this.verdicts();
    const told = (count: number, [only, one, more]: readonly [string, string, string]): string => {
      if (count === 0) return "";
      return ` · ${this.sim.words(verdicts.length === 1 ? only : count === 1 ? one : more, count, verdicts.length)}`;
    };
    const failing = verdicts.filter(({ holds }) => holds === false).length;
    const open = verdicts.filter(({ holds }) => holds === null).length;
    return told(failing, FAILING) + told(open, OPEN);
  }

  /** A process that ended by a fault of which no parent was told. */
  get unseenFault(): number | undefined {
    return unseenFaultOf(this.sim.world, (pid) => this.seen.has(pid));
  }

  /** How the run has ended, if it has. */
  get endWord(): EndWord {
    return endWordOf(this.sim.world, (pid) => this.seen.has(pid));
  }

  private noteReaped([pid = 0, parent = 0]: readonly number[]): void {
    if (parent > 0 && processAt(this.sim, parent).end === EndKind.alive) this.seen.note(pid, true);
  }
}
