/**
 * Physical memory of one machine: frames of words, given out and taken back, and the page table of the shared region.
 *
 * Keeps true: a frame is free or has as many references as page-table entries name it; a frame given out is all zeros.
 *
 *   page-table entry   frame:24 (31..8) | … | swapped:16 | dirty:8 | copy on write:4 | writable:2 | present:1
 *
 * The interpreter reads a page whose entry is present, and writes one whose entry is also writable and already dirty
 * (`Page.hot`); every other access comes to `resolveRead` and `resolveWrite`, which know what to do about it.
 */
import { LIMITS } from "../../base/limits.ts";
import { DATA_BASE, SHARED_BASE } from "../../isa/image.ts";
import { FaultKind } from "../states.ts";

/** Bits of a page-table entry. */
export const Page = {
  present: 1,
  writable: 2,
  copyOnWrite: 4,
  dirty: 8,
  /** In the swap area, at the place that stands for the frame number. */
  swapped: 16,
  hot: 1 | 2 | 8,
} as const;

/** Bits to shift an entry to its frame number. */
export const FRAME_SHIFT = 8;

/** Physical memory as plain data. */
export interface Memory {
  /** All frames, one after another; grows up to `limit` frames. */
  words: Int32Array;
  /** log2 of the bytes of a page. */
  readonly pageShift: number;
  /** Frames that there may be. */
  readonly limit: number;
  /** Frames that exist in `words`. */
  frames: number;
  readonly free: number[];
  /** References to each frame, by frame number. */
  references: Int32Array;
  used: number;
  /** Page table of the shared region, the same for every process of the machine. */
  readonly sharedTable: Int32Array;
  readonly sharedBytes: number;
}

/** What of a process an access needs. */
export interface AddressSpace {
  table: Int32Array;
  spaceBytes: number;
  /** The words of its pages that are swapped out; what can have none may leave it out. */
  swap?: Int32Array;
}

/** An empty memory with `limit` frames of `pageBytes` (a power of two) and a shared region of `sharedBytes`. */
export function createMemory(limit: number, pageBytes: number, sharedBytes: number): Memory {
  const pageShift = 31 - Math.clz32(pageBytes);
  return {
    words: new Int32Array(0),
    pageShift,
    limit: Math.min(limit, LIMITS.frames),
    frames: 0,
    free: [],
    references: new Int32Array(0),
    used: 0,
    sharedTable: new Int32Array(Math.ceil(sharedBytes / pageBytes)),
    sharedBytes,
  };
}

function grow(memory: Memory): void {
  const wanted = Math.min(memory.limit, Math.max(16, memory.frames * 2));
  const words = new Int32Array(wanted << (memory.pageShift - 2));
  words.set(memory.words);
  const references = new Int32Array(wanted);
  references.set(memory.references);
  memory.words = words;
  memory.references = references;
  for (let frame = wanted - 1; frame >= memory.frames; frame--) memory.free.push(frame);
  memory.frames = wanted;
}

/** A free frame, now referenced once and zeroed; -1 when there is none. */
export function allocateFrame(memory: Memory): number {
  if (memory.free.length === 0 && memory.frames < memory.limit) grow(memory);
  const frame = memory.free.pop();
  if (frame === undefined) return -1;
  const size = 1 << (memory.pageShift - 2);
  memory.words.fill(0, frame * size, (frame + 1) * size);
  memory.references[frame] = 1;
  memory.used++;
  return frame;
}

/** Gives up one reference to a frame; the last one frees it. */
export function releaseFrame(memory: Memory, frame: number): void {
  const left = memory.references[frame]! - 1;
  memory.references[frame] = left;
  if (left > 0) return;
  memory.used--;
  memory.free.push(frame);
}

/** Frees all frames at once of a memory that gives out and never takes back: they are the first ones, and will be so again. */
export function clearMemory(memory: Memory): void {
  for (let frame = memory.used - 1; frame >= 0; frame--) {
    memory.references[frame] = 0;
    memory.free.push(frame);
  }
  memory.used = 0;
}

/** Frees every page of a process. */
export function releaseSpace(memory: Memory, space: AddressSpace): void {
  for (const entry of space.table) {
    if ((entry & Page.present) !== 0) releaseFrame(memory, entry >>> FRAME_SHIFT);
  }
  space.table = new Int32Array(0);
  space.swap = new Int32Array(0);
  space.spaceBytes = 0;
}

/** Frames that can still be given out. */
export function freeFrames(memory: Memory): number {
  return memory.limit - memory.used;
}

/** The outcome of an access: its fault, or the place in `words`. One record is used over and over. */
export interface Access {
  fault: FaultKind;
  place: number;
}

/** Finds the table and entry of a data address, or the fault. */
function locate(
  memory: Memory,
  space: AddressSpace,
  address: number,
  access: Access,
): { table: Int32Array; page: number } | undefined {
  access.fault = FaultKind.unmappedMemory;
  if ((address & 3) !== 0) {
    access.fault = FaultKind.misalignedAddress;
    return undefined;
  }
  const unsigned = address >>> 0;
  if (unsigned >= DATA_BASE) {
    const offset = unsigned - DATA_BASE;
    return offset < space.spaceBytes ? { table: space.table, page: offset >>> memory.pageShift } : undefined;
  }
  const offset = unsigned - SHARED_BASE;
  return offset >= 0 && offset < memory.sharedBytes
    ? { table: memory.sharedTable, page: offset >>> memory.pageShift }
    : undefined;
}

function placeOf(memory: Memory, entry: number, address: number): number {
  const inPage = (address & ((1 << memory.pageShift) - 1)) >>> 2;
  return ((entry >>> FRAME_SHIFT) << (memory.pageShift - 2)) + inPage;
}

/**
 * Makes the page of `address` readable and says where its word is. A page never touched is given a frame of zeros.
 * On a fault `access.fault` says which, and nothing has changed.
 */
export function resolveRead(memory: Memory, space: AddressSpace, address: number, access: Access): Access {
  const found = locate(memory, space, address, access);
  if (found === undefined) return access;
  let entry = found.table[found.page]!;
  if ((entry & Page.present) === 0) {
    const frame = allocateFrame(memory);
    if (frame < 0) {
      access.fault = FaultKind.outOfMemory;
      return access;
    }
    entry = (frame << FRAME_SHIFT) | Page.present | Page.writable;
    found.table[found.page] = entry;
  }
  access.fault = FaultKind.none;
  access.place = placeOf(memory, entry, address);
  return access;
}

/** The same for a write: a page shared after a fork is copied first, and marked dirty. */
export function resolveWrite(memory: Memory, space: AddressSpace, address: number, access: Access): Access {
  const found = locate(memory, space, address, access);
  if (found === undefined) return access;
  if (resolveRead(memory, space, address, access).fault !== FaultKind.none) return access;
  let entry = found.table[found.page]!;
  if ((entry & Page.copyOnWrite) !== 0) {
    entry = copyPage(memory, entry);
    if (entry < 0) {
      access.fault = FaultKind.outOfMemory;
      return access;
    }
  }
  entry |= Page.dirty;
  found.table[found.page] = entry;
  access.fault = FaultKind.none;
  access.place = placeOf(memory, entry, address);
  return access;
}

/** The entry of a private copy of a page that is shared since a fork; the last holder keeps the page itself. */
function copyPage(memory: Memory, entry: number): number {
  const old = entry >>> FRAME_SHIFT;
  const flags = Page.present | Page.writable;
  if (memory.references[old] === 1) return (old << FRAME_SHIFT) | flags;
  const frame = allocateFrame(memory);
  if (frame < 0) return -1;
  const size = 1 << (memory.pageShift - 2);
  memory.words.copyWithin(frame * size, old * size, (old + 1) * size);
  releaseFrame(memory, old);
  return (frame << FRAME_SHIFT) | flags;
}

/** The word at a data address as it stands, without touching anything; undefined where nothing is mapped. */
export function peek(memory: Memory, space: AddressSpace, address: number): number | undefined {
  const access: Access = { fault: FaultKind.none, place: 0 };
  const found = locate(memory, space, address, access);
  if (found === undefined) return undefined;
  const entry = found.table[found.page]!;
  if ((entry & Page.swapped) !== 0) return space.swap?.[placeOf(memory, entry, address)];
  return (entry & Page.present) === 0 ? 0 : memory.words[placeOf(memory, entry, address)];
}

/** Writes a word as the kernel or a person does; the fault, or none. */
export function poke(memory: Memory, space: AddressSpace, address: number, value: number): FaultKind {
  const access: Access = { fault: FaultKind.none, place: 0 };
  const found = locate(memory, space, address, access);
  const entry = found?.table[found.page] ?? 0;
  if ((entry & Page.swapped) !== 0 && space.swap !== undefined) {
    space.swap[placeOf(memory, entry, address)] = value;
    return FaultKind.none;
  }
  resolveWrite(memory, space, address, access);
  if (access.fault === FaultKind.none) memory.words[access.place] = value;
  return access.fault;
}
