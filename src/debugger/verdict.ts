/**
 * The verdict on a run in words: how it ended, and each process's end with its metrics.
 */
import { processMetrics } from "../machine/metrics.ts";
import type { Simulation } from "../machine/simulation.ts";
import { Ended } from "../machine/state.ts";
import { EndKind, END_NAMES } from "../machine/states.ts";

/** Processes that are named one by one. */
const MOST = 50;

function processLine(sim: Simulation, pid: number): string {
  const process = sim.world.processes[pid]!;
  const m = processMetrics(sim, pid);
  const end =
    process.end === EndKind.exited
      ? `exited with ${process.exitValue}`
      : [END_NAMES[process.end]!, process.endReason].filter((t) => t !== "").join(": ");
  const finish = process.end === EndKind.alive ? "" : ` at ${process.finish}`;
  return `  ${pid} ${process.name}: ${end}${finish} · waiting ${m.waiting} · turnaround ${m.turnaround ?? "–"} · blocked ${m.blocked} · switches ${m.switches}`;
}

/** The lines of the verdict. */
export function verdictLines(sim: Simulation): string[] {
  const { world } = sim;
  const head =
    world.ended === Ended.finished
      ? `Every process has ended, at tick ${world.tick}.`
      : `The run ended at tick ${world.tick}: ${world.endReason}.`;
  const shown = world.processes.slice(1, MOST + 1).map((process) => processLine(sim, process.pid));
  const more = world.processes.length - 1 - shown.length;
  return [head, ...shown, ...(more > 0 ? [`  … and ${more} more`] : [])];
}
