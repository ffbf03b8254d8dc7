/**
 * Which names to show with their values at the ends of lines while the machine is stopped: those of the routine that it
 * stopped in, down to the line where it stopped.
 *
 * Keeps true: a name is shown once a line; what has not been reached yet has no value to show; names of other routines mean
 * something else and are left out.
 */
import { createLineMap, positionAt } from "../base/positions.ts";
import type { Analysis } from "../lang/analyse.ts";
import type { Span } from "../lang/tree.ts";

/** A range that holds the offset: the routine's, or nothing outside all routines. */
function routineAround(analysis: Analysis, offset: number): Span | undefined {
  const { programs, functions } = analysis.checker;
  return [...functions, ...programs]
    .filter((symbol) => symbol.file === 0)
    .map((symbol) => symbol.node)
    .filter((node) => node.from <= offset && offset <= node.to)
    .sort((a, b) => a.to - a.from - (b.to - b.from))[0];
}

/** The names to evaluate, in the order of the text. */
export function inlineNames(analysis: Analysis, stopped: number, visible: Span): Span[] {
  const text = analysis.files[0]?.text ?? "";
  const routine = routineAround(analysis, stopped);
  if (routine === undefined) return [];
  const lines = createLineMap(text);
  const lastLine = positionAt(lines, stopped).line;
  const seen = new Set<string>();
  return analysis.checker.references
    .filter(
      ({ file, symbol, from }) => file === 0 && symbol.kind === "variable" && routine.from <= from && from < routine.to,
    )
    .filter(({ from }) => visible.from <= from && from <= visible.to)
    .sort((a, b) => a.from - b.from)
    .flatMap(({ from, to }) => {
      const { line } = positionAt(lines, from);
      const key = `${line} ${text.slice(from, to)}`;
      if (line > lastLine || seen.has(key)) return [];
      seen.add(key);
      return [{ from, to }];
    });
}
