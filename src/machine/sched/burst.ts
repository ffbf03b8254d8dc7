/**
 * The next CPU burst of a thread: foreseen by running ahead, or guessed by exponential averaging (α = ½, first guess 5).
 * What sjf, srtf and hrrn order by.
 *
 * What a burst would read from outside the process (shared words, messages, files, random, the clock, the outcome of locks and
 * new processes) is not known ahead, nor is one that goes past the bound of instructions; those are guessed.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Shortest-Job-First Scheduling.
 */
import type { Words } from "../../base/words.ts";
import { LIMITS } from "../../base/limits.ts";
import { handleIndex } from "../../isa/handles.ts";
import { runThreadAhead, type Way } from "../cpu/ahead.ts";
import type { Execution } from "../cpu/interpreter.ts";
import { syscallCost } from "../cpu/system.ts";
import { processAt, type Simulation } from "../simulation.ts";
import type { Process, Thread } from "../state.ts";
import type { Entry, Leave } from "./policy.ts";

type Effect = (args: readonly number[], process: Process, x: Execution) => Way;

const goesOn: Effect = () => "goes on";
const ends: Effect = () => "ends";

/** A device is waited for; what becomes of a file is not known. */
const device: Effect = (args) => (handleIndex(args[0] ?? 0, "device") < 0 ? "unknown" : "ends");

/** What a call does to a burst: it goes on after it, or ends with it. A call that is not named here cannot be foreseen. */
const CALLS: Readonly<Record<string, Effect>> = {
  print: goesOn,
  yield: goesOn,
  pid: (_args, process, x) => {
    x.registers[0] = process.pid;
    return "goes on";
  },
  sleep: (args) => (args[0] === 0 ? "goes on" : "ends"),
  io: ends,
  read: device,
  write: device,
  // A semaphore, or a child that has ended, may be there at once.
  wait: (args, { children, zombies }) =>
    handleIndex(args[0] ?? 0, "semaphore") >= 0 || children.length === 0 || zombies.length > 0 ? "unknown" : "ends",
  exit: ends,
  thread_exit: ends,
  assert_failed: ends,
};

/** The ticks of the CPU burst that the thread is about to begin, or undefined when they cannot be known. */
function burstAhead(sim: Simulation, thread: Thread): number | undefined {
  const process = processAt(sim, thread.pid);
  const { ticks, isKnown } = runThreadAhead(sim, thread, {
    most: LIMITS.aheadInstructions,
    instruction: sim.hardware[process.node]!.instruction,
    call: (call, args, x) => ({
      ticks: syscallCost(sim, thread, call),
      way: CALLS[call.name]?.(args, process, x) ?? "unknown",
    }),
  });
  return isKnown ? ticks : undefined;
}

/** At the beginning of a burst, finds how long it will be. */
export function foresee(sim: Simulation, thread: Thread, why: Entry): void {
  const { sched } = thread;
  // One that yields at the end of a periodic job begins another burst.
  const isOver = why === "yielded" && sched.foreseen === 1 && remaining(thread) === 0;
  if (why !== "new" && why !== "woken" && !isOver) return;
  // What a carrier will do until it waits depends on whom it carries then.
  const isCarried = processAt(sim, thread.pid).threading.model !== "kernel";
  const ticks = isCarried ? undefined : burstAhead(sim, thread);
  sched.foreseen = ticks === undefined ? 0 : 1;
  sched.burst = ticks ?? sched.guess;
  sched.burstRan = 0;
}

/** Counts the ticks of a stretch on the CPU; a burst that ends goes into the average. */
export function countBurst(thread: Thread, how: Leave): void {
  const { sched } = thread;
  sched.burstRan += sched.ran;
  sched.ran = 0;
  if (how !== "waits") return;
  sched.guess = (sched.guess + sched.burstRan) / 2;
  sched.burstRan = 0;
}

/** Ticks of the burst that are still to run. */
export function remaining(thread: Thread): number {
  const { burst, burstRan, ran } = thread.sched;
  return Math.max(0, burst - burstRan - ran);
}

/** A burst in words: how long, and how that is known. */
export function showBurst(words: Words, ticks: number, foreseen: number): string {
  return foreseen === 1
    ? words("{0} ticks, by running ahead", ticks)
    : words("about {0} ticks, the average of its past", ticks);
}
