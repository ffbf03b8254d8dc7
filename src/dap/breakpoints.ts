/**
 * The requests that set breakpoints: on lines of the source, functions, instructions, and on machine events by exception filters.
 */
import { phrase, type Words } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { breakLocations, type BreakLocation } from "../debugger/inspect/codeMap.ts";
import type {
  BreakpointMode,
  BreakpointTerms,
  CodeBreakpoint,
  InstructionBreakpointRequest,
  SourceBreakpointRequest,
} from "../debugger/breakpoints/breakpoints.ts";
import { NO_ID, type KeptBreakpoints } from "../debugger/breakpoints/breakpointSet.ts";
import { makeEventBreakpoint, type EventBreakpoint } from "../debugger/breakpoints/eventBreakpoints.ts";
import { FILTERS } from "../debugger/breakpoints/filters.ts";
import { addressOf } from "../debugger/breakpoints/functionPlaces.ts";
import { threadLabel } from "../debugger/inspect/names.ts";
import { rangeFor, sourceIndex, sourceOf, type Machine } from "./machine.ts";
import { readReference, reference } from "./references.ts";

/** The filters as the client shows them. */
export function exceptionFilters(words: Words): DebugProtocol.ExceptionBreakpointsFilter[] {
  return FILTERS.map((row) => ({
    filter: row.id,
    label: words(row.label),
    description: words(row.description),
    default: row.byDefault,
    supportsCondition: true,
    conditionDescription: words("For example: {0}", row.example),
  }));
}

/** Whom a breakpoint stops. The first is what a client means that says nothing. */
const BREAKPOINT_MODES: readonly (DebugProtocol.BreakpointMode & { readonly description: string })[] = [
  {
    mode: "any",
    label: phrase("Any thread"),
    description: phrase("Stops whichever thread comes there"),
    appliesTo: ["source", "exception", "instruction"],
  },
  {
    mode: "thread",
    label: phrase("This thread"),
    description: phrase("Stops only the thread that is in view when it is set"),
    appliesTo: ["source", "exception", "instruction"],
  },
  {
    mode: "log",
    label: phrase("Log only"),
    description: phrase("Writes to the debug console, and does not stop"),
    appliesTo: ["source", "exception", "instruction"],
  },
  {
    mode: "change",
    label: phrase("Another value"),
    description: phrase("A write of the value that is there already does not stop"),
    appliesTo: ["data"],
  },
  {
    mode: "write",
    label: phrase("Each write"),
    description: phrase("Stops at each write, whatever its value"),
    appliesTo: ["data"],
  },
];

export function breakpointModes(words: Words): DebugProtocol.BreakpointMode[] {
  return BREAKPOINT_MODES.map((mode) => ({
    ...mode,
    label: words(mode.label),
    description: words(mode.description),
  }));
}

const MODES: ReadonlySet<string> = new Set<BreakpointMode>(["any", "thread", "log"]);

const NOT_HERE = phrase("This file is no part of the scenario that runs.");
export const NO_DEBUG = phrase("The scenario runs without debugging.");

/** What any breakpoint may ask for, without what is left out. */
export function termsOf(b: {
  condition?: string;
  hitCondition?: string;
  logMessage?: string;
  mode?: string;
}): BreakpointTerms {
  const { condition, hitCondition, logMessage, mode } = b;
  return {
    ...(condition === undefined ? {} : { condition }),
    ...(hitCondition === undefined ? {} : { hitCondition }),
    ...(logMessage === undefined ? {} : { logMessage }),
    ...(mode === undefined || !MODES.has(mode) ? {} : { mode: mode as BreakpointMode }),
  };
}

function toRequest({ conventions }: Machine, b: DebugProtocol.SourceBreakpoint): SourceBreakpointRequest {
  return {
    line: b.line + 1 - conventions.linesFrom,
    ...(b.column === undefined ? {} : { column: b.column + 1 - conventions.columnsFrom }),
    ...termsOf(b),
  };
}

/** The line that was asked for, where there is one. */
function askedLine({ conventions }: Machine, { request }: CodeBreakpoint): { line?: number } {
  const { line } = request as Partial<SourceBreakpointRequest>;
  return line === undefined ? {} : { line: line + conventions.linesFrom - 1 };
}

/** A breakpoint as the client shows it. */
export function toBreakpoint(machine: Machine, b: CodeBreakpoint): DebugProtocol.Breakpoint {
  const [first] = b.locations;
  if (first === undefined) return { id: b.id, verified: false, message: b.problem ?? "", ...askedLine(machine, b) };
  const { sim } = machine.session;
  const only = b.thread === undefined ? undefined : sim.world.threads[b.thread];
  return {
    id: b.id,
    verified: true,
    ...(only === undefined ? {} : { message: sim.words("Stops {0} alone", threadLabel(sim, only)) }),
    source: sourceOf(machine, first.span.source),
    ...rangeFor(machine, first.span),
    ...(b.kind === "source" ? {} : { instructionReference: reference(addressOf(first)) }),
  };
}

function withoutDebugging(
  { conventions }: Machine,
  asked: readonly unknown[],
): { breakpoints: DebugProtocol.Breakpoint[] } {
  return { breakpoints: asked.map(() => ({ verified: false, message: conventions.words(NO_DEBUG) })) };
}

export function setBreakpoints(
  machine: Machine,
  args: DebugProtocol.SetBreakpointsArguments,
): DebugProtocol.SetBreakpointsResponse["body"] {
  const index = sourceIndex(machine, args.source);
  const asked = args.breakpoints ?? [];
  const message = machine.conventions.words(machine.launch.noDebug === true ? NO_DEBUG : NOT_HERE);
  if (index === undefined || machine.launch.noDebug === true)
    return { breakpoints: asked.map(({ line }) => ({ verified: false, line, message })) };
  const requests = asked.map((b) => toRequest(machine, b));
  const made = machine.session.setSourceBreakpoints(index, requests);
  return { breakpoints: made.map((b) => toBreakpoint(machine, b)) };
}

export function setFunctionBreakpoints(
  machine: Machine,
  { breakpoints: asked }: DebugProtocol.SetFunctionBreakpointsArguments,
): DebugProtocol.SetFunctionBreakpointsResponse["body"] {
  if (machine.launch.noDebug === true) return withoutDebugging(machine, asked);
  const requests = asked.map((b) => ({ name: b.name, ...termsOf(b) }));
  const made = machine.session.changeBreakpoints((set) => set.setFunctions(requests));
  return { breakpoints: made.map((b) => toBreakpoint(machine, b)) };
}

/** An address that cannot be read is the address of nothing. */
function toInstruction(b: DebugProtocol.InstructionBreakpoint): InstructionBreakpointRequest {
  const address = readReference(b.instructionReference)?.address ?? -1;
  return { address: address + (b.offset ?? 0), ...termsOf(b) };
}

export function setInstructionBreakpoints(
  machine: Machine,
  { breakpoints: asked }: DebugProtocol.SetInstructionBreakpointsArguments,
): DebugProtocol.SetInstructionBreakpointsResponse["body"] {
  if (machine.launch.noDebug === true) return withoutDebugging(machine, asked);
  const made = machine.session.changeBreakpoints((set) => set.setInstructions(asked.map(toInstruction)));
  return { breakpoints: made.map((b) => toBreakpoint(machine, b)) };
}

/** What a client may say of a filter; that it may count hits is our own. */
type FilterOption = DebugProtocol.ExceptionFilterOptions & { hitCondition?: string };

export function setExceptionBreakpoints(
  machine: Machine,
  args: DebugProtocol.SetExceptionBreakpointsArguments,
): DebugProtocol.SetExceptionBreakpointsResponse["body"] {
  const plain = ((args as Partial<typeof args>).filters ?? []).map((filter) => ({ filter }));
  const options: readonly FilterOption[] = args.filterOptions ?? [];
  const asked = [...plain, ...options.map((option) => ({ filter: option.filterId, ...termsOf(option) }))];
  if (machine.launch.noDebug === true) return withoutDebugging(machine, asked);
  return { breakpoints: machine.session.setEventBreakpoints(asked).map((b) => toEventBreakpoint(machine, b)) };
}

function toEventBreakpoint({ conventions }: Machine, b: EventBreakpoint | undefined): DebugProtocol.Breakpoint {
  if (b === undefined) return { verified: false, message: conventions.words("There is no such filter.") };
  return b.problem === undefined ? { id: b.id, verified: true } : { id: b.id, verified: false, message: b.problem };
}

/** An event of the long tail to stop at, by its name in the event table. */
export interface EventRequest {
  readonly event: string;
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly mode?: string;
}

/** Replaces the breakpoints on events of the long tail. */
export function setMachineEvents(
  machine: Machine,
  { events }: { readonly events: readonly EventRequest[] },
): DebugProtocol.SetExceptionBreakpointsResponse["body"] {
  if (machine.launch.noDebug === true) return withoutDebugging(machine, events);
  const requests = events.map((event) => ({ filter: event.event, ...termsOf(event) }));
  return {
    breakpoints: machine.session.setEventBreakpoints(requests, "tail").map((b) => toEventBreakpoint(machine, b)),
  };
}

/** Whether an event could have a condition, before it is set: nothing, or what is wrong with it. */
export function checkCondition(machine: Machine, { event, condition }: EventRequest): { readonly problem?: string } {
  const request = { filter: event, ...(condition === undefined ? {} : { condition }) };
  const made = makeEventBreakpoint(machine.session.map, NO_ID, request, undefined);
  if (made === undefined) return { problem: machine.conventions.words("There is no such event.") };
  return made.problem === undefined ? {} : { problem: made.problem };
}

function isUnchanged(a: CodeBreakpoint, b: CodeBreakpoint): boolean {
  return a.problem === b.problem && a.locations[0]?.span.start.line === b.locations[0]?.span.start.line;
}

/** Gives a new machine the breakpoints of the one before; what is to be told of those that are not where they were. */
export function restoredBreakpoints(machine: Machine, kept: KeptBreakpoints): DebugProtocol.BreakpointEvent["body"][] {
  const made = machine.session.changeBreakpoints((set) => set.restore(kept));
  const restored = new Map(made.map((b) => [b.id, b]));
  const old = [
    ...kept.sources.flatMap(({ breakpoints }) => breakpoints),
    ...kept.functions.client,
    ...kept.instructions,
  ];
  return old.flatMap((each: CodeBreakpoint) => {
    const now = restored.get(each.id);
    if (now !== undefined && isUnchanged(now, each)) return [];
    const breakpoint =
      now === undefined
        ? { id: each.id, verified: false, message: machine.conventions.words(NOT_HERE) }
        : toBreakpoint(machine, now);
    return [{ reason: "changed", breakpoint }];
  });
}

function isWithin(location: BreakLocation, from: number, to: number): boolean {
  return location.span.start.line >= from && location.span.start.line <= to;
}

export function breakpointLocations(
  machine: Machine,
  args: DebugProtocol.BreakpointLocationsArguments,
): DebugProtocol.BreakpointLocationsResponse["body"] {
  const index = sourceIndex(machine, args.source);
  if (index === undefined) return { breakpoints: [] };
  const { conventions } = machine;
  const first = args.line + 1 - conventions.linesFrom;
  const last = args.endLine === undefined ? first : args.endLine + 1 - conventions.linesFrom;
  const found = breakLocations(machine.session.map, index).filter((location) => isWithin(location, first, last));
  const ranges = new Map(found.map(({ span }) => [`${span.start.line}:${span.start.column}`, rangeFor(machine, span)]));
  return { breakpoints: [...ranges.values()] };
}
