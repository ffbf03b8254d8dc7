/**
 * Where a step into may lead, and where a thread may be moved.
 */
import type { Words } from "../../base/words.ts";
import { decode, Op } from "../../isa/instructions.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import {
  breakLocations,
  indexAt,
  routineAt,
  statementAt,
  type BreakLocation,
  type CodeMap,
} from "../inspect/codeMap.ts";
import { routineName, type FrameInfo } from "../inspect/frames.ts";
import { ordinal } from "../inspect/places.ts";

/** A call of the statement that a frame stands in, by its instruction. */
export interface CallTarget {
  readonly index: number;
  readonly label: string;
}

/** Calls that go on in another thread. */
export const ELSEWHERE: ReadonlySet<string> = new Set(["send", "request", "reply", "fork", "start", "spawn"]);

/** The calls that are still to come in the statement of a frame. */
export function callTargets(map: CodeMap, frame: FrameInfo): CallTarget[] {
  const statement = statementAt(map, frame.index);
  const targets: CallTarget[] = [];
  for (let index = Math.max(frame.index, statement?.from ?? 0); index < (statement?.to ?? 0); index++) {
    // A statement inside of this one has its own calls.
    if (statementAt(map, index) !== statement) continue;
    const { op, imm } = decode(map.image.code, index);
    const routine = op === Op.call ? routineAt(map, indexAt(map, imm)) : undefined;
    const call = op === Op.sys ? SYSCALLS[imm]?.name : undefined;
    if (routine !== undefined) targets.push({ index, label: routineName(map, routine) });
    else if (call !== undefined && ELSEWHERE.has(call)) targets.push({ index, label: call });
  }
  return targets.map(({ index, label }) => ({ index, label: label + orderOf(map.words, targets, index, label) }));
}

/** Of several calls of the same routine, which one comes when: `, 2nd of 3`. */
function orderOf(words: Words, targets: readonly CallTarget[], index: number, label: string): string {
  const same = targets.filter((each) => each.label === label);
  const place = same.findIndex((each) => each.index === index);
  return same.length === 1 ? "" : `, ${words("{0} of {1}", ordinal(words, place + 1), same.length)}`;
}

const MOST_TEXT = 60;

/** A place to go to, as people know it: the routine and the statement, `producer: send(slots, item)`. */
export function targetLabel(map: CodeMap, { index }: BreakLocation): string {
  const name = routineAt(map, index)?.name ?? "";
  const range = statementAt(map, index)?.range;
  const [text = ""] = (range && map.image.sources[range.source]!.text.slice(range.from, range.to))?.split("\n") ?? [];
  if (text === "}") return map.words("{0}: end", name);
  return `${name}: ${text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text.trimEnd()}`;
}

/** The statements that begin on a line, at or after a column. */
export function jumpTargets(map: CodeMap, source: number, line: number, column = 0): BreakLocation[] {
  const here = breakLocations(map, source).filter(({ span }) => span.start.line === line);
  const after = here.filter(({ span }) => span.end.column > column || span.end.line > line);
  return after.length > 0 ? after : here;
}
