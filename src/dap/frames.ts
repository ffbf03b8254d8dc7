/**
 * The requests about the call stack: its frames, where a step may lead from one, where a thread may be moved, and back to where a
 * frame began.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Pieces } from "../base/pieces.ts";
import { indexAt, routineAt, spanAt, spanOf, type SourceSpan } from "../debugger/inspect/codeMap.ts";
import { framesOf, NO_FRAME, readWord, topFrame, type FrameInfo } from "../debugger/inspect/frames.ts";
import { kernelFrameText } from "../debugger/inspect/kernelFrame.ts";
import { addressOf } from "../debugger/breakpoints/functionPlaces.ts";
import { threadLabel, typedText } from "../debugger/inspect/names.ts";
import { typeText } from "../debugger/inspect/variables.ts";
import type { Cause } from "../debugger/time/stepInto.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import { callTargets, jumpTargets, targetLabel } from "../debugger/time/targets.ts";
import { threadPlaces } from "../debugger/overview/threadPlaces.ts";
import { SUMMARY_NUMBER, threadNumber } from "../debugger/inspect/threads.ts";
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";
import {
  frameNumber,
  look,
  rangeFor,
  sourceIndex,
  sourceOf,
  threadId,
  type FrameReference,
  type Machine,
} from "./machine.ts";
import { hex } from "./references.ts";
import { taskOf } from "./ticks.ts";

function placed(machine: Machine, span: SourceSpan | undefined): Pick<DebugProtocol.StackFrame, "line" | "column"> {
  return span === undefined
    ? { line: 0, column: 0 }
    : { ...rangeFor(machine, span), ...{ source: sourceOf(machine, span.source) } };
}

/** The arguments of a frame, as the client wants to see them. */
function argumentsText(
  { session }: Machine,
  pid: number,
  frame: FrameInfo,
  format: DebugProtocol.StackFrameFormat,
): string {
  const { sim, map } = session;
  const parameters = (routineAt(map, frame.index)?.variables ?? []).filter(({ isParameter }) => isParameter);
  const texts = parameters.map(({ name, type, location }) => {
    const word = readWord(sim, pid, frame.fp + location.address);
    const value = word === undefined ? "?" : format.hex === true ? hex(word) : typedText(sim, type, word);
    return [
      ...(format.parameterTypes === true ? [typeText(type)] : []),
      ...(format.parameterNames === true ? [name] : []),
      ...(format.parameterValues === true ? [format.parameterNames === true ? `= ${value}` : value] : []),
    ].join(" ");
  });
  return `(${texts.join(", ")})`;
}

/** The name of a frame, with what the client wants to see beside it. */
function nameOf(machine: Machine, pid: number, frame: FrameInfo, format: DebugProtocol.StackFrameFormat): string {
  const { map, image } = machine.session;
  const routine = routineAt(map, frame.index);
  const owner = routine?.program === undefined ? undefined : image.programs[routine.program]?.name;
  const span = spanAt(map, frame.index);
  return [
    format.module === true && owner !== undefined ? `${owner}!` : "",
    frame.name,
    format.parameters === true ? argumentsText(machine, pid, frame, format) : "",
    format.line === true && span !== undefined ? `:${span.start.line}` : "",
  ].join("");
}

/**
 * The instruction that a stop tells of, as long as its thread has just carried it out: a person sees the thread there, where the
 * sentence says that it was, though its next instruction may be one of another line.
 */
function justDone({ stop, session: { map } }: Machine, thread: number, top: FrameInfo | undefined): number | undefined {
  if (stop?.index === undefined || stop.thread !== thread) return undefined;
  return top !== undefined && indexAt(map, top.address) === stop.index + 1 ? stop.index : undefined;
}

export function stackTrace(
  machine: Machine,
  args: DebugProtocol.StackTraceArguments,
): DebugProtocol.StackTraceResponse["body"] {
  if (args.threadId === SUMMARY_NUMBER) return { stackFrames: [], totalFrames: 0 };
  const id = threadId(machine, args.threadId);
  const { sim, map, into } = machine.session;
  const thread = sim.world.threads[id]!;
  const found = framesOf(sim, map, thread);
  const done = justDone(machine, id, found[0]);
  const kernel = kernelFrameText(sim, thread);
  const place = id === machine.stoppedAt ? machine.stop?.place : undefined;
  const onTop = (): number => frameNumber(machine, id, found[0] ?? NO_FRAME);
  // Each is made when it is asked for: of a deep stack a client takes the first ones.
  const makers: (() => DebugProtocol.StackFrame)[] = [];
  if (place !== undefined)
    makers.push(() => ({
      id: onTop(),
      name: place.text,
      ...placed(machine, spanOf(map, place.range)),
      canRestart: false,
    }));
  // Drawn without a place: of a subtle frame without one, VS Code says "Unknown Source".
  if (kernel !== undefined) makers.push(() => labelFrame(onTop(), kernel));
  for (const frame of found) {
    const index = frame.depth === 0 ? (done ?? frame.index) : frame.index;
    makers.push(() => wireFrame(machine, id, frame, index, args.format));
  }
  makers.push(...pastFrames(machine, into.causeOf(id)));
  const start = args.startFrame ?? 0;
  const levels = args.levels === undefined || args.levels === 0 ? makers.length : args.levels;
  const stackFrames = makers.slice(start, start + levels).map((make) => make());
  return { stackFrames, totalFrames: makers.length };
}

/** A frame that is shown at the statement of an instruction. */
function wireFrame(
  machine: Machine,
  id: number,
  frame: FrameInfo,
  index: number,
  format: DebugProtocol.StackFrameFormat | undefined,
): DebugProtocol.StackFrame {
  const { sim, map } = machine.session;
  const program = routineAt(map, frame.index)?.program;
  return {
    id: frameNumber(machine, id, frame),
    name: format === undefined ? frame.name : nameOf(machine, sim.world.threads[id]!.pid, frame, format),
    instructionPointerReference: hex(frame.address),
    ...(program === undefined ? {} : { moduleId: program + 1 }),
    ...placed(machine, spanAt(map, index)),
  };
}

/** A frame that only says something. */
function labelFrame(id: number, name: string): DebugProtocol.StackFrame {
  return { id, name, line: 0, column: 0, canRestart: false, presentationHint: "label" };
}

/** Where a thread stands, as the client names sources and counts lines. */
export interface WirePlace {
  readonly threadId: number;
  readonly label: string;
  readonly state: string;
  readonly source: DebugProtocol.Source;
  readonly line: number;
}

export function wirePlaces(machine: Machine): { readonly places: readonly WirePlace[] } {
  const { sim, map } = machine.session;
  const places = threadPlaces(sim, map).map(({ thread, label, state, span }) => {
    const done = justDone(machine, thread, topFrame(map, sim.world.threads[thread]!));
    const shown = done === undefined ? span : (spanAt(map, done) ?? span);
    const { line } = rangeFor(machine, shown);
    return { threadId: threadNumber(thread), label, state, source: sourceOf(machine, shown.source), line };
  });
  return { places };
}

/** Where something came from, below the frames of who has got it: frames of the past, in which there is nothing to look at. */
function pastFrames(machine: Machine, cause: Cause | undefined): (() => DebugProtocol.StackFrame)[] {
  if (cause === undefined) return [];
  const frames = cause.frames.map(({ name, index }) => (): DebugProtocol.StackFrame => ({
    id: machine.nextFrame++,
    name,
    ...placed(machine, spanAt(machine.session.map, index)),
    canRestart: false,
    presentationHint: "subtle",
  }));
  return [() => labelFrame(machine.nextFrame++, cause.text), ...frames, ...pastFrames(machine, cause.earlier)];
}

/** What a number of a frame stands for, of a machine that stands. */
function frameOf(machine: Machine, frameId: number): FrameReference {
  const found = machine.frames.get(frameId);
  if (found === undefined)
    throw new RequestError("argument", "There is no frame {0}: it is of an earlier stop.", frameId);
  return found;
}

export function restartFrame(machine: Machine, args: DebugProtocol.RestartFrameArguments): Pieces<StopInfo> {
  const { thread, frame } = frameOf(machine, args.frameId);
  if (frame.index < 0) throw new RequestError("argument", "This frame is none of the program: it has no beginning.");
  look(machine, thread);
  return machine.session.ways.restartFrame(thread, frame);
}

export function stepInTargets(
  machine: Machine,
  args: DebugProtocol.StepInTargetsArguments,
): DebugProtocol.StepInTargetsResponse["body"] {
  const { frame } = frameOf(machine, args.frameId);
  // Only who stands innermost has a call still to come.
  const targets = frame.depth === 0 ? callTargets(machine.session.map, frame) : [];
  return { targets: targets.map(({ index, label }) => ({ id: index + 1, label })) };
}

/** A step into the call that was chosen of several. */
export function stepInto(adapter: AdapterControl, args: object): void {
  const { threadId: number, targetId = 0, granularity = "statement" } = args as DebugProtocol.StepInArguments;
  const machine = adapter.stoppedMachine("stepIn");
  const id = threadId(machine, number);
  if (targetId < 1 || targetId > machine.session.image.code.length / 2)
    throw new RequestError("argument", "There is no target {0} to step into.", targetId);
  const setOut = (): void => {
    look(machine, id);
    machine.session.runOnly(-1);
    machine.session.step(id, "into", granularity, targetId - 1);
  };
  adapter.resume(machine, setOut, taskOf(machine, machine.conventions.words("Step into")));
}

export function gotoTargets(
  machine: Machine,
  args: DebugProtocol.GotoTargetsArguments,
): DebugProtocol.GotoTargetsResponse["body"] {
  const source = sourceIndex(machine, args.source);
  if (source === undefined) return { targets: [] };
  const { conventions, session } = machine;
  const column = args.column === undefined ? 0 : args.column + 1 - conventions.columnsFrom;
  const found = jumpTargets(session.map, source, args.line + 1 - conventions.linesFrom, column);
  return {
    targets: found.map((location) => ({
      id: location.index + 1,
      label: targetLabel(session.map, location),
      instructionPointerReference: hex(addressOf(location)),
      ...rangeFor(machine, location.span),
    })),
  };
}

export function goTo(machine: Machine, args: DebugProtocol.GotoArguments): StopInfo {
  const { session } = machine;
  const thread = threadId(machine, args.threadId);
  const problem = session.intervene({ kind: "jump", thread, index: args.targetId - 1 });
  const label = threadLabel(session.sim, session.sim.world.threads[thread]!);
  if (problem !== undefined) throw new RequestError("notSettable", "{0} cannot be moved there: {1}.", label, problem);
  const { tick } = session.sim.world;
  look(machine, thread);
  const { words } = machine.conventions;
  const text = words("{0} goes on here: a new future begins at tick {1}", label, tick);
  return { reason: "goto", thread, tick, description: words("Moved"), text, breakpoints: [] };
}

/** The programs, as modules. */
export function modules(machine: Machine, args: DebugProtocol.ModulesArguments): DebugProtocol.ModulesResponse["body"] {
  const { image, sim } = machine.session;
  const start = args.startModule ?? 0;
  const all = image.programs.map(({ index, name, routine }): DebugProtocol.Module => {
    const { entry, end, range } = image.routines[routine]!;
    const running = sim.world.processes.filter(({ pid, program }) => pid > 0 && program === index).length;
    const path = sourceOf(machine, range.source).path;
    return {
      id: index + 1,
      name,
      ...(path === undefined ? {} : { path }),
      isUserCode: true,
      symbolStatus: running === 1 ? sim.words("1 process") : sim.words("{0} processes", running),
      addressRange: `${hex(addressOf({ index: entry }))}-${hex(addressOf({ index: end }))}`,
    };
  });
  const count = args.moduleCount === undefined || args.moduleCount === 0 ? all.length : args.moduleCount;
  return { modules: all.slice(start, start + count), totalModules: all.length };
}
