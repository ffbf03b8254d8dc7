/**
 * Conditions, hit counts and log messages as they are typed before any session: checked against the scenario as it would be loaded,
 * by the same code that would set them.
 *
 * Keeps true: a scenario that does not compile says nothing of its conditions; nothing runs.
 */
import { FunctionBreakpoint, SourceBreakpoint, type Breakpoint, type Uri } from "vscode";
import type { BreakpointTerms } from "../debugger/breakpoints/breakpoints.ts";
import type { Scenarios } from "./scenarios.ts";
import { sourceName } from "./sources.ts";

function termsOf({ condition, hitCondition, logMessage }: Breakpoint): BreakpointTerms {
  return {
    ...(condition === undefined ? {} : { condition }),
    ...(hitCondition === undefined ? {} : { hitCondition }),
    ...(logMessage === undefined ? {} : { logMessage }),
  };
}

/** What is wrong with a breakpoint of a scenario, if anything can be said. */
export async function breakpointProblem(
  scenarios: Scenarios,
  scenario: Uri,
  breakpoint: Breakpoint,
): Promise<string | undefined> {
  const image = (await scenarios.check(scenario))?.image;
  if (image === undefined) return undefined;
  const { Session } = await import("../debugger/session.ts");
  const session = new Session(image);
  const terms = termsOf(breakpoint);
  if (breakpoint instanceof FunctionBreakpoint) {
    const [made] = session.changeBreakpoints((set) => set.setFunctions([{ name: breakpoint.functionName, ...terms }]));
    return made?.problem;
  }
  if (!(breakpoint instanceof SourceBreakpoint)) return undefined;
  const { uri, range } = breakpoint.location;
  const source = image.sources.findIndex((each) => each.uri === sourceName(uri));
  if (source < 0) return undefined;
  const [made] = session.setSourceBreakpoints(source, [{ line: range.start.line + 1, ...terms }]);
  return made?.problem;
}

/** What is wrong with the condition of a machine event, if anything can be said. */
export async function eventProblem(
  scenarios: Scenarios,
  scenario: Uri,
  event: string,
  condition: string,
): Promise<string | undefined> {
  const image = (await scenarios.check(scenario))?.image;
  if (image === undefined) return undefined;
  const { makeEventBreakpoint } = await import("../debugger/breakpoints/eventBreakpoints.ts");
  const { NO_ID } = await import("../debugger/breakpoints/breakpointSet.ts");
  const { createCodeMap } = await import("../debugger/inspect/codeMap.ts");
  return makeEventBreakpoint(createCodeMap(image), NO_ID, { filter: event, condition }, undefined)?.problem;
}
