/** `priority`: lower number first, pre-emptive by default, with quanta and ageing. */
import { first, type Policy } from "./policy.ts";
import type { Process } from "./process.ts";

export function priority(preemptive: boolean, quantum: number, aging: number): Policy {
  // "lower number first"; "each n ticks ready raise it by one, without floor"
  const level = ({ job, raised }: Process): number => (job.priority ?? 0) - raised;
  const order = (a: Process, b: Process): number => level(a) - level(b);
  const lose = (process: Process): void => {
    process.raised = 0;
    process.readyTicks = 0;
  };
  return {
    next: (ready) => first(ready, order),
    slice: () => (quantum === 0 ? Infinity : quantum),
    ...(preemptive ? { order } : {}),
    // "lost when it waits, ends, or its quantum ends, not at dispatch"
    waits: lose,
    entered(process, how) {
      if (how === "expired") lose(process);
    },
    age({ processes }) {
      // (What it has got by then it keeps while it runs, and the ticks since the last raise with it.)
      if (aging === 0) return;
      for (const process of processes) process.raised = Math.floor(process.readyTicks / aging);
    },
  };
}
