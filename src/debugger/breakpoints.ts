/**
 * Breakpoints: in the source, with condition, hit count and log message; on machine events, with a condition.
 *
 * Keeps true: each breakpoint has an id that is never used again; a wrong condition is refused when it is set, with its error;
 * what a breakpoint evaluates changes nothing.
 */
import { ExpressionError, type Expr } from "../isa/expression.ts";
import type { Image } from "../isa/image.ts";
import type { EventKind } from "../machine/events.ts";
import { EVENTS } from "../machine/events.ts";
import { parseExpression, type ParsedExpression } from "../lang/expressions.ts";
import { resolveBreakpoint, type BreakLocation, type CodeMap } from "./codeMap.ts";
import { eventCondition, eventHolds } from "./conditions.ts";
import { valueOf, type Viewpoint } from "./evaluate.ts";
import { conditionRow, filterOf, type FilterRow } from "./filters.ts";
import { tailFilterOf } from "./tailFilters.ts";
import { wrongName } from "./scopeNames.ts";

/** What a person asks for at a line. */
export interface SourceBreakpointRequest {
  readonly line: number;
  readonly column?: number;
  readonly condition?: string;
  /** `5`, `>= 5`, `% 5`: on which hits it stops. */
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

/** A breakpoint as it was set, or why it could not be. */
export interface SourceBreakpoint {
  readonly id: number;
  readonly request: SourceBreakpointRequest;
  readonly location: BreakLocation | undefined;
  /** Why it is not verified. */
  readonly problem: string | undefined;
  readonly condition: Expr | undefined;
  readonly stopsOnHit: ((hits: number) => boolean) | undefined;
  hits: number;
}

/** A filter that is set, with its checked condition. */
export interface EventBreakpoint {
  readonly id: number;
  readonly filter: FilterRow;
  readonly condition: Expr | undefined;
  readonly problem: string | undefined;
}

type HitTest = (hits: number) => boolean;

const HIT_OPERATORS: Readonly<Record<string, (n: number) => HitTest>> = {
  "": (n) => (hits) => hits >= n,
  ">=": (n) => (hits) => hits >= n,
  ">": (n) => (hits) => hits > n,
  "==": (n) => (hits) => hits === n,
  "=": (n) => (hits) => hits === n,
  "<": (n) => (hits) => hits < n,
  "<=": (n) => (hits) => hits <= n,
  "%": (n) => (hits) => hits % n === 0,
};

/** The test that a hit condition means, or undefined when it means none. */
export function hitTest(text: string): HitTest | undefined {
  const match = /^\s*(>=|<=|==|=|>|<|%)?\s*(\d+)\s*$/.exec(text);
  const n = Number(match?.[2]);
  if (match === null || (match[1] === "%" && n === 0)) return undefined;
  return HIT_OPERATORS[match[1] ?? ""]?.(n);
}

const NO_CODE = "There is no statement at or after this line.";
const BAD_HIT = "A hit count is a number, with one of >= > == < <= % before it: 5, >= 5, % 5.";

/** Checks one request against the code. */
export function makeSourceBreakpoint(
  map: CodeMap,
  source: number,
  id: number,
  request: SourceBreakpointRequest,
): SourceBreakpoint {
  const location = resolveBreakpoint(map, source, request.line, request.column);
  const condition = given(request.condition);
  const parsed = condition === undefined ? undefined : parseExpression(condition);
  const hitCondition = given(request.hitCondition);
  const stopsOnHit = hitCondition === undefined ? undefined : hitTest(hitCondition);
  const isBadHit = hitCondition !== undefined && stopsOnHit === undefined;
  const problem =
    location === undefined ? NO_CODE : (conditionProblem(map, location, parsed) ?? (isBadHit ? BAD_HIT : undefined));
  return {
    id,
    request,
    location: problem === undefined ? location : undefined,
    problem,
    condition: parsed?.ok === true ? parsed.expr : undefined,
    stopsOnHit,
    hits: 0,
  };
}

/** A field of a breakpoint that is more than blanks. */
function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

/** Why a condition can never hold at a place: it is no expression, or names what is not there. */
function conditionProblem(
  map: CodeMap,
  location: BreakLocation,
  parsed: ParsedExpression | undefined,
): string | undefined {
  if (parsed === undefined) return undefined;
  return parsed.ok ? wrongName(map, location.index, parsed.expr) : parsed.error;
}

/** Checks one filter request. */
export function makeEventBreakpoint(
  image: Image,
  id: number,
  filterId: string,
  condition: string | undefined,
): EventBreakpoint | undefined {
  const filter = filterOf(filterId) ?? tailFilterOf(filterId);
  if (filter === undefined) return undefined;
  if (condition === undefined || condition.trim() === "")
    return { id, filter, condition: undefined, problem: undefined };
  const checked = eventCondition(image, conditionRow(filter), condition);
  return checked.ok
    ? { id, filter, condition: checked.expr, problem: undefined }
    : { id, filter, condition: undefined, problem: checked.error };
}

/** Whether an event is one that the breakpoint stops at. */
export function stopsAtEvent(
  breakpoint: EventBreakpoint,
  kind: EventKind,
  tick: number,
  fields: readonly number[],
): boolean {
  if (breakpoint.problem !== undefined || !breakpoint.filter.events.includes(kind)) return false;
  return breakpoint.condition === undefined || eventHolds(EVENTS[kind]!, breakpoint.condition, tick, fields);
}

/** The value of a breakpoint's condition for a thread: a condition that has no value there does not hold. */
export function conditionHolds(view: Viewpoint, condition: Expr | undefined): boolean {
  if (condition === undefined) return true;
  try {
    return valueOf(view, condition) !== 0;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** A log message with each `{expression}` replaced by its value, or by its error. */
export function logText(view: Viewpoint, message: string, show: (value: number) => string): string {
  return message.replace(/\{([^{}]*)\}/g, (_whole, text: string) => {
    const parsed = parseExpression(text);
    if (!parsed.ok) return `{${parsed.error}}`;
    try {
      return show(valueOf(view, parsed.expr));
    } catch (error) {
      if (error instanceof ExpressionError) return `{${error.message}}`;
      throw error;
    }
  });
}
