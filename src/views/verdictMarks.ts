/**
 * What stands in the gutter beside the lines of `expect`: what became of them in the last run.
 *
 * Keeps true: a line with several expectations shows the worst of them, and tells all; shapes differ, not colours alone.
 */

/** It holds, does not hold, could not be decided. */
export type Mark = "✓" | "✗" | "?";

/** The verdict on one expectation. */
export interface Verdict {
  readonly line: number;
  readonly mark: Mark;
  readonly text: string;
}

/** A line with its mark; `tooltip` tells each expectation of it. */
export interface LineMark {
  readonly line: number;
  readonly mark: Mark;
  readonly tooltip: string;
}

/** The worst first. */
export const MARKS: readonly Mark[] = ["✗", "?", "✓"];

/** The marks of one source, from the top. */
export function verdictMarks(verdicts: readonly Verdict[]): LineMark[] {
  const lines = new Map<number, Verdict[]>();
  for (const verdict of verdicts) lines.set(verdict.line, [...(lines.get(verdict.line) ?? []), verdict]);
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([line, here]) => ({
      line,
      mark: MARKS.find((mark) => here.some((verdict) => verdict.mark === mark))!,
      tooltip: here.map(({ mark, text }) => `${mark} ${text}`).join("\n"),
    }));
}

/** A kind of theme: with high contrast signs are heavier. */
export type Theme = "light" | "dark" | "light high contrast" | "dark high contrast";

const COLOURS: Readonly<Record<Theme, Readonly<Record<Mark, string>>>> = {
  light: { "✓": "#2a7d2e", "✗": "#c72e0f", "?": "#8a6100" },
  dark: { "✓": "#73c991", "✗": "#f14c4c", "?": "#cca700" },
  "light high contrast": { "✓": "#005a00", "✗": "#a30000", "?": "#5e4200" },
  "dark high contrast": { "✓": "#89ff9f", "✗": "#ff6b6b", "?": "#ffd400" },
};

const SHAPES: Readonly<Record<Mark, string>> = {
  "✓": '<path d="M3 8.6 6.6 12 13 4.4"/>',
  "✗": '<path d="m4 4 8 8M12 4l-8 8"/>',
  "?": '<path d="M5.4 5.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 2M8 12.9v.1"/>',
};

/** The sign of a mark, as an SVG image. */
export function signOf(mark: Mark, theme: Theme): string {
  const width = theme.endsWith("contrast") ? 2.6 : 2;
  const pen = `fill="none" stroke="${COLOURS[theme][mark]}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" ${pen}>${SHAPES[mark]}</svg>`;
}
