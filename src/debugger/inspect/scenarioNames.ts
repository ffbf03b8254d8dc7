/**
 * The names that a scenario declares for all of its code: shared words, constants, enums, processes, objects, machines, devices.
 *
 * Keeps true: made once from an image; a name stands for one thing, as in the language.
 */
import { ERRORS } from "../../isa/errors.ts";
import { handleOf } from "../../isa/handles.ts";
import type { Image, ObjectKind, SharedInfo } from "../../isa/image.ts";

/** What such a name stands for. */
export type ScenarioName =
  | { readonly kind: "shared"; readonly shared: SharedInfo }
  | { readonly kind: "constant"; readonly value: number }
  /** Its members by name. */
  | { readonly kind: "enum"; readonly members: ReadonlyMap<string, number> }
  | { readonly kind: "process" }
  | { readonly kind: "object"; readonly handle: number; readonly of: ObjectKind | "device" | "machine" }
  /** An array of objects, by the handles of its elements. */
  | { readonly kind: "objects"; readonly of: ObjectKind; readonly handles: readonly number[] };

export type ScenarioNames = ReadonlyMap<string, ScenarioName>;

/** The constants of the language. */
const TRUTHS: ReadonlyMap<string, number> = new Map([
  ["true", 1],
  ["false", 0],
]);

function objectNames(image: Image): Map<string, ScenarioName> {
  const found = new Map<string, ScenarioName>();
  const arrays = new Map<string, number[]>();
  for (const { name, kind, index } of image.objects) {
    const handle = handleOf(kind, index);
    const array = /^(.*)\[\d+\]$/.exec(name)?.[1];
    if (array === undefined) found.set(name, { kind: "object", handle, of: kind });
    else {
      const handles = arrays.get(array) ?? [];
      if (handles.length === 0) found.set(array, { kind: "objects", of: kind, handles });
      arrays.set(array, handles);
      handles.push(handle);
    }
  }
  return found;
}

/** The enums, each with its members in their order. */
function enumNames(image: Image): Map<string, ScenarioName> {
  const enums = new Map<string, Map<string, number>>();
  for (const { name, value, group } of image.constants) {
    if (group === undefined) continue;
    const members = enums.get(group) ?? new Map<string, number>();
    enums.set(group, members.set(name, value));
  }
  return new Map([...enums].map(([name, members]) => [name, { kind: "enum", members }]));
}

/** The names of a scenario, and the constants that every scenario has. */
export function scenarioNames(image: Image): ScenarioNames {
  const constant = (value: number): ScenarioName => ({ kind: "constant", value });
  const object = (of: "device" | "machine", index: number): ScenarioName => ({
    kind: "object",
    handle: handleOf(of, index),
    of,
  });
  const all: readonly (readonly [string, ScenarioName])[] = [
    ...image.shared.map((shared) => [shared.name, { kind: "shared", shared }] as const),
    ...image.constants.map(({ name, value }) => [name, constant(value)] as const),
    ...enumNames(image),
    ...image.processes.map(({ name }) => [name, { kind: "process" }] as const),
    ...objectNames(image),
    ...image.devices.map(({ name, index }) => [name, object("device", index)] as const),
    ...image.machines.map(({ name, index }) => [name, object("machine", index)] as const),
    ...[...TRUTHS].map(([name, value]) => [name, constant(value)] as const),
    ...ERRORS.map(({ name, value }) => [name, constant(value)] as const),
  ];
  // Of devices of several machines with one name the first is meant; the machine without a name gives way to all.
  const names = new Map<string, ScenarioName>();
  for (const [name, each] of all) if (!names.has(name)) names.set(name, each);
  return names;
}
