/**
 * Expectations that broke, as far as somebody wants to stop there: the breakpoints on failed assertions are for them, too.
 */
import { PC } from "../../isa/registers.ts";
import { EventKind } from "../../machine/events.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { BreakpointSet } from "./breakpointSet.ts";
import { currentThread, stopHere } from "./eventStops.ts";
import type { Broken } from "../outcome/expectations.ts";
import { brokenText, type Judgement } from "../outcome/judgement.ts";
import { ASSERTION_FILTER } from "./filters.ts";
import type { Moment } from "../time/moments.ts";
import type { StopEvent, StopInfo } from "./stops.ts";

/** One that broke, whose it is (-1: nobody's), and the breakpoints that stop there. */
export interface BrokenStop {
  readonly what: Broken;
  readonly thread: number;
  readonly ids: readonly number[];
  readonly event: StopEvent;
}

/** The stop at one of them, where the machine is. */
export function stopAtBroken(sim: Simulation, { what, thread, ids, event }: BrokenStop): StopInfo {
  const { words } = sim;
  const stop = stopHere(sim, "exception", words("Failed expectation"), brokenText(what, words), thread, ids);
  return { ...stop, event, ...(what.index < 0 ? {} : { index: what.index }) };
}

export class BrokenStops {
  constructor(
    private readonly sim: Simulation,
    private readonly judgement: Judgement,
    private readonly breakpoints: BreakpointSet,
  ) {}

  /** Those that broke since this was asked last. */
  take(): BrokenStop[] {
    const { tick } = this.sim.world;
    return this.judgement
      .takeBroken()
      .map((what) => this.stopAt(tick, what))
      .filter(({ ids }) => ids.length > 0);
  }

  /** The last one before `now`. */
  last(now: Moment): (BrokenStop & { readonly at: Moment }) | undefined {
    const broken = this.judgement.lastBroken(now);
    if (broken === undefined) return undefined;
    const stop = this.stopAt(broken.at.tick, broken.what);
    return stop.ids.length > 0 ? { ...stop, at: broken.at } : undefined;
  }

  private stopAt(tick: number, what: Broken): BrokenStop {
    const { thread } = what;
    const who = this.sim.world.threads[thread >= 0 ? thread : currentThread(this.sim)];
    const fields = [who?.pid ?? -1, who?.id ?? -1, who?.registers[PC] ?? 0, 0, 0];
    const kind = EventKind.assertionFailed;
    const ids = this.breakpoints.atEvent(kind, tick, fields).map(({ id }) => id);
    const event = {
      filter: ASSERTION_FILTER,
      kind,
      tick,
      fields,
      lines: [this.sim.words("{0} (line {1})", what.text, what.line), what.detail],
    };
    return { what, thread, ids, event };
  }
}
