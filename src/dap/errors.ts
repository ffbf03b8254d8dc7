/**
 * The errors that the adapter answers with: one table, with stable numbers and messages that say what to do.
 *
 * Keeps true: an error is what its text is made of; it is said in the language of who asked.
 */
import { english, phrase, say, type Said, type Words } from "../base/words.ts";

export const DAP_ERRORS = {
  malformed: { id: 1001, message: phrase("This is not a request of the Debug Adapter Protocol: {0}") },
  unknown: { id: 1002, message: phrase('The request "{0}" is not known to this adapter.') },
  noSession: { id: 1003, message: phrase('There is no machine yet: "{0}" needs a launch first.') },
  noProgram: {
    id: 1004,
    message: phrase('The launch configuration names no scenario: set "program" to a .turno file.'),
  },
  load: { id: 1005, message: "{0}" },
  noProcess: {
    id: 1013,
    message: phrase(
      "{0} declares no process, so nothing can run: write a program and a process that runs it, as `process p = NAME()`.",
    ),
  },
  running: { id: 1006, message: phrase("The machine is running; pause it first.") },
  evaluate: { id: 1007, message: "{0}" },
  noThread: { id: 1008, message: phrase("There is no thread {0}.") },
  notSettable: { id: 1009, message: "{0}" },
  argument: { id: 1010, message: "{0}" },
  notBegun: { id: 1011, message: phrase('The machine has not begun: "{0}" needs configurationDone first.') },
  /** The extension takes it as no news: who asks late has not heard of the end. */
  over: { id: 1012, message: phrase("The session is over.") },
  steering: { id: 1030, message: "{0}" },
  travel: { id: 1031, message: "{0}" },
  /** The word is the protocol's. */
  cancelled: { id: 1040, message: "cancelled" },
  internal: { id: 1070, message: phrase("A bug of Turno: {0}. Please report it.") },
} as const;

export type DapErrorName = keyof typeof DAP_ERRORS;

/** A request that cannot be carried out. */
export class RequestError extends Error {
  readonly id: number;
  private readonly detail: Said;
  /** Whether it is what the client wanted, and nothing to tell a person. */
  readonly isOfClient: boolean;

  /** @param detail what goes into the message: a template and what fills it, or a text as it is */
  constructor(
    private readonly of: DapErrorName,
    ...detail: Said | []
  ) {
    super();
    this.detail = detail[0] === undefined ? [""] : (detail as Said);
    this.id = DAP_ERRORS[of].id;
    this.isOfClient = of === "cancelled";
    this.message = this.toldIn(english);
  }

  /** The message in somebody's language. */
  toldIn(words: Words): string {
    return words(DAP_ERRORS[this.of].message, say(words, this.detail));
  }
}

/** What something that was thrown says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
