/**
 * The metrics of `turno run`: a table with a row a process, and one a thread where it has several, then the
 * averages; a line for each machine and device.
 *
 * Keeps true: numbers stand right-aligned under their headings; what there is not (yet) is a dash; averages have two
 * decimals at most.
 */
import { averagesOf, type Averages } from "../debugger/outcome/report.ts";
import type { MachineOutcome, ProcessOutcome } from "../debugger/outcome/outcome.ts";
import { endText } from "../debugger/outcome/verdict.ts";
import type { ThreadOutcome } from "../debugger/outcome/threadOutcome.ts";

/** Processes that are shown one by one. */
const MOST = 200;

/** Threads of a process that are shown one by one. */
const MOST_THREADS = 16;

interface Column {
  readonly title: string;
  readonly isText?: true;
  show(process: ProcessOutcome): string;
  /** Of a process of several threads, each has a row below it. */
  thread(thread: ThreadOutcome, process: ProcessOutcome): string;
  readonly average?: keyof Averages;
  /** Whether some process has what it shows; without, it is always shown. */
  readonly concerns?: (process: ProcessOutcome) => boolean;
}

const dash = (value: number | null): string => (value === null ? "–" : String(value));

const rounded = (value: number | null): string => (value === null ? "–" : String(Math.round(value * 100) / 100));

const endOf = ({ end, exit, reason }: ProcessOutcome): string =>
  end === "exited" ? `exited ${dash(exit)}` : endText(end, reason);

/** A number that processes and threads have. */
function measure(title: keyof Averages & keyof ThreadOutcome): Column {
  const show = (of: ProcessOutcome | ThreadOutcome): string => dash(of[title]);
  return { title, show, thread: show, average: title };
}

const COLUMNS: readonly Column[] = [
  { title: "pid", show: (p) => String(p.pid), thread: (t, p) => `${p.pid}.${t.number}` },
  { title: "process", isText: true, show: (p) => p.name, thread: (t) => `  ${t.routine}` },
  { title: "arrival", show: (p) => String(p.arrival), thread: (t) => String(t.created) },
  { title: "first run", show: (p) => dash(p.firstRun), thread: (t) => dash(t.firstRun) },
  { title: "finish", show: (p) => dash(p.finish), thread: (t) => dash(t.finish) },
  measure("service"),
  measure("waiting"),
  measure("blocked"),
  measure("kernel"),
  measure("turnaround"),
  { title: "normalized", show: (p) => rounded(p.normalized), thread: () => "", average: "normalized" },
  measure("response"),
  measure("switches"),
  {
    title: "missed",
    show: (p) => (p.hasDeadline ? String(p.missed) : "–"),
    thread: () => "",
    concerns: (p) => p.hasDeadline,
  },
  { title: "end", isText: true, show: endOf, thread: () => "" },
];

/** The rows of a process: its own, and those of its first threads. */
function rowsOf(process: ProcessOutcome, columns: readonly Column[]): string[][] {
  const left = process.threads.length - MOST_THREADS;
  return [
    columns.map((column) => column.show(process)),
    ...process.threads.slice(0, MOST_THREADS).map((thread) => columns.map((column) => column.thread(thread, process))),
    ...(left > 0 ? [columns.map(({ title }) => (title === "process" ? `  … ${left} more` : ""))] : []),
  ];
}

/** The table as lines. */
export function metricsTable(processes: readonly ProcessOutcome[]): string[] {
  const columns = COLUMNS.filter(({ concerns }) => concerns === undefined || processes.some(concerns));
  const averages = averagesOf(processes);
  const averageOf = ({ title, average }: Column): string =>
    average === undefined ? (title === "process" ? "average" : "") : rounded(averages[average]);
  const body = processes.slice(0, MOST).flatMap((process) => rowsOf(process, columns));
  const rows = [
    columns.map((column) => column.title),
    ...body,
    ...(processes.length > 1 ? [columns.map(averageOf)] : []),
  ];
  const widths = columns.map((_column, k) => Math.max(...rows.map((row) => row[k]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, k) => (columns[k]!.isText === true ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join("  ")
      .trimEnd(),
  );
  const more = processes.length - MOST;
  if (more > 0) lines.splice(body.length + 1, 0, `… and ${more} more`);
  return lines;
}

const percent = (share: number | null): string => (share === null ? "–" : `${rounded(share * 100)} %`);

const rate = (value: number | null): string => (value === null ? "–" : String(Number(value.toPrecision(2))));

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** How a machine and its devices spent the time, a line each. */
export function machineLines(machine: MachineOutcome): string[] {
  const { name, cpus, utilisation, user, kernel, idle, finished, throughput, degreeMost, degreeAverage } = machine;
  const spent = `${count(cpus.length, "CPU")}, ${percent(utilisation)} busy (user ${user}, kernel ${kernel}, idle ${idle})`;
  const ended = `${finished} ${finished === 1 ? "process" : "processes"} ended, ${rate(throughput)} a tick`;
  const degree = `in memory at most ${degreeMost}, on average ${rounded(degreeAverage)}`;
  return [
    `${name}: ${spent} · ${ended} · ${degree}`,
    ...machine.devices.map(
      (device) =>
        `${device.name}: ${percent(device.utilisation)} busy · ${count(device.served, "request")}, waiting ${rounded(device.meanWait)} on average`,
    ),
  ];
}
