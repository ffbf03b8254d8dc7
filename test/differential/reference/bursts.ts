/** By the next CPU burst: `sjf`, `srtf`, `hrrn`. */
import { compare, fraction } from "./fraction.ts";
import { first, type Policy } from "./policy.ts";
import type { Process } from "./process.ts";

/** "the next CPU burst is all ticks up to the next wait or end": a yield is neither, nor a sleep of 0 ticks, which yields. */
function burst({ job, at, left }: Process, syscall: number): number {
  let ticks = left;
  for (const step of job.steps.slice(at)) {
    ticks += step.call === "compute" ? step.ticks : syscall;
    if (step.call === "io" || (step.call === "sleep" && step.ticks > 0)) return ticks;
  }
  return ticks + syscall;
}

/** `sjf`; pre-emptive, it is `srtf`. Equal ones: "the first to have entered the ready queue". */
export function shortest(preemptive: boolean, syscall: number): Policy {
  const order = (a: Process, b: Process): number => burst(a, syscall) - burst(b, syscall);
  return { next: (ready) => first(ready, order), slice: () => Infinity, ...(preemptive ? { order } : {}) };
}

export function highestRatio(syscall: number): Policy {
  return {
    next(ready, { now }) {
      return first(ready, (a, b) => {
        const [s, other] = [burst(a, syscall), burst(b, syscall)];
        // "s = 0 goes first"
        if (s === 0 || other === 0) return Number(s !== 0) - Number(other !== 0);
        // "(w + s) / s compared exactly, w = ticks since it last became ready"
        const ratio = fraction(now - a.readySince + s, s);
        return compare(fraction(now - b.readySince + other, other), ratio);
      });
    },
    slice: () => Infinity,
  };
}
