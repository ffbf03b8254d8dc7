/**
 * Where a step into may lead, and where a thread may be moved.
 */
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

/** A call of the statement that a frame stands in, by its instruction. */
export interface CallTarget {
  readonly index: number;
  readonly label: string;
}

/** Calls that go on in another thread. */
const ELSEWHERE: ReadonlySet<string> = new Set(["send", "request", "reply", "fork", "start", "spawn"]);

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
  return targets;
}

/** The statements that begin on a line, at or after a column. */
export function jumpTargets(map: CodeMap, source: number, line: number, column = 0): BreakLocation[] {
  const here = breakLocations(map, source).filter(({ span }) => span.start.line === line);
  const after = here.filter(({ span }) => span.end.column > column || span.end.line > line);
  return after.length > 0 ? after : here;
}
