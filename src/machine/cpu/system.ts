/**
 * The kernel's side of a system call: takes the arguments from the caller's stack, counts the cost, and hands over to the
 * handler of the call.
 *
 * Keeps true: every call that a compiled scenario can make has a handler (a test compares the tables); arguments are popped
 * and pc has passed the call before the handler runs; a handler that leaves its caller running returns the result.
 */
import { INSTRUCTION_BYTES } from "../../isa/instructions.ts";
import { PC, SP } from "../../isa/registers.ts";
import { SYSCALLS, type Syscall } from "../../isa/syscalls.ts";
import { EventKind } from "../events.ts";
import { ioCalls } from "../devices/calls.ts";
import { lockCalls } from "../ipc/locks.ts";
import { messageCalls } from "../ipc/messages.ts";
import { peek } from "../memory/memory.ts";
import { processCalls } from "../process/calls.ts";
import { threadCalls } from "../threads/calls.ts";
import { isLibraryCall } from "../threads/turns.ts";
import { emit, nodeOf, processAt, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { ThreadState } from "../states.ts";
import { factCalls } from "./calls.ts";
import type { Handler, Handlers } from "./handler.ts";

const HANDLERS: Handlers = { ...factCalls, ...processCalls, ...threadCalls, ...ioCalls, ...lockCalls, ...messageCalls };

const BY_NUMBER: readonly (Handler | undefined)[] = SYSCALLS.map((row) => HANDLERS[row.name]);

/** The calls that the kernel can carry out. */
export const HANDLED_CALLS: ReadonlySet<string> = new Set(Object.keys(HANDLERS));

/** Ticks of kernel work before the effect of a call. */
export function syscallCost(sim: Simulation, thread: Thread, call: Syscall): number {
  const process = processAt(sim, thread.pid);
  if (isLibraryCall(process, thread, call.number)) return 0;
  const { settings } = sim.image.machines[process.node]!;
  if (call.cost === "create_process") return settings.syscall + settings.create_process;
  if (call.cost === "create_thread") return settings.syscall + settings.create_thread;
  return call.cost === "syscall" ? settings.syscall : 0;
}

/** Does what the `sys` instruction at pc asks for; its cost has been paid. */
export function systemCall(sim: Simulation, thread: Thread, number: number, count: number): void {
  const process = processAt(sim, thread.pid);
  const { memory } = nodeOf(sim, process);
  const r = thread.registers;
  const { args } = sim;
  const sp = r[SP]!;
  for (let k = 0; k < count; k++) args[k] = peek(memory, process, sp + 4 * (count - 1 - k)) ?? 0;
  r[SP] = sp + 4 * count;
  r[PC] = r[PC]! + INSTRUCTION_BYTES;
  thread.workLeft = 0;
  if (!isLibraryCall(process, thread, number)) {
    thread.account.systemCalls++;
    emit(sim, EventKind.systemCalled, thread.pid, thread.id, number, thread.cpu, 0);
  }
  sim.caller = thread.id;
  const result = BY_NUMBER[number]!(sim, thread, count);
  sim.caller = -1;
  if (thread.state === ThreadState.running && SYSCALLS[number]!.result !== "none") r[0] = result;
}
