/**
 * What is measured: the numbers of each process and of each machine, from the accounts that the machine keeps anyway.
 *
 * Keeps true: with one thread turnaround = waiting + service + blocked + kernel, exactly; of a process that is alive the
 * ticks spent so far count; null stands for what there is not (yet).
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Scheduling Criteria; Stallings, "Operating Systems",
 * normalized turnaround time.
 */
import { areaOf } from "./level.ts";
import { processAt, type Simulation } from "./simulation.ts";
import type { Accounting, Node, Process, Thread } from "./state.ts";
import { ThreadState } from "./states.ts";

/** The numbers of one process, in ticks unless said otherwise. */
export interface ProcessMetrics {
  readonly pid: number;
  readonly arrival: number;
  readonly firstRun: number | null;
  readonly finish: number | null;
  /** User work. */
  readonly service: number;
  readonly turnaround: number | null;
  /** Ready, suspended ready and in the job queue, together and apart. */
  readonly waiting: number;
  readonly ready: number;
  readonly suspendedReady: number;
  readonly job: number;
  readonly blocked: number;
  readonly kernel: number;
  readonly response: number | null;
  /** Turnaround divided by service. */
  readonly normalized: number | null;
  /** Times that it left its CPU, and those of them that it did not want. */
  readonly switches: number;
  readonly switchesForced: number;
  /** Page faults. */
  readonly faults: number;
  /** Deadlines missed. */
  readonly missed: number;
}

/** How one CPU spent the time. */
export interface CpuMetrics {
  readonly cpu: number;
  readonly user: number;
  readonly kernel: number;
  readonly idle: number;
}

/** The numbers of one machine. Shares are of all its CPUs' ticks; null when no time has passed. */
export interface MachineMetrics {
  readonly machine: number;
  readonly ticks: number;
  readonly cpus: readonly CpuMetrics[];
  readonly user: number;
  readonly kernel: number;
  readonly idle: number;
  /** The share of user and kernel work together, and of each. */
  readonly utilisation: number | null;
  readonly userShare: number | null;
  readonly kernelShare: number | null;
  /** Processes ended. */
  readonly finished: number;
  /** Processes ended a tick. */
  readonly throughput: number | null;
  /** Processes in memory: now, at most, on average. */
  readonly degree: number;
  readonly degreeMost: number;
  readonly degreeAverage: number | null;
  /** Threads ready: now, on average. */
  readonly ready: number;
  readonly readyAverage: number | null;
}

/** The numbers of one device. */
export interface DeviceMetrics {
  readonly device: number;
  /** Ticks with at least one request in service, and their share of all. */
  readonly busy: number;
  readonly utilisation: number | null;
  /** Requests waiting: now, at most, on average. */
  readonly queue: number;
  readonly queueMost: number;
  readonly queueAverage: number | null;
  /** Requests whose service has begun, and what these waited for it on average. */
  readonly served: number;
  readonly meanWait: number | null;
}

/** The account of a thread, the time in its present state counted. */
export function accountNow(sim: Simulation, thread: Thread): Accounting {
  const { account } = thread;
  const ticks = Math.max(0, sim.world.tick - thread.since);
  if (ticks === 0) return account;
  switch (thread.state) {
    case ThreadState.new:
      return { ...account, job: account.job + ticks };
    case ThreadState.ready:
      return { ...account, ready: account.ready + ticks };
    case ThreadState.waiting:
      return { ...account, blocked: account.blocked + ticks };
    case ThreadState.suspendedReady:
      return { ...account, suspendedReady: account.suspendedReady + ticks };
    case ThreadState.suspendedWaiting:
      return { ...account, suspendedBlocked: account.suspendedBlocked + ticks };
    case ThreadState.running:
    case ThreadState.terminated:
      return account;
  }
}

function threadsOf(sim: Simulation, process: Process): Thread[] {
  return process.threads.map((id) => sim.world.threads[id]!);
}

/** The numbers of a process, ended or not. */
export function processMetrics(sim: Simulation, pid: number): ProcessMetrics {
  const process = processAt(sim, pid);
  const threads = threadsOf(sim, process);
  const accounts = threads.map((thread) => accountNow(sim, thread));
  const sum = (part: (account: Accounting) => number): number =>
    accounts.reduce((total, account) => total + part(account), 0);
  const firstRuns = threads.map((thread) => thread.firstRun).filter((tick) => tick >= 0);
  const firstRun = firstRuns.length === 0 ? null : Math.min(...firstRuns);
  const finish = process.finish < 0 ? null : process.finish;
  const turnaround = finish === null ? null : finish - process.arrival;
  const service = sum((account) => account.user);
  const ready = sum((account) => account.ready);
  const suspendedReady = sum((account) => account.suspendedReady);
  const job = sum((account) => account.job);
  const switchesForced = sum((account) => account.switchesForced);
  return {
    pid,
    arrival: process.arrival,
    firstRun,
    finish,
    service,
    turnaround,
    waiting: ready + suspendedReady + job,
    ready,
    suspendedReady,
    job,
    blocked: sum((account) => account.blocked + account.suspendedBlocked),
    kernel: sum((account) => account.kernel),
    response: firstRun === null ? null : firstRun - process.arrival,
    normalized: turnaround === null || service === 0 ? null : turnaround / service,
    switches: sum((account) => account.switchesVoluntary) + switchesForced,
    switchesForced,
    faults: sum((account) => account.pageFaults),
    missed: process.misses,
  };
}

/** Ticks that all threads of a machine's processes spent so far in the states that `part` counts. */
function sumOfThreads(sim: Simulation, node: Node, part: (account: Accounting) => number): number {
  let total = 0;
  for (const thread of sim.world.threads) {
    if (processAt(sim, thread.pid).node === node.index) total += part(accountNow(sim, thread));
  }
  return total;
}

/** The numbers of a machine, up to the present tick. */
export function machineMetrics(sim: Simulation, machine: number): MachineMetrics {
  const { world } = sim;
  const node = world.nodes[machine]!;
  const ticks = world.tick;
  const cpus = node.cpus.map((index) => {
    const { number, user, kernel } = world.cpus[index]!;
    return { cpu: number, user, kernel, idle: ticks - user - kernel };
  });
  const user = cpus.reduce((total, cpu) => total + cpu.user, 0);
  const kernel = cpus.reduce((total, cpu) => total + cpu.kernel, 0);
  const all = ticks * cpus.length;
  const finished = world.processes.filter((process) => process.node === machine && process.finish >= 0).length;
  const share = (part: number): number | null => (all === 0 ? null : part / all);
  const average = (total: number): number | null => (ticks === 0 ? null : total / ticks);
  return {
    machine,
    ticks,
    cpus,
    user,
    kernel,
    idle: all - user - kernel,
    utilisation: share(user + kernel),
    userShare: share(user),
    kernelShare: share(kernel),
    finished,
    throughput: average(finished),
    degree: node.degree.now,
    degreeMost: node.degree.most,
    degreeAverage: average(areaOf(node.degree, ticks)),
    ready: node.readyCount,
    readyAverage: average(sumOfThreads(sim, node, (account) => account.ready)),
  };
}

/** The numbers of a device, up to the present tick. */
export function deviceMetrics(sim: Simulation, index: number): DeviceMetrics {
  const { tick, devices } = sim.world;
  const { busy, length, begun, waited } = devices[index]!;
  const average = (total: number): number | null => (tick === 0 ? null : total / tick);
  return {
    device: index,
    busy: areaOf(busy, tick),
    utilisation: average(areaOf(busy, tick)),
    queue: length.now,
    queueMost: length.most,
    queueAverage: average(areaOf(length, tick)),
    served: begun,
    meanWait: begun === 0 ? null : waited / begun,
  };
}
