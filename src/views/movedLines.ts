/**
 * Where the lines of a text stand now that it has been edited: each edit moves them on, as an editor's own marks go along.
 *
 * Keeps true: lines count from 1; a line that was deleted stands where it was cut out, and nothing leads back to it; a line
 * that was written since leads back to none.
 */

/** An edit: what stood between two places, lines and columns from 0, became so many lines more or fewer. */
export interface Edit {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

interface Place {
  /** From 0. */
  line: number;
  /** Where its first letter stood at first: an edit before it pushes it on, one behind it does not. */
  readonly indent: number;
  isGone: boolean;
}

function placesOf(text: string): Place[] {
  return text.split(/\r\n|\r|\n/).map((content, line) => ({ line, indent: content.search(/\S|$/), isGone: false }));
}

const lineBreaks = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

export class MovedLines {
  private places: Place[];

  constructor(private readonly text: string) {
    this.places = placesOf(text);
  }

  /** The text is again as it was. */
  reset(): void {
    this.places = placesOf(this.text);
  }

  edited({ start, end, text }: Edit): void {
    const more = lineBreaks(text) - (end.line - start.line);
    for (const place of this.places) {
      const isBefore = place.line < start.line || (place.line === start.line && place.indent < start.character);
      if (isBefore) continue;
      const isBehind = place.line > end.line || (place.line === end.line && place.indent >= end.character);
      if (isBehind) place.line += more;
      else {
        // On one line a statement that is written anew is still that line.
        place.isGone ||= start.line !== end.line || end.line !== place.line;
        place.line = start.line;
      }
    }
  }

  /** Where a line of the old text stands. */
  toNew(line: number): number {
    const place = this.places[line - 1];
    return place === undefined ? line : place.line + 1;
  }

  /** The line of the old text that stands here now, or nothing. */
  toOld(line: number): number | undefined {
    const found = this.places.findIndex((place) => !place.isGone && place.line === line - 1);
    return found < 0 ? undefined : found + 1;
  }
}
