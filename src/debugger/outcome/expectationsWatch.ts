/**
 * When an `always` condition may have changed: the instructions that may write what it reads are marked, and so are those
 * after them, so that a run stops for a look between any two such writes, on whichever CPUs they fall.
 *
 * Keeps true: no value that lasts between two effects is missed; a run that is watched has the same trace as one that is
 * not; what cannot touch the watched words runs at full speed. Metrics change with time, so they are looked at every tick.
 */
import { codeAddress, codeIndex, type Image } from "../../isa/image.ts";
import { decode, INSTRUCTIONS, Op } from "../../isa/instructions.ts";
import { FP, PC, SP, ZERO } from "../../isa/registers.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Ended, Phase, type Thread } from "../../machine/state.ts";
import { ThreadState } from "../../machine/states.ts";
import { Halt, run, step, tellWatchers } from "../../machine/step.ts";
import type { Span } from "./expectationsNames.ts";

const WRITERS: ReadonlySet<number> = new Set([Op.store, Op.tas, Op.cas, Op.faa, Op.swp]);
/** Those whose first register is only read. */
const READERS: ReadonlySet<number> = new Set([Op.store, Op.push, Op.cmp, Op.cmpi, Op.bound, Op.work]);

/** Bits of a mark: an instruction that may write a watched word; one that follows such. */
export const WRITES = 64;
const FOLLOWS = 128;
const BOTH = WRITES | FOLLOWS;

/** Whether code sets sp or fp by itself, so that a push may write anywhere. */
function movesStack(image: Image): boolean {
  const count = image.code.length / 2;
  for (let index = 0; index < count; index++) {
    const { op, a } = decode(image.code, index);
    if ((a === SP || a === FP) && !READERS.has(op) && INSTRUCTIONS[op]!.operands[0] === "ra") return true;
  }
  return false;
}

function mayWrite(image: Image, index: number, spans: readonly Span[]): boolean {
  const { op, b, imm } = decode(image.code, index);
  if (!WRITERS.has(op) || b === FP || b === SP) return false;
  return b !== ZERO || spans.some((span) => imm >= span.from && imm < span.to);
}

/** The marks of an image for conditions that read `spans`: `WRITES` where one of them may be written. */
export function marksFor(image: Image, spans: readonly Span[]): Uint8Array {
  const count = image.code.length / 2;
  const marks = new Uint8Array(count);
  if (spans.length === 0) return marks;
  const isWild = movesStack(image);
  for (let index = 0; index < count; index++) {
    if (!isWild && !mayWrite(image, index, spans)) continue;
    marks[index] = marks[index]! | WRITES;
    if (index + 1 < count) marks[index + 1] = marks[index + 1]! | FOLLOWS;
  }
  return marks;
}

/** What is watched for. */
export interface Interest {
  readonly spans: readonly Span[];
  readonly isTimed: boolean;
  readonly hasProcesses: boolean;
}

/** A write that has just been done, for those who say who did it. */
export interface Write {
  readonly thread: Thread;
  readonly index: number;
}

/** Who shares the marks of the simulation and its stops. */
export interface WatchHost {
  /** The marks are to be set anew: `Watch.mark` adds those of the watch, of which `Watch.atMark` must be told. */
  remark(): void;
  /** Whether it wants the run to stop now. */
  wantsStop(): boolean;
}

/** Drives a simulation so that `look` is called whenever the watched may have changed. */
export class Watch {
  /** The writes that have begun and are not done, by thread. */
  private readonly begun = new Map<number, number>();
  private isTouched = true;
  private interest: Interest | undefined;
  private marks: Uint8Array = new Uint8Array(0);
  /** Whether the step ends because the watch said so; whether what looked wants the run to stop. */
  private isOwnStop = false;
  private isHalting = false;
  /** Whether the effects of this tick fall one by one, as they would not if nobody watched. */
  private isApart = false;

  constructor(
    private readonly sim: Simulation,
    private readonly host: WatchHost,
    private readonly look: (writes: readonly Write[]) => void,
  ) {}

  /** From now on looks for these; undefined: for nothing more. */
  watchFor(interest: Interest | undefined): void {
    this.interest = interest;
    this.marks = marksFor(this.sim.image, interest?.spans ?? []);
    if (interest === undefined) this.begun.clear();
    this.host.remark();
  }

  /** Adds the marks of the watch to others. */
  mark(marks: Uint8Array): void {
    this.marks.forEach((mark, index) => {
      marks[index] = marks[index]! | mark;
    });
  }

  /** A thread is about to begin a marked instruction. Returns whether the mark is of the watch alone. */
  atMark(thread: Thread): boolean {
    const mark = this.sim.marks[codeIndex(thread.registers[PC]!)]!;
    if ((mark & WRITES) !== 0) this.begin(thread);
    return (mark & ~BOTH) === 0;
  }

  /** The world is another one than before: a moment of the past, or one that a person has changed. */
  jumped(): void {
    this.begun.clear();
    this.isTouched = true;
    this.isApart = false;
    for (const thread of this.sim.world.threads) {
      const index = codeIndex(thread.registers[PC]!);
      if (thread.workLeft > 0 && (this.marks[index]! & WRITES) !== 0) this.begun.set(thread.id, index);
    }
  }

  /** Whether it watches for anything; whether that is in processes. */
  get isWatching(): boolean {
    return this.interest !== undefined;
  }

  get hasProcesses(): boolean {
    return this.interest?.hasProcesses === true;
  }

  /** What has been found is a reason to stop: `run` comes back where a run that nobody watches could be, too. */
  halt(): void {
    this.isHalting = true;
  }

  /** The same, said by an observer in the middle of a step. */
  haltStep(): void {
    this.isHalting = true;
    this.endStep();
  }

  /** Something happened that is no instruction: what `isOperator` does falls on shared words too. */
  touch(isOperator: boolean): void {
    if (this.interest === undefined || !(isOperator || this.interest.hasProcesses)) return;
    this.isTouched = true;
    // The step ends before anything more can write.
    this.endStep();
  }

  private endStep(): void {
    if (!this.sim.stopRequested) this.isOwnStop = true;
    this.sim.stopRequested = true;
  }

  /** Runs as `run` does, and comes back early, as if its allowance were used up, where what was found is a reason to. */
  run(allowance: number): Halt {
    const { sim } = this;
    const { horizon } = sim;
    this.isHalting = false;
    for (let left = allowance; left > 0;) {
      const { world } = sim;
      if (world.ended !== Ended.not) return Halt.ended;
      if (this.interest === undefined && !this.isDueToHalt()) return this.runBlindly(left);
      if (world.phase === Phase.boundary && world.tick >= horizon && world.alive > 0) return Halt.horizon;
      if (this.interest?.isTimed === true) sim.horizon = Math.min(horizon, world.tick + 1);
      const { tick } = world;
      const [work, isStopped] = this.step(left);
      left -= work;
      sim.horizon = horizon;
      const isLate = this.interest?.isTimed === true && world.tick !== tick;
      if (this.isTouched || this.begun.size > 0 || isLate) this.inspect();
      if (isStopped) return Halt.stopped;
      if (this.isDueToHalt() && !this.isApart) return Halt.allowance;
    }
    return sim.world.ended !== Ended.not ? Halt.ended : Halt.allowance;
  }

  /** There is nothing to look for: as the machine runs, unless an observer finds something meanwhile. */
  private runBlindly(allowance: number): Halt {
    this.isOwnStop = false;
    const halt = run(this.sim, allowance);
    return halt === Halt.stopped && (this.isOwnStop as boolean) && !this.host.wantsStop() ? Halt.allowance : halt;
  }

  /** Looking says so while the run is under way. */
  private isDueToHalt(): boolean {
    return this.isHalting;
  }

  private begin(thread: Thread): void {
    this.begun.set(thread.id, codeIndex(thread.registers[PC]!));
    // Two in one tick: time must not pass before their effects are told apart.
    if (this.begun.size > 1) this.endStep();
  }

  /** Does a step: how much work it was, and whether somebody else than the watch wants to stop after it. */
  private step(allowance: number): readonly [work: number, isStopped: boolean] {
    const { sim } = this;
    const { world } = sim;
    // A CPU that does not count as plain has its effect by itself; the outcome is the same.
    if (this.begun.size > 1 && world.phase === Phase.advance) {
      for (const cpu of world.cpus) cpu.plain = false;
      this.isApart = true;
    }
    const { observesSlices } = sim;
    // Else one step may hold several quanta, and a look would come late.
    sim.observesSlices = true;
    sim.stopRequested = false;
    this.isOwnStop = false;
    const work = step(sim, allowance);
    tellWatchers(sim);
    const isAtHorizon = world.phase === Phase.start && world.cursor === 0 && world.tick >= sim.dispatchHorizon;
    // Observers and marks set both while the step runs.
    const isRequested = sim.stopRequested as boolean;
    const isStopped = isRequested && (!(this.isOwnStop as boolean) || isAtHorizon || this.host.wantsStop());
    sim.stopRequested = false;
    sim.observesSlices = observesSlices;
    if (world.phase !== Phase.effects) this.isApart = false;
    return [work, isStopped];
  }

  private inspect(): void {
    const done: Write[] = [];
    for (const [id, index] of this.begun) {
      const thread = this.sim.world.threads[id]!;
      const isDone = thread.registers[PC] !== codeAddress(index);
      if (isDone) done.push({ thread, index });
      if (isDone || thread.state === ThreadState.terminated) this.begun.delete(id);
    }
    this.isTouched = false;
    this.look(done);
  }
}
