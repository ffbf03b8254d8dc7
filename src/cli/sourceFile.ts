/**
 * Reads sources and records from disk, as text, and writes records.
 *
 * Keeps true: only regular files are read, and no more of them than a source may have; what cannot be read is a UsageError that
 * says which file and why; an import that is not read is reported by the compiler, with the reason; a file is written whole or
 * not at all.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { LIMITS } from "../base/limits.ts";
import type { ReadFile } from "../lang/compile.ts";
import { UsageError } from "./exitCodes.ts";

/** The option of the commands that read scenarios. */
export interface RootFlag {
  /** The folder outside which nothing is imported. */
  readonly root?: string;
}

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
  ENOSPC: "no space is left on the device",
  EROFS: "the file system is read-only",
};

/** What the system says of a file, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ""] ?? message;
}

/** To open a pipe that nobody writes to would wait for ever. Systems without pipes in folders lack the flag. */
const READ_AT_ONCE = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** What is no regular file may have no end, or wait for somebody. */
function checkRegular(file: number): void {
  const stats = fstatSync(file);
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw new Error(REASONS["EISDIR"]);
  throw new Error("it is no regular file but a device, a pipe or a socket");
}

/** The first bytes of a file, some more than a bound when it has more. */
function readBytes(path: string, most: number): Uint8Array {
  const file = openSync(path, READ_AT_ONCE);
  try {
    checkRegular(file);
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

/** Writes a text to a file: into a new one beside it first, so that whatever happens the old one or the new one is there, whole. */
export function writeText(name: string, text: string): void {
  let fresh: string | undefined;
  try {
    const target = realTarget(name);
    fresh = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
    writeFileSync(fresh, text, { flag: "wx" });
    renameSync(fresh, target);
  } catch (error) {
    if (fresh !== undefined) rmSync(fresh, { force: true });
    throw new UsageError(`${name} cannot be written: ${reasonOf(error)}`);
  }
}

/** The file that a name stands for, through links; of a file that is still to come, its name. */
function realTarget(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return path.resolve(name);
  }
}

/** A path as the compiler resolves imports against it. */
export function uriOf(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/**
 * Reads what sources import.
 * @param root the folder, by its real path, outside which nothing is read; undefined: everything may be
 */
export function importReader(root?: string): ReadFile {
  return (uri) => {
    try {
      if (root !== undefined && !isWithin(root, realpathSync(uri)))
        return { reason: `It is outside the folder ${root}, to which imports are confined (--root).` };
      return readSource(uri);
    } catch (error) {
      const reason = error instanceof UnreadableError ? error.reason : reasonOf(error);
      return { reason: `${uri}: ${reason}.` };
    }
  };
}

function isWithin(root: string, file: string): boolean {
  const way = path.relative(root, file);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/**
 * The real path of a folder that imports are to be confined to.
 * @throws UsageError when there is no such folder
 */
export function rootFolder(name: string): string {
  try {
    const root = realpathSync(name);
    if (statSync(root).isDirectory()) return root;
  } catch (error) {
    throw new UsageError(`--root ${name}: ${reasonOf(error)}`);
  }
  throw new UsageError(`--root ${name}: it is no directory`);
}

/** The folder of a file, by its real path; undefined when there is none. */
export function folderOf(file: string): string | undefined {
  try {
    return realpathSync(path.dirname(file));
  } catch {
    return undefined;
  }
}
