/**
 * The form of the tables of a process control block: a row is a field, a group is what stands together.
 */
import type { Simulation } from "../../machine/simulation.ts";
import type { Process, Thread } from "../../machine/state.ts";

/** What a row looks at: a process and the thread of it in view, its main one by default. */
export interface PcbView {
  readonly sim: Simulation;
  readonly process: Process;
  readonly thread: Thread | undefined;
}

/** One field. `value` is a number, or undefined where there is none yet; `show` its text when it is not the number's. */
export interface PcbRow {
  readonly name: string;
  value(view: PcbView): number | undefined;
  show?(view: PcbView): string;
}

export interface PcbGroup {
  readonly name: string;
  readonly rows: readonly PcbRow[];
  /** The names of the rows that stand beside the group's name while it is closed; the first row by default. */
  readonly summary?: readonly string[];
}

/** A row of such a table. */
export const row = (name: string, value: PcbRow["value"], show?: PcbRow["show"]): PcbRow =>
  show === undefined ? { name, value } : { name, value, show };
