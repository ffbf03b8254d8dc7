/**
 * The map between instructions and source text: which statement an instruction belongs to, where statements begin, and which
 * instructions a line's breakpoint stands for.
 *
 * Keeps true: made once from an image and never changed; lines and columns count from 1; an instruction belongs to its innermost
 * statement.
 */
import { fileName } from "../../base/sourceNames.ts";
import { english, type Words } from "../../base/words.ts";
import { createLineMap, positionAt, type LineMap, type Position } from "../../base/positions.ts";
import { codeIndex, type Image, type Routine, type SourceRange, type StatementInfo } from "../../isa/image.ts";
import { scenarioNames, type ScenarioNames } from "./scenarioNames.ts";

/** A stretch of source as people see it. */
export interface SourceSpan {
  readonly source: number;
  readonly start: Position;
  readonly end: Position;
}

/** A place where a breakpoint can be: the start of a statement, an instruction, or where a routine is entered. */
export interface BreakLocation {
  readonly index: number;
  /** It counts only for who enters a routine there. */
  readonly isEntry?: true;
  readonly span: SourceSpan;
}

export interface CodeMap {
  readonly image: Image;
  /** How texts about it are said. */
  readonly words: Words;
  readonly lines: readonly LineMap[];
  /** By instruction: the number of its innermost statement, or -1. */
  readonly statementOf: Int32Array;
  /** By instruction: 1 where a statement begins. */
  readonly starts: Uint8Array;
  /** By instruction: its routine, or -1. */
  readonly routineOf: Int32Array;
  /** What the scenario declares for all of its code. */
  readonly names: ScenarioNames;
  /** The names of all locals and of all words of data sections. */
  readonly variables: ReadonlySet<string>;
}

/** Wider statements first, so that the innermost is written last. */
function byWidth(a: StatementInfo, b: StatementInfo): number {
  return b.to - b.from - (a.to - a.from);
}

export function createCodeMap(image: Image, words: Words = english): CodeMap {
  const count = image.code.length / 2;
  const statementOf = new Int32Array(count).fill(-1);
  const starts = new Uint8Array(count);
  const routineOf = new Int32Array(count).fill(-1);
  const numbered = image.statements.map((statement, number) => ({
    statement,
    number,
  }));
  numbered.sort((a, b) => byWidth(a.statement, b.statement));
  for (const { statement, number } of numbered) {
    statementOf.fill(number, statement.from, statement.to);
    if (statement.from < count) starts[statement.from] = 1;
  }
  for (const routine of image.routines) routineOf.fill(routine.index, routine.entry, routine.end);
  const declared = [...image.routines, ...image.programs].flatMap((each) => each.variables);
  const variables = new Set(declared.map(({ name }) => name));
  const lines = image.sources.map((source) => createLineMap(source.text));
  return { image, words, lines, statementOf, starts, routineOf, names: scenarioNames(image), variables };
}

/** Lines and columns of a range. */
export function spanOf(map: CodeMap, range: SourceRange): SourceSpan {
  const lines = map.lines[range.source]!;
  return {
    source: range.source,
    start: positionAt(lines, range.from),
    end: positionAt(lines, range.to),
  };
}

/** The innermost statement of an instruction. */
export function statementAt(map: CodeMap, index: number): StatementInfo | undefined {
  const number = map.statementOf[index] ?? -1;
  return number < 0 ? undefined : map.image.statements[number];
}

/** Where the instruction stands in the source: its statement, or its routine's name before the first one. */
export function spanAt(map: CodeMap, index: number): SourceSpan | undefined {
  const statement = statementAt(map, index);
  if (statement !== undefined) return spanOf(map, statement.range);
  const routine = routineAt(map, index);
  return routine === undefined ? undefined : spanOf(map, routine.nameRange);
}

/** `line 12`, or `locks.turno:12` where there are several sources. */
export function placeText({ image, words }: CodeMap, span: SourceSpan | undefined): string {
  if (span === undefined) return words("line {0}", "?");
  const { line } = span.start;
  return image.sources.length === 1 ? words("line {0}", line) : `${fileName(image.sources[span.source]!.uri)}:${line}`;
}

export function routineAt(map: CodeMap, index: number): Routine | undefined {
  const number = map.routineOf[index] ?? -1;
  return number < 0 ? undefined : map.image.routines[number];
}

/** The instruction number at a code address, or -1. */
export function indexAt(map: CodeMap, address: number): number {
  const index = codeIndex(address);
  return Number.isInteger(index) && index >= 0 && index < map.statementOf.length ? index : -1;
}

/** Every place of a source where a breakpoint can be, by line, then column. */
export function breakLocations(map: CodeMap, source: number): BreakLocation[] {
  const seen = new Map<number, BreakLocation>();
  for (const statement of map.image.statements) {
    if (statement.range.source !== source || statement.to <= statement.from) continue;
    if (!seen.has(statement.from))
      seen.set(statement.from, {
        index: statement.from,
        span: spanOf(map, statement.range),
      });
  }
  const order = (a: BreakLocation, b: BreakLocation): number =>
    a.span.start.line - b.span.start.line || a.span.start.column - b.span.start.column || a.index - b.index;
  return [...seen.values()].sort(order);
}

/**
 * Where a breakpoint asked for at a line lands: the first statement of that line, at or after the column if there is one,
 * else the first of the next line that has any.
 */
export function resolveBreakpoint(
  map: CodeMap,
  source: number,
  line: number,
  column?: number,
): BreakLocation | undefined {
  const all = breakLocations(map, source);
  const here = all.filter((location) => location.span.start.line === line);
  if (here.length > 0 && column !== undefined)
    return here.find((l) => l.span.start.column >= column) ?? here[here.length - 1];
  return here[0] ?? all.find((location) => location.span.start.line > line);
}
