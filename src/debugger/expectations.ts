/**
 * Expectations: what a scenario says must hold, followed while it runs, and judged when it has stopped.
 *
 * Keeps true: each expectation has exactly one verdict; what cannot be known is undecided and never passes in silence; a
 * failing one tells the tick, the values of the names in it and its line; following them never changes the outcome of a run.
 * Follows: language.md §9.
 *
 *   always       holds before the first tick and after every effect; while a part of it has no value yet, it holds
 *   finally      is asked when the run is over; a part that has no value makes it fail
 *   output       some printed line, or line of a printed text, equals the text
 */
import { createLineMap, positionAt } from "../base/positions.ts";
import { ExpressionError } from "../isa/expression.ts";
import type { Expectation } from "../isa/image.ts";
import { EventKind } from "../machine/events.ts";
import { peek } from "../machine/memory/memory.ts";
import type { RaceDetector } from "../machine/ipc/race.ts";
import { detectRaces } from "../machine/ipc/watch.ts";
import { nodeOf, processAt, type Simulation } from "../machine/simulation.ts";
import { Ended } from "../machine/state.ts";
import { EndKind, ThreadState } from "../machine/states.ts";
import type { Halt } from "../machine/step.ts";
import { createCodeMap, spanAt } from "./codeMap.ts";
import { exactText, isMissing, isTrue } from "./expectationsExact.ts";
import { leafNow, leafText, prepare, valueNow, type Condition, type Remains } from "./expectationsNames.ts";
import { raceReports } from "./races.ts";
import { Watch, type Interest, type Write } from "./expectationsWatch.ts";

/** What became of an expectation. `holds` is null when it could not be decided; `detail` then says why. */
export interface Verdict {
  readonly text: string;
  readonly line: number;
  readonly holds: boolean | null;
  readonly detail: string;
}

/** How a run stopped: over by itself, cut short by the person, or by the bound of work. */
export type Stopping = "over" | "until" | "limit";

interface Followed {
  readonly expectation: Expectation;
  readonly condition: Condition | undefined;
  /** Why it does not hold, as soon as that is known. */
  failure: string | undefined;
  /** Whether it is known to hold. */
  isMet: boolean;
}

/** The sentence of what a look found: true, false with the values, or no value. */
type Finding = { readonly holds: boolean | undefined; readonly detail: string };

/** Follows the expectations of one simulation. It takes `observe` for each event, and `run` in place of the machine's. */
export class Expectations {
  private readonly followed: readonly Followed[];
  private readonly remains: Remains = new Map();
  private readonly watch: Watch;
  /** Looks for data races, if none is expected. */
  private readonly races: RaceDetector | undefined;

  constructor(private readonly sim: Simulation) {
    this.followed = sim.image.expectations.map((expectation) => ({
      expectation,
      condition:
        expectation.kind === "always" || expectation.kind === "finally"
          ? prepare(sim, expectation.condition)
          : undefined,
      failure: undefined,
      isMet: false,
    }));
    this.races = sim.image.expectations.some(({ kind }) => kind === "no race") ? detectRaces(sim) : undefined;
    this.watch = new Watch(sim, (writes) => this.look(writes));
    this.refreshInterest();
    this.look([]);
  }

  /** Runs as the machine's `run` does, looking wherever an `always` may have changed. */
  run(allowance: number): Halt {
    return this.watch.run(allowance);
  }

  /** Must be told of each event. */
  observe(kind: EventKind, fields: readonly number[], text: string): void {
    if (kind === EventKind.printed) this.meetOutput(text);
    if (kind === EventKind.stateChanged && fields[3] === ThreadState.terminated) this.keepWords(fields[0]!);
    this.watch.touch(kind === EventKind.operatorActed);
  }

  /** Judges, when the run has stopped. */
  verdicts(stopping: Stopping, tickBound: number): Verdict[] {
    this.look([]);
    const lines = this.sim.image.sources.map((source) => createLineMap(source.text));
    return this.followed.map((each) => {
      const { range, text } = each.expectation;
      const line = positionAt(lines[range.source]!, range.from).line;
      return { text, line, ...this.judge(each, stopping, tickBound) };
    });
  }

  private judge(each: Followed, stopping: Stopping, tickBound: number): Pick<Verdict, "holds" | "detail"> {
    const { kind } = each.expectation;
    if (each.failure !== undefined) return { holds: false, detail: each.failure };
    const isCut = stopping === "until";
    const cut = isCut
      ? `not decided: the run was stopped before tick ${tickBound}`
      : "not decided: the run did not come to its end";
    switch (kind) {
      case "no race":
        return this.judgeRaces(stopping, cut);
      case "terminates":
        return this.judgeTermination(isCut, cut);
      case "no deadlock":
        return this.judgeDeadlock();
      case "output":
        if (each.isMet) return { holds: true, detail: "" };
        return stopping === "over"
          ? { holds: false, detail: "no line that was printed equals it" }
          : { holds: null, detail: cut };
      case "always":
        return { holds: true, detail: "" };
      case "finally": {
        if (stopping !== "over") return { holds: null, detail: cut };
        const found = this.ask(each.condition!);
        return { holds: found.holds === true, detail: found.holds === true ? "" : found.detail };
      }
    }
  }

  private judgeTermination(isCut: boolean, cut: string): Pick<Verdict, "holds" | "detail"> {
    const { world } = this.sim;
    if (world.alive === 0) return { holds: true, detail: "" };
    if (isCut) return { holds: null, detail: cut };
    const names = world.processes.filter((p) => p.pid > 0 && p.end === EndKind.alive).map((p) => p.name);
    const shown = names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
    return { holds: false, detail: `at tick ${world.tick}: ${shown} had not ended` };
  }

  private judgeRaces(stopping: Stopping, cut: string): Pick<Verdict, "holds" | "detail"> {
    const [first] = this.races === undefined ? [] : raceReports(this.sim, this.races);
    if (first !== undefined) return { holds: false, detail: first.text };
    return stopping === "over" ? { holds: true, detail: "" } : { holds: null, detail: cut };
  }

  private judgeDeadlock(): Pick<Verdict, "holds" | "detail"> {
    const { world } = this.sim;
    if (world.ended !== Ended.deadlock) return { holds: true, detail: "" };
    return { holds: false, detail: `at tick ${world.tick}: ${world.endReason}` };
  }

  /** Asks every `always` that has held so far. */
  private look(writes: readonly Write[]): void {
    let hasChanged = false;
    for (const each of this.followed) {
      if (each.expectation.kind !== "always" || each.failure !== undefined) continue;
      const found = this.ask(each.condition!);
      if (found.holds !== false) continue;
      each.failure = found.detail + this.afterWrites(writes);
      hasChanged = true;
    }
    if (hasChanged) this.refreshInterest();
  }

  /** ` (after line 9 of a)` */
  private afterWrites(writes: readonly Write[]): string {
    if (writes.length === 0) return "";
    const map = createCodeMap(this.sim.image);
    const places = writes.map(({ thread, index }) => {
      const line = spanAt(map, index)?.start.line;
      return `line ${line ?? "?"} of ${processAt(this.sim, thread.pid).name}`;
    });
    return ` (after ${places.join(" and ")})`;
  }

  private ask(condition: Condition): Finding {
    const { sim, remains } = this;
    try {
      const value = valueNow(sim, remains, condition);
      const holds = isTrue(value);
      if (holds === true) return { holds, detail: "" };
      if (isMissing(value)) return { holds: undefined, detail: `at tick ${sim.world.tick}: ${value.missing}` };
      return { holds: false, detail: `at tick ${sim.world.tick}: ${this.valuesText(condition)}` };
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { holds: false, detail: `at tick ${sim.world.tick}: ${error.message}` };
    }
  }

  /** `count = 21, p.waiting = 3` */
  private valuesText(condition: Condition): string {
    const shown = new Map<string, string>();
    for (const leaf of condition.leaves) {
      const value = leafNow(this.sim, this.remains, condition, leaf);
      shown.set(leafText(leaf), exactText(value));
    }
    const values = [...shown].map(([name, value]) => `${name} = ${value}`).join(", ");
    return values === "" ? "it is false" : values;
  }

  private refreshInterest(): void {
    const open = this.followed.filter((each) => each.expectation.kind === "always" && each.failure === undefined);
    this.watch.watchFor(open.length === 0 ? undefined : interestOf(open.map((each) => each.condition!)));
  }

  private meetOutput(text: string): void {
    for (const each of this.followed) {
      const { expectation } = each;
      if (expectation.kind !== "output" || each.isMet) continue;
      each.isMet = text === expectation.value || text.split("\n").includes(expectation.value);
    }
  }

  /** Keeps the words of a process that ends, as far as an expectation names them. */
  private keepWords(pid: number): void {
    const { sim, remains } = this;
    const process = processAt(sim, pid);
    for (const each of this.followed) {
      for (const span of each.condition?.spans ?? []) {
        if (span.pid !== pid) continue;
        const words = remains.get(pid) ?? new Map<number, number>();
        remains.set(pid, words);
        for (let address = span.from; address < span.to; address += 4) {
          const word = peek(nodeOf(sim, process).memory, process, address);
          if (word !== undefined) words.set(address, word);
        }
      }
    }
  }
}

function interestOf(conditions: readonly Condition[]): Interest {
  return {
    spans: conditions.flatMap((condition) => condition.spans),
    isTimed: conditions.some((condition) => condition.isTimed),
    hasProcesses: conditions.some((condition) => condition.hasProcesses),
  };
}
