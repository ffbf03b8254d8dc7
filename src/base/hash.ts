/**
 * Hashes of integers and of plain data, incremental, as sixteen hex digits: for trace hashes and for states already seen.
 *
 * Two independent lanes of MurmurHash3 (Appleby, 32 bits), stirred into each other at the end: about 64 bits, no
 * protection against malice. The state of a hash is plain data, so it can live in what it is a hash of the past of.
 * It keeps this true: what is equal by `equalPlain` has the same hash, and the hash is the same on every platform.
 */
import { checkRecord, checkScalar, typedArrayKind, type TypedArray } from "./plain.ts";

/** A hash under way: the two lanes, and how many integers went in. */
export type HashState = Int32Array;

/** What tells apart values of different kinds with the same content. */
enum Tag {
  Null = 1,
  False,
  True,
  Int,
  Real,
  Text,
  List,
  Numbers,
  Record,
}

/** An empty hash. */
export function createHash(): HashState {
  return Int32Array.of(0x2f0b4c47, 0x6b79e3d1, 0);
}

/** Adds one integer of 32 bits; of a larger number, the low 32. */
export function addInt(hash: HashState, value: number): void {
  hash[0] = stirFirst(hash[0]!, value);
  hash[1] = stirSecond(hash[1]!, value);
  hash[2]! += 1;
}

/** Adds integers of 32 bits one by one, without their count. */
export function addInts(hash: HashState, values: ArrayLike<number>): void {
  let first = hash[0]!;
  let second = hash[1]!;
  const count = values.length;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    first = stirFirst(first, value);
    second = stirSecond(second, value);
  }
  hash[0] = first;
  hash[1] = second;
  hash[2]! += count;
}

/** Adds a text: its length and its UTF-16 units. */
export function addText(hash: HashState, text: string): void {
  addInt(hash, text.length);
  for (let i = 0; i < text.length; i++) {
    addInt(hash, text.charCodeAt(i));
  }
}

/** Adds plain data; the keys of records in their own order, whatever order they were written in. */
export function addPlain(hash: HashState, value: unknown): void {
  if (typeof value === "number") {
    addNumber(hash, value);
  } else if (typeof value === "string") {
    addInt(hash, Tag.Text);
    addText(hash, value);
  } else if (typeof value === "boolean") {
    addInt(hash, value ? Tag.True : Tag.False);
  } else if (typeof value !== "object" || value === null) {
    checkScalar(value);
    addInt(hash, Tag.Null);
  } else if (Array.isArray(value)) {
    addInt(hash, Tag.List);
    addInt(hash, value.length);
    for (const part of value as readonly unknown[]) {
      addPlain(hash, part);
    }
  } else {
    addObject(hash, value);
  }
}

/** What the hash is now, as sixteen hex digits. The hash can go on afterwards. */
export function digest(hash: HashState): string {
  const count = hash[2]!;
  let first = finish(hash[0]! ^ count);
  let second = finish(hash[1]! ^ Math.imul(count, 0x9e3779b1));
  first = (first + second) | 0;
  second = (second + Math.imul(first, 0x85ebca77)) | 0;
  return hexWord(finish(first)) + hexWord(finish(second));
}

/** The hash of integers of 32 bits. */
export function hashInts(values: ArrayLike<number>): string {
  const hash = createHash();
  addInts(hash, values);
  return digest(hash);
}

/** The hash of plain data. */
export function hashPlain(value: unknown): string {
  const hash = createHash();
  addPlain(hash, value);
  return digest(hash);
}

function addObject(hash: HashState, value: object): void {
  const kind = typedArrayKind(value);
  if (kind !== undefined) {
    addNumbers(hash, kind, value as TypedArray);
    return;
  }
  checkRecord(value);
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).sort();
  addInt(hash, Tag.Record);
  addInt(hash, keys.length);
  for (const key of keys) {
    addText(hash, key);
    addPlain(hash, record[key]);
  }
}

function addNumbers(hash: HashState, kind: string, values: TypedArray): void {
  addInt(hash, Tag.Numbers);
  addText(hash, kind);
  addInt(hash, values.length);
  if (kind.startsWith("Float")) {
    for (const value of values) {
      addNumber(hash, value);
    }
  } else {
    addInts(hash, values);
  }
}

function addNumber(hash: HashState, value: number): void {
  if (value === (value | 0)) {
    addInt(hash, Tag.Int);
    addInt(hash, value);
    return;
  }
  // Through a view of fixed byte order; the view's own NaN is not fixed by the standard, so it gets fixed bits here.
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  addInt(hash, Tag.Real);
  addInt(hash, value === value ? bits.getInt32(0) : 0x7ff80000);
  addInt(hash, value === value ? bits.getInt32(4) : 0);
}

function stirFirst(lane: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = lane ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

function stirSecond(lane: number, value: number): number {
  let k = Math.imul(value, 0x239b961b);
  k = (k << 16) | (k >>> 16);
  let h = lane ^ Math.imul(k, 0x38b34ae5);
  h = (h << 17) | (h >>> 15);
  return (Math.imul(h, 5) + 0x0bcaa747) | 0;
}

function finish(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hexWord(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
