/**
 * The Gantt chart: who had which CPU when, recorded from the spans that the machine tells of, and drawn as text.
 *
 * Keeps true: rows are in the order in which they ended; of one CPU they follow each other without overlap, and two that
 * touch differ in thread or kind; there are at most LIMITS.ganttRows, after which the chart says that it is cut.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Scheduling Algorithms (the charts).
 */
import { LIMITS } from "../base/limits.ts";
import { Overhead } from "./events.ts";
import type { DegreeChange } from "./degrees.ts";
import { processAt, threadAt, type Simulation, type SpanObserver } from "./simulation.ts";
import type { Cpu, Process, Thread } from "./state.ts";
import { carrierName } from "./threads/threading.ts";

export type GanttKind = "user" | "kernel" | "switch";

/** The ticks [from, to) of one CPU. Of kernel work that falls on no process, pid and tid are -1. */
export interface GanttRow {
  readonly machine: number;
  /** The CPU's number within the machine. */
  readonly cpu: number;
  readonly from: number;
  to: number;
  readonly pid: number;
  /** The thread's number within the process, from 1. */
  readonly tid: number;
  /** The process's name, and the name of the routine that the thread runs. */
  readonly name: string;
  readonly routine: string;
  /** The kernel entity: `lwp 2`, `m 3`; empty for a thread that the kernel knows itself. */
  readonly carrier: string;
  readonly kind: GanttKind;
}

/** A chart being recorded. */
export interface Gantt {
  readonly rows: GanttRow[];
  truncated: boolean;
  /** Place in `rows` of each CPU's last row, by machine × LIMITS.cpus + number. */
  readonly last: Record<number, number>;
}

export function createGantt(): Gantt {
  return { rows: [], truncated: false, last: {} };
}

const KIND: Readonly<Record<Overhead, GanttKind>> = {
  [Overhead.none]: "user",
  [Overhead.contextSwitch]: "switch",
  [Overhead.systemCall]: "kernel",
  [Overhead.interrupt]: "kernel",
  [Overhead.userSwitch]: "switch",
  [Overhead.spinning]: "kernel",
};

/** What the kernel schedules where it does not know the thread: the carrier of a thread, or the one that spins on the CPU. */
function entityName({ threading }: Process, thread: Thread | undefined, cpu: Cpu): string {
  const { carriers } = threading;
  if (carriers.length === 0) return "";
  const carrier = thread === undefined ? carriers.find((m) => m.spinsOn === cpu.index) : carriers[thread.carrier];
  return carrier === undefined ? "" : carrierName(threading, carrier);
}

/** What to set `sim.observeSpan` to, so that the chart is recorded. */
export function ganttRecorder(sim: Simulation, gantt: Gantt): SpanObserver {
  return (cpu, threadId, overhead, from, to) => {
    const kind = KIND[overhead];
    const thread = threadId < 0 ? undefined : threadAt(sim, threadId);
    const pid = thread?.pid ?? (overhead === Overhead.spinning ? cpu.spinner : -1);
    const tid = thread?.number ?? -1;
    const key = cpu.node * LIMITS.cpus + cpu.number;
    const last = gantt.rows[gantt.last[key] ?? -1];
    const carrier = pid < 0 ? "" : entityName(processAt(sim, pid), thread, cpu);
    const isSame = last?.pid === pid && last.tid === tid && last.kind === kind && last.carrier === carrier;
    if (isSame && last.to === from) {
      last.to = to;
      return;
    }
    if (gantt.rows.length >= LIMITS.ganttRows) {
      gantt.truncated = true;
      return;
    }
    const name = pid < 0 ? "" : processAt(sim, pid).name;
    const routine = thread === undefined ? "" : (sim.image.routines[thread.routine]?.name ?? "");
    gantt.last[key] = gantt.rows.length;
    gantt.rows.push({ machine: cpu.node, cpu: cpu.number, from, to, pid, tid, name, routine, carrier, kind });
  };
}

/** Takes back what was recorded from `tick` on, as when a run goes back in time. */
export function rewindGantt(gantt: Gantt, tick: number): void {
  let kept = 0;
  for (const key of Object.keys(gantt.last)) gantt.last[Number(key)] = -1;
  for (const row of gantt.rows) {
    if (row.from >= tick) continue;
    row.to = Math.min(row.to, tick);
    gantt.last[row.machine * LIMITS.cpus + row.cpu] = kept;
    gantt.rows[kept++] = row;
  }
  if (kept < gantt.rows.length) gantt.truncated = false;
  gantt.rows.length = kept;
}

/** Characters of a chart. A CPU's user work shows whose it is. */
const MARK: Readonly<Record<GanttKind, string>> = { user: "#", kernel: "+", switch: "x" };
const IDLE = ".";
const THREAD_SYMBOLS = "123456789abcdefghijklmnopqrstuvw";
const SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwyz0123456789";

/** How ticks fall on columns: `columns` a tick, or `ticks` a column. One of them is 1. */
interface Scale {
  readonly columns: number;
  readonly ticks: number;
  readonly end: number;
}

/** Widths of a tick and ticks of a column that are easy to read. */
const STEPS = [1, 2, 5];

function niceAbove(value: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of STEPS) if (step * power >= value) return step * power;
  }
}

function scaleOf(end: number, columns: number): Scale {
  const fits = Math.min(4, Math.floor(columns / Math.max(1, end)));
  return fits >= 1 ? { columns: fits, ticks: 1, end } : { columns: 1, ticks: niceAbove(end / columns), end };
}

const widthOf = (scale: Scale): number => Math.ceil(scale.end / scale.ticks) * scale.columns;

/** One line of columns: each shows what took most of its ticks; what runs at all is never shown as idle. */
function drawLine(rows: readonly GanttRow[], scale: Scale, symbolOf: (row: GanttRow) => string): string {
  const width = widthOf(scale);
  const line = Array.from({ length: width }, () => IDLE);
  const best = new Float64Array(width);
  for (const row of rows) {
    const first = Math.floor(row.from / scale.ticks) * scale.columns;
    const last = Math.ceil(row.to / scale.ticks) * scale.columns;
    for (let column = first; column < last; column++) {
      const from = Math.floor(column / scale.columns) * scale.ticks;
      const share = Math.min(row.to, from + scale.ticks) - Math.max(row.from, from);
      if (share <= best[column]!) continue;
      best[column] = share;
      line[column] = symbolOf(row);
    }
  }
  return line.join("");
}

/** One digit a column: the highest degree in it, 9 for more. */
function drawDegrees(changes: readonly DegreeChange[], scale: Scale): string {
  const highest = Array.from({ length: widthOf(scale) }, () => 0);
  changes.forEach(({ tick, degree }, k) => {
    const first = Math.floor(tick / scale.ticks) * scale.columns;
    const last = Math.ceil((changes[k + 1]?.tick ?? scale.end) / scale.ticks) * scale.columns;
    for (let column = first; column < last; column++) highest[column] = Math.max(highest[column]!, degree);
  });
  return highest.map((degree) => String(Math.min(9, degree))).join("");
}

/** The axis: a line of ticks and, below, a mark at each of them. */
function drawAxis(scale: Scale): readonly [string, string] {
  const longest = String(scale.end).length + 2;
  const step = niceAbove((longest * scale.ticks) / scale.columns);
  let labels = "";
  let marks = "";
  for (let tick = 0; tick <= scale.end; tick += step) {
    const column = (tick / scale.ticks) * scale.columns;
    if (!Number.isInteger(column)) continue;
    labels = labels.padEnd(column) + String(tick);
    marks = marks.padEnd(column, "-") + "|";
  }
  return [labels, marks.padEnd(widthOf(scale), "-")];
}

/** Groups rows by a key, in the order in which keys first appear. */
function groupBy(rows: readonly GanttRow[], keyOf: (row: GanttRow) => string): Map<string, GanttRow[]> {
  const groups = new Map<string, GanttRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** Threads, and kernel entities, of a process that have lines of their own. */
const MOST_LINES = 16;

interface Line {
  readonly label: string;
  readonly rows: readonly GanttRow[];
  readonly symbolOf: (row: GanttRow) => string;
}

const byKind = (row: GanttRow): string => MARK[row.kind];

/** Lines below a process: its threads, if it has had several, and what the kernel knows of them, if it does not know them. */
function threadLines(rows: readonly GanttRow[]): Line[] {
  const threads = [
    ...groupBy(
      rows.filter((row) => row.tid > 0),
      (row) => String(row.tid),
    ),
  ].sort(([a], [b]) => Number(a) - Number(b));
  if (threads.length < 2) return [];
  const symbols = new Map(threads.map(([tid], k) => [Number(tid), THREAD_SYMBOLS[k % THREAD_SYMBOLS.length]!]));
  const symbolOf = (row: GanttRow): string => (row.kind === "user" ? symbols.get(row.tid)! : MARK[row.kind]);
  const carriers = [
    ...groupBy(
      rows.filter((row) => row.carrier !== ""),
      (row) => row.carrier,
    ),
  ].sort(([a], [b]) => Number(a.split(" ")[1]) - Number(b.split(" ")[1]));
  return [
    ...cut(
      threads.map(([tid, group]) => {
        const label = `  ${symbols.get(Number(tid))!} ${group[0]!.pid}.${tid} ${group[0]!.routine}`;
        return { label, rows: group, symbolOf: byKind };
      }),
      "threads",
    ),
    ...cut(
      carriers.map(([name, group]) => ({ label: `  ${name}`, rows: group, symbolOf })),
      "kernel entities",
    ),
  ];
}

function cut(lines: readonly Line[], what: string): Line[] {
  const shown = lines.slice(0, MOST_LINES);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, { label: `  ${left} more ${what}`, rows: [], symbolOf: byKind }] : shown;
}

/**
 * The chart as text: an axis of ticks, a line for each CPU, a line for each process; below a process of several threads a line
 * for each of them, and for each kernel entity that carries them; last how many processes each machine had in memory.
 * @param width characters of a line at most, at least 20
 */
export function asciiGantt(
  rows: readonly GanttRow[],
  width = 100,
  degrees: readonly (readonly DegreeChange[])[] = [],
): string {
  if (rows.length === 0) return "(nothing ran)\n";
  const changed = degrees.flatMap((changes) => changes.at(-1)?.tick ?? 0);
  const end = rows.reduce((latest, row) => Math.max(latest, row.to), Math.max(0, ...changed));
  const machines = new Set(rows.map((row) => row.machine)).size;
  const byPid = [
    ...groupBy(
      rows.filter((row) => row.pid >= 0),
      (row) => String(row.pid),
    ),
  ].sort(([a], [b]) => Number(a) - Number(b));
  const symbols = new Map(byPid.map(([pid], k) => [Number(pid), SYMBOLS[k % SYMBOLS.length]!]));
  const ofProcess = (row: GanttRow): string => (row.kind === "user" ? symbols.get(row.pid)! : MARK[row.kind]);
  const cpus = [...groupBy(rows, (row) => `${row.machine}:${row.cpu}`).values()].sort(
    ([a], [b]) => a!.machine - b!.machine || a!.cpu - b!.cpu,
  );
  const lines: Line[] = [
    ...cpus.map((group) => {
      const { machine, cpu } = group[0]!;
      return { label: machines > 1 ? `machine ${machine} cpu ${cpu}` : `cpu ${cpu}`, rows: group, symbolOf: ofProcess };
    }),
    ...byPid.flatMap(([pid, group]) => [
      { label: `${symbols.get(Number(pid))!} ${group[0]!.name} (${pid})`, rows: group, symbolOf: byKind },
      ...threadLines(group),
    ]),
  ];
  const memory = degrees.map((changes, machine) => ({
    label: degrees.length > 1 ? `machine ${machine} in memory` : "in memory",
    changes,
  }));
  const margin = Math.min(24, Math.max(...[...lines, ...memory].map(({ label }) => label.length))) + 1;
  const scale = scaleOf(end, Math.max(20, width) - margin);
  const head = (label: string): string => label.slice(0, margin - 1).padEnd(margin);
  const [labels, marks] = drawAxis(scale);
  const drawn = [
    head("") + labels,
    head("") + marks,
    ...lines.map(
      (line) => head(line.label) + (line.rows.length === 0 ? "" : drawLine(line.rows, scale, line.symbolOf)),
    ),
    ...memory.map(({ label, changes }) => head(label) + drawDegrees(changes, scale)),
    `${MARK.user} runs  ${MARK.kernel} kernel  ${MARK.switch} switch  ${IDLE} nothing${scale.ticks > 1 ? `  (${scale.ticks} ticks a column)` : ""}`,
  ];
  return drawn.map((line) => line.trimEnd() + "\n").join("");
}
