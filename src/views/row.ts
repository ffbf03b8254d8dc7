/**
 * The form of a row of a tree: what every tree of the side bar shows, whatever it is about.
 *
 * Keeps true: plain data; an id is unique in its tree and means the same thing at the next stop, so that what a person
 * opened stays open; a row that stands for a thread says which.
 */

import type { ListName } from "../debugger/overview/lists.ts";

/** A part of a long list, fetched when a person opens its row. */
export interface More {
  readonly list: ListName;
  /** What the list is about. */
  readonly of: string;
  readonly start: number;
  readonly count: number;
}

/** What goes beside a label: an icon of VS Code's own set, and the id of a theme colour. */
export interface Icon {
  readonly name: string;
  readonly colour?: string;
}

export interface Row {
  readonly id: string;
  readonly label: string;
  /** Less prominent, after the label. */
  readonly description: string;
  /** A sentence for the pointer that rests and for screen readers. */
  readonly tooltip: string;
  readonly icon: Icon | undefined;
  /** The debugger's thread id, where the row stands for one. */
  readonly thread?: number | undefined;
  /** The thread that the machine stopped at: the tree shows and selects it. */
  readonly isCurrent: boolean;
  /** What menus may offer. */
  readonly kind: "init" | "process" | "ended" | "thread" | "queue" | "note" | "event";
  /** What menus look at besides the kind: `held`, `suspended`, `condition`. */
  readonly flags?: readonly string[];
  /** The process as a condition names it: by its name where the scenario declares it, else by its pid. */
  readonly process?: string | undefined;
  /** Of a row with a check box. */
  readonly isChecked?: boolean;
  /** Whether it is open until a person closes it. */
  readonly isOpen: boolean;
  readonly children: readonly Row[];
  /** Its rows are fetched when it is opened; `children` is empty then. */
  readonly more?: More;
}

/** Turns an English template with `{0}` `{1}` … into the person's language. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** English, for tests and for hosts without translations. */
export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d)\}/g, (_hole, index: string) => String(values[Number(index)]));

/** The row with that id, anywhere in the tree. */
export function findRow(rows: readonly Row[], id: string): Row | undefined {
  for (const row of rows) {
    const found = row.id === id ? row : findRow(row.children, id);
    if (found !== undefined) return found;
  }
  return undefined;
}
