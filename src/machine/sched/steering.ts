/**
 * What a person may ask of the dispatcher, under any policy: that a thread runs next, that one does not run, that only one does.
 *
 * Keeps true: kernel work and `atomic` are not interrupted: what is asked then takes effect at their end; a held thread of a
 * library gives its carrier back, so that the others of its process go on; a machine of which nothing was asked runs as ever.
 */
import { processAt, nodeOf, threadAt, type Simulation } from "../simulation.ts";
import { Phase } from "../state.ts";
import { makeWay, resumeParked, stepAside } from "../threads/turns.ts";
import { isProtected } from "./dispatcher.ts";
import { takeOff } from "./forcing.ts";
import { isHeld, settleSteering, unpark } from "./holding.ts";
import { queueInOrder } from "./readyQueue.ts";
import { policyOf } from "./scheduler.ts";

/** A new dispatch, at this tick if its CPUs have not begun to spend it. */
export function dispatchAgain({ world }: Simulation): void {
  settleSteering(world);
  world.redispatch = true;
  if (world.phase === Phase.start || world.phase === Phase.advance) world.phase = Phase.dispatch;
}

/** Takes the ready threads that are held now out of their queues, and lets those that are not any more into one. */
function sortOut(sim: Simulation): void {
  const { world } = sim;
  for (const { thread: id, why } of world.steering.parked.slice()) {
    if (isHeld(world, id)) continue;
    unpark(world, id);
    resumeParked(sim, threadAt(sim, id), why);
  }
  if (!world.steering.isOn) return;
  for (const node of world.nodes) {
    for (const queue of node.queues) {
      const held = queueInOrder(world.threads, queue, policyOf(sim, node)).filter(({ id }) => isHeld(world, id));
      for (const thread of held) stepAside(sim, thread);
    }
  }
}

/** A ready or running thread is to run next: on a CPU of its machine, -1 for any. One that was held is so no more. */
export function dispatchNext(sim: Simulation, thread: number, cpu: number): void {
  const { steering } = sim.world;
  releaseThread(sim, thread);
  if (steering.only >= 0) runOnly(sim, thread);
  const others = steering.next.filter((entry) => entry.thread !== thread && (cpu < 0 || entry.cpu !== cpu));
  steering.next.splice(0, steering.next.length, ...others, { thread, cpu, given: false });
  dispatchAgain(sim);
}

/** A thread is not to run until it is released. */
export function holdThread(sim: Simulation, thread: number): void {
  const { steering } = sim.world;
  if (!steering.held.includes(thread)) steering.held.push(thread);
  steering.next.splice(0, steering.next.length, ...steering.next.filter((entry) => entry.thread !== thread));
  dispatchAgain(sim);
  sortOut(sim);
}

/** A held thread may run again. */
export function releaseThread(sim: Simulation, thread: number): void {
  const { steering } = sim.world;
  const place = steering.held.indexOf(thread);
  if (place < 0) return;
  steering.held.splice(place, 1);
  dispatchAgain(sim);
  sortOut(sim);
}

/** Only this thread is to run, the others stay where they are; -1: everybody may again. */
export function runOnly(sim: Simulation, thread: number): void {
  sim.world.steering.only = thread;
  dispatchAgain(sim);
  sortOut(sim);
}

/** Before a dispatch: takes the held threads off their CPUs, where they can be interrupted. */
export function takeOffHeld(sim: Simulation): void {
  const { world } = sim;
  for (const cpu of world.cpus) {
    // The carrier of one may go on with another, but never with a held one.
    if (cpu.thread < 0 || !isHeld(world, cpu.thread)) continue;
    const thread = threadAt(sim, cpu.thread);
    if (isProtected(cpu, thread)) continue;
    if (!makeWay(sim, thread)) takeOff(sim, nodeOf(sim, processAt(sim, thread.pid)), cpu, 0);
  }
}
