/**
 * The requests by which a person takes part in the scheduling: who runs next, who does not, who of several ready ones.
 */
import type { SteeringDeed } from "../debugger/time/deeds.ts";
import { threadLabel } from "../debugger/inspect/names.ts";
import { threadNumber } from "../debugger/inspect/threads.ts";
import type { AdapterControl } from "./control.ts";
import { RequestError } from "./errors.ts";
import { threadId, type Machine } from "./machine.ts";

/** The answer to turno/pendingChoice: nothing, or who may be given which CPU. */
export interface PendingChoiceBody {
  readonly cpu?: number;
  readonly tick?: number;
  readonly threads?: readonly { readonly id: number; readonly name: string }[];
}

export function pendingChoice({ session }: Machine): PendingChoiceBody {
  const { choice, sim } = session;
  if (choice === undefined) return {};
  const threads = choice.threads.map((thread) => ({ id: threadNumber(thread.id), name: threadLabel(sim, thread) }));
  return { cpu: choice.cpu.index, tick: sim.world.tick, threads };
}

/** Takes the choice that the machine asks for, and goes on with what was under way. */
export function choose(adapter: AdapterControl, number: number): void {
  const machine = adapter.stoppedMachine("turno/choose");
  const id = threadId(machine, number);
  const { session } = machine;
  if (session.choice === undefined)
    throw new RequestError("steering", "The machine asks for no choice: it does at a dispatch of `scheduler: manual`.");
  if (!session.choice.threads.some((thread) => thread.id === id)) {
    const names = session.choice.threads.map((thread) => threadLabel(session.sim, thread)).join(", ");
    throw new RequestError("steering", "The choice is between {0}.", names);
  }
  adapter.resume(machine, () => session.choose(id));
}

/** Does a deed; its stop says that a new future begins. */
export function steer(adapter: AdapterControl, deed: SteeringDeed): string {
  const machine = adapter.stoppedMachine("steering");
  if (machine.session.isFinished)
    throw new RequestError("steering", "The run has ended: go back in time first, or restart.");
  const { choice } = machine.session;
  if (deed.kind === "dispatch" && deed.cpu < 0 && choice?.threads.some(({ id }) => id === deed.thread) === true) {
    choose(adapter, threadNumber(deed.thread));
    return "";
  }
  const stop = machine.session.steer(deed);
  if (typeof stop === "string") throw new RequestError("steering", stop);
  adapter.moved(machine, stop);
  return stop.text;
}

/** A request about one thread, as a deed. */
export function deedOf(kind: SteeringDeed["kind"], machine: Machine, args: object): SteeringDeed {
  const { threadId: number, cpu, priority } = args as { threadId: number; cpu?: number; priority?: number };
  const thread = threadId(machine, number);
  if (kind === "dispatch") return { kind, thread, cpu: cpu ?? -1 };
  return kind === "priority" ? { kind, thread, value: priority ?? 0 } : { kind, thread };
}

/** Kills the processes of threads, as `kill` would: children may end with their parents. */
export function terminateThreads(adapter: AdapterControl, numbers: readonly number[]): void {
  const machine = adapter.stoppedMachine("terminateThreads");
  const { world } = machine.session.sim;
  const firsts = new Map<number, number>();
  for (const number of numbers) {
    const id = threadId(machine, number);
    const { pid } = world.threads[id]!;
    if (!firsts.has(pid)) firsts.set(pid, id);
  }
  [...firsts.values()].forEach((thread, k) => {
    const stop = machine.session.steer({ kind: "kill", thread });
    if (typeof stop !== "string") adapter.moved(machine, stop);
    else if (k === 0) throw new RequestError("steering", stop);
  });
}
