/**
 * What the kernel schedules of a process whose threads it does not know, in words: its LWPs, or the Ms and Ps of Go.
 *
 * Keeps true: names are those of the model: `LWP 2` of Solaris, `M2` and `P0` of Go, `kernel thread` where there is one only.
 */
import { phrase, type Words } from "../../base/words.ts";
import { carrierAccount } from "../../machine/threads/account.ts";
import { CarrierState, type Carrier } from "../../machine/threads/state.ts";
import { threadAt, type Simulation } from "../../machine/simulation.ts";
import type { Process, Thread } from "../../machine/state.ts";
import { STATES, ThreadState } from "../../machine/states.ts";

/** A carrier in a tree: `label` its name, `detail` what it does. */
export interface CarrierItem {
  readonly label: string;
  readonly detail: string;
  /** A word of the state table, or `idle`. */
  readonly state: string;
  /** The number by which people know the thread that it carries; -1: none. */
  readonly carried: number;
}

/** The carrier's name. */
export function carrierLabel(words: Words, { threading }: Process, { number, bound }: Carrier): string {
  if (threading.model === "go") return `M${number}`;
  if (threading.model === "library") return words("kernel thread");
  return bound ? words("LWP {0} (bound)", number) : `LWP ${number}`;
}

/** What carries the thread, as its name; "" where the kernel knows it itself or nobody carries it. */
export function carriedBy({ words }: Simulation, process: Process, thread: Thread): string {
  const carrier = process.threading.carriers[thread.carrier];
  if (carrier === undefined || process.threading.model === "library") return "";
  const label = carrierLabel(words, process, carrier);
  return carrier.processor < 0 ? label : `${label}, P${carrier.processor}`;
}

const IDLE_WORDS: Readonly<Record<CarrierState, string>> = {
  [CarrierState.idle]: phrase("idle"),
  [CarrierState.carrying]: "",
  [CarrierState.spinning]: phrase("spins"),
  [CarrierState.gone]: phrase("gone"),
};

function doing(sim: Simulation, carrier: Carrier): string {
  const { words, world } = sim;
  const thread = world.threads[carrier.thread];
  if (carrier.spinsOn >= 0) return words("spins on CPU {0}", world.cpus[carrier.spinsOn]!.number);
  if (thread === undefined || carrier.state === CarrierState.gone) return words(IDLE_WORDS[carrier.state]);
  const { state, pid, number, cpu } = thread;
  const told =
    state === ThreadState.running ? words("running on CPU {0}", world.cpus[cpu]!.number) : STATES[state]!.name;
  return words("carries {0}, {1}", `${pid}.${number}`, told);
}

/** What a carrier does, for how long it has worked, and for whom: `carries 1.3, waiting · user 4 · kernel 1`. */
export function carrierText(sim: Simulation, carrier: Carrier): string {
  const { user, kernel } = carrierAccount(sim, carrier);
  const { words } = sim;
  const spun = carrier.spun === 0 ? "" : words("spun {0}", carrier.spun);
  const holds = carrier.processor < 0 ? "" : words("holds P{0}", carrier.processor);
  const inKernel = kernel === 0 ? "" : words("kernel {0}", kernel);
  return [doing(sim, carrier), holds, words("user {0}", user), inKernel, spun]
    .filter((text) => text !== "")
    .join(" · ");
}

export function carrierItem(sim: Simulation, process: Process, carrier: Carrier): CarrierItem {
  const isCarrying = carrier.state === CarrierState.carrying && carrier.thread >= 0;
  return {
    label: carrierLabel(sim.words, process, carrier),
    detail: carrierText(sim, carrier),
    state: isCarrying ? STATES[threadAt(sim, carrier.thread).state]!.name : IDLE_WORDS[carrier.state],
    carried: isCarrying ? carrier.thread + 1 : -1,
  };
}

/** The carriers of a process that are not gone; none for kernel threads, which the kernel knows. */
export function carriersOf({ threading }: Process): Carrier[] {
  return threading.carriers.filter(({ state }) => state !== CarrierState.gone);
}
