/**
 * Conditions over the fields of machine events: `from == p && to == c`, `reason == preempted`, `to == waiting`, `tick > 100`.
 *
 * Keeps true: a condition is checked when it is set, so that a wrong one is refused with its error; a word that a field is
 * compared with is taken from that field's vocabulary; afterwards only numbers and field names are left in it.
 */
import { evaluateExpr, ExpressionError, type Expr } from "../../isa/expression.ts";
import { ERRORS } from "../../isa/errors.ts";
import { handleOf } from "../../isa/handles.ts";
import type { Image } from "../../isa/image.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { OVERHEAD_NAMES, type EventRow, type FieldKind } from "../../machine/events.ts";
import { END_NAMES, FaultKind, LEAVE_NAMES, MOVE_NAMES, STATES, WAIT_NAMES } from "../../machine/states.ts";
import { parseExpression } from "../../lang/expressions.ts";
import { RESERVED_WORDS } from "../../lang/keywords.ts";
import { conditionFields, derivedOf } from "./eventFields.ts";

/** A checked condition, or why it cannot be one. */
export type Condition = { readonly ok: true; readonly expr: Expr } | { readonly ok: false; readonly error: string };

/** Names as words of the language: `suspended ready` is written `suspended_ready`. */
const asWords = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, value) => [name.replaceAll(" ", "_"), value]));

const processes = (image: Image): ReadonlyMap<string, number> =>
  new Map([["init", 0], ["none", -1], ...image.processes.map((p, k): [string, number] => [p.name, k + 1])]);

/** The words that a field of each kind may be compared with. */
const VOCABULARY: Readonly<Partial<Record<FieldKind, (image: Image) => ReadonlyMap<string, number>>>> = {
  process: processes,
  waker: processes,
  state: () => asWords(STATES.map((row) => row.name)),
  reason: () => asWords(LEAVE_NAMES),
  move: () => asWords(MOVE_NAMES),
  wait: () => asWords(WAIT_NAMES),
  end: () => asWords(END_NAMES),
  fault: () => new Map(Object.entries(FaultKind).filter((e): e is [string, number] => typeof e[1] === "number")),
  syscall: () => new Map(SYSCALLS.map((row) => [row.name, row.number])),
  overhead: () => asWords(OVERHEAD_NAMES),
  machine: (image) => new Map(image.machines.map((m) => [m.name, m.index])),
  variable: (image) => new Map(image.shared.map((shared, k) => [shared.name, k])),
  object: (image) => new Map(image.objects.map((o) => [o.name, handleOf(o.kind, o.index)])),
};

/** What a reserved word of the language is written as while a condition is parsed: fields and waits have such names, `process`. */
const RESERVED_MARK = "__reserved";

function withoutReserved(text: string): string {
  return text.replace(/[\p{L}_][\p{L}\p{M}\p{Nd}_]*/gu, (word) =>
    RESERVED_WORDS.has(word) ? word + RESERVED_MARK : word,
  );
}

/** The name that was written. */
const writtenName = (name: string): string => name.replaceAll(RESERVED_MARK, "");

function kindOf(row: EventRow, e: Expr): FieldKind | undefined {
  if (e.kind !== "name") return undefined;
  const name = writtenName(e.name);
  if (name === "tick") return "tick";
  return row.fields.find((field) => field.name === name)?.kind ?? derivedOf(row, name)?.kind;
}

function isWordOf(image: Image, name: string, kind: FieldKind | undefined): boolean {
  return kind !== undefined && VOCABULARY[kind]?.(image).has(name) === true;
}

/** The number of a name that is no field. */
function numberOf(image: Image, name: string, kind: FieldKind | undefined): number | undefined {
  const words = kind === undefined ? undefined : VOCABULARY[kind]?.(image);
  const constant = words?.get(name) ?? image.constants.find((c) => c.name === name)?.value;
  // Where a field has words of its own, other names mean nothing.
  if (constant !== undefined || words !== undefined) return constant;
  return processes(image).get(name) ?? ERRORS.find((error) => error.name === name)?.value;
}

/** Words that an error counts up. */
const MOST_WORDS = 12;

/** Why a name has no meaning where it stands. */
function noMeaning(image: Image, row: EventRow, name: string, kind: FieldKind | undefined): string {
  const words = kind === undefined ? [] : [...(VOCABULARY[kind]?.(image).keys() ?? [])];
  if (words.length > 0 && words.length <= MOST_WORDS)
    return `"${name}" is not one of ${words.join(", ")}, nor a constant or a field`;
  return `"${name}" is not a field of "${row.filter}" (${fieldNames(row)}) nor a name of the scenario`;
}

function bind(image: Image, row: EventRow, e: Expr, kind: FieldKind | undefined): Expr {
  switch (e.kind) {
    case "name": {
      const name = writtenName(e.name);
      const own = kindOf(row, e);
      // A field's own word wins over a field of another kind: a wait is for a `thread`, too.
      if (own !== undefined && (own === kind || !isWordOf(image, name, kind))) return { kind: "name", name };
      const value = numberOf(image, name, kind);
      if (value === undefined) throw new ExpressionError(noMeaning(image, row, name, kind));
      return { kind: "int", value };
    }
    case "unary":
      return { ...e, operand: bind(image, row, e.operand, kind) };
    case "binary": {
      const left = kindOf(row, e.left);
      const right = kindOf(row, e.right);
      return {
        ...e,
        left: bind(image, row, e.left, right),
        right: bind(image, row, e.right, left),
      };
    }
    case "int":
      return e;
    default:
      throw new ExpressionError("a condition on an event compares its fields with numbers and names");
  }
}

function fieldNames(row: EventRow): string {
  return conditionFields(row).join(", ");
}

/** Checks a condition over the fields of an event. */
export function eventCondition(image: Image, row: EventRow, text: string): Condition {
  const parsed = parseExpression(withoutReserved(text));
  if (!parsed.ok) return { ok: false, error: writtenName(parsed.error) };
  try {
    return { ok: true, expr: bind(image, row, parsed.expr, undefined) };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, error: error.message };
    throw error;
  }
}

/** Whether a checked condition holds for an event. A division by zero in it counts as not. */
export function eventHolds(row: EventRow, condition: Expr, tick: number, fields: readonly number[]): boolean {
  try {
    const value = evaluateExpr(condition, (leaf) => {
      if (leaf.kind !== "name") throw new ExpressionError("only fields are left");
      if (leaf.name === "tick") return tick;
      const place = row.fields.findIndex((field) => field.name === leaf.name);
      return fields[place] ?? derivedOf(row, leaf.name)?.of(leaf.name, fields) ?? 0;
    });
    return value !== 0;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}
