/**
 * What is added to the state of the machines, as far as it adds up: see `measure.ts`, which asks how much it has become.
 */
import type { World } from "./state.ts";

/** About how many bytes a new one of each kind takes of the host. */
export const GROWTH = { process: 1600, thread: 1400, message: 300, mailbox: 600, word: 8 } as const;

/** So many bytes are added to the state of the machines. */
export function grows(world: World, bytes: number): void {
  world.grown += bytes;
}
