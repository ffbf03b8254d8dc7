/**
 * Breakpoints on data: words of memory (shared, data section, an array or one of its elements, a local as long as its frame
 * stands), fields of a PCB with its registers, and whatever else has a value, as `slots.count`.
 *
 * Keeps true: what a breakpoint watches is written down as plain data in its id, so that the client can keep it; one that names
 * something of the scenario is found again in another run; a wrong one is refused when it is set, with its reason.
 */
import { phrase } from "../../base/words.ts";
import type { Expr } from "../../isa/expression.ts";
import { DATA_BASE } from "../../isa/image.ts";
import { parseExpression } from "../../lang/expressions.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { conditionOf } from "./breakpoints.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { placeOf, type Place, type Viewpoint } from "../inspect/evaluate.ts";
import { hitCount, type HitCount } from "./hits.ts";
import { pcbRow } from "../inspect/pcb.ts";
import type { PcbRow } from "../inspect/pcbRow.ts";
import { wrongNameAnywhere } from "../inspect/scopeNames.ts";

/**
 * When it stops: at reads, at writes of another value, at each write, at each read and write. `update`: at each write where several
 * threads can write, since one of an old value loses what another wrote; elsewhere at writes of another value.
 */
export type Trigger = "read" | "change" | "update" | "write" | "access";

/** Whether a write of the same value counts: always, where several threads can write, never. */
export type EachWrite = boolean | "never";

/** What the client asks for. */
export interface DataBreakpointRequest {
  readonly dataId: string;
  readonly access: "read" | "write" | "readWrite";
  readonly condition?: string;
  readonly hitCondition?: string;
}

/** The frame that a local belongs to. */
export interface FrameOfWords {
  readonly thread: number;
  readonly fp: number;
  readonly routine: number;
}

/** Words of memory. */
export interface WordsTarget {
  readonly kind: "words";
  readonly name: string;
  /** The process whose words they are; for shared ones any process of their machine. */
  readonly pid: number;
  readonly address: number;
  /** Words of each element, innermost lengths last; none for a single word. */
  readonly lengths: readonly number[];
  readonly count: number;
  /** The frame that must stand: words of a local. */
  readonly frame: FrameOfWords | undefined;
}

/** A field of a PCB, or a register. */
export interface FieldTarget {
  readonly kind: "field";
  readonly name: string;
  readonly thread: number;
  readonly row: PcbRow;
}

/** The value of an expression, seen from a thread. */
export interface ValueTarget {
  readonly kind: "value";
  readonly name: string;
  /** -1: from none. */
  readonly thread: number;
  readonly expr: Expr;
}

export type DataTarget = WordsTarget | FieldTarget | ValueTarget;

export interface DataBreakpoint {
  readonly id: number;
  readonly request: DataBreakpointRequest;
  readonly target: DataTarget | undefined;
  /** Why it is not verified. */
  readonly problem: string | undefined;
  readonly trigger: Trigger;
  readonly condition: Expr | undefined;
  readonly hits: HitCount | undefined;
}

/** Names that a condition may use beside those of the scenario: the values before and after, and whether it was written. */
export const DATA_NAMES = ["old", "new", "writes"] as const;

/** What an id says, field by field. */
export type DataSpec = { readonly eachWrite: EachWrite } & (
  | { readonly of: "name"; readonly name: string }
  | ({ readonly of: "words" } & Omit<WordsTarget, "kind" | "count">)
  | { readonly of: "field"; readonly name: string; readonly thread: number; readonly field: string }
  | { readonly of: "value"; readonly name: string; readonly thread: number }
);

export function dataIdOf(spec: DataSpec): string {
  return JSON.stringify(spec);
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= -1;

/** Whether what an id holds is what this adapter writes into one. */
function isSpec(value: unknown): value is DataSpec {
  if (typeof value !== "object" || value === null) return false;
  const spec = value as Record<string, unknown>;
  if (typeof spec["name"] !== "string") return false;
  if (spec["of"] === "name") return true;
  if (spec["of"] === "value") return isWhole(spec["thread"]);
  if (spec["of"] === "field") return isWhole(spec["thread"]) && typeof spec["field"] === "string";
  const { lengths, frame } = spec;
  const areLengths = Array.isArray(lengths) && lengths.every((length) => isWhole(length) && length > 0);
  const inner = frame as Record<string, unknown> | null | undefined;
  const isFrame =
    inner === undefined || (inner !== null && ["thread", "fp", "routine"].every((k) => isWhole(inner[k])));
  return spec["of"] === "words" && isWhole(spec["pid"]) && isWhole(spec["address"]) && areLengths && isFrame;
}

function readSpec(dataId: string): DataSpec | undefined {
  try {
    const value: unknown = JSON.parse(dataId);
    return isSpec(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What an id says that it watches. */
export function dataNameOf(dataId: string): string | undefined {
  return readSpec(dataId)?.name;
}

/** Words of a variable or of a part of it. */
export function wordsOf(place: Place, name: string, frame?: WordsTarget["frame"]): WordsTarget {
  const { pid, address, type } = place;
  const count = type.lengths.reduce((product, length) => product * length, 1);
  return { kind: "words", name, pid, address, lengths: type.lengths, count, frame };
}

/** Whether words are those of the shared region. */
export function isShared({ address }: { readonly address: number }): boolean {
  return address < DATA_BASE;
}

const UNKNOWN = phrase("This is nothing that can be watched here.");

/** What an id stands for in this run, or why it stands for nothing. */
function targetOf(sim: Simulation, map: CodeMap, spec: DataSpec): DataTarget | string {
  const { name } = spec;
  if (spec.of === "words") {
    if (sim.world.processes[spec.pid] === undefined) return map.words(UNKNOWN);
    return wordsOf(
      { pid: spec.pid, address: spec.address, type: { name: "int", lengths: spec.lengths } },
      name,
      spec.frame,
    );
  }
  if (spec.of === "field") {
    const row = pcbRow(spec.field);
    if (row === undefined || sim.world.threads[spec.thread] === undefined) return map.words(UNKNOWN);
    return { kind: "field", name, thread: spec.thread, row };
  }
  const parsed = parseExpression(name);
  if (!parsed.ok) return parsed.error;
  if (spec.of === "value") return { kind: "value", name, thread: spec.thread, expr: parsed.expr };
  return namedTarget({ sim, map, thread: undefined, frame: undefined }, parsed.expr, name);
}

function namedTarget(view: Viewpoint, expr: Expr, name: string): DataTarget | string {
  try {
    const place = placeOf(view, expr);
    return place === undefined ? view.map.words(UNKNOWN) : wordsOf(place, name);
  } catch {
    return view.map.words(UNKNOWN);
  }
}

/** When a breakpoint stops, by what is asked for. */
function triggerOf(access: DataBreakpointRequest["access"], spec: DataSpec | undefined): Trigger {
  if (access === "read") return "read";
  if (access === "readWrite") return "access";
  // What is no word has no writes, but what can be seen of it.
  if (spec === undefined || spec.of === "field" || spec.of === "value") return "change";
  return spec.eachWrite === true ? "write" : spec.eachWrite === "never" ? "change" : "update";
}

/** Checks one request. */
export function makeDataBreakpoint(
  sim: Simulation,
  map: CodeMap,
  id: number,
  request: DataBreakpointRequest,
): DataBreakpoint {
  const spec = readSpec(request.dataId);
  const trigger = triggerOf(request.access, spec);
  const refuse = (problem: string): DataBreakpoint => ({
    id,
    request,
    target: undefined,
    problem,
    trigger,
    condition: undefined,
    hits: undefined,
  });
  const target = spec === undefined ? map.words(UNKNOWN) : targetOf(sim, map, spec);
  if (typeof target === "string") return refuse(target);
  if (target.kind !== "words" && trigger !== "change") return refuse(map.words("Only changes of this can be watched."));
  const condition = conditionOf(request.condition, (expr) => wrongNameAnywhere(map, expr, DATA_NAMES));
  if (typeof condition === "string") return refuse(condition);
  const hits = hitCount(map.words, request.hitCondition);
  if (typeof hits === "string") return refuse(hits);
  return { id, request, target, problem: undefined, trigger, condition: condition.expr, hits };
}
