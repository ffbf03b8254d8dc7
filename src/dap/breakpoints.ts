/**
 * The requests that set breakpoints: on lines of the source, and on machine events by exception filters.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { breakLocations, type BreakLocation } from "../debugger/codeMap.ts";
import type { SourceBreakpoint, SourceBreakpointRequest } from "../debugger/breakpoints.ts";
import { FILTERS } from "../debugger/filters.ts";
import { rangeFor, sourceIndex, sourceOf, type Conventions, type Machine } from "./machine.ts";

/** The filters as the client shows them. */
export const EXCEPTION_FILTERS: DebugProtocol.ExceptionBreakpointsFilter[] = FILTERS.map((row) => ({
  filter: row.id,
  label: row.label,
  description: row.description,
  default: row.byDefault,
  supportsCondition: true,
  conditionDescription: `For example: ${row.example}`,
}));

function toRequest(conventions: Conventions, b: DebugProtocol.SourceBreakpoint): SourceBreakpointRequest {
  return {
    line: b.line + 1 - conventions.linesFrom,
    ...(b.column === undefined ? {} : { column: b.column + 1 - conventions.columnsFrom }),
    ...(b.condition === undefined ? {} : { condition: b.condition }),
    ...(b.hitCondition === undefined ? {} : { hitCondition: b.hitCondition }),
    ...(b.logMessage === undefined ? {} : { logMessage: b.logMessage }),
  };
}

function toBreakpoint(machine: Machine, conventions: Conventions, b: SourceBreakpoint): DebugProtocol.Breakpoint {
  if (b.location === undefined) return { id: b.id, verified: false, message: b.problem ?? "", line: b.request.line };
  const source = sourceOf(machine, b.location.span.source);
  return { id: b.id, verified: true, source, ...rangeFor(conventions, b.location.span) };
}

export function setBreakpoints(
  machine: Machine,
  conventions: Conventions,
  args: DebugProtocol.SetBreakpointsArguments,
): DebugProtocol.SetBreakpointsResponse["body"] {
  const index = sourceIndex(machine, args.source);
  const asked = args.breakpoints ?? [];
  if (index === undefined) {
    return {
      breakpoints: asked.map((b) => ({
        verified: false,
        line: b.line,
        message: "This file is no part of the scenario that runs.",
      })),
    };
  }
  const made = machine.session.setSourceBreakpoints(
    index,
    asked.map((b) => toRequest(conventions, b)),
  );
  return { breakpoints: made.map((b) => toBreakpoint(machine, conventions, b)) };
}

export function setExceptionBreakpoints(
  machine: Machine,
  args: DebugProtocol.SetExceptionBreakpointsArguments,
): DebugProtocol.SetExceptionBreakpointsResponse["body"] {
  const plain = args.filters.map((filter) => ({ filter }));
  const withOptions = (args.filterOptions ?? []).map((option) => ({
    filter: option.filterId,
    ...(option.condition === undefined ? {} : { condition: option.condition }),
  }));
  const made = machine.session.setEventBreakpoints([...plain, ...withOptions]);
  return {
    breakpoints: made.map((b) => {
      if (b === undefined) return { verified: false, message: "There is no such filter." };
      return b.problem === undefined ? { id: b.id, verified: true } : { id: b.id, verified: false, message: b.problem };
    }),
  };
}

function isWithin(location: BreakLocation, from: number, to: number): boolean {
  return location.span.start.line >= from && location.span.start.line <= to;
}

export function breakpointLocations(
  machine: Machine,
  conventions: Conventions,
  args: DebugProtocol.BreakpointLocationsArguments,
): DebugProtocol.BreakpointLocationsResponse["body"] {
  const index = sourceIndex(machine, args.source);
  if (index === undefined) return { breakpoints: [] };
  const first = args.line + 1 - conventions.linesFrom;
  const last = args.endLine === undefined ? first : args.endLine + 1 - conventions.linesFrom;
  const found = breakLocations(machine.session.map, index).filter((location) => isWithin(location, first, last));
  return { breakpoints: found.map((location) => rangeFor(conventions, location.span)) };
}
