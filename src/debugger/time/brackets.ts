/**
 * Between which moments a register, a local, a field of a PCB or of an object may have changed, found nearly at the speed of the
 * run: its value is asked for at each event of the machine, at least every few thousand ticks, and, where instructions change it,
 * before each instruction of whoever can.
 *
 * Keeps true: between two looks it changes at most once, or one way only, so that no change is missed: registers and locals by the
 * instructions of their owner, of which one begins after each look; what the kernel keeps with an event, a system call's among
 * them; what counts ticks in one direction. A value that is not known is no change, as with a close watch.
 */
import { ExpressionError, type Expr } from "../../isa/expression.ts";
import { registerNumber } from "../../isa/registers.ts";
import { EventKind } from "../../machine/events.ts";
import { peek } from "../../machine/memory/memory.ts";
import { nodeOf, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { ThreadState } from "../../machine/states.ts";
import type { DataTarget, FieldTarget, ValueTarget, WordsTarget } from "../breakpoints/dataBreakpoints.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { placeOf, processNamed, valueOf, type Viewpoint } from "../inspect/evaluate.ts";
import { framesOf, topFrame } from "../inspect/frames.ts";
import { pcbText, pcbView } from "../inspect/pcb.ts";
import { expressionText } from "../inspect/show.ts";
import type { Brackets } from "./watch.ts";

/** Undefined: not known now. */
type Value = number | string | undefined;

/** What is looked at, and before whose instructions. */
interface Subject {
  now(): Value;
  /** Undefined: instructions do not change it. */
  readonly isOwner?: (thread: Thread) => boolean;
  /** Whether what has another value now is what is asked for. */
  readonly isIt?: () => boolean;
  /** The thread without whose running it does not change. */
  readonly runner?: number | undefined;
  /** Events around which it may have changed and changed back. */
  readonly isTwice?: (kind: EventKind) => boolean;
}

/** Undefined: it is to be looked at closely all the way. */
export function bracketsOf(sim: Simulation, map: CodeMap, target: DataTarget): Brackets | undefined {
  const subject = subjectOf(sim, map, target);
  if (subject === undefined) return undefined;
  const { isOwner } = subject;
  let last: Value;
  let lastTick = 0;
  let since: number | undefined;
  let from = 0;
  const look = (): boolean => {
    const { tick } = sim.world;
    const value = subject.now();
    const isOther = value !== last && value !== undefined && last !== undefined && subject.isIt?.() !== false;
    if (isOther) since ??= lastTick;
    last = value;
    lastTick = tick;
    return isOther;
  };
  return {
    watch: {
      marks: new Uint8Array(sim.marks.length).fill(isOwner === undefined ? 0 : 1),
      ...(isOwner === undefined ? {} : { isStop: (thread) => isOwner(thread) && look() }),
      isEvent: (kind) => {
        if (subject.isTwice?.(kind) === true) since ??= lastTick;
        return look() || since !== undefined;
      },
      isStep: look,
      begins: () => {
        last = subject.now();
        lastTick = sim.world.tick;
        since = undefined;
      },
      counts: () => {
        from = since ?? lastTick;
        since = undefined;
      },
    },
    from: () => from,
    until: () => restingSince(sim.world.threads[subject.runner ?? -1]),
  };
}

/** From this tick on a thread has not run. */
function restingSince(thread: Thread | undefined): number {
  return thread === undefined || thread.state === ThreadState.running ? Infinity : thread.since + 1;
}

function subjectOf(sim: Simulation, map: CodeMap, target: DataTarget): Subject | undefined {
  if (target.kind === "field") return fieldSubject(sim, target);
  return target.kind === "value" ? valueSubject(sim, map, target) : wordSubject(sim, map, target);
}

function fieldSubject(sim: Simulation, { thread: id, row }: FieldTarget): Subject {
  const now = (): Value => {
    const thread = sim.world.threads[id];
    const process = thread && sim.world.processes[thread.pid];
    if (process === undefined) return undefined;
    const view = pcbView(sim, process, thread);
    return row.value(view) ?? pcbText(view, row);
  };
  if (isRegister(row.name)) return { now, isOwner: (thread) => thread.id === id, runner: id };
  const pid = sim.world.threads[id]?.pid ?? -1;
  if (isOfRunner(sim, row.name, pid)) return { now, runner: id };
  return QUEUE_FIELDS.has(row.name) ? { now, isTwice: (kind) => QUEUE_MOVES.has(kind) } : { now };
}

/** What a thread is, and what all threads of a process together have done: it changes only when one of them runs, or ceases to. */
const STATE_FIELDS: ReadonlySet<string> = new Set(["state", "since", "waiting_for", "cpu", "dispatched"]);
const SUM_FIELDS: ReadonlySet<string> = new Set(["user", "switches_voluntary", "switches_forced", "system_calls"]);

function isOfRunner(sim: Simulation, field: string, pid: number): boolean {
  if (STATE_FIELDS.has(field)) return true;
  return SUM_FIELDS.has(field) && sim.world.processes[pid]?.threads.length === 1;
}

/** Fields of queues: who is put into one may leave it at the same boundary, with these events. */
const QUEUE_FIELDS: ReadonlySet<string> = new Set(["place", "run_queue"]);
const QUEUE_MOVES: ReadonlySet<EventKind> = new Set([EventKind.stateChanged, EventKind.userSwitched]);

/** Registers, and what is told by one. */
const isRegister = (name: string): boolean => registerNumber(name) !== undefined || name === "stack_used";

/** What an expression depends on: what the kernel keeps, registers of its thread, registers of others, words that anybody writes. */
const DEPENDENCES = ["kernel", "own registers", "registers", "memory"] as const;

type Dependence = (typeof DEPENDENCES)[number];

function worse(a: Dependence, b: Dependence): Dependence {
  return DEPENDENCES.indexOf(a) > DEPENDENCES.indexOf(b) ? a : b;
}

function dependence(view: Viewpoint, e: Expr): Dependence {
  if (e.kind === "unary") return dependence(view, e.operand);
  if (e.kind === "binary") return worse(dependence(view, e.left), dependence(view, e.right));
  if (e.kind !== "name" && e.kind !== "index" && e.kind !== "member") return "kernel";
  if (placeOf(view, e) !== undefined) return "memory";
  if (e.kind === "name") return isRegister(e.name) ? "own registers" : "kernel";
  if (e.kind === "index") return dependence(view, e.index);
  return worse(dependence(view, e.object), isRegister(e.member) ? "registers" : "kernel");
}

function isOfQueue(e: Expr): boolean {
  if (e.kind === "unary") return isOfQueue(e.operand);
  if (e.kind === "binary") return isOfQueue(e.left) || isOfQueue(e.right);
  return e.kind === "member" && QUEUE_FIELDS.has(e.member);
}

/** What a look gives, if there is anything to see now. */
function known<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function viewFrom(sim: Simulation, map: CodeMap, id: number): Viewpoint {
  const thread = sim.world.threads[id];
  return { sim, map, thread, frame: thread && topFrame(map, thread) };
}

/** The first thread of the process whose field of its running an expression is: `p.state`, `p.pcb.user`. */
function runnerOf(view: Viewpoint, e: Expr): number | undefined {
  if (e.kind !== "member") return undefined;
  const object = e.object.kind === "member" && e.object.member === "pcb" ? e.object.object : e.object;
  const process = object.kind === "name" ? processNamed(view.sim, object.name) : undefined;
  return process !== undefined && isOfRunner(view.sim, e.member, process.pid) ? process.threads[0] : undefined;
}

function valueSubject(sim: Simulation, map: CodeMap, { thread: id, expr }: ValueTarget): Subject | undefined {
  const register =
    expr.kind === "name" && placeOf(viewFrom(sim, map, id), expr) === undefined && registerNumber(expr.name);
  if (typeof register === "number") {
    const isOwner = (thread: Thread): boolean => thread.id === id;
    return { now: () => sim.world.threads[id]?.registers[register], isOwner, runner: id };
  }
  const now = (): Value => {
    const view = viewFrom(sim, map, id);
    return known(() => valueOf(view, expr)) ?? known(() => expressionText(view, expr));
  };
  const kind = dependence(viewFrom(sim, map, id), expr);
  if (kind === "memory") return undefined;
  const runner = runnerOf(viewFrom(sim, map, id), expr);
  if (runner !== undefined && kind === "kernel") return { now, runner };
  if (kind === "kernel") return isOfQueue(expr) ? { now, isTwice: (event) => QUEUE_MOVES.has(event) } : { now };
  return { now, isOwner: (thread) => kind === "registers" || thread.id === id };
}

/** A word of a process that has but one thread: only that changes it, or the kernel for it. */
function wordSubject(sim: Simulation, map: CodeMap, { pid, address, count, frame }: WordsTarget): Subject | undefined {
  const process = sim.world.processes[pid];
  if (count > 1 || process?.threads.length !== 1) return undefined;
  const now = (): Value => {
    const owner = sim.world.processes[pid];
    return owner && peek(nodeOf(sim, owner).memory, owner, address);
  };
  const subject = { now, isOwner: (thread: Thread) => thread.pid === pid, runner: process.threads[0] };
  if (frame === undefined) return subject;
  const isIt = (): boolean => {
    const thread = sim.world.threads[frame.thread];
    const frames = thread === undefined ? [] : framesOf(sim, map, thread);
    return frames.some(({ fp, routine }) => fp === frame.fp && routine === frame.routine);
  };
  return { ...subject, isIt };
}
