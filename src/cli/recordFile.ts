/**
 * Records of choices as files: read for a run that is to be repeated, written after one that is to be kept.
 */
import { parseRecord, recordText, type ChoiceRecord } from "../debugger/time/choiceRecord.ts";
import { UsageError } from "./exitCodes.ts";
import { readText, writeText } from "./sourceFile.ts";

/** More than the choices that a run records can take. */
export const MOST_RECORD_BYTES = 1 << 26;

export function readRecord(path: string): ChoiceRecord {
  const parsed = parseRecord(readText(path, MOST_RECORD_BYTES));
  if (!parsed.ok) throw new UsageError(`${path} cannot be used: ${parsed.error}`);
  return parsed.record;
}

export function writeRecord(path: string, record: ChoiceRecord): void {
  writeText(path, recordText(record));
}
