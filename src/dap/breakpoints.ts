/**
 * The requests that set breakpoints: on lines of the source, and on machine events by exception filters.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { breakLocations, type BreakLocation } from "../debugger/codeMap.ts";
import {
  makeEventBreakpoint,
  type EventBreakpoint,
  type SourceBreakpoint,
  type SourceBreakpointRequest,
} from "../debugger/breakpoints.ts";
import { NO_ID, type KeptBreakpoints } from "../debugger/breakpointSet.ts";
import { FILTERS } from "../debugger/filters.ts";
import { rangeFor, sourceIndex, sourceOf, type Machine } from "./machine.ts";

/** The filters as the client shows them. */
export const EXCEPTION_FILTERS: DebugProtocol.ExceptionBreakpointsFilter[] = FILTERS.map((row) => ({
  filter: row.id,
  label: row.label,
  description: row.description,
  default: row.byDefault,
  supportsCondition: true,
  conditionDescription: `For example: ${row.example}`,
}));

const NOT_HERE = "This file is no part of the scenario that runs.";
const NO_DEBUG = "The scenario runs without debugging.";

function toRequest({ conventions }: Machine, b: DebugProtocol.SourceBreakpoint): SourceBreakpointRequest {
  return {
    line: b.line + 1 - conventions.linesFrom,
    ...(b.column === undefined ? {} : { column: b.column + 1 - conventions.columnsFrom }),
    ...(b.condition === undefined ? {} : { condition: b.condition }),
    ...(b.hitCondition === undefined ? {} : { hitCondition: b.hitCondition }),
    ...(b.logMessage === undefined ? {} : { logMessage: b.logMessage }),
  };
}

/** A breakpoint as the client shows it. */
export function toBreakpoint(machine: Machine, b: SourceBreakpoint): DebugProtocol.Breakpoint {
  if (b.location === undefined)
    return {
      id: b.id,
      verified: false,
      message: b.problem ?? "",
      line: b.request.line + machine.conventions.linesFrom - 1,
    };
  const source = sourceOf(machine, b.location.span.source);
  return { id: b.id, verified: true, source, ...rangeFor(machine, b.location.span) };
}

export function setBreakpoints(
  machine: Machine,
  args: DebugProtocol.SetBreakpointsArguments,
): DebugProtocol.SetBreakpointsResponse["body"] {
  const index = sourceIndex(machine, args.source);
  const asked = args.breakpoints ?? [];
  const message = machine.launch.noDebug === true ? NO_DEBUG : NOT_HERE;
  if (index === undefined || machine.launch.noDebug === true)
    return { breakpoints: asked.map(({ line }) => ({ verified: false, line, message })) };
  const made = machine.session.setSourceBreakpoints(
    index,
    asked.map((b) => toRequest(machine, b)),
  );
  return { breakpoints: made.map((b) => toBreakpoint(machine, b)) };
}

export function setExceptionBreakpoints(
  machine: Machine,
  args: DebugProtocol.SetExceptionBreakpointsArguments,
): DebugProtocol.SetExceptionBreakpointsResponse["body"] {
  const plain = ((args as Partial<typeof args>).filters ?? []).map((filter) => ({ filter }));
  const withOptions = (args.filterOptions ?? []).map((option) => ({
    filter: option.filterId,
    ...(option.condition === undefined ? {} : { condition: option.condition }),
  }));
  const asked = [...plain, ...withOptions];
  if (machine.launch.noDebug === true)
    return { breakpoints: asked.map(() => ({ verified: false, message: NO_DEBUG })) };
  return { breakpoints: machine.session.setEventBreakpoints(asked).map(toEventBreakpoint) };
}

function toEventBreakpoint(b: EventBreakpoint | undefined): DebugProtocol.Breakpoint {
  if (b === undefined) return { verified: false, message: "There is no such filter." };
  return b.problem === undefined ? { id: b.id, verified: true } : { id: b.id, verified: false, message: b.problem };
}

/** An event of the long tail to stop at, by its name in the event table. */
export interface EventRequest {
  readonly event: string;
  readonly condition?: string;
}

/** Replaces the breakpoints on events of the long tail. */
export function setMachineEvents(
  machine: Machine,
  { events }: { readonly events: readonly EventRequest[] },
): DebugProtocol.SetExceptionBreakpointsResponse["body"] {
  if (machine.launch.noDebug === true)
    return { breakpoints: events.map(() => ({ verified: false, message: NO_DEBUG })) };
  const requests = events.map(({ event, condition }) => ({
    filter: event,
    ...(condition === undefined ? {} : { condition }),
  }));
  return { breakpoints: machine.session.setEventBreakpoints(requests, "tail").map(toEventBreakpoint) };
}

/** Whether an event could have a condition, before it is set: nothing, or what is wrong with it. */
export function checkCondition(machine: Machine, { event, condition }: EventRequest): { readonly problem?: string } {
  const made = makeEventBreakpoint(machine.session.image, NO_ID, event, condition);
  if (made === undefined) return { problem: "There is no such event." };
  return made.problem === undefined ? {} : { problem: made.problem };
}

function isUnchanged(a: SourceBreakpoint, b: SourceBreakpoint): boolean {
  return a.problem === b.problem && a.location?.span.start.line === b.location?.span.start.line;
}

/** Gives a new machine the breakpoints of the one before; what is to be told of those that are not where they were. */
export function restoredBreakpoints(machine: Machine, kept: KeptBreakpoints): DebugProtocol.BreakpointEvent["body"][] {
  const restored = new Map(machine.session.restoreBreakpoints(kept).map((b) => [b.id, b]));
  return kept.sources.flatMap(({ breakpoints }) =>
    breakpoints.flatMap((old) => {
      const now = restored.get(old.id);
      if (now !== undefined && isUnchanged(now, old)) return [];
      const breakpoint =
        now === undefined ? { id: old.id, verified: false, message: NOT_HERE } : toBreakpoint(machine, now);
      return [{ reason: "changed", breakpoint }];
    }),
  );
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
