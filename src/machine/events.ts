/**
 * The events of the trace: past facts, one row each, with the fields that conditions may name and views may show. Long because
 * it is one table.
 *
 * Keeps true: an event carries numbers only, in the order of its row's fields (and a text where the row says so); numbers of
 * events are stable within a release; the trace hash covers every event but `raceFound`, which only those hear who look for it.
 */
import { phrase } from "../base/words.ts";

/** What a field's number means, and so how it is shown and what names a condition may compare it with. */
export type FieldKind =
  | "int"
  | "tick"
  | "ticks"
  | "cpu"
  | "machine"
  | "process"
  | "waker"
  | "thread"
  | "state"
  | "reason"
  | "move"
  | "wait"
  | "end"
  | "fault"
  | "syscall"
  | "address"
  | "object"
  | "variable"
  | "overhead";

export enum EventKind {
  processCreated,
  processAdmitted,
  stateChanged,
  contextSwitched,
  dispatched,
  preempted,
  quantumExpired,
  systemCalled,
  blocked,
  woken,
  overheadBegan,
  overheadEnded,
  threadCreated,
  threadEnded,
  faulted,
  assertionFailed,
  processEnded,
  printed,
  operatorActed,
  finished,
  messageSent,
  messageReceived,
  messageLost,
  messageCorrupted,
  messageRetransmitted,
  replied,
  mailboxFull,
  mailboxEmpty,
  mailboxCreated,
  mailboxDestroyed,
  deadlocked,
  processForked,
  programReplaced,
  processReaped,
  processAdopted,
  degreeChanged,
  swappedOut,
  swappedIn,
  ioRequested,
  ioStarted,
  ioCompleted,
  jobReleased,
  jobEnded,
  deadlineMissed,
  operatorFailed,
  threadSwitched,
  userSwitched,
  threadStolen,
  processorHandedOff,
  peersBlocked,
  raceFound,
  boundReached,
}

/** One event of the table. `filter` names the group under which the debugger offers it as a breakpoint. */
export interface EventRow {
  readonly kind: EventKind;
  readonly name: string;
  readonly fields: readonly {
    readonly name: string;
    readonly kind: FieldKind;
  }[];
  readonly filter: string;
  readonly meaning: string;
}

type Row = readonly [kind: EventKind, fields: string, filter: string, meaning: string];

const ROWS: readonly Row[] = [
  [EventKind.processCreated, "process:process parent:process", "process created", "a process was created"],
  [EventKind.processAdmitted, "process:process", "state transition", "the long-term scheduler admitted a job"],
  [
    EventKind.stateChanged,
    "process:process thread:thread from:state to:state cpu:cpu",
    "state transition",
    "a thread moved to another state",
  ],
  [
    EventKind.contextSwitched,
    "from:process to:process reason:reason cpu:cpu thread:thread",
    "context switch",
    "a CPU was given another process than it ran last",
  ],
  [
    EventKind.dispatched,
    "process:process thread:thread cpu:cpu quantum:ticks",
    "dispatch",
    "the dispatcher gave a CPU to a thread",
  ],
  [
    EventKind.preempted,
    "process:process thread:thread cpu:cpu by:process",
    "pre-emption",
    "a better process took the CPU",
  ],
  [EventKind.quantumExpired, "process:process thread:thread cpu:cpu", "quantum expiry", "a quantum ended"],
  [
    EventKind.systemCalled,
    "process:process thread:thread call:syscall cpu:cpu",
    "system call",
    "a thread called the operating system",
  ],
  [EventKind.blocked, "process:process thread:thread wait:wait object:object", "blocked", "a thread began to wait"],
  [
    EventKind.woken,
    "process:process thread:thread wait:wait by:waker",
    "state transition",
    "what a thread waited for has happened",
  ],
  [
    EventKind.overheadBegan,
    "process:process thread:thread cpu:cpu overhead:overhead ticks:ticks",
    "interrupt",
    "a CPU began kernel work",
  ],
  [
    EventKind.overheadEnded,
    "process:process thread:thread cpu:cpu overhead:overhead",
    "interrupt",
    "a CPU ended kernel work",
  ],
  [EventKind.threadCreated, "process:process thread:thread by:process", "thread created", "a thread was created"],
  [EventKind.threadEnded, "process:process thread:thread value:int", "thread ended", "a thread ended"],
  [
    EventKind.faulted,
    "process:process thread:thread fault:fault value:int address:address",
    "fault",
    "a thread did what the machine cannot carry out",
  ],
  [
    EventKind.assertionFailed,
    "process:process thread:thread address:address",
    "failed assertion or expectation",
    "an assertion does not hold",
  ],
  [EventKind.processEnded, "process:process end:end value:int", "process ended", "a process ended"],
  [EventKind.printed, "process:process thread:thread address:address", "output", "a process printed a line"],
  [EventKind.operatorActed, "block:int", "operator", "the operator acted on the machine"],
  [EventKind.finished, "", "finished", "the last process ended"],
  [
    EventKind.messageSent,
    "process:process thread:thread box:object count:int word:int",
    "send",
    "a message was sent; count: how many are in the box",
  ],
  [
    EventKind.messageReceived,
    "process:process thread:thread box:object count:int word:int",
    "receive",
    "a message was received",
  ],
  [
    EventKind.messageLost,
    "process:process thread:thread box:object count:int word:int",
    "message lost",
    "a message was lost on its way",
  ],
  [
    EventKind.messageCorrupted,
    "process:process thread:thread box:object count:int word:int",
    "message corrupted",
    "a message was changed on its way",
  ],
  [
    EventKind.messageRetransmitted,
    "process:process thread:thread box:object count:int word:int",
    "message sent again",
    "the operating system sent a message again",
  ],
  [EventKind.replied, "process:process thread:thread to:process word:int", "reply", "a request was answered"],
  [
    EventKind.mailboxFull,
    "process:process thread:thread box:object count:int word:int",
    "mailbox full",
    "a sender found no room",
  ],
  [EventKind.mailboxEmpty, "process:process thread:thread box:object", "mailbox empty", "a receiver found no message"],
  [
    EventKind.mailboxCreated,
    "process:process thread:thread box:object",
    "mailbox created",
    "a process created a mailbox",
  ],
  [
    EventKind.mailboxDestroyed,
    "process:process thread:thread box:object",
    "mailbox destroyed",
    "a process destroyed its mailbox",
  ],
  [
    EventKind.deadlocked,
    "process:process thread:thread wait:wait object:object threads:int",
    "deadlock",
    "threads wait for each other and can never run again",
  ],
  [EventKind.processForked, "process:process child:process", "process created", "a process made a duplicate of itself"],
  [
    EventKind.programReplaced,
    "process:process thread:thread program:int",
    "process created",
    "a process runs another program from now on",
  ],
  [
    EventKind.processReaped,
    "process:process parent:process value:int",
    "process ended",
    "a parent was told how its child ended",
  ],
  [
    EventKind.processAdopted,
    "process:process parent:process",
    "process ended",
    "init adopted a process whose parent ended",
  ],
  [
    EventKind.degreeChanged,
    "machine:machine degree:int process:process",
    "degree of multiprogramming",
    "a process entered or left memory",
  ],
  [
    EventKind.swappedOut,
    "process:process machine:machine pages:int",
    "swap out",
    "the image of a process went to the swap area",
  ],
  [
    EventKind.swappedIn,
    "process:process machine:machine pages:int",
    "swap in",
    "the image of a process came back from the swap area",
  ],
  [
    EventKind.ioRequested,
    "process:process thread:thread device:int ticks:ticks queue:int",
    "I/O",
    "a thread asked for a service of a device; queue: how many wait",
  ],
  [
    EventKind.ioStarted,
    "process:process thread:thread device:int ticks:ticks",
    "I/O",
    "a device began to serve a request",
  ],
  [EventKind.ioCompleted, "process:process thread:thread device:int value:int", "I/O", "a device has served a request"],
  [
    EventKind.jobReleased,
    "process:process job:int deadline:tick",
    "release",
    "a periodic process was given its next job",
  ],
  [EventKind.jobEnded, "process:process job:int value:int", "release", "a periodic process finished a job"],
  [
    EventKind.deadlineMissed,
    "process:process job:int deadline:tick",
    "missed deadline",
    "a job was not finished at its deadline",
  ],
  [EventKind.operatorFailed, "block:int action:int", "operator", "the operator could not do what a block says"],
  [
    EventKind.threadSwitched,
    "process:process from:thread to:thread cpu:cpu",
    "thread switch",
    "a CPU was given another thread of the process that it ran last",
  ],
  [
    EventKind.userSwitched,
    "process:process from:thread to:thread cpu:cpu carrier:int",
    "user-level switch",
    "a library went from one thread to another, unknown to the kernel; carrier: the LWP or M",
  ],
  [
    EventKind.threadStolen,
    "process:process thread:thread from:int to:int count:int",
    "goroutine stolen",
    "a logical processor took half of another's run queue; thread: the first of them",
  ],
  [
    EventKind.processorHandedOff,
    "process:process thread:thread processor:int carrier:int",
    "processor handed off",
    "a thread blocks in the kernel, and its logical processor goes on with another M",
  ],
  [
    EventKind.peersBlocked,
    "process:process thread:thread wait:wait peers:int",
    "blocked with all peers",
    "a system call blocks a thread and every ready one of its process; peers: how many are ready",
  ],
  [
    EventKind.raceFound,
    "process:process thread:thread other:process variable:variable since:tick",
    "data race",
    "two threads touched a shared word, and nothing orders them; other, since: the access before",
  ],
  [
    EventKind.boundReached,
    "process:process thread:thread limit:int",
    "bound reached",
    "a call was refused, since there can be no more of what it asks for",
  ],
];

/** The event table, indexed by kind. */
export const EVENTS: readonly EventRow[] = ROWS.map(([kind, fields, filter, meaning]) => ({
  kind,
  name: EventKind[kind],
  fields:
    fields === ""
      ? []
      : fields.split(" ").map((field) => {
          const [name = "", of = "int"] = field.split(":");
          return { name, kind: of as FieldKind };
        }),
  filter,
  meaning,
}));

/** Whether an event is about a message: its text is the words, and `word` the first of them. */
export function isMessageEvent(kind: EventKind): boolean {
  return EVENTS[kind]!.fields.some(({ name }) => name === "word");
}

/** Places of an event's own fields. */
export const EVENT_FIELDS = 5;

/** The fields of an event as a list; those of a message are followed by its words. */
export function fieldList(kind: EventKind, fields: readonly number[], text: string): readonly number[] {
  return text !== "" && isMessageEvent(kind) ? [...fields, ...text.split(" ").map(Number)] : fields;
}

/** What a CPU does that is no work of a program: kernel work, and the switches and searches of thread libraries. */
export enum Overhead {
  none,
  contextSwitch,
  systemCall,
  interrupt,
  userSwitch,
  spinning,
}

/** The words for kernel work, by `Overhead`. */
export const OVERHEAD_NAMES: readonly string[] = [
  "none",
  phrase("context switch"),
  phrase("system call"),
  phrase("interrupt"),
  phrase("user-level switch"),
  phrase("spinning"),
];

/** Takes each event as it happens; `a` … `e` are the fields in the row's order. It must not change the machine. */
export type Observer = (
  kind: EventKind,
  tick: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  text: string,
) => void;
