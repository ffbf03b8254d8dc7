/**
 * Breakpoints in the code: at a line, at the entry of a function, at an instruction; with condition, hit count, log message, and
 * a mode that holds them to one thread or lets them only tell.
 *
 * Keeps true: each breakpoint has an id that is never used again; a wrong condition is refused when it is set, with its error;
 * what a breakpoint evaluates changes nothing.
 */
import { phrase } from "../../base/words.ts";
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import { parseExpression } from "../../lang/expressions.ts";
import { resolveBreakpoint, type BreakLocation, type CodeMap } from "../inspect/codeMap.ts";
import { valueOf, type Viewpoint } from "../inspect/evaluate.ts";
import { functionPlaces, instructionPlaces } from "./functionPlaces.ts";
import { hitCount, type HitCount } from "./hits.ts";
import { messagePieces, type MessagePiece } from "./logMessage.ts";
import { wrongName, wrongShown } from "../inspect/scopeNames.ts";

/** Whom a breakpoint stops: anybody, the thread that was in view when it was set, nobody: it only tells. */
export type BreakpointMode = "any" | "thread" | "log";

/** What a person may ask of any breakpoint. */
export interface BreakpointTerms {
  readonly condition?: string;
  /** `5`, `>= 5`, `% 5`: on which hits it stops. */
  readonly hitCondition?: string;
  readonly logMessage?: string;
  readonly mode?: BreakpointMode;
}

/** What a person asks for at a line. */
export interface SourceBreakpointRequest extends BreakpointTerms {
  readonly line: number;
  readonly column?: number;
}

/** What a person asks for at a program, a function or a built-in. */
export interface FunctionBreakpointRequest extends BreakpointTerms {
  readonly name: string;
}

/** What a person asks for at an instruction. */
export interface InstructionBreakpointRequest extends BreakpointTerms {
  readonly address: number;
}

export type CodeBreakpointKind = "source" | "function" | "instruction";

/** A breakpoint as it was set, or why it could not be. */
export interface CodeBreakpoint<Request extends BreakpointTerms = BreakpointTerms> {
  readonly id: number;
  readonly kind: CodeBreakpointKind;
  readonly request: Request;
  /** Where it stands: a line or an instruction is one place; none when there is a problem. */
  readonly locations: readonly BreakLocation[];
  /** Why it is not verified. */
  readonly problem: string | undefined;
  readonly condition: Expr | undefined;
  /** What it tells instead of stopping; undefined: it stops, or its mode says that it tells that somebody was there. */
  readonly message: readonly MessagePiece[] | undefined;
  readonly hits: HitCount | undefined;
  /** The only thread that it stops; undefined: any. */
  readonly thread: number | undefined;
}

export type SourceBreakpoint = CodeBreakpoint<SourceBreakpointRequest>;

const NO_CODE = phrase("There is no statement at or after this line.");

/** A field of a breakpoint that is more than blanks. */
function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

/** A condition as it was written, checked by `check`; a sentence when it can never hold. */
export function conditionOf(
  text: string | undefined,
  check: (expr: Expr) => string | undefined,
): { readonly expr: Expr | undefined } | string {
  const written = given(text);
  if (written === undefined) return { expr: undefined };
  const parsed = parseExpression(written);
  if (!parsed.ok) return parsed.error;
  return check(parsed.expr) ?? { expr: parsed.expr };
}

/** Checks a request against the places that it means. */
function makeBreakpoint<Request extends BreakpointTerms>(
  map: CodeMap,
  base: Pick<CodeBreakpoint<Request>, "id" | "kind" | "request" | "thread">,
  places: readonly BreakLocation[] | string,
): CodeBreakpoint<Request> {
  const refuse = (problem: string): CodeBreakpoint<Request> => ({
    ...base,
    locations: [],
    problem,
    condition: undefined,
    message: undefined,
    hits: undefined,
  });
  if (typeof places === "string") return refuse(places);
  const check =
    (wrong: typeof wrongName) =>
    (expr: Expr): string | undefined => {
      const problems = places.map(({ index }) => wrong(map, index, expr));
      return problems.includes(undefined) ? undefined : problems[0];
    };
  const condition = conditionOf(base.request.condition, check(wrongName));
  if (typeof condition === "string") return refuse(condition);
  const written = given(base.request.logMessage);
  const message = written === undefined ? undefined : messagePieces(map.words, written, check(wrongShown));
  if (typeof message === "string") return refuse(message);
  const hits = hitCount(map.words, base.request.hitCondition);
  if (typeof hits === "string") return refuse(hits);
  return { ...base, locations: places, problem: undefined, condition: condition.expr, message, hits };
}

/** Makes breakpoints of one kind. `thread` is the one in view, for those that hold for it alone. */
type Maker<Request extends BreakpointTerms> = (
  map: CodeMap,
  id: number,
  request: Request,
  thread: number | undefined,
) => CodeBreakpoint<Request>;

function maker<Request extends BreakpointTerms>(
  kind: CodeBreakpointKind,
  placesOf: (map: CodeMap, request: Request) => readonly BreakLocation[] | string,
): Maker<Request> {
  return (map, id, request, thread) => {
    const only = request.mode === "thread" ? thread : undefined;
    return makeBreakpoint(map, { id, kind, request, thread: only }, placesOf(map, request));
  };
}

/** Checks a request for a line of a source. */
export const makeSourceBreakpoint = (source: number): Maker<SourceBreakpointRequest> =>
  maker("source", (map, { line, column }) => {
    const location = resolveBreakpoint(map, source, line, column);
    return location === undefined ? map.words(NO_CODE) : [location];
  });

export const makeFunctionBreakpoint: Maker<FunctionBreakpointRequest> = maker("function", (map, { name }) =>
  functionPlaces(map, name.trim()),
);

export const makeInstructionBreakpoint: Maker<InstructionBreakpointRequest> = maker("instruction", (map, { address }) =>
  instructionPlaces(map, address),
);

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
