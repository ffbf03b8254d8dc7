/**
 * The tick loop of the reference schedulers: a transcription of the rules of the simulated machine, slow and obvious, one tick at
 * a time. The sentence of the rules that a piece of code stands for is quoted beside it.
 *
 * It was written from the rules alone, without a look at the machine. Where they are silent, the machine was asked: what it
 * answered stands in round brackets, and is a convention.
 */
import { policyOf } from "./policies.ts";
import { Completions } from "./completions.ts";
import type { Policy, View } from "./policy.ts";
import { processOf, type Entry, type Process } from "./process.ts";
import type { Job, Scheduler, Step, Workload } from "./workload.ts";

export interface Row {
  readonly cpu: number;
  from: number;
  to: number;
  readonly pid: number;
  readonly kind: string;
}

interface Overhead {
  readonly kind: "switch" | "kernel";
  left: number;
  /** Whether it is work for the process on the CPU: a system call. */
  readonly isWork: boolean;
  /** What falls at its end. */
  readonly then: () => void;
}

interface Cpu {
  readonly index: number;
  running: Process | undefined;
  /** Whom it last ran. */
  last: Process | undefined;
  /** Overhead under way, and what waits for it to end. */
  overheads: Overhead[];
}

/** The choices of a run are taken over through this. */
export type Choose = (kind: string, options: number, tick: number) => number;

export class Machine implements View {
  now = 0;
  readonly scheduler: Scheduler;
  readonly everybody: readonly Process[];
  readonly rows: Row[] = [];
  private readonly policy: Policy;
  private readonly cpus: Cpu[] = [];
  private readonly completions: Completions;
  /** Who yielded at the end of the tick, or whose handler ended then, in order. */
  private returning: Process[] = [];
  /** Whether a tick ends: its effects fall "before the next boundary". */
  private isBetween = false;
  /** Handlers that begin on CPU 0 at this boundary. */
  private handlers: Overhead[] = [];
  private places = 0;

  constructor(
    private readonly work: Workload,
    private readonly chooser: Choose,
  ) {
    this.scheduler = work.scheduler;
    this.policy = policyOf(work);
    for (let index = 0; index < work.cpus; index++)
      this.cpus.push({ index, running: undefined, last: undefined, overheads: [] });
    this.completions = new Completions(work.devices);
    this.everybody = work.jobs.map((job, index) => processOf(job, index + 1));
  }

  /** Runs to the end of everybody, or to the boundary `until`. */
  run(until: number): void {
    while (this.now < until) {
      this.boundary();
      if (this.everybody.every(({ state }) => state === "terminated")) return;
      this.tick();
    }
  }

  get processes(): readonly Process[] {
    return this.everybody.filter(({ state }) => state !== "terminated" && state !== "new");
  }

  choose(kind: string, options: number): number {
    return this.chooser(kind, options, this.now);
  }

  tail(): number {
    return this.places++;
  }

  // "At each tick boundary t, in this order:"
  private boundary(): void {
    const { policy } = this;
    const boost = this.isBoost();
    // "2. expiry of quanta, in CPU order, if the policy says `ties: preempted_first` or a boost falls on t; then the boost;"
    if (policy.ties === "preempted_first" || boost) this.expire();
    if (boost) policy.boosted?.(this);
    // "3. arrivals at t, in declaration order: new → ready; then admission, at every tick"
    this.admit();
    // "4. wake-ups by instructions of the tick that ended, in the order in which they happened" (a yield at the end of a tick is
    // one of them: it stands behind the arrivals and before the completions; so is the end of a handler)
    for (const process of this.returning) {
      if (process.state === "waiting") this.enter(process, "woken");
      else process.place = this.tail();
    }
    // "4. … then completions (devices, timers, …), in the order of their requests whatever their kind"
    this.complete();
    this.returning = [];
    // "5. the other expiries, in CPU order; then ageing;"
    this.expire();
    policy.age?.(this);
    this.interrupt();
    // "6. dispatch of every idle CPU, in CPU order; only then pre-emption"
    this.dispatch();
    this.preempt();
    // "A CPU whose process needs no tick is given the next at the same boundary"
    while (this.passNoTime()) {
      // "A wait of 0 ticks sends the process to the tail of the ready queue at the same boundary."
      this.complete();
      this.returning = [];
      this.dispatch();
      this.preempt();
    }
    this.settle();
    this.miss();
  }

  private isBoost(): boolean {
    const { boost = 0 } = this.policy;
    return boost > 0 && this.now > 0 && this.now % boost === 0;
  }

  private idle(): Cpu[] {
    return this.cpus.filter(({ running, overheads }) => running === undefined && overheads.length === 0);
  }

  /** The ready processes that a CPU's own queue holds, from the head. */
  private ready(cpu?: Cpu): Process[] {
    return this.everybody
      .filter(
        ({ state, cpu: home }) => state === "ready" && (cpu === undefined || this.isGlobal() || home === cpu.index),
      )
      .sort((a, b) => a.place - b.place);
  }

  private isGlobal(): boolean {
    return this.work.readyQueues === "global";
  }

  private enter(process: Process, how: Entry): void {
    process.state = "ready";
    // "A process pre-empted by a better one keeps its place and the rest of its quantum"
    if (how !== "preempted") {
      process.place = this.tail();
      process.readySince = this.now;
    }
    // "one whose quantum ended, or that yields, goes to the tail. Except under `mlfq`, one that waited gets a full quantum."
    if (how === "new" || how === "expired") this.renew(process);
    if ((how === "woken" || how === "yielded") && this.scheduler.name !== "mlfq") this.renew(process);
    this.policy.entered?.(process, how, this);
    this.policy.changed?.(this);
  }

  private renew(process: Process): void {
    process.slice = undefined;
    process.used = 0;
  }

  // Quanta

  private expire(): void {
    for (const cpu of this.cpus) {
      const { running, overheads } = cpu;
      // "Overhead and `atomic` cannot be pre-empted; what falls in them takes effect at their end."
      if (running === undefined || overheads.length > 0 || running.used < (running.slice ?? Infinity)) continue;
      this.leave(cpu);
      running.leftCpu = cpu.index;
      running.expired = true;
      this.enter(running, "expired");
    }
  }

  private leave(cpu: Cpu): Process {
    const process = cpu.running!;
    cpu.running = undefined;
    return process;
  }

  // Arrivals

  private admit(): void {
    for (const process of this.everybody) {
      if (process.job.arrival === this.now) {
        process.arrived = true;
        if (process.job.period !== undefined) this.release(process, process.job.period);
      }
    }
    for (;;) {
      // "`degree` counts ready, running and waiting"
      const queue = this.everybody.filter(({ state, arrived }) => state === "new" && arrived);
      if (queue.length === 0 || (this.work.degree > 0 && this.processes.length >= this.work.degree)) return;
      queue.sort((a, b) => a.job.arrival - b.job.arrival);
      if (this.work.degree > 0 && this.work.admission === "shortest") queue.sort((a, b) => total(a.job) - total(b.job));
      const [process] = queue;
      // "a new process joins the shortest (the running one counted; lowest CPU)"
      const lengths = this.cpus.map((cpu) => this.ready(cpu).length + (cpu.running === undefined ? 0 : 1));
      process!.cpu = lengths.indexOf(Math.min(...lengths));
      this.enter(process!, "new");
    }
  }

  // Waiting

  private wait(process: Process, step: Step): void {
    const ticks = waitOf(step, this.work);
    const spent = process.used >= (process.slice ?? Infinity);
    process.state = "waiting";
    this.policy.waits?.(process, spent, this);
    this.policy.changed?.(this);
    if (step.call === "io") {
      this.completions.request(process, step.device, ticks);
      this.serve(step.device);
    } else this.completions.expect(process, this.now + ticks);
  }

  private serve(device: number): void {
    for (const process of this.completions.serve(device, this.now)) {
      // "A wait of 0 ticks sends the process to the tail of the ready queue at the same boundary."
      if (this.isBetween) this.returning.push(process);
      else this.enter(process, "woken");
    }
  }

  private complete(): void {
    for (let due = this.completions.take(this.now); due.length > 0; due = this.completions.take(this.now)) {
      for (const { process, kind, device } of due) {
        if (kind === "release") {
          const isIdle = process.jobs === process.released;
          this.release(process, process.job.period!);
          if (isIdle) this.enter(process, "woken");
        } else if (kind === "timer" || this.work.interrupt === 0) this.enter(process, "woken");
        else {
          // "an interrupt [is charged] to the process interrupted on CPU 0 (the machine, if idle); a woken process stays `waiting`
          // until the handler ends."
          const then = (): void => void this.returning.push(process);
          this.handlers.push({ kind: "kernel", left: this.work.interrupt, isWork: false, then });
        }
        if (device !== undefined) this.serve(device);
      }
    }
  }

  /**
   * Begins the handlers. (An expiry of this boundary has come before: whoever gets its CPU back because nobody else is ready is
   * "the process interrupted on CPU 0", else it is idle.)
   */
  private interrupt(): void {
    const cpu = this.cpus[0]!;
    if (this.handlers.length === 0 || cpu.overheads.length > 0) return;
    if (this.policy.isByChance !== true) this.giveBack(cpu);
    cpu.overheads.push(this.handlers.shift()!);
  }

  /** "where at step 6 only such threads [whose quantum ended] are ready each gets its own CPU back" */
  private giveBack(only?: Cpu): void {
    const ready = this.ready(only);
    const idle = this.idle();
    if (!ready.every(({ expired, leftCpu }) => expired && idle.includes(this.cpus[leftCpu!]!))) return;
    for (const process of ready) {
      const cpu = this.cpus[process.leftCpu!]!;
      if (this.idle().includes(cpu)) this.give(cpu, this.policy.next([process], this));
    }
  }

  // Dispatch

  private dispatch(): void {
    this.giveBack();
    for (const cpu of this.idle()) {
      const own = this.ready(cpu);
      if (own.length > 0) this.give(cpu, this.policy.next(own, this));
    }
    if (this.work.readyQueues !== "stealing") return;
    // "with `stealing` each idle CPU first serves its own queue, and only then do those left idle, in order, take the head of the
    // longest."
    for (const cpu of this.idle()) {
      const queues = this.cpus.map((each) => this.ready(each));
      const longest = queues.reduce((a, b) => (b.length > a.length ? b : a));
      if (longest.length > 0)
        this.give(cpu, this.policy.next(this.policy.isByChance ? longest.slice(0, 1) : longest, this));
    }
  }

  private give(cpu: Cpu, process: Process): void {
    // "an expiry with nobody else to run is no switch": who is given the CPU that it left has not left it
    for (const other of this.everybody) if (other.leftCpu === cpu.index && other !== process) this.countLeft(other);
    if (process.leftCpu !== undefined && process.leftCpu !== cpu.index) this.countLeft(process);
    process.leftCpu = undefined;
    const isStolen = !this.isGlobal() && process.cpu !== cpu.index;
    process.state = "running";
    process.firstRun ??= this.now;
    process.cpu = cpu.index;
    if (isStolen) this.policy.stolen?.(process, this);
    this.policy.changed?.(this);
    process.slice ??= this.policy.slice(process, this);
    cpu.running = process;
    this.policy.dispatched?.(process, this);
    // "A switch is a CPU being given another process than it last ran; its very first is free"
    if (cpu.last !== undefined && cpu.last !== process && this.work.contextSwitch > 0)
      cpu.overheads.push({ kind: "switch", left: this.work.contextSwitch, isWork: false, then: () => undefined });
    cpu.last = process;
  }

  // "while the best ready process beats the worst running one (equal: the lowest CPU), it takes its CPU"
  private preempt(): void {
    const { policy } = this;
    const { order } = policy;
    if (order === undefined) return;
    const queues = this.isGlobal() ? [this.cpus] : this.cpus.map((cpu) => [cpu]);
    for (const cpus of queues) {
      for (;;) {
        const ready = this.ready(cpus[0]);
        const running = cpus.filter((cpu) => cpu.running !== undefined && cpu.overheads.length === 0);
        if (ready.length === 0 || running.length === 0) break;
        const worst = running.reduce((a, b) => (order(a.running!, b.running!) < 0 ? b : a));
        const best = policy.next(ready, this);
        const beats = policy.preempts?.(best, worst.running!, ready) ?? order(best, worst.running!) < 0;
        if (!beats) break;
        const victim = this.leave(worst);
        victim.switches++;
        victim.forced++;
        this.enter(victim, "preempted");
        this.give(worst, best);
      }
    }
    for (const { index, overheads } of this.cpus) if (overheads.length === 0) policy.looked?.(index, this);
  }

  /** It has left its CPU by an expiry or a yield: that was given to another, or it to another CPU. */
  private countLeft(process: Process): void {
    process.switches++;
    if (process.expired) process.forced++;
    process.leftCpu = undefined;
  }

  /** Who has not got its CPU back at this boundary has left it. */
  private settle(): void {
    for (const process of this.everybody) {
      if (process.leftCpu !== undefined) this.countLeft(process);
      process.expired = false;
    }
  }

  // Running

  /** Does what takes no time, CPU by CPU; whether a CPU became idle or somebody ready by it. */
  private passNoTime(): boolean {
    let more = false;
    for (const cpu of this.cpus) if (cpu.overheads.length === 0 && this.advance(cpu, true)) more = true;
    return more;
  }

  /** Brings the process to what takes time; whether it left its CPU before. */
  private advance(cpu: Cpu, mayTakeTime: boolean): boolean {
    for (;;) {
      const { running } = cpu;
      if (running === undefined || running.left > 0 || cpu.overheads.length > 0) return false;
      const step = running.job.steps[running.at];
      if (step?.call === "compute") {
        running.at++;
        running.left = step.ticks;
      } else if (this.work.syscall > 0) {
        // (What takes time is not "done at the end of the last tick" of the burst: it begins at the boundary's step 7.)
        if (!mayTakeTime) return false;
        // "a system call [is charged] to its caller"; "An instruction's effect falls … after any overhead of it"
        cpu.overheads.push({ kind: "kernel", left: this.work.syscall, isWork: true, then: () => this.call(cpu, step) });
        return false;
      } else {
        this.call(cpu, step);
        return true;
      }
    }
  }

  /** A call's effect; no step: its program has ended. */
  private call(cpu: Cpu, step: Step | undefined): void {
    const process = this.leave(cpu);
    process.at++;
    if (step === undefined && process.job.period !== undefined) {
      this.endJob(cpu, process, process.job.period);
    } else if (step === undefined) {
      process.state = "terminated";
      process.finish = this.now;
      process.switches++;
      this.policy.changed?.(this);
    } else if (step.call === "yield" || (step.call === "sleep" && step.ticks === 0)) {
      // "A wait of 0 ticks sends the process to the tail of the ready queue at the same boundary.": as a yield does
      this.yield(cpu, process);
    } else {
      process.switches++;
      this.wait(process, step);
    }
  }

  private yield(cpu: Cpu, process: Process): void {
    process.leftCpu = cpu.index;
    process.expired = false;
    this.enter(process, "yielded");
    this.returning.push(process);
  }

  /** "a process with `period` runs its program once per release (arrival + k · period), between jobs it is `waiting`" */
  private endJob(cpu: Cpu, process: Process, period: number): void {
    process.at = 0;
    process.jobs++;
    process.release += period;
    if (process.jobs < process.released) {
      // "it goes on, and the next job queues behind it"
      this.yield(cpu, process);
      return;
    }
    process.switches++;
    process.state = "waiting";
    this.policy.changed?.(this);
  }

  private release(process: Process, period: number): void {
    process.released++;
    this.completions.expect(process, this.now + period, "release");
  }

  /** "A job unfinished at its deadline is one miss, reported then"; "Finishing at the deadline is no miss." */
  private miss(): void {
    for (const process of this.everybody) {
      const { arrival, period, deadline = period } = process.job;
      if (deadline === undefined || process.state === "terminated") continue;
      const last = period === undefined ? 0 : Math.floor(this.now / period);
      for (let job = process.jobs; job <= last; job++)
        if (arrival + job * (period ?? 0) + deadline === this.now) process.missed.push(this.now);
    }
  }

  // "7. every CPU runs [t, t+1); effects fall at its end, in CPU order"
  private tick(): void {
    for (const cpu of this.cpus) {
      const { running } = cpu;
      const [overhead] = cpu.overheads;
      if (overhead !== undefined) {
        this.draw(cpu, running?.pid ?? 0, overhead.kind);
        if (running !== undefined) running.kernel++;
        // "An interrupt's handler and a system call count in the quantum of the process on that CPU; a switch does not."
        if (running !== undefined && overhead.kind === "kernel") running.used++;
      } else if (running !== undefined) {
        this.draw(cpu, running.pid, "user");
        running.service++;
        running.used++;
      }
    }
    for (const process of this.everybody) {
      if (process.state === "ready") {
        process.ready++;
        process.readyTicks++;
      }
      if (process.state === "new" && process.arrived) process.inJobQueue++;
      if (process.state === "waiting") process.blocked++;
    }
    this.now++;
    this.isBetween = true;
    for (const { running, overheads } of this.cpus)
      if (running !== undefined && overheads[0]?.isWork !== false) this.policy.ran?.(running, this);
    this.policy.changed?.(this);
    for (const cpu of this.cpus) this.endTick(cpu);
    this.isBetween = false;
  }

  private endTick(cpu: Cpu): void {
    const [overhead] = cpu.overheads;
    if (overhead !== undefined) {
      overhead.left--;
      if (overhead.left > 0) return;
      cpu.overheads.shift();
      overhead.then();
      return;
    }
    if (cpu.running === undefined) return;
    cpu.running.left--;
    // "With `instruction: 0`, what follows a burst is done at the end of its last tick, before the next boundary: a burst that ends
    // together with its quantum waits or ends, it does not expire."
    this.advance(cpu, false);
  }

  private draw(cpu: Cpu, pid: number, kind: string): void {
    const last = this.rows.findLast((row) => row.cpu === cpu.index);
    if (last?.to === this.now && last.pid === pid && last.kind === kind) last.to++;
    else this.rows.push({ cpu: cpu.index, from: this.now, to: this.now + 1, pid, kind });
  }
}

/** The ticks that a call waits for, once it is served. */
function waitOf(step: Step, { devices }: Workload): number {
  if (step.call === "sleep") return step.ticks;
  return step.call === "io" ? (step.ticks ?? devices[step.device]!.service) : 0;
}

/** The ticks that a job computes. */
function total(job: Job): number {
  return job.steps.reduce((sum, step) => sum + (step.call === "compute" ? step.ticks : 0), 0);
}
