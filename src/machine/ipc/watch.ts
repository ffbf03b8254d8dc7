/**
 * Looking for data races while a simulation runs. Each is told to the observer as an event of its own, `raceFound`.
 *
 * Keeps true: the outcome is the same with and without it: what it tells is no part of the trace hash. It may begin at any
 * moment, and finds the races of what follows. It sees one way through time: who goes back puts back what was known then.
 */
import { CODE_BASE, DATA_BASE } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { EventKind } from "../events.ts";
import { peek } from "../memory/memory.ts";
import { threadAt, type Simulation } from "../simulation.ts";
import { Phase } from "../state.ts";
import { setWatchers, type Watcher } from "../watching.ts";
import { RaceDetector, type AccessKind, type Race, type Section } from "./race.ts";

/** What an indivisible instruction stores, where it finds `old`: `a` and `c` are the registers that it names. */
const STORED: Readonly<Record<number, (old: number, a: number, c: number) => number>> = {
  [Op.tas]: () => 1,
  [Op.cas]: (old, a, c) => (old === a ? c : old),
  [Op.faa]: (old, _a, c) => (old + c) | 0,
  [Op.swp]: (_old, _a, c) => c,
};

/** How the instruction that a CPU is about to carry out touches a word. */
export function accessKind(sim: Simulation, cpu: number, index: number, address: number, writes: boolean): AccessKind {
  const { registers, memory, space, hidden } = sim.executions[cpu]!;
  const word = sim.image.code[index << 1]!;
  const stored = STORED[word & 255];
  if (stored === undefined) return writes ? "write" : "read";
  const old = peek(memory, hidden ?? space, address)!;
  const isChange = stored(old, registers[(word >>> 8) & 15]!, registers[(word >>> 16) & 15]!) !== old;
  return isChange ? "indivisible change" : "indivisible";
}

/** The tick at whose end what happens now takes effect. */
export function effectTick(sim: Simulation): number {
  return sim.world.tick + (sim.world.phase === Phase.advance ? 1 : 0);
}

/** What `atomic` excludes from each other: the sections of one CPU. */
const cpuKey = (cpu: number): number => cpu + 1;

/** The data section of a thread's process, if the word is in it and there are other threads; else undefined: it is a stack's, say. */
function sectionOf({ world, image }: Simulation, thread: number, address: number): Section | undefined {
  const { pid, program, threads } = world.processes[world.threads[thread]!.pid]!;
  const isData = threads.length > 1 && address < DATA_BASE + image.programs[program]!.dataBytes;
  return isData ? { pid, program } : undefined;
}

function watcherOf(sim: Simulation): Watcher {
  const threadOf = (cpu: number): number => sim.world.cpus[cpu]!.thread;
  return {
    isOfRun: true,
    reach: "threaded",
    access: (cpu, address, writes) => {
      const section = address < DATA_BASE ? undefined : sectionOf(sim, threadOf(cpu), address);
      if (section === undefined && address >= DATA_BASE) return;
      const index = (sim.executions[cpu]!.registers[PC]! - CODE_BASE) >>> 3;
      const kind = accessKind(sim, cpu, index, address, writes);
      // An indivisible instruction reads and writes: it is one access.
      if (writes && kind !== "write") return;
      sim.races?.access(threadOf(cpu), address, kind, index, effectTick(sim), section);
    },
    section: (cpu, begins) => {
      if (begins) sim.races?.acquire(threadOf(cpu), cpuKey(cpu));
      else sim.races?.release(threadOf(cpu), cpuKey(cpu));
    },
  };
}

/** The place in the image of the shared variable that holds an address. */
function variableAt(sim: Simulation, address: number): number {
  return sim.image.shared.findIndex((each) => address >= each.address && address < each.address + each.words * 4);
}

function tellRace(sim: Simulation, { address, section, first, second }: Race): void {
  const [pid, other] = [threadAt(sim, second.thread).pid, threadAt(sim, first.thread).pid];
  const variable = section === undefined ? variableAt(sim, address) : -1;
  // It is told with the tick of its second access: that of the world may be the one before.
  sim.observe?.(EventKind.raceFound, second.tick, pid, second.thread, other, variable, first.tick, "");
}

/** A detector that knows nothing yet, and tells the observer of the simulation. */
function newDetector(sim: Simulation): RaceDetector {
  const detector = new RaceDetector();
  detector.onRace = (race) => tellRace(sim, race);
  return detector;
}

/**
 * Begins to look for races in a simulation, if nobody does yet; what is found is in `races` of the result, as it is found.
 */
export function detectRaces(sim: Simulation): RaceDetector {
  if (sim.races !== undefined) return sim.races;
  const detector = newDetector(sim);
  sim.races = detector;
  setWatchers(sim, [...sim.watchers, watcherOf(sim)]);
  return detector;
}

/** The simulation was taken to another moment: what was known then of races is known again; undefined: nothing was. */
export function restoreRaces(sim: Simulation, known: RaceDetector | undefined): void {
  if (sim.races !== undefined) sim.races = known?.copy() ?? newDetector(sim);
}
