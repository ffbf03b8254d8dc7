/**
 * Faults: what a thread did that the machine cannot carry out.
 *
 * Keeps true: a fault is an event of the trace and a mark on the thread, which stays where it is so that it can be looked at;
 * the next step ends its process (process/ending.ts). It is never an exception of the tool.
 */
import { phrase, say, type Said } from "../../base/words.ts";
import { INSTRUCTION_BYTES } from "../../isa/instructions.ts";
import { PC } from "../../isa/registers.ts";
import { EventKind } from "../events.ts";
import { showWord } from "../names.ts";
import { emit, type Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { FAULT_TEXTS, FaultKind } from "../states.ts";

/** Marks the thread with a fault of the instruction at pc. */
export function markFault(sim: Simulation, thread: Thread, fault: FaultKind, value: number): void {
  thread.fault = fault;
  thread.faultValue = value;
  emit(sim, EventKind.faulted, thread.pid, thread.id, fault, value, thread.registers[PC]!);
}

/** Marks the thread with a fault of the system call that it has just made. */
export function raiseFault(sim: Simulation, thread: Thread, fault: FaultKind, value: number): void {
  thread.registers[PC] = thread.registers[PC]! - INSTRUCTION_BYTES;
  markFault(sim, thread, fault, value);
}

const ADDRESS_FAULTS: ReadonlySet<FaultKind> = new Set([
  FaultKind.unmappedMemory,
  FaultKind.readOnlyMemory,
  FaultKind.misalignedAddress,
  FaultKind.badAddress,
]);

/** What the sentence is made of that says what the fault is. */
export function faultSaid(sim: Simulation, thread: Thread): Said {
  const value = thread.faultValue;
  if (thread.fault === FaultKind.assertionFailed) {
    const message = sim.image.texts[value] ?? "";
    return message === "" ? [phrase("assertion failed")] : [phrase("assertion failed: {0}"), message];
  }
  const isAddress = ADDRESS_FAULTS.has(thread.fault);
  const shown = isAddress ? `0x${(value >>> 0).toString(16).padStart(4, "0")}` : showWord(sim, value);
  return [FAULT_TEXTS[thread.fault]!, shown];
}

/** That sentence. */
export function faultText(sim: Simulation, thread: Thread): string {
  return say(sim.words, faultSaid(sim, thread));
}
