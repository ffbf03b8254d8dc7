/**
 * When an `always` condition may have changed: the instructions that may write what it reads are marked, and so are those
 * after them, so that a run stops for a look between any two such writes, on whichever CPUs they fall.
 *
 * Keeps true: no value that lasts between two effects is missed; a run that is watched has the same trace as one that is
 * not; what cannot touch the watched words runs at full speed. Metrics change with time, so they are looked at every tick.
 */
import { codeAddress, codeIndex, type Image } from "../isa/image.ts";
import { decode, INSTRUCTIONS, Op } from "../isa/instructions.ts";
import { FP, PC, SP, ZERO } from "../isa/registers.ts";
import type { Simulation } from "../machine/simulation.ts";
import { Ended, Phase, type Thread } from "../machine/state.ts";
import { ThreadState } from "../machine/states.ts";
import { Halt, run, step } from "../machine/step.ts";
import type { Span } from "./expectationsNames.ts";

const WRITERS: ReadonlySet<number> = new Set([Op.store, Op.tas, Op.cas, Op.faa, Op.swp]);
/** Those whose first register is only read. */
const READERS: ReadonlySet<number> = new Set([Op.store, Op.push, Op.cmp, Op.cmpi, Op.bound, Op.work]);

/** Marks: an instruction that may write a watched word; one that follows such. */
const WRITES = 1;
const FOLLOWS = 2;

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

/** The marks of an image for conditions that read `spans`. */
function marksFor(image: Image, spans: readonly Span[]): Uint8Array {
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

/** Drives a simulation so that `look` is called whenever the watched may have changed. */
export class Watch {
  /** The writes that have begun and are not done, by thread. */
  private readonly begun = new Map<number, number>();
  private isTouched = true;
  private interest: Interest | undefined;

  constructor(
    private readonly sim: Simulation,
    private readonly look: (writes: readonly Write[]) => void,
  ) {}

  /** From now on looks for these; undefined: for nothing more. */
  watchFor(interest: Interest | undefined): void {
    const { sim } = this;
    this.interest = interest;
    sim.marks.set(marksFor(sim.image, interest?.spans ?? []));
    sim.onMark =
      interest === undefined
        ? undefined
        : (thread) => {
            this.begin(thread);
            return false;
          };
    if (interest === undefined) this.begun.clear();
  }

  /** Something happened that is no instruction: what `isOperator` does falls on shared words too. */
  touch(isOperator: boolean): void {
    if (this.interest === undefined || !(isOperator || this.interest.hasProcesses)) return;
    this.isTouched = true;
    // The step ends before anything more can write.
    this.sim.stopRequested = true;
  }

  /** Runs as `run` does. */
  run(allowance: number): Halt {
    const { sim } = this;
    const { horizon } = sim;
    for (let left = allowance; left > 0;) {
      const { world } = sim;
      if (world.ended !== Ended.not) return Halt.ended;
      if (this.interest === undefined) return run(sim, left);
      if (world.phase === Phase.boundary && world.tick >= horizon && world.alive > 0) return Halt.horizon;
      if (this.interest.isTimed) sim.horizon = Math.min(horizon, world.tick + 1);
      const { tick } = world;
      left -= this.step(left);
      sim.horizon = horizon;
      if (this.isTouched || this.begun.size > 0 || (this.interest.isTimed && world.tick !== tick)) this.inspect();
    }
    return sim.world.ended === Ended.not ? Halt.allowance : Halt.ended;
  }

  private begin(thread: Thread): void {
    const { sim } = this;
    const index = codeIndex(thread.registers[PC]!);
    if ((sim.marks[index]! & WRITES) === 0) return;
    this.begun.set(thread.id, index);
    // Two in one tick: time must not pass before their effects are told apart.
    if (this.begun.size > 1) sim.stopRequested = true;
  }

  private step(allowance: number): number {
    const { sim, begun } = this;
    const { world } = sim;
    // A CPU that does not count as plain has its effect by itself; the outcome is the same.
    if (begun.size > 1 && world.phase === Phase.advance) for (const cpu of world.cpus) cpu.plain = false;
    const { observesSlices } = sim;
    // Else one step may hold several quanta, and a look would come late.
    sim.observesSlices = true;
    sim.stopRequested = false;
    const work = step(sim, allowance);
    sim.stopRequested = false;
    sim.observesSlices = observesSlices;
    return work;
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
