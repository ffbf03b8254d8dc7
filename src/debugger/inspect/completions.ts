/**
 * How an expression that is being written may go on, at the frame that a person looks at.
 */
import type { CodeMap } from "./codeMap.ts";
import { membersOf, namesAt, type ScopeName } from "./scopeNames.ts";

/** What may stand in the place of the last `length` characters. */
export interface Completions {
  readonly length: number;
  readonly names: readonly ScopeName[];
}

const MOST = 200;

/**
 * @param index the instruction at which the frame in view stands, if there is one
 * @param before the text up to the caret
 */
export function completionsOf(map: CodeMap, index: number | undefined, before: string): Completions {
  const [, process, pcb, written = ""] =
    /(?:([\p{L}_][\p{L}\d_]*)\s*(?:\[[^[\]]*\]\s*)?\.\s*(pcb\s*\.\s*)?)?([\p{L}\d_]*)$/u.exec(before) ?? [];
  const all = process === undefined ? namesAt(map, index) : membersOf(map, process, pcb !== undefined);
  const wanted = written.toLowerCase();
  const names = all.filter(({ name }) => name.toLowerCase().startsWith(wanted)).slice(0, MOST);
  return { length: written.length, names };
}
