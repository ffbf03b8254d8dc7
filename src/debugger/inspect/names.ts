/**
 * Names of what lives in a machine, as the debugger shows them: threads, what they wait for, words, events.
 */
import type { Words } from "../../base/words.ts";
import {
  EVENT_FIELDS,
  EVENTS,
  EventKind,
  isMessageEvent,
  OVERHEAD_NAMES,
  type FieldKind,
} from "../../machine/events.ts";
import { objectName, processName, showWord, threadName } from "../../machine/names.ts";
import { processAt, type Simulation } from "../../machine/simulation.ts";
import { NEVER, type Thread } from "../../machine/state.ts";
import {
  END_NAMES,
  FAULT_TEXTS,
  LEAVE_NAMES,
  STATES,
  ThreadState,
  WAIT_NAMES,
  WaitKind,
} from "../../machine/states.ts";
import { whyChosen } from "../../machine/sched/why.ts";
import { hex } from "../../isa/disassembler.ts";
import type { TypeInfo } from "../../isa/image.ts";
import { SYSCALLS } from "../../isa/syscalls.ts";
import { carriedBy } from "./carriers.ts";
import type { QueuePlace } from "./places.ts";

/** `2 producer`, or `4.2 worker` for a thread that is not its process's only one. */
export function threadLabel(sim: Simulation, thread: Thread): string {
  const process = processAt(sim, thread.pid);
  const routine = sim.image.routines[thread.routine]?.name ?? "?";
  return process.nextThread <= 2 ? `${process.pid} ${process.name}` : `${process.pid}.${thread.number} ${routine}`;
}

/** Waits for an object, a mailbox or a process that has a name. */
const NAMED_WAITS: ReadonlySet<WaitKind> = new Set([
  WaitKind.device,
  WaitKind.semaphore,
  WaitKind.mutex,
  WaitKind.condition,
  WaitKind.barrier,
  WaitKind.rwlock,
  WaitKind.send,
  WaitKind.receive,
  WaitKind.reply,
]);

/** The object that a thread waits for, as the word that names it. */
export function waitedObject(thread: Thread): number | undefined {
  const waits = thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting;
  return waits && NAMED_WAITS.has(thread.wait) && thread.waitObject < 0 ? thread.waitObject : undefined;
}

/** What a waiting thread waits for: `sleep until 30`, `child`. */
export function waitText(sim: Simulation, thread: Thread): string {
  const { words } = sim;
  const name = WAIT_NAMES[thread.wait] ?? "?";
  if (thread.wait === WaitKind.timer) return words("sleep until {0}", thread.waitUntil);
  if (thread.wait === WaitKind.child && thread.waitObject >= 0)
    return words("child {0}", processName(sim, thread.waitObject));
  if (thread.wait === WaitKind.thread) return words("end of {0}", threadName(sim, thread.waitObject));
  const object = NAMED_WAITS.has(thread.wait) ? objectName(sim, thread.waitObject) : "";
  return object === "" ? words(name) : `${name} ${object}`;
}

/** When a thread's process arrives that is still to come. */
export function arrivalText(sim: Simulation, thread: Thread): string | undefined {
  const { arrival } = processAt(sim, thread.pid);
  return thread.state === ThreadState.new && arrival > sim.world.tick
    ? sim.words("arrives at {0}", arrival)
    : undefined;
}

/** Whether a person keeps the thread from running. */
function isKept({ world }: Simulation, { id }: Thread): boolean {
  const { held, parked } = world.steering;
  return held.includes(id) || parked.some((entry) => entry.thread === id);
}

/**
 * The state of a thread in words: `running on CPU 0`, `ready (3rd)`, `waiting: sleep until 30`; with what carries it, where the
 * kernel knows only that: `running on CPU 0 · M1, P0`.
 * @param place where it stands if it is ready
 */
export function stateText(sim: Simulation, thread: Thread, place?: QueuePlace): string {
  const carrier = carriedBy(sim, processAt(sim, thread.pid), thread);
  return `${keptText(sim, thread, plainStateText(sim, thread, place))}${carrier === "" ? "" : ` · ${carrier}`}`;
}

/** The state of a thread, with whether a person keeps it from running. */
function keptText(sim: Simulation, thread: Thread, state: string): string {
  return isKept(sim, thread) ? sim.words("{0}, held", state) : state;
}

/** `3rd in queue 1`: what matters first, because the end of a long name is not seen. */
function shortPlace(words: Words, { line, ordinal }: QueuePlace): string {
  return line === "" ? ordinal : words("{0} in {1}", ordinal, line);
}

/** Waits whose object says enough: what kind of thing it is, its name or the scenario tells. */
const TOLD_BY_OBJECT: ReadonlySet<WaitKind> = new Set([
  WaitKind.device,
  WaitKind.semaphore,
  WaitKind.mutex,
  WaitKind.condition,
  WaitKind.barrier,
  WaitKind.rwlock,
]);

function shortWait(sim: Simulation, thread: Thread): string {
  const object = TOLD_BY_OBJECT.has(thread.wait) ? objectName(sim, thread.waitObject) : "";
  return object === "" ? waitText(sim, thread) : object;
}

/**
 * The state of a thread in a few words, for a narrow list: `▶ CPU 0`, `ready 3rd`, `waiting: slots`, `waiting: receive box`.
 * @param place where it stands if it is ready
 */
export function shortStateText(sim: Simulation, thread: Thread, place?: QueuePlace): string {
  return keptText(sim, thread, shortState(sim, thread, place));
}

function shortState(sim: Simulation, thread: Thread, place: QueuePlace | undefined): string {
  const name = STATES[thread.state]!.name;
  if (thread.state === ThreadState.running) return `▶ CPU ${sim.world.cpus[thread.cpu]!.number}`;
  if (thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting)
    return `${name}: ${shortWait(sim, thread)}`;
  if (thread.state === ThreadState.ready && place !== undefined) return `${name} ${shortPlace(sim.words, place)}`;
  return plainStateText(sim, thread, place);
}

function plainStateText(sim: Simulation, thread: Thread, place: QueuePlace | undefined): string {
  const { words } = sim;
  const name = STATES[thread.state]!.name;
  if (thread.state === ThreadState.running) return words("running on CPU {0}", sim.world.cpus[thread.cpu]!.number);
  if (thread.state === ThreadState.waiting || thread.state === ThreadState.suspendedWaiting)
    return `${name}: ${waitText(sim, thread)}`;
  if (thread.state === ThreadState.ready && place !== undefined)
    return `${name} (${place.line === "" ? place.ordinal : `${place.line}, ${place.ordinal}`})`;
  const arrival = arrivalText(sim, thread);
  return arrival === undefined ? name : `${name}: ${arrival}`;
}

/** `2 producer`. */
export function processLabel(sim: Simulation, pid: number): string {
  const process = sim.world.processes[pid];
  return process === undefined ? String(pid) : `${pid} ${process.name}`;
}

/** The words for a field's number, by kind; a kind that is left out shows the number. */
const FIELD_TEXTS: Readonly<Partial<Record<FieldKind, (sim: Simulation, value: number) => string>>> = {
  process: (sim, value) => (value === NEVER ? "none" : processName(sim, value)),
  waker: (sim, value) => (value === 0 ? sim.words("the machine") : processName(sim, value)),
  thread: (sim, value) => {
    const thread = sim.world.threads[value];
    return thread === undefined ? "none" : threadLabel(sim, thread);
  },
  state: (_sim, value) => STATES[value]?.name ?? String(value),
  reason: (_sim, value) => LEAVE_NAMES[value] ?? String(value),
  wait: (_sim, value) => WAIT_NAMES[value] ?? String(value),
  end: (_sim, value) => END_NAMES[value] ?? String(value),
  fault: (sim, value) => (FAULT_TEXTS[value] === undefined ? String(value) : sim.words(FAULT_TEXTS[value], "")),
  syscall: (_sim, value) => SYSCALLS[value]?.name ?? String(value),
  address: (_sim, value) => hex(value),
  object: (sim, value) => objectName(sim, value) || String(value),
  variable: (sim, value) => sim.image.shared[value]?.name ?? "none",
  overhead: (_sim, value) => OVERHEAD_NAMES[value] ?? String(value),
};

function fieldText(sim: Simulation, kind: FieldKind, value: number): string {
  return FIELD_TEXTS[kind]?.(sim, value) ?? String(value);
}

/** What the object of a wait is, where it is no word that names something; one that is left out is such a word. */
const WAITED_FIELDS: Readonly<Partial<Record<WaitKind, FieldKind>>> = {
  [WaitKind.timer]: "ticks",
  [WaitKind.child]: "process",
  [WaitKind.thread]: "thread",
  [WaitKind.release]: "int",
};

/** What an object is that an event names: with a wait beside it, what that is for. */
export function objectKind(kind: EventKind, fields: readonly number[]): FieldKind {
  const wait = EVENTS[kind]!.fields.findIndex((field) => field.kind === "wait");
  return WAITED_FIELDS[(fields[wait] ?? WaitKind.nothing) as WaitKind] ?? "object";
}

/** The fields of an event in words, in the order of its row. */
export function fieldTexts(sim: Simulation, kind: EventKind, fields: readonly number[]): string[] {
  return EVENTS[kind]!.fields.map((field, k) =>
    fieldText(sim, field.kind === "object" ? objectKind(kind, fields) : field.kind, fields[k] ?? 0),
  );
}

/** The place of the thread among the fields of the events that tell of a dispatch. */
const DISPATCHED: Readonly<Partial<Record<EventKind, number>>> = {
  [EventKind.dispatched]: 1,
  [EventKind.contextSwitched]: 4,
};

/** Of a dispatch that has just happened, why; else empty. */
function whyOf(sim: Simulation, kind: EventKind, fields: readonly number[]): string {
  const thread = sim.world.threads[fields[DISPATCHED[kind] ?? -1] ?? -1];
  return thread === undefined ? "" : whyChosen(sim, thread);
}

/** An event as one line of the log: `tick 12: context switched from=producer to=consumer …`. */
export function eventText(
  sim: Simulation,
  kind: EventKind,
  tick: number,
  fields: readonly number[],
  text: string,
): string {
  const row = EVENTS[kind]!;
  const words = fieldTexts(sim, kind, fields).map((shown, k) => `${row.fields[k]!.name}=${shown}`);
  const why = whyOf(sim, kind, fields);
  if (why !== "") words.push(`why=${JSON.stringify(why)}`);
  const isTold = text === "" || (isMessageEvent(kind) && !text.includes(" "));
  const head = sim.words("tick {0}: {1}", tick, row.name);
  return [head, ...words, ...(isTold ? [] : [JSON.stringify(text)])].join(" ");
}

/** Whether a field goes without saying: the thread of a process that has no other. */
function isPlainThread(sim: Simulation, name: string, value: number): boolean {
  const thread = sim.world.threads[value];
  return name === "thread" && (thread === undefined || processAt(sim, thread.pid).nextThread <= 2);
}

/** An event as a sentence for a stop: `Tick 4: context switch · from p · to c · reason preempted · cpu 0`. */
export function eventSentence(sim: Simulation, kind: EventKind, tick: number, fields: readonly number[]): string {
  const row = EVENTS[kind]!;
  const texts = fieldTexts(sim, kind, fields);
  const words = row.fields.flatMap(({ name }, k) =>
    isPlainThread(sim, name, fields[k] ?? 0) ? [] : [`${name} ${texts[k]!}`],
  );
  const why = whyOf(sim, kind, fields);
  if (why !== "") words.push(why);
  const others = fields.slice(EVENT_FIELDS + 1).map((word) => wordText(sim, word));
  const head = sim.words("Tick {0}: {1}", tick, sim.words(row.filter));
  return [head, ...words, ...(others.length > 0 ? [sim.words("then {0}", others.join(" "))] : [])].join(" · ");
}

/** A word as people read it: a name where it names something, else the number. */
export function wordText(sim: Simulation, word: number): string {
  return showWord(sim, word);
}

/** A word of a type: `true`, `pong (1)` where it holds a member of an enum, a name where it names something, else the number. */
export function typedText(sim: Simulation, { name, group }: TypeInfo, word: number): string {
  if (name === "bool") return word === 0 ? "false" : "true";
  const member =
    group === undefined ? undefined : sim.image.constants.find((each) => each.group === group && each.value === word);
  return member === undefined ? wordText(sim, word) : `${member.name} (${word})`;
}
