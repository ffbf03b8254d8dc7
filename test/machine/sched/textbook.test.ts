/**
 * The worked examples of "Operating System Concepts" (Silberschatz, Galvin, Gagne), chapter CPU Scheduling: equal Gantt
 * charts and equal waiting times. Overheads are 0, bursts are `compute(n)`.
 */
import assert from "node:assert/strict";
import type { Choice } from "../../../src/isa/settings.ts";
import { imageFrom, policy, type ProcessText } from "../../support/image.ts";
import { scheduleOf, type GanttRow } from "./schedule.ts";

/** `name arrival burst [priority]`, one process a line. */
function processes(text: string): ProcessText[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", arrival = "0", burst = "0", priority = "0"] = line.trim().split(/ +/);
      return { name, arrival: Number(arrival), priority: Number(priority), acts: [{ compute: Number(burst) }] };
    });
}

/** `0 P1 24 P2 27`: times between names; `-` is idle time. */
function chart(text: string): GanttRow[] {
  const words = text.split(" ");
  const rows: GanttRow[] = [];
  for (let k = 0; k + 2 < words.length; k += 2) {
    const name = words[k + 1]!;
    if (name !== "-") rows.push([Number(words[k]), Number(words[k + 2]), name]);
  }
  return rows;
}

function check(scheduler: Choice, text: string, gantt: string, waiting?: string): void {
  const { schedule } = scheduleOf(imageFrom({ scheduler, instruction: 0 }, processes(text)));
  assert.deepEqual(schedule.gantt[0], chart(gantt));
  if (waiting === undefined) return;
  const found = Object.values(schedule.processes).map((process) => process.waiting);
  assert.deepEqual(found.join(" "), waiting);
}

describe("textbook examples", () => {
  it("first come, first served, a long burst first", () => {
    check(policy("fcfs"), "P1 0 24\nP2 0 3\nP3 0 3", "0 P1 24 P2 27 P3 30", "0 24 27");
  });
  it("first come, first served, short bursts first", () => {
    check(policy("fcfs"), "P2 0 3\nP3 0 3\nP1 0 24", "0 P2 3 P3 6 P1 30", "0 3 6");
  });
  it("shortest job first", () => {
    check(policy("sjf"), "P1 0 6\nP2 0 8\nP3 0 7\nP4 0 3", "0 P4 3 P1 9 P3 16 P2 24", "3 16 9 0");
  });
  it("shortest remaining time first", () => {
    check(policy("srtf"), "P1 0 8\nP2 1 4\nP3 2 9\nP4 3 5", "0 P1 1 P2 5 P4 10 P1 17 P3 26", "9 0 15 2");
  });
  it("round robin, quantum 4", () => {
    check(policy("round_robin", { quantum: 4 }), "P1 0 24\nP2 0 3\nP3 0 3", "0 P1 4 P2 7 P3 10 P1 30", "6 4 7");
  });
  it("priority", () => {
    check(
      policy("priority", { preemptive: 0 }),
      "P1 0 10 3\nP2 0 1 1\nP3 0 2 4\nP4 0 1 5\nP5 0 5 2",
      "0 P2 1 P5 6 P1 16 P3 18 P4 19",
      "6 0 16 18 1",
    );
  });
  it("priority with round robin among equals", () => {
    check(
      policy("priority", { preemptive: 1, quantum: 2 }),
      "P1 0 4 3\nP2 0 5 2\nP3 0 8 2\nP4 0 7 1\nP5 0 3 3",
      "0 P4 7 P2 9 P3 11 P2 13 P3 15 P2 16 P3 20 P1 22 P5 24 P1 26 P5 27",
    );
  });
});

/** `name period burst`, one process a line; the chart's beginning, and [process, tick] of each deadline missed. */
function checkPeriodic(
  name: string,
  text: string,
  until: number,
  gantt: string,
  missed: readonly (readonly [string, number])[],
): void {
  const texts = text.split("\n").map((line) => {
    const [process = "", period = "1", burst = "0"] = line.split(" ");
    return { name: process, period: Number(period), acts: [{ compute: Number(burst) }] };
  });
  const { schedule, sim } = scheduleOf(imageFrom({ scheduler: policy(name), instruction: 0 }, texts), { until });
  const expected = chart(gantt);
  const found = schedule.gantt[0]!.slice(0, expected.length);
  assert.deepEqual(found, expected);
  const misses = sim.world.processes.flatMap((process) => process.missed.map((tick) => [process.name, tick] as const));
  assert.deepEqual(misses.slice(0, 1), missed);
}

describe("textbook examples of periodic processes", () => {
  it("rate-monotonic scheduling meets the deadlines", () => {
    checkPeriodic("rate_monotonic", "P1 50 20\nP2 100 35", 200, "0 P1 20 P2 50 P1 70 P2 75 - 100 P1 120", []);
  });
  it("rate-monotonic scheduling misses one at 80", () => {
    checkPeriodic("rate_monotonic", "P1 50 25\nP2 80 35", 160, "0 P1 25 P2 50 P1 75", [["P2", 80]]);
  });
  it("earliest deadline first meets them", () => {
    checkPeriodic("edf", "P1 50 25\nP2 80 35", 160, "0 P1 25 P2 60 P1 85 P2 100 P1 125", []);
  });
});
