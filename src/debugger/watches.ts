/**
 * What to look for on the way back through a run: the moments at which going forward would have stopped.
 */
import { EventKind } from "../machine/events.ts";
import type { Simulation } from "../machine/simulation.ts";
import type { CodeMap } from "./codeMap.ts";
import { frameLevel } from "./frames.ts";
import type { Watch } from "./history.ts";
import { cpuOf, type Granularity } from "./stepping.ts";

/** The starts of a thread's statements, or its instructions; of statements, those of its frame and of the ones around it. */
export function stepWatch(sim: Simulation, map: CodeMap, threadId: number, granularity: Granularity): Watch {
  const thread = sim.world.threads[threadId];
  const level = thread === undefined ? 0 : frameLevel(map, thread);
  const isEach = granularity === "instruction";
  const marks = isEach ? new Uint8Array(sim.marks.length).fill(1) : map.starts;
  return { marks, isStop: (t) => t.id === threadId && (isEach || frameLevel(map, t) >= level) };
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
