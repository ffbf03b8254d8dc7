/**
 * A simulation: the world together with what it does not contain: the image, the chooser, and those who watch.
 *
 * Keeps true: the world alone decides what happens next; observers and marks never change it.
 */
import { assert } from "../base/assert.ts";
import type { Said, Words } from "../base/words.ts";
import type { Image } from "../isa/image.ts";
import type { Choice } from "../isa/settings.ts";
import type { Chooser, ChoiceKind } from "./choice.ts";
import type { Need } from "./cpu/instruction.ts";
import { Stop, type Execution } from "./cpu/interpreter.ts";
import type { EventKind, Observer, Overhead } from "./events.ts";
import type { Message } from "./ipc/boxes.ts";
import type { RaceDetector } from "./ipc/race.ts";
import type { Users } from "./ipc/users.ts";
import type { Policy } from "./sched/policy.ts";
import type { Watcher } from "./watching.ts";
import type { Cpu, Node, Process, Thread, World } from "./state.ts";
import { FaultKind } from "./states.ts";

/** Takes each stretch of time that a CPU was busy; `overhead` is none for user work. */
export type SpanObserver = (cpu: Cpu, thread: number, overhead: Overhead, from: number, to: number) => void;

/** What a machine's settings come to, found once: costs in ticks, and the scheduling policy. */
export interface Hardware {
  readonly instruction: number;
  readonly contextSwitch: number;
  readonly threadSwitch: number;
  readonly scheduler: Choice;
  readonly policy: Policy;
  /** Whether an idle CPU takes from the longest ready queue. */
  readonly steals: boolean;
  /** Whether `nextSlice` can do what the end of a quantum takes. */
  readonly isSliced: boolean;
}

export interface Simulation {
  readonly image: Image;
  /** How texts about it are said: nothing that it does depends on that. */
  readonly words: Words;
  /** What the text of the present event is made of, where it is a sentence. */
  said: Said | undefined;
  /** By machine. */
  readonly hardware: readonly Hardware[];
  world: World;
  choose: Chooser;
  /** Told of each event; undefined: nobody watches. */
  observe: Observer | undefined;
  /** Whether that one wants every dispatch and end of a quantum; without, slices may follow each other in one go. */
  observesSlices: boolean;
  observeSpan: SpanObserver | undefined;
  /** Told of what orders threads and of accesses to shared words; undefined: nobody looks for races. */
  races: RaceDetector | undefined;
  /** Who watches memory and looks after each step: then a step is one instruction or one tick. Set by `setWatchers`. */
  watchers: readonly Watcher[];
  /** One byte an instruction: not 0 before which `onMark` is asked. */
  marks: Uint8Array;
  /** Whether to stop before the marked instruction that the thread is about to begin. */
  onMark: ((thread: Thread) => boolean) | undefined;
  /** Asked before a policy picks for a CPU among several ready threads: whether to stop before that; undefined: nobody is. */
  onChoice: ((cpu: Cpu) => boolean) | undefined;
  /** The thread that stopped at a mark and now goes on past it; -1: none. */
  passMark: number;
  /** The message that the present event is about, or the last one was. */
  message: Message | undefined;
  /** The thread whose system call is being carried out; -1: none is. */
  caller: number;
  /** Set by whoever wants the run to stop after the present step. */
  stopRequested: boolean;
  /** Whether a machine's policy has something to do at boundaries before the arrivals. */
  readonly isOrdered: boolean;
  /** Whether a machine's policy has something to do at times of its own. */
  readonly isTimed: boolean;
  /** Whether a process may have user-level time slices. */
  readonly hasSlices: boolean;
  /** Whether a machine has a long-term or medium-term scheduler, or interrupts that take time. */
  readonly isManaged: boolean;
  /** The tick from which the run stops after each dispatch, before the CPUs go on; Infinity: it does not. */
  dispatchHorizon: number;
  /** The boundary before which the run stops. */
  horizon: number;
  /** Bytes of the stack of a main thread, and of every other one. */
  readonly stackBytes: number;
  readonly threadStackBytes: number;
  /** One for each CPU. */
  readonly executions: readonly Execution[];
  /** Which programs may end a wait at which object. */
  readonly users: Users;
  /** By machine: where threads run ahead. */
  readonly scratch: readonly Execution[];
  /** What the instruction needs that is being begun. */
  readonly need: Need;
  /** Arguments of the system call in progress. */
  readonly args: Int32Array;
}

export function createExecution(image: Image, node: Node): Execution {
  return {
    code: image.code,
    registers: new Int32Array(16),
    memory: node.memory,
    space: { table: new Int32Array(0), spaceBytes: 0 },
    stackLimit: 0,
    sharedBytes: node.memory.sharedBytes,
    watch: undefined,
    hidden: undefined,
    marks: new Uint8Array(0),
    stop: Stop.limit,
    fault: FaultKind.none,
    faultValue: 0,
    access: { fault: FaultKind.none, place: 0 },
  };
}

export function nodeOf(sim: Simulation, process: Process): Node {
  const node = sim.world.nodes[process.node];
  assert(node !== undefined, "a process is on a machine");
  return node;
}

export function threadAt(sim: Simulation, id: number): Thread {
  const thread = sim.world.threads[id];
  assert(thread !== undefined, "a thread id names a thread");
  return thread;
}

export function processAt(sim: Simulation, pid: number): Process {
  const process = sim.world.processes[pid];
  assert(process !== undefined, "a pid names a process");
  return process;
}

/** Makes the next choice of the run. */
export function chooseOf(sim: Simulation, kind: ChoiceKind, options: number): number {
  const index = sim.world.choices++;
  const chosen = sim.choose(kind, options, index);
  assert(Number.isInteger(chosen) && chosen >= 0 && chosen < options, "a choice is one of its options");
  return chosen;
}

/** The first half of the trace hash after an event: a polynomial over the events' kinds, ticks and first fields. */
export function foldLow(hash: number, kind: EventKind, tick: number, a: number, b: number): number {
  return (Math.imul(hash, 0x2c9277b5) + (kind ^ (a << 5) ^ (b << 19) ^ Math.imul(tick, 0x9e3779b1))) | 0;
}

/** The second half: a polynomial over all their fields but one. */
export function foldHigh(hash: number, a: number, c: number, d: number, e: number): number {
  return (Math.imul(hash, 0x5f356495) + (c ^ (d << 12) ^ (e << 22) ^ Math.imul(a + e, 0x85ebca6b))) | 0;
}

/** Records an event: into the trace hash always, and to the observer if there is one; the text is for that one alone. */
export function emit(
  sim: Simulation,
  kind: EventKind,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  text = "",
): void {
  const { tick, traceHash: hash } = sim.world;
  hash[0] = foldLow(hash[0]!, kind, tick, a, b);
  hash[1] = foldHigh(hash[1]!, a, c, d, e);
  if (sim.observe !== undefined) sim.observe(kind, tick, a, b, c, d, e, text);
}

/** Records an event that carries a text. */
export function emitText(sim: Simulation, kind: EventKind, a: number, b: number, c: number, text: string): void {
  const hash = sim.world.traceHash;
  for (let i = 0; i < text.length; i++) hash[1] = Math.imul(hash[1]! ^ text.charCodeAt(i), 0x01000193);
  const { observe } = sim;
  sim.observe = undefined;
  emit(sim, kind, a, b, c, text.length, 0);
  sim.observe = observe;
  observe?.(kind, sim.world.tick, a, b, c, 0, 0, text);
}

/** Spreads every bit of a word over all of it (the finaliser of MurmurHash3). */
function stir(word: number): number {
  let z = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** The hash of all events so far: 16 hexadecimal digits, equal for equal traces. */
export function traceHash(world: World): string {
  const high = stir(world.traceHash[0]!);
  const low = stir(world.traceHash[1]! ^ high);
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
