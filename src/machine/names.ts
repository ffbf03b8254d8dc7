/**
 * Words as people read them: a handle by the name of what it names, any other word as a number.
 */
import { readHandle, type HandleKind } from "../isa/handles.ts";
import type { Image } from "../isa/image.ts";
import type { Simulation } from "./simulation.ts";

const NAMES: Readonly<Partial<Record<HandleKind, (image: Image, index: number) => string | undefined>>> = {
  text: (image, index) => image.texts[index],
  program: (image, index) => image.programs[index]?.name,
  function: (image, index) => image.routines[index]?.name,
  machine: (image, index) => image.machines[index]?.name,
  device: (image, index) => image.devices[index]?.name,
};

/**
 * `p`, or `p (7)` for a process that came into being during the run: it has the name of its program or of its parent, and so
 * may others. The pid where there is no such process.
 */
export function processName({ image, world }: Simulation, pid: number): string {
  const process = world.processes[pid];
  if (process === undefined) return String(pid);
  return pid <= image.processes.length ? process.name : `${process.name} (${pid})`;
}

/** `p`, or `p.2` for a thread that is not its process's only one. */
export function threadName(sim: Simulation, id: number): string {
  const { pid, number } = sim.world.threads[id]!;
  const name = processName(sim, pid);
  return sim.world.processes[pid]!.nextThread > 2 ? `${name}.${number}` : name;
}

/** The name of what `word` names, or its decimal form. */
export function showWord(sim: Simulation, word: number): string {
  const handle = readHandle(word);
  if (handle === undefined) return String(word);
  const { image, world } = sim;
  if (handle.kind === "thread" && handle.index < world.threads.length) return threadName(sim, handle.index);
  // Some came into being during the run.
  const box = handle.kind === "mailbox" ? world.ipc.mailboxes[handle.index]?.name : undefined;
  const name = box ?? NAMES[handle.kind]?.(image, handle.index);
  const object = image.objects.find((o) => o.kind === handle.kind && o.index === handle.index)?.name;
  return name ?? object ?? String(word);
}

/** The name of what a thread waits for: an object, or a process by its pid. */
export function objectName(sim: Simulation, word: number): string {
  if (readHandle(word) !== undefined) return showWord(sim, word);
  return sim.world.processes[word] !== undefined && word > 0 ? processName(sim, word) : "";
}
