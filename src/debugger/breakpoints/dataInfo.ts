/**
 * What a person points at to watch it: a variable of the pane, an expression, an address; as an id that a data breakpoint is
 * then set with.
 *
 * Keeps true: what belongs to the scenario (a shared word, the data of one of its processes) is named, so that it is found again
 * in another run; the rest is good for this one.
 */
import { say } from "../../base/words.ts";
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import { parseExpression } from "../../lang/expressions.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import {
  dataIdOf,
  isShared,
  wordsOf,
  type DataBreakpointRequest,
  type DataSpec,
  type EachWrite,
  type WordsTarget,
} from "./dataBreakpoints.ts";
import { frameVariable, placeOf, processNamed, valueOf, type Viewpoint } from "../inspect/evaluate.ts";
import { readWord } from "../inspect/frames.ts";
import { processName } from "../../machine/names.ts";
import { expressionText } from "../inspect/show.ts";
import { thingRows } from "../inspect/things.ts";
import { located, variablesOf, type Looker } from "../inspect/variables.ts";

/** What can be watched, and how. */
export interface DataInfo {
  readonly dataId: string;
  readonly description: string;
  readonly accesses: readonly DataBreakpointRequest["access"][];
  /** Whether the id means the same in another session. */
  readonly canPersist: boolean;
}

/** Words that a single breakpoint watches at most. */
const MOST_WORDS = 4_096;

const ALL: readonly DataBreakpointRequest["access"][] = ["read", "write", "readWrite"];

function info(spec: DataSpec, description: string): DataInfo {
  const isMemory = spec.of === "words" || spec.of === "name";
  return {
    dataId: dataIdOf(spec),
    description,
    accesses: isMemory ? ALL : ["write"],
    canPersist: spec.of === "name" || (spec.of === "value" && spec.thread < 0),
  };
}

/** Words: by their name where the scenario has one for them, else by their address. */
function wordsInfo(sim: Simulation, words: WordsTarget, eachWrite: EachWrite): DataInfo | string {
  const { kind: _kind, count, ...place } = words;
  if (count > MOST_WORDS)
    return sim.words("These are {0} words: at most {1} can be watched together.", count, MOST_WORDS);
  const { name, pid, frame } = words;
  if (isShared(words)) return info({ eachWrite, of: "name", name }, name);
  const owner = processAt(sim, pid).name;
  if (frame !== undefined)
    return info({ eachWrite, of: "words", ...place }, sim.words("{0} of {1}, while its frame stands", name, owner));
  const isOnly = processNamed(sim, owner)?.pid === pid && name !== "";
  const full = name.startsWith(`${owner}.`) ? name : `${owner}.${name}`;
  if (isOnly) return info({ eachWrite, of: "name", name: full }, full);
  return info({ eachWrite, of: "words", ...place }, sim.words("{0} of {1}", name, `${pid} ${owner}`));
}

/** The frame whose local a place is. */
function frameOf(view: Viewpoint, root: Expr): WordsTarget["frame"] {
  const { thread, frame } = view;
  if (root.kind === "index") return frameOf(view, root.object);
  if (root.kind !== "name" || thread === undefined || frame === undefined) return undefined;
  if (frameVariable(view, root.name) === undefined) return undefined;
  return { thread: thread.id, fp: frame.fp, routine: frame.routine };
}

/** The text of a place with the numbers that its indices have now: `list[i]` is watched as `list[2]`. */
function fixedName(view: Viewpoint, e: Expr): string {
  if (e.kind === "index") return `${fixedName(view, e.object)}[${valueOf(view, e.index)}]`;
  if (e.kind === "member") return `${fixedName(view, e.object)}.${e.member}`;
  return e.kind === "name" ? e.name : String(valueOf(view, e));
}

/** Whether an expression means the same from wherever it is seen: it is of the scenario alone. */
function isOfScenario({ sim, map }: Viewpoint, expr: Expr): boolean {
  try {
    expressionText({ sim, map, thread: undefined, frame: undefined }, expr);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** An expression as it is seen from a frame. */
export function expressionInfo(view: Viewpoint, text: string, eachWrite: EachWrite): DataInfo | string {
  const parsed = parseExpression(text);
  if (!parsed.ok) return parsed.error;
  try {
    const place = placeOf(view, parsed.expr);
    if (place !== undefined) {
      const words = wordsOf(place, fixedName(view, parsed.expr), frameOf(view, parsed.expr));
      return wordsInfo(view.sim, words, eachWrite);
    }
    expressionText(view, parsed.expr);
    const name = text.trim();
    const thread = isOfScenario(view, parsed.expr) ? -1 : (view.thread?.id ?? -1);
    return info({ eachWrite, of: "value", name, thread }, name);
  } catch (error) {
    if (error instanceof ExpressionError) return say(view.sim.words, error.said);
    throw error;
  }
}

/** Words at an address of a process's space. */
export function addressInfo(
  sim: Simulation,
  pid: number,
  address: number,
  bytes: number,
  eachWrite: EachWrite,
): DataInfo | string {
  const from = address & ~3;
  const count = Math.max(1, Math.ceil((address + bytes - from) / 4));
  const name = `0x${from.toString(16).padStart(4, "0")}`;
  if (count > MOST_WORDS)
    return sim.words("These are {0} words: at most {1} can be watched together.", count, MOST_WORDS);
  if (sim.world.processes[pid] === undefined || readWord(sim, pid, from) === undefined || from < 0x0010_0000)
    return sim.words("There is no memory at {0} that is written and read.", name);
  const lengths = count === 1 ? [] : [count];
  return info(
    { eachWrite, of: "words", name, pid, address: from, lengths, frame: undefined },
    sim.words("{0}, {1} bytes", name, count * 4),
  );
}

function fieldInfo(sim: Simulation, thread: number, field: string): DataInfo {
  const { pid } = sim.world.threads[thread]!;
  const name = `${processName(sim, pid)}.${field}`;
  return info({ eachWrite: false, of: "field", name, thread, field }, name);
}

/** A variable of a container of the pane. */
export function variableInfo(look: Looker, reference: number, name: string, eachWrite: EachWrite): DataInfo | string {
  const container = look.references.containers.get(reference);
  const { sim } = look;
  if (container === undefined) return sim.words("This variable belongs to an earlier stop.");
  if (container.kind === "registers" || container.kind === "group" || container.kind === "pcb") {
    const row = variablesOf(look, reference).find((variable) => variable.name === name);
    if (row === undefined || row.reference > 0) return sim.words('There is no field "{0}".', name);
    return fieldInfo(sim, container.thread, name);
  }
  if (container.kind === "thing") {
    const row = thingRows(sim, container.thing).find((each) => each.name === name);
    if (row !== undefined && row.place === undefined && row.opens === undefined)
      return info({ eachWrite, of: "value", name: row.evaluateName, thread: -1 }, row.evaluateName);
  }
  const found = located(look, container, name);
  if (found === undefined) return sim.words('"{0}" cannot be watched.', name);
  return wordsInfo(sim, wordsOf(found.place, found.name, found.owner), eachWrite);
}
