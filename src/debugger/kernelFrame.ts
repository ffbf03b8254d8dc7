/**
 * What a thread is in that is no routine of its program: the kernel's frame on top of its stack.
 */
import { Overhead, OVERHEAD_NAMES } from "../machine/events.ts";
import { objectName } from "../machine/names.ts";
import type { Simulation } from "../machine/simulation.ts";
import type { Thread } from "../machine/state.ts";
import { FaultKind, ThreadState, WAIT_NAMES } from "../machine/states.ts";
import { faultText } from "../machine/cpu/fault.ts";

/** `receive(slots)`, `context switch`, `not yet admitted`, or undefined when the thread is in its own code. */
export function kernelFrameText(sim: Simulation, thread: Thread): string | undefined {
  if (thread.fault !== FaultKind.none) return `fault: ${faultText(sim, thread)}`;
  switch (thread.state) {
    case ThreadState.new:
      return "not yet admitted";
    case ThreadState.waiting:
    case ThreadState.suspendedWaiting: {
      const object = objectName(sim, thread.waitObject);
      return `${WAIT_NAMES[thread.wait] ?? "waiting"}(${object})`;
    }
    case ThreadState.running: {
      const cpu = sim.world.cpus[thread.cpu];
      return cpu !== undefined && cpu.overhead !== Overhead.none ? OVERHEAD_NAMES[cpu.overhead] : undefined;
    }
    case ThreadState.ready:
    case ThreadState.suspendedReady:
    case ThreadState.terminated:
      return undefined;
  }
}
