/**
 * A workload of the reference schedulers: jobs that compute, wait for devices, sleep and yield, on one machine with settings. It is
 * plain data, from which the reference runs and the scenario's text is written, with no instruction ticks.
 */

/** One statement of a job; the device's own service where an `io` says no ticks. */
export type Step =
  | { readonly call: "compute" | "sleep"; readonly ticks: number }
  | { readonly call: "io"; readonly device: number; readonly ticks?: number }
  | { readonly call: "yield" };

export interface Job {
  readonly arrival: number;
  readonly priority?: number;
  readonly nice?: number;
  readonly tickets?: number;
  readonly period?: number;
  readonly deadline?: number;
  readonly steps: readonly Step[];
}

export interface Device {
  readonly service: number;
  readonly servers: number;
}

export type Ties = "arrivals_first" | "preempted_first";

export interface Feedback {
  readonly name: "mlfq";
  readonly quanta: readonly number[];
  readonly allotments: readonly number[];
  readonly boost: number;
  readonly preemptive: boolean;
  readonly ties: Ties;
  readonly preempted: "head" | "tail";
  readonly io_return: "tail" | "head";
  readonly after_io: "keep" | "reset";
  readonly alone: "demote" | "stay";
}

/** A short-term scheduler, with the names of the language. */
export type Scheduler =
  | { readonly name: "fcfs" | "sjf" | "srtf" | "hrrn" | "edf" | "rate_monotonic" }
  | { readonly name: "round_robin"; readonly quantum: number; readonly ties: Ties }
  | { readonly name: "priority"; readonly preemptive: boolean; readonly quantum: number; readonly aging: number }
  | { readonly name: "lottery" | "random" | "stride"; readonly quantum: number }
  | { readonly name: "fair"; readonly latency: number; readonly granularity: number }
  | Feedback;

export interface Workload {
  readonly scheduler: Scheduler;
  readonly cpus: number;
  readonly readyQueues: "global" | "per_cpu" | "stealing";
  /** Jobs in memory at once; 0: as many as there are. */
  readonly degree: number;
  readonly admission: "fifo" | "shortest";
  readonly contextSwitch: number;
  readonly interrupt: number;
  readonly syscall: number;
  readonly devices: readonly Device[];
  readonly jobs: readonly Job[];
}

export const jobName = (index: number): string => String.fromCharCode(65 + index);

function stepText(step: Step): string {
  switch (step.call) {
    case "io":
      return step.ticks === undefined ? `io(d${step.device})` : `io(d${step.device}, ${step.ticks})`;
    case "yield":
      return "yield()";
    default:
      return `${step.call}(${step.ticks})`;
  }
}

const READY_QUEUES = { global: "global", per_cpu: "per_cpu", stealing: "per_cpu(stealing: true)" };

function schedulerText({ name, ...settings }: Scheduler): string {
  const parts = Object.entries(settings).map(
    ([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}`,
  );
  return parts.length === 0 ? name : `${name}(${parts.join(", ")})`;
}

/** The scenario's text. */
export function textOf(work: Workload): string {
  const devices = work.devices.map(
    ({ service, servers }, index) => `d${index}: device(service: ${service}, servers: ${servers})`,
  );
  const lines = [
    "machine {",
    `  instruction: 0  scheduler: ${schedulerText(work.scheduler)}`,
    `  cpus: ${work.cpus}  ready_queues: ${READY_QUEUES[work.readyQueues]}`,
    ...(work.degree > 0 ? [`  degree: ${work.degree}  admission: ${work.admission}`] : []),
    `  context_switch: ${work.contextSwitch}  interrupt: ${work.interrupt}  syscall: ${work.syscall}`,
    ...(devices.length > 0 ? [`  devices: { ${devices.join(", ")} }`] : []),
    "}",
  ];
  work.jobs.forEach(({ steps, ...settings }, index) => {
    const name = jobName(index);
    lines.push(`program p${name}() { ${steps.map(stepText).join(" ")} }`);
    const set = Object.entries(settings).map(([key, value]) => `${key}: ${String(value)}`);
    lines.push(`process ${name} = p${name}() { ${set.join("  ")} }`);
  });
  return lines.join("\n");
}
