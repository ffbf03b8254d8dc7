/**
 * The ways of a session through the past: back to the previous statement, stop, event or tick, to the answer of a
 * question that leads back.
 *
 * Keeps true: each is done in pieces, and given up between two of them it leaves the session where it was; until it is done or
 * given up, the session is not to be asked anything. What is told of a stop of the past begins with "Reverse:".
 */
import { phrase } from "../../base/words.ts";
import type { Pieces } from "../../base/pieces.ts";
import { codeIndex } from "../../isa/image.ts";
import { PC } from "../../isa/registers.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import type { Breaking, Search } from "../breakpoints/breaking.ts";
import { stopAtBroken, type BrokenStop, type BrokenStops } from "../breakpoints/brokenStops.ts";
import { stopHere, tickStop, whereText } from "../breakpoints/eventStops.ts";
import { reversed, type StopInfo, type StopReason } from "../breakpoints/stops.ts";
import {
  birthWatch,
  contextSwitchWatch,
  cpuWatch,
  entryWatch,
  isBlind,
  stepWatch,
  threadAtMark,
} from "../breakpoints/watches.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { frameLevel, type FrameInfo } from "../inspect/frames.ts";
import { threadLabel } from "../inspect/names.ts";
import { choiceText, pendingChoice, type PendingChoice } from "./deeds.ts";
import type { History } from "./history.ts";
import { isAfter, sameMoment, type Moment } from "./moments.ts";
import { lineOf, type Granularity } from "./stepping.ts";
import { lastEventSearch } from "./travel.ts";
import { isUndone, type MadeStep } from "./trail.ts";
import type { Watch } from "./watch.ts";

/** What the ways need of the session. */
export interface WaysHost {
  readonly sim: Simulation;
  readonly map: CodeMap;
  readonly history: History;
  readonly breaking: Breaking;
  readonly broken: BrokenStops;
  /** Where going back ends: the entry, or else the beginning of the run. */
  first(): Moment;
  /** The world is at another moment than at that tick, where the session was. */
  arrived(from: number): void;
  /** This thread stands before a mark that was reached. */
  stand(thread: number): void;
  /** The step that led where the session is, if one did. */
  lastStep(): MadeStep | undefined;
  /** The thread that came into view by undoing a step, while the world stays there; -1: none. */
  retraced(): number;
  /** The world is where somebody set out with a step. */
  undone(step: MadeStep): void;
}

/** A way back, as its stop tells it. */
interface Back {
  readonly watch: Watch;
  readonly reason: StopReason;
  readonly what: string;
  /** Whose it is; -1: of whoever is found. */
  readonly thread: number;
  readonly search?: Search;
  /** Another way, where nothing is found on this one. */
  readonly otherwise?: () => Pieces<StopInfo | undefined>;
  /** Whether it leads to the beginning of a line. */
  readonly byLine?: boolean;
}

/** Where a line was begun, as far as is known. */
interface Begun {
  readonly at: Moment;
  readonly line: string;
}

/** A line as one activation of a routine of one thread goes through it. */
function lineKey(map: CodeMap, thread: Thread, index: number): string {
  const { source, line } = lineOf(map, index);
  return `${thread.id} ${frameLevel(map, thread)} ${source} ${line}`;
}

function beginningStop(sim: Simulation): StopInfo {
  const { words, world } = sim;
  const text = words("the beginning of the run, tick {0}", world.tick);
  return reversed(words, stopHere(sim, "step", words("beginning"), text, -1));
}

export class Ways {
  constructor(private readonly host: WaysHost) {}

  /**
   * Back to where the step began that led here; where none did, to the previous statement (or instruction) of a thread; from its
   * first one to the call that created it, else to the beginning.
   */
  *stepBack(thread: number, granularity: Granularity): Pieces<StopInfo> {
    const { sim, map } = this.host;
    const step = this.host.lastStep();
    if (step !== undefined && isUndone(step, thread, granularity, this.host.retraced())) return yield* this.undo(step);
    const watch = stepWatch(sim, map, thread, granularity);
    const otherwise = (): Pieces<StopInfo | undefined> => this.backToMaker(thread, granularity);
    const byLine = granularity === "line";
    return yield* this.back({
      watch,
      reason: "step",
      what: this.host.sim.words("step back"),
      thread,
      otherwise,
      byLine,
    });
  }

  /** The same, to the previous statement on the CPU of a thread. */
  *stepBackCpu(thread: number, granularity: Granularity): Pieces<StopInfo> {
    const { sim, map } = this.host;
    const step = this.host.lastStep();
    if (step !== undefined && isUndone(step, thread, granularity, this.host.retraced())) return yield* this.undo(step);
    const watch = cpuWatch(sim, map, thread, granularity);
    return yield* this.back({
      watch,
      reason: "step",
      what: this.host.sim.words("step back"),
      thread: -1,
      byLine: granularity === "line",
    });
  }

  /** Back to where the step of the machine began that led here; where none did, to what was dispatched at the tick before. */
  *previousTick(): Pieces<StopInfo> {
    const step = this.host.lastStep();
    if (step?.kind === "tick") return yield* this.undo(step);
    const { sim, history } = this.host;
    const now = history.here();
    const stop = yield* this.goToTick(Math.max(0, sim.world.tick - 1));
    return sameMoment(now, history.here()) ? beginningStop(sim) : stop;
  }

  /** Back to where a step began, with all that was so there. */
  private *undo(step: MadeStep): Pieces<StopInfo> {
    const { sim, map, history } = this.host;
    const { tick } = sim.world;
    yield* history.goingAfter(step.from.at, step.from.done);
    this.host.arrived(tick);
    this.host.undone(step);
    const { words } = sim;
    const what = step.kind === "tick" ? words("Tick") : words("step back");
    const choice = pendingChoice(sim);
    if (choice !== undefined && step.interrupted !== undefined) return this.choiceStop(choice);
    const where = whereText(sim, map, sim.world.threads[step.focus]!);
    const text = step.kind === "tick" ? words("at tick {0}", sim.world.tick) : `${what}: ${where}`;
    return reversed(words, stopHere(sim, "step", what, text, step.focus));
  }

  private choiceStop(choice: PendingChoice): StopInfo {
    const { sim } = this.host;
    const stop = stopHere(sim, "choice", sim.words("Choice"), choiceText(sim, choice), choice.threads[0]!.id);
    return reversed(sim.words, stop);
  }

  /** Back to the previous moment at which a breakpoint of any kind would stop. */
  reverseContinue(): Pieces<StopInfo> {
    const search = this.host.breaking.search();
    const what = this.host.sim.words("breakpoint");
    return this.back({ watch: search.watch, reason: "breakpoint", what, thread: -1, search });
  }

  /** Back to where a thread entered the routine of a frame. */
  *restartFrame(thread: number, frame: FrameInfo): Pieces<StopInfo> {
    const { sim, map } = this.host;
    const watch = entryWatch(sim, map, thread, frame);
    const otherwise = (): Pieces<StopInfo | undefined> => this.backToOriginal(thread, frame);
    const { words } = sim;
    const what = words("restart of {0}", frame.name);
    if (threadAtMark(sim, watch) < 0) return yield* this.back({ watch, reason: "restart", what, thread, otherwise });
    return stopHere(sim, "restart", words("Restart"), words("{0} is about to begin", frame.name), thread);
  }

  /** Back to the previous context switch. */
  previousContextSwitch(): Pieces<StopInfo> {
    const watch = contextSwitchWatch(this.host.sim);
    return this.back({ watch, reason: "step", what: this.host.sim.words("context switch"), thread: -1 });
  }

  /** Back to what happened last in the machine. */
  previousEvent(): Pieces<StopInfo> {
    const search = lastEventSearch(this.host.sim);
    const what = this.host.sim.words("event");
    return this.back({ watch: search.watch, reason: "step", what, thread: -1, search });
  }

  /** To what is dispatched at a tick that is known. */
  *goToTick(tick: number): Pieces<StopInfo> {
    const { sim, history } = this.host;
    const from = sim.world.tick;
    yield* history.goingToTick(tick);
    this.host.arrived(from);
    if (tick >= from) return tickStop(sim, "goto");
    const { words, world } = sim;
    return reversed(words, stopHere(sim, "goto", words("Tick"), words("at tick {0}", world.tick), -1));
  }

  /**
   * Back to the last moment that a search finds, before now or before what is dispatched at a tick.
   * @returns nothing when there is none: the machine stays where it is
   */
  *travel(search: Search, before?: number): Pieces<StopInfo | undefined> {
    const { history } = this.host;
    const now = history.here();
    const found = yield* history.andBack(this.searchBefore(search, before));
    if (found === undefined) return undefined;
    yield* this.explain(found, search);
    yield* this.go(found);
    const stop = search.found(undefined, -1);
    return stop && isAfter(now, found) ? reversed(this.host.sim.words, stop) : stop;
  }

  private *searchBefore({ watch, suspects, brackets }: Search, before: number | undefined): Pieces<Moment | undefined> {
    const { history } = this.host;
    if (before !== undefined) yield* history.goingToTick(before);
    const from = history.here();
    if (brackets !== undefined) return yield* history.searchBrackets(from, brackets, watch);
    if (suspects === undefined) return yield* history.searchLast(from, watch);
    return yield* history.searchChange(from, suspects, watch);
  }

  private *back(way: Back): Pieces<StopInfo> {
    const { sim, map, history, broken } = this.host;
    const { watch, reason, what, search } = way;
    const now = history.here();
    const found = yield* this.searchBack(way, now);
    const last = reason === "breakpoint" ? broken.last(now) : undefined;
    if (last !== undefined && (found === undefined || isAfter(last.at, found))) return yield* this.backToBroken(last);
    const other = found === undefined && way.otherwise !== undefined ? yield* way.otherwise() : undefined;
    if (other !== undefined) return other;
    if (found === undefined) return yield* this.backToBeginning(watch);
    yield* this.explain(found, search);
    yield* this.go(found);
    const { words, world } = sim;
    const standing = threadAtMark(sim, watch);
    if (standing >= 0) this.host.stand(standing);
    const stop = search?.found(sim.world.threads[standing], standing < 0 ? -1 : this.indexOf(standing));
    if (stop !== undefined) return reversed(words, stop);
    const choice = pendingChoice(sim);
    if (choice !== undefined && standing < 0) return this.choiceStop(choice);
    const thread = way.thread >= 0 ? way.thread : standing;
    const text =
      thread >= 0
        ? `${what}: ${whereText(sim, map, world.threads[thread]!)}`
        : words("{0} at tick {1}", what, world.tick);
    return reversed(words, stopHere(sim, reason, what, text, thread));
  }

  private *backToBeginning(watch: Watch): Pieces<StopInfo> {
    const { sim } = this.host;
    yield* this.go(this.host.first());
    const standing = threadAtMark(sim, watch);
    if (standing >= 0) this.host.stand(standing);
    return beginningStop(sim);
  }

  /** Back to the statement whose call created a thread. */
  private *backToMaker(thread: number, granularity: Granularity): Pieces<StopInfo | undefined> {
    const { sim, map, history } = this.host;
    const child = threadLabel(sim, sim.world.threads[thread]!);
    const birth = birthWatch(sim, map, thread);
    const born = yield* history.searchLast(history.here(), birth.watch);
    const maker = birth.maker(granularity);
    const found = born && maker && (yield* history.searchLast(born, maker.watch));
    if (found === undefined || maker === undefined) return undefined;
    yield* this.go(found);
    this.host.stand(maker.thread);
    const { words, world } = sim;
    const label = threadLabel(sim, world.threads[maker.thread]!);
    const text = words("step back to {0}, who creates {1}, at tick {2}", label, child, world.tick);
    return reversed(words, stopHere(sim, "step", words("step back"), text, maker.thread));
  }

  /** Back to where a frame was entered by whom a thread was forked from, and has it from. */
  private *backToOriginal(copy: number, frame: FrameInfo): Pieces<StopInfo | undefined> {
    const { sim, map, history } = this.host;
    const label = threadLabel(sim, sim.world.threads[copy]!);
    for (let [thread, before] = [copy, history.here()]; ;) {
      const birth = birthWatch(sim, map, thread);
      const born = yield* history.searchLast(before, birth.watch);
      const original = birth.maker("statement")?.thread;
      if (born === undefined || original === undefined) return undefined;
      const found = yield* history.searchLast(born, entryWatch(sim, map, original, frame));
      if (found !== undefined) {
        yield* this.go(found);
        this.host.stand(original);
        const { words, world } = sim;
        const from = threadLabel(sim, world.threads[original]!);
        const template = phrase("restart of {0}, which {1} has from {2}, at tick {3}");
        const text = words(template, frame.name, label, from, world.tick);
        return reversed(words, stopHere(sim, "restart", words("Restart"), text, original));
      }
      [thread, before] = [original, born];
    }
  }

  private *searchBack({ watch, byLine }: Back, now: Moment): Pieces<Moment | undefined> {
    if (isBlind(watch)) return undefined;
    return yield* byLine === true ? this.lineBefore(now, watch) : this.host.history.searchLast(now, watch);
  }

  /** To where the line of the previous statement was begun: as far back as one statement after another is of that line. */
  private *lineBefore(now: Moment, watch: Watch): Pieces<Moment | undefined> {
    const { history, map } = this.host;
    let begun: Begun | undefined;
    for (;;) {
      let last = undefined as Begun | undefined;
      let [met, lines] = ["", 0];
      const each: Watch = {
        ...watch,
        isStop: (thread, index) => {
          met = lineKey(map, thread, index);
          return watch.isStop?.(thread, index) === true;
        },
        // Those of a stretch come in their order: what matters is the first one of the last line.
        counts: (at, isCounted) => {
          if (!isCounted || last?.line === met) return;
          last = { at, line: met };
          lines++;
        },
      };
      const before = yield* history.searchLast(begun?.at ?? now, each);
      if (before === undefined || last === undefined) return begun?.at;
      if (begun !== undefined && begun.line !== last.line) return begun.at;
      if (lines > 1) return last.at;
      begun = last;
    }
  }

  private *backToBroken(broken: BrokenStop & { readonly at: Moment }): Pieces<StopInfo> {
    yield* this.go(broken.at);
    return reversed(this.host.sim.words, stopAtBroken(this.host.sim, broken));
  }

  /** Looks for what the stop at a moment is to tell, and comes back: given up, the machine is where it was. */
  private *explain(found: Moment, search: Search | undefined): Pieces<void> {
    const { history } = this.host;
    const work = search?.explain?.();
    if (work === undefined) return;
    const there = function* (): Pieces<void> {
      yield* history.going(found);
      yield* work;
    };
    yield* history.andBack(there());
  }

  private *go(target: Moment): Pieces<void> {
    const { sim, history } = this.host;
    const from = sim.world.tick;
    yield* history.going(target);
    this.host.arrived(from);
  }

  private indexOf(thread: number): number {
    return codeIndex(this.host.sim.world.threads[thread]!.registers[PC]!);
  }
}
