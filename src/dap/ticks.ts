/**
 * The requests that move the machine, not a thread: by a tick, to a tick.
 */
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";

/** On to what is dispatched at the next tick. */
export function stepTick(adapter: AdapterControl): void {
  const machine = adapter.stoppedMachine("turno/stepTick");
  const { session } = machine;
  adapter.resume(machine, () => session.runToTick(session.sim.world.tick + 1, "step"));
}

/** Back to what was dispatched at the tick before. */
export function previousTick(adapter: AdapterControl): void {
  const machine = adapter.stoppedMachine("turno/previousTick");
  adapter.moved(machine, machine.session.goToTick(Math.max(0, machine.session.sim.world.tick - 1)));
}

/** To what is dispatched at a tick of the past or to come. */
export function goToTick(adapter: AdapterControl, args: object): void {
  const machine = adapter.stoppedMachine("turno/goToTick");
  const { session } = machine;
  const { tick } = args as { tick: number };
  if (session.knowsTick(tick)) adapter.moved(machine, session.goToTick(tick));
  else if (session.isFinished)
    throw new RequestError("argument", `The run ended at tick ${session.sim.world.tick}: there is no tick ${tick}.`);
  else adapter.resume(machine, () => session.runToTick(tick, "goto"));
}
