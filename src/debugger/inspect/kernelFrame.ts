/**
 * What a thread is in that is no routine of its program: the kernel's frame on top of its stack.
 */
import { Overhead, OVERHEAD_NAMES } from "../../machine/events.ts";
import { faultText } from "../../machine/cpu/fault.ts";
import { objectName } from "../../machine/names.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { END_NAMES, EndKind, FaultKind, ThreadState, WAIT_NAMES, WaitKind } from "../../machine/states.ts";
import { arrivalText, waitText } from "./names.ts";
import { callName } from "../time/stepInto.ts";

/** Waits that are told by more than the name of an object. */
const TOLD_WAITS: ReadonlySet<WaitKind> = new Set([WaitKind.timer, WaitKind.device, WaitKind.child, WaitKind.thread]);

function waitFrame(sim: Simulation, thread: Thread): string {
  const object = TOLD_WAITS.has(thread.wait) ? "" : objectName(sim, thread.waitObject);
  return object === "" ? waitText(sim, thread) : `${WAIT_NAMES[thread.wait] ?? "wait"}(${object})`;
}

function endFrame(sim: Simulation, thread: Thread): string {
  const { end, exitValue } = processAt(sim, thread.pid);
  const { words } = sim;
  if (end === EndKind.alive) return words("ended with {0}", thread.exitValue);
  return end === EndKind.exited ? words("exited with {0}", exitValue) : words(END_NAMES[end]!);
}

/** `receive(slots)`, `context switch`, `not yet admitted`, or undefined when the thread is in its own code. */
export function kernelFrameText(sim: Simulation, thread: Thread): string | undefined {
  const { words } = sim;
  if (thread.fault !== FaultKind.none) return words("fault: {0}", faultText(sim, thread));
  switch (thread.state) {
    case ThreadState.new:
      return arrivalText(sim, thread) ?? words("not yet admitted");
    case ThreadState.waiting:
    case ThreadState.suspendedWaiting:
      return waitFrame(sim, thread);
    case ThreadState.running: {
      const cpu = sim.world.cpus[thread.cpu];
      if (cpu === undefined || cpu.overhead === Overhead.none) return undefined;
      const name = words(OVERHEAD_NAMES[cpu.overhead]!);
      return cpu.overhead === Overhead.systemCall ? `${name}: ${callName(sim, thread)}` : name;
    }
    case ThreadState.suspendedReady:
      return processAt(sim, thread.pid).swapped ? words("swapped out") : words("suspended");
    case ThreadState.ready:
      return undefined;
    case ThreadState.terminated:
      return endFrame(sim, thread);
  }
}
