/**
 * What is more than a word and can be opened: a process, an object of the kernel, a CPU; and the objects that a thread holds, owns
 * or waits for.
 *
 * Keeps true: plain rows, read as the machine stands; each field has the expression that names it anywhere.
 */
import type { Words } from "../../base/words.ts";
import { handleOf, readHandle } from "../../isa/handles.ts";
import type { Expr } from "../../isa/expression.ts";
import type { ObjectKind } from "../../isa/image.ts";
import { objectName } from "../../machine/names.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { CPU_FIELDS, cpuField } from "./cpuFields.ts";
import { namesCpus, processNamed, valueOf, type Place, type Viewpoint } from "./evaluate.ts";
import { processLabel, waitedObject } from "./names.ts";
import { objectField, objectFieldNames } from "./objectFields.ts";
import { pcbRow, pcbText, pcbView } from "./pcb.ts";
import { meaningOf } from "./scope.ts";

/** Something that can be opened. `name` is how an expression names it. */
export type Thing =
  | { readonly kind: "process"; readonly name: string; readonly pid: number }
  | { readonly kind: "processPcb"; readonly name: string; readonly pid: number }
  | { readonly kind: "object"; readonly name: string; readonly handle: number }
  | { readonly kind: "cpu"; readonly name: string; readonly cpu: number }
  /** All CPUs, an array of objects, an enum: what is named one by one. */
  | { readonly kind: "cpus"; readonly name: string }
  | { readonly kind: "objects"; readonly name: string; readonly of: ObjectKind; readonly handles: readonly number[] }
  | {
      readonly kind: "enum";
      readonly name: string;
      readonly members: readonly (readonly [name: string, value: number])[];
    };

/** A row inside: a text, words of memory, or a thing. */
export interface ThingRow {
  readonly name: string;
  readonly evaluateName: string;
  readonly text: string;
  readonly place?: Place;
  readonly opens?: Thing;
}

/** Fields that are pids. */
const PIDS: ReadonlySet<string> = new Set(["owner", "writer", "running", "last"]);

function fieldText(sim: Simulation, name: string, value: number): string {
  if (!PIDS.has(name)) return String(value);
  return value > 0 ? processLabel(sim, value) : sim.words("none");
}

function objectRows(sim: Simulation, name: string, handle: number): ThingRow[] {
  const kind = readHandle(handle)?.kind;
  return (kind === undefined ? [] : objectFieldNames(kind)).map((field) => ({
    name: field,
    evaluateName: `${name}.${field}`,
    text: fieldText(sim, field, objectField(sim, handle, field)?.value ?? 0),
  }));
}

function cpuRows(sim: Simulation, name: string, cpu: number): ThingRow[] {
  return CPU_FIELDS.map((field) => {
    const value = cpuField(sim, cpu, field);
    return {
      name: field,
      evaluateName: `${name}.${field}`,
      text: typeof value === "string" ? value : fieldText(sim, field, value),
    };
  });
}

function processRows(sim: Simulation, name: string, pid: number): ThingRow[] {
  const process = processAt(sim, pid);
  const variables = sim.image.programs[process.program]?.variables.filter((v) => v.location.space === "data") ?? [];
  const state = pcbRow("state");
  return [
    { name: "pid", evaluateName: name, text: String(pid) },
    ...(state === undefined
      ? []
      : [{ name: "state", evaluateName: `${name}.state`, text: pcbText(pcbView(sim, process), state) }]),
    ...variables.map((variable) => ({
      name: variable.name,
      evaluateName: `${name}.${variable.name}`,
      text: "",
      place: { pid, address: variable.location.address, type: variable.type },
    })),
    {
      name: "pcb",
      evaluateName: `${name}.pcb`,
      text: sim.words("process control block"),
      opens: { kind: "processPcb", name: `${name}.pcb`, pid },
    },
  ];
}

/** Elements that are told one by one. */
const MOST_ELEMENTS = 500;

/** The first elements of something that opens to things: `forks[0]`, `forks[1]` … */
function elementRows(sim: Simulation, count: number, element: (k: number) => Thing): ThingRow[] {
  return Array.from({ length: Math.min(count, MOST_ELEMENTS) }, (_none, k): ThingRow => {
    const opens = element(k);
    return { name: opens.name, evaluateName: opens.name, text: thingText(sim, opens), opens };
  });
}

/** `semaphore[5]` */
const manyText = (words: Words, of: string, count: number): string =>
  count > MOST_ELEMENTS ? words("{0}[{1}], the first {2}", of, count, MOST_ELEMENTS) : `${of}[${count}]`;

/** What is inside of a thing; the PCB is a table of its own. */
export function thingRows(sim: Simulation, thing: Thing): ThingRow[] {
  const { name } = thing;
  switch (thing.kind) {
    case "object":
      return objectRows(sim, name, thing.handle);
    case "cpu":
      return cpuRows(sim, name, thing.cpu);
    case "process":
      return processRows(sim, name, thing.pid);
    case "cpus":
      return elementRows(sim, sim.world.cpus.length, (cpu) => ({ kind: "cpu", name: `${name}[${cpu}]`, cpu }));
    case "objects":
      return elementRows(sim, thing.handles.length, (k) => ({
        kind: "object",
        name: `${name}[${k}]`,
        handle: thing.handles[k]!,
      }));
    case "enum":
      return thing.members.map(([member, value]) => ({
        name: member,
        evaluateName: `${name}.${member}`,
        text: String(value),
      }));
    case "processPcb":
      return [];
  }
}

/** A thing in a few words, while it is closed. */
export function thingText(sim: Simulation, thing: Thing): string {
  if (thing.kind === "process") return processLabel(sim, thing.pid);
  const { words } = sim;
  if (thing.kind === "processPcb") return words("of {0}", processLabel(sim, thing.pid));
  if (thing.kind === "cpus") return manyText(words, "CPU", sim.world.cpus.length);
  if (thing.kind === "objects") return manyText(words, thing.of, thing.handles.length);
  return thingRows(sim, thing)
    .slice(0, thing.kind === "enum" ? Infinity : 3)
    .map(({ name, text }) => `${name} ${text}`)
    .join(" · ");
}

/** What a name stands for that has no number of its own. */
function manyNamed(view: Viewpoint, name: string): Thing | undefined {
  const meaning = meaningOf(view, name);
  if (meaning?.kind === "place" || meaning?.kind === "word") return undefined;
  return meaning?.kind === "enum"
    ? { kind: "enum", name, members: [...meaning.members] }
    : meaning && { name, ...meaning };
}

/** The thing that an expression names, if it names one: `p`, `p.pcb`, `slots`, `forks[1]`, `forks`, `cpu[0]`, `Kind`. */
export function thingNamed(view: Viewpoint, e: Expr): Thing | undefined {
  const { sim } = view;
  const many = e.kind === "name" ? manyNamed(view, e.name) : undefined;
  if (many !== undefined) return many;
  if (e.kind === "index" && namesCpus(view, e.object)) {
    const cpu = valueOf(view, e.index);
    return typeof cpuField(sim, cpu, "running") === "string" ? undefined : { kind: "cpu", name: `cpu[${cpu}]`, cpu };
  }
  if (e.kind === "member" && e.member === "pcb" && e.object.kind === "name") {
    const process = processNamed(sim, e.object.name);
    return process && { kind: "processPcb", name: `${e.object.name}.pcb`, pid: process.pid };
  }
  if (e.kind !== "name" && e.kind !== "index") return undefined;
  const value = valueOf(view, e);
  const process = e.kind === "name" ? processNamed(sim, e.name) : undefined;
  if (e.kind === "name" && process?.pid === value) return { kind: "process", name: e.name, pid: value };
  const kind = readHandle(value)?.kind;
  if (kind === undefined || objectFieldNames(kind).length === 0) return undefined;
  return { kind: "object", name: objectName(sim, value), handle: value };
}

/** The objects that a thread holds, its process owns, or it waits for. */
export function objectsOf(sim: Simulation, thread: Thread): Thing[] {
  const { mutexes, rwlocks, mailboxes } = sim.world.ipc;
  const handles = new Set<number>();
  const waited = waitedObject(thread);
  if (waited !== undefined) handles.add(waited);
  mutexes.forEach(({ owner }, index) => {
    if (owner === thread.id) handles.add(handleOf("mutex", index));
  });
  rwlocks.forEach(({ writer, readers }, index) => {
    if (writer === thread.id || readers.includes(thread.id)) handles.add(handleOf("rwlock", index));
  });
  mailboxes.forEach(({ owner, isLink }, index) => {
    if (owner === thread.pid && !isLink) handles.add(handleOf("mailbox", index));
  });
  return [...handles].map((handle) => ({ kind: "object", name: objectName(sim, handle), handle }));
}
