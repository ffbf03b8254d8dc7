/**
 * The thread library of a process as data: its model, its carriers (LWPs, Ms), its logical processors, its run queues.
 *
 * Keeps true: a process of kernel threads has none of these; a carrier carries at most one thread, and a thread that is
 * carried has the scheduling record of its carrier, so that the kernel schedules the carrier whoever it carries.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Threads: many-to-one, one-to-one, many-to-many.
 */
import { createDeque } from "../../base/deque.ts";
import { numberArg, wordArg, type Choice } from "../../isa/settings.ts";
import { createScheduling } from "../sched/scheduling.ts";
import type { Simulation } from "../simulation.ts";
import type { Process, Thread } from "../state.ts";
import { CarrierState, type Carrier, type Processor, type ThreadModel, type Threading } from "./state.ts";

/** The setting for 1-1 threads. */
export const KERNEL_THREADS: Choice = { name: "kernel", args: {} };

type Shares = Pick<Process["settings"], "priority" | "tickets" | "nice">;

/** A carrier that carries nobody, by the number that follows. */
export function addCarrier(threading: Threading, shares: Shares, bound: boolean): Carrier {
  const carrier: Carrier = {
    number: threading.carriers.length + 1,
    state: CarrierState.idle,
    thread: -1,
    bound,
    processor: -1,
    lastProcessor: -1,
    spinsOn: -1,
    fresh: threading.carriers.length > 0,
    last: -1,
    loads: false,
    sched: createScheduling({ ...shares, deadline: -1, period: -1 }),
    taken: 0,
    spun: 0,
    user: 0,
    kernel: 0,
  };
  threading.carriers.push(carrier);
  return carrier;
}

const newProcessor = (number: number): Processor => ({ number, carrier: -1, queue: createDeque(), looks: 0 });

/** Carriers that a process has from the beginning, by its model; Go makes more as it needs them. */
const FIRST_CARRIERS: Readonly<Record<ThreadModel, (choice: Choice) => number>> = {
  kernel: () => 0,
  library: () => 1,
  hybrid: (choice) => numberArg(choice, "lwps"),
  go: () => 1,
};

/** Ticks of a user-level slice: a library that is told to pre-empt, and Go always. */
export function quantumOf(choice: Choice): number {
  const isSliced = choice.name === "go" || wordArg(choice, "switching") === "preemptive";
  return isSliced ? numberArg(choice, "quantum") : 0;
}

/** The library that a setting asks for. */
export function createThreading(choice: Choice, shares: Shares): Threading {
  const model = choice.name as ThreadModel;
  const processors = model === "go" ? numberArg(choice, "processors") : 0;
  const threading: Threading = {
    model,
    quantum: quantumOf(choice),
    carriers: [],
    processors: Array.from({ length: processors }, (_none, number) => newProcessor(number)),
    queue: createDeque(),
    switches: 0,
    stolen: 0,
    handedOff: 0,
  };
  for (let k = FIRST_CARRIERS[model](choice); k > 0; k--) addCarrier(threading, shares, false);
  return threading;
}

/** What charts call a carrier: `lwp 2`, `m 3`. */
export function carrierName({ model }: Threading, { number }: Carrier): string {
  return `${model === "go" ? "m" : "lwp"} ${number}`;
}

/** The setting that a library was made from: a child has that of its parent. */
export function choiceOf({ model, quantum, carriers, processors }: Threading): Choice {
  const lwps = carriers.filter((carrier) => !carrier.bound).length;
  const switching = quantum > 0 ? "preemptive" : "cooperative";
  return { name: model, args: { switching, quantum, lwps, processors: processors.length } };
}

/** The kernel's record of a carrier goes over to the thread that it takes up, or back; a priority stays whose it is. */
function exchange(carrier: Carrier, thread: Thread): void {
  const { priority } = carrier.sched;
  carrier.sched.priority = thread.sched.priority;
  thread.sched.priority = priority;
  [thread.sched, carrier.sched] = [carrier.sched, thread.sched];
}

/** Lets a carrier that carries nobody carry the thread. */
export function mount(carrier: Carrier, thread: Thread): void {
  thread.carrier = carrier.number - 1;
  carrier.thread = thread.id;
  carrier.state = CarrierState.carrying;
  carrier.taken++;
  carrier.loads = carrier.last >= 0 && carrier.last !== thread.id;
  carrier.user -= thread.account.user;
  carrier.kernel -= thread.account.kernel;
  exchange(carrier, thread);
}

/** The thread is carried no more; the carrier is idle. */
export function unmount(process: Process, thread: Thread): Carrier {
  const carrier = process.threading.carriers[thread.carrier]!;
  exchange(carrier, thread);
  carrier.user += thread.account.user;
  carrier.kernel += thread.account.kernel;
  thread.carrier = -1;
  carrier.thread = -1;
  carrier.last = thread.id;
  carrier.state = CarrierState.idle;
  return carrier;
}

/**
 * A carrier has gone from one thread to another. Where it is the only one and threads change by what they do themselves alone,
 * what the first did is before what the other does, for those who look for data races.
 */
export function handOver(sim: Simulation, { threading }: Process, from: number, to: number): void {
  if (from >= 0 && threading.model === "library" && threading.quantum === 0) sim.races?.order(from, to);
}

/** The main thread of a new process begins on its first carrier, with the first logical processor. */
export function mountFirst(process: Process, main: Thread): void {
  const { carriers, processors } = process.threading;
  const first = carriers[0];
  if (first === undefined) return;
  mount(first, main);
  giveProcessor(first, processors[0]);
}

/** Lets a carrier hold a logical processor that nobody holds. */
export function giveProcessor(carrier: Carrier, processor: Processor | undefined): void {
  if (processor === undefined) return;
  carrier.processor = processor.number;
  carrier.lastProcessor = processor.number;
  processor.carrier = carrier.number - 1;
}

/** Takes the logical processor from a carrier, if it holds one. */
export function takeProcessor(process: Process, carrier: Carrier): Processor | undefined {
  const processor = process.threading.processors[carrier.processor];
  if (processor === undefined) return undefined;
  carrier.processor = -1;
  processor.carrier = -1;
  return processor;
}
