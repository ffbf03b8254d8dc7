/**
 * The requests that the adapter knows, one row each: those of the protocol, then Turno's own, which begin with `turno/`.
 *
 * | own request                  | does |
 * | turno/overview               | the process tree and every queue (debugger/overview/overview.ts) |
 * | turno/mailboxes              | every mailbox with its messages and who waits (debugger/overview/mailboxes.ts) |
 * | turno/locks                  | every synchronisation object and who waits for whom (debugger/overview/locks.ts) |
 * | turno/list { list, of, start, count } | a part of a list that those told the beginning of (debugger/overview/lists.ts) |
 * | turno/places                 | where each thread stands in the source (debugger/overview/threadPlaces.ts) |
 * | turno/stepTick               | on to the next tick |
 * | turno/previousTick           | back to the tick before |
 * | turno/nextContextSwitch      | on to the next context switch |
 * | turno/previousContextSwitch  | back to the context switch before |
 * | turno/nextEvent              | on to whatever happens next in the machine |
 * | turno/previousEvent          | back to what happened before |
 * | turno/goToTick { tick }      | to a tick of the past or to come |
 * | turno/focusThread { threadId } | the machine counts as stopped at that thread |
 * | turno/pendingChoice        | who may be given which CPU, when the machine asks (`scheduler: manual`) |
 * | turno/choose { threadId }  | gives it to that thread, and goes on with what was under way |
 * | turno/dispatch { threadId, cpu? } | that thread runs next, under any policy: a new future |
 * | turno/hold { threadId }    | that thread does not run until it is released |
 * | turno/release { threadId } | ends that |
 * | turno/runOnly { threadId } | goes on, and no other thread runs meanwhile |
 * | turno/showHex { hex }      | whether numbers are shown in hexadecimal where the client does not say |
 * | turno/setEvents { events: { event, condition? }[] } | replaces the breakpoints on events of the long tail (debugger/breakpoints/tailFilters.ts) |
 * | turno/checkCondition { event, condition } | what is wrong with a condition, if anything |
 * | turno/kill { threadId }, turno/suspend { threadId }, turno/resume { threadId } | what an operator does to its process |
 * | turno/setPriority { threadId, priority } | gives that thread another priority |
 * | turno/choices              | the choices that led here, as the text of a record that `replay` of a launch takes |
 * | turno/stepping { scope?, follow? } | sets whose steps are taken (thread, cpu, tick, only), and whether the focus follows the CPU; answers with both |
 * | turno/lastChange { name, variablesReference?, frameId? } | back to where that variable or expression last changed |
 * | turno/whoWoke { threadId }, turno/whoBlocked { threadId } | back to where that thread was woken last, or began to wait |
 * | turno/consoleLines         | the last lines of the console, each with its number and tick |
 * | turno/goToLine { number }  | to where that line was printed |
 *
 * Keeps true: a handler returns the body of the answer, or throws a RequestError; it sends nothing itself.
 */
import { phrase } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Pieces } from "../base/pieces.ts";
import type { SteeringDeed } from "../debugger/time/deeds.ts";
import { LISTS, type ListName } from "../debugger/overview/lists.ts";
import { lockOverview } from "../debugger/overview/locks.ts";
import { mailboxOverview } from "../debugger/overview/mailboxes.ts";
import { recordText } from "../debugger/time/choiceRecord.ts";
import { overview } from "../debugger/overview/overview.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import type { AdapterControl } from "./control.ts";
import {
  breakpointLocations,
  checkCondition,
  setBreakpoints,
  setExceptionBreakpoints,
  setFunctionBreakpoints,
  setInstructionBreakpoints,
  setMachineEvents,
  type EventRequest,
} from "./breakpoints.ts";
import { capabilitiesIn } from "./capabilities.ts";
import { wordsIn } from "./language.ts";
import { dataBreakpointInfo, setDataBreakpoints } from "./dataBreakpoints.ts";
import { RequestError } from "./errors.ts";
import { commandCompletions, isCommand, notEvaluated, runCommand } from "./commands.ts";
import {
  completions,
  evaluate,
  exceptionInfoOf,
  locations,
  scopes,
  setExpression,
  setVariable,
  threads,
  variables,
} from "./inspect.ts";
import { goTo, gotoTargets, modules, restartFrame, stackTrace, stepInTargets, stepInto, wirePlaces } from "./frames.ts";
import { disassemble, readMemory, writeMemory } from "./memory.ts";
import { choose, deedOf, pendingChoice, steer, terminateThreads } from "./steering.ts";
import { setStepping, step, stepBack } from "./stepping.ts";
import {
  goToTick,
  nextContextSwitch,
  nextEvent,
  previousContextSwitch,
  previousEvent,
  previousTick,
  stepTick,
} from "./ticks.ts";
import { consoleLines, goToLine, lastChange, lastWait } from "./travel.ts";
import { look, sourceIndex, sourceOf, threadId, type LaunchArguments, type Machine } from "./machine.ts";

/** Carries out one request; what it returns is the body of the answer. */
export type RequestHandler = (adapter: AdapterControl, args: object) => unknown;

function initialize(adapter: AdapterControl, args: object): DebugProtocol.Capabilities {
  const { linesStartAt1, columnsStartAt1, pathFormat, locale, ...supports } =
    args as DebugProtocol.InitializeRequestArguments;
  const words = wordsIn(locale);
  adapter.conventions = {
    linesFrom: linesStartAt1 === false ? 0 : 1,
    columnsFrom: columnsStartAt1 === false ? 0 : 1,
    namesAreUris: pathFormat === "uri",
    looksAgain: supports.supportsInvalidatedEvent === true,
    tellsProgress: supports.supportsProgressReporting === true,
    tellsMemory: supports.supportsMemoryEvent === true,
    showsColours: supports.supportsANSIStyling === true,
    words,
  };
  const capabilities = capabilitiesIn(words);
  // VS Code, told of it, shows a stop 0.4 s later and loses the focus on a thread that was clicked in a tree.
  return supports.clientID === "vscode" ? { ...capabilities, supportsDelayedStackTraceLoading: false } : capabilities;
}

async function restart(adapter: AdapterControl, args: object): Promise<void> {
  const machine = adapter.theMachine("restart");
  const { arguments: given } = args as { arguments?: LaunchArguments };
  const { scope: stepScope, follow: followCpu } = machine.stepping;
  await adapter.launch({ ...machine.launch, stepScope, followCpu, ...given }, machine.session.breakpoints.keep());
  adapter.theMachine("restart").showsHex = machine.showsHex;
  if (adapter.begun) adapter.begin();
}

/** A move that is done before its answer. */
function move(command: string, go: (machine: Machine, args: object) => StopInfo): RequestHandler {
  return (adapter, args) => {
    const machine = adapter.stoppedMachine(command);
    adapter.moved(machine, go(machine, args));
  };
}

/** A part that a person takes in the scheduling. */
function deed(kind: SteeringDeed["kind"]): RequestHandler {
  return (adapter, args) => ({ text: steer(adapter, deedOf(kind, adapter.stoppedMachine(kind), args)) });
}

/** A way through time, gone after its answer. */
function way(command: string, title: string, go: (machine: Machine, args: object) => Pieces<StopInfo>): RequestHandler {
  return (adapter, args) => {
    const machine = adapter.stoppedMachine(command);
    adapter.goes(machine, machine.conventions.words(title), go(machine, args));
  };
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

function goOn(adapter: AdapterControl, args: object): DebugProtocol.ContinueResponse["body"] {
  const machine = adapter.stoppedMachine("continue");
  const { threadId: number, singleThread } = args as DebugProtocol.ContinueArguments;
  // The thread that a client names here is the one that the person looks at.
  const id = singleThread === true ? threadId(machine, number) : -1;
  if (machine.session.sim.world.threads[number - 1] !== undefined) look(machine, number - 1);
  if (machine.session.isFinished && singleThread !== true) {
    adapter.end();
    return { allThreadsContinued: true };
  }
  adapter.resume(machine, () => {
    machine.session.runOnly(id);
    machine.session.resume({ kind: "continue" });
  });
  return { allThreadsContinued: singleThread !== true };
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
  setFunctionBreakpoints: (adapter, args) =>
    setFunctionBreakpoints(
      adapter.theMachine("setFunctionBreakpoints"),
      args as DebugProtocol.SetFunctionBreakpointsArguments,
    ),
  setInstructionBreakpoints: (adapter, args) =>
    setInstructionBreakpoints(
      adapter.theMachine("setInstructionBreakpoints"),
      args as DebugProtocol.SetInstructionBreakpointsArguments,
    ),
  dataBreakpointInfo: (adapter, args) =>
    dataBreakpointInfo(adapter.theMachine("dataBreakpointInfo"), args as DebugProtocol.DataBreakpointInfoArguments),
  setDataBreakpoints: (adapter, args) =>
    setDataBreakpoints(adapter.theMachine("setDataBreakpoints"), args as DebugProtocol.SetDataBreakpointsArguments),
  breakpointLocations: (adapter, args) =>
    breakpointLocations(adapter.theMachine("breakpointLocations"), args as DebugProtocol.BreakpointLocationsArguments),
  threads: (adapter) => threads(adapter.theMachine("threads")),
  stackTrace: (adapter, args) =>
    stackTrace(adapter.theMachine("stackTrace"), args as DebugProtocol.StackTraceArguments),
  exceptionInfo: (adapter, args) =>
    exceptionInfoOf(adapter.stoppedMachine("exceptionInfo"), args as DebugProtocol.ExceptionInfoArguments),
  locations: (adapter, args) => locations(adapter.theMachine("locations"), args as DebugProtocol.LocationsArguments),
  scopes: whenStopped((machine, _adapter, args) => scopes(machine, args as DebugProtocol.ScopesArguments), {
    scopes: [],
  }),
  variables: whenStopped((machine, _adapter, args) => variables(machine, args as DebugProtocol.VariablesArguments), {
    variables: [],
  }),
  setVariable: (adapter, args) =>
    setVariable(adapter.stoppedMachine("setVariable"), args as DebugProtocol.SetVariableArguments),
  setExpression: (adapter, args) =>
    setExpression(adapter.stoppedMachine("setExpression"), args as DebugProtocol.SetExpressionArguments),
  disassemble: (adapter, args) =>
    disassemble(adapter.theMachine("disassemble"), args as DebugProtocol.DisassembleArguments),
  readMemory: (adapter, args) =>
    readMemory(adapter.theMachine("readMemory"), args as DebugProtocol.ReadMemoryArguments),
  writeMemory: (adapter, args) =>
    writeMemory(adapter.stoppedMachine("writeMemory"), args as DebugProtocol.WriteMemoryArguments),
  "turno/showHex": (adapter, args) => {
    adapter.theMachine("turno/showHex").showsHex = (args as { hex: boolean }).hex;
  },
  completions: (adapter, args) => {
    const asked = args as DebugProtocol.CompletionsArguments;
    const machine = adapter.theMachine("completions");
    if (!isCommand(asked.text)) return completions(machine, asked);
    const typed = asked.text.slice(0, Math.max(0, asked.column - machine.conventions.columnsFrom));
    return { targets: commandCompletions(machine, typed, asked.column, () => completions(machine, asked).targets) };
  },
  evaluate: (adapter, args) => {
    const asked = args as DebugProtocol.EvaluateArguments;
    if (asked.context === "repl" && isCommand(asked.expression))
      return runCommand(adapter, asked.expression, asked.frameId);
    try {
      return evaluate(adapter.theMachine("evaluate"), asked);
    } catch (error) {
      if (asked.context !== "repl" || !(error instanceof RequestError)) throw error;
      return notEvaluated(adapter.conventions.words, asked.expression, error);
    }
  },
  continue: goOn,
  "turno/runOnly": (adapter, args) => {
    goOn(adapter, { ...args, singleThread: true });
  },
  next: step("over"),
  stepIn: (adapter, args) => {
    if ((args as DebugProtocol.StepInArguments).targetId === undefined) step("into")(adapter, args);
    else stepInto(adapter, args);
  },
  stepInTargets: (adapter, args) =>
    stepInTargets(adapter.stoppedMachine("stepInTargets"), args as DebugProtocol.StepInTargetsArguments),
  restartFrame: way("restartFrame", phrase("Restart frame"), (machine, args) =>
    restartFrame(machine, args as DebugProtocol.RestartFrameArguments),
  ),
  gotoTargets: (adapter, args) =>
    gotoTargets(adapter.theMachine("gotoTargets"), args as DebugProtocol.GotoTargetsArguments),
  goto: move("goto", (machine, args) => goTo(machine, args as DebugProtocol.GotoArguments)),
  modules: (adapter, args) => modules(adapter.theMachine("modules"), args),
  stepOut: step("out"),
  stepBack,
  reverseContinue: way("reverseContinue", phrase("Reverse continue"), ({ session }) => session.ways.reverseContinue()),
  cancel: (adapter, args) => {
    adapter.cancel((args as DebugProtocol.CancelArguments).progressId);
  },
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
  "turno/places": whenStopped((machine) => wirePlaces(machine), { places: [] }),
  "turno/stepTick": stepTick,
  "turno/mailboxes": (adapter) => mailboxOverview(adapter.theMachine("turno/mailboxes").session.sim),
  "turno/locks": (adapter) => lockOverview(adapter.theMachine("turno/locks").session.sim),
  "turno/list": (adapter, args) => {
    const { list, of, start, count } = args as { list: ListName; of: string; start: number; count: number };
    return { items: LISTS[list](adapter.theMachine("turno/list").session.sim, of, { start, count }) };
  },
  "turno/nextContextSwitch": nextContextSwitch,
  "turno/nextEvent": nextEvent,
  "turno/previousTick": previousTick,
  "turno/previousContextSwitch": previousContextSwitch,
  "turno/previousEvent": previousEvent,
  "turno/pendingChoice": whenStopped(pendingChoice, {}),
  "turno/choose": (adapter, args) => {
    choose(adapter, (args as { threadId: number }).threadId);
  },
  "turno/dispatch": deed("dispatch"),
  "turno/hold": deed("hold"),
  "turno/release": deed("release"),
  "turno/setEvents": (adapter, args) =>
    setMachineEvents(adapter.theMachine("turno/setEvents"), args as { events: EventRequest[] }),
  "turno/checkCondition": (adapter, args) =>
    checkCondition(adapter.theMachine("turno/checkCondition"), args as EventRequest),
  "turno/kill": deed("kill"),
  "turno/suspend": deed("suspend"),
  "turno/resume": deed("resume"),
  "turno/setPriority": deed("priority"),
  terminateThreads: (adapter, args) => {
    terminateThreads(adapter, (args as DebugProtocol.TerminateThreadsArguments).threadIds ?? []);
  },
  "turno/choices": (adapter) => ({ text: recordText(adapter.stoppedMachine("turno/choices").session.record()) }),
  "turno/lastChange": (adapter, args) => lastChange(adapter, args as DebugProtocol.DataBreakpointInfoArguments),
  "turno/whoWoke": lastWait("woke"),
  "turno/whoBlocked": lastWait("blocked"),
  "turno/consoleLines": (adapter) => consoleLines(adapter.theMachine("turno/consoleLines")),
  "turno/goToLine": (adapter, args) => goToLine(adapter, (args as { number: number }).number),
  "turno/stepping": (adapter, args) => setStepping(adapter.theMachine("turno/stepping"), args),
  "turno/goToTick": goToTick,
  "turno/focusThread": (adapter, args) => {
    const machine = adapter.stoppedMachine("turno/focusThread");
    const id = threadId(machine, (args as { threadId: number }).threadId);
    look(machine, id);
    adapter.moved(machine, machine.session.focus(id));
  },
};
