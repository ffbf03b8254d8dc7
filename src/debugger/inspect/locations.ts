/**
 * Where in the source something is that a value names: what a program counter points at, where the process stands that holds a
 * lock, where a program or routine is declared.
 *
 * Keeps true: what names no place has none; a place is where a person would be led to, never an error.
 */
import { codeIndex } from "../../isa/image.ts";
import { PC, REGISTER_NAMES } from "../../isa/registers.ts";
import { readHandle } from "../../isa/handles.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { ThreadState } from "../../machine/states.ts";
import { spanAt, spanOf, type CodeMap, type SourceSpan } from "./codeMap.ts";
import { topFrame } from "./frames.ts";
import type { PcbView } from "./pcbRow.ts";
import type { Thing } from "./things.ts";

/** What a word points at in the code. */
export function codePlace(map: CodeMap, word: number): SourceSpan | undefined {
  return spanAt(map, codeIndex(word));
}

/** Where a thread stands; one that has ended stands nowhere. */
function threadPlace(sim: Simulation, map: CodeMap, id: number | undefined): SourceSpan | undefined {
  const thread = sim.world.threads[id ?? -1];
  if (thread === undefined || thread.state === ThreadState.terminated) return undefined;
  const frame = topFrame(map, thread);
  return frame && spanAt(map, frame.index);
}

/** Where the main thread of a process stands. */
function processPlace(sim: Simulation, map: CodeMap, pid: number): SourceSpan | undefined {
  return pid <= 0 ? undefined : threadPlace(sim, map, sim.world.processes[pid]?.threads[0]);
}

function routinePlace(map: CodeMap, routine: number | undefined): SourceSpan | undefined {
  const found = map.image.routines[routine ?? -1];
  return found && spanOf(map, found.nameRange);
}

type Place = (view: PcbView, map: CodeMap) => SourceSpan | undefined;

/** The fields of a control block that name a place. */
const PCB_PLACES: Readonly<Partial<Record<string, Place>>> = {
  program: ({ process }, map) => routinePlace(map, map.image.programs[process.program]?.routine),
  parent: ({ sim, process }, map) => processPlace(sim, map, process.parent),
  waiting_for: ({ sim, thread }, map) =>
    thread?.state === ThreadState.waiting ? threadPlace(sim, map, thread.id) : undefined,
  routine: ({ thread }, map) => routinePlace(map, thread?.routine),
  [REGISTER_NAMES[PC]!]: ({ thread }, map) => thread && codePlace(map, thread.registers[PC]!),
};

/** The place that a field of a control block names. */
export function fieldPlace(view: PcbView, map: CodeMap, name: string): SourceSpan | undefined {
  return Object.hasOwn(PCB_PLACES, name) ? PCB_PLACES[name]?.(view, map) : undefined;
}

/** The thread that a field of an object or a CPU names: who holds it, or runs there. */
function holder(sim: Simulation, thing: Thing, field: string): number | undefined {
  if (thing.kind === "cpu") {
    const cpu = sim.world.cpus[thing.cpu];
    return field === "running" ? cpu?.thread : field === "last" ? cpu?.lastThread : undefined;
  }
  const handle = thing.kind === "object" ? readHandle(thing.handle) : undefined;
  const { mutexes, rwlocks, mailboxes } = sim.world.ipc;
  if (handle?.kind === "mutex" && field === "owner") return mutexes[handle.index]?.owner;
  if (handle?.kind === "rwlock" && field === "writer") return rwlocks[handle.index]?.writer;
  if (handle?.kind !== "mailbox" || field !== "owner") return undefined;
  const owner = mailboxes[handle.index]?.owner ?? -1;
  return owner <= 0 ? undefined : sim.world.processes[owner]?.threads[0];
}

/** Where the thread stands that a field of an object or a CPU names. */
export function holderPlace(sim: Simulation, map: CodeMap, thing: Thing, field: string): SourceSpan | undefined {
  return threadPlace(sim, map, holder(sim, thing, field));
}
