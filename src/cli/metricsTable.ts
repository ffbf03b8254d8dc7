/**
 * The metrics of `turno run`: a table with a row a process, then the averages; a line for each machine and device.
 *
 * Keeps true: numbers stand right-aligned under their headings; what there is not (yet) is a dash; averages have two
 * decimals at most.
 */
import { averagesOf, type Averages } from "../debugger/outcome/report.ts";
import type { MachineOutcome, ProcessOutcome } from "../debugger/outcome/outcome.ts";

/** Processes that are shown one by one. */
const MOST = 200;

interface Column {
  readonly title: string;
  readonly isText?: true;
  show(process: ProcessOutcome): string;
  readonly average?: keyof Averages;
}

const dash = (value: number | null): string => (value === null ? "–" : String(value));

const rounded = (value: number | null): string => (value === null ? "–" : String(Math.round(value * 100) / 100));

const endText = (process: ProcessOutcome): string =>
  process.end === "exited" ? `exited ${dash(process.exit)}` : process.end;

const COLUMNS: readonly Column[] = [
  { title: "pid", show: (p) => String(p.pid) },
  { title: "process", isText: true, show: (p) => p.name },
  { title: "arrival", show: (p) => String(p.arrival) },
  { title: "first run", show: (p) => dash(p.firstRun) },
  { title: "finish", show: (p) => dash(p.finish) },
  { title: "service", show: (p) => String(p.service), average: "service" },
  { title: "waiting", show: (p) => String(p.waiting), average: "waiting" },
  { title: "blocked", show: (p) => String(p.blocked), average: "blocked" },
  { title: "kernel", show: (p) => String(p.kernel), average: "kernel" },
  { title: "turnaround", show: (p) => dash(p.turnaround), average: "turnaround" },
  { title: "normalized", show: (p) => rounded(p.normalized), average: "normalized" },
  { title: "response", show: (p) => dash(p.response), average: "response" },
  { title: "switches", show: (p) => String(p.switches), average: "switches" },
  { title: "end", isText: true, show: endText },
];

/** The table as lines. */
export function metricsTable(processes: readonly ProcessOutcome[]): string[] {
  const averages = averagesOf(processes);
  const averageOf = ({ title, average }: Column): string =>
    average === undefined ? (title === "process" ? "average" : "") : rounded(averages[average]);
  const rows = [
    COLUMNS.map((column) => column.title),
    ...processes.slice(0, MOST).map((process) => COLUMNS.map((column) => column.show(process))),
    ...(processes.length > 1 ? [COLUMNS.map(averageOf)] : []),
  ];
  const widths = COLUMNS.map((_column, k) => Math.max(...rows.map((row) => row[k]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, k) => (COLUMNS[k]!.isText === true ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join("  ")
      .trimEnd(),
  );
  const more = processes.length - MOST;
  if (more > 0) lines.splice(MOST + 1, 0, `… and ${more} more`);
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
