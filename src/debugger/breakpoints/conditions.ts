/**
 * Conditions over the fields of machine events: `from == p && to == c`, `reason == preempted`, `tick > 100 && count % 2 == 1`,
 * `word == Kind.pong && slots.count > 2`.
 *
 * Keeps true: a condition is an expression of the language, without calls; it is checked when it is set, so that a wrong one is
 * refused with its error; a word that a field is compared with is taken from that field's vocabulary; a field wins over a name of
 * the scenario.
 */
import { phrase, say } from "../../base/words.ts";
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import { handleOf } from "../../isa/handles.ts";
import type { Image } from "../../isa/image.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { OVERHEAD_NAMES, type EventRow, type FieldKind } from "../../machine/events.ts";
import { END_NAMES, FaultKind, LEAVE_NAMES, MOVE_NAMES, STATES, WAIT_NAMES } from "../../machine/states.ts";
import { parseExpression } from "../../lang/expressions.ts";
import { RESERVED_WORDS } from "../../lang/keywords.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { CPUS } from "../inspect/cpuFields.ts";
import { STATE_WORDS } from "../inspect/scope.ts";
import { wrongNameOutside } from "../inspect/scopeNames.ts";
import type { Viewpoint } from "../inspect/viewpoint.ts";
import { conditionHolds } from "./breakpoints.ts";
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

/**
 * The number of a name that is no field, where that is known beforehand. A name of the scenario whose value changes is left for the
 * event.
 */
function numberOf(image: Image, name: string, kind: FieldKind | undefined): number | undefined {
  const words = kind === undefined ? undefined : VOCABULARY[kind]?.(image);
  const constant = words?.get(name) ?? image.constants.find((c) => c.name === name)?.value;
  // Where a field has words of its own, other names of things mean nothing.
  if (constant !== undefined || words !== undefined) return constant;
  return processes(image).get(name);
}

/** Words that an error counts up. */
const MOST_WORDS = 12;

/** Why a name has no meaning where it stands. */
function noMeaning(map: CodeMap, row: EventRow, name: string, kind: FieldKind | undefined): string {
  const { words, image } = map;
  const known = kind === undefined ? [] : [...(VOCABULARY[kind]?.(image).keys() ?? [])];
  if (known.length > 0 && known.length <= MOST_WORDS)
    return words('"{0}" is not one of {1}, nor a constant or a field', name, known.join(", "));
  const template = phrase('"{0}" is not a field of "{1}" ({2}) nor a name of the scenario');
  return words(template, name, words(row.filter), fieldNames(row));
}

/** A name that is no field: its number, or itself where it is to be looked up at the event. */
function boundName(map: CodeMap, row: EventRow, name: string, kind: FieldKind | undefined): Expr {
  const value = numberOf(map.image, name, kind);
  if (value !== undefined) return { kind: "int", value };
  const found = map.names.get(name);
  const state = kind === undefined && found === undefined ? STATE_WORDS.get(name) : undefined;
  if (state !== undefined) return { kind: "int", value: state };
  // Things are compared with fields of their kind; what else a field with words of its own is compared with is a number.
  const isNumber = found !== undefined && found.kind !== "process" && found.kind !== "object";
  if (!isNumber) throw new ExpressionError(noMeaning(map, row, name, kind));
  return { kind: "name", name };
}

/** Names written as they are, fields told from words, and what is known as its number. */
function bind(map: CodeMap, row: EventRow, e: Expr, kind: FieldKind | undefined): Expr {
  switch (e.kind) {
    case "name": {
      const name = writtenName(e.name);
      const own = kindOf(row, e);
      // A field's own word wins over a field of another kind: a wait is for a `thread`, too.
      if (own !== undefined && (own === kind || !isWordOf(map.image, name, kind))) return { kind: "name", name };
      return boundName(map, row, name, kind);
    }
    case "member":
      return { ...e, object: boundObject(map, row, e.object, false), member: writtenName(e.member) };
    case "index":
      return { ...e, object: boundObject(map, row, e.object, true), index: bind(map, row, e.index, undefined) };
    case "unary":
      return { ...e, operand: bind(map, row, e.operand, kind) };
    case "binary":
      return {
        ...e,
        left: bind(map, row, e.left, kindOf(row, e.right)),
        right: bind(map, row, e.right, kindOf(row, e.left)),
      };
    case "int":
      return e;
    case "call":
    case "text":
      throw new ExpressionError("a condition on an event is made of fields, names, numbers and operators");
  }
}

/** What stands before a point or a bracket: a field only where it is not indexed, for it has no elements. */
function boundObject(map: CodeMap, row: EventRow, e: Expr, isIndexed: boolean): Expr {
  if (e.kind !== "name") return bind(map, row, e, undefined);
  const name = writtenName(e.name);
  const isOwn = !isIndexed && kindOf(row, e) !== undefined;
  return !isOwn && (map.names.has(name) || name === CPUS) ? { kind: "name", name } : bind(map, row, e, undefined);
}

function fieldNames(row: EventRow): string {
  return conditionFields(row).join(", ");
}

const isField = (row: EventRow, name: string): boolean => kindOf(row, { kind: "name", name }) !== undefined;

/** Checks a condition over the fields of an event: an expression of the language, of these and of the scenario's names. */
export function eventCondition(map: CodeMap, row: EventRow, text: string): Condition {
  const parsed = parseExpression(withoutReserved(text));
  if (!parsed.ok) return { ok: false, error: writtenName(parsed.error) };
  try {
    const expr = bind(map, row, parsed.expr, undefined);
    const problem = wrongNameOutside(map, expr, (name) => isField(row, name));
    return problem === undefined ? { ok: true, expr } : { ok: false, error: problem };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, error: say(map.words, error.said) };
    throw error;
  }
}

/** Whether a checked condition holds for an event. What cannot be known then, and a division by zero, count as not. */
export function eventHolds(
  view: Pick<Viewpoint, "sim" | "map">,
  row: EventRow,
  condition: Expr,
  tick: number,
  fields: readonly number[],
): boolean {
  const get = (name: string): number | undefined => {
    if (name === "tick") return tick;
    const place = row.fields.findIndex((field) => field.name === name);
    return place < 0 ? derivedOf(row, name)?.of(name, fields) : (fields[place] ?? 0);
  };
  return conditionHolds({ ...view, thread: undefined, frame: undefined, given: { get } }, condition);
}
