/**
 * Memory as bytes: code, the shared region, and the data, heap and stacks of a process; read as they stand, written by a person.
 *
 * Keeps true: words are stored lowest byte first; code is never written; looking changes nothing.
 */
import { CODE_BASE, SHARED_BASE } from "../../isa/image.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import type { Deed } from "../time/deeds.ts";
import { readWord } from "./frames.ts";

/** What was read: from `address` on, as much as there is in one stretch. */
export interface ReadBytes {
  readonly bytes: Uint8Array;
  /** Bytes after them, of those that were asked for, that are no memory. */
  readonly unreadable: number;
}

/** Bytes of one look, and of one change, at most. */
export const MOST_BYTES = 1 << 20;

/** The word at a word's address, undefined where there is no memory. */
function wordOf(sim: Simulation, pid: number, address: number): number | undefined {
  const { code } = sim.image;
  const place = (address - CODE_BASE) >> 2;
  if (address >= CODE_BASE && place < code.length) return code[place];
  return readWord(sim, pid, address);
}

/** Reads bytes of what a process sees. */
export function readBytes(sim: Simulation, pid: number, address: number, count: number): ReadBytes {
  const most = Math.min(count, MOST_BYTES);
  const bytes = new Uint8Array(most);
  for (let k = 0; k < most; k++) {
    const at = address + k;
    const word = at < 0 ? undefined : wordOf(sim, pid, at & ~3);
    if (word === undefined) return { bytes: bytes.slice(0, k), unreadable: gap(sim, pid, at, count - k) };
    bytes[k] = (word >>> ((at & 3) * 8)) & 255;
  }
  return { bytes, unreadable: 0 };
}

/** How many bytes from an address on are no memory, at most `most`. */
function gap(sim: Simulation, pid: number, address: number, most: number): number {
  const limit = Math.min(most, MOST_BYTES);
  for (let k = 0; k < limit; k += 4 - ((address + k) & 3)) {
    const at = address + k;
    if (at >= 0 && wordOf(sim, pid, at & ~3) !== undefined) return k;
  }
  return most;
}

/** The shared region, where a scenario has one. */
export function sharedWords({ image }: Simulation): { readonly address: number; readonly count: number } | undefined {
  const end = image.shared.reduce((most, { address, words }) => Math.max(most, address + 4 * words), SHARED_BASE);
  return end === SHARED_BASE ? undefined : { address: SHARED_BASE, count: end - SHARED_BASE };
}

/** How many bytes from an address on can be written, at most `count`. */
export function writableBytes(sim: Simulation, pid: number, address: number, count: number): number {
  for (let k = 0; k < count; k += 4 - ((address + k) & 3)) {
    if (readWord(sim, pid, (address + k) & ~3) === undefined) return k;
  }
  return count;
}

/** What a person has to do so that bytes stand at an address: the words that become other ones. */
export function writeDeeds(sim: Simulation, pid: number, address: number, bytes: Uint8Array): Deed[] {
  const words = new Map<number, number>();
  bytes.forEach((value, k) => {
    const at = (address + k) & ~3;
    const shift = ((address + k) & 3) * 8;
    const word = words.get(at) ?? readWord(sim, pid, at) ?? 0;
    words.set(at, (word & ~(255 << shift)) | (value << shift));
  });
  return [...words]
    .filter(([at, value]) => readWord(sim, pid, at) !== value)
    .map(([at, value]) => ({ kind: "write", pid: processAt(sim, pid).pid, address: at, value }));
}
