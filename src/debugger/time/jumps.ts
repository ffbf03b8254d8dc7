/**
 * A person moves a thread to another place of its routine, or gives it more or less of a quantum.
 *
 * Keeps true: a thread is moved only where its stack stays right, and while it is in its own code: not in the kernel, not with the
 * interrupts off.
 */
import { codeAddress, codeIndex } from "../../isa/image.ts";
import { Flag, FLAGS, PC } from "../../isa/registers.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { NEVER, type Cpu, type Thread } from "../../machine/state.ts";
import { FaultKind, STATES, ThreadState } from "../../machine/states.ts";

function routineOf(sim: Simulation, index: number): number {
  return sim.image.routines.findIndex(({ entry, end }) => index >= entry && index < end);
}

/** Why a thread cannot be moved to an instruction, or nothing. */
export function jumpProblem(sim: Simulation, thread: Thread, index: number): string | undefined {
  const { words } = sim;
  if (thread.state !== ThreadState.ready && thread.state !== ThreadState.running)
    return words("it is {0}: only a thread in its own code can be moved", STATES[thread.state]!.name);
  const cpu = sim.world.cpus[thread.cpu];
  if (cpu !== undefined && cpu.overheadLeft > 0)
    return words("it is in the kernel: only a thread in its own code can be moved");
  if (thread.fault !== FaultKind.none) return words("it has failed");
  if ((thread.registers[FLAGS]! & Flag.interruptsOff) !== 0)
    return words("the interrupts are off: it is in a section that is not cut");
  const here = routineOf(sim, codeIndex(thread.registers[PC]!));
  const isSame = here >= 0 && here === routineOf(sim, index);
  return isSame ? undefined : words("that is another routine: the stack would not fit");
}

/** Moves it: what it had begun is left undone. */
export function jump(sim: Simulation, thread: Thread, index: number): void {
  thread.registers[PC] = codeAddress(index);
  thread.workLeft = 0;
  const cpu: Cpu | undefined = sim.world.cpus[thread.cpu];
  if (cpu === undefined) return;
  cpu.plain = false;
  if (cpu.due) cpu.followUp = true;
  cpu.due = false;
}

/** Why the rest of a quantum cannot be set, or nothing. */
export function quantumProblem(sim: Simulation, thread: Thread, value: number): string | undefined {
  const cpu = sim.world.cpus[thread.cpu];
  const { words } = sim;
  if (cpu === undefined || cpu.quantumEnd === NEVER) return words("it has no quantum now: only what runs by one has");
  return value >= 1 ? undefined : words("a quantum has at least one tick left");
}

export function setQuantum(sim: Simulation, thread: Thread, value: number): void {
  const cpu = sim.world.cpus[thread.cpu];
  if (cpu !== undefined) cpu.quantumEnd = sim.world.tick + value;
}
