/**
 * Scopes and variables of a stopped machine, as a tree that is opened node by node. It is one file on purpose: every kind of node
 * with what it opens to.
 *
 * Keeps true: a reference stands for a plain description of what it opens, not for values, and is never used again; one of an
 * earlier stop opens to nothing.
 */
import { phrase } from "../../base/words.ts";
import { hex } from "../../isa/disassembler.ts";
import { codeIndex, DATA_BASE, type TypeInfo, type VariableInfo as DeclaredVariable } from "../../isa/image.ts";
import { readHandle } from "../../isa/handles.ts";
import { FP, PC, REGISTER_NAMES, SP } from "../../isa/registers.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import { routineAt, spanOf, type CodeMap, type SourceSpan } from "./codeMap.ts";
import { codePlace, fieldPlace, holderPlace } from "./locations.ts";
import type { FrameOfWords } from "../breakpoints/dataBreakpoints.ts";
import { symbolOf } from "./disassembly.ts";
import { isVisible, type Place } from "./evaluate.ts";
import { NO_FRAME, readWord, type FrameInfo } from "./frames.ts";
import { typedText } from "./names.ts";
import { ALL_GROUPS, groupCount, groupSummary, IDENTIFICATION, pcbText, pcbView, registerText } from "./pcb.ts";
import { stackWords } from "./stackWords.ts";
import { objectsOf, thingRows, thingText, type Thing } from "./things.ts";

/** What a reference opens. */
export type Container =
  | {
      readonly kind: "locals" | "arguments" | "data" | "shared" | "registers" | "stack" | "pcb" | "objects";
      readonly thread: number;
      readonly frame: FrameInfo;
    }
  | {
      readonly kind: "group";
      readonly pid: number;
      readonly thread: number;
      readonly group: number;
    }
  | { readonly kind: "thing"; readonly thing: Thing }
  | {
      readonly kind: "array";
      readonly place: Place;
      readonly evaluateName: string;
      /** The frame of a local. */
      readonly owner: FrameOfWords | undefined;
    };

/** A variable as plain data. `reference` is 0 when there is nothing inside. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly reference: number;
  /** Elements inside, when it is an array. */
  readonly indexed: number;
  readonly evaluateName: string | undefined;
  /** The address of its memory, or that it points at. */
  readonly address: number | undefined;
  /** The process in whose space that is; undefined for code and shared words, the same for all. */
  readonly pid: number | undefined;
  /** The place in the source that its value names, and where it is declared. */
  readonly leadsTo?: SourceSpan | undefined;
  readonly declared?: SourceSpan | undefined;
}

/** What a scope is. */
export type ScopeKind = Extract<Container, { frame: FrameInfo }>["kind"];

export interface Scope {
  readonly name: string;
  readonly kind: ScopeKind;
  readonly reference: number;
  readonly expensive: boolean;
}

/** Gives out references and remembers what they open. */
export interface References {
  next: number;
  readonly containers: Map<number, Container>;
}

export function createReferences(): References {
  return { next: 1, containers: new Map() };
}

function refer(references: References, container: Container): number {
  const id = references.next++;
  references.containers.set(id, container);
  return id;
}

/** Forgets what earlier references opened. */
export function forgetReferences(references: References): void {
  references.containers.clear();
}

/** What a look at variables needs. */
export interface Looker {
  readonly sim: Simulation;
  readonly map: CodeMap;
  readonly references: References;
}

export function typeText(type: TypeInfo): string {
  return (type.group ?? type.name) + type.lengths.map((n) => `[${n}]`).join("");
}

/** Elements of an array shown beside its name. */
const PREVIEW = 8;

/** A place as a variable: a word with its value, an array with a preview and a reference. */
export function placeVariable(
  look: Looker,
  name: string,
  place: Place,
  evaluateName: string | undefined,
  owner?: FrameOfWords,
): Variable {
  const type = typeText(place.type);
  const [length] = place.type.lengths;
  if (length === undefined) {
    const word = readWord(look.sim, place.pid, place.address);
    const value = word === undefined ? look.sim.words("gone") : typedText(look.sim, place.type, word);
    return {
      name,
      value,
      type,
      reference: 0,
      indexed: 0,
      evaluateName,
      address: place.address,
      pid: ownerOf(place.address, place.pid),
    };
  }
  const words =
    place.type.lengths.length > 1
      ? []
      : Array.from(
          { length: Math.min(length, PREVIEW) },
          (_none, k) => readWord(look.sim, place.pid, place.address + 4 * k) ?? 0,
        );
  const shown = words.map((word) => typedText(look.sim, place.type, word)).join(", ");
  const value = words.length === 0 ? type : `[${shown}${length > PREVIEW ? ", …" : ""}]`;
  const reference = refer(look.references, {
    kind: "array",
    place,
    evaluateName: evaluateName ?? name,
    owner,
  });
  return {
    name,
    value,
    type,
    reference,
    indexed: length,
    evaluateName,
    address: place.address,
    pid: ownerOf(place.address, place.pid),
  };
}

function framePlace(look: Looker, thread: number, frame: FrameInfo, variable: DeclaredVariable): Place {
  const { pid } = look.sim.world.threads[thread]!;
  const base = variable.location.space === "frame" ? frame.fp : 0;
  return {
    pid,
    address: base + variable.location.address,
    type: variable.type,
  };
}

function frameVariables(look: Looker, thread: number, frame: FrameInfo, areParameters: boolean): Variable[] {
  const routine = routineAt(look.map, frame.index);
  if (routine === undefined || frame.fp === 0) return [];
  const seen = routine.variables.filter(
    (v) => v.location.space === "frame" && v.isParameter === areParameters && isVisible(v, frame),
  );
  const owner = { thread, fp: frame.fp, routine: frame.routine };
  return seen.map((v) => ({
    ...placeVariable(look, v.name, framePlace(look, thread, frame, v), v.name, owner),
    declared: spanOf(look.map, v.range),
  }));
}

function dataVariables(look: Looker, thread: number): Variable[] {
  const { pid } = look.sim.world.threads[thread]!;
  const program = look.sim.image.programs[processAt(look.sim, pid).program];
  const variables = program?.variables.filter((v) => v.location.space === "data") ?? [];
  return variables.map((v) => ({
    ...placeVariable(look, v.name, { pid, address: v.location.address, type: v.type }, v.name),
    declared: spanOf(look.map, v.range),
  }));
}

function sharedVariables(look: Looker, thread: number): Variable[] {
  const { pid } = look.sim.world.threads[thread]!;
  const { node } = processAt(look.sim, pid);
  const shared = look.sim.image.shared.filter((s) => s.machine === node);
  return shared.map((s) => ({
    ...placeVariable(look, s.name, { pid, address: s.address, type: s.type }, s.name),
    declared: spanOf(look.map, s.range),
  }));
}

/** Whose an address is. */
const ownerOf = (address: number, pid: number): number | undefined => (address < DATA_BASE ? undefined : pid);

const plain = (name: string, value: string, type: string, evaluateName?: string): Variable => ({
  name,
  value,
  type,
  reference: 0,
  indexed: 0,
  evaluateName,
  address: undefined,
  pid: undefined,
});

function stackVariables(look: Looker, thread: number): Variable[] {
  const owner = look.sim.world.threads[thread]!;
  return stackWords(look.sim, look.map, owner).map(({ address, text, what }) => ({
    ...plain(hex(address), `${text} · ${what}`, "stack"),
    address,
    pid: owner.pid,
  }));
}

/** Where the program counter points: outside of all routines nowhere. */
function pcText(map: CodeMap, word: number): string {
  const symbol = symbolOf(map, codeIndex(word));
  return symbol === "" ? registerText(map.words, PC, word) : `${registerText(map.words, PC, word)} <${symbol}>`;
}

function registerVariables(look: Looker, thread: number): Variable[] {
  const { registers, pid } = look.sim.world.threads[thread]!;
  return REGISTER_NAMES.map((name, number) => {
    const word = registers[number]!;
    const text = registerText(look.sim.words, number, word);
    const register = plain(name, text, "register", name);
    if (number === PC)
      return { ...register, value: pcText(look.map, word), address: word, leadsTo: codePlace(look.map, word) };
    return number === SP || number === FP ? { ...register, address: word, pid: ownerOf(word, pid) } : register;
  });
}

function pcbVariables(look: Looker, thread: number): Variable[] {
  const { pid } = look.sim.world.threads[thread]!;
  const process = processAt(look.sim, pid);
  const view = pcbView(look.sim, process, look.sim.world.threads[thread]);
  const fields = IDENTIFICATION.map((row) => ({
    ...plain(row.name, pcbText(view, row), "PCB", `${process.name}.pcb.${row.name}`),
    leadsTo: fieldPlace(view, look.map, row.name),
  }));
  const groups = ALL_GROUPS.slice(0, groupCount(view)).map((group, k): Variable => {
    const reference = refer(look.references, {
      kind: "group",
      pid,
      thread,
      group: k,
    });
    const value = groupSummary(view, group);
    return {
      name: look.sim.words(group.name),
      value,
      type: "PCB",
      reference,
      indexed: 0,
      evaluateName: undefined,
      address: undefined,
      pid: undefined,
    };
  });
  return [...fields, ...groups];
}

/** What is more than a word, closed. */
export function thingVariable(look: Looker, name: string, thing: Thing): Variable {
  const { sim } = look;
  const main = thing.kind === "processPcb" ? processAt(sim, thing.pid).threads[0] : undefined;
  const container: Container =
    main === undefined ? { kind: "thing", thing } : { kind: "pcb", thread: main, frame: NO_FRAME };
  const type = thing.kind === "object" ? (readHandle(thing.handle)?.kind ?? "object") : thing.kind;
  const isEmpty = thing.kind === "processPcb" && main === undefined;
  const reference = isEmpty ? 0 : refer(look.references, container);
  return { ...plain(name, thingText(sim, thing), type === "processPcb" ? "PCB" : type, thing.name), reference };
}

function thingVariables(look: Looker, thing: Thing): Variable[] {
  return thingRows(look.sim, thing).map(({ name, text, evaluateName, place, opens }) => {
    if (opens !== undefined) return thingVariable(look, name, opens);
    if (place !== undefined) return placeVariable(look, name, place, evaluateName);
    return { ...plain(name, text, "field", evaluateName), leadsTo: holderPlace(look.sim, look.map, thing, name) };
  });
}

function objectVariables(look: Looker, thread: number): Variable[] {
  const things = objectsOf(look.sim, look.sim.world.threads[thread]!);
  return things.map((thing) => thingVariable(look, thing.name, thing));
}

function groupVariables(look: Looker, pid: number, thread: number, group: number): Variable[] {
  const process = processAt(look.sim, pid);
  const view = pcbView(look.sim, process, look.sim.world.threads[thread]);
  // An expression names the PCB of a process, by its main thread.
  const isMain = process.threads[0] === thread;
  return ALL_GROUPS[group]!.rows.map((row) => ({
    ...plain(row.name, pcbText(view, row), "PCB", isMain ? `${process.name}.pcb.${row.name}` : undefined),
    leadsTo: fieldPlace(view, look.map, row.name),
  }));
}

function elements(
  look: Looker,
  container: Extract<Container, { kind: "array" }>,
  start: number,
  count: number,
): Variable[] {
  const { place } = container;
  const [length = 0, ...inner] = place.type.lengths;
  const stride = inner.reduce((words, n) => words * n, 1) * 4;
  const last = Math.min(length, start + count);
  const variables: Variable[] = [];
  for (let k = start; k < last; k++) {
    const element = {
      pid: place.pid,
      address: place.address + k * stride,
      type: { ...place.type, lengths: inner },
    };
    variables.push(placeVariable(look, `[${k}]`, element, `${container.evaluateName}[${k}]`, container.owner));
  }
  return variables;
}

/** A variable with where it is. */
export interface Located {
  /** As an expression. */
  readonly name: string;
  readonly place: Place;
  /** The frame of a local. */
  readonly owner: FrameOfWords | undefined;
}

type FrameContainer = Extract<Container, { frame: FrameInfo }>;

function locatedInScope(look: Looker, container: FrameContainer, name: string): Located | undefined {
  const { thread, frame, kind } = container;
  const { pid } = look.sim.world.threads[thread]!;
  if (kind === "stack") {
    const address = Number(name);
    const isWord = Number.isInteger(address) && stackVariables(look, thread).some((word) => word.name === name);
    return isWord ? { name, place: { pid, address, type: { name: "int", lengths: [] } }, owner: undefined } : undefined;
  }
  if (kind === "shared") {
    const shared = look.sim.image.shared.find((each) => each.name === name);
    return shared && { name, place: { pid, address: shared.address, type: shared.type }, owner: undefined };
  }
  if (kind === "data") {
    const program = look.sim.image.programs[processAt(look.sim, pid).program];
    const found = program?.variables.find((v) => v.location.space === "data" && v.name === name);
    return found && { name, place: { pid, address: found.location.address, type: found.type }, owner: undefined };
  }
  const routine = routineAt(look.map, frame.index);
  const found = routine?.variables.findLast(
    (v) => v.name === name && v.location.space === "frame" && isVisible(v, frame),
  );
  const owner = { thread, fp: frame.fp, routine: frame.routine };
  return found && { name, place: framePlace(look, thread, frame, found), owner };
}

/** The variable of that name in a container, if it is words of memory. */
export function located(look: Looker, container: Container, name: string): Located | undefined {
  if ("frame" in container) return locatedInScope(look, container, name);
  if (container.kind === "thing") {
    const row = thingRows(look.sim, container.thing).find((each) => each.name === name);
    return row?.place && { name: row.evaluateName, place: row.place, owner: undefined };
  }
  if (container.kind !== "array") return undefined;
  const { place, evaluateName, owner } = container;
  const [length = 0, ...inner] = place.type.lengths;
  const index = Number(/^\[(\d+)\]$/.exec(name)?.[1] ?? -1);
  if (index < 0 || index >= length) return undefined;
  const stride = inner.reduce((words, n) => words * n, 1) * 4;
  const type = { ...place.type, lengths: inner };
  return { name: evaluateName + name, place: { pid: place.pid, address: place.address + index * stride, type }, owner };
}

/** The scopes of a frame; one that would be empty is left out. */
export function scopesOf(look: Looker, thread: number, frame: FrameInfo): Scope[] {
  const rows: readonly (readonly [string, ScopeKind, boolean])[] = [
    [phrase("Locals"), "locals", frameVariables(look, thread, frame, false).length > 0],
    [phrase("Arguments"), "arguments", frameVariables(look, thread, frame, true).length > 0],
    [phrase("Data section"), "data", dataVariables(look, thread).length > 0],
    [phrase("Shared"), "shared", sharedVariables(look, thread).length > 0],
    [phrase("Registers"), "registers", true],
    [phrase("Stack"), "stack", stackVariables(look, thread).length > 0],
    ["PCB", "pcb", true],
    [phrase("Kernel objects"), "objects", objectsOf(look.sim, look.sim.world.threads[thread]!).length > 0],
  ];
  return rows
    .filter(([, , isThere]) => isThere)
    .map(([name, kind]) => ({
      name,
      kind,
      reference: refer(look.references, { kind, thread, frame }),
      expensive: kind === "registers" || kind === "stack" || kind === "pcb",
    }));
}

/** What is inside a reference; nothing when it is of an earlier stop. */
export function variablesOf(look: Looker, reference: number, start = 0, count = Infinity): Variable[] {
  const container = look.references.containers.get(reference);
  switch (container?.kind) {
    case "locals":
      return frameVariables(look, container.thread, container.frame, false);
    case "arguments":
      return frameVariables(look, container.thread, container.frame, true);
    case "data":
      return dataVariables(look, container.thread);
    case "shared":
      return sharedVariables(look, container.thread);
    case "stack":
      return stackVariables(look, container.thread);
    case "registers":
      return registerVariables(look, container.thread);
    case "pcb":
      return pcbVariables(look, container.thread);
    case "objects":
      return objectVariables(look, container.thread);
    case "thing":
      return thingVariables(look, container.thing);
    case "group":
      return groupVariables(look, container.pid, container.thread, container.group);
    case "array":
      return elements(look, container, start, Math.min(count, 10_000));
    case undefined:
      return [];
  }
}
