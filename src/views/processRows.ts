/**
 * The tree of processes by parent, init at the root: each with its state and what it waits for, its threads below it when
 * it has more than one, then its children.
 *
 * Keeps true: every process of the overview is one row, in the overview's order; it says what the debugger said; what the
 * overview left out is behind rows that fetch it.
 */
import type { CarrierItem } from "../debugger/inspect/carriers.ts";
import type { Overview, ProcessItem } from "../debugger/overview/overview.ts";
import type { ThreadItem } from "../debugger/overview/queues.ts";
import { restRows } from "./rest.ts";
import { english, type Icon, type Row, type Translate } from "./row.ts";
import { stateIcon } from "./stateIcons.ts";

/** What the rows need to know besides the machine. */
export interface RowContext {
  /** The thread that the machine stopped at; -1 for none. */
  readonly current: number;
  readonly translate: Translate;
  /** What the debugger said, in the person's language. */
  readonly told: (text: string) => string;
}

export const plainContext: RowContext = { current: -1, translate: english, told: (text) => text };

/** Of a process without threads of its own: init, which only waits for its children. */
const SYSTEM_ICON: Icon = { name: "type-hierarchy-sub" };

const CARRIER_ICON = "server-process";

/** `3 ticks`, `1 tick`. */
export function ticksText(ticks: number, translate: Translate): string {
  return ticks === 1 ? translate("1 tick") : translate("{0} ticks", ticks);
}

/** What menus need to know of a thread. */
export function flagsOf({ isHeld, state }: ThreadItem): string[] {
  return [...(isHeld ? ["held"] : []), ...(state.startsWith("suspended") ? ["suspended"] : [])];
}

export function threadRow(thread: ThreadItem, context: RowContext): Row {
  const since = context.translate("for {0}", ticksText(thread.ticks, context.translate));
  const detail = context.told(thread.detail);
  return {
    id: `thread ${thread.thread}`,
    label: thread.label,
    description: detail,
    tooltip: `${thread.label} · ${detail} · ${since}`,
    icon: stateIcon(thread.state),
    thread: thread.thread,
    process: thread.process,
    isCurrent: thread.thread === context.current,
    kind: "thread",
    flags: flagsOf(thread),
    isOpen: false,
    children: [],
  };
}

function tooltipOf(process: ProcessItem, { translate, told }: RowContext): string {
  const main = process.threads[0];
  const facts = [
    `${process.name} (pid ${process.pid})`,
    process.detail === "" ? process.state : told(process.detail),
    main === undefined ? "" : translate("for {0}", ticksText(main.ticks, translate)),
    process.program === "" ? "" : translate("program {0}", process.program),
    process.machine === "" || process.machine === "main" ? "" : translate("on {0}", process.machine),
  ];
  return facts.filter((fact) => fact !== "").join(" · ");
}

function descriptionOf(process: ProcessItem, { translate, told }: RowContext): string {
  const state = process.detail === "" ? process.state : told(process.detail);
  if (process.threadCount <= 1) return state;
  const threads = translate("{0} threads", process.threadCount);
  return process.model === "" ? threads : `${threads} · ${process.model}`;
}

function kindOf(process: ProcessItem): Row["kind"] {
  if (process.pid === 0) return "init";
  return process.threadCount === 0 ? "ended" : "process";
}

/** What the kernel schedules in the threads' stead: an LWP, or an M of Go. */
export function carrierRow(pid: string, carrier: CarrierItem, { told }: RowContext): Row {
  const { colour } = stateIcon(carrier.state);
  const [label, detail] = [told(carrier.label), told(carrier.detail)];
  return {
    id: `carrier ${pid} ${carrier.label}`,
    label,
    description: detail,
    tooltip: `${label} · ${detail}`,
    icon: { name: CARRIER_ICON, ...(colour === undefined ? {} : { colour }) },
    thread: carrier.carried < 0 ? undefined : carrier.carried,
    isCurrent: false,
    kind: "note",
    isOpen: false,
    children: [],
  };
}

/** The carriers of a process that has several threads, or several of them. */
function carrierRows(process: ProcessItem, context: RowContext): Row[] {
  if (process.threadCount <= 1 && process.carrierCount <= 1) return [];
  const pid = String(process.pid);
  const rows = process.carriers.map((carrier) => carrierRow(pid, carrier, context));
  return [...rows, ...restRows("carriers", pid, rows.length, process.carrierCount, context.translate)];
}

export function processRow(process: ProcessItem, context: RowContext): Row {
  const pid = String(process.pid);
  const threads = process.threadCount > 1 ? process.threads.map((thread) => threadRow(thread, context)) : [];
  const children = process.children.map((child) => processRow(child, context));
  const main = process.threads[0];
  return {
    id: `process ${process.pid}`,
    label: `${process.pid} ${process.name}`,
    description: descriptionOf(process, context),
    tooltip: tooltipOf(process, context),
    icon: main === undefined && process.state === "waiting" ? SYSTEM_ICON : stateIcon(process.state),
    thread: main?.thread,
    process: main?.process,
    isCurrent: threads.length === 0 && main?.thread === context.current,
    kind: kindOf(process),
    flags: main === undefined ? [] : flagsOf(main),
    isOpen: true,
    children: [
      ...threads,
      ...(threads.length === 0 ? [] : restRows("threads", pid, threads.length, process.threadCount, context.translate)),
      ...carrierRows(process, context),
      ...children,
      ...restRows("children", pid, children.length, process.childCount, context.translate),
    ],
  };
}

/** The rows of the Processes tree. */
export function processRows(overview: Overview, context: RowContext = plainContext): Row[] {
  return overview.processes.map((process) => processRow(process, context));
}
