/**
 * Interrupts: a device's completion takes the first CPU of its machine for as long as handling it costs.
 *
 * Keeps true: interrupts are handled one at a time in the order in which they were raised; kernel work and `atomic` on that
 * CPU go to their end first, but no M of Go that only looks for work; the thread that waited for the completion waits until
 * its handler has ended.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Interrupts.
 */
import { EventKind, Overhead } from "../events.ts";
import { isProtected } from "../sched/dispatcher.ts";
import { beginOverhead } from "../sched/scheduler.ts";
import { spinEnded } from "../threads/go.ts";
import { wake } from "../threads/turns.ts";
import { emit, threadAt, type Simulation } from "../simulation.ts";
import type { Cpu, IoRequest, Node } from "../state.ts";

/** A request was served: at once its thread goes on, or when the interrupt has been handled. */
export function raiseInterrupt(sim: Simulation, index: number, request: IoRequest): void {
  const cost = sim.image.machines[index]!.settings.interrupt;
  if (cost === 0) {
    countInterrupt(sim, sim.world.nodes[index]!);
    conclude(sim, request);
    return;
  }
  sim.world.nodes[index]!.interrupts.push(request);
  sim.world.redispatch = true;
}

/** Counts an interrupt for the thread that it interrupts, if there is one. */
function countInterrupt(sim: Simulation, node: Node): void {
  const thread = sim.world.threads[sim.world.cpus[node.cpus[0]!]!.thread];
  if (thread !== undefined) thread.account.interrupts++;
}

/** The thread whose request was served goes on. */
function conclude(sim: Simulation, request: IoRequest): void {
  if (request.thread < 0) return;
  const thread = threadAt(sim, request.thread);
  if (request.kind !== "io") thread.registers[0] = request.kind === "read" ? request.value : 0;
  wake(sim, thread, 0);
}

/** Begins to handle the interrupts that can be. */
export function handleInterrupts(sim: Simulation): void {
  for (const node of sim.world.nodes) {
    if (node.interrupts.length > 0 && !node.handling) handleNext(sim, node);
  }
}

function handleNext(sim: Simulation, node: Node): void {
  const cpu = sim.world.cpus[node.cpus[0]!]!;
  if (cpu.spinner > 0) spinEnded(sim, cpu);
  if (cpu.overheadLeft > 0) return;
  const thread = sim.world.threads[cpu.thread];
  if (thread !== undefined && isProtected(cpu, thread)) return;
  node.handling = true;
  countInterrupt(sim, node);
  // A begun instruction goes on after the handler; the CPU no longer does one tick by itself.
  cpu.plain = false;
  beginOverhead(sim, cpu, Overhead.interrupt, sim.image.machines[node.index]!.settings.interrupt);
}

/** The handler on a CPU has ended. */
export function endInterrupt(sim: Simulation, cpu: Cpu): void {
  const node = sim.world.nodes[cpu.node]!;
  const thread = sim.world.threads[cpu.thread];
  emit(sim, EventKind.overheadEnded, thread?.pid ?? 0, cpu.thread, cpu.index, Overhead.interrupt, 0);
  node.handling = false;
  conclude(sim, node.interrupts.shift()!);
}
