/**
 * The errors that the adapter answers with: one table, with stable numbers and messages that say what to do.
 */

export const DAP_ERRORS = {
  malformed: { id: 1001, message: "This is not a request of the Debug Adapter Protocol: {detail}" },
  unknown: { id: 1002, message: 'The request "{detail}" is not known to this adapter.' },
  noSession: { id: 1003, message: 'There is no machine yet: "{detail}" needs a launch first.' },
  noProgram: { id: 1004, message: 'The launch configuration names no scenario: set "program" to a .turno file.' },
  load: { id: 1005, message: "{detail}" },
  noProcess: {
    id: 1013,
    message:
      "{detail} declares no process, so nothing can run: write a program and a process that runs it, as `process p = NAME()`.",
  },
  running: { id: 1006, message: "The machine is running; pause it first." },
  evaluate: { id: 1007, message: "{detail}" },
  noThread: { id: 1008, message: "There is no thread {detail}." },
  notSettable: { id: 1009, message: "{detail}" },
  argument: { id: 1010, message: "{detail}" },
  notBegun: { id: 1011, message: 'The machine has not begun: "{detail}" needs configurationDone first.' },
  /** The extension takes it as no news: who asks late has not heard of the end. */
  over: { id: 1012, message: "The session is over." },
  steering: { id: 1030, message: "{detail}" },
  travel: { id: 1031, message: "{detail}" },
  /** The word is the protocol's. */
  cancelled: { id: 1040, message: "cancelled" },
  internal: { id: 1070, message: "A bug of Turno: {detail}. Please report it." },
} as const;

export type DapErrorName = keyof typeof DAP_ERRORS;

/** A request that cannot be carried out. */
export class RequestError extends Error {
  readonly id: number;
  /** Whether it is what the client wanted, and nothing to tell a person. */
  readonly isOfClient: boolean;

  constructor(name: DapErrorName, detail = "") {
    super(DAP_ERRORS[name].message.replace("{detail}", () => detail));
    this.id = DAP_ERRORS[name].id;
    this.isOfClient = name === "cancelled";
  }
}

/** What something that was thrown says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
