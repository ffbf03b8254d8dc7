/**
 * The arguments of calls about synchronisation objects, checked when they run: a word that names no object of the kind is a
 * fault of the caller.
 */
import { handleIndex, type HandleKind } from "../../isa/handles.ts";
import { raiseFault } from "../cpu/fault.ts";
import type { Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";
import { FaultKind } from "../states.ts";

/** The object that argument `k` names, or undefined after a fault. */
export function objectArg<T>(
  sim: Simulation,
  thread: Thread,
  k: number,
  kind: HandleKind,
  objects: readonly T[],
): T | undefined {
  const word = sim.args[k]!;
  const object = objects[handleIndex(word, kind)];
  if (object === undefined) raiseFault(sim, thread, FaultKind.badArgument, word);
  return object;
}
