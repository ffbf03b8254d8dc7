/**
 * Whom a machine event is about, and what is said of it when a run stops there.
 */
import { faultText } from "../../machine/cpu/fault.ts";
import { EVENTS, EventKind } from "../../machine/events.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Ended, type Thread } from "../../machine/state.ts";
import { FaultKind, ThreadState } from "../../machine/states.ts";
import { placeText, spanAt, type CodeMap } from "../inspect/codeMap.ts";
import { topFrame } from "../inspect/frames.ts";
import { eventSentence, threadLabel } from "../inspect/names.ts";
import { endSentence } from "../outcome/endSentence.ts";
import type { Plan } from "../time/stepping.ts";
import { deadlockEvent, type StopEvent, type StopInfo, type StopReason } from "./stops.ts";

/** The thread that runs on the first busy CPU, else the first that has not ended; -1 when all have. */
export function currentThread({ world }: Simulation): number {
  const busy = world.cpus.find((cpu) => cpu.thread >= 0);
  return busy?.thread ?? world.threads.find((thread) => thread.state !== ThreadState.terminated)?.id ?? -1;
}

/** The thread that an event is about: its own, or the main one of its process. */
export function threadOfEvent(sim: Simulation, kind: EventKind, fields: readonly number[]): number {
  const row = EVENTS[kind]!;
  const place = row.fields.findIndex((field) => field.kind === "thread");
  if (place >= 0 && sim.world.threads[fields[place]!] !== undefined) return fields[place]!;
  const process = row.fields.findIndex((field) => field.kind === "process");
  return (process < 0 ? undefined : sim.world.processes[fields[process]!]?.threads[0]) ?? currentThread(sim);
}

/** Where a thread stands now: `1 producer is at line 12, tick 30`. */
export function whereText(sim: Simulation, map: CodeMap, thread: Thread): string {
  const frame = topFrame(map, thread);
  const place = placeText(map, frame && spanAt(map, frame.index));
  return sim.words("{0} is at {1}, tick {2}", threadLabel(sim, thread), place, sim.world.tick);
}

/** An event in a sentence: of a fault in full. */
export function stopSentence(sim: Simulation, kind: EventKind, tick: number, fields: readonly number[]): string {
  const thread = sim.world.threads[threadOfEvent(sim, kind, fields)];
  const isFault = kind === EventKind.faulted || kind === EventKind.assertionFailed;
  if (isFault && thread !== undefined && thread.fault !== FaultKind.none)
    return `${threadLabel(sim, thread)}: ${faultText(sim, thread)}`;
  return eventSentence(sim, kind, tick, fields);
}

/** The stop of who moves the machine to its next event, or to one of a kind. */
export function movedStop(sim: Simulation, kind: EventKind, tick: number, fields: readonly number[]): StopInfo {
  const text = eventSentence(sim, kind, tick, fields);
  const description = kind === EventKind.contextSwitched ? sim.words("Context switch") : sim.words("Event");
  const thread = threadOfEvent(sim, kind, fields);
  return { reason: "step", tick, description, text, thread, breakpoints: [], isGeneral: true };
}

/**
 * The stop that a plan comes to at an event: one that the machine was to be moved to, or the end of the thread that was stepped.
 * @param isElsewhere whether the step goes on in another thread
 */
export function planStop(
  sim: Simulation,
  plan: Plan,
  kind: EventKind,
  fields: readonly number[],
  isElsewhere: boolean,
): StopInfo | undefined {
  const { words, world } = sim;
  const { tick, threads } = world;
  const stop = { reason: "step" as const, tick, breakpoints: [] };
  if (plan.kind === "event" || (plan.kind === "contextSwitch" && kind === EventKind.contextSwitched))
    return movedStop(sim, kind, tick, fields);
  if (plan.kind !== "step" || kind !== EventKind.stateChanged || fields[1] !== plan.thread) return undefined;
  if ((fields[3] as ThreadState) !== ThreadState.terminated || isElsewhere) return undefined;
  const others = threads.some(({ state, id }) => state !== ThreadState.terminated && id !== plan.thread);
  const text = words("{0} has ended", threadLabel(sim, threads[plan.thread]!));
  return others ? { ...stop, description: words("Ended"), text, thread: plan.thread } : undefined;
}

/** What is told of the end of a run: whose it is (-1: nobody's), and the event that it is. */
export function endStop(
  sim: Simulation,
  plan: Plan,
  pending: StopEvent | undefined,
): { description: string; text: string; thread: number; event: StopEvent | undefined } {
  const { world, words } = sim;
  const isDeadlock = world.ended === Ended.deadlock;
  const reason = endSentence(sim);
  const description = isDeadlock ? words("Deadlock") : words("Finished");
  const event = isDeadlock ? deadlockEvent(world.tick) : pending;
  const stepped = plan.kind === "step" ? world.threads[plan.thread] : undefined;
  // Who closed the cycle of a deadlock is its first.
  if (stepped === undefined || stepped.state === ThreadState.terminated)
    return { description, text: reason, thread: world.deadlock[0] ?? -1, event };
  const text = words("{0} can never run again: {1}", threadLabel(sim, stepped), reason);
  return { description, text, thread: stepped.id, event };
}

/**
 * A stop at the present tick.
 * @param thread -1: it is about none in particular
 */
export function stopHere(
  sim: Simulation,
  reason: StopReason,
  description: string,
  text: string,
  thread: number,
  breakpoints: readonly number[] = [],
): StopInfo {
  const { tick } = sim.world;
  const stop = { reason, thread, tick, description, text, breakpoints };
  return thread >= 0 ? stop : { ...stop, thread: currentThread(sim), isGeneral: true };
}

/** Nothing can happen any more but what those could do that are held. */
export function allHeldStop(sim: Simulation): StopInfo {
  const { words, world } = sim;
  const text = words("All that could run are held, at tick {0}: release one", world.tick);
  return stopHere(sim, "pause", words("Held"), text, world.steering.parked[0]?.thread ?? -1);
}

/** The machine is at a tick that somebody wanted to be at. */
export function tickStop(sim: Simulation, reason: "step" | "goto"): StopInfo {
  const { words, world } = sim;
  const text = reason === "goto" ? words("At tick {0}", world.tick) : words("Tick {0}", world.tick);
  return stopHere(sim, reason, words("Tick"), text, -1);
}
