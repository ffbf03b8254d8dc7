/** `mlfq`: levels of round robin. */
import { first, type Policy, type View } from "./policy.ts";
import type { Process } from "./process.ts";
import type { Feedback } from "./workload.ts";

export function feedback(settings: Feedback): Policy {
  const lowest = settings.quanta.length - 1;

  /** Back to a full quantum. */
  const renewQuantum = (process: Process): void => {
    process.used = 0;
    process.slice = quantum(process);
  };
  const renewAll = (process: Process): void => {
    process.quanta = 0;
    renewQuantum(process);
  };
  // "round robin within a level, with its quantum (0: FCFS there)"
  const quantum = ({ level }: Process): number => settings.quanta[level]! || Infinity;

  /** "after the level's *allotment* of whole quanta (default 1 at every level) a process moves down, the lowest level renews it" */
  function charge(process: Process): void {
    process.quanta++;
    if (process.quanta >= (settings.allotments[process.level] ?? 1)) {
      process.quanta = 0;
      process.level = Math.min(process.level + 1, lowest);
    }
    renewQuantum(process);
  }

  const isBoost = ({ now }: View): boolean => settings.boost > 0 && now > 0 && now % settings.boost === 0;

  const order = (a: Process, b: Process): number =>
    a.level - b.level || (a.boosted && b.boosted ? a.place - b.place : 0);

  return {
    ties: settings.ties,
    boost: settings.boost,
    next: (ready) => first(ready, (a, b) => a.level - b.level),
    slice: quantum,
    // "A higher level pre-empts"; "`preemptive: false` lets a quantum run out first"
    ...(settings.preemptive ? { order } : {}),
    // "`head`: the running process counts as the first of its level, so it stands before that and takes the CPU, once"; and
    // whoever stands before a running process after a boost takes its CPU, once as well
    preempts: (best, running) =>
      best.level < running.level ||
      (best.level === running.level && (best.returned || running.boosted) && best.place < running.place),
    looked(cpu, { processes }) {
      for (const process of processes) if (process.cpu === cpu) process.boosted = false;
    },
    entered(process, how, view) {
      // "new work enters the top queue"
      if (how === "new") process.level = 0;
      // "a quantum whose last tick ends in a wait is spent like any other": in a yield as well
      const isSpent = how === "expired" || (how === "yielded" && process.used >= process.slice!);
      // "A quantum that ends at a boost goes down first, with or without `alone`."
      if (isSpent && (settings.alone === "demote" || isBoost(view))) charge(process);
      else if (isSpent) process.undecided = true;
      else if (how === "yielded") renewQuantum(process);
      // "`preempted: tail`: the tail, with that rest"
      if (how === "preempted" && settings.preempted === "tail") process.place = view.tail();
      // "After a wait it returns to the `tail` of its level (or the `head` …: who returned last stands first)"
      if (how === "woken" && settings.io_return === "head") {
        process.place = Math.min(...view.processes.map(({ place }) => place)) - 1;
        process.returned = true;
      }
    },
    age({ processes }) {
      for (const process of processes.filter(({ undecided }) => undecided)) {
        // "`alone: stay` does not demote a process that is the only one ready or running after that tick's arrivals" (wake-ups are
        // among them, and such a quantum renews its allotment)
        const isAlone = processes.every(
          ({ state, pid }) => pid === process.pid || (state !== "ready" && state !== "running"),
        );
        if (isAlone) renewAll(process);
        else charge(process);
        process.undecided = false;
      }
    },
    dispatched(process) {
      process.returned = false;
    },
    waits(process, spent) {
      // "`after_io: reset` renews both first, then that charge falls"
      if (settings.after_io === "reset") {
        renewAll(process);
      }
      // "a quantum whose last tick ends in a wait is spent like any other"
      if (spent) charge(process);
    },
    boosted(view) {
      // "the lower levels are appended to the top, lowest first, running ones as first of theirs"
      const places = view.processes.filter(({ state }) => state === "ready" || state === "running");
      const isRunning = ({ state }: Process): number => (state === "running" ? 0 : 1);
      for (let level = lowest; level > 0; level--) {
        const members = places.filter((process) => process.level === level);
        members.sort((a, b) => isRunning(a) - isRunning(b) || a.place - b.place);
        for (const process of members) {
          process.place = view.tail();
          process.boosted = process.state === "running";
        }
      }
      // "everything renewed, of waiting ones too"
      for (const process of view.processes) {
        process.level = 0;
        process.returned = false;
        renewAll(process);
      }
    },
  };
}
