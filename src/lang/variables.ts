/**
 * Types, lists and addresses of variables, wherever they live.
 *
 * Keeps true: every variable has its words; a list never has more values than the array that it fills.
 */
import { LIMITS } from "../base/limits.ts";
import type { TypeInfo } from "../isa/image.ts";
import { bindWord, constantNumber, resolveName, type Env } from "./bind-expression.ts";
import type { Bound } from "./bound.ts";
import { report, type Place as At } from "./checker.ts";
import { lookup, nearest } from "./scope.ts";
import { wordsOf } from "./symbols.ts";
import type { ListValue, TypeNode, Value } from "./tree.ts";

export const WORD: TypeInfo = { name: "int", lengths: [] };

/** The length of an array; 1 after a report. */
export function arrayLength(at: At, e: TypeNode["lengths"][number]): number {
  const length = constantNumber(at, e);
  if (length === undefined) return 1;
  if (length >= 1 && length <= LIMITS.sharedWords) return length;
  if (length < 1) report(at, "badLength", e, { length });
  else report(at, "tooManyWords", e, { what: "the array", limit: LIMITS.sharedWords });
  return 1;
}

/** The type that is written. */
function typeOf(at: At, node: TypeNode): TypeInfo {
  const lengths = node.lengths.map((length) => arrayLength(at, length));
  const { text } = node.name;
  if (text === "int" || text === "bool" || text === "")
    return bounded(at, node, { name: text === "bool" ? "bool" : "int", lengths });
  if (lookup(at.scope, text)?.kind === "enum") {
    resolveName({ ...at, isConstant: false }, node.name);
    return bounded(at, node, { name: "enum", group: text, lengths });
  }
  const near = nearest(text, ["int", "bool"]) ?? "int";
  report(at, "unknownType", node.name, { name: text }, { hint: "Every word is an int.", replacement: near });
  return { name: "int", lengths };
}

function bounded(at: At, node: TypeNode, type: TypeInfo): TypeInfo {
  if (wordsOf(type) <= LIMITS.sharedWords) return type;
  report(at, "tooManyWords", node, { what: "the array", limit: LIMITS.sharedWords });
  return { ...type, lengths: [] };
}

/**
 * The enum whose member is written there, or a variable of which; undefined where it may be anything else. A list has one when
 * all its values do.
 */
function groupOf(at: At, value: Value): string | undefined {
  switch (value.kind) {
    case "group":
      return groupOf(at, value.inner);
    case "name": {
      const symbol = lookup(at.scope, value.name.text);
      return symbol?.kind === "constant" ? symbol.group : symbol?.kind === "variable" ? symbol.type.group : undefined;
    }
    case "index":
      return groupOf(at, value.object);
    case "member": {
      const symbol = value.object.kind === "name" ? lookup(at.scope, value.object.name.text) : undefined;
      return symbol?.kind === "enum" ? symbol.name : undefined;
    }
    case "list": {
      const groups = new Set(value.items.map((item) => groupOf(at, item)));
      return groups.size === 1 ? [...groups][0] : undefined;
    }
    default:
      return undefined;
  }
}

/** The lengths that a list without a type gives its array. */
function shapeOf(list: ListValue): number[] {
  const inner = list.items.find((item) => item.kind === "list");
  const depth = inner?.kind === "list" ? shapeOf(inner) : [];
  return [Math.max(1, list.items.length), ...depth];
}

/** The type of a variable from what is written of it: its type, or that of its first value. */
export function declaredType(at: At, type: TypeNode | undefined, value: Value | undefined): TypeInfo {
  if (type !== undefined) return typeOf(at, type);
  if (value === undefined) return WORD;
  const lengths = value.kind === "list" ? shapeOf(value) : [];
  const group = groupOf(at, value);
  return group === undefined ? { name: "int", lengths } : { name: "enum", group, lengths };
}

/** The type of the counter of a loop: it has an enum when it goes from one member to another. */
export function counterType(at: At, first: Value, last: Value): TypeInfo {
  const group = groupOf(at, first);
  return group === undefined || group !== groupOf(at, last) ? WORD : { name: "enum", group, lengths: [] };
}

/** The values of a list by their places in the array, in order; places without a value are undefined. */
export function flattenList(env: Env, list: ListValue, lengths: readonly number[]): (Bound | undefined)[] {
  const [length = 1, ...inner] = lengths;
  if (list.items.length > length) report(env, "listLength", list, { found: list.items.length, expected: length });
  const stride = inner.reduce((product, each) => product * each, 1);
  const values: (Bound | undefined)[] = [];
  list.items.slice(0, length).forEach((item, k) => {
    if (inner.length === 0) {
      if (item.kind === "list" || item.kind === "settings") report(env, "listHere", item, { what: "this" });
      else values[k] = bindWord(env, item);
    } else if (item.kind === "list") {
      flattenList(env, item, inner).forEach((value, at) => {
        values[k * stride + at] = value;
      });
    } else report(env, "listNeeded", item, {});
  });
  return Array.from(values, (value) => value);
}
