/** By chance: `lottery`, `random`. The draws are those of the run it is compared with; how many there are and among what is of the rules. */
import type { Policy } from "./policy.ts";

export function lottery(quantum: number): Policy {
  return {
    isByChance: true,
    slice: () => quantum,
    // "tickets are numbered from 0 in pid order over the ready, the outgoing one included; the choice's index is the ticket"
    next(ready, view) {
      const order = [...ready].sort((a, b) => a.pid - b.pid);
      const holders = order.flatMap((process) => Array.from({ length: process.job.tickets ?? 1 }, () => process));
      return holders[view.choose("ticket", holders.length)]!;
    },
  };
}

/** "a random ready process for a random slice of 1 to 5" */
export function random(quantum: number): Policy {
  return {
    isByChance: true,
    next: (ready, view) => ready[ready.length === 1 ? 0 : view.choose("dispatch", ready.length)]!,
    slice: (_process, view) => (quantum === 1 ? 1 : 1 + view.choose("slice", quantum)),
  };
}
