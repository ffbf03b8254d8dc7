/**
 * How an expression that is being written may go on, at the frame that a person looks at.
 *
 * Keeps true: seen from a viewpoint, what is offered is what has a value there, neither more nor less.
 */
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import { readHandle } from "../../isa/handles.ts";
import { parseExpression } from "../../lang/expressions.ts";
import { routineAt, type CodeMap } from "./codeMap.ts";
import { CPU_FIELDS } from "./cpuFields.ts";
import { namesCpus, placeOf, valueOf, type Viewpoint } from "./evaluate.ts";
import { topFrame } from "./frames.ts";
import { objectFieldNames } from "./objectFields.ts";
import { meaningOf, named, scopeNames, siteOf } from "./scope.ts";
import { membersOf, namesAt, PCB_FIELDS, type ScopeName } from "./scopeNames.ts";
import { expressionText } from "./show.ts";
import { thingNamed } from "./things.ts";
import { isVisible } from "./viewpoint.ts";

/** What may stand in the place of the last `length` characters. */
export interface Completions {
  readonly length: number;
  readonly names: readonly ScopeName[];
}

const MOST = 200;

/** The name that is being written, and what stands before the point before it. */
const WRITTEN = /(?:((?:[\p{L}_][\p{L}\p{M}\d_]*(?:\s*\[[^[\]]*\])*\s*\.\s*)+))?([\p{L}\p{M}\d_]*)$/u;

/** Whether an expression has a value, or opens to some. */
function hasValue(view: Viewpoint, e: Expr): boolean {
  try {
    if (placeOf(view, e) === undefined && thingNamed(view, e) === undefined) expressionText(view, e);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** What the members of a process may be: the words of its data section, those of the routine that it is in, its PCB. */
function processMembers({ sim, map }: Viewpoint, pid: number): ScopeName[] {
  const process = sim.world.processes[pid];
  if (process === undefined || pid <= 0) return [];
  const main = sim.world.threads[process.threads[0] ?? -1];
  const frame = main && topFrame(map, main);
  const locals =
    frame === undefined ? [] : (routineAt(map, frame.index)?.variables.filter((v) => isVisible(v, frame)) ?? []);
  const data = sim.image.programs[process.program]?.variables ?? [];
  const variables = [...locals, ...data].map(({ name }) => name);
  return [...named("variable", new Set(variables)), ...named("field", ["pcb"]), ...PCB_FIELDS];
}

/** What may follow the point after an expression. */
function membersFrom(view: Viewpoint, e: Expr): readonly ScopeName[] {
  const meaning = e.kind === "name" ? meaningOf(view, e.name) : undefined;
  if (meaning?.kind === "enum") return named("constant", meaning.members.keys());
  if (e.kind === "member" && e.member === "pcb") return PCB_FIELDS;
  if (e.kind === "index" && namesCpus(view, e.object)) return named("field", CPU_FIELDS);
  const value = valueOf(view, e);
  const kind = readHandle(value)?.kind;
  if (kind === "thread") return PCB_FIELDS;
  return kind === undefined ? processMembers(view, value) : named("field", objectFieldNames(kind));
}

/** What has a value after the point. */
function membersSeen(view: Viewpoint, before: string): readonly ScopeName[] {
  const parsed = parseExpression(before.trimEnd().replace(/\.$/, "").trimEnd());
  if (!parsed.ok) return [];
  try {
    const { expr: object } = parsed;
    return membersFrom(view, object).filter(({ name }) => hasValue(view, { kind: "member", object, member: name }));
  } catch (error) {
    if (error instanceof ExpressionError) return [];
    throw error;
  }
}

/** The names that have a value there. Processes that came into being during the run are among them. */
function namesSeen(view: Viewpoint): readonly ScopeName[] {
  const own = scopeNames(siteOf(view));
  const known = new Set(own.map(({ name }) => name));
  const others = new Set(
    view.sim.world.processes
      .slice(1)
      .map(({ name }) => name)
      .filter((name) => !known.has(name)),
  );
  return [...own, ...named("process", others)].filter(({ name }) => hasValue(view, { kind: "name", name }));
}

/**
 * @param index the instruction at which the frame in view stands, if there is one
 * @param before the text up to the caret
 * @param view from where the expression would be evaluated; without one what is offered may mean something there or elsewhere
 */
export function completionsOf(map: CodeMap, index: number | undefined, before: string, view?: Viewpoint): Completions {
  const [, object, written = ""] = WRITTEN.exec(before) ?? [];
  const all =
    object === undefined
      ? view === undefined
        ? namesAt(map, index)
        : namesSeen(view)
      : view === undefined
        ? membersAnywhere(map, object)
        : membersSeen(view, object);
  const wanted = written.toLowerCase();
  const names = all.filter(({ name }) => name.toLowerCase().startsWith(wanted)).slice(0, MOST);
  return { length: written.length, names };
}

/** Members by the text alone. */
function membersAnywhere(map: CodeMap, object: string): readonly ScopeName[] {
  const [, name = "", pcb] = /^([\p{L}_][\p{L}\p{M}\d_]*)[^.]*\.\s*(pcb\s*\.)?/u.exec(object) ?? [];
  return membersOf(map, name, pcb !== undefined);
}
