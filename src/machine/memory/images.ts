/**
 * Whole images of processes: shared after a fork until somebody writes, swapped out and back.
 *
 * Keeps true: a page that a fork shares is writable for nobody until it was copied; a swapped page keeps its bits and finds
 * its words in the swap area of its process; coming back, each page has a frame of its own.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Copy-on-Write and Swapping.
 */
import { assert } from "../../base/assert.ts";
import { allocateFrame, FRAME_SHIFT, Page, releaseFrame, type AddressSpace, type Memory } from "./memory.ts";

/** The address space of a process. */
type Space = Required<AddressSpace>;

/** The page table of a child that shares every page of its parent. */
export function shareSpace(memory: Memory, parent: Space): Int32Array {
  const { table } = parent;
  for (let page = 0; page < table.length; page++) {
    const entry = table[page]!;
    if ((entry & Page.present) === 0) continue;
    memory.references[entry >>> FRAME_SHIFT]!++;
    table[page] = (entry & ~Page.writable) | Page.copyOnWrite;
  }
  return table.slice();
}

/** Pages that have a frame. */
export function residentPages(space: Space): number {
  let pages = 0;
  for (const entry of space.table) if ((entry & Page.present) !== 0) pages++;
  return pages;
}

/** Pages in the swap area. */
export function swappedPages(memory: Memory, space: Space): number {
  return space.swap.length >>> (memory.pageShift - 2);
}

/** Takes every page out of memory; how many those were. */
export function swapOutSpace(memory: Memory, space: Space): number {
  const { table } = space;
  const size = 1 << (memory.pageShift - 2);
  const pages = residentPages(space);
  space.swap = new Int32Array(pages * size);
  let slot = 0;
  for (let page = 0; page < table.length; page++) {
    const entry = table[page]!;
    if ((entry & Page.present) === 0) continue;
    const frame = entry >>> FRAME_SHIFT;
    space.swap.set(memory.words.subarray(frame * size, (frame + 1) * size), slot * size);
    releaseFrame(memory, frame);
    table[page] = (slot++ << FRAME_SHIFT) | (entry & Page.dirty) | Page.swapped;
  }
  return pages;
}

/** Brings every page back; there must be a free frame for each. How many those were. */
export function swapInSpace(memory: Memory, space: Space): number {
  const { table, swap } = space;
  const size = 1 << (memory.pageShift - 2);
  const pages = swappedPages(memory, space);
  for (let page = 0; page < table.length; page++) {
    const entry = table[page]!;
    if ((entry & Page.swapped) === 0) continue;
    const slot = entry >>> FRAME_SHIFT;
    const frame = allocateFrame(memory);
    assert(frame >= 0, "an image comes back only where it fits");
    memory.words.set(swap.subarray(slot * size, (slot + 1) * size), frame * size);
    table[page] = (frame << FRAME_SHIFT) | (entry & Page.dirty) | Page.present | Page.writable;
  }
  space.swap = new Int32Array(0);
  return pages;
}
