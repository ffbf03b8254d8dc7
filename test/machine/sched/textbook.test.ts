/**
 * The worked examples of "Operating System Concepts" (Silberschatz, Galvin, Gagne), chapter CPU Scheduling: equal Gantt
 * charts, waiting times and missed deadlines. Overheads are 0, bursts are `compute(n)`. Each is run twice: from an image made
 * by hand, and from the sample of that name.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { Image } from "../../../src/isa/image.ts";
import type { Choice } from "../../../src/isa/settings.ts";
import { compile } from "../../../src/lang/compile.ts";
import { imageFrom, policy, type ProcessText } from "../../support/image.ts";
import { scheduleOf, type GanttRow } from "./schedule.ts";

interface Example {
  readonly scheduler: Choice;
  /** `name arrival burst [priority]`, one process a line; of periodic ones `name period burst`. */
  readonly processes: string;
  /** `0 P1 24 P2 27`: times between names; `-` is idle time. Of a periodic example: how the chart begins. */
  readonly gantt: string;
  /** In the order of the processes, and their average. */
  readonly waiting?: string;
  readonly average?: number;
}

interface PeriodicExample extends Example {
  readonly until: number;
  /** Every deadline missed, as `process tick`. */
  readonly missed: readonly string[];
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  "fcfs-long-first": {
    scheduler: policy("fcfs"),
    processes: "P1 0 24\nP2 0 3\nP3 0 3",
    gantt: "0 P1 24 P2 27 P3 30",
    waiting: "0 24 27",
    average: 17,
  },
  "fcfs-short-first": {
    scheduler: policy("fcfs"),
    processes: "P2 0 3\nP3 0 3\nP1 0 24",
    gantt: "0 P2 3 P3 6 P1 30",
    waiting: "0 3 6",
    average: 3,
  },
  sjf: {
    scheduler: policy("sjf"),
    processes: "P1 0 6\nP2 0 8\nP3 0 7\nP4 0 3",
    gantt: "0 P4 3 P1 9 P3 16 P2 24",
    waiting: "3 16 9 0",
    average: 7,
  },
  srtf: {
    scheduler: policy("srtf"),
    processes: "P1 0 8\nP2 1 4\nP3 2 9\nP4 3 5",
    gantt: "0 P1 1 P2 5 P4 10 P1 17 P3 26",
    waiting: "9 0 15 2",
    average: 6.5,
  },
  "round-robin-4": {
    scheduler: policy("round_robin", { quantum: 4 }),
    processes: "P1 0 24\nP2 0 3\nP3 0 3",
    gantt: "0 P1 4 P2 7 P3 10 P1 30",
    waiting: "6 4 7",
    average: 17 / 3,
  },
  priority: {
    scheduler: policy("priority", { preemptive: 0 }),
    processes: "P1 0 10 3\nP2 0 1 1\nP3 0 2 4\nP4 0 1 5\nP5 0 5 2",
    gantt: "0 P2 1 P5 6 P1 16 P3 18 P4 19",
    waiting: "6 0 16 18 1",
    average: 8.2,
  },
  "priority-round-robin": {
    scheduler: policy("priority", { preemptive: 1, quantum: 2 }),
    processes: "P1 0 4 3\nP2 0 5 2\nP3 0 8 2\nP4 0 7 1\nP5 0 3 3",
    gantt: "0 P4 7 P2 9 P3 11 P2 13 P3 15 P2 16 P3 20 P1 22 P5 24 P1 26 P5 27",
  },
};

const PERIODIC: Readonly<Record<string, PeriodicExample>> = {
  "rate-monotonic-meets": {
    scheduler: policy("rate_monotonic"),
    processes: "P1 50 20\nP2 100 35",
    gantt: "0 P1 20 P2 50 P1 70 P2 75 - 100 P1 120",
    until: 200,
    missed: [],
  },
  "rate-monotonic-misses": {
    scheduler: policy("rate_monotonic"),
    processes: "P1 50 25\nP2 80 35",
    gantt: "0 P1 25 P2 50 P1 75",
    until: 160,
    missed: ["P2 80"],
  },
  "edf-meets": {
    scheduler: policy("edf"),
    processes: "P1 50 25\nP2 80 35",
    gantt: "0 P1 25 P2 60 P1 85 P2 100 P1 125",
    until: 160,
    missed: [],
  },
};

/** The processes of an example, each with its burst; `field` is what the number after the name means. */
function processes(text: string, field: "arrival" | "period"): ProcessText[] {
  return text.split("\n").map((line) => {
    const [name = "", number = "0", burst = "0", priority = "0"] = line.split(" ");
    return { name, [field]: Number(number), priority: Number(priority), acts: [{ compute: Number(burst) }] };
  });
}

function chart(text: string): GanttRow[] {
  const words = text.split(" ");
  const rows: GanttRow[] = [];
  for (let k = 0; k + 2 < words.length; k += 2) {
    const name = words[k + 1]!;
    if (name !== "-") rows.push([Number(words[k]), Number(words[k + 2]), name]);
  }
  return rows;
}

const pathOf = (name: string): string => `samples/textbook-${name}.turno`;

function sample(name: string): Image {
  const { image, diagnostics } = compile(pathOf(name), readFileSync(pathOf(name), "utf8"));
  assert.ok(image !== undefined, diagnostics.map((each) => each.message).join("; "));
  return image;
}

function check(image: Image, { gantt, waiting, average }: Example): void {
  const { schedule } = scheduleOf(image);
  assert.deepEqual(schedule.gantt, [chart(gantt)]);
  if (waiting === undefined) return;
  const found = Object.values(schedule.processes).map((process) => process.waiting);
  assert.equal(found.join(" "), waiting);
  assert.equal(found.reduce((sum, each) => sum + each, 0) / found.length, average);
}

function checkPeriodic(image: Image, { gantt, until, missed }: PeriodicExample): void {
  const { schedule, sim } = scheduleOf(image, { until });
  const expected = chart(gantt);
  assert.deepEqual(schedule.gantt[0]!.slice(0, expected.length), expected);
  const misses = sim.world.processes.flatMap((process) => process.missed.map((tick) => `${process.name} ${tick}`));
  assert.deepEqual(misses, missed);
}

describe("textbook examples", () => {
  for (const [name, example] of Object.entries(EXAMPLES)) {
    const texts = processes(example.processes, "arrival");
    it(name, () => check(imageFrom({ scheduler: example.scheduler, instruction: 0 }, texts), example));
    it(`${name}, the sample`, () => check(sample(name), example));
  }
});

describe("textbook examples of periodic processes", () => {
  for (const [name, example] of Object.entries(PERIODIC)) {
    const texts = processes(example.processes, "period");
    it(name, () => checkPeriodic(imageFrom({ scheduler: example.scheduler, instruction: 0 }, texts), example));
    it(`${name}, the sample`, () => checkPeriodic(sample(name), example));
  }
});

describe("the samples of the textbook", () => {
  it("are its examples, no more and no fewer", () => {
    const names = readdirSync("samples").filter((name) => name.startsWith("textbook-"));
    const expected = [...Object.keys(EXAMPLES), ...Object.keys(PERIODIC)].map((name) => `textbook-${name}.turno`);
    assert.deepEqual(names.sort(), expected.sort());
  });
});
