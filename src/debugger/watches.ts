/**
 * What to look for on the way back through a run: the moments at which going forward would have stopped.
 */
import { codeIndex } from "../isa/image.ts";
import { PC } from "../isa/registers.ts";
import { EventKind } from "../machine/events.ts";
import type { Simulation } from "../machine/simulation.ts";
import type { Thread } from "../machine/state.ts";
import type { BreakpointSet } from "./breakpointSet.ts";
import type { CodeMap } from "./codeMap.ts";
import { pendingChoice } from "./deeds.ts";
import { frameLevel } from "./frames.ts";
import type { Watch } from "./history.ts";
import type { Granularity } from "./stepping.ts";

/** The starts of a thread's statements, or its instructions; of statements, those of its frame and of the ones around it. */
export function stepWatch(sim: Simulation, map: CodeMap, threadId: number, granularity: Granularity): Watch {
  const thread = sim.world.threads[threadId];
  const level = thread === undefined ? 0 : frameLevel(map, thread);
  const isEach = granularity === "instruction";
  const marks = isEach ? new Uint8Array(sim.marks.length).fill(1) : map.starts;
  return { marks, isStop: (t) => t.id === threadId && (isEach || frameLevel(map, t) >= level) };
}

/** Where any breakpoint would stop; `idsAt` says which of those in the source do. */
export function breakpointWatch(
  sim: Simulation,
  breakpoints: BreakpointSet,
  idsAt: (thread: Thread, index: number) => readonly number[],
): Watch {
  const marks = new Uint8Array(sim.marks.length);
  breakpoints.mark(marks);
  const isStop = (t: Thread): boolean => idsAt(t, codeIndex(t.registers[PC]!)).length > 0;
  const asks = sim.onChoice !== undefined && sim.hardware.some(({ scheduler }) => scheduler.name === "manual");
  const watch = asks ? { marks, isStop, isChoice: () => pendingChoice(sim) !== undefined } : { marks, isStop };
  if (breakpoints.events.length === 0) return watch;
  return { ...watch, isEvent: (kind, tick, fields) => breakpoints.atEvent(kind, tick, fields).length > 0 };
}

export function contextSwitchWatch(sim: Simulation): Watch {
  return { marks: new Uint8Array(sim.marks.length), isEvent: (kind) => kind === EventKind.contextSwitched };
}

/** Whether a watch can find anything at all. */
export function isBlind(watch: Watch): boolean {
  return watch.isChoice === undefined && watch.isEvent === undefined && watch.marks.every((mark) => mark === 0);
}
