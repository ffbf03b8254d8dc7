/**
 * Changing what a person names: a variable, a part of an array, a register, a field of a PCB; of the pane, or by an expression.
 *
 * Keeps true: a change is an intervention of the run's history: a new future begins there; what cannot be changed is refused with
 * a sentence, and nothing has changed then.
 */
import { phrase } from "../../base/words.ts";
import { CODE_BASE, codeIndex } from "../../isa/image.ts";
import type { Expr } from "../../isa/expression.ts";
import { Flag, FLAGS, FP, PC, registerNumber, REGISTER_NAMES, SP } from "../../isa/registers.ts";
import { parseExpression } from "../../lang/expressions.ts";
import type { Deed } from "../time/deeds.ts";
import { placeOf, valueOf, type Place, type Viewpoint } from "./evaluate.ts";
import type { FrameInfo } from "./frames.ts";
import { guarded, showPlace, word, type Evaluation } from "./inspect.ts";
import { pcbRow, pcbText, pcbView } from "./pcb.ts";
import type { Session } from "../session.ts";
import { located } from "./variables.ts";

const refused = (error: string): Evaluation => ({ ok: false, error });

/** Changes the machine; what is wrong when that cannot be. */
function changed(session: Session, deed: Deed): Evaluation | undefined {
  const error = session.intervene(deed);
  return error === undefined ? undefined : refused(error);
}

function setPlace(session: Session, place: Place, value: number, name: string): Evaluation {
  const { pid, address, type } = place;
  if (type.lengths.length > 0) return refused(session.sim.words('"{0}" is an array: change one of its elements', name));
  return changed(session, { kind: "write", pid, address, value }) ?? showPlace(session, place, name);
}

/** The deed that gives a register a value, or why there is none. */
function registerDeed(session: Session, thread: number, register: number, value: number): Deed | string {
  const { words } = session.sim;
  const name = REGISTER_NAMES[register]!;
  if (register === PC) {
    const index = codeIndex(value);
    const isCode = value >= CODE_BASE && Number.isInteger(index) && index * 2 < session.image.code.length;
    return isCode ? { kind: "jump", thread, index } : words('"{0}" must be the address of an instruction', name);
  }
  if ((register === SP || register === FP) && value % 4 !== 0)
    return words('"{0}" must be the address of a word', name);
  // Whether the interrupts are off is the machine's to know: only the outcome of the comparison is a person's.
  const flags = session.sim.world.threads[thread]!.registers[FLAGS]!;
  const given = register === FLAGS ? (value & (Flag.equal | Flag.less)) | (flags & Flag.interruptsOff) : value;
  return { kind: "register", thread, register, value: given };
}

function setRegister(session: Session, thread: number, name: string, value: number): Evaluation {
  const register = registerNumber(name);
  if (register === undefined) return refused(session.sim.words('there is no register "{0}"', name));
  const deed = registerDeed(session, thread, register, value);
  if (typeof deed === "string") return refused(deed);
  return changed(session, deed) ?? fieldNow(session, thread, name, "register");
}

/** The fields of a PCB that a person may change, by what that comes to. */
const SETTABLE: Readonly<Record<string, (thread: number, value: number) => Deed>> = {
  priority: (thread, value) => ({ kind: "priority", thread, value }),
  quantum_left: (thread, value) => ({ kind: "quantum", thread, value }),
  tickets: (thread, value) => ({ kind: "tickets", thread, value }),
  nice: (thread, value) => ({ kind: "nice", thread, value }),
};

/** Whether a field of a PCB, or a register, may be given a value. */
export function isSettableField(name: string): boolean {
  return registerNumber(name) !== undefined || Object.hasOwn(SETTABLE, name);
}

function setField(session: Session, thread: number, name: string, value: number): Evaluation {
  if (registerNumber(name) !== undefined) return setRegister(session, thread, name, value);
  const deedOf = Object.hasOwn(SETTABLE, name) ? SETTABLE[name] : undefined;
  const names = Object.keys(SETTABLE).join(", ");
  const template = phrase('"{0}" cannot be changed: of a PCB only {1} and the registers can');
  if (deedOf === undefined) return refused(session.sim.words(template, name, names));
  return changed(session, deedOf(thread, value)) ?? fieldNow(session, thread, name, "PCB");
}

/** A field as the pane shows it. */
function fieldNow({ sim }: Session, thread: number, name: string, type: string): Evaluation {
  const { pid } = sim.world.threads[thread]!;
  const row = pcbRow(name)!;
  return word(pcbText(pcbView(sim, sim.world.processes[pid]!, sim.world.threads[thread]), row), type);
}

/** Gives a variable of a container a new value: an expression, seen from the thread that the container belongs to. */
export function setText(session: Session, reference: number, name: string, text: string): Evaluation {
  const container = session.references.containers.get(reference);
  const parsed = parseExpression(text);
  if (container === undefined) return refused(session.sim.words("this variable belongs to an earlier stop"));
  if (!parsed.ok) return refused(parsed.error);
  const thread = "thread" in container ? container.thread : undefined;
  return guarded(session.sim.words, () => {
    const view = session.viewpoint(thread);
    const seen = "frame" in container ? { ...view, frame: container.frame } : view;
    const value = valueOf(seen, parsed.expr) | 0;
    if (container.kind === "registers") return setRegister(session, container.thread, name, value);
    if (container.kind === "group" || container.kind === "pcb") return setField(session, container.thread, name, value);
    const found = located(session, container, name);
    return found === undefined
      ? refused(session.sim.words('"{0}" cannot be given a value', name))
      : setPlace(session, found.place, value, found.name);
  });
}

/** The thread whose register or PCB an expression names, and the field. */
function fieldOf(view: Viewpoint, e: Expr): { readonly thread: number; readonly name: string } | undefined {
  if (e.kind === "name" && registerNumber(e.name) !== undefined && view.thread !== undefined)
    return { thread: view.thread.id, name: e.name };
  if (e.kind !== "member" || pcbRow(e.member) === undefined) return undefined;
  const object = e.object.kind === "member" && e.object.member === "pcb" ? e.object.object : e.object;
  const thread = view.sim.world.processes[valueOf(view, object)]?.threads[0];
  return thread === undefined ? undefined : { thread, name: e.member };
}

/** Gives what an expression names a new value, both seen from a frame. */
export function setExpressionText(
  session: Session,
  target: string,
  text: string,
  thread: number | undefined,
  frame: FrameInfo | undefined,
): Evaluation {
  const named = parseExpression(target);
  const parsed = parseExpression(text);
  if (!named.ok) return refused(named.error);
  if (!parsed.ok) return refused(parsed.error);
  const view = session.viewpoint(thread);
  const seen = frame === undefined ? view : { ...view, frame };
  return guarded(session.sim.words, () => {
    const value = valueOf(seen, parsed.expr) | 0;
    const place = placeOf(seen, named.expr);
    if (place !== undefined) return setPlace(session, place, value, target.trim());
    const field = fieldOf(seen, named.expr);
    if (field !== undefined) return setField(session, field.thread, field.name, value);
    valueOf(seen, named.expr);
    return refused(session.sim.words('"{0}" cannot be given a value', target.trim()));
  });
}
