/**
 * What a resumed run is to reach: the end of a thread's statement, a call, a return, the next tick, the next event.
 *
 * Keeps true: a plan says which instructions must be marked and whether a thread at a mark has reached its goal; it changes
 * nothing in the machine.
 */
import { PC } from "../../isa/registers.ts";
import { EventKind, EVENTS } from "../../machine/events.ts";
import { nodeOf, processAt, type Simulation } from "../../machine/simulation.ts";
import type { Thread } from "../../machine/state.ts";
import { indexAt, spanAt, type CodeMap } from "../inspect/codeMap.ts";
import { frameLevel, framesOf } from "../inspect/frames.ts";

export type Granularity = "statement" | "line" | "instruction";

/** What a person asks a thread to do. */
export type StepKind = "over" | "into" | "out";

/** Why the run goes on, and so when it stops. */
export type Plan =
  | { readonly kind: "continue" }
  /** To the first instruction of a process. */
  | { readonly kind: "entry" }
  /** To what is dispatched at a tick. */
  | { readonly kind: "tick"; readonly target: number; readonly reason: "step" | "goto" }
  /** To the next statement that any thread begins: the step of one that has ended. */
  | { readonly kind: "any" }
  /** To the next context switch, or to whatever happens next in the machine. */
  | { readonly kind: "contextSwitch" | "event" }
  | ThreadStep
  /** To the next statement that anybody begins on a CPU; where the same thread runs on, to the end of its step. */
  | { readonly kind: "cpu"; readonly cpu: number; readonly own: ThreadStep };

/** The events that a plan must be told of. */
export const PLAN_EVENTS: Readonly<Record<Plan["kind"], readonly EventKind[]>> = {
  continue: [],
  entry: [],
  tick: [],
  any: [],
  cpu: [],
  contextSwitch: [EventKind.contextSwitched],
  event: EVENTS.map(({ kind }) => kind),
  step: [EventKind.stateChanged],
};

/** Events that a run of one quantum after another tells of only when it is asked to. */
export const SLICE_EVENTS: readonly EventKind[] = [
  EventKind.contextSwitched,
  EventKind.stateChanged,
  EventKind.dispatched,
  EventKind.quantumExpired,
];

/** A step of one thread, with where it began. */
export interface ThreadStep {
  readonly kind: "step";
  readonly step: StepKind;
  readonly granularity: Granularity;
  readonly thread: number;
  readonly level: number;
  readonly line: number;
  readonly source: number;
  /** The instruction after the call that a step out returns to, or -1. */
  readonly back: number;
  /** The call in its statement that a step into leads through; -1: the first. */
  readonly only: number;
}

/** Bits of a mark. */
export const Mark = { breakpoint: 1, step: 2, entry: 4 } as const;

/** Where the statement of an instruction begins; -1: nowhere. */
export function lineOf(map: CodeMap, index: number): { line: number; source: number } {
  const span = spanAt(map, index);
  return { line: span?.start.line ?? -1, source: span?.source ?? -1 };
}

/** The plan of a step of `thread` from where it stands. */
export function planStep(
  sim: Simulation,
  map: CodeMap,
  thread: Thread,
  step: StepKind,
  granularity: Granularity,
): ThreadStep {
  const frames = framesOf(sim, map, thread);
  const back = frames.length > 1 ? indexAt(map, frames[1]!.address) : -1;
  const here = lineOf(map, indexAt(map, thread.registers[PC]!));
  return {
    kind: "step",
    step,
    granularity,
    thread: thread.id,
    level: frameLevel(map, thread),
    ...here,
    back,
    only: -1,
  };
}

/** The CPU on which a thread runs, or ran last, or would run first. */
export function cpuOf(sim: Simulation, thread: Thread): number {
  if (thread.cpu >= 0) return thread.cpu;
  return thread.lastCpu >= 0 ? thread.lastCpu : nodeOf(sim, processAt(sim, thread.pid)).cpus[0]!;
}

/** The plan of a step on the CPU of a thread. Out of a routine is the thread's own affair. */
export function planCpuStep(
  sim: Simulation,
  map: CodeMap,
  thread: Thread,
  step: StepKind,
  granularity: Granularity,
): Plan {
  const own = planStep(sim, map, thread, step, granularity);
  return step === "out" ? own : { kind: "cpu", cpu: cpuOf(sim, thread), own };
}

/** Sets the marks that a plan needs, beside those that are set already. */
export function markPlan(map: CodeMap, plan: Plan, marks: Uint8Array): void {
  if (plan.kind === "entry") {
    for (const routine of map.image.routines) {
      if (routine.kind === "program") marks[routine.entry] = marks[routine.entry]! | Mark.entry;
    }
  }
  if (plan.kind === "cpu") {
    markPlan(map, plan.own, marks);
    return;
  }
  if (plan.kind !== "step" && plan.kind !== "any") return;
  if (plan.kind === "step" && plan.step === "out") {
    if (plan.back >= 0) marks[plan.back] = marks[plan.back]! | Mark.step;
    return;
  }
  const isEach = plan.kind === "step" && plan.granularity === "instruction";
  for (let k = 0; k < marks.length; k++) {
    if (isEach || map.starts[k] === 1) marks[k] = marks[k]! | Mark.step;
  }
}

/** Whether `thread`, about to begin a marked instruction, has reached what the plan is for. */
export function isReached(map: CodeMap, plan: Plan, thread: Thread, index: number): boolean {
  if (plan.kind === "entry" || plan.kind === "any") return true;
  if (plan.kind === "cpu")
    return thread.cpu === plan.cpu && (thread.id !== plan.own.thread || isReached(map, plan.own, thread, index));
  if (plan.kind !== "step" || thread.id !== plan.thread) return false;
  const level = frameLevel(map, thread);
  switch (plan.step) {
    case "out":
      return level > plan.level;
    case "over":
      return level >= plan.level && isNewPlace(map, plan, level, index);
    case "into":
      return isNewPlace(map, plan, level, index);
  }
}

/** With line granularity a statement of the same line and frame is no new place. */
function isNewPlace(map: CodeMap, plan: ThreadStep, level: number, index: number): boolean {
  if (plan.granularity !== "line" || level !== plan.level) return true;
  const here = lineOf(map, index);
  return here.line !== plan.line || here.source !== plan.source;
}
