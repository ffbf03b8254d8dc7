/**
 * Evaluating what a person names: the text of an expression to a shown value.
 *
 * Keeps true: evaluating changes nothing; a mistake is a sentence.
 */
import { say, type Words } from "../../base/words.ts";
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import { parseExpression } from "../../lang/expressions.ts";
import { placeOf, valueOf, type Place, type Viewpoint } from "./evaluate.ts";
import type { FrameInfo } from "./frames.ts";
import { wordText } from "./names.ts";
import type { Session } from "../session.ts";
import { pcbShown, processShown, processText } from "./show.ts";
import { thingNamed } from "./things.ts";
import { placeVariable, thingVariable, type Looker } from "./variables.ts";

/** A value as it is shown. */
export interface Evaluated {
  readonly value: string;
  readonly type: string;
  readonly reference: number;
  readonly indexed: number;
  /** The address of its memory, and whose it is. */
  readonly place?: { readonly pid: number | undefined; readonly address: number };
}

/** A value, or why there is none. */
export type Evaluation = ({ readonly ok: true } & Evaluated) | { readonly ok: false; readonly error: string };

export const word = (value: string, type = "int"): Evaluation => ({ ok: true, value, type, reference: 0, indexed: 0 });

/** Does something that may find a mistake of the user. */
export function guarded(words: Words, action: () => Evaluation): Evaluation {
  try {
    return action();
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, error: say(words, error.said) };
    throw error;
  }
}

/** The words of a place. */
export function showPlace(look: Looker, place: Place, text: string): Evaluation {
  const { value, type, reference, indexed, pid } = placeVariable(look, text, place, text);
  return { ok: true, value, type, reference, indexed, place: { pid, address: place.address } };
}

function show(look: Looker, view: Viewpoint, expr: Expr, text: string): Evaluation {
  const place = placeOf(view, expr);
  if (place !== undefined) return showPlace(look, place, text);
  const thing = thingNamed(view, expr);
  if (thing !== undefined) {
    const { value, type, reference } = thingVariable(look, text, thing);
    return { ok: true, value, type, reference, indexed: 0 };
  }
  const field = pcbShown(view, expr);
  if (field !== undefined) return word(field, "PCB");
  const value = valueOf(view, expr);
  const process = processShown(view, expr, value);
  if (process !== undefined) return word(processText(process), "process");
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
  return guarded(session.sim.words, () => show(session, seen, parsed.expr, text.trim()));
}
