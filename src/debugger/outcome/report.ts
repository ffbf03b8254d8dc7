/**
 * The report of a run as other tools read it: the object of `turno run --json`, and the averages that the table shows.
 *
 * Keeps true: the shape only ever grows, its name says which it is; what has no value (yet) is null; all numbers are ticks
 * or counts, but `normalized`, shares and averages, which are quotients.
 */
import type { AccessReport } from "./races.ts";
import type { Outcome, ProcessOutcome, SharedValue } from "./outcome.ts";
import type { CarrierOutcome, ThreadOutcome } from "./threadOutcome.ts";

export const REPORT_SCHEMA = "turno-run/1";

export interface ProcessReport {
  readonly name: string;
  readonly pid: number;
  readonly machine: string;
  readonly arrival: number;
  readonly first_run: number | null;
  readonly finish: number | null;
  readonly service: number;
  readonly turnaround: number | null;
  /** Ready, suspended ready and in the job queue: together, then apart. */
  readonly waiting: number;
  readonly ready: number;
  readonly suspended_ready: number;
  readonly job: number;
  readonly blocked: number;
  readonly kernel: number;
  readonly response: number | null;
  readonly normalized: number | null;
  readonly switches: number;
  /** Those of the switches that it did not want. */
  readonly switches_forced: number;
  readonly faults: number;
  readonly missed: readonly number[];
  readonly end: string;
  readonly reason: string;
  readonly exit: number | null;
  /** Of a process that has had several, each: `tid` is its number within the process. */
  readonly threads: readonly ThreadReport[];
  /** What the kernel scheduled where it did not know the threads: LWPs, or the Ms of Go. */
  readonly carriers: readonly CarrierOutcome[];
}

interface ThreadReport {
  readonly tid: number;
  readonly routine: string;
  readonly created: number;
  readonly first_run: number | null;
  readonly finish: number | null;
  readonly service: number;
  readonly turnaround: number | null;
  readonly waiting: number;
  readonly blocked: number;
  readonly kernel: number;
  readonly response: number | null;
  readonly switches: number;
}

/** The numbers that have an average over processes. */
const AVERAGED = [
  "waiting",
  "turnaround",
  "response",
  "normalized",
  "service",
  "blocked",
  "kernel",
  "switches",
  "faults",
  "missed",
] as const;

export type Averages = Readonly<Record<(typeof AVERAGED)[number], number | null>>;

/** One of the two accesses of a race. */
interface RaceAccess {
  readonly thread: string;
  readonly verb: string;
  readonly tick: number;
  readonly uri: string;
  readonly line: number;
}

export interface RunReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly ended: string;
  readonly reason: string;
  readonly tick: number;
  readonly processes: readonly ProcessReport[];
  readonly averages: Averages;
  readonly machines: readonly {
    readonly name: string;
    readonly cpus: number;
    readonly user: number;
    readonly kernel: number;
    readonly idle: number;
    readonly utilisation: number | null;
    readonly throughput: number | null;
    /** The degree of multiprogramming: at most, on average, and from which tick on how many processes were in memory. */
    readonly degree: {
      readonly most: number;
      readonly average: number | null;
      readonly changes: readonly (readonly [tick: number, degree: number])[];
    };
    /** Threads that were ready, on average. */
    readonly ready_average: number | null;
    readonly devices: readonly {
      readonly name: string;
      /** Ticks with at least one request in service. */
      readonly busy: number;
      readonly utilisation: number | null;
      readonly served: number;
      readonly mean_wait: number | null;
      readonly queue_most: number;
      readonly queue_average: number | null;
    }[];
  }[];
  readonly gantt: readonly {
    readonly machine: string;
    readonly cpu: number;
    readonly from: number;
    readonly to: number;
    readonly pid: number;
    readonly tid: number;
    readonly name: string;
    readonly kind: string;
    /** Of a thread that the kernel does not know, what carries it; else null. */
    readonly carrier: string | null;
  }[];
  readonly output: readonly { readonly tick: number; readonly pid: number; readonly text: string }[];
  readonly shared: Readonly<Record<string, SharedValue>>;
  readonly expectations: readonly {
    readonly text: string;
    readonly line: number;
    /** Null: it could not be decided, `detail` says why. */
    readonly holds: boolean | null;
    readonly detail: string;
  }[];
  /** The data races that were found, an access each; null: nobody looked for any. */
  readonly races:
    | readonly {
        readonly variable: string;
        readonly first: RaceAccess;
        readonly second: RaceAccess;
        readonly remedy: string;
        readonly text: string;
      }[]
    | null;
  /** Bounds of the simulator that calls came to. */
  readonly bounds: readonly {
    readonly bound: string;
    readonly limit: number;
    readonly tick: number;
    readonly pid: number;
    readonly times: number;
  }[];
  /** What the operator could not do: an action of the `at` block at that line. */
  readonly operator_failures: readonly {
    readonly tick: number;
    readonly line: number;
    readonly action: number;
    readonly text: string;
  }[];
  /** Whether output and Gantt rows were left out beyond the limits. */
  readonly truncated: boolean;
  /** The hash of all events: equal for equal runs. */
  readonly trace: string;
}

/** The mean over the processes that have the number; null when none has. */
export function averagesOf(processes: readonly ProcessOutcome[]): Averages {
  const entries = AVERAGED.map((name) => {
    const values = processes.map((process) => process[name]).filter((value) => value !== null);
    const sum = values.reduce((total, value) => total + value, 0);
    return [name, values.length === 0 ? null : sum / values.length] as const;
  });
  return Object.fromEntries(entries) as Averages;
}

function threadReport(thread: ThreadOutcome): ThreadReport {
  return {
    tid: thread.number,
    routine: thread.routine,
    created: thread.created,
    first_run: thread.firstRun,
    finish: thread.finish,
    service: thread.service,
    turnaround: thread.turnaround,
    waiting: thread.waiting,
    blocked: thread.blocked,
    kernel: thread.kernel,
    response: thread.response,
    switches: thread.switches,
  };
}

function processReport(process: ProcessOutcome): ProcessReport {
  return {
    name: process.name,
    pid: process.pid,
    machine: process.machine,
    arrival: process.arrival,
    first_run: process.firstRun,
    finish: process.finish,
    service: process.service,
    turnaround: process.turnaround,
    waiting: process.waiting,
    ready: process.ready,
    suspended_ready: process.suspendedReady,
    job: process.job,
    blocked: process.blocked,
    kernel: process.kernel,
    response: process.response,
    normalized: process.normalized,
    switches: process.switches,
    switches_forced: process.switchesForced,
    faults: process.faults,
    missed: process.missedAt,
    end: process.end,
    reason: process.reason,
    exit: process.exit,
    threads: process.threads.map(threadReport),
    carriers: process.carriers.map((carrier) => ({ ...carrier })),
  };
}

function raceAccess({ label, verb, tick, uri, line }: AccessReport): RaceAccess {
  return { thread: label, verb, tick, uri, line };
}

/** The report of an outcome. Kernel work that falls on no process has pid and tid 0. */
export function reportOf(outcome: Outcome): RunReport {
  return {
    schema: REPORT_SCHEMA,
    ended: outcome.ended,
    reason: outcome.reason,
    tick: outcome.tick,
    processes: outcome.processes.map(processReport),
    averages: averagesOf(outcome.processes),
    machines: outcome.machines.map((machine) => ({
      name: machine.name,
      cpus: machine.cpus.length,
      user: machine.user,
      kernel: machine.kernel,
      idle: machine.idle,
      utilisation: machine.utilisation,
      throughput: machine.throughput,
      degree: {
        most: machine.degreeMost,
        average: machine.degreeAverage,
        changes: machine.degrees.map(({ tick, degree }) => [tick, degree] as const),
      },
      ready_average: machine.readyAverage,
      devices: machine.devices.map((device) => ({
        name: device.name,
        busy: device.busy,
        utilisation: device.utilisation,
        served: device.served,
        mean_wait: device.meanWait,
        queue_most: device.queueMost,
        queue_average: device.queueAverage,
      })),
    })),
    gantt: outcome.gantt.map(({ machine, cpu, from, to, pid, tid, name, kind, carrier }) => ({
      machine,
      cpu,
      from,
      to,
      pid: Math.max(0, pid),
      tid: Math.max(0, tid),
      name,
      kind,
      carrier: carrier === "" ? null : carrier,
    })),
    output: outcome.output.map(({ tick, pid, text }) => ({ tick, pid, text })),
    shared: Object.fromEntries(outcome.shared),
    expectations: outcome.verdicts.map(({ text, line, holds, detail }) => ({ text, line, holds, detail })),
    races:
      outcome.races?.map(({ variable, first, second, remedy, text }) => ({
        variable,
        first: raceAccess(first),
        second: raceAccess(second),
        remedy,
        text,
      })) ?? null,
    bounds: outcome.bounds.map((each) => ({ ...each })),
    operator_failures: outcome.failures.map(({ tick, line, action, text }) => ({ tick, line, action, text })),
    truncated: outcome.droppedLines > 0 || outcome.isGanttCut,
    trace: outcome.trace,
  };
}
