/**
 * Whom a machine event is about, and what is said of it when a run stops there.
 */
import { faultText } from "../machine/cpu/fault.ts";
import { EVENTS, EventKind } from "../machine/events.ts";
import type { Simulation } from "../machine/simulation.ts";
import { FaultKind, ThreadState } from "../machine/states.ts";
import { eventSentence, threadLabel } from "./names.ts";
import { lastRaceText } from "./races.ts";

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

/** An event in a sentence: of a fault and a data race in full. */
export function stopSentence(sim: Simulation, kind: EventKind, tick: number, fields: readonly number[]): string {
  const thread = sim.world.threads[threadOfEvent(sim, kind, fields)];
  if (kind === EventKind.raceFound && sim.races !== undefined) return lastRaceText(sim, sim.races);
  const isFault = kind === EventKind.faulted || kind === EventKind.assertionFailed;
  if (isFault && thread !== undefined && thread.fault !== FaultKind.none)
    return `${threadLabel(sim, thread)}: ${faultText(sim, thread)}`;
  return eventSentence(sim, kind, tick, fields);
}
