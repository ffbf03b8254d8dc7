/** The policies by the names of the language. */
import { fcfs, roundRobin } from "./arrivalOrder.ts";
import { highestRatio, shortest } from "./bursts.ts";
import { lottery, random } from "./chance.ts";
import { feedback } from "./feedback.ts";
import type { Policy } from "./policy.ts";
import { priority } from "./priority.ts";
import { edf, rateMonotonic } from "./realTime.ts";
import { fair, stride } from "./shares.ts";
import type { Workload } from "./workload.ts";

/** The policy that the scheduler's settings name. */
export function policyOf({ scheduler, cpus, readyQueues, syscall }: Workload): Policy {
  const hasOneQueue = readyQueues === "global";
  switch (scheduler.name) {
    case "fcfs":
      return fcfs;
    case "sjf":
      return shortest(false, syscall);
    case "srtf":
      return shortest(true, syscall);
    case "hrrn":
      return highestRatio(syscall);
    case "edf":
      return edf;
    case "rate_monotonic":
      return rateMonotonic;
    case "round_robin":
      return roundRobin(scheduler.quantum, scheduler.ties);
    case "priority":
      return priority(scheduler.preemptive, scheduler.quantum, scheduler.aging);
    case "lottery":
      return lottery(scheduler.quantum);
    case "random":
      return random(scheduler.quantum);
    case "stride":
      return stride(scheduler.quantum, cpus, hasOneQueue);
    case "fair":
      return fair(scheduler.latency, scheduler.granularity, cpus, hasOneQueue);
    case "mlfq":
      return feedback(scheduler);
  }
}
