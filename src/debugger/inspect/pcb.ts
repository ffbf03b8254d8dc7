/**
 * The process control block as people read it: identification, then its seven groups, each a table of rows.
 *
 * Keeps true: a row's number is what conditions compare (`p.priority`), its text is what the variables pane shows; rows are
 * stable names of the field.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Process Control Block.
 */
import { phrase, say, type Words } from "../../base/words.ts";
import { hex } from "../../isa/disassembler.ts";
import { DATA_BASE } from "../../isa/image.ts";
import { FLAGS, FP, PC, REGISTER_NAMES, SP } from "../../isa/registers.ts";
import { FIRST_FILE } from "../../machine/devices/files.ts";
import { Page } from "../../machine/memory/memory.ts";
import { deadlineOf } from "../../machine/process/periodic.ts";
import { remaining, showBurst } from "../../machine/sched/burst.ts";
import { processMetrics } from "../../machine/metrics.ts";
import { nodeOf, type Simulation } from "../../machine/simulation.ts";
import { NEVER, type IoRequest, type Process, type Thread } from "../../machine/state.ts";
import { EndKind, END_NAMES, ThreadState } from "../../machine/states.ts";
import { schedulerOf, turnLeft } from "../../machine/sched/scheduler.ts";
import { whyChosen } from "../../machine/sched/why.ts";
import { row, type PcbGroup, type PcbRow, type PcbView } from "./pcbRow.ts";
import { isThreaded, THREAD_GROUPS } from "./tcb.ts";
import { processLabel, stateText } from "./names.ts";
import { readyPlace, readyPlaceOf } from "./places.ts";

/** A number that is there only once something has happened. */
const once = (value: number): number | undefined => (value === NEVER ? undefined : value);

/** Adds up over the threads of a process. */
function sum(view: PcbView, of: (thread: Thread) => number): number {
  return view.process.threads.reduce((total, id) => total + of(view.sim.world.threads[id]!), 0);
}

/** Ticks spent in a state so far, with the present stay in it. */
function ticksIn(view: PcbView, states: readonly ThreadState[], of: (thread: Thread) => number): number {
  const { tick } = view.sim.world;
  return sum(view, (thread) => of(thread) + (states.includes(thread.state) ? Math.max(0, tick - thread.since) : 0));
}

function pages(view: PcbView, bits: number): number {
  let count = 0;
  for (const entry of view.process.table) if ((entry & bits) === bits) count++;
  return count;
}

export const IDENTIFICATION: readonly PcbRow[] = [
  row("pid", (v) => v.process.pid),
  row(
    "name",
    () => undefined,
    (v) => v.process.name,
  ),
  row(
    "program",
    (v) => v.process.program,
    (v) => v.sim.image.programs[v.process.program]?.name ?? "none",
  ),
  row(
    "parent",
    (v) => v.process.parent,
    (v) => processLabel(v.sim, v.process.parent),
  ),
  row(
    "children",
    (v) => v.process.children.length,
    (v) => v.process.children.map((pid) => processLabel(v.sim, pid)).join(", ") || "none",
  ),
  row(
    "machine",
    (v) => v.process.node,
    (v) => v.sim.image.machines[v.process.node]?.name ?? "?",
  ),
];

const STATE: readonly PcbRow[] = [
  row(
    "state",
    (v) => v.thread?.state,
    (v) =>
      v.thread === undefined ? END_NAMES[v.process.end]! : stateText(v.sim, v.thread, readyPlaceOf(v.sim, v.thread)),
  ),
  row(
    "since",
    (v) => v.thread?.since,
    (v) => v.sim.words("tick {0}", v.thread?.since ?? 0),
  ),
  row(
    "waiting_for",
    (v) => v.thread?.waitObject,
    (v) => (v.thread?.state === ThreadState.waiting ? stateText(v.sim, v.thread) : v.sim.words("nothing")),
  ),
  row(
    "end",
    (v) => v.process.end,
    ({ process: { end, endReason }, sim }) =>
      endReason === null ? END_NAMES[end]! : `${END_NAMES[end]!}: ${say(sim.words, endReason)}`,
  ),
  row("exit", (v) => (v.process.end === EndKind.alive ? undefined : v.process.exitValue)),
];

const COUNTER: readonly PcbRow[] = [
  row(
    "pc",
    (v) => v.thread?.registers[PC],
    (v) => hex(v.thread?.registers[PC] ?? 0),
  ),
];

/** Registers as decimal and hexadecimal; addresses as hexadecimal alone. */
export function registerText(words: Words, number: number, word: number): string {
  if (number === FLAGS) {
    const names = [words("equal"), words("less"), words("interrupts off")];
    return names.filter((_name, bit) => (word & (1 << bit)) !== 0).join(", ") || words("none");
  }
  return number === PC || number === SP || number === FP ? hex(word) : `${word} · ${hex(word)}`;
}

const REGISTERS: readonly PcbRow[] = REGISTER_NAMES.map((name, number) =>
  row(
    name,
    (v) => v.thread?.registers[number],
    (v) => registerText(v.sim.words, number, v.thread?.registers[number] ?? 0),
  ),
);

/** Ticks of a setting, if it is given. */
const atLeastOne = (ticks: number): number | undefined => (ticks > 0 ? ticks : undefined);

const PREDICTING: readonly string[] = ["sjf", "srtf", "hrrn"];

/** Ticks left of its present or next CPU burst, where the policy goes by that. */
function burst({ sim, process, thread }: PcbView): number | undefined {
  const isPredicted = PREDICTING.includes(schedulerOf(sim, nodeOf(sim, process)).name);
  return isPredicted && thread !== undefined ? remaining(thread) : undefined;
}

function burstText(view: PcbView): string {
  const ticks = burst(view);
  const { words } = view.sim;
  return ticks === undefined ? words("not looked at") : showBurst(words, ticks, view.thread!.sched.foreseen);
}

function quantumLeft(view: PcbView): number | undefined {
  const { thread, sim } = view;
  if (thread === undefined) return undefined;
  const cpu = sim.world.cpus[thread.cpu];
  if (cpu === undefined) return thread.sched.quantumLeft === 0 ? undefined : thread.sched.quantumLeft;
  return cpu.quantumEnd === NEVER ? undefined : turnLeft(cpu, cpu.quantumEnd, sim.world.tick);
}

const hasRun = ({ thread }: PcbView): boolean => thread !== undefined && thread.firstRun >= 0;

const SCHEDULING: readonly PcbRow[] = [
  row(
    "policy",
    () => undefined,
    (v) => schedulerOf(v.sim, nodeOf(v.sim, v.process)).name,
  ),
  row("priority", (v) => v.thread?.sched.priority),
  row(
    "raised",
    (v) => v.thread?.sched.aged,
    (v) =>
      v.thread === undefined || v.thread.sched.aged === 0
        ? v.sim.words("not")
        : v.sim.words("by {0}, for its age", v.thread.sched.aged),
  ),
  row("quantum_left", quantumLeft),
  row("queue", (v) => v.thread?.sched.queue),
  row("place", (v) => v.thread && readyPlace(v.sim, v.thread)),
  row("tickets", (v) => v.thread?.sched.tickets),
  row("nice", (v) => v.thread?.sched.nice),
  row("level", (v) => v.thread?.sched.level),
  row(
    "cpu",
    (v) => v.thread?.cpu,
    (v) => (v.thread === undefined || v.thread.cpu < 0 ? "none" : `CPU ${v.sim.world.cpus[v.thread.cpu]!.number}`),
  ),
  row(
    "dispatched",
    (v) => (v.thread === undefined ? undefined : once(v.thread.sched.chosen.tick)),
    (v) => {
      const tick = v.thread?.sched.chosen.tick ?? NEVER;
      const { words } = v.sim;
      if (tick !== NEVER) return words("tick {0}", tick);
      return hasRun(v) ? words("what carried it") : words("never");
    },
  ),
  row(
    "why",
    () => undefined,
    (v) => {
      const why = v.thread === undefined ? "" : whyChosen(v.sim, v.thread);
      if (why !== "") return why;
      const { words } = v.sim;
      return hasRun(v)
        ? words("the kernel chooses among what carries threads, and nothing carries it now")
        : words("it has not run yet");
    },
  ),
  row("next_burst", burst, burstText),
  row("period", (v) => atLeastOne(v.process.settings.period)),
  row("deadline", (v) => once(deadlineOf(v.process))),
  row("missed", (v) => v.process.misses),
];

const MEMORY: readonly PcbRow[] = [
  row(
    "base",
    () => DATA_BASE,
    () => hex(DATA_BASE),
  ),
  row(
    "limit",
    (v) => v.process.spaceBytes,
    (v) => v.sim.words("{0} bytes", v.process.spaceBytes),
  ),
  row("pages", (v) => v.process.table.length),
  row(
    "resident",
    (v) => pages(v, Page.present),
    (v) => v.sim.words("{0} pages", pages(v, Page.present)),
  ),
  row(
    "dirty",
    (v) => pages(v, Page.present | Page.dirty),
    (v) => v.sim.words("{0} pages", pages(v, Page.present | Page.dirty)),
  ),
  row(
    "copy_on_write",
    (v) => pages(v, Page.present | Page.copyOnWrite),
    (v) => v.sim.words("{0} pages", pages(v, Page.present | Page.copyOnWrite)),
  ),
  row(
    "swapped_pages",
    (v) => pages(v, Page.swapped),
    (v) => v.sim.words("{0} pages", pages(v, Page.swapped)),
  ),
];

const S = ThreadState;

const ACCOUNTING: readonly PcbRow[] = [
  row("arrival", (v) => v.process.arrival),
  row("first_run", (v) => processMetrics(v.sim, v.process.pid).firstRun ?? undefined),
  row("finish", (v) => once(v.process.finish)),
  row("user", (v) => sum(v, (t) => t.account.user)),
  row("kernel", (v) => sum(v, (t) => t.account.kernel)),
  row("waiting", (v) =>
    ticksIn(v, [S.ready, S.new, S.suspendedReady], (t) => t.account.ready + t.account.job + t.account.suspendedReady),
  ),
  row("blocked", (v) =>
    ticksIn(v, [S.waiting, S.suspendedWaiting], (t) => t.account.blocked + t.account.suspendedBlocked),
  ),
  row("switches_voluntary", (v) => sum(v, (t) => t.account.switchesVoluntary)),
  row("switches_forced", (v) => sum(v, (t) => t.account.switchesForced)),
  row("system_calls", (v) => sum(v, (t) => t.account.systemCalls)),
  row("interrupts", (v) => sum(v, (t) => t.account.interrupts)),
  row("page_faults", (v) => sum(v, (t) => t.account.pageFaults)),
];

/** Its open files, by descriptor: `3 log`. */
function openFiles({ sim, process }: PcbView): string[] {
  const { files, openFiles: opened } = sim.world;
  return process.files.flatMap((place, descriptor) =>
    place < 0 ? [] : [`${descriptor + FIRST_FILE} ${files[opened[place]!.file]!.name}`],
  );
}

/** The devices that serve it, and those whose queue it stands in. */
function devices({ sim, process }: PcbView): string[] {
  const isIts = ({ pid, thread }: IoRequest): boolean => pid === process.pid && thread >= 0;
  return sim.world.devices.flatMap(({ index, serving, queue }) => {
    const name = sim.image.devices[index]!.name;
    if (serving.some(isIts)) return [sim.words("{0}: in service", name)];
    const place = queue.findIndex(isIts);
    return place < 0 ? [] : [sim.words("{0}: {1} in its queue", name, place + 1)];
  });
}

/** The mailboxes that it owns. */
function mailboxes({ sim, process }: PcbView): string[] {
  const owned = sim.world.ipc.mailboxes.filter(
    ({ owner, isLink, destroyed }) => owner === process.pid && !isLink && !destroyed,
  );
  return owned.map(({ name }) => name);
}

const IO: readonly PcbRow[] = [
  row(
    "pending",
    (v) => (v.thread?.state === S.waiting ? 1 : 0),
    (v) => (v.thread?.state === S.waiting ? stateText(v.sim, v.thread) : "none"),
  ),
  row(
    "open_files",
    (v) => openFiles(v).length,
    (v) => openFiles(v).join(", ") || "none",
  ),
  row(
    "devices",
    (v) => devices(v).length,
    (v) => devices(v).join(", ") || "none",
  ),
  row(
    "mailboxes",
    (v) => mailboxes(v).length,
    (v) => mailboxes(v).join(", ") || "none",
  ),
];

/** The seven groups, in the textbook's order. */
export const PCB_GROUPS: readonly PcbGroup[] = [
  { name: phrase("State"), rows: STATE },
  { name: phrase("Program counter"), rows: COUNTER },
  { name: phrase("CPU registers"), rows: REGISTERS, summary: ["sp", "fp", "flags"] },
  { name: phrase("CPU scheduling"), rows: SCHEDULING, summary: ["policy", "priority"] },
  { name: phrase("Memory management"), rows: MEMORY, summary: ["resident"] },
  { name: phrase("Accounting"), rows: ACCOUNTING, summary: ["user", "waiting"] },
  { name: phrase("I/O status"), rows: IO },
];

/** Every group that there may be: those of the PCB, and those about threads. */
export const ALL_GROUPS: readonly PcbGroup[] = [...PCB_GROUPS, ...THREAD_GROUPS];

/** How many of the groups a process shows. */
export function groupCount(view: PcbView): number {
  return isThreaded(view) ? ALL_GROUPS.length : PCB_GROUPS.length;
}

/** Every field by its name. */
export const FIELDS: ReadonlyMap<string, PcbRow> = new Map(
  [...IDENTIFICATION, ...ALL_GROUPS.flatMap((group) => group.rows)].map((r) => [r.name, r]),
);

/** The view of a process by its main thread, or of another of its threads. */
export function pcbView(sim: Simulation, process: Process, thread?: Thread): PcbView {
  const main = process.threads[0];
  return {
    sim,
    process,
    thread: thread ?? (main === undefined ? undefined : sim.world.threads[main]),
  };
}

/** The field of that name. */
export function pcbRow(name: string): PcbRow | undefined {
  return FIELDS.get(name);
}

/** The number of a field, or undefined when there is no such field or it has no number now. */
export function pcbField(sim: Simulation, process: Process, name: string, thread?: Thread): number | undefined {
  return FIELDS.get(name)?.value(pcbView(sim, process, thread));
}

/** A field as people read it. */
export function pcbText(view: PcbView, field: PcbRow): string {
  const value = field.value(view);
  return field.show?.(view) ?? (value === undefined ? view.sim.words("none") : String(value));
}

/** What stands beside a closed group's name: one field's text, or several with their names. */
export function groupSummary(view: PcbView, group: PcbGroup): string {
  const { summary } = group;
  if (summary === undefined) return pcbText(view, group.rows[0]!);
  return group.rows
    .filter((field) => summary.includes(field.name))
    .map((field) => `${field.name} ${pcbText(view, field)}`)
    .join(" · ");
}
