/**
 * Reads sources and records from disk, as text, and writes records.
 *
 * Keeps true: no more is read than a source may have; what cannot be read is a UsageError that says which file and why; an
 * import that cannot be read is none, and the compiler reports it.
 */
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { LIMITS } from "../base/limits.ts";
import type { ReadFile } from "../lang/compile.ts";
import { UsageError } from "./exitCodes.ts";

/** A file that cannot be read, and why. */
export class UnreadableError extends UsageError {
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path} cannot be read: ${reason}`);
    this.reason = reason;
  }
}

/** More bytes than that are more characters than a source may have, in any encoding of UTF-8. */
const MOST_BYTES = 4 * LIMITS.sourceChars;
const PIECE = 1 << 16;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory",
  EACCES: "permission denied",
  ENOTDIR: "a part of its path is not a directory",
  ENAMETOOLONG: "its name is too long",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ""] ?? message;
}

/** The first bytes of a file, some more than a bound when it has more. */
function readBytes(path: string, most: number): Uint8Array {
  const file = openSync(path, "r");
  try {
    const pieces: Uint8Array[] = [];
    for (let total = 0; total <= most;) {
      const piece = new Uint8Array(PIECE);
      const count = readSync(file, piece);
      if (count === 0) break;
      pieces.push(piece.subarray(0, count));
      total += count;
    }
    return Buffer.concat(pieces);
  } finally {
    closeSync(file);
  }
}

/** The text of a source. Of one that is too long it is long enough for the compiler to say so. */
export function readSource(path: string): string {
  return readText(path, MOST_BYTES);
}

/** The text of a file, of one with more bytes than a bound its beginning. */
export function readText(path: string, most: number): string {
  let bytes: Uint8Array;
  try {
    bytes = readBytes(path, most);
  } catch (error) {
    throw new UnreadableError(path, reasonOf(error));
  }
  try {
    // A text that was cut may end within a character.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: bytes.length > most });
  } catch {
    throw new UnreadableError(path, "it is not a text in UTF-8");
  }
}

/** Writes a text to a file. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${reasonOf(error)}`);
  }
}

/** A path as the compiler resolves imports against it. */
export function uriOf(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/** Reads what a source imports. */
export const readImport: ReadFile = (uri) => {
  try {
    return readSource(uri);
  } catch {
    return undefined;
  }
};
