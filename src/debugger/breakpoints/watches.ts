/**
 * What to look for on the way back through a run: the moments at which going forward would have stopped.
 */
import { codeIndex } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { EventKind } from "../../machine/events.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Phase, type Thread } from "../../machine/state.ts";
import { FaultKind } from "../../machine/states.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { entersRoutine, frameLevel, topFrame, type FrameInfo } from "../inspect/frames.ts";
import type { Watch } from "../time/watch.ts";
import { cpuOf, type Granularity } from "../time/stepping.ts";

/** The starts of a thread's statements, or its instructions; of statements, those of its frame and of the ones around it. */
export function stepWatch(sim: Simulation, map: CodeMap, threadId: number, granularity: Granularity): Watch {
  const thread = sim.world.threads[threadId];
  return levelWatch(sim, map, threadId, thread === undefined ? 0 : frameLevel(map, thread), granularity);
}

/** The same for frames of a level, and those around them. */
function levelWatch(sim: Simulation, map: CodeMap, threadId: number, level: number, granularity: Granularity): Watch {
  const isEach = granularity === "instruction";
  const marks = isEach ? new Uint8Array(sim.marks.length).fill(1) : map.starts;
  return { marks, isStop: (t) => t.id === threadId && (isEach || frameLevel(map, t) >= level) };
}

/** Looks for the call that created a thread. */
export interface Birth {
  readonly watch: Watch;
  /** Who made that call, and its statements up to it; nothing before it was found, or where it was no thread's. */
  maker(granularity: Granularity): { readonly thread: number; readonly watch: Watch } | undefined;
}

export function birthWatch(sim: Simulation, map: CodeMap, threadId: number): Birth {
  const child = sim.world.threads[threadId];
  const isMain = child?.number === 1;
  let maker: { readonly thread: number; readonly level: number } | undefined;
  const isEvent = (kind: EventKind, _tick: number, [pid, other]: readonly number[]): boolean => {
    const isIts = isMain ? kind === EventKind.processCreated && pid === child.pid : other === threadId;
    if (!isIts || (!isMain && kind !== EventKind.threadCreated)) return false;
    const caller = sim.world.threads[sim.caller];
    if (caller !== undefined) maker = { thread: caller.id, level: frameLevel(map, caller) };
    return caller !== undefined;
  };
  return {
    watch: { marks: new Uint8Array(sim.marks.length), isEvent },
    maker: (granularity) =>
      maker && { thread: maker.thread, watch: levelWatch(sim, map, maker.thread, maker.level, granularity) },
  };
}

/** The starts of statements, or the instructions, of whoever runs on the CPU of a thread. */
export function cpuWatch(sim: Simulation, map: CodeMap, threadId: number, granularity: Granularity): Watch {
  const cpu = cpuOf(sim, sim.world.threads[threadId]!);
  const isEach = granularity === "instruction";
  const marks = isEach ? new Uint8Array(sim.marks.length).fill(1) : map.starts;
  return { marks, isStop: (t) => t.cpu === cpu };
}

export function contextSwitchWatch(sim: Simulation): Watch {
  return { marks: new Uint8Array(sim.marks.length), isEvent: (kind) => kind === EventKind.contextSwitched };
}

/** Whether a watch can find anything at all. */
export function isBlind(watch: Watch): boolean {
  const seeks = watch.isChoice !== undefined || watch.isEvent !== undefined || watch.closely !== undefined;
  return !seeks && watch.marks.every((mark) => mark === 0);
}

/** Where a thread entered the routine of a frame that stands now. */
export function entryWatch(sim: Simulation, map: CodeMap, threadId: number, frame: FrameInfo): Watch {
  const marks = new Uint8Array(sim.marks.length);
  const entry = sim.image.routines[frame.routine]?.entry ?? -1;
  if (entry >= 0) marks[entry] = 1;
  return {
    marks,
    isStop: (thread, index) =>
      thread.id === threadId && entersRoutine(map, thread, index) && topFrame(map, thread)?.fp === frame.fp,
  };
}

/** The thread that is about to begin an instruction that the watch stops at; -1: none. */
export function threadAtMark(sim: Simulation, watch: Watch): number {
  const thread = dueThread(sim);
  if (thread === undefined || thread.workLeft > 0) return -1;
  const index = codeIndex(thread.registers[PC]!);
  return watch.marks[index] !== 0 && watch.isStop?.(thread, index) === true ? thread.id : -1;
}

/** The thread that is asked about its marks next, before anything else happens; undefined: none is. */
export function dueThread({ world, image }: Simulation): Thread | undefined {
  const cpu = world.cpus[world.cursor];
  if (cpu === undefined) return undefined;
  const follows = world.phase === Phase.effects && cpu.followUp && !cpu.due;
  const begins = world.phase === Phase.start && cpu.overheadLeft === 0;
  const thread = follows || begins ? world.threads[cpu.thread] : undefined;
  // At a call it may give way to another thread of its process instead.
  const mayGiveWay = thread?.givesWay === true && (image.code[codeIndex(thread.registers[PC]!) * 2]! & 255) === Op.call;
  return mayGiveWay || thread?.fault !== FaultKind.none ? undefined : thread;
}
