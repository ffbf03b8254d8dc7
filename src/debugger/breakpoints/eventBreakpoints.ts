/**
 * Breakpoints on machine events: a filter, with a condition over the event's fields, a hit count and a mode.
 *
 * Keeps true: a wrong condition is refused when it is set, with its error, and its breakpoint never stops.
 */
import type { Expr } from "../../isa/expression.ts";
import { EVENTS, type EventKind } from "../../machine/events.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { BreakpointMode } from "./breakpoints.ts";
import { eventCondition, eventHolds } from "./conditions.ts";
import { conditionRow, filterOf, type FilterRow } from "./filters.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { objectKind } from "../inspect/names.ts";
import { hitCount, type HitCount } from "./hits.ts";
import { tailFilterOf } from "./tailFilters.ts";

/** A filter to stop at, with a condition over its event's fields. */
export interface FilterRequest {
  readonly filter: string;
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly mode?: BreakpointMode;
}

/** A filter that is set, with its checked condition. */
export interface EventBreakpoint {
  readonly id: number;
  readonly filter: FilterRow;
  readonly condition: Expr | undefined;
  readonly problem: string | undefined;
  readonly hits: HitCount | undefined;
  /** The only thread whose events it stops at; undefined: any. */
  readonly thread: number | undefined;
  /** Whether it tells instead of stopping. */
  readonly isLog: boolean;
}

/** Checks one filter request; `thread` is the one in view. Undefined: there is no such filter. */
export function makeEventBreakpoint(
  map: CodeMap,
  id: number,
  request: FilterRequest,
  thread: number | undefined,
): EventBreakpoint | undefined {
  const filter = filterOf(request.filter) ?? tailFilterOf(request.filter);
  if (filter === undefined) return undefined;
  const only = request.mode === "thread" ? thread : undefined;
  const base = { id, filter, thread: only, isLog: request.mode === "log" };
  const refuse = (problem: string): EventBreakpoint => ({ ...base, condition: undefined, hits: undefined, problem });
  const hits = hitCount(map.words, request.hitCondition);
  if (typeof hits === "string") return refuse(hits);
  const { condition = "" } = request;
  if (condition.trim() === "") return { ...base, condition: undefined, problem: undefined, hits };
  const checked = eventCondition(map, conditionRow(filter), condition);
  return checked.ok ? { ...base, condition: checked.expr, problem: undefined, hits } : refuse(checked.error);
}

/** Whether an event is one that the breakpoint stops at, its hit count aside. */
export function stopsAtEvent(
  sim: Simulation,
  map: CodeMap,
  breakpoint: EventBreakpoint,
  kind: EventKind,
  tick: number,
  fields: readonly number[],
): boolean {
  if (breakpoint.problem !== undefined || !breakpoint.filter.events.includes(kind)) return false;
  if (breakpoint.thread !== undefined && !isOfThread(kind, fields, breakpoint.thread)) return false;
  if (breakpoint.condition === undefined) return true;
  return eventHolds({ sim, map }, EVENTS[kind]!, breakpoint.condition, tick, comparedFields(sim, kind, fields));
}

/** The fields of an event as its condition compares them: a thread by its number within its process, 0: none. */
function comparedFields(sim: Simulation, kind: EventKind, fields: readonly number[]): readonly number[] {
  const numbers = [...fields];
  EVENTS[kind]!.fields.forEach((field, k) => {
    const of = field.kind === "object" ? objectKind(kind, fields) : field.kind;
    if (of === "thread") numbers[k] = sim.world.threads[fields[k]!]?.number ?? 0;
  });
  return numbers;
}

/** Whether an event is about a thread. */
function isOfThread(kind: EventKind, fields: readonly number[], thread: number): boolean {
  return EVENTS[kind]!.fields.some((field, place) => field.kind === "thread" && fields[place] === thread);
}
