/**
 * Runs an image and writes down who ran when, and what became of each process: what the tests of schedulers compare.
 */
import type { Image } from "../../../src/isa/image.ts";
import { boot, type BootOptions } from "../../../src/machine/boot.ts";
import { Overhead } from "../../../src/machine/events.ts";
import type { Simulation } from "../../../src/machine/simulation.ts";
import { run } from "../../../src/machine/step.ts";

/** [from, to, who] on one CPU. */
export type GanttRow = readonly [from: number, to: number, name: string];

/** What is compared: the chart of each CPU, and for each process its accounts. */
export interface Schedule {
  readonly gantt: readonly (readonly GanttRow[])[];
  readonly processes: Readonly<
    Record<
      string,
      { readonly finish: number; readonly waiting: number; readonly first: number; readonly missed: number }
    >
  >;
}

/** Appends a stretch, joined to the one before when that is the same process going on. */
export function append(rows: GanttRow[], row: GanttRow): void {
  const last = rows[rows.length - 1];
  if (last?.[1] === row[0] && last[2] === row[2]) rows[rows.length - 1] = [last[0], row[1], row[2]];
  else rows.push(row);
}

export interface RunOptions extends BootOptions {
  readonly until?: number;
  /** Looks at the simulation after every step. */
  readonly check?: (sim: Simulation) => void;
}

/** The schedule of a run, and the simulation as it stands at its end. */
export function scheduleOf(image: Image, options: RunOptions = {}): { schedule: Schedule; sim: Simulation } {
  const sim = boot(image, options);
  const gantt: GanttRow[][] = sim.world.cpus.map(() => []);
  sim.observeSpan = (cpu, thread, overhead, from, to) => {
    if (thread < 0 || overhead !== Overhead.none) return;
    const { pid } = sim.world.threads[thread]!;
    append(gantt[cpu.index]!, [from, to, sim.world.processes[pid]!.name]);
  };
  if (options.until !== undefined) sim.horizon = options.until;
  if (options.check === undefined) run(sim, Infinity);
  else while (run(sim, 1) === 0) options.check(sim);
  const processes = Object.fromEntries(
    sim.world.processes.slice(1).map((process) => {
      const { account, firstRun } = sim.world.threads[process.threads[0]!]!;
      const waiting = account.job + account.ready;
      return [process.name, { finish: process.finish, waiting, first: firstRun, missed: process.misses }];
    }),
  );
  return { schedule: { gantt, processes }, sim };
}
