/**
 * The calls about processes: who they are, how they come into being, wait for each other and end.
 */
import { phrase, type Said } from "../../base/words.ts";
import { handleIndex } from "../../isa/handles.ts";
import { PC } from "../../isa/registers.ts";
import { ASSERT_FAILED } from "../../isa/syscalls.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Handlers } from "../cpu/handler.ts";
import { EventKind } from "../events.ts";
import { checkDeadlock } from "../ipc/deadlock.ts";
import { downSemaphore } from "../ipc/locks.ts";
import { emit, processAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { EndKind, FaultKind, ThreadState } from "../states.ts";
import { ERR } from "../../isa/errors.ts";
import { changePriority, exec, fork, start } from "./duplication.ts";
import { endByOther, endProcess, refusal } from "./ending.ts";
import { hasRunnableChild, seeEnd, waitForChild } from "./family.ts";
import { endJob, isPeriodic } from "./periodic.ts";
import { resumeByOther, suspendByOther } from "./suspension.ts";

function exit(sim: Simulation, thread: Thread, count: number): number {
  const process = processAt(sim, thread.pid);
  const value = count > 0 ? sim.args[0]! : 0;
  if (isPeriodic(process)) endJob(sim, thread, value);
  else endProcess(sim, process, EndKind.exited, value, null);
  return 0;
}

function wait(sim: Simulation, thread: Thread, count: number): number {
  const wanted = count > 0 ? sim.args[0]! : undefined;
  if (wanted !== undefined && handleIndex(wanted, "semaphore") >= 0) return downSemaphore(sim, thread);
  const result = waitForChild(sim, thread, wanted);
  if (thread.state === ThreadState.waiting && !hasRunnableChild(sim, processAt(sim, thread.pid)))
    checkDeadlock(sim, thread);
  return result;
}

/** A call about another process says that this is no more: its caller has seen its end. */
function about(sim: Simulation, thread: Thread, result: number): number {
  const process = sim.world.processes[sim.args[0]!];
  if (result === ERR.ERR_NO_PROCESS && process !== undefined && process.end !== EndKind.alive)
    seeEnd(sim, process, thread.id);
  return result;
}

function kill(sim: Simulation, thread: Thread): number {
  const { name } = processAt(sim, thread.pid);
  const reason: Said = [phrase("killed by {0} ({1})"), name, thread.pid];
  return about(sim, thread, endByOther(sim, sim.args[0]!, thread.pid, EndKind.killed, reason));
}

/** A parent ends its child, or a process itself. */
function abort(sim: Simulation, thread: Thread): number {
  const pid = sim.args[0]!;
  const { name } = processAt(sim, thread.pid);
  const refused = refusal(sim, pid);
  if (refused !== 0) return about(sim, thread, refused);
  if (pid !== thread.pid && processAt(sim, pid).parent !== thread.pid) return ERR.ERR_DENIED;
  return endByOther(sim, pid, thread.pid, EndKind.aborted, [phrase("aborted by {0} ({1})"), name, thread.pid]);
}

function setPriorityOf(sim: Simulation, thread: Thread): number {
  const [pid, priority] = [sim.args[0]!, sim.args[1]!];
  const refused = refusal(sim, pid);
  if (refused === 0) changePriority(sim, processAt(sim, pid), priority);
  return about(sim, thread, refused);
}

function suspend(sim: Simulation, thread: Thread): number {
  const pid = sim.args[0]!;
  return about(sim, thread, suspendByOther(sim, sim.world.processes[pid], pid, thread.pid));
}

function resume(sim: Simulation, thread: Thread): number {
  const pid = sim.args[0]!;
  return about(sim, thread, resumeByOther(sim, sim.world.processes[pid], pid));
}

function assertFailed(sim: Simulation, thread: Thread, count: number): number {
  const message = count > 0 ? handleIndex(sim.args[0]!, "text") : -1;
  raiseFault(sim, thread, FaultKind.assertionFailed, message);
  emit(sim, EventKind.assertionFailed, thread.pid, thread.id, thread.registers[PC]!, 0, 0);
  return 0;
}

export const processCalls: Handlers = {
  pid: (_sim, thread) => thread.pid,
  ppid: (sim, thread) => processAt(sim, thread.pid).parent,
  fork,
  start,
  exec,
  exit,
  wait,
  status: (_sim, thread) => thread.childStatus,
  kill,
  abort,
  suspend,
  resume,
  set_priority: setPriorityOf,
  [ASSERT_FAILED]: assertFailed,
};
