/**
 * The text of an open file with its version, kept up to date by a client's edits.
 *
 * Keeps true: the protocol's positions count from 0, the language's from 1; all conversions are here.
 */
import type { Position, Range, TextDocumentContentChangeEvent } from "vscode-languageserver";
import { createLineMap, offsetAt, positionAt, type LineMap } from "../base/positions.ts";
import type { Span } from "../lang/tree.ts";

export interface OpenText {
  readonly uri: string;
  version: number;
  text: string;
  lines: LineMap;
}

export function openText(uri: string, version: number, text: string): OpenText {
  return { uri, version, text, lines: createLineMap(text) };
}

/** Applies edits, in the order in which they were made. */
export function editText(
  file: OpenText,
  changes: readonly TextDocumentContentChangeEvent[],
  version: number,
): OpenText {
  for (const change of changes) {
    if ("range" in change) {
      const { from, to } = toSpan(file.lines, change.range);
      file.text = file.text.slice(0, from) + change.text + file.text.slice(to);
    } else file.text = change.text;
    file.lines = createLineMap(file.text);
  }
  file.version = version;
  return file;
}

export function toOffset(lines: LineMap, position: Position): number {
  return offsetAt(lines, { line: position.line + 1, column: position.character + 1 });
}

export function toSpan(lines: LineMap, range: Range): Span {
  return { from: toOffset(lines, range.start), to: toOffset(lines, range.end) };
}

export function toPosition(lines: LineMap, offset: number): Position {
  const { line, column } = positionAt(lines, offset);
  return { line: line - 1, character: column - 1 };
}

export function toRange(lines: LineMap, span: Span): Range {
  return { start: toPosition(lines, span.from), end: toPosition(lines, span.to) };
}
