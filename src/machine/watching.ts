/**
 * Watching a run closely: each access to memory as it is carried out, and the world after each step. Who watches looks for data
 * races, or stops where a word is read, written or changed.
 *
 * Keeps true: while anybody watches, a step is one phase, and at most one instruction or one tick; while nobody does, nothing is
 * paid for it, and next to nothing for a process that nobody needs to look into; a watcher never changes the machine, and the
 * outcome is the same with it and without, by trace hash.
 */
import type { Execution } from "./cpu/interpreter.ts";
import type { AddressSpace } from "./memory/memory.ts";
import type { Simulation } from "./simulation.ts";
import type { Process } from "./state.ts";

/** Somebody who watches. */
export interface Watcher {
  /** Whether it belongs to the run, and watches as well when a stretch of the run is done again. */
  readonly isOfRun: boolean;
  /** The words whose accesses it is told of: those of the shared region at least, and of processes with several threads, or of all. */
  readonly reach: "shared" | "threaded" | "all";
  /** The thread on a CPU is about to read or write a word, and may. */
  readonly access?: (cpu: number, address: number, writes: boolean) => void;
  /** It begins or ends `atomic`. */
  readonly section?: (cpu: number, begins: boolean) => void;
  /** After each step. */
  readonly stepped?: () => void;
}

function watchExecution(execution: Execution, cpu: number, watchers: readonly Watcher[]): void {
  const reaches = watchers.filter(({ access }) => access !== undefined).map(({ reach }) => reach);
  const isWatched = reaches.length > 0;
  execution.sharedBytes = isWatched ? 0 : execution.memory.sharedBytes;
  execution.hidden = undefined;
  execution.watch = isWatched
    ? {
        isPrivate: reaches.includes("all"),
        isThreaded: reaches.includes("threaded"),
        access: (address, writes) => {
          for (const watcher of watchers) watcher.access?.(cpu, address, writes);
        },
        section: (begins) => {
          for (const watcher of watchers) watcher.section?.(cpu, begins);
        },
      }
    : undefined;
}

/** A space in which every access is one to be resolved. */
const NOTHING: AddressSpace = { table: new Int32Array(0), spaceBytes: 0 };

/** The space of a process, on an execution record that is watched: each access to it is resolved, and so told, where that is wanted. */
export function hideSpace(x: Execution, process: Process): void {
  const { watch } = x;
  if (watch === undefined) return;
  x.hidden = undefined;
  if (!watch.isPrivate && !(watch.isThreaded && process.threads.length > 1)) return;
  x.hidden = process;
  x.space = NOTHING;
}

/** Those watch from now on, and nobody else. */
export function setWatchers(sim: Simulation, watchers: readonly Watcher[]): void {
  sim.watchers = watchers;
  sim.executions.forEach((execution, cpu) => {
    watchExecution(execution, cpu, watchers);
  });
}
