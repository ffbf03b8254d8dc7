/**
 * Everything of a scenario that is no routine: machines, devices, links, shared words, objects, and processes.
 *
 * Keeps true: the tables it returns are those of the image, in the order of their declarations, imported files' last;
 * indices in symbols point into them. There is always a machine.
 */
import { LIMITS } from "../base/limits.ts";
import {
  SHARED_BASE,
  type DeviceInfo,
  type LinkInfo,
  type MachineInfo,
  type ObjectInfo,
  type ProcessInfo,
  type SharedInfo,
} from "../isa/image.ts";
import {
  DEVICE_SETTINGS,
  LINK_SETTINGS,
  MACHINE_SETTINGS,
  OBJECT_SETTINGS,
  PROCESS_SETTINGS,
  type DeviceSettings,
  type LinkSettings,
  type MachineSettings,
  type ProcessSettings,
  type SettingValue,
} from "../isa/settings.ts";
import { constantNumber, constantWord, resolveName, resolveMachine } from "./bind-expression.ts";
import { countWords, plainArguments } from "./bind-call.ts";
import type { Bound } from "./bound.ts";
import { report, requireFeature, type Checker, type Place } from "./checker.ts";
import { deviceEntries } from "./declare.ts";
import { resolveSettings, type Resolved } from "./resolve-settings.ts";
import { lookup } from "./scope.ts";
import { describeKind, wordsOf, type ObjectSymbol, type VariableSymbol } from "./symbols.ts";
import type { Declaration, DeclarationOf, Name, Setting, Span } from "./tree.ts";
import { arrayLength, declaredType, flattenList } from "./variables.ts";

/** The tables of an image that come from declarations; a process's arguments may be texts. */
export interface Scenario {
  readonly machines: MachineInfo[];
  readonly devices: DeviceInfo[];
  readonly links: LinkInfo[];
  readonly shared: (Omit<SharedInfo, "init"> & { readonly init: readonly (Bound | undefined)[] })[];
  readonly objects: ObjectInfo[];
  /** Objects of each kind so far. */
  readonly counts: Partial<Record<ObjectInfo["kind"], number>>;
  readonly processes: (Omit<ProcessInfo, "args"> & { readonly args: readonly Bound[] })[];
}

/** The name of the machine of a file without any, and of `machine { … }`. */
const ANONYMOUS_MACHINE = "main";

const rangeOf = (at: Place, span: Span): SharedInfo["range"] => ({ source: at.file, from: span.from, to: span.to });

/** The values of resolved settings. Each was checked against its row, and the records of settings.ts are those rows. */
type Values = Readonly<Record<string, SettingValue | readonly string[] | undefined>>;

function placeIn(checker: Checker, file: number): Place {
  return { checker, file, scope: checker.fileScopes[file]! };
}

/** Declarations of one kind in the files that bring them, with the place where each stands. */
function each<K extends Declaration["kind"]>(
  checker: Checker,
  kind: K,
  files: "own" | "all",
  take: (at: Place, node: DeclarationOf<K>) => void,
): void {
  for (const file of files === "own" ? checker.files.slice(0, 1) : checker.files) {
    for (const node of file.tree.declarations) {
      if (node.kind === kind) take(placeIn(checker, file.index), node as DeclarationOf<K>);
    }
  }
}

function bindMachine(at: Place, node: DeclarationOf<"machine">, scenario: Scenario): void {
  const index = scenario.machines.length;
  const name = node.name?.text ?? ANONYMOUS_MACHINE;
  const word = { from: node.from, to: node.from + "machine".length };
  if (index === 1) requireFeature(at, "machines", word);
  if (index === LIMITS.machines) report(at, "tooMany", word, { what: "machines", limit: LIMITS.machines });
  if (node.name === undefined && scenario.machines.some((other) => other.name === name)) {
    report(at, "duplicateName", word, { name });
  }
  const { values, given } = resolveSettings(at, MACHINE_SETTINGS, node.settings, "a machine");
  checkMachine(at, node, values);
  const settings = { ...values, given } as Values as unknown as MachineSettings;
  scenario.machines.push({ index, name, settings, range: rangeOf(at, node) });
  const hasDevices = MACHINE_SETTINGS.some((row) => row.type.kind === "devices" && row.since <= at.checker.level);
  if (!hasDevices) return;
  for (const entry of deviceEntries(node.settings)) bindDevice(at, entry, index, scenario);
}

/** Rules that concern more than one value. */
function checkMachine(at: Place, node: DeclarationOf<"machine">, values: Resolved["values"]): void {
  const spanOf = (key: string): Span => node.settings.entries.find((entry) => entry.key.text === key)?.value ?? node;
  const { page, scheduler } = values;
  if (typeof page === "number" && (page & (page - 1)) !== 0) report(at, "pageSize", spanOf("page"), {});
  if (typeof scheduler !== "object" || !("name" in scheduler) || scheduler.name !== "mlfq") return;
  const { quanta, allotments } = scheduler.args;
  if (!Array.isArray(quanta) || !Array.isArray(allotments)) return;
  if (allotments.length === 1 || allotments.length === quanta.length) return;
  report(at, "unequalLists", spanOf("scheduler"), { levels: quanta.length });
}

function bindDevice(at: Place, entry: Setting, machine: number, scenario: Scenario): void {
  const { key, value } = entry;
  if (!(value.kind === "call" && value.callee.text === "device")) {
    if (value.kind !== "missing") report(at, "settingValue", value, { name: key.text, expected: "device(…)" });
    return;
  }
  const entries = value.args.flatMap((arg) => {
    if (arg.key !== undefined) return [{ ...arg, key: arg.key }];
    report(at, "settingValue", arg, { name: key.text, expected: "written with names, as in device(service: 20)" });
    return [];
  });
  const { values } = resolveSettings(at, DEVICE_SETTINGS, { entries }, "a device");
  const index = scenario.devices.length;
  if (scenario.devices.some((other) => other.machine === machine && other.name === key.text)) {
    report(at, "duplicateSetting", key, { name: key.text });
  }
  scenario.devices.push({ index, name: key.text, machine, settings: values as Values as unknown as DeviceSettings });
  const symbol = at.checker.outermost.names.get(key.text);
  // One name stands for the devices of that name on all machines; the handle is that of the first.
  if (symbol?.kind === "device") symbol.index = scenario.devices.findIndex((other) => other.name === key.text);
}

function bindLink(at: Place, node: DeclarationOf<"link">, scenario: Scenario): void {
  requireFeature(at, "link", { from: node.from, to: node.from + "link".length });
  const env = { ...at, isConstant: true };
  const from = resolveMachine(env, node.left);
  const to = resolveMachine(env, node.right);
  const { values } = resolveSettings(at, LINK_SETTINGS, node.settings, "a link");
  if (from === undefined || to === undefined) return;
  if (from === to) report(at, "linkEnds", node.right, {});
  scenario.links.push({ from: from.index, to: to.index, settings: values as Values as unknown as LinkSettings });
}

function bindShared(at: Place, node: DeclarationOf<"shared">, scenario: Scenario): void {
  const { values } = resolveSettings(at, OBJECT_SETTINGS.shared, node.settings, "a shared word");
  const type = declaredType(at, node.type, node.value);
  const last = scenario.shared.at(-1);
  const address = last === undefined ? SHARED_BASE : last.address + last.words * 4;
  let words = wordsOf(type);
  if ((address - SHARED_BASE) / 4 + words > LIMITS.sharedWords) {
    report(at, "tooManyWords", node.name, { what: "shared memory", limit: LIMITS.sharedWords });
    words = 0;
  }
  const symbol = lookup(at.scope, node.name.text);
  if (isSame(symbol, node.name, at) && symbol.kind === "variable") [symbol.type, symbol.address] = [type, address];
  scenario.shared.push({
    name: node.name.text,
    type,
    address,
    words,
    init: initialValues(at, node, type),
    machine: machineOf(values),
    range: rangeOf(at, node),
  });
}

/** Whether the symbol is that of the declaration whose name this is, and not of another one with the same name. */
function isSame(symbol: ReturnType<typeof lookup>, name: Name, at: Place): symbol is VariableSymbol | ObjectSymbol {
  return symbol?.file === at.file && symbol.nameSpan.from === name.from;
}

const machineOf = (values: Resolved["values"]): number => (typeof values["on"] === "number" ? values["on"] : 0);

function initialValues(at: Place, node: DeclarationOf<"shared">, type: SharedInfo["type"]): (Bound | undefined)[] {
  const { value } = node;
  if (value === undefined) return [];
  if (value.kind === "list") {
    if (type.lengths.length > 0) return flattenList({ ...at, isConstant: true }, value, type.lengths);
    report(at, "listHere", value, { what: "a list" });
    return [];
  }
  if (value.kind === "settings") {
    report(at, "listHere", value, { what: "{ }" });
    return [];
  }
  if (type.lengths.length > 0) {
    report(at, "listNeeded", value, {});
    return [];
  }
  const word = constantWord(at, value);
  return word === undefined ? [] : [word];
}

/** Least initial number of each kind that has one; the others take none. */
const LEAST: Readonly<Partial<Record<string, number>>> = { semaphore: 0, barrier: 1 };

function bindObject(at: Place, node: DeclarationOf<"object">, scenario: Scenario): void {
  const { word } = node;
  requireFeature(at, word, { from: node.from, to: node.from + word.length });
  const { values } = resolveSettings(at, OBJECT_SETTINGS[word], node.settings, `a ${word}`);
  const length = node.length === undefined ? undefined : arrayLength(at, node.length);
  const initial = initialNumber(at, node);
  const index = scenario.counts[word] ?? 0;
  const count = length ?? 1;
  if (scenario.objects.length + count > MAX_OBJECTS) {
    report(at, "tooMany", node.name, { what: "objects", limit: MAX_OBJECTS });
    return;
  }
  scenario.counts[word] = index + count;
  const symbol = lookup(at.scope, node.name.text);
  if (isSame(symbol, node.name, at) && symbol.kind === "object") [symbol.first, symbol.length] = [index, length];
  for (let k = 0; k < count; k++) {
    const name = length === undefined ? node.name.text : `${node.name.text}[${k}]`;
    scenario.objects.push({
      kind: word,
      index: index + k,
      name,
      initial,
      machine: machineOf(values),
      settings: values,
      range: rangeOf(at, node),
    });
  }
}

/** Objects of all kinds together. */
const MAX_OBJECTS = 100_000;

function initialNumber(at: Place, node: DeclarationOf<"object">): number {
  const least = LEAST[node.word];
  const { initial } = node;
  if (initial === undefined) return least ?? 0;
  const value = constantNumber(at, initial) ?? least ?? 0;
  const what = `the number of '${node.name.text}'`;
  if (least === undefined) report(at, "notAssignable", initial, { what: `a ${node.word}` });
  else if (value < least) report(at, "outOfRange", initial, { what, min: least, max: 0x7fffffff, found: value });
  return value;
}

function bindProcess(at: Place, node: DeclarationOf<"process">, scenario: Scenario): void {
  const { values } = resolveSettings(at, PROCESS_SETTINGS, node.settings, "a process");
  const symbol = resolveName({ ...at, isConstant: true }, node.program);
  const args = plainArguments(at, node.args).map((arg) => constantWord(at, arg));
  if (scenario.processes.length === LIMITS.processes) {
    report(at, "tooMany", node.name, { what: "processes", limit: LIMITS.processes });
  }
  let program = 0;
  if (symbol?.kind === "program") {
    program = symbol.index;
    const count = symbol.node.params.length;
    const filling = { name: `'${symbol.name}'`, expected: countWords(count, count), count: args.length };
    if (count !== args.length) report(at, "wrongCount", { from: node.program.from, to: endOfCall(node) }, filling);
  } else if (symbol !== undefined) {
    const kind = describeKind(symbol);
    report(at, "wrongDeclaration", node.program, { name: node.program.text, kind, wanted: "a program" });
  }
  const { on: _on, parent, ...settings } = values;
  scenario.processes.push({
    name: node.name.text,
    program,
    args: args.flatMap((arg) => (arg === undefined ? [] : [arg])),
    machine: machineOf(values),
    parent: typeof parent === "number" ? parent : undefined,
    settings: { ...NO_DEFAULT, ...settings } as Values as unknown as ProcessSettings,
    range: rangeOf(at, node),
  });
}

/** Settings without a default are there, undefined. */
const NO_DEFAULT = { deadline: undefined, period: undefined, threads: undefined };

function endOfCall(node: DeclarationOf<"process">): number {
  return node.args.at(-1)?.to ?? node.program.to;
}

/** The processes that descend from themselves. Each is walked over once. */
function descendingFromThemselves({ processes }: Scenario): ReadonlySet<number> {
  const found = new Set<number>();
  /** By whose walk each was met first. */
  const metBy = new Map<number, number>();
  for (const start of processes.keys()) {
    let index: number | undefined = start;
    for (; index !== undefined && !metBy.has(index); index = processes[index]?.parent) metBy.set(index, start);
    if (index === undefined || metBy.get(index) !== start) continue;
    for (; index !== undefined && !found.has(index); index = processes[index]?.parent) found.add(index);
  }
  return found;
}

/** Whether parents form a tree. */
function checkParents(checker: Checker, scenario: Scenario): void {
  const found = descendingFromThemselves(scenario);
  if (found.size === 0) return;
  const wrong = new Set([...found].map((index) => scenario.processes[index]!.range.from));
  each(checker, "process", "own", (at, node) => {
    if (!wrong.has(node.from)) return;
    const setting = node.settings?.entries.find((entry) => entry.key.text === "parent");
    report(at, "parentCycle", setting?.value ?? node.name, { name: node.name.text });
  });
}

/** Shared words first, since their types and addresses are needed in routines; then all the rest. */
export function bindScenario(checker: Checker): Scenario {
  const scenario: Scenario = {
    machines: [],
    devices: [],
    links: [],
    shared: [],
    objects: [],
    counts: {},
    processes: [],
  };
  each(checker, "object", "all", (at, node) => bindObject(at, node, scenario));
  each(checker, "machine", "own", (at, node) => bindMachine(at, node, scenario));
  if (scenario.machines.length === 0) {
    const { values, given } = resolveSettings(placeIn(checker, 0), MACHINE_SETTINGS, undefined, "a machine");
    const settings = { ...values, given } as Values as unknown as MachineSettings;
    scenario.machines.push({ index: 0, name: ANONYMOUS_MACHINE, settings, range: undefined });
  }
  each(checker, "shared", "all", (at, node) => bindShared(at, node, scenario));
  each(checker, "link", "own", (at, node) => bindLink(at, node, scenario));
  each(checker, "process", "own", (at, node) => bindProcess(at, node, scenario));
  checkParents(checker, scenario);
  return scenario;
}
