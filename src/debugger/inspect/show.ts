/**
 * The value of an expression in the words of the variables pane: an array by its first elements, a process by its name, a field of
 * a PCB as it stands there.
 */
import type { Expr } from "../../isa/expression.ts";
import type { Process } from "../../machine/state.ts";
import { placeOf, processNamed, valueOf, type Viewpoint } from "./evaluate.ts";
import { wordText } from "./names.ts";
import { pcbRow, pcbText, pcbView } from "./pcb.ts";
import { createReferences, placeVariable } from "./variables.ts";

/** A field of a PCB in the words of the variables pane: `p.state`, `p.pcb.parent`. */
export function pcbShown(view: Viewpoint, e: Expr): string | undefined {
  if (e.kind !== "member") return undefined;
  const row = pcbRow(e.member);
  if (row?.show === undefined) return undefined;
  const object = e.object.kind === "member" && e.object.member === "pcb" ? e.object.object : e.object;
  const process = view.sim.world.processes[valueOf(view, object)];
  return process === undefined || process.pid <= 0 ? undefined : pcbText(pcbView(view.sim, process), row);
}

/** Fields of CPUs and objects that are pids. */
const PID_FIELDS: ReadonlySet<string> = new Set(["running", "last", "owner", "writer"]);

/** The process that a field of a CPU or of an object names. */
export function processOf(view: Viewpoint, expr: Expr, value: number): Process | undefined {
  const isPid = expr.kind === "member" && PID_FIELDS.has(expr.member) && value > 0;
  return isPid ? view.sim.world.processes[value] : undefined;
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
  const process = expr.kind === "name" ? processNamed(view.sim, expr.name) : processOf(view, expr, value);
  if (process !== undefined) return `${process.pid} ${process.name}`;
  return Number.isInteger(value) ? wordText(view.sim, value) : String(value);
}
