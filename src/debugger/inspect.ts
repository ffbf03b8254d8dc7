/**
 * Evaluating and changing what a person names: the text of an expression to a shown value, a variable to a new one.
 *
 * Keeps true: evaluating changes nothing; a change is an intervention of the run's history; a mistake is a sentence.
 */
import { ExpressionError, type Expr } from "../isa/expression.ts";
import { registerNumber } from "../isa/registers.ts";
import { parseExpression } from "../lang/expressions.ts";
import { placeOf, processNamed, valueOf, wordAt, type Place, type Viewpoint } from "./evaluate.ts";
import type { Deed } from "./deeds.ts";
import type { FrameInfo } from "./frames.ts";
import { wordText } from "./names.ts";
import { FIELDS, pcbText, pcbView } from "./pcb.ts";
import type { Session } from "./session.ts";
import { placeVariable, variablesOf } from "./variables.ts";

/** A value as it is shown. */
export interface Evaluated {
  readonly value: string;
  readonly type: string;
  readonly reference: number;
  readonly indexed: number;
}

/** A value, or why there is none. */
export type Evaluation = ({ readonly ok: true } & Evaluated) | { readonly ok: false; readonly error: string };

const word = (value: string, type = "int"): Evaluation => ({ ok: true, value, type, reference: 0, indexed: 0 });

/** Does something that may find a mistake of the user. */
function guarded(action: () => Evaluation): Evaluation {
  try {
    return action();
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, error: error.message };
    throw error;
  }
}

/** A field of a PCB in the words of the variables pane: `p.state`, `p.pcb.parent`. */
function pcbShown(view: Viewpoint, e: Expr): string | undefined {
  if (e.kind !== "member") return undefined;
  const row = FIELDS.get(e.member);
  if (row?.show === undefined) return undefined;
  const object = e.object.kind === "member" && e.object.member === "pcb" ? e.object.object : e.object;
  const process = view.sim.world.processes[valueOf(view, object)];
  return process === undefined || process.pid <= 0 ? undefined : pcbText(pcbView(view.sim, process), row);
}

function show(session: Session, view: Viewpoint, expr: Expr, text: string): Evaluation {
  const place = placeOf(view, expr);
  if (place !== undefined) {
    const { value, type, reference, indexed } = placeVariable(session, text, place, text);
    return { ok: true, value, type, reference, indexed };
  }
  const field = pcbShown(view, expr);
  if (field !== undefined) return word(field, "PCB");
  const value = valueOf(view, expr);
  const process = expr.kind === "name" ? processNamed(view.sim, expr.name) : undefined;
  if (process !== undefined) return word(`${process.pid} ${process.name}`, "process");
  return word(Number.isInteger(value) ? wordText(view.sim, value) : String(value));
}

/** The value of an expression, seen from a frame, or from a thread's innermost one. */
export function evaluateText(
  session: Session,
  text: string,
  thread: number | undefined,
  frame: FrameInfo | undefined,
): Evaluation {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, error: parsed.error };
  const view = session.viewpoint(thread);
  const seen = frame === undefined ? view : { ...view, frame };
  return guarded(() => show(session, seen, parsed.expr, text.trim()));
}

/** Where the variable of that name in a container lives. */
function settablePlace(session: Session, reference: number, name: string): Place | undefined {
  const container = session.references.containers.get(reference);
  const variable = variablesOf(session, reference).find((v) => v.name === name);
  if (container === undefined || variable?.address === undefined || variable.indexed > 0) return undefined;
  const thread = "thread" in container ? session.sim.world.threads[container.thread] : undefined;
  const pid = container.kind === "array" ? container.place.pid : (thread?.pid ?? 0);
  return { pid, address: variable.address, type: { name: "int", lengths: [] } };
}

/** Changes the machine; what is wrong when that cannot be. */
function changed(session: Session, deed: Deed): Evaluation | undefined {
  const error = session.intervene(deed);
  return error === undefined ? undefined : { ok: false, error };
}

function setRegister(session: Session, threadId: number, name: string, value: number): Evaluation {
  const number = registerNumber(name);
  if (number === undefined || number > 7) return { ok: false, error: `"${name}" cannot be changed: only r0 … r7 can` };
  return (
    changed(session, { kind: "register", thread: threadId, register: number, value }) ?? word(String(value), "register")
  );
}

function setPcb(session: Session, threadId: number, name: string, value: number): Evaluation {
  if (name !== "priority") return { ok: false, error: `"${name}" cannot be changed: of the PCB only the priority can` };
  return changed(session, { kind: "priority", thread: threadId, value }) ?? word(String(value), "PCB");
}

/** Gives a variable of a container a new value: an expression, seen from the thread that the container belongs to. */
export function setText(session: Session, reference: number, name: string, text: string): Evaluation {
  const container = session.references.containers.get(reference);
  const parsed = parseExpression(text);
  if (container === undefined) return { ok: false, error: "this variable belongs to an earlier stop" };
  if (!parsed.ok) return { ok: false, error: parsed.error };
  const thread = "thread" in container ? container.thread : undefined;
  return guarded(() => {
    const value = valueOf(session.viewpoint(thread), parsed.expr) | 0;
    if (container.kind === "registers") return setRegister(session, container.thread, name, value);
    if (container.kind === "group" || container.kind === "pcb") return setPcb(session, container.thread, name, value);
    const place = settablePlace(session, reference, name);
    if (place === undefined) return { ok: false, error: `"${name}" cannot be given a value` };
    const { pid, address } = place;
    return (
      changed(session, { kind: "write", pid, address, value }) ??
      word(wordText(session.sim, wordAt(session.sim, place)))
    );
  });
}
