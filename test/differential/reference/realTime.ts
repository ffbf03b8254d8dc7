/** By deadlines and periods: `edf`, `rate_monotonic`. */
import { first, type Policy } from "./policy.ts";
import type { Process } from "./process.ts";

/** "`deadline` is relative to the release, by default the period"; nobody's who has neither. */
export function deadlineOf({ job, release }: Process): number {
  const relative = job.deadline ?? job.period;
  return relative === undefined ? Infinity : release + relative;
}

function byKey(key: (process: Process) => number): Policy {
  // "Without period or deadline: last, FCFS."
  const order = (a: Process, b: Process): number => (key(a) === key(b) ? 0 : key(a) - key(b));
  return { next: (ready) => first(ready, order), slice: () => Infinity, order };
}

export const edf = byKey(deadlineOf);

export const rateMonotonic = byKey(({ job }) => job.period ?? Infinity);
