/**
 * Records of choices as files: read for a run that is to be repeated, written after one that is to be kept.
 *
 * Keeps true: a record is written over a record, over an empty file, or where there is none: nothing else is lost.
 */
import { statSync } from "node:fs";
import { parseRecord, recordText, type ChoiceRecord } from "../debugger/time/choiceRecord.ts";
import { UsageError } from "./exitCodes.ts";
import { reasonOf, readText, writeText } from "./sourceFile.ts";

/** More than the choices that a run records can take. */
export const MOST_RECORD_BYTES = 1 << 26;

export function readRecord(path: string): ChoiceRecord {
  const parsed = parseRecord(readText(path, MOST_RECORD_BYTES));
  if (!parsed.ok) throw new UsageError(`${path} cannot be used: ${parsed.error}`);
  return parsed.record;
}

/**
 * Looks, before the run, at where its record is to be written.
 * @throws UsageError when there is something that is no record
 */
export function checkRecordPlace(path: string): void {
  const stats = statsOf(path);
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return;
  const kept = "it stays as it is, and nothing was run: name another file for the record";
  if (!stats.isFile()) throw new UsageError(`${path} cannot be written: it is no regular file; ${kept}`);
  if (!parseRecord(readText(path, MOST_RECORD_BYTES)).ok)
    throw new UsageError(`${path} holds something that is no record of choices; ${kept}`);
}

function statsOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${reasonOf(error)}`);
  }
}

export function writeRecord(path: string, record: ChoiceRecord): void {
  writeText(path, recordText(record));
}
