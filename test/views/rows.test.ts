/** The trees of the side bar, written as indented text: `label | description`, with * for the thread stopped at and [icon]. */
import assert from "node:assert/strict";
import type { Overview, ProcessItem } from "../../src/debugger/overview/overview.ts";
import type { QueueItem, QueueKind, ThreadItem } from "../../src/debugger/overview/queues.ts";
import { STATES } from "../../src/machine/states.ts";
import { clockText } from "../../src/views/clockText.ts";
import { plainContext, processRows } from "../../src/views/processRows.ts";
import { queueRows } from "../../src/views/queueRows.ts";
import { findRow, type Row } from "../../src/views/row.ts";
import { DRAWN_STATES } from "../../src/views/stateIcons.ts";

const thread = (id: number, label: string, state: string, detail: string, ticks: number): ThreadItem => ({
  thread: id,
  pid: Number(label.split(/[. ]/)[0]),
  process: label.split(" ")[1] ?? "",
  label,
  state,
  detail,
  ticks,
  isHeld: false,
  rank: "",
});

const process = (pid: number, name: string, threads: ThreadItem[], more: Partial<ProcessItem> = {}): ProcessItem => ({
  pid,
  name,
  program: name,
  machine: "main",
  state: threads[0]?.state ?? "waiting",
  detail: threads[0]?.detail ?? "",
  model: "",
  carrierCount: 0,
  carriers: [],
  threadCount: threads.length,
  threads,
  childCount: more.children?.length ?? 0,
  children: [],
  ...more,
});

const queue = (kind: QueueKind, name: string, detail: string, ...threads: ThreadItem[]): QueueItem => ({
  id: `${kind} ${name}`,
  kind,
  name,
  detail,
  size: threads.length,
  threads,
});

const producer = thread(0, "1 producer", "running", "running on CPU 0", 2);
const consumer = thread(1, "2 consumer", "ready", "ready (1st)", 5);
const sleeper = thread(2, "3.1 main", "waiting", "waiting: sleep until 30", 1);
const worker = thread(3, "3.2 worker", "ready", "ready (2nd)", 1);

const machine: Overview = {
  tick: 12,
  isDeadlocked: false,
  isEnded: false,
  hasMailboxes: false,
  hasLocks: false,
  processes: [
    process(0, "init", [], {
      program: "",
      children: [
        process(1, "producer", [producer]),
        process(2, "consumer", [consumer], {
          children: [process(4, "child", [], { state: "zombie", detail: "exited with 3" })],
        }),
        process(3, "server", [sleeper, worker]),
      ],
    }),
  ],
  queues: [
    queue("job", "Job queue", "0"),
    queue("cpu", "CPU 0", "1 producer · quantum: 2 left", producer),
    queue("ready", "Ready queue", "2 · round_robin", consumer, worker),
    queue("wait", "Waiting: sleep", "1", sleeper),
  ],
};

const context = { ...plainContext, current: 1 };

function drawn(rows: readonly Row[], indent = ""): string {
  return rows
    .map(
      (row) =>
        `${indent}${row.isCurrent ? "*" : ""}[${row.icon?.name ?? ""}] ${row.label} | ${row.description}\n` +
        drawn(row.children, `${indent}  `),
    )
    .join("");
}

function check(rows: readonly Row[], expected: string): void {
  const lines = expected.replace(/^\n/, "").split("\n");
  const margin = /^ */.exec(lines[0]!)![0].length;
  const text = lines.map((line) => line.slice(margin)).join("\n");
  assert.equal(drawn(rows).trimEnd(), text.trimEnd());
}

describe("the Processes tree", () => {
  it("has init at the root, threads below a process with several, zombies", () =>
    check(
      processRows(machine, context),
      `
      [type-hierarchy-sub] 0 init | waiting
        [play-circle] 1 producer | running on CPU 0
        *[circle-large-filled] 2 consumer | ready (1st)
          [error] 4 child | exited with 3
        [watch] 3 server | 2 threads
          [watch] 3.1 main | waiting: sleep until 30
          [circle-large-filled] 3.2 worker | ready (2nd)`,
    ));

  it("has a sentence for each row", () =>
    assert.equal(
      findRow(processRows(machine), "process 1")?.tooltip,
      "producer (pid 1) · running on CPU 0 · for 2 ticks · program producer",
    ));

  it("focuses a process's main thread", () => assert.equal(findRow(processRows(machine), "process 3")?.thread, 2));
});

describe("the Queues tree", () => {
  it("has every queue in order, with places and waiting times", () =>
    check(
      queueRows(machine, context),
      `
      [inbox] Job queue | 0
      [chip] CPU 0 | 1 producer · quantum: 2 left
      [list-ordered] Ready queue | 2 · round_robin
        *[circle-large-filled] 1. 2 consumer | ready for 5 ticks
        [circle-large-filled] 2. 3.2 worker | ready for 1 tick
      [watch] Waiting: sleep | 1
        [watch] 3.1 main | waiting: sleep until 30 · for 1 tick`,
    ));

  it("has unique ids", () => {
    const ids: string[] = [];
    const collect = (rows: readonly Row[]): void => {
      for (const row of rows) {
        ids.push(row.id);
        collect(row.children);
      }
    };
    collect(queueRows(machine));
    assert.equal(new Set(ids).size, ids.length);
  });
});

describe("the status bar", () => {
  it("says the tick and who runs", () => assert.equal(clockText(machine), "tick 12 · 1 producer"));

  it("says that nobody runs", () => assert.equal(clockText({ ...machine, queues: [] }), "tick 12 · idle"));

  it("counts the rest of many", () => {
    const queues = [1, 2, 3, 4, 5].map((n) => queue("cpu", `CPU ${n}`, "", thread(n, `${n} p`, "running", "", 0)));
    assert.equal(clockText({ ...machine, queues }), "tick 12 · 1 p, 2 p, 3 p and 2 more");
  });
});

describe("state icons", () => {
  it("cover the machine's states", () => {
    const missing = STATES.map((row) => row.name).filter((name) => !DRAWN_STATES.includes(name));
    assert.deepEqual(missing, []);
  });
});
