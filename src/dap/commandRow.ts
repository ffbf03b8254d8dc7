/**
 * What a command of the debug console is: a row of the table in `commands.ts`.
 */
import type { Said } from "../base/words.ts";
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";
import type { Machine } from "./machine.ts";

/** What may be written after a command: a thread, an expression, one of several words, which may depend on the machine. */
type Argument = "thread" | "expression" | readonly string[] | ((machine: Machine) => readonly string[]);

/** A command: what follows its name in the usage, what that may be, what it does, and what it answers. */
export interface CommandRow {
  readonly args: string;
  readonly takes?: Argument;
  /** Of one that takes a condition: the names that this may hold, by what is written of the command. */
  readonly conditionNames?: (machine: Machine, written: string) => readonly string[];
  readonly does: string;
  /** @param frameId the frame that a person looks at, if the client says which */
  run(adapter: AdapterControl, words: readonly string[], frameId?: number): string | Promise<string>;
}

/** What is wrong with a command. */
export function wrong(...detail: Said): RequestError {
  return new RequestError("argument", ...detail);
}
