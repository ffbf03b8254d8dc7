/**
 * What one debug session of the protocol holds: the debugger's session, the client's conventions, the frames given out.
 *
 * Keeps true: numbers of frames rise and are never used again; one of an earlier stop leads to nothing; positions and names of
 * sources are in the client's own way on the wire, and from 1 and as named by the host inside.
 */
import type { Words } from "../base/words.ts";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Position } from "../base/positions.ts";
import { fileName } from "../base/sourceNames.ts";
import type { SourceSpan } from "../debugger/inspect/codeMap.ts";
import { SeenValues } from "../debugger/inspect/changes.ts";
import type { FrameInfo } from "../debugger/inspect/frames.ts";
import type { Session } from "../debugger/session.ts";
import type { StopInfo } from "../debugger/breakpoints/stops.ts";
import { RequestError } from "./errors.ts";
import { newKnown, type Known } from "./known.ts";
import { findSource, wireName } from "./paths.ts";

/** How the client counts and names. */
export interface Conventions {
  readonly linesFrom: 0 | 1;
  readonly columnsFrom: 0 | 1;
  /** Whether sources are named by URIs, not paths. */
  readonly namesAreUris: boolean;
  /** Whether the client looks again when it is told that what it shows is out of date. */
  readonly looksAgain: boolean;
  /** Whether the client shows how far long work is. */
  readonly tellsProgress: boolean;
  /** Whether the client shows memory that is told to be another. */
  readonly tellsMemory: boolean;
  /** Whether its console shows colours. */
  readonly showsColours: boolean;
  /** The language of its texts. */
  readonly words: Words;
}

/** What a frame number stands for. */
export interface FrameReference {
  readonly thread: number;
  readonly frame: FrameInfo;
}

/** Whose a step is: the thread's, that of its CPU, the machine's tick, or the thread's alone. */
export type StepScope = "thread" | "cpu" | "tick" | "only";

/** How steps go, and whether the focus follows the CPU. */
export interface Stepping {
  readonly scope: StepScope;
  readonly follow: boolean;
}

/** How a client is told of a stop at a machine event that goes right: some draw each exception as an error. */
export type EventStops = "exception" | "breakpoint";

/** What the launch asked for. */
export interface LaunchArguments {
  readonly program?: string;
  readonly stopOnEntry?: boolean;
  readonly seed?: number;
  readonly trace?: boolean;
  readonly noDebug?: boolean;
  /** Whether to look for data races from the start, and to stop at each. */
  readonly races?: boolean;
  /** A record of choices that are made again: the name of its file, or the record itself. */
  readonly replay?: string | object;
  /** Megabytes that the past may take; what is older is kept by fewer checkpoints, and takes longer to go to. */
  readonly historyMegabytes?: number;
  readonly stepScope?: StepScope;
  readonly followCpu?: boolean;
  readonly eventStops?: EventStops;
}

/** A session and what goes with it. */
export interface Machine {
  readonly session: Session;
  readonly launch: LaunchArguments;
  readonly conventions: Conventions;
  readonly frames: Map<number, FrameReference>;
  nextFrame: number;
  stepping: Stepping;
  /** What the client knows of threads and memory. */
  readonly known: Known;
  /** The places in the source that were given out, each by its number − 1. */
  readonly locations: SourceSpan[];
  /** The values that the client saw, at this stop and before. */
  readonly seen: SeenValues;
  /** Whether numbers are shown in hexadecimal where the client does not say. */
  showsHex: boolean;
  /** The thread that people look at: the one that the machine stopped at last, or that they stepped. */
  stoppedAt: number;
  /** That stop. */
  stop: StopInfo | undefined;
}

export function newMachine(
  session: Session,
  launch: LaunchArguments,
  conventions: Conventions,
  nextFrame: number,
): Machine {
  const stepping = { scope: launch.stepScope ?? "thread", follow: launch.followCpu ?? false };
  const frames = new Map<number, FrameReference>();
  const told = { known: newKnown(), locations: [] };
  const shown = { seen: new SeenValues(), showsHex: false, stoppedAt: -1, stop: undefined };
  return { session, launch, conventions, frames, nextFrame, stepping, ...told, ...shown };
}

const isSame = (a: Position, b: Position): boolean => a.line === b.line && a.column === b.column;

/** A number for a place in the source, good for the whole session. */
export function locationNumber({ locations }: Machine, span: SourceSpan): number {
  const isIt = ({ source, start, end }: SourceSpan): boolean =>
    source === span.source && isSame(start, span.start) && isSame(end, span.end);
  const place = locations.findIndex(isIt);
  return place >= 0 ? place + 1 : locations.push(span);
}

/** A person looks at a thread. */
export function look(machine: Machine, thread: number): void {
  machine.stoppedAt = thread;
  machine.session.threadInView = thread;
}

/** A number for a frame, good until the machine runs on. */
export function frameNumber(machine: Machine, thread: number, frame: FrameInfo): number {
  const number = machine.nextFrame++;
  machine.frames.set(number, { thread, frame });
  return number;
}

/** A source of the image as the client knows it. */
export function sourceOf({ session, conventions }: Machine, index: number): DebugProtocol.Source {
  const { uri } = session.image.sources[index]!;
  const path = wireName(uri, conventions.namesAreUris);
  return { name: fileName(uri), path };
}

/** The number of the source that a client's source means, or undefined. */
export function sourceIndex({ session }: Machine, source: DebugProtocol.Source): number | undefined {
  const uris = session.image.sources.map(({ uri }) => uri);
  const found = findSource(uris, source.path ?? source.name ?? "");
  return found < 0 ? undefined : found;
}

/** A span in the client's way of counting. */
export function rangeFor(
  { conventions }: Machine,
  span: SourceSpan,
): Pick<DebugProtocol.StackFrame, "line" | "column" | "endLine" | "endColumn"> {
  const line = conventions.linesFrom - 1;
  const column = conventions.columnsFrom - 1;
  return {
    line: span.start.line + line,
    column: span.start.column + column,
    endLine: span.end.line + line,
    endColumn: span.end.column + column,
  };
}

/** The thread that a number of the client stands for. */
export function threadId(machine: Machine, number: number): number {
  const id = number - 1;
  if (machine.session.sim.world.threads[id] === undefined) throw new RequestError("noThread", String(number));
  return id;
}
