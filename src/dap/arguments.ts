/**
 * What the arguments of each request must look like, as one table, checked before the request is carried out.
 *
 * Keeps true: a handler may take its arguments for what their type says; what is wrong is said by name and in words; fields that
 * are not in the table are the client's own and pass.
 */
import { phrase, type Said } from "../base/words.ts";
import { LIST_NAMES } from "../debugger/overview/lists.ts";

/** Checks a value; answers with what it should be, or nothing when it is that. */
type Rule = (value: unknown, path: string) => Said | undefined;

type Shape = Readonly<Record<string, Rule>>;

const must =
  (is: (value: unknown) => boolean, ...what: Said): Rule =>
  (value, path) =>
    is(value) ? undefined : [phrase('"{0}" must be {1}'), path, what];

const whole = must((value) => Number.isSafeInteger(value), phrase("a whole number"));
const count = must((value) => Number.isSafeInteger(value) && (value as number) >= 0, phrase("a whole number from 0"));
const text = must((value) => typeof value === "string", phrase("a text"));
const flag = must((value) => typeof value === "boolean", phrase("true or false"));

const optional =
  (rule: Rule): Rule =>
  (value, path) =>
    value === undefined ? undefined : rule(value, path);

const record =
  (shape: Shape): Rule =>
  (value, path) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? shapeProblem(shape, value as Readonly<Record<string, unknown>>, path === "" ? "" : `${path}.`)
      : [phrase('"{0}" must be an object'), path];

const list =
  (rule: Rule): Rule =>
  (value, path) => {
    if (!Array.isArray(value)) return [phrase('"{0}" must be a list'), path];
    for (let k = 0; k < value.length; k++) {
      const problem = rule(value[k], `${path}[${k}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

const oneOf = (...all: readonly string[]): Rule =>
  must((value) => typeof value === "string" && all.includes(value), phrase("one of {0}"), all.join(", "));

function shapeProblem(shape: Shape, value: Readonly<Record<string, unknown>>, prefix: string): Said | undefined {
  for (const [name, rule] of Object.entries(shape)) {
    const problem = rule(value[name], prefix + name);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const source = record({ path: optional(text), name: optional(text), sourceReference: optional(whole) });
const granularity = optional(oneOf("statement", "line", "instruction"));
const stepScope = optional(oneOf("thread", "cpu", "tick", "only"));
const launch: Shape = {
  program: optional(text),
  stopOnEntry: optional(flag),
  seed: optional(count),
  trace: optional(flag),
  noDebug: optional(flag),
  races: optional(flag),
  historyMegabytes: optional(
    must((value) => Number.isSafeInteger(value) && (value as number) > 0, phrase("a whole number from 1")),
  ),
  stepScope,
  followCpu: optional(flag),
  eventStops: optional(oneOf("exception", "breakpoint")),
  replay: optional(
    must((value) => ["string", "object"].includes(typeof value), phrase("the name of a file, or a record")),
  ),
};
const step: Shape = { threadId: whole, granularity, singleThread: optional(flag) };
const ofThread: Shape = { threadId: whole };

const format = optional(record({ hex: optional(flag) }));
const frameFormat = optional(
  record({
    hex: optional(flag),
    parameters: optional(flag),
    parameterTypes: optional(flag),
    parameterNames: optional(flag),
    parameterValues: optional(flag),
    line: optional(flag),
    module: optional(flag),
    includeAll: optional(flag),
  }),
);
const terms: Shape = { condition: optional(text), hitCondition: optional(text) };

/** By request; one that is not here takes no arguments that matter. */
const SHAPES: Readonly<Record<string, Shape | undefined>> = {
  initialize: {
    linesStartAt1: optional(flag),
    columnsStartAt1: optional(flag),
    pathFormat: optional(text),
    locale: optional(text),
    supportsInvalidatedEvent: optional(flag),
    supportsProgressReporting: optional(flag),
    supportsMemoryEvent: optional(flag),
  },
  launch,
  cancel: { requestId: optional(whole), progressId: optional(text) },
  restart: { arguments: optional(record(launch)) },
  setBreakpoints: {
    source,
    breakpoints: optional(
      list(
        record({
          line: whole,
          column: optional(whole),
          ...terms,
          logMessage: optional(text),
          mode: optional(text),
        }),
      ),
    ),
  },
  setFunctionBreakpoints: { breakpoints: list(record({ name: text, ...terms })) },
  setInstructionBreakpoints: {
    breakpoints: list(record({ instructionReference: text, offset: optional(whole), ...terms, mode: optional(text) })),
  },
  dataBreakpointInfo: {
    variablesReference: optional(whole),
    name: text,
    frameId: optional(whole),
    bytes: optional(count),
    asAddress: optional(flag),
    mode: optional(text),
  },
  setDataBreakpoints: {
    breakpoints: list(record({ dataId: text, accessType: optional(oneOf("read", "write", "readWrite")), ...terms })),
  },
  setExceptionBreakpoints: {
    filters: optional(list(text)),
    filterOptions: optional(list(record({ filterId: text, ...terms, mode: optional(text) }))),
  },
  breakpointLocations: { source, line: whole, endLine: optional(whole) },
  stackTrace: { threadId: whole, startFrame: optional(count), levels: optional(count), format: frameFormat },
  restartFrame: { frameId: whole },
  stepInTargets: { frameId: whole },
  gotoTargets: { source, line: whole, column: optional(whole) },
  goto: { threadId: whole, targetId: whole },
  modules: { startModule: optional(count), moduleCount: optional(count) },
  scopes: { frameId: whole },
  locations: { locationReference: whole },
  variables: {
    variablesReference: whole,
    filter: optional(oneOf("indexed", "named")),
    start: optional(count),
    count: optional(count),
    format,
  },
  setVariable: { variablesReference: whole, name: text, value: text, format },
  setExpression: { expression: text, value: text, frameId: optional(whole), format },
  evaluate: { expression: text, frameId: optional(whole), context: optional(text), format },
  disassemble: {
    memoryReference: text,
    offset: optional(whole),
    instructionOffset: optional(whole),
    instructionCount: count,
    resolveSymbols: optional(flag),
  },
  readMemory: { memoryReference: text, offset: optional(whole), count },
  writeMemory: { memoryReference: text, offset: optional(whole), allowPartial: optional(flag), data: text },
  "turno/showHex": { hex: flag },
  completions: { text, column: whole, line: optional(whole), frameId: optional(whole) },
  next: step,
  stepIn: { ...step, targetId: optional(whole) },
  stepOut: step,
  stepBack: step,
  exceptionInfo: { threadId: whole },
  source: { source: optional(source), sourceReference: optional(whole) },
  "turno/setEvents": { events: list(record({ event: text, condition: optional(text) })) },
  "turno/checkCondition": { event: text, condition: text },
  "turno/kill": { threadId: whole },
  "turno/suspend": { threadId: whole },
  "turno/resume": { threadId: whole },
  "turno/setPriority": { threadId: whole, priority: whole },
  terminateThreads: { threadIds: optional(list(whole)) },
  "turno/list": { list: oneOf(...LIST_NAMES), of: text, start: count, count },
  "turno/lastChange": { name: text, variablesReference: optional(whole), frameId: optional(whole) },
  "turno/whoWoke": ofThread,
  "turno/whoBlocked": ofThread,
  "turno/goToLine": { number: count },
  "turno/stepping": { scope: stepScope, follow: optional(flag) },
  "turno/goToTick": { tick: count },
  continue: { threadId: optional(whole), singleThread: optional(flag) },
  "turno/focusThread": ofThread,
  "turno/choose": ofThread,
  "turno/dispatch": { threadId: whole, cpu: optional(count) },
  "turno/hold": ofThread,
  "turno/release": ofThread,
  "turno/runOnly": ofThread,
};

/** Arguments without the fields that are null: some clients write that for what they leave out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]));
}

/** The arguments of a request, or what is wrong with them. */
export function checkedArguments(
  command: string,
  args: unknown,
): { readonly ok: true; readonly args: object } | { readonly ok: false; readonly error: Said } {
  const given = withoutNulls(args ?? {});
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { ok: false, error: [phrase("The arguments of {0} must be an object."), command] };
  const shape = SHAPES[command];
  const problem = shape && shapeProblem(shape, given as Readonly<Record<string, unknown>>, "");
  if (problem !== undefined) return { ok: false, error: [phrase("{0} in the arguments of {1}."), problem, command] };
  return { ok: true, args: given };
}
