/**
 * The value of an expression in the words of the variables pane: an array by its first elements, a process by its name, a field of
 * a PCB as it stands there.
 */
import type { Expr } from "../../isa/expression.ts";
import type { Process } from "../../machine/state.ts";
import { namesCpus, placeOf, processNamed, valueOf, type Viewpoint } from "./evaluate.ts";
import { wordText } from "./names.ts";
import { pcbRow, pcbText, pcbView } from "./pcb.ts";
import { createReferences, placeVariable } from "./variables.ts";

/** A field of a PCB in the words of the variables pane where those are no number: `p.state`, `p.exit` before there is one. */
export function pcbShown(view: Viewpoint, e: Expr): string | undefined {
  if (e.kind !== "member") return undefined;
  const row = pcbRow(e.member);
  if (row === undefined || placeOf(view, e) !== undefined) return undefined;
  const object = e.object.kind === "member" && e.object.member === "pcb" ? e.object.object : e.object;
  if (object.kind === "index" && namesCpus(view, object.object)) return undefined;
  const process = view.sim.world.processes[valueOf(view, object)];
  if (process === undefined || process.pid <= 0) return undefined;
  const pcb = pcbView(view.sim, process);
  return row.show === undefined && row.value(pcb) !== undefined ? undefined : pcbText(pcb, row);
}

/** Fields of CPUs and objects that are pids. */
const PID_FIELDS: ReadonlySet<string> = new Set(["running", "last", "owner", "writer"]);

/** The process that an expression names: by its name, or as a field of a CPU or of an object. "none" where that names none. */
export function processShown(view: Viewpoint, expr: Expr, value: number): Process | "none" | undefined {
  if (expr.kind === "name") return processNamed(view.sim, expr.name);
  if (expr.kind !== "member" || !PID_FIELDS.has(expr.member)) return undefined;
  return value > 0 ? view.sim.world.processes[value] : "none";
}

/** A process in a word. */
export function processText(process: Process | "none"): string {
  return process === "none" ? process : `${process.pid} ${process.name}`;
}

/**
 * The value of an expression as text.
 * @throws ExpressionError when it has none
 */
export function expressionText(view: Viewpoint, expr: Expr): string {
  const place = placeOf(view, expr);
  if (place !== undefined) {
    const look = { sim: view.sim, map: view.map, references: createReferences() };
    return placeVariable(look, "", place, undefined).value;
  }
  const field = pcbShown(view, expr);
  if (field !== undefined) return field;
  const value = valueOf(view, expr);
  const process = processShown(view, expr, value);
  if (process !== undefined) return processText(process);
  return Number.isInteger(value) ? wordText(view.sim, value) : String(value);
}
