/**
 * Which names an expression may hold at a place of the code: to refuse one with a wrong name before it is ever evaluated, and to
 * offer those that there are while one is written.
 *
 * Keeps true: what can have a value at the place is among them; a name that may have one in some process is never refused.
 */
import type { Expr } from "../../isa/expression.ts";
import type { Image } from "../../isa/image.ts";
import { routineAt, type CodeMap } from "./codeMap.ts";
import { CPU_FIELDS, CPUS } from "./cpuFields.ts";
import { OBJECT_FIELDS, objectFieldNames } from "./objectFields.ts";
import { FIELDS } from "./pcb.ts";
import { named, noMember, scopeNames, type ScopeName } from "./scope.ts";

export type { ScopeName } from "./scope.ts";

/** The fields of a PCB. */
export const PCB_FIELDS: readonly ScopeName[] = named(
  "field",
  [...FIELDS.values()].map(({ name }) => name),
);

/** Names of the data sections: of one program, or of all where the code belongs to none. */
function dataNames(image: Image, program: number | undefined): ScopeName[] {
  const programs = program === undefined ? image.programs : image.programs.filter((p) => p.index === program);
  const found = programs.flatMap((p) => p.variables.filter((v) => v.location.space === "data"));
  return named(
    "variable",
    found.map(({ name }) => name),
  );
}

function withoutRepeats(names: readonly ScopeName[]): ScopeName[] {
  return [...new Map(names.map((each) => [each.name, each])).values()];
}

/** The names at an instruction, the innermost first; without one, those that mean something anywhere. */
export function namesAt(map: CodeMap, index: number | undefined): ScopeName[] {
  return scopeNames({ map, index, program: index === undefined ? undefined : routineAt(map, index)?.program });
}

/**
 * What may follow the dot, as far as the text alone tells: after an enum its members, after an object its fields, after a process
 * the variables of its program, its data, then the fields of its PCB.
 */
export function membersOf(map: CodeMap, name: string, ofPcb = false): ScopeName[] {
  if (ofPcb) return [...PCB_FIELDS];
  const meaning = map.names.get(name);
  if (meaning?.kind === "enum") return named("constant", meaning.members.keys());
  if (meaning?.kind === "object" || meaning?.kind === "objects") return named("field", objectFieldNames(meaning.of));
  if (name === CPUS) return named("field", CPU_FIELDS);
  const { processes, routines } = map.image;
  const program = processes.find((p) => p.name === name)?.program;
  const own = routines.filter((routine) => routine.program === program && program !== undefined);
  const locals = own.flatMap(({ variables }) => variables.filter((v) => v.location.space === "frame"));
  const variables = named(
    "variable",
    locals.map((each) => each.name),
  );
  return withoutRepeats([...variables, ...dataNames(map.image, program), ...PCB_FIELDS]);
}

type Names = ReadonlyMap<string, ScopeName>;

const byName = (names: readonly ScopeName[]): Names => new Map(names.map((each) => [each.name, each]));

/** Why an expression can never have a value at an instruction: a name that means nothing there. */
export function wrongName(map: CodeMap, index: number, e: Expr): string | undefined {
  return wrongNameAmong(map, byName(namesAt(map, index)), e);
}

/** The same of what is shown, not compared: an array may be shown whole. */
export function wrongShown(map: CodeMap, index: number, e: Expr): string | undefined {
  const names = byName(namesAt(map, index));
  const { name, indices } = unchained(e);
  const { dimensions = 0 } = (name === undefined ? undefined : names.get(name)) ?? {};
  if (dimensions <= indices) return wrongNameAmong(map, names, e);
  for (let inner = e; inner.kind === "index"; inner = inner.object) {
    const problem = wrongNameAmong(map, names, inner.index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Why an expression can have no value where no code is: of the scenario alone, and of names that are given besides. */
export function wrongNameOutside(map: CodeMap, e: Expr, given: (name: string) => boolean): string | undefined {
  const own = new Set([...map.names.keys(), CPUS, "tick"]);
  const names = byName(scopeNames({ map, index: undefined, program: -1 }).filter(({ name }) => own.has(name)));
  return wrongNameAmong(map, names, e, given);
}

/** Why an expression can have no value at any instruction; `given` are names that mean something besides. */
export function wrongNameAnywhere(map: CodeMap, e: Expr, given: readonly string[]): string | undefined {
  const locals = map.image.routines.flatMap(({ variables }) => variables.map(({ name }) => name));
  const names = byName([...namesAt(map, undefined), ...named("variable", [...locals, ...given])]);
  return wrongNameAmong(map, names, e);
}

/** The fields and variables that something may have. */
function anyMembers(map: CodeMap): ReadonlySet<string> {
  const members = new Set([...dataNames(map.image, undefined), ...PCB_FIELDS].map(({ name }) => name));
  for (const name of ["pcb", ...CPU_FIELDS, ...OBJECT_FIELDS]) members.add(name);
  for (const routine of map.image.routines) for (const { name } of routine.variables) members.add(name);
  return members;
}

/** The name at the bottom of `a[i][j]`, and how many indices there are. */
function unchained(e: Expr): { readonly name: string | undefined; readonly indices: number } {
  let base = e;
  let indices = 0;
  for (; base.kind === "index"; base = base.object) indices++;
  return { name: base.kind === "name" ? base.name : undefined, indices };
}

function wrongNameAmong(
  map: CodeMap,
  names: Names,
  e: Expr,
  given: (name: string) => boolean = () => false,
): string | undefined {
  const { words } = map;
  const members = anyMembers(map);
  /** Why something with so many indices is no word. */
  const shape = (x: Expr): string | undefined => {
    const { name = "", indices } = unchained(x);
    const found = given(name) && indices === 0 ? undefined : names.get(name);
    if (found?.kind === "enum")
      return words('"{0}" is an enum: name one of its members, as in {0}.{1}', name, firstOf(map, name));
    if (found?.dimensions === undefined || found.dimensions === indices) return undefined;
    if (indices < found.dimensions) return words('"{0}" is an array: name one of its elements', name);
    return found.dimensions === 0
      ? words('"{0}" has no elements', name)
      : words('"{0}" has no elements of elements', name);
  };
  const member = (x: Extract<Expr, { kind: "member" }>): string | undefined => {
    const of = x.object.kind === "name" && !given(x.object.name) ? names.get(x.object.name) : undefined;
    const meaning = of?.kind === "enum" ? map.names.get(of.name) : undefined;
    if (of !== undefined && meaning?.kind === "enum")
      return meaning.members.has(x.member) ? undefined : noMember(map, of.name, meaning.members.keys(), x.member);
    if (!members.has(x.member)) return words('a process has no field "{0}"', x.member);
    return look(x.object);
  };
  const known = (name: string): string | undefined =>
    names.has(name) || given(name) ? undefined : words('"{0}" is not a name here', name);
  const look = (x: Expr): string | undefined => {
    switch (x.kind) {
      case "name":
        return known(x.name) ?? shape(x);
      case "member":
        return member(x);
      case "index": {
        const { name } = unchained(x);
        return (name === undefined ? look(x.object) : (known(name) ?? shape(x))) ?? lookAtIndices(x);
      }
      case "unary":
        return look(x.operand);
      case "binary":
        return look(x.left) ?? look(x.right);
      case "call":
      case "text":
        return words("a condition is made of names, numbers and operators");
      case "int":
        return undefined;
    }
  };
  const lookAtIndices = (x: Expr): string | undefined =>
    x.kind === "index" ? (lookAtIndices(x.object) ?? look(x.index)) : undefined;
  return look(e);
}

function firstOf(map: CodeMap, name: string): string {
  const meaning = map.names.get(name);
  return meaning?.kind === "enum" ? ([...meaning.members.keys()][0] ?? "…") : "…";
}
