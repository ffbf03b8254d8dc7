/**
 * The requests that move the machine, not a thread: by a tick, to a tick, to a context switch or to whatever happens next.
 */
import { phrase } from "../base/words.ts";
import type { Plan } from "../debugger/time/stepping.ts";
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";
import type { Task } from "./longWork.ts";
import type { Machine } from "./machine.ts";

/** What a person is told of a run that has something to reach, when that takes long: of one to a tick, how far it is. */
export function taskOf({ session }: Machine, title: string, target?: number): Task {
  const { sim } = session;
  const from = sim.world.tick;
  const message = (): string => sim.words("tick {0}", sim.world.tick);
  if (target === undefined) return { title, message };
  return { title, message, share: () => (sim.world.tick - from) / Math.max(1, target - from) };
}

/** On to what is dispatched at the next tick. */
export function stepTick(adapter: AdapterControl): void {
  const machine = adapter.stoppedMachine("turno/stepTick");
  const { session } = machine;
  adapter.resume(
    machine,
    () => session.runToTick(session.sim.world.tick + 1, "step"),
    taskOf(machine, session.sim.words("Step tick")),
  );
}

/** Back to what was dispatched at the tick before. */
export function previousTick(adapter: AdapterControl): void {
  const machine = adapter.stoppedMachine("turno/previousTick");
  adapter.goes(machine, machine.conventions.words("Previous tick"), machine.session.ways.previousTick());
}

/** To what is dispatched at a tick of the past or to come. */
export function goToTick(adapter: AdapterControl, args: object): void {
  const machine = adapter.stoppedMachine("turno/goToTick");
  const { session } = machine;
  const { tick } = args as { tick: number };
  const title = machine.conventions.words("Go to tick {0}", tick);
  if (session.knowsTick(tick)) adapter.goes(machine, title, session.ways.goToTick(tick));
  else if (session.isFinished)
    throw new RequestError(
      "argument",
      "The run ended at tick {0}: there is no tick {1}.",
      session.sim.world.tick,
      tick,
    );
  else adapter.resume(machine, () => session.runToTick(tick, "goto"), taskOf(machine, title, tick));
}

type Move = (adapter: AdapterControl) => void;

function next(command: string, title: string, kind: Extract<Plan["kind"], "contextSwitch" | "event">): Move {
  return (adapter) => {
    const machine = adapter.stoppedMachine(command);
    adapter.resume(machine, () => machine.session.resume({ kind }), taskOf(machine, machine.conventions.words(title)));
  };
}

function previous(command: string, title: string, way: "previousContextSwitch" | "previousEvent"): Move {
  return (adapter) => {
    const machine = adapter.stoppedMachine(command);
    adapter.goes(machine, machine.conventions.words(title), machine.session.ways[way]());
  };
}

export const nextContextSwitch = next("turno/nextContextSwitch", phrase("Next context switch"), "contextSwitch");
export const nextEvent = next("turno/nextEvent", phrase("Next event"), "event");
export const previousContextSwitch = previous(
  "turno/previousContextSwitch",
  phrase("Previous context switch"),
  "previousContextSwitch",
);
export const previousEvent = previous("turno/previousEvent", phrase("Previous event"), "previousEvent");
