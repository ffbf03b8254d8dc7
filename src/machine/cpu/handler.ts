/**
 * What the kernel's handler of a system call is. Handlers live with what they are about: processes, devices, messages.
 */
import type { Simulation } from "../simulation.ts";
import type { Thread } from "../state.ts";

/**
 * Carries out one call for `thread`; the arguments are `sim.args[0 … count - 1]`.
 * @returns the result, for r0, if the caller is still running
 */
export type Handler = (sim: Simulation, thread: Thread, count: number) => number;

/** Handlers by the name of the call. */
export type Handlers = Readonly<Record<string, Handler>>;
