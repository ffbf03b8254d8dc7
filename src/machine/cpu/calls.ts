/**
 * The calls about the CPU and the machine's facts: yield, sleep, clock, cpu, random.
 */
import { block, yieldCpu } from "../threads/turns.ts";
import { chooseOf } from "../simulation.ts";
import { FaultKind, WaitKind } from "../states.ts";
import { raiseFault } from "./fault.ts";
import { startTimer } from "../devices/timers.ts";
import type { Handlers } from "./handler.ts";

export const factCalls: Handlers = {
  yield: (sim, thread) => {
    yieldCpu(sim, thread);
    return 0;
  },
  sleep: (sim, thread) => {
    const ticks = sim.args[0]!;
    if (ticks < 0) raiseFault(sim, thread, FaultKind.negativeTime, ticks);
    else if (ticks === 0) yieldCpu(sim, thread);
    else {
      block(sim, thread, WaitKind.timer, ticks);
      startTimer(sim, thread, sim.world.tick + ticks, WaitKind.timer);
    }
    return 0;
  },
  clock: (sim) => sim.world.tick | 0,
  cpu: (sim, thread) => sim.world.cpus[thread.cpu]!.number,
  random: (sim, thread) => {
    const n = sim.args[0]!;
    if (n >= 1) return chooseOf(sim, "random", n);
    raiseFault(sim, thread, FaultKind.badArgument, n);
    return 0;
  },
};
