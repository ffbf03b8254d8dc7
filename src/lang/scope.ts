/**
 * Scopes: what a name means where it stands. Functions and built-ins have a space of names of their own.
 *
 * Keeps true: a block's name is visible from its declaration to the end of the block and hides outer ones; a file sees
 * its own names, those of the files it imports, and the machines, devices and processes of the scenario.
 */
import type { FunctionSymbol, NamedSymbol } from "./symbols.ts";
import type { Name } from "./tree.ts";

/** The names of one block, program or file. */
export interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, NamedSymbol>;
  readonly functions: Map<string, FunctionSymbol>;
  /** Names that the block declares further down. */
  readonly later: Map<string, Name>;
}

/** A scope within `parent`, which is empty yet. */
export function createScope(parent: Scope | undefined): Scope {
  return { parent, names: new Map(), functions: new Map(), later: new Map() };
}

function find<T>(scope: Scope, look: (scope: Scope) => T | undefined): T | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = look(at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What `name` means outside calls. */
export function lookup(scope: Scope, name: string): NamedSymbol | undefined {
  return find(scope, (at) => at.names.get(name));
}

/** The function that a call of `name` means, built-ins apart. */
export function lookupFunction(scope: Scope, name: string): FunctionSymbol | undefined {
  return find(scope, (at) => at.functions.get(name));
}

/** Where a block around declares `name` further down. */
export function declaredLater(scope: Scope, name: string): Name | undefined {
  return find(scope, (at) => at.later.get(name));
}

/** Every name that can be seen, outside calls or before `(`. */
export function visibleNames(scope: Scope, space: "names" | "functions"): Set<string> {
  const found = new Set<string>();
  find(scope, (at) => {
    for (const name of at[space].keys()) found.add(name);
    return undefined;
  });
  return found;
}

/** Letters to change, add, drop or swap to turn `a` into `b`, or `limit` when there are that many or more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_unused, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return Math.min(limit, row[b.length]!);
}

/** The candidate that is spelled most like `name`, if one is near enough to be meant. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = name.length <= 2 ? 1 : Math.min(3, Math.floor(name.length / 3) + 1);
  for (const candidate of candidates) {
    const changes = distance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (changes < least || (changes === 0 && best === undefined)) [best, least] = [candidate, changes];
  }
  return best === name ? undefined : best;
}
