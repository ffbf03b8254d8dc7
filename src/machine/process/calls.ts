/**
 * The calls about processes: pid, exit, and what a failed assertion compiles to.
 */
import { handleIndex } from "../../isa/handles.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { EventKind } from "../events.ts";
import { PC } from "../../isa/registers.ts";
import { ASSERT_FAILED } from "../../isa/syscalls.ts";
import { emit, processAt } from "../simulation.ts";
import { EndKind, FaultKind } from "../states.ts";
import { endProcess } from "./lifecycle.ts";

export const processCalls: Handlers = {
  pid: (_sim, thread) => thread.pid,
  exit: (sim, thread, count) => {
    endProcess(
      sim,
      processAt(sim, thread.pid),
      EndKind.exited,
      count > 0 ? sim.args[0]! : 0,
      "",
    );
    return 0;
  },
  [ASSERT_FAILED]: (sim, thread, count) => {
    const message = count > 0 ? handleIndex(sim.args[0]!, "text") : -1;
    raiseFault(sim, thread, FaultKind.assertionFailed, message);
    emit(
      sim,
      EventKind.assertionFailed,
      thread.pid,
      thread.id,
      thread.registers[PC]!,
      0,
      0,
    );
    return 0;
  },
};
