/**
 * The account of a carrier: what the kernel books to an LWP or an M, whoever it carried.
 *
 * Keeps true: the accounts of the carriers of a process are those of its threads, summed.
 */
import { accountNow } from "../metrics.ts";
import type { Simulation } from "../simulation.ts";
import type { Carrier } from "./state.ts";

/** Ticks of user and of kernel work of a carrier so far. */
export function carrierAccount(sim: Simulation, carrier: Carrier): { readonly user: number; readonly kernel: number } {
  const { user, kernel } = carrier;
  const thread = sim.world.threads[carrier.thread];
  if (thread === undefined) return { user, kernel };
  const now = accountNow(sim, thread);
  return { user: user + now.user, kernel: kernel + now.kernel };
}
