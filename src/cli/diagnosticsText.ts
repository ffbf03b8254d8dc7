/**
 * Diagnostics as lines for a terminal: where, what, the source line with a caret under it, and what to do about it.
 *
 * Keeps true: the first line of each can be clicked and parsed (`file:line:column: error CODE: message`), lines and columns
 * from 1; a long source line is shown in part; there are never more than MOST.
 */
import { createLineMap, positionAt, type LineMap } from "../base/positions.ts";
import type { Diagnostic } from "../lang/compile.ts";
import { paint, type Sink, type Style } from "./console.ts";

/** Diagnostics that are shown one by one. */
const MOST = 100;
/** Characters of a source line that are shown. */
const MOST_LINE = 120;

const STYLE: Readonly<Record<Diagnostic["severity"], Style>> = { error: "red", warning: "yellow", hint: "cyan" };

/** A text whose lines are known. */
interface Lines {
  readonly text: string;
  readonly map: LineMap;
}

export type TextOf = (uri: string) => string | undefined;

function excerpt(sink: Sink, { text, map }: Lines, from: number, to: number): string {
  const { line, column } = positionAt(map, from);
  const start = map.starts[line - 1]!;
  const whole = text.slice(start, map.ends[line - 1]);
  const cut = whole.length <= MOST_LINE ? 0 : Math.max(0, column - 1 - MOST_LINE / 2);
  const shown = whole.slice(cut, cut + MOST_LINE);
  const place = column - 1 - cut;
  const width = Math.max(1, Math.min(to - from, shown.length - place));
  // Tabs stay tabs, so that the caret stands where they lead.
  const margin = shown.slice(0, place).replace(/[^\t]/g, " ");
  return `    ${shown}\n    ${margin}${paint(sink, "green", `^${"~".repeat(width - 1)}`)}\n`;
}

function placeText(lines: Lines | undefined, uri: string, from: number): string {
  if (lines === undefined) return uri;
  const { line, column } = positionAt(lines.map, from);
  return `${uri}:${line}:${column}`;
}

/** The diagnostics as text; `textOf` gives the sources that they are about. */
export function diagnosticsText(sink: Sink, diagnostics: readonly Diagnostic[], textOf: TextOf): string {
  const known = new Map<string, Lines | undefined>();
  const linesOf = (uri: string): Lines | undefined => {
    if (!known.has(uri)) {
      const text = textOf(uri);
      known.set(uri, text === undefined ? undefined : { text, map: createLineMap(text) });
    }
    return known.get(uri);
  };
  const one = (each: Diagnostic): string => {
    const lines = linesOf(each.uri);
    const where = paint(sink, "bold", placeText(lines, each.uri, each.from));
    const kind = paint(sink, STYLE[each.severity], each.severity);
    const related = each.related.map((r) => `    ${placeText(linesOf(r.uri), r.uri, r.from)}: ${r.message}\n`);
    return [
      `${where}: ${kind} ${each.code}: ${each.message}\n`,
      lines === undefined ? "" : excerpt(sink, lines, each.from, each.to),
      each.hint === undefined ? "" : `    ${each.hint}\n`,
      ...related,
    ].join("");
  };
  const more = diagnostics.length - MOST;
  return diagnostics.slice(0, MOST).map(one).join("") + (more > 0 ? `… and ${more} more\n` : "");
}
