/**
 * What a process control block says besides where threads matter: the thread control block of the thread in view, and the
 * process's threads with the tables of its library.
 *
 * Keeps true: only a process that has had several threads, or has a thread library, shows them.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Threads; Tanenbaum, "Modern Operating Systems", The
 * Classical Thread Model (items of a process, items of a thread).
 */
import { phrase } from "../../base/words.ts";
import { dequeLength } from "../../base/deque.ts";
import { hex } from "../../isa/disassembler.ts";
import { SP } from "../../isa/registers.ts";
import { ThreadState } from "../../machine/states.ts";
import { NEVER } from "../../machine/state.ts";
import { turnLeft } from "../../machine/sched/scheduler.ts";
import { threadMetrics, type ThreadMetrics } from "../../machine/threads/account.ts";
import { carriedBy, carriersOf, carrierLabel, carrierText } from "./carriers.ts";
import { row, type PcbGroup, type PcbRow, type PcbView } from "./pcbRow.ts";

/** Whether there is more to say of the process's threads than its PCB does. */
export function isThreaded({ process }: PcbView): boolean {
  return process.nextThread > 2 || process.threading.model !== "kernel";
}

function sliceLeft({ sim, thread }: PcbView): number | undefined {
  if (thread === undefined) return undefined;
  const cpu = sim.world.cpus[thread.cpu];
  if (cpu === undefined) return thread.sliceLeft === 0 ? undefined : thread.sliceLeft;
  return cpu.sliceEnd === NEVER ? undefined : turnLeft(cpu, cpu.sliceEnd, sim.world.tick);
}

const metrics = ({ sim, thread }: PcbView): ThreadMetrics | undefined => thread && threadMetrics(sim, thread);

/** Of a thread alone: what it does not share with its peers. The account of the PCB is the sum over all of them. */
const TCB: readonly PcbRow[] = [
  row(
    "tid",
    (v) => v.thread?.number,
    (v) => `${v.process.pid}.${v.thread?.number ?? 0}`,
  ),
  row(
    "routine",
    (v) => v.thread?.routine,
    (v) => v.sim.image.routines[v.thread?.routine ?? -1]?.name ?? v.sim.words("none"),
  ),
  row(
    "stack_top",
    (v) => v.thread?.stackTop,
    (v) => hex(v.thread?.stackTop ?? 0),
  ),
  row(
    "stack_used",
    (v) => v.thread && v.thread.stackTop - v.thread.registers[SP]!,
    (v) =>
      v.thread === undefined
        ? v.sim.words("none")
        : v.sim.words(
            "{0} of {1} bytes",
            v.thread.stackTop - v.thread.registers[SP]!,
            v.thread.stackTop - v.thread.stackLimit,
          ),
  ),
  row(
    "carried_by",
    (v) => (v.thread === undefined || v.thread.carrier < 0 ? undefined : v.thread.carrier + 1),
    (v) => (v.thread === undefined ? "" : carriedBy(v.sim, v.process, v.thread)) || v.sim.words("none"),
  ),
  row(
    "bound",
    (v) => Number(v.thread?.bound ?? false),
    (v) => (v.thread?.bound === true ? v.sim.words("yes") : v.sim.words("no")),
  ),
  row("slice_left", sliceLeft),
  row(
    "joined_by",
    (v) => v.thread?.joiners.length,
    (v) =>
      (v.thread?.joiners ?? []).map((id) => `${v.process.pid}.${v.sim.world.threads[id]!.number}`).join(", ") ||
      v.sim.words("nobody"),
  ),
  row("exit_value", (v) => (v.thread?.state === ThreadState.terminated ? v.thread.exitValue : undefined)),
  row("created", (v) => metrics(v)?.created),
  row("thread_first_run", (v) => metrics(v)?.firstRun ?? undefined),
  row("thread_user", (v) => metrics(v)?.service),
  row("thread_kernel", (v) => metrics(v)?.kernel),
  row("thread_waiting", (v) => metrics(v)?.waiting),
  row("thread_blocked", (v) => metrics(v)?.blocked),
  row("thread_switches", (v) => metrics(v)?.switches),
];

const MOST_CARRIERS = 20;

const LIBRARY: readonly PcbRow[] = [
  row("threads", (v) => v.process.threadsAlive),
  row(
    "model",
    () => undefined,
    (v) => v.process.threading.model,
  ),
  row("run_queue", ({ process: { threading } }) =>
    threading.processors.reduce((sum, { queue }) => sum + dequeLength(queue), dequeLength(threading.queue)),
  ),
  row("user_quantum", (v) => (v.process.threading.quantum === 0 ? undefined : v.process.threading.quantum)),
  row("user_switches", (v) => v.process.threading.switches),
  row("stolen", (v) => v.process.threading.stolen),
  row("handed_off", (v) => v.process.threading.handedOff),
  row(
    "carriers",
    (v) => carriersOf(v.process).length,
    (v) => {
      const all = carriersOf(v.process);
      const { words } = v.sim;
      const shown = all
        .slice(0, MOST_CARRIERS)
        .map((m) => `${carrierLabel(words, v.process, m)}: ${carrierText(v.sim, m)}`);
      const left = all.length - shown.length;
      const told = [...shown, ...(left > 0 ? [words("and {0} more", left)] : [])].join("; ");
      return told || words("none: the kernel knows each thread");
    },
  ),
];

/** The groups that follow those of the PCB. */
export const THREAD_GROUPS: readonly PcbGroup[] = [
  { name: phrase("Thread (TCB)"), rows: TCB, summary: ["tid", "routine", "carried_by"] },
  { name: phrase("Threads of the process"), rows: LIBRARY, summary: ["threads", "model", "run_queue"] },
];
