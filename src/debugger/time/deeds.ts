/**
 * What a person does to a stopped machine, as data: it can be shown, kept, saved and done again. One row a kind.
 *
 * Keeps true: a deed that cannot be done is refused with a sentence, and nothing has changed then.
 */
import { phrase } from "../../base/words.ts";
import { hex } from "../../isa/disassembler.ts";
import { peek, poke } from "../../machine/memory/memory.ts";
import { dispatchNext, holdThread, releaseThread, runOnly } from "../../machine/sched/steering.ts";
import { queueInOrder } from "../../machine/sched/readyQueue.ts";
import { policyOf, queueOfCpu, schedulerOf } from "../../machine/sched/scheduler.ts";
import { nodeOf, processAt, threadAt, type Simulation } from "../../machine/simulation.ts";
import { Phase, type Cpu, type Thread } from "../../machine/state.ts";
import { STATES, ThreadState } from "../../machine/states.ts";
import { threadLabel } from "../inspect/names.ts";
import { jump, jumpProblem, quantumProblem, setQuantum } from "./jumps.ts";
import { changeShare, shareProblem } from "./shares.ts";
import { PROCESS_DEEDS, type ProcessDeed } from "./processDeeds.ts";

/** Of the schedule or a process. `thread` is an id; of `only` -1 ends it. `cpu` is a place in the world's CPUs, -1 any. */
export type SteeringDeed =
  | { readonly kind: "dispatch"; readonly thread: number; readonly cpu: number }
  | { readonly kind: "hold" | "release" | "only"; readonly thread: number }
  | ProcessDeed;

/** Of a register, of a word of the memory that a process sees, of where a thread goes on, of its quantum and of its share. */
type Change =
  | { readonly kind: "jump"; readonly thread: number; readonly index: number }
  | { readonly kind: "quantum"; readonly thread: number; readonly value: number }
  | { readonly kind: "tickets"; readonly thread: number; readonly value: number }
  | { readonly kind: "nice"; readonly thread: number; readonly value: number }
  | { readonly kind: "register"; readonly thread: number; readonly register: number; readonly value: number }
  | { readonly kind: "write"; readonly pid: number; readonly address: number; readonly value: number };

export type Deed = SteeringDeed | Change;

/** The fields of each kind, all of them whole numbers. */
const FIELDS: Readonly<Record<Deed["kind"], readonly string[]>> = {
  dispatch: ["thread", "cpu"],
  hold: ["thread"],
  release: ["thread"],
  only: ["thread"],
  kill: ["thread"],
  suspend: ["thread"],
  resume: ["thread"],
  priority: ["thread", "value"],
  register: ["thread", "register", "value"],
  write: ["pid", "address", "value"],
  jump: ["thread", "index"],
  quantum: ["thread", "value"],
  tickets: ["thread", "value"],
  nice: ["thread", "value"],
};

interface SteeringRow {
  /** Why it cannot be done to this thread now, as a template or a text; or nothing. */
  problem(sim: Simulation, thread: Thread, deed: SteeringDeed): string | undefined;
  apply(sim: Simulation, deed: SteeringDeed): void;
  /** What it comes to, of the thread {0}. */
  readonly says: string;
}

const notEnded = (_sim: Simulation, thread: Thread): string | undefined =>
  thread.state === ThreadState.terminated ? phrase("it has ended") : undefined;

const cpuOf = (deed: SteeringDeed): number => (deed.kind === "dispatch" ? deed.cpu : -1);

function dispatchProblem(sim: Simulation, thread: Thread, deed: SteeringDeed): string | undefined {
  const cpu = cpuOf(deed);
  if (thread.state !== ThreadState.ready && thread.state !== ThreadState.running)
    return sim.words("it is {0}: only a ready thread can be dispatched", STATES[thread.state]!.name);
  const isCarried = processAt(sim, thread.pid).threading.model === "kernel" || thread.carrier >= 0;
  if (!isCarried) return phrase("it has no kernel thread: the thread library of its process decides when it gets one");
  if (cpu >= 0 && !nodeOf(sim, processAt(sim, thread.pid)).cpus.includes(cpu))
    return phrase("its machine has no such CPU");
  return undefined;
}

const STEERING: Readonly<Record<SteeringDeed["kind"], SteeringRow>> = {
  dispatch: {
    problem: dispatchProblem,
    apply: (sim, deed) => {
      dispatchNext(sim, deed.thread, cpuOf(deed));
    },
    says: phrase("{0} runs next"),
  },
  hold: {
    problem: notEnded,
    apply: (sim, { thread }) => {
      holdThread(sim, thread);
    },
    says: phrase("{0} is held: it does not run until it is released"),
  },
  release: {
    problem: (sim, thread) => (sim.world.steering.held.includes(thread.id) ? undefined : phrase("it is not held")),
    apply: (sim, { thread }) => {
      releaseThread(sim, thread);
    },
    says: phrase("{0} is released"),
  },
  only: {
    problem: notEnded,
    apply: (sim, { thread }) => {
      runOnly(sim, thread);
    },
    says: phrase("{0} alone runs, the others stay where they are"),
  },
  ...PROCESS_DEEDS,
};

/** Changes of a thread that no program could make. */
const CHANGES: Readonly<Record<Change["kind"], true>> = {
  register: true,
  write: true,
  jump: true,
  quantum: true,
  tickets: true,
  nice: true,
};

function isChange(deed: Deed): deed is Change {
  return Object.hasOwn(CHANGES, deed.kind);
}

/** Whether something that was read is a deed. */
export function isDeed(value: unknown): value is Deed {
  const { kind, ...fields } = (value ?? {}) as { kind?: unknown } & Partial<Record<string, unknown>>;
  if (typeof kind !== "string" || !Object.hasOwn(FIELDS, kind)) return false;
  return FIELDS[kind as Deed["kind"]].every((field) => Number.isInteger(fields[field]));
}

function changeProblem(sim: Simulation, change: Change): string | undefined {
  if (change.kind !== "write") {
    const thread = sim.world.threads[change.thread];
    if (thread === undefined) return sim.words("there is no such thread");
    if (change.kind === "jump") return jumpProblem(sim, thread, change.index);
    if (change.kind === "register") return undefined;
    return change.kind === "quantum"
      ? quantumProblem(sim, thread, change.value)
      : shareProblem(sim.words, thread, change.kind, change.value);
  }
  const process = sim.world.processes[change.pid];
  const isThere = process !== undefined && peek(nodeOf(sim, process).memory, process, change.address) !== undefined;
  return isThere ? undefined : sim.words("there is no memory at {0}", hex(change.address));
}

/** Why a deed cannot be done now, as a sentence, or nothing. */
export function deedProblem(sim: Simulation, deed: Deed): string | undefined {
  if (isChange(deed)) return changeProblem(sim, deed);
  if (deed.kind === "only" && deed.thread < 0) return undefined;
  const thread = sim.world.threads[deed.thread];
  const { words } = sim;
  if (thread === undefined) return words("There is no such thread.");
  const problem = STEERING[deed.kind].problem(sim, thread, deed);
  if (problem === undefined) return undefined;
  return words("{0} cannot be told so: {1}.", threadLabel(sim, thread), words(problem));
}

/** Does it. */
export function applyDeed(sim: Simulation, deed: Deed): void {
  if (deed.kind === "register") threadAt(sim, deed.thread).registers[deed.register] = deed.value;
  else if (deed.kind === "jump") jump(sim, threadAt(sim, deed.thread), deed.index);
  else if (deed.kind === "quantum") setQuantum(sim, threadAt(sim, deed.thread), deed.value);
  else if (deed.kind === "tickets" || deed.kind === "nice")
    changeShare(sim, threadAt(sim, deed.thread), deed.kind, deed.value);
  else if (deed.kind === "write") {
    const process = processAt(sim, deed.pid);
    poke(nodeOf(sim, process).memory, process, deed.address, deed.value);
  } else STEERING[deed.kind].apply(sim, deed);
}

/** `3 consumer runs next`. */
export function deedText(sim: Simulation, deed: SteeringDeed): string {
  const thread = sim.world.threads[deed.thread];
  const { words, world } = sim;
  if (thread === undefined) return words("every thread may run again");
  const label = threadLabel(sim, thread);
  const cpu = cpuOf(deed);
  if (cpu >= 0) return words("{0} runs next on CPU {1}", label, world.cpus[cpu]!.number);
  return words(STEERING[deed.kind].says, label, deed.kind === "priority" ? deed.value : "");
}

/** A CPU that is to be given to one of several ready threads, which somebody has to choose. */
export interface PendingChoice {
  readonly cpu: Cpu;
  /** In the order of the options. */
  readonly threads: readonly Thread[];
}

/** The choice that a person has to make before the machine goes on, or undefined: that of a machine with `scheduler: manual`. */
export function pendingChoice(sim: Simulation): PendingChoice | undefined {
  const { world } = sim;
  if (world.phase !== Phase.dispatch) return undefined;
  for (const node of world.nodes) {
    if (schedulerOf(sim, node).name !== "manual") continue;
    const cpus = node.cpus.map((index) => world.cpus[index]!);
    for (const cpu of cpus.filter(({ thread, overheadLeft }) => thread < 0 && overheadLeft === 0)) {
      const threads = queueInOrder(world.threads, queueOfCpu(node, cpu), policyOf(sim, node));
      if (threads.length > 1) return { cpu, threads };
      if (threads.length === 1) break;
    }
  }
  return undefined;
}

/** The question, as a sentence. */
export function choiceText(sim: Simulation, { cpu, threads }: PendingChoice): string {
  const names = threads.map((thread) => threadLabel(sim, thread)).join(", ");
  return sim.words("Who runs on CPU {0} at tick {1}: {2}?", cpu.number, sim.world.tick, names);
}
