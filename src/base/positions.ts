/**
 * Lines and columns of a text, and offsets into it.
 *
 * Offsets count UTF-16 units from 0; lines and columns count from 1, as people and debuggers do (protocols that count
 * from 0 convert at their own border). A line ends with \n, \r\n or \r. It keeps this true: an offset that is not in the
 * middle of a line end survives the way to a position and back, and every answer lies within the text.
 */

/** A place as people say it: line and column, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** Where each line of a text starts, and where it ends without its line end. */
export interface LineMap {
  starts: number[];
  ends: number[];
}

/** The lines of a text. There is always one. */
export function createLineMap(text: string): LineMap {
  const starts = [0];
  const ends: number[] = [];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) {
    ends.push(match.index);
    starts.push(match.index + match[0].length);
  }
  ends.push(text.length);
  return { starts, ends };
}

/** How many lines there are. */
export function lineCount(map: LineMap): number {
  return map.starts.length;
}

/** The position of an offset. Within a line end it is the end of the line; outside the text, the nearest place in it. */
export function positionAt(map: LineMap, offset: number): Position {
  let low = 0;
  let high = map.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (map.starts[middle]! <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const start = map.starts[low]!;
  return { line: low + 1, column: clamp(offset, start, map.ends[low]!) - start + 1 };
}

/** The offset of a position. A column past the end of its line is that end; outside the text, the nearest place in it. */
export function offsetAt(map: LineMap, position: Position): number {
  const index = position.line - 1;
  if (index < 0) {
    return 0;
  }
  const start = map.starts[index];
  const end = map.ends[Math.min(index, map.ends.length - 1)]!;
  return start === undefined ? end : clamp(start + position.column - 1, start, end);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
