/** In proportion to a share: `stride` by tickets, `fair` by nice. */
import { compare, fraction, larger, plus, type Fraction } from "./fraction.ts";
import { first, type Policy, type View } from "./policy.ts";
import type { Process } from "./process.ts";

/** "its table, 1024 at 0": `sched_prio_to_weight` of Linux, from nice −20 to 19. */
const WEIGHTS = [
  ...[88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916],
  ...[9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277],
  ...[1024, 820, 655, 526, 423, 335, 272, 215, 172, 137],
  ...[110, 87, 70, 56, 45, 36, 29, 23, 18, 15],
];

const weight = ({ job }: Process): number => WEIGHTS[(job.nice ?? 0) + 20]!;

const isIn = ({ state }: Process): boolean => state === "ready" || state === "running";

/** What both have in common: a pass that grows, and the least of them. */
function shares(cpus: number, hasOneQueue: boolean, growth: (process: Process) => Fraction): Policy {
  // "For `stride` and `fair` alike *the least never falls*: it is remembered while nobody is ready or running" (where each CPU
  // has a queue of its own, of each queue)
  const least = Array.from({ length: cpus }, () => fraction(0));
  const queueOf = ({ cpu }: Process): number => (hasOneQueue ? 0 : cpu);
  const remember = ({ processes }: View, but?: Process): void => {
    for (const queue of least.keys()) {
      const members = processes.filter((each) => isIn(each) && each !== but && queueOf(each) === queue);
      const [lowest] = members.map(({ pass }) => pass).sort(compare);
      if (lowest !== undefined) least[queue] = larger(least[queue]!, lowest);
    }
  };
  // "who joins or wakes starts at no less than the least"
  const raise = (process: Process, view: View): void => {
    remember(view, process);
    process.pass = larger(process.pass, least[queueOf(process)]!);
  };
  return {
    // "the least goes first, ties by pid"
    next: (ready) => first(ready, (a, b) => compare(a.pass, b.pass) || a.pid - b.pid),
    slice: () => Infinity,
    ran(process) {
      process.pass = plus(process.pass, growth(process));
    },
    changed: (view) => remember(view),
    entered(process, how, view) {
      if (how === "new" || how === "woken") raise(process, view);
    },
    // (who is stolen joins another queue)
    stolen: raise,
  };
}

/** "pass grows by ticks run / tickets, exactly" */
export function stride(quantum: number, cpus: number, hasOneQueue: boolean): Policy {
  return { ...shares(cpus, hasOneQueue, ({ job }) => fraction(1, job.tickets ?? 1)), slice: () => quantum };
}

export function fair(latency: number, granularity: number, cpus: number, hasOneQueue: boolean): Policy {
  // "virtual run time grows by ticks × 1024 / weight, exactly"
  const common = shares(cpus, hasOneQueue, (process) => fraction(1024, weight(process)));
  return {
    ...common,
    // "slice = max(`granularity`, `latency` × weight / sum of weights of ready and running), rounded up"
    slice(process, { processes }) {
      const members = processes.filter((each) => isIn(each) && (hasOneQueue || each.cpu === process.cpu));
      const sum = members.reduce((total, each) => total + weight(each), 0);
      return Math.max(granularity, Math.ceil((latency * weight(process)) / sum));
    },
    entered(process, how, view) {
      common.entered!(process, how, view);
      // "Only one who joins or wakes pre-empts (at that boundary, or where overhead then under way ends)"
      process.claims = new Set(
        how === "new" || how === "woken" ? Array.from({ length: cpus }, (_, index) => index) : [],
      );
    },
    dispatched(process) {
      process.claims.clear();
    },
    order: (a, b) => compare(a.pass, b.pass),
    // "namely a running one that is ahead of it by more than `granularity`; the least then gets the CPU"
    preempts: (_best, running, ready) =>
      ready.some(
        (each) => each.claims.has(running.cpu) && compare(running.pass, plus(each.pass, fraction(granularity))) > 0,
      ),
    looked(cpu, { processes }) {
      for (const each of processes) each.claims.delete(cpu);
    },
  };
}
