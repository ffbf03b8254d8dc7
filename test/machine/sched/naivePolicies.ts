/**
 * The policies of the naive machine, each from its paragraph of the rules; orders are decided by comparing all with all.
 */
import type { Choice } from "../../../src/isa/settings.ts";
import type { Job, Naive, Why } from "./naive.ts";

type Leave = "expired" | "yielded" | "preempted" | "waits" | "ends";

export interface NaivePolicy {
  keepsQuantum: boolean;
  preemptedFirst: boolean;
  /** Negative: `a` goes first. Equal ones: the first to have entered. */
  order(a: Job, b: Job): number;
  /** The same without what decides between equal ones: of those that run, the one on the lowest CPU is the worst. */
  rank(a: Job, b: Job): number;
  first(ready: readonly Job[]): Job;
  pick(ready: readonly Job[]): Job;
  quantum(job: Job): number;
  /** `all` are those ready in that queue, the first of which is `ready`. */
  beats(ready: Job, running: Job, all: readonly Job[]): boolean;
  /** After the CPUs were given out. */
  dispatched(): void;
  /** At each boundary, after the ticks that ended. */
  watch(): void;
  enters(job: Job, why: Why): void;
  leaves(job: Job, how: Leave, isSpent: boolean): void;
  ran(job: Job): void;
  isBoost(tick: number): boolean;
  before(): void;
  after(): void;
}

type Rational = readonly [bigint, bigint];
const compare = ([a, b]: Rational, [c, d]: Rational): number => (a * d < c * b ? -1 : a * d > c * b ? 1 : 0);
const plus = ([a, b]: Rational, [c, d]: Rational): Rational => [a * d + c * b, b * d];

function number(choice: Choice, name: string): number {
  return choice.args[name] as number;
}

function word(choice: Choice, name: string): string {
  const value = choice.args[name];
  return typeof value === "string" ? value : (value as Choice).name;
}

/** Ticks from the beginning of the present CPU burst to its end: all computes until the next wait or end. */
function wholeBurst(job: Job): number {
  const { acts } = job.text;
  let sum = job.left;
  for (let k = job.act; k < acts.length; k++) {
    const act = acts[k]!;
    if ("compute" in act) sum += act.compute;
    if (("sleep" in act && act.sleep > 0) || "io" in act) break;
  }
  return sum;
}

function base(): NaivePolicy {
  const policy: NaivePolicy = {
    keepsQuantum: false,
    preemptedFirst: false,
    order: () => 0,
    rank: (a, b) => policy.order(a, b),
    first: (ready) => ready.reduce((best, job) => (policy.order(job, best) < 0 ? job : best)),
    pick: (ready) => policy.first(ready),
    quantum: () => 0,
    beats: () => false,
    dispatched: () => {},
    watch: () => {},
    enters: () => {},
    leaves: () => {},
    ran: () => {},
    isBoost: () => false,
    before: () => {},
    after: () => {},
  };
  return policy;
}

function priority(choice: Choice, at: Naive): Partial<NaivePolicy> {
  const aging = number(choice, "aging");
  const effective = (job: Job): number => (job.text.priority ?? 0) - job.priorityRaised;
  return {
    order: (a, b) => effective(a) - effective(b),
    quantum: () => number(choice, "quantum"),
    beats: (ready, running) => number(choice, "preemptive") === 1 && effective(ready) < effective(running),
    leaves: (job, how) => {
      if (how !== "expired" && how !== "waits") return;
      job.priorityRaised = 0;
      job.readyTicks = 0;
    },
    after: () => {
      if (aging === 0) return;
      for (const job of at.jobs) {
        const ticks = job.readyTicks + (job.state === "ready" ? at.tick - job.readySince : 0);
        if (job.state === "ready") job.priorityRaised = Math.floor(ticks / aging);
      }
    },
  };
}

const WEIGHTS = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991,
  1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
];

function virtualTime(at: Naive, grows: (job: Job) => Rational): Partial<NaivePolicy> {
  /** By queue: it never falls. */
  const floors = at.cpus.map((): Rational => [0n, 1n]);
  const raise = (queue: number, except?: Job): Rational => {
    const ready = at.jobs.filter((job) => job.state === "ready" && job.queue === queue);
    const times = [...ready, ...at.running(queue)].filter((job) => job !== except).map((job) => job.virtual);
    const least = times.reduce<Rational | undefined>(
      (x, y) => (x === undefined || compare(y, x) < 0 ? y : x),
      undefined,
    );
    if (least !== undefined && compare(least, floors[queue]!) > 0) floors[queue] = least;
    return floors[queue]!;
  };
  return {
    order: (a, b) => compare(a.virtual, b.virtual) || a.pid - b.pid,
    rank: (a, b) => compare(a.virtual, b.virtual),
    ran: (job) => {
      job.virtual = plus(job.virtual, grows(job));
    },
    watch: () => {
      for (const queue of floors.keys()) raise(queue);
    },
    leaves: (job) => {
      raise(job.queue);
    },
    enters: (job, why) => {
      if (why !== "new" && why !== "woken" && why !== "moved") return;
      const least = raise(job.queue, job);
      if (compare(job.virtual, least) < 0) job.virtual = least;
      job.isFresh = why !== "moved";
    },
  };
}

function fair(choice: Choice, at: Naive): Partial<NaivePolicy> {
  const weight = (job: Job): number => WEIGHTS[(job.text.nice ?? 0) + 20]!;
  const granularity = number(choice, "granularity");
  return {
    ...virtualTime(at, (job) => [1024n, BigInt(weight(job))]),
    quantum: (job) => {
      const all = new Set([job, ...at.ready(job.queue), ...at.running(job.queue)]);
      const sum = [...all].reduce((total, other) => total + weight(other), 0);
      return Math.max(granularity, Math.ceil((number(choice, "latency") * weight(job)) / sum));
    },
    beats: (_ready, running, all) =>
      all.some((job) => job.isFresh && compare(running.virtual, plus(job.virtual, [BigInt(granularity), 1n])) > 0),
    dispatched: () => {
      for (const job of at.jobs) job.isFresh = false;
    },
  };
}

function mlfq(choice: Choice, at: Naive): Partial<NaivePolicy> {
  const quanta = choice.args["quanta"] as readonly number[];
  const allotments = choice.args["allotments"] as readonly number[];
  const boost = number(choice, "boost");
  const allotment = (level: number): number => allotments[level] ?? allotments[allotments.length - 1]!;
  const stays = word(choice, "alone") === "stay";
  const isPreemptive = number(choice, "preemptive") === 1;
  const spend = (job: Job): void => {
    job.used++;
    if (job.used < allotment(job.level)) return;
    job.used = 0;
    job.level = Math.min(job.level + 1, quanta.length - 1);
  };
  const renew = (job: Job): void => {
    job.level = 0;
    job.used = 0;
    job.quantumLeft = 0;
  };
  return {
    keepsQuantum: true,
    order: (a, b) => a.level - b.level,
    // Who was boosted while it ran stands where that put it; other running ones are the first of their level.
    rank: (a, b) => a.level - b.level || (a.isBoosted ? a.order : -Infinity) - (b.isBoosted ? b.order : -Infinity) || 0,
    quantum: (job) => quanta[job.level]!,
    beats: (ready, running) => {
      if (!isPreemptive || ready.level !== running.level) return isPreemptive && ready.level < running.level;
      return (ready.isBack || running.isBoosted) && ready.order < running.order;
    },
    dispatched: () => {
      for (const job of at.jobs) job.isBoosted = false;
    },
    enters: (job, why) => {
      job.isBack = false;
      if (why === "preempted" && word(choice, "preempted") === "tail" && !job.isBoosted) job.order = at.tail++;
      job.isBoosted = false;
      if (why === "woken" && word(choice, "io_return") === "head") {
        job.order = at.head--;
        job.isBack = true;
      }
    },
    leaves: (job, how, isSpent) => {
      if (how === "ends" || how === "preempted") return;
      if (how === "waits" && word(choice, "after_io") === "reset") {
        job.used = 0;
        job.quantumLeft = 0;
      }
      if (!isSpent) return;
      job.quantumLeft = 0;
      const isBoost = boost > 0 && at.tick > 0 && at.tick % boost === 0;
      if (stays && how !== "waits" && !isBoost && job.level < quanta.length - 1) at.owing.push(job);
      else spend(job);
    },
    after: () => {
      for (const job of at.owing.splice(0)) {
        const others = at.jobs.filter(
          (other) => other !== job && (other.state === "ready" || other.state === "running"),
        );
        if (others.length === 0) job.used = 0;
        else spend(job);
      }
    },
    isBoost: (tick) => boost > 0 && tick > 0 && tick % boost === 0,
    before: () => {
      if (boost === 0 || at.tick === 0 || at.tick % boost !== 0) return;
      for (let level = quanta.length - 1; level > 0; level--) {
        const running = at.cpus.flatMap(({ job }) => (job?.level === level ? [job] : []));
        const ready = at.jobs.filter((job) => job.state === "ready" && job.level === level);
        for (const job of [...running, ...ready.sort((a, b) => a.order - b.order)]) {
          job.order = at.tail++;
          job.isBack = false;
          job.isBoosted = isPreemptive && job.state === "running";
        }
      }
      for (const { job } of at.cpus) if (job !== undefined) renew(job);
      for (const cpu of at.cpus)
        if (cpu.job !== undefined) cpu.quantumEnd = quanta[0] === 0 ? Infinity : at.tick + quanta[0]!;
      for (const job of at.jobs) if (job.state !== "running") renew(job);
    },
  };
}

/** Whoever has the least of something goes first, and takes the CPU of who has more. */
function least(of: (job: Job) => number): Partial<NaivePolicy> {
  return {
    order: (a, b) => (of(a) === of(b) ? 0 : of(a) - of(b)),
    beats: (ready, running) => of(ready) < of(running),
  };
}

/** The policies by name. */
const POLICIES: Readonly<Record<string, (choice: Choice, at: Naive) => Partial<NaivePolicy>>> = {
  fcfs: () => ({}),
  round_robin: (choice) => ({ quantum: () => number(choice, "quantum") }),
  sjf: () => ({ order: (a, b) => wholeBurst(a) - wholeBurst(b) }),
  srtf: () => ({
    order: (a, b) => wholeBurst(a) - wholeBurst(b),
    beats: (ready, running) => wholeBurst(ready) < wholeBurst(running),
  }),
  hrrn: (_choice, at) => ({
    order: (a, b) => {
      const [s, t] = [wholeBurst(a), wholeBurst(b)];
      if (s === 0 || t === 0) return Math.sign(s) - Math.sign(t);
      return compare([BigInt(at.tick - b.readySince), BigInt(t)], [BigInt(at.tick - a.readySince), BigInt(s)]);
    },
  }),
  priority,
  mlfq,
  lottery: (choice, at) => ({
    quantum: () => number(choice, "quantum"),
    pick: (ready) => {
      const holders = [...ready]
        .sort((a, b) => a.pid - b.pid)
        .flatMap((job) => Array<Job>(job.text.tickets ?? 1).fill(job));
      return holders[at.draw("ticket", holders.length)]!;
    },
  }),
  stride: (choice, at) => ({
    ...virtualTime(at, (job) => [1n, BigInt(job.text.tickets ?? 1)]),
    quantum: () => number(choice, "quantum"),
  }),
  fair,
  edf: (_choice, at) => least((job) => at.deadlineOf(job)),
  rate_monotonic: () => least((job) => job.text.period ?? Infinity),
  random: (choice, at) => ({
    quantum: () => (number(choice, "quantum") === 1 ? 1 : 1 + at.draw("slice", number(choice, "quantum"))),
    pick: (ready) => ready[ready.length === 1 ? 0 : at.draw("dispatch", ready.length)]!,
  }),
  manual: (_choice, at) => ({
    pick: (ready) => ready[ready.length === 1 ? 0 : at.draw("dispatch", ready.length)]!,
  }),
};

export function naivePolicy(choice: Choice, at: Naive): NaivePolicy {
  const policy = base();
  const ties = choice.args["ties"];
  policy.preemptedFirst = ties !== undefined && word(choice, "ties") === "preempted_first";
  return Object.assign(policy, POLICIES[choice.name]!(choice, at));
}
