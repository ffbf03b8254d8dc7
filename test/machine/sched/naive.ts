/**
 * A second scheduler, simple and slow, made from the written rules alone: one tick at a time, lists searched from end to end.
 *
 * It covers machines whose instructions take no time and whose overheads are 0: processes are lists of bursts, waits and
 * requests to devices, once or once a period. It shares no code with the machine; what they have in common is the scenario and
 * the chooser.
 */
import type { Choice } from "../../../src/isa/settings.ts";
import type { Chooser } from "../../../src/machine/choice.ts";
import type { ProcessText } from "../../support/image.ts";
import { naivePolicy, type NaivePolicy } from "./naivePolicies.ts";
import { append, type GanttRow, type Schedule } from "./schedule.ts";

/** A process of the naive machine. */
export interface Job {
  readonly pid: number;
  readonly name: string;
  readonly text: ProcessText;
  state: "new" | "ready" | "running" | "waiting" | "done";
  /** The act that comes next, and ticks left of a burst that has begun. */
  act: number;
  left: number;
  /** Order in the ready queue. */
  order: number;
  quantumLeft: number;
  readySince: number;
  cpu: number;
  lastCpu: number;
  /** Which queue it is in. */
  queue: number;
  /** Jobs of a periodic process that were released, and that it has done; deadlines that passed before their job was done. */
  released: number;
  completed: number;
  missed: number;
  waiting: number;
  first: number;
  finish: number;
  /** Ticks run of the present CPU burst. */
  burstRan: number;
  priorityRaised: number;
  readyTicks: number;
  level: number;
  used: number;
  isBack: boolean;
  /** Whether it ran when all were boosted, and that has not been decided yet. */
  isBoosted: boolean;
  /** Whether it joined or woke at this boundary. */
  isFresh: boolean;
  virtual: readonly [bigint, bigint];
}

/** Something that comes about at a tick: a sleep or a service is over, a job is released or should be done. */
interface Happening {
  readonly due: number;
  /** Its place in the order of all requests. */
  readonly number: number;
  readonly kind: "wake" | "service" | "release" | "deadline";
  readonly job: Job;
  /** The device that serves, or the number of the job with that deadline. */
  readonly detail: number;
}

/** A device: how many it serves at a time, how many it serves, and who waits in order. */
interface NaiveDevice {
  readonly servers: number;
  serving: number;
  readonly queue: { readonly job: Job; readonly ticks: number; readonly number: number }[];
}

interface Processor {
  job: Job | undefined;
  quantumEnd: number;
}

export type Why = "new" | "woken" | "yielded" | "expired" | "preempted" | "moved";

/** The naive machine, as its policies see it. */
export class Naive {
  readonly jobs: Job[];
  readonly cpus: Processor[];
  readonly policy: NaivePolicy;
  readonly queueKind: "global" | "per_cpu";
  readonly steals: boolean;
  tick = 0;
  choices = 0;
  tail = 0;
  head = -1;
  happenings: Happening[] = [];
  requests = 0;
  readonly devices: readonly NaiveDevice[];
  /** Those that gave up the CPU at the end of the tick. */
  pending: Job[] = [];
  /** Jobs whose deadline is this tick, by number: finishing then is no miss. */
  readonly deadlines: [Job, number][] = [];
  /** Those whose quantum ended at this boundary. */
  expired: Job[] = [];
  /** Threads whose demotion is decided after the arrivals. */
  owing: Job[] = [];
  readonly gantt: GanttRow[][];
  readonly choose: Chooser;

  /** @param servers of each device */
  constructor(
    scheduler: Choice,
    texts: readonly ProcessText[],
    cpus: number,
    queues: Choice,
    choose: Chooser,
    servers: readonly number[] = [],
  ) {
    this.choose = choose;
    this.devices = servers.map((count) => ({ servers: count, serving: 0, queue: [] }));
    this.queueKind = queues.name === "per_cpu" ? "per_cpu" : "global";
    this.steals = queues.args["stealing"] === 1;
    this.cpus = Array.from({ length: cpus }, () => ({ job: undefined, quantumEnd: Infinity }));
    this.gantt = this.cpus.map(() => []);
    this.jobs = texts.map((text, index) => ({
      pid: index + 1,
      name: text.name ?? `p${index + 1}`,
      text,
      state: "new",
      act: 0,
      left: 0,
      order: 0,
      quantumLeft: 0,
      readySince: 0,
      cpu: -1,
      lastCpu: -1,
      queue: 0,
      released: 0,
      completed: 0,
      missed: 0,
      waiting: 0,
      first: -1,
      finish: -1,
      burstRan: 0,
      priorityRaised: 0,
      readyTicks: 0,
      level: 0,
      used: 0,
      isBack: false,
      isBoosted: false,
      isFresh: false,
      virtual: [0n, 1n],
    }));
    this.policy = naivePolicy(scheduler, this);
  }

  draw(kind: "dispatch" | "slice" | "ticket", options: number): number {
    return this.choose(kind, options, this.choices++);
  }

  /** The ready ones of a queue, in the order of entering it. */
  ready(queue: number): Job[] {
    return this.jobs
      .filter((job) => job.state === "ready" && job.queue === queue && !this.pending.includes(job))
      .sort((a, b) => a.order - b.order);
  }

  running(queue: number): Job[] {
    return this.cpus.flatMap((cpu, index) => (cpu.job !== undefined && this.queueOf(index) === queue ? [cpu.job] : []));
  }

  queueOf(cpu: number): number {
    return this.queueKind === "global" ? 0 : cpu;
  }

  enter(job: Job, why: Why): void {
    job.state = "ready";
    job.cpu = -1;
    if (why !== "preempted") {
      if (this.queueKind === "per_cpu") {
        if (why === "new" || job.lastCpu < 0) {
          const comers = (index: number): number => this.pending.filter(({ queue }) => queue === index).length;
          const lengths = this.cpus.map(
            (cpu, index) => this.ready(index).filter((j) => j !== job).length + (cpu.job ? 1 : 0) + comers(index),
          );
          job.queue = lengths.indexOf(Math.min(...lengths));
        } else job.queue = job.lastCpu;
      }
      job.order = this.tail++;
      if (!(why === "woken" && this.policy.keepsQuantum)) job.quantumLeft = 0;
    }
    job.readySince = this.tick;
    this.policy.enters(job, why);
  }

  /** Takes a job off its CPU. */
  leave(job: Job, how: "expired" | "yielded" | "preempted" | "waits" | "ends"): void {
    const cpu = this.cpus[job.cpu]!;
    const left = cpu.quantumEnd - this.tick;
    job.quantumLeft = Number.isFinite(left) && left > 0 ? left : 0;
    this.policy.leaves(job, how, cpu.quantumEnd <= this.tick);
    cpu.job = undefined;
    job.lastCpu = job.cpu;
  }

  slice(job: Job): number {
    const quantum = job.quantumLeft > 0 ? job.quantumLeft : this.policy.quantum(job);
    job.quantumLeft = 0;
    return quantum === 0 ? Infinity : this.tick + quantum;
  }

  give(index: number, job: Job): void {
    job.waiting += this.tick - job.readySince;
    job.readyTicks += this.tick - job.readySince;
    job.state = "running";
    job.cpu = index;
    job.isBack = false;
    job.isBoosted = false;
    job.isFresh = false;
    if (job.first < 0) job.first = this.tick;
    const cpu = this.cpus[index]!;
    // The job is counted as ready for its share until now: the sum of ready and running is the same.
    cpu.job = job;
    cpu.quantumEnd = this.slice(job);
  }

  /** Whose quantum has ended stands in the queue like anybody. */
  expire(): void {
    for (const cpu of this.cpus) {
      const { job } = cpu;
      if (job === undefined || cpu.quantumEnd > this.tick) continue;
      this.leave(job, "expired");
      this.enter(job, "expired");
      this.expired.push(job);
    }
  }

  dispatch(): void {
    // Where only such are ready, each gets its own CPU back.
    const ready = this.jobs.filter((job) => job.state === "ready" && !this.pending.includes(job));
    if (ready.every((job) => this.expired.includes(job) && this.cpus[job.lastCpu]!.job === undefined)) {
      for (const job of [...ready].sort((a, b) => a.lastCpu - b.lastCpu))
        this.give(job.lastCpu, this.policy.pick([job]));
    }
    this.expired = [];
    this.cpus.forEach((cpu, index) => {
      const own = this.ready(this.queueOf(index));
      if (cpu.job === undefined && own.length > 0) this.give(index, this.policy.pick(own));
    });
    this.cpus.forEach((cpu, index) => {
      if (cpu.job !== undefined || !this.steals) return;
      const lengths = this.cpus.map((_cpu, queue) => this.ready(queue).length);
      const found = this.ready(lengths.indexOf(Math.max(...lengths)));
      if (found.length === 0) return;
      const head = this.policy.first(found);
      head.queue = index;
      this.policy.enters(head, "moved");
      this.give(index, this.policy.pick([head]));
    });
    for (const queue of this.queueKind === "global" ? [0] : this.cpus.keys()) {
      for (;;) {
        const ready = this.ready(queue);
        const running = this.running(queue);
        if (ready.length === 0 || running.length === 0) break;
        const best = this.policy.first(ready);
        const worst = running.reduce((w, job) => (this.policy.rank(w, job) < 0 ? job : w));
        if (!this.policy.beats(best, worst, ready)) break;
        const index = worst.cpu;
        this.leave(worst, "preempted");
        this.enter(worst, "preempted");
        this.give(index, best);
      }
    }
    this.policy.dispatched();
  }

  /** Does what takes no time; returns whether the job did anything. `isEnd`: at the end of a tick. */
  proceed(job: Job, isEnd: boolean): boolean {
    if (job.left > 0) return false;
    const act = job.text.acts[job.act++];
    if (act === undefined && (job.text.period ?? 0) > 0) {
      job.act = 0;
      job.completed++;
      if (job.released > job.completed) this.giveWay(job, isEnd);
      else this.wait(job);
    } else if (act === undefined) {
      this.leave(job, "ends");
      job.state = "done";
      job.finish = this.tick;
    } else if ("compute" in act) {
      job.left = act.compute;
      return act.compute === 0;
    } else if ("sleep" in act && act.sleep > 0) {
      this.wait(job);
      this.expect("wake", job, this.tick + act.sleep);
    } else if ("io" in act) {
      this.wait(job);
      this.devices[act.io]!.queue.push({ job, ticks: act.ticks, number: this.requests++ });
      this.serve(act.io);
    } else this.giveWay(job, isEnd);
    return true;
  }

  wait(job: Job): void {
    this.leave(job, "waits");
    job.state = "waiting";
  }

  giveWay(job: Job, isEnd: boolean): void {
    this.leave(job, "yielded");
    job.state = "ready";
    job.readySince = this.tick;
    if (isEnd) this.pending.push(job);
    else this.enter(job, "yielded");
  }

  expect(kind: Happening["kind"], job: Job, due: number, detail = 0, number = this.requests++): void {
    this.happenings.push({ kind, job, due, detail, number });
  }

  /** Free servers of a device begin with the next requests. */
  serve(index: number): void {
    const device = this.devices[index]!;
    while (device.serving < device.servers && device.queue.length > 0) {
      const { job, ticks, number } = device.queue.shift()!;
      device.serving++;
      this.expect("service", job, this.tick + ticks, index, number);
    }
  }

  /** The tick at which a job of a process is released, and the one by which it should be done. */
  releaseOf(job: Job, number: number): number {
    return (job.text.arrival ?? 0) + number * (job.text.period ?? 0);
  }

  deadlineOf(job: Job, number = job.completed): number {
    return (
      this.releaseOf(job, number) + (job.text.deadline ?? ((job.text.period ?? 0) > 0 ? job.text.period! : Infinity))
    );
  }

  release(job: Job): void {
    const number = job.released++;
    const deadline = this.deadlineOf(job, number);
    if (Number.isFinite(deadline)) this.expect("deadline", job, deadline, number);
    if ((job.text.period ?? 0) > 0) this.expect("release", job, this.releaseOf(job, number + 1));
  }

  happen({ kind, job, detail }: Happening): void {
    if (kind === "deadline") {
      this.deadlines.push([job, detail]);
      return;
    }
    if (kind === "release") {
      const isIdle = job.released === job.completed;
      this.release(job);
      if (isIdle) this.enter(job, "woken");
      return;
    }
    if (kind === "service") {
      this.devices[detail]!.serving--;
      this.enter(job, "woken");
      this.serve(detail);
    } else this.enter(job, "woken");
  }

  boundary(): void {
    const isFirst = this.policy.preemptedFirst || this.policy.isBoost(this.tick);
    if (isFirst) this.expire();
    this.policy.before();
    this.policy.watch();
    for (const job of this.jobs) {
      if (job.state !== "new" || job.text.arrival !== this.tick) continue;
      this.release(job);
      this.enter(job, "new");
    }
    const pending = this.pending;
    this.pending = [];
    for (const job of pending) this.enter(job, "yielded");
    const due = this.happenings.filter((each) => each.due === this.tick).sort((a, b) => a.number - b.number);
    this.happenings = this.happenings.filter((each) => each.due !== this.tick);
    for (const each of due) this.happen(each);
    if (!isFirst) this.expire();
    this.policy.after();
    let goesOn = true;
    while (goesOn) {
      this.dispatch();
      goesOn = false;
      for (const cpu of this.cpus) {
        const { job } = cpu;
        while (cpu.job !== undefined && cpu.job === job && this.proceed(job, false)) goesOn = true;
      }
    }
  }

  /** Runs to the end, or up to a tick. */
  run(until = Infinity): Schedule {
    while (this.jobs.some((job) => job.state !== "done") && this.tick < until) {
      if (this.tick > 100_000) throw new Error("the naive machine does not come to an end");
      this.boundary();
      for (const [job, number] of this.deadlines.splice(0))
        if (job.state !== "done" && job.completed <= number) job.missed++;
      this.cpus.forEach((cpu, index) => {
        if (cpu.job !== undefined) append(this.gantt[index]!, [this.tick, this.tick + 1, cpu.job.name]);
      });
      this.tick++;
      const ran = this.cpus.map((cpu) => cpu.job);
      for (const job of ran) {
        if (job === undefined) continue;
        job.left--;
        job.burstRan++;
        this.policy.ran(job);
      }
      for (const job of ran) while (job?.state === "running" && job.left === 0 && this.proceed(job, true));
    }
    const processes = this.jobs.map((job) => [
      job.name,
      { finish: job.finish, waiting: job.waiting, first: job.first, missed: job.missed },
    ]);
    return { gantt: this.gantt, processes: Object.fromEntries(processes) as Schedule["processes"] };
  }
}
