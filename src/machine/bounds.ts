/**
 * Bounds that a program comes to: its call returns ERR_BOUND, and the trace says which bound of `base/limits.ts` it was.
 *
 * Keeps true: a bound is never reached in silence; what was asked is not done, not even in part.
 */
import { LIMITS } from "../base/limits.ts";
import { ERR } from "../isa/errors.ts";
import { EventKind } from "./events.ts";
import { emitText, type Simulation } from "./simulation.ts";

/** The name of a bound. */
export type Bound = keyof typeof LIMITS;

/** The call under way has come to a bound: says so, and is the call's result. */
export function atBound(sim: Simulation, bound: Bound): number {
  const thread = sim.world.threads[sim.caller];
  emitText(sim, EventKind.boundReached, thread?.pid ?? 0, thread?.id ?? -1, LIMITS[bound], bound);
  return ERR.ERR_BOUND;
}
