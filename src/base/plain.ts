/**
 * Plain data: numbers, strings, booleans, null, and arrays, records and typed arrays of them, without cycles.
 *
 * Whatever the machine remembers is of this kind, which is why it can be copied, compared, hashed and sent to a worker.
 * It keeps this true: `equalPlain(value, clonePlain(value))`, and neither ever sees a function, an `undefined`, a Map
 * or an instance of a class without saying so. Two references to one object are copied as two.
 */
import { InternalError } from "./assert.ts";

/** The typed arrays that plain data may hold. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/**
 * A deep copy; typed arrays stay what they are. It shares nothing with the original but frozen records of arrays: who freezes one
 * says that neither it nor anything within it will ever change.
 */
export function clonePlain<T>(value: T): T {
  if (typeof value !== "object" || value === null) {
    checkScalar(value);
    return value;
  }
  if (Array.isArray(value)) {
    return cloneArray(value) as T;
  }
  if (isTypedArray(value)) {
    return value.slice() as T;
  }
  checkRecord(value);
  // The spread copies keys and hidden class at once; only what is shared by it must still be copied.
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  for (const key in copy) {
    const part = copy[key];
    if (typeof part === "object" && part !== null) {
      copy[key] = clonePlain(part);
    } else {
      checkScalar(part);
    }
  }
  return copy as T;
}

/** Deep equality. The order of keys does not matter, the kind of a typed array does; NaN equals itself and −0 equals 0. */
export function equalPlain(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    checkScalar(a);
    checkScalar(b);
    return a === b || (a !== a && b !== b);
  }
  if (a === b) {
    return true;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && equalElements(a, b);
  }
  const kindOfA = typedArrayKind(a);
  const kindOfB = typedArrayKind(b);
  if (kindOfA !== undefined || kindOfB !== undefined) {
    return kindOfA === kindOfB && equalNumbers(a as TypedArray, b as TypedArray);
  }
  return equalRecords(a as Record<string, unknown>, b as Record<string, unknown>);
}

/** Whether a value is one of the typed arrays of plain data. */
export function isTypedArray(value: object): value is TypedArray {
  return typedArrayKind(value) !== undefined;
}

/** The name of a typed array's kind, such as `Int32Array`; undefined for anything else. */
export function typedArrayKind(value: object): string | undefined {
  if (!ArrayBuffer.isView(value)) {
    return undefined;
  }
  const kind: string | undefined = (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
  if (kind === undefined || value instanceof DataView || kind.startsWith("Big")) {
    throw new InternalError(`not plain data: ${String(kind)}`);
  }
  return kind;
}

/** Throws unless the value is a record: an object without a class. */
export function checkRecord(value: object): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new InternalError(`not plain data: an instance of ${value.constructor.name}`);
  }
}

/** Throws when the value is of a type that plain data has no place for: undefined, a function, a symbol, a bigint. */
export function checkScalar(value: unknown): void {
  const type = typeof value;
  if (type !== "number" && type !== "string" && type !== "boolean" && type !== "object") {
    throw new InternalError(`not plain data: ${type}`);
  }
}

function cloneArray(array: readonly unknown[]): unknown[] {
  const copy = array.slice();
  for (let i = 0; i < copy.length; i++) {
    const part = copy[i];
    if (typeof part === "object" && part !== null) {
      if (!Object.isFrozen(part)) copy[i] = clonePlain(part);
    } else {
      checkScalar(part);
    }
  }
  return copy;
}

/** Bytes that the engine takes for a record or an array besides what is in it, for a typed array, and for each thing in it. */
const HEADER_BYTES = 24;
const TYPED_ARRAY_BYTES = 200;
const SLOT_BYTES = 8;
/** A number that is no small integer is a thing of its own in most places. */
const NUMBER_BYTES = 16;

function isSmall(value: number): boolean {
  return value === (value | 0);
}

/**
 * About how much memory a value takes, texts aside, which are shared.
 * @param of `all` of it, or only the `copied`: what `clonePlain` would make anew
 */
export function plainBytes(value: unknown, of: "all" | "copied"): number {
  if (typeof value === "number") return isSmall(value) ? 0 : NUMBER_BYTES;
  if (typeof value !== "object" || value === null) return 0;
  if (ArrayBuffer.isView(value)) return TYPED_ARRAY_BYTES + value.byteLength;
  if (Array.isArray(value)) return arrayBytes(value, of);
  let bytes = HEADER_BYTES;
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    // A frozen part that is none of many is one for all.
    const isShared = typeof part === "object" && part !== null && Object.isFrozen(part);
    bytes += SLOT_BYTES + (isShared ? 0 : plainBytes(part, of));
  }
  return bytes;
}

function arrayBytes(array: readonly unknown[], of: "all" | "copied"): number {
  let bytes = 2 * HEADER_BYTES + SLOT_BYTES * array.length;
  for (const part of array) {
    if (typeof part === "number") bytes += isSmall(part) ? 0 : NUMBER_BYTES;
    else if (typeof part === "object" && part !== null && (of === "all" || !Object.isFrozen(part)))
      bytes += plainBytes(part, of);
  }
  return bytes;
}

function equalElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) {
    return false;
  }
  for (let i = 0; i < a.length; i++) {
    if (!equalPlain(a[i], b[i])) {
      return false;
    }
  }
  return true;
}

function equalNumbers(a: TypedArray, b: TypedArray): boolean {
  if (a.length !== b.length) {
    return false;
  }
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (x !== y && (x === x || y === y)) {
      return false;
    }
  }
  return true;
}

function equalRecords(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  checkRecord(a);
  checkRecord(b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) {
    return false;
  }
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !equalPlain(a[key], b[key])) {
      return false;
    }
  }
  return true;
}
