/**
 * Which names mean something at a place of the code: to refuse an expression with a wrong one before it is ever evaluated, and to
 * offer them while one is written.
 *
 * Keeps true: what `evaluate.ts` can give a value at the place is among them; a name that may have one in some process is never
 * refused.
 */
import { ERRORS } from "../../isa/errors.ts";
import type { Expr } from "../../isa/expression.ts";
import type { Image } from "../../isa/image.ts";
import { REGISTER_NAMES } from "../../isa/registers.ts";
import { routineAt, type CodeMap } from "./codeMap.ts";
import { CPU_FIELDS, CPUS } from "./cpuFields.ts";
import { MACHINE_NAMES, STATE_WORDS, TRUTHS } from "./evaluate.ts";
import { OBJECT_FIELDS, objectFieldNames } from "./objectFields.ts";
import { FIELDS } from "./pcb.ts";

export interface ScopeName {
  readonly name: string;
  readonly kind: "variable" | "constant" | "process" | "object" | "machine" | "register" | "field";
}

type Kind = ScopeName["kind"];

const named =
  (kind: Kind) =>
  ({ name }: { readonly name: string }): ScopeName => ({ name, kind });

const PCB_FIELDS: readonly ScopeName[] = [...FIELDS.values()].map(named("field"));

/** Names of the data sections: of one program, or of all where the code belongs to none. */
function dataNames(image: Image, program: number | undefined): ScopeName[] {
  const programs = program === undefined ? image.programs : image.programs.filter((p) => p.index === program);
  return programs.flatMap((p) => p.variables.filter((v) => v.location.space === "data")).map(named("variable"));
}

function withoutRepeats(names: readonly ScopeName[]): ScopeName[] {
  return [...new Map(names.map((each) => [each.name, each])).values()];
}

/** The names at an instruction, the innermost first; without one, those that mean something anywhere. */
export function namesAt(map: CodeMap, index: number | undefined): ScopeName[] {
  const { image } = map;
  const routine = index === undefined ? undefined : routineAt(map, index);
  const locals = (routine?.variables ?? []).filter(
    (v) => v.location.space === "frame" && index !== undefined && index >= v.from && index < v.to,
  );
  return withoutRepeats([
    ...locals.map(named("variable")),
    ...dataNames(image, routine?.program),
    ...image.shared.map(named("variable")),
    ...image.constants.map(named("constant")),
    ...image.processes.map(named("process")),
    ...image.objects.map(({ name }) => named("object")({ name: name.replace(/\[\d+\]$/, "") })),
    named("machine")({ name: CPUS }),
    ...image.devices.map(named("object")),
    ...image.machines.map(named("machine")),
    ...Object.keys(MACHINE_NAMES).map((name) => named("constant")({ name })),
    ...[...STATE_WORDS.keys()].map((name) => named("constant")({ name })),
    ...[...TRUTHS.keys()].map((name) => named("constant")({ name })),
    ...ERRORS.map(named("constant")),
    ...REGISTER_NAMES.map((name) => named("register")({ name })),
  ]);
}

/** What may follow the dot after a process: the variables of its program, its data, then the fields of its PCB; after an object: its fields. */
export function membersOf(map: CodeMap, process: string, ofPcb = false): ScopeName[] {
  if (ofPcb) return [...PCB_FIELDS];
  const object = map.image.objects.find(({ name }) => name === process || name === `${process}[0]`);
  if (object !== undefined) return objectFieldNames(object.kind).map((name) => named("field")({ name }));
  if (process === CPUS) return CPU_FIELDS.map((name) => named("field")({ name }));
  const { processes, routines } = map.image;
  const program = processes.find((p) => p.name === process)?.program;
  const own = routines.filter((routine) => routine.program === program && program !== undefined);
  const locals = own.flatMap(({ variables }) => variables.filter((v) => v.location.space === "frame"));
  return withoutRepeats([...locals.map(named("variable")), ...dataNames(map.image, program), ...PCB_FIELDS]);
}

/** Why an expression can never have a value at an instruction: a name that means nothing there. */
export function wrongName(map: CodeMap, index: number, e: Expr): string | undefined {
  return wrongNameAmong(map, new Set(namesAt(map, index).map(({ name }) => name)), e);
}

/** Why an expression can have no value at any instruction; `given` are names that mean something besides. */
export function wrongNameAnywhere(map: CodeMap, e: Expr, given: readonly string[]): string | undefined {
  const names = new Set([...namesAt(map, undefined).map(({ name }) => name), ...given]);
  for (const routine of map.image.routines) for (const { name } of routine.variables) names.add(name);
  return wrongNameAmong(map, names, e);
}

function wrongNameAmong(map: CodeMap, names: ReadonlySet<string>, e: Expr): string | undefined {
  const members = new Set([...dataNames(map.image, undefined), ...PCB_FIELDS].map(({ name }) => name));
  for (const name of [...CPU_FIELDS, ...OBJECT_FIELDS]) members.add(name);
  for (const routine of map.image.routines) for (const { name } of routine.variables) members.add(name);
  const look = (x: Expr): string | undefined => {
    switch (x.kind) {
      case "name":
        return names.has(x.name) ? undefined : `"${x.name}" is not a name here`;
      case "member":
        if (x.member !== "pcb" && !members.has(x.member)) return `a process has no field "${x.member}"`;
        return look(x.object);
      case "index":
        return look(x.object) ?? look(x.index);
      case "unary":
        return look(x.operand);
      case "binary":
        return look(x.left) ?? look(x.right);
      case "call":
      case "text":
        return "a condition is made of names, numbers and operators";
      case "int":
        return undefined;
    }
  };
  return look(e);
}
