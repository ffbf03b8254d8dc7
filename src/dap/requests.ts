/**
 * The requests that the adapter knows, one row each: those of the protocol, then Turno's own, which begin with `turno/`.
 *
 * | own request                  | does |
 * | turno/overview               | the process tree and every queue (debugger/overview.ts) |
 * | turno/stepTick               | on to the next tick |
 * | turno/previousTick           | back to the tick before |
 * | turno/nextContextSwitch      | on to the next context switch |
 * | turno/previousContextSwitch  | back to the context switch before |
 * | turno/goToTick { tick }      | to a tick of the past or to come |
 * | turno/focusThread { threadId } | the machine counts as stopped at that thread |
 *
 * Keeps true: a handler returns the body of the answer, or throws a RequestError; it sends nothing itself.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { overview } from "../debugger/overview.ts";
import type { StepKind } from "../debugger/stepping.ts";
import type { StopInfo } from "../debugger/stops.ts";
import type { AdapterControl } from "./control.ts";
import { breakpointLocations, setBreakpoints, setExceptionBreakpoints } from "./breakpoints.ts";
import { CAPABILITIES } from "./capabilities.ts";
import { RequestError } from "./errors.ts";
import { completions, evaluate, scopes, setVariable, stackTrace, threads, variables } from "./inspect.ts";
import { sourceIndex, sourceOf, threadId, type LaunchArguments, type Machine } from "./machine.ts";

/** Carries out one request; what it returns is the body of the answer. */
export type RequestHandler = (adapter: AdapterControl, args: object) => unknown;

function initialize(adapter: AdapterControl, args: object): DebugProtocol.Capabilities {
  const { linesStartAt1, columnsStartAt1, pathFormat } = args as DebugProtocol.InitializeRequestArguments;
  adapter.conventions = {
    linesFrom: linesStartAt1 === false ? 0 : 1,
    columnsFrom: columnsStartAt1 === false ? 0 : 1,
    namesAreUris: pathFormat === "uri",
  };
  return CAPABILITIES;
}

async function restart(adapter: AdapterControl, args: object): Promise<void> {
  const machine = adapter.theMachine("restart");
  const { arguments: given } = args as { arguments?: LaunchArguments };
  await adapter.launch({ ...machine.launch, ...given }, machine.session.keepBreakpoints());
  if (adapter.begun) adapter.begin();
}

function step(kind: StepKind): RequestHandler {
  return (adapter, args) => {
    const machine = adapter.stoppedMachine(kind);
    const { threadId: number, granularity } = args as DebugProtocol.NextArguments;
    const id = threadId(machine, number);
    adapter.resume(machine, () => machine.session.step(id, kind, granularity ?? "statement"));
  };
}

/** A move that is done before its answer. */
function move(command: string, go: (machine: Machine, args: object) => StopInfo): RequestHandler {
  return (adapter, args) => {
    const machine = adapter.stoppedMachine(command);
    adapter.moved(machine, go(machine, args));
  };
}

/** Sets the machine off in a way of our own. */
function run(command: string, go: (machine: Machine) => void): RequestHandler {
  return (adapter) => {
    const machine = adapter.stoppedMachine(command);
    adapter.resume(machine, () => go(machine));
  };
}

function goToTick(adapter: AdapterControl, args: object): void {
  const machine = adapter.stoppedMachine("turno/goToTick");
  const { session } = machine;
  const { tick } = args as { tick: number };
  if (session.knowsTick(tick)) adapter.moved(machine, session.goToTick(tick));
  else if (session.isFinished)
    throw new RequestError("argument", `The run ended at tick ${session.sim.world.tick}: there is no tick ${tick}.`);
  else adapter.resume(machine, () => session.runToTick(tick, "goto"));
}

function configurationDone(adapter: AdapterControl): void {
  adapter.theMachine("configurationDone");
  if (!adapter.begun) adapter.begin();
}

function source(adapter: AdapterControl, args: object): DebugProtocol.SourceResponse["body"] {
  const machine = adapter.theMachine("source");
  const index = sourceIndex(machine, (args as DebugProtocol.SourceArguments).source ?? {});
  const found = index === undefined ? undefined : machine.session.image.sources[index];
  if (found === undefined) throw new RequestError("argument", "This source is no part of the scenario.");
  return { content: found.text };
}

/** Looking at a machine that runs gives nothing rather than an error: the client asks late. */
function whenStopped<T>(
  look: (machine: Machine, adapter: AdapterControl, args: object) => T,
  otherwise: T,
): RequestHandler {
  return (adapter, args) => {
    const machine = adapter.theMachine("inspection");
    return adapter.running ? otherwise : look(machine, adapter, args);
  };
}

export const HANDLERS: Readonly<Record<string, RequestHandler | undefined>> = {
  initialize,
  launch: (adapter, args) => adapter.launch(args),
  configurationDone,
  restart,
  terminate: (adapter) => {
    adapter.end();
  },
  disconnect: (adapter) => {
    adapter.end();
  },
  setBreakpoints: (adapter, args) =>
    setBreakpoints(adapter.theMachine("setBreakpoints"), args as DebugProtocol.SetBreakpointsArguments),
  setExceptionBreakpoints: (adapter, args) =>
    setExceptionBreakpoints(
      adapter.theMachine("setExceptionBreakpoints"),
      args as DebugProtocol.SetExceptionBreakpointsArguments,
    ),
  breakpointLocations: (adapter, args) =>
    breakpointLocations(adapter.theMachine("breakpointLocations"), args as DebugProtocol.BreakpointLocationsArguments),
  threads: (adapter) => threads(adapter.theMachine("threads")),
  stackTrace: (adapter, args) =>
    stackTrace(adapter.theMachine("stackTrace"), args as DebugProtocol.StackTraceArguments),
  scopes: whenStopped((machine, _adapter, args) => scopes(machine, args as DebugProtocol.ScopesArguments), {
    scopes: [],
  }),
  variables: whenStopped((machine, _adapter, args) => variables(machine, args as DebugProtocol.VariablesArguments), {
    variables: [],
  }),
  setVariable: (adapter, args) =>
    setVariable(adapter.stoppedMachine("setVariable"), args as DebugProtocol.SetVariableArguments),
  completions: (adapter, args) =>
    completions(adapter.theMachine("completions"), args as DebugProtocol.CompletionsArguments),
  evaluate: (adapter, args) => evaluate(adapter.theMachine("evaluate"), args as DebugProtocol.EvaluateArguments),
  continue: (adapter) => {
    const machine = adapter.stoppedMachine("continue");
    adapter.resume(machine, () => machine.session.resume({ kind: "continue" }));
    return { allThreadsContinued: true };
  },
  next: step("over"),
  stepIn: step("into"),
  stepOut: step("out"),
  stepBack: move("stepBack", (machine, args) => {
    const { threadId: number, granularity } = args as DebugProtocol.StepBackArguments;
    return machine.session.stepBack(threadId(machine, number), granularity ?? "statement");
  }),
  reverseContinue: move("reverseContinue", (machine) => machine.session.reverseContinue()),
  pause: (adapter) => {
    adapter.theMachine("pause");
    adapter.pause();
  },
  source,
  loadedSources: (adapter) => {
    const machine = adapter.theMachine("loadedSources");
    return { sources: machine.session.image.sources.map((_source, index) => sourceOf(machine, index)) };
  },
  "turno/overview": (adapter) => overview(adapter.theMachine("turno/overview").session.sim),
  "turno/stepTick": run("turno/stepTick", ({ session }) => session.runToTick(session.sim.world.tick + 1, "step")),
  "turno/nextContextSwitch": run("turno/nextContextSwitch", ({ session }) => session.resume({ kind: "contextSwitch" })),
  "turno/previousTick": move("turno/previousTick", (machine) =>
    machine.session.goToTick(Math.max(0, machine.session.sim.world.tick - 1)),
  ),
  "turno/previousContextSwitch": move("turno/previousContextSwitch", (machine) =>
    machine.session.previousContextSwitch(),
  ),
  "turno/goToTick": goToTick,
  "turno/focusThread": (adapter, args) => {
    const machine = adapter.stoppedMachine("turno/focusThread");
    const id = threadId(machine, (args as { threadId: number }).threadId);
    adapter.moved(machine, machine.session.focus(id));
  },
};
