/**
 * Rules of scheduling where two of them meet: who runs when, worked out by hand from the rules and not from a run.
 */
import assert from "node:assert/strict";
import { simulate } from "../../support/scenario.ts";
import { scheduleOf } from "./schedule.ts";

/** `0 a 4 b 6`: the chart of each CPU, idle time as `-`. */
function charts(text: string): string[] {
  const { image } = simulate(`program p(n) { compute(n) }\n${text}`);
  const { schedule } = scheduleOf(image);
  return schedule.gantt.map((rows) => {
    let chart = "";
    let at = 0;
    for (const [from, to, name] of rows) {
      if (from > at) chart += `${at} - `;
      chart += `${from} ${name} `;
      at = to;
    }
    return chart + String(at);
  });
}

interface Rule {
  readonly says: string;
  readonly text: string;
  readonly charts: readonly string[];
}

const RULES: readonly Rule[] = [
  {
    // The quantum of a has ended at 1; b arrives at the same tick and stands higher. a is at level 1, alone there.
    says: "a quantum that ends before an arrival of its tick is not renewed: mlfq",
    text: `machine { scheduler: mlfq(quanta: [1, 4], preemptive: false, ties: preempted_first) instruction: 0 }
      process a = p(6) process b = p(1) { arrival: 1 }`,
    charts: ["0 a 1 b 2 a 7"],
  },
  {
    // Under round robin a stands before b, gets its CPU back and has another quantum.
    says: "a quantum that ends before an arrival of its tick is not renewed: round robin",
    text: `machine { scheduler: round_robin(quantum: 2, ties: preempted_first) instruction: 0 }
      process a = p(6) process b = p(1) { arrival: 2 }`,
    charts: ["0 a 4 b 5 a 7"],
  },
  {
    says: "admission falls before wake-ups, with no arrival to come",
    text: `machine { scheduler: fcfs instruction: 0 degree: 2 devices: { disk: device(service: 5, servers: 2) } }
      program w() { compute(1) io(disk, 1) compute(1) }
      process a = w() process b = p(1) process c = p(1)`,
    charts: ["0 a 1 b 2 c 3 a 4"],
  },
  {
    says: "admission falls before wake-ups, with an arrival to come",
    text: `machine { scheduler: fcfs instruction: 0 degree: 2 devices: { disk: device(service: 5, servers: 2) } }
      program w() { compute(1) io(disk, 1) compute(1) }
      process a = w() process b = p(1) process c = p(1) process d = p(1) { arrival: 9 }`,
    charts: ["0 a 1 b 2 c 3 a 4 - 9 d 10"],
  },
  {
    // a ends at tick 0 after the admission of that tick: b is admitted at the next one.
    says: "admission falls once a tick",
    text: `machine { scheduler: fcfs instruction: 0 degree: 1 } process a = p(0) process b = p(2)`,
    charts: ["0 - 1 b 3"],
  },
  ...[
    "lottery(quantum: 1)",
    "random(quantum: 1)",
    "round_robin(quantum: 1)",
    "stride",
    "fair(latency: 1, granularity: 1)",
  ].map((scheduler): Rule => ({
    says: `an expiry with nobody else to run is no switch: ${scheduler}`,
    text: `machine { scheduler: ${scheduler} instruction: 0 cpus: 2 context_switch: 1 }
        process a = p(1) process b = p(3)`,
    charts: ["0 a 1", "0 b 3"],
  })),
  {
    says: "an expiry of all with nobody else to run is no switch",
    text: `machine { scheduler: lottery(quantum: 1) instruction: 0 cpus: 3 context_switch: 1 seed: 5 }
      process a = p(5) process b = p(4) { tickets: 9 } process c = p(3) { tickets: 5 }`,
    // Chance gave them out at tick 0.
    charts: ["0 b 4", "0 c 3", "0 a 5"],
  },
  {
    // Slices of 20 × 1024 / 2048 = 10; at 20 both have had 10, and the lower pid goes first.
    says: "fair: a slice is the share of the latency, and ends by itself",
    text: `machine { scheduler: fair(latency: 20, granularity: 2) instruction: 0 } process a = p(20) process b = p(20)`,
    charts: ["0 a 10 b 20 a 30 b 40"],
  },
  {
    // a wakes at 12, at 5, for c keeps the least at 0; b has run since 5 and is at 7: ahead by 2, which is not more.
    says: "fair: who wakes takes the CPU of one ahead by more than the granularity, and of no other",
    text: `machine { scheduler: fair(latency: 90, granularity: 2) instruction: 0 }
      program w(n) { compute(5) sleep(n) compute(3) } process a = w(7) process b = p(9) process c = p(9)`,
    charts: ["0 a 5 b 14 c 23 a 26"],
  },
  {
    says: "fair: the same one tick later",
    text: `machine { scheduler: fair(latency: 90, granularity: 2) instruction: 0 }
      program w(n) { compute(5) sleep(n) compute(3) } process a = w(8) process b = p(9) process c = p(9)`,
    charts: ["0 a 5 b 13 c 22 a 25 b 26"],
  },
  {
    // c is the least, at 0, when a wakes at 6 with 2; b, at 4, is ahead of a by 2: c gets its CPU, having merely waited.
    says: "fair: the least then gets the CPU",
    text: `machine { scheduler: fair(latency: 40, granularity: 1) instruction: 0 }
      program w() { compute(2) sleep(4) compute(2) } process a = w() process b = p(6) process c = p(3)`,
    charts: ["0 a 2 b 6 c 9 a 11 b 13"],
  },
  {
    // a wakes at 20, at 6; b, in a system call from 18 to 22, is at 16 when that ends. Then the least, c, gets the CPU.
    says: "fair: who wakes during kernel work takes the CPU at its end",
    text: `machine { scheduler: fair(latency: 900, granularity: 2) instruction: 0 syscall: 4 }
      program w() { compute(2) sleep(14) compute(2) }
      program s() { compute(12) var t = clock() compute(5) }
      process a = w() process b = s() process c = p(3)`,
    charts: ["0 a 2 - 6 b 18 - 22 c 25 - 29 a 31 - 35 b 40"],
  },
  {
    // Nobody is ready or runs from 10 to 15: the least of 10 is remembered. b begins there; a wakes at 16, at 11, the least then.
    says: "fair: the least is remembered while nobody is ready",
    text: `machine { scheduler: fair(latency: 4, granularity: 2) instruction: 0 }
      program w() { compute(10) sleep(6) compute(4) } process a = w() process b = p(20) { arrival: 15 }`,
    charts: ["0 a 10 - 15 b 19 a 23 b 39"],
  },
  {
    says: "stride: the least is remembered while nobody is ready",
    text: `machine { scheduler: stride(quantum: 5) instruction: 0 }
      program w() { compute(10) sleep(10) compute(4) } process a = w() process b = p(20) { arrival: 15 }`,
    charts: ["0 a 10 - 15 b 20 a 24 b 39"],
  },
  {
    // At 4 x has ended, b is at level 2 and a at level 1: b stands first, but both keep their CPU.
    says: "mlfq: a boost moves nobody to another CPU",
    text: `machine { scheduler: mlfq(quanta: [1, 2, 4], boost: 4) instruction: 0 cpus: 2 context_switch: 1 }
      process x = p(1) process b = p(9) process a = p(6) { arrival: 1 }`,
    charts: ["0 x 1 - 2 a 8", "0 b 9"],
  },
  {
    // At 6 a is in the midst of its quantum at level 1, and b waits at level 2: b is appended first, and takes the CPU of a.
    says: "mlfq: a boost appends the lowest level first",
    text: `machine { scheduler: mlfq(quanta: [1, 2, 8], boost: 6) instruction: 0 }
      process b = p(7) process a = p(5) { arrival: 4 }`,
    charts: ["0 b 4 a 6 b 7 a 8 b 10 a 12"],
  },
  {
    // At 5 the quantum of a ends: it goes down to level 2, where it stands behind b, and both are appended in that order.
    says: "mlfq: a quantum that ends at a boost goes down first",
    text: `machine { scheduler: mlfq(quanta: [1, 1, 8], boost: 5) instruction: 0 }
      process b = p(6) process a = p(6) { arrival: 3 }`,
    charts: ["0 b 3 a 5 b 6 a 7 b 8 a 9 b 10 a 12"],
  },
  {
    // At 4 both CPUs become idle; CPU 1 serves its own queue, d, and only then CPU 0 takes f from it.
    says: "stealing: each CPU serves its own queue first",
    text: `machine { scheduler: fcfs instruction: 0 cpus: 2 ready_queues: per_cpu(stealing: true) }
      process a = p(1) process b = p(4) process c = p(1) process d = p(3) process e = p(2) process f = p(2)`,
    charts: ["0 a 1 c 2 e 4 f 6", "0 b 4 d 7"],
  },
  {
    // b arrives at 3 and waits; at 4 the quantum of a ends with a wait: a is not alone, and goes down to level 1.
    says: "mlfq: who waits at the end of its quantum goes down, alone or not",
    text: `machine { scheduler: mlfq(quanta: [2, 4], alone: stay) instruction: 0 }
      program w() { compute(2) sleep(2) compute(4) } process a = w() process b = p(3) { arrival: 5 }`,
    charts: ["0 a 2 - 4 a 5 b 7 a 10 b 11"],
  },
  {
    // At 8 b yields: it is ready, of the queue of CPU 0, and that of CPU 1 is the shorter one.
    says: "a new process joins the shortest queue: who has just yielded is counted",
    text: `machine { scheduler: fcfs instruction: 0 cpus: 2 ready_queues: per_cpu }
      program y() { compute(8) yield() compute(1) } process b = y() process a = p(1) { arrival: 8 }`,
    charts: ["0 b 9", "0 - 8 a 9"],
  },
  {
    // Both return at 1, a first. Nobody runs: b returned last and stands first, and a does not stand before it.
    says: "mlfq: who returned to the head last stands first, where nobody ran, too",
    text: `machine { scheduler: mlfq(quanta: [4], io_return: head) instruction: 0 }
      program w() { sleep(1) compute(1) } process a = w() process b = w()`,
    charts: ["0 - 1 b 2 a 3"],
  },
  {
    // At 2 the second quantum of a ends, and the first of b: a goes down to level 1, b stays. The boost appends a behind b; then c
    // arrives, so that not only they are ready, and the CPUs take in order: b, a.
    says: "mlfq: a boost orders those whose quantum ended at it, too",
    text: `machine { scheduler: mlfq(quanta: [1, 4], allotments: [2, 1], boost: 2, ties: preempted_first) instruction: 0 cpus: 2 }
      process a = p(3) process b = p(2) { arrival: 1 } process c = p(1) { arrival: 2 }`,
    charts: ["0 a 2 b 3 c 4", "0 - 1 b 2 a 3"],
  },
];

/** Deadlines missed by process `a`, which finishes at 6. */
function missesOf(deadline: number): readonly number[] {
  const text = `machine { scheduler: edf instruction: 0 } program w() { sleep(6) } process a = w() { deadline: ${deadline} }`;
  const { schedule, sim } = scheduleOf(simulate(text).image);
  assert.equal(schedule.processes["a"]?.finish, 6);
  return sim.world.processes[1]!.missed;
}

describe("rules of scheduling that meet", () => {
  for (const { says, text, charts: expected } of RULES) it(says, () => assert.deepEqual(charts(text), expected));

  it("finishing at the deadline is no miss, where what is left takes no time", () => {
    assert.deepEqual([missesOf(5), missesOf(6), missesOf(7)], [[5], [], []]);
  });
});
