/** A process of the reference machine: where it is, what single policies keep of it, and what is measured. */
import { fraction, type Fraction } from "./fraction.ts";
import type { Job } from "./workload.ts";

export type State = "new" | "ready" | "running" | "waiting" | "terminated";

/** Why a process enters the ready queue. */
export type Entry = "new" | "woken" | "expired" | "yielded" | "preempted";

export interface Process {
  readonly pid: number;
  readonly job: Job;
  state: State;
  arrived: boolean;
  /** The statement it is at, and the ticks that are left of its burst. */
  at: number;
  left: number;
  /** Where it stands in the ready queue: the least is the head. */
  place: number;
  /** Since when it has been ready. */
  readySince: number;
  /** The CPU that it last ran on, and whose queue it is in where each has one. */
  cpu: number;
  /** The ticks of its slice, and those of them that are used; no slice: a new one at its next dispatch. */
  slice: number | undefined;
  used: number;
  /** The CPU that it left at this boundary by an expiry or a yield, until it is known who gets that. */
  leftCpu: number | undefined;
  /** Whether it left that by an expiry. */
  expired: boolean;
  // Of single policies:
  /** `priority`: how far it was raised, and its ticks ready since. */
  raised: number;
  readyTicks: number;
  /** `mlfq`: its level, whole quanta of its allotment that are spent, whether it returned to the head and has not had the CPU since. */
  level: number;
  quanta: number;
  returned: boolean;
  /** Whether a boost has come over it on its CPU, and it was not looked yet who stands before it. */
  boosted: boolean;
  /** Whether its quantum has ended, and it is not known yet whether it is alone. */
  undecided: boolean;
  /** `stride`, `fair`: its pass, its virtual run time. */
  pass: Fraction;
  /** `fair`: the CPUs that it may still pre-empt, as one who has joined or woken. */
  claims: Set<number>;
  /** Of a process with a period or a deadline: the release of its job, jobs that are done and released, the ticks of missed deadlines. */
  release: number;
  jobs: number;
  released: number;
  missed: number[];
  // What is measured:
  firstRun: number | null;
  finish: number | null;
  service: number;
  ready: number;
  inJobQueue: number;
  blocked: number;
  kernel: number;
  switches: number;
  forced: number;
}

export function processOf(job: Job, pid: number): Process {
  return {
    ...{
      pid,
      job,
      state: "new",
      arrived: false,
      at: 0,
      left: 0,
      place: 0,
      readySince: 0,
      cpu: 0,
      slice: undefined,
      used: 0,
    },
    ...{
      leftCpu: undefined,
      expired: false,
      raised: 0,
      readyTicks: 0,
      level: 0,
      quanta: 0,
      returned: false,
      undecided: false,
      boosted: false,
    },
    ...{ pass: fraction(0), claims: new Set(), release: job.arrival, jobs: 0, released: 0, missed: [] },
    ...{
      firstRun: null,
      finish: null,
      service: 0,
      ready: 0,
      inJobQueue: 0,
      blocked: 0,
      kernel: 0,
      switches: 0,
      forced: 0,
    },
  };
}
