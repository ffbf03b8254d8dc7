/**
 * The fields of CPUs in expressions: `cpu[0].running`.
 *
 * Keeps true: one table for evaluation, completion and the check of conditions; a field is a number: a pid where it is a process
 * (0: none).
 */
import type { Simulation } from "../../machine/simulation.ts";
import { NEVER, type Cpu } from "../../machine/state.ts";

const FIELDS: Readonly<Record<string, (cpu: Cpu, sim: Simulation) => number>> = {
  running: (cpu, sim) => sim.world.threads[cpu.thread]?.pid ?? 0,
  last: (cpu) => Math.max(0, cpu.lastPid),
  quantum_left: (cpu, sim) => (cpu.quantumEnd === NEVER ? 0 : Math.max(0, cpu.quantumEnd - sim.world.tick)),
  overhead: (cpu) => cpu.overhead,
  user: (cpu) => cpu.user,
  kernel: (cpu) => cpu.kernel,
  idle: (cpu, sim) => Math.max(0, sim.world.tick - cpu.user - cpu.kernel),
};

/** The name that the CPUs of all machines have together, in their order. */
export const CPUS = "cpu";

export const CPU_FIELDS: readonly string[] = Object.keys(FIELDS);

/** Why there is no CPU of that number, or nothing. */
export function cpuProblem({ world: { cpus }, words }: Simulation, place: number): string | undefined {
  if (cpus[place] !== undefined) return undefined;
  return cpus.length === 1 ? words("there is only cpu[0]") : words("there are cpu[0] … cpu[{0}]", cpus.length - 1);
}

/** A field of a CPU, or a sentence that says why there is none. */
export function cpuField(sim: Simulation, place: number, name: string): number | string {
  const cpu = sim.world.cpus[place];
  if (cpu === undefined) return cpuProblem(sim, place)!;
  const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  return read === undefined ? sim.words('a CPU has no field "{0}"', name) : read(cpu, sim);
}
