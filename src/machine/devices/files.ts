/**
 * Files: streams of words that live in the world, and the descriptors by which processes read and write them.
 *
 * Keeps true: a descriptor reads on from where it stopped and writes at the end; a forked child shares its parent's open
 * files, place of reading included; an open file ends with its last descriptor, the words stay. Access takes no device time.
 */
import { LIMITS } from "../../base/limits.ts";
import { ERR } from "../../isa/errors.ts";
import { GROWTH, grows } from "../growth.ts";
import { processAt, type Simulation } from "../simulation.ts";
import { atBound } from "../bounds.ts";
import type { OpenFile, Process } from "../state.ts";

/** The first descriptor: those below are the console's, which has calls of its own. */
export const FIRST_FILE = 3;

function fileNamed(sim: Simulation, node: number, name: string): number {
  const { files } = sim.world;
  const found = files.findIndex((file) => file.name === name && file.node === node);
  return found >= 0 ? found : files.push({ name, node, words: [] }) - 1;
}

/** Opens the file of that name on the machine of the process: its descriptor, or an error. */
export function openFile(sim: Simulation, process: Process, name: string): number {
  const { openFiles } = sim.world;
  const free = process.files.indexOf(-1);
  if (free < 0 && process.files.length >= LIMITS.openFiles) return atBound(sim, "openFiles");
  const opened = { file: fileNamed(sim, process.node, name), position: 0, holders: 1 };
  const unused = openFiles.findIndex((open) => open.holders === 0);
  const place = unused >= 0 ? unused : openFiles.length;
  openFiles[place] = opened;
  const descriptor = free >= 0 ? free : process.files.length;
  process.files[descriptor] = place;
  return descriptor + FIRST_FILE;
}

function opened(sim: Simulation, process: Process, descriptor: number): OpenFile | undefined {
  return sim.world.openFiles[process.files[descriptor - FIRST_FILE] ?? -1];
}

/** The next word of an open file; ERR_EMPTY at its end. */
export function readFile(sim: Simulation, process: Process, descriptor: number): number {
  const open = opened(sim, process, descriptor);
  if (open === undefined) return ERR.ERR_BAD_FILE;
  const word = sim.world.files[open.file]!.words[open.position];
  if (word === undefined) return ERR.ERR_EMPTY;
  open.position++;
  return word;
}

/** Appends a word to an open file. */
export function writeFile(sim: Simulation, process: Process, descriptor: number, word: number): number {
  const open = opened(sim, process, descriptor);
  if (open === undefined) return ERR.ERR_BAD_FILE;
  const { words } = sim.world.files[open.file]!;
  if (words.length >= LIMITS.fileWords) return atBound(sim, "fileWords");
  words.push(word);
  grows(sim.world, GROWTH.word);
  return 0;
}

export function closeFile(sim: Simulation, process: Process, descriptor: number): number {
  const open = opened(sim, process, descriptor);
  if (open === undefined) return ERR.ERR_BAD_FILE;
  open.holders--;
  process.files[descriptor - FIRST_FILE] = -1;
  return 0;
}

/** A forked child has what its parent has open. */
export function inheritFiles(sim: Simulation, parent: Process, child: Process): void {
  child.files.push(...parent.files);
  grows(sim.world, GROWTH.word * child.files.length);
  for (const place of child.files) if (place >= 0) sim.world.openFiles[place]!.holders++;
}

/** A process ends: it has nothing open any more. */
export function closeFiles(sim: Simulation, pid: number): void {
  for (const place of processAt(sim, pid).files.splice(0)) if (place >= 0) sim.world.openFiles[place]!.holders--;
}
