/**
 * The requests that look at a stopped machine, and change what is looked at: threads, scopes, variables, evaluation.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { isSettableField, setExpressionText, setText } from "../debugger/inspect/change.ts";
import { containerKey } from "../debugger/inspect/changes.ts";
import { evaluateText, type Evaluated } from "../debugger/inspect/inspect.ts";
import { exceptionInfo } from "../debugger/breakpoints/exceptions.ts";
import { completionsOf } from "../debugger/inspect/completions.ts";
import type { Viewpoint } from "../debugger/inspect/viewpoint.ts";
import type { ScopeName } from "../debugger/inspect/scopeNames.ts";
import { namedThreads } from "../debugger/inspect/threads.ts";
import { scopesOf, variablesOf, type ScopeKind, type Variable } from "../debugger/inspect/variables.ts";
import { RequestError } from "./errors.ts";
import { formatted } from "./format.ts";
import { reference } from "./references.ts";
import { locationNumber, rangeFor, sourceOf, threadId, type Machine } from "./machine.ts";

/** Threads that a client is told of at most: more cost it dear. */
const MOST_THREADS = 2_000;

export function threads(machine: Machine): DebugProtocol.ThreadsResponse["body"] {
  const named = namedThreads(machine.session.sim, MOST_THREADS, machine.stoppedAt);
  return { threads: named.map(({ number, name }) => ({ id: number, name })) };
}

/** What happened at the machine event that a thread stopped at. */
export function exceptionInfoOf(
  machine: Machine,
  args: DebugProtocol.ExceptionInfoArguments,
): DebugProtocol.ExceptionInfoResponse["body"] {
  const id = threadId(machine, args.threadId);
  const { sim } = machine.session;
  const info = machine.stop?.thread === id ? exceptionInfo(sim, machine.stop) : undefined;
  if (info === undefined) throw new RequestError("argument", "This thread did not stop at a machine event.");
  return {
    exceptionId: info.id,
    description: info.summary,
    breakMode: "always",
    details: { typeName: info.label, message: info.text, stackTrace: info.lines.join("\n") },
  };
}

/** The scopes that clients know by themselves. */
const HINTS: ReadonlySet<ScopeKind> = new Set(["arguments", "locals", "registers"]);

export function scopes(machine: Machine, args: DebugProtocol.ScopesArguments): DebugProtocol.ScopesResponse["body"] {
  const from = machine.frames.get(args.frameId);
  if (from === undefined) return { scopes: [] };
  const found = scopesOf(machine.session, from.thread, from.frame);
  return {
    scopes: found.map((scope) => ({
      name: machine.conventions.words(scope.name),
      ...(HINTS.has(scope.kind) ? { presentationHint: scope.kind } : {}),
      variablesReference: scope.reference,
      expensive: scope.expensive,
    })),
  };
}

/** Whether numbers are asked for in hexadecimal. */
function isHex(machine: Machine, format: DebugProtocol.ValueFormat | undefined): boolean {
  return format?.hex ?? machine.showsHex;
}

/** Types of values that cannot be given another one. */
const FIXED_TYPES: ReadonlySet<string> = new Set(["field", "process", "cpu"]);

/** Types of what is no variable of the program, but a field of a record of the kernel. */
const FIELD_TYPES: ReadonlySet<string> = new Set(["field", "PCB"]);

/** What is to be said of a variable beside its value; `changed` is our own word for another value than at the stop before. */
function attributesOf(machine: Machine, variable: Variable, key: string): string[] {
  const { name, value, type, address, pid, evaluateName } = variable;
  const isFixed = FIXED_TYPES.has(type) || (type === "PCB" && !isSettableField(name));
  return [
    ...(isFixed ? ["readOnly"] : []),
    ...(machine.session.breakpoints.isWatched(address, pid, evaluateName) ? ["hasDataBreakpoint"] : []),
    ...(machine.seen.isChanged(`${key} ${name}`, value) ? ["changed"] : []),
  ];
}

function wire(machine: Machine, variable: Variable, key: string, inHex: boolean): DebugProtocol.Variable {
  const attributes = attributesOf(machine, variable, key);
  const hint = FIELD_TYPES.has(variable.type) ? { kind: "property" } : undefined;
  const of = (some: string[]): { attributes?: string[] } => (some.length > 0 ? { attributes: some } : {});
  const { leadsTo, declared } = variable;
  return {
    name: variable.name,
    value: formatted(variable.value, variable.type, inHex),
    ...(hint === undefined && attributes.length === 0 ? {} : { presentationHint: { ...hint, ...of(attributes) } }),
    type: variable.type,
    variablesReference: variable.reference,
    ...(variable.indexed > 0 ? { indexedVariables: variable.indexed } : {}),
    ...(variable.evaluateName === undefined ? {} : { evaluateName: variable.evaluateName }),
    ...(variable.address === undefined ? {} : { memoryReference: reference(variable.address, variable.pid) }),
    ...(leadsTo === undefined ? {} : { valueLocationReference: locationNumber(machine, leadsTo) }),
    ...(declared === undefined ? {} : { declarationLocationReference: locationNumber(machine, declared) }),
  };
}

/** Where something is that a variable names, or that declares it. */
export function locations(
  machine: Machine,
  { locationReference }: DebugProtocol.LocationsArguments,
): DebugProtocol.LocationsResponse["body"] {
  const span = machine.locations[locationReference - 1];
  if (span === undefined) throw new RequestError("argument", "There is no location {0}.", locationReference);
  return { source: sourceOf(machine, span.source), ...rangeFor(machine, span) };
}

export function variables(
  machine: Machine,
  args: DebugProtocol.VariablesArguments,
): DebugProtocol.VariablesResponse["body"] {
  const inHex = isHex(machine, args.format);
  const container = machine.session.references.containers.get(args.variablesReference);
  const key = container === undefined ? "" : containerKey(container);
  machine.seen.at(machine.stop);
  const shown = (variable: Variable): DebugProtocol.Variable => wire(machine, variable, key, inHex);
  if (args.filter === "named") {
    const all = variablesOf(machine.session, args.variablesReference);
    return { variables: all.filter((v) => !v.name.startsWith("[")).map(shown) };
  }
  const found = variablesOf(
    machine.session,
    args.variablesReference,
    args.start ?? 0,
    args.count === undefined || args.count === 0 ? Infinity : args.count,
  );
  return { variables: found.map(shown) };
}

interface EvaluatedBody {
  type: string;
  variablesReference: number;
  indexedVariables?: number;
  memoryReference?: string;
}

function evaluated({ type, reference: number, indexed, place }: Evaluated): EvaluatedBody {
  return {
    type,
    variablesReference: number,
    ...(indexed > 0 ? { indexedVariables: indexed } : {}),
    ...(place === undefined ? {} : { memoryReference: reference(place.address, place.pid) }),
  };
}

export function evaluate(
  machine: Machine,
  args: DebugProtocol.EvaluateArguments,
): DebugProtocol.EvaluateResponse["body"] {
  const from = args.frameId === undefined ? undefined : machine.frames.get(args.frameId);
  const thread = from?.thread ?? (machine.stoppedAt < 0 ? undefined : machine.stoppedAt);
  const found = evaluateText(machine.session, args.expression, thread, from?.frame);
  if (!found.ok) throw new RequestError("evaluate", found.error);
  return { result: formatted(found.value, found.type, isHex(machine, args.format)), ...evaluated(found) };
}

/** From where a request looks: from its frame, else from the thread that the machine stopped at. */
function viewFrom(machine: Machine, frameId: number | undefined): Viewpoint {
  const from = frameId === undefined ? undefined : machine.frames.get(frameId);
  const view = machine.session.viewpoint(from?.thread ?? (machine.stoppedAt < 0 ? undefined : machine.stoppedAt));
  return from === undefined ? view : { ...view, frame: from.frame };
}

/** What the client draws beside a name. */
const COMPLETION_TYPES: Readonly<Record<ScopeName["kind"], DebugProtocol.CompletionItemType>> = {
  variable: "variable",
  constant: "value",
  enum: "enum",
  process: "module",
  object: "reference",
  machine: "module",
  register: "variable",
  field: "field",
};

export function completions(
  machine: Machine,
  args: DebugProtocol.CompletionsArguments,
): DebugProtocol.CompletionsResponse["body"] {
  const { linesFrom, columnsFrom } = machine.conventions;
  const line = args.text.split("\n")[args.line === undefined ? 0 : args.line - linesFrom] ?? "";
  const view = viewFrom(machine, args.frameId);
  const before = line.slice(0, Math.max(0, args.column - columnsFrom));
  const { length, names } = completionsOf(machine.session.map, view.frame?.index, before, view);
  const start = args.column - length;
  return { targets: names.map(({ name, kind }) => ({ label: name, type: COMPLETION_TYPES[kind], start, length })) };
}

export function setVariable(
  machine: Machine,
  args: DebugProtocol.SetVariableArguments,
): DebugProtocol.SetVariableResponse["body"] {
  const found = setText(machine.session, args.variablesReference, args.name, args.value);
  if (!found.ok) throw new RequestError("notSettable", found.error);
  return { value: formatted(found.value, found.type, isHex(machine, args.format)), ...evaluated(found) };
}

export function setExpression(
  machine: Machine,
  args: DebugProtocol.SetExpressionArguments,
): DebugProtocol.SetExpressionResponse["body"] {
  const from = args.frameId === undefined ? undefined : machine.frames.get(args.frameId);
  const thread = from?.thread ?? (machine.stoppedAt < 0 ? undefined : machine.stoppedAt);
  const found = setExpressionText(machine.session, args.expression, args.value, thread, from?.frame);
  if (!found.ok) throw new RequestError("notSettable", found.error);
  return { value: formatted(found.value, found.type, isHex(machine, args.format)), ...evaluated(found) };
}
