/**
 * Where a word may have changed, found at the speed of the run: the instructions that write to memory are marked, and as one of
 * them begins, its address and the value that it would write are known.
 *
 * Keeps true: whatever changes the word is begun at a suspicion or before it and not done with there; a suspicion may be wrong.
 * The kernel writes to memory, too: such events are suspicions, and where a person wrote, nobody is suspected this way.
 */
import { codeIndex, DATA_BASE } from "../../isa/image.ts";
import { decode, Op } from "../../isa/instructions.ts";
import { PC, ZERO } from "../../isa/registers.ts";
import { EventKind } from "../../machine/events.ts";
import { peek } from "../../machine/memory/memory.ts";
import { nodeOf, processAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { ThreadState } from "../../machine/states.ts";
import { isShared, type WordsTarget } from "../breakpoints/dataBreakpoints.ts";
import { marksFor, WRITES } from "../outcome/expectationsWatch.ts";
import type { Suspects } from "./watch.ts";

const WRITERS: ReadonlySet<number> = new Set([Op.store, Op.tas, Op.cas, Op.faa, Op.swp]);

/** Events with which the kernel may have written to the memory of processes. */
const KERNEL_WRITES: ReadonlySet<EventKind> = new Set([
  EventKind.operatorActed,
  EventKind.processCreated,
  EventKind.processForked,
  EventKind.programReplaced,
  EventKind.processAdmitted,
  EventKind.threadCreated,
  EventKind.jobReleased,
  EventKind.processEnded,
  EventKind.swappedIn,
  EventKind.swappedOut,
]);

/** The place among the words of a target that an instruction at which a thread stands would write; -1: none of them. */
function placeWritten(sim: Simulation, target: WordsTarget, thread: Thread): number {
  const index = codeIndex(thread.registers[PC]!);
  const { op, b, imm } = decode(sim.image.code, index);
  if (!WRITERS.has(op)) return -1;
  const isOwn = isShared(target)
    ? processAt(sim, thread.pid).node === processAt(sim, target.pid).node
    : thread.pid === target.pid;
  const place = ((b === ZERO ? 0 : thread.registers[b]!) + imm - target.address) >> 2;
  return isOwn && place >= 0 && place < target.count ? place : -1;
}

/** Whether the instruction at which a thread stands would change a word of a target, as far as that is known. */
function mayChange(sim: Simulation, target: WordsTarget, thread: Thread): boolean {
  const place = placeWritten(sim, target, thread);
  if (place < 0) return false;
  const { op, a } = decode(sim.image.code, codeIndex(thread.registers[PC]!));
  if (op !== Op.store) return true;
  const process = processAt(sim, thread.pid);
  return (
    peek(nodeOf(sim, process).memory, process, target.address + 4 * place) !== (a === ZERO ? 0 : thread.registers[a]!)
  );
}

/** Suspicions for words that no stack holds; undefined for others. */
export function suspectsOf(sim: Simulation, target: WordsTarget): Suspects | undefined {
  const process = sim.world.processes[target.pid];
  const program = process && sim.image.programs[process.program];
  const isOfData = isShared(target) || (program !== undefined && target.address < DATA_BASE + program.dataBytes);
  if (target.frame !== undefined || !isOfData) return undefined;
  const span = { pid: target.pid, from: target.address, to: target.address + 4 * target.count };
  const marks = marksFor(sim.image, [span]).map((mark) => mark & WRITES);
  const begin = (): (() => boolean) => {
    const begun = sim.world.threads
      .filter((thread) => thread.state !== ThreadState.terminated && placeWritten(sim, target, thread) >= 0)
      .map(({ id, registers }) => ({ id, at: registers[PC]! }));
    const isDone = ({ id, at }: { id: number; at: number }): boolean => {
      const { state, registers } = sim.world.threads[id]!;
      return state === ThreadState.terminated || registers[PC] !== at;
    };
    return () => begun.every(isDone);
  };
  return {
    watch: { marks, isStop: (thread) => mayChange(sim, target, thread), isEvent: (kind) => KERNEL_WRITES.has(kind) },
    begin,
  };
}
