/**
 * Looking for data races while a simulation runs.
 *
 * Keeps true: the outcome is the same with and without it, by trace hash; it has to be there from the first tick on, and sees
 * one way through time only: who goes back in time makes a run of its own for it (`findRaces`).
 */
import { CODE_BASE } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import type { SharedWatch } from "../cpu/interpreter.ts";
import type { Simulation } from "../simulation.ts";
import { Phase } from "../state.ts";
import { RaceDetector, type AccessKind } from "./race.ts";

const isIndivisible = (op: number): boolean => op >= Op.tas && op <= Op.swp;

/** The tick at whose end what happens now takes effect. */
function effectTick(sim: Simulation): number {
  return sim.world.tick + (sim.world.phase === Phase.advance ? 1 : 0);
}

/** What `atomic` excludes from each other: the sections of one CPU. */
const cpuKey = (cpu: number): number => cpu + 1;

function watchOf(sim: Simulation, detector: RaceDetector, cpu: number): SharedWatch {
  const thread = (): number => sim.world.cpus[cpu]!.thread;
  return {
    access: (address, writes) => {
      const index = (sim.executions[cpu]!.registers[PC]! - CODE_BASE) >>> 3;
      const isAtomic = isIndivisible(sim.image.code[index << 1]! & 255);
      // An indivisible instruction reads and writes: it is one access.
      if (isAtomic && writes) return;
      const kind: AccessKind = isAtomic ? "indivisible" : writes ? "write" : "read";
      detector.access(thread(), address, kind, index, effectTick(sim));
    },
    section: (begins) => {
      if (begins) detector.acquire(thread(), cpuKey(cpu));
      else detector.release(thread(), cpuKey(cpu));
    },
  };
}

/**
 * Begins to look for races in a simulation at tick 0; what is found is in `races` of the result, as it is found.
 */
export function detectRaces(sim: Simulation): RaceDetector {
  const detector = new RaceDetector();
  sim.races = detector;
  sim.executions.forEach((execution, cpu) => {
    execution.sharedBytes = 0;
    execution.watch = watchOf(sim, detector, cpu);
  });
  return detector;
}
