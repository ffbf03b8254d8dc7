/**
 * Doing again what a person did to a run: each deed at its moment, on the way through the run.
 *
 * Keeps true: apart from its deeds the run is as it would be without: what somebody else wants to stop at, stops it, before the
 * deed is done; a deed whose moment is not met belongs to another run: it and those after it are dropped, and that is said.
 */
import { codeIndex } from "../../isa/image.ts";
import { PC } from "../../isa/registers.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Ended, Phase, type Thread } from "../../machine/state.ts";
import { Halt, standsStill } from "../../machine/step.ts";
import { dueThread } from "../breakpoints/watches.ts";
import { pendingChoice, type Deed } from "./deeds.ts";
import { momentOf, sameMoment, type Moment } from "./moments.ts";

/** What a person did, and when. */
export interface TimedDeed {
  readonly at: Moment;
  readonly deed: Deed;
  /** What it is called, when a person did it in this session: `the change of count`. */
  readonly name?: string;
}

/** Whether two deeds are the same. */
function isSame(a: Deed, b: Deed): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Who has the run: what it is told, and what it is asked. */
interface ReplayHost {
  /** Does a deed. */
  perform(deed: Deed): void;
  /** A deed and those after it do not fit this run. */
  dropped(first: TimedDeed): void;
  /** Whether somebody else wants to stop now. */
  wantsStop(): boolean;
}

/** A mark of ours beside those of others. */
const OURS = 32;
/** Work of one piece near a deed: each is done by itself. */
const MOST_STEPS = 10_000;

export class Replay {
  private next = 0;
  private deeds: TimedDeed[];

  constructor(
    private readonly sim: Simulation,
    deeds: readonly TimedDeed[],
    private readonly host: ReplayHost,
  ) {
    this.deeds = [...deeds];
  }

  /** The run stands where so many of the deeds are done. */
  seek(done: number): void {
    this.next = done;
  }

  /** A person takes over here: what comes later is not done. Answers with that. */
  cut(): readonly TimedDeed[] {
    return this.deeds.splice(this.next);
  }

  /** A person does something now: it is done again whenever the run comes here. */
  add(deed: TimedDeed): void {
    this.deeds.push(deed);
    this.next++;
  }

  /** What is still to be done. */
  get left(): readonly TimedDeed[] {
    return this.deeds.slice(this.next);
  }

  /** What was done at this very moment, as far as it is not done yet: the first of that. */
  get due(): TimedDeed | undefined {
    const next = this.deeds[this.next];
    return next !== undefined && sameMoment(momentOf(this.sim.world), next.at) ? next : undefined;
  }

  /** Whether what was done at this very moment is such a deed. */
  isDue(deed: Deed): boolean {
    return this.due !== undefined && isSame(this.due.deed, deed);
  }

  /** Does it again, if it is. */
  repeats(deed: Deed): boolean {
    const { due } = this;
    if (due === undefined || !this.isDue(deed)) return false;
    this.redo(due);
    return true;
  }

  /** Does the next deed again. */
  redo({ deed }: TimedDeed): void {
    this.next++;
    this.host.perform(deed);
  }

  /** How a person let threads run who stepped with one alone is not kept for who goes on otherwise, with `thread` alone. */
  forgetModes(thread: number): void {
    const isMode = ({ deed, name }: TimedDeed): boolean =>
      name !== undefined && deed.kind === "only" && deed.thread !== thread;
    while (this.deeds.length > this.next && isMode(this.deeds.at(-1)!)) this.deeds.pop();
  }

  /**
   * Runs as the machine's `run` does.
   * @param advance runs a piece without deeds
   */
  run(allowance: number, advance: (most: number) => Halt): Halt {
    const { sim } = this;
    const next = this.deeds[this.next];
    if (next === undefined) return advance(allowance);
    if (sim.world.tick < next.at.tick - 1 && sim.world.ended === Ended.not) {
      const { horizon } = sim;
      sim.horizon = Math.min(horizon, next.at.tick - 1);
      const halt = advance(allowance);
      sim.horizon = horizon;
      return halt === Halt.horizon && sim.world.tick < horizon ? Halt.allowance : halt;
    }
    for (let left = Math.min(allowance, MOST_STEPS); left > 0; left--) {
      if (sameMoment(momentOf(sim.world), next.at)) {
        if (this.isStoppedHere()) return Halt.stopped;
        this.redo(next);
        return Halt.allowance;
      }
      if (sim.world.tick > next.at.tick || sim.world.ended !== Ended.not) {
        this.cut();
        this.host.dropped(next);
        return Halt.allowance;
      }
      const halt = this.goNear(next.at, advance);
      if (halt !== Halt.allowance) return halt;
    }
    return Halt.allowance;
  }

  /** One step that can end wherever a deed can be done. */
  private goNear(target: Moment, advance: (most: number) => Halt): Halt {
    const { sim } = this;
    const { world, marks, onMark, onChoice, observe, horizon, dispatchHorizon, observesSlices } = sim;
    const isHere = (): boolean => sameMoment(momentOf(sim.world), target);
    // Others may set their marks anew in the middle: in place.
    marks.forEach((mark, index) => (marks[index] = mark | OURS));
    sim.observesSlices = true;
    sim.onMark = (thread) => (isOthers(sim.marks, thread) && onMark?.(thread) === true) || isHere();
    sim.onChoice = (cpu) => onChoice?.(cpu) === true || isHere();
    sim.observe = (...event) => {
      observe?.(...event);
      if (sim.world.tick === target.tick) sim.stopRequested = true;
    };
    if (world.tick < target.tick) sim.horizon = Math.min(horizon, target.tick);
    sim.dispatchHorizon = Math.min(dispatchHorizon, target.tick);
    const halt = advance(1);
    sim.marks.forEach((mark, index) => (sim.marks[index] = mark & ~OURS));
    Object.assign(sim, { onMark, onChoice, observe, horizon, dispatchHorizon, observesSlices });
    if (halt === Halt.horizon) return world.tick < horizon ? Halt.allowance : halt;
    return halt === Halt.stopped && !this.isStoppedByOthers() ? Halt.allowance : halt;
  }

  /** Whether nothing can happen any more but what those could do that are held. */
  private isHeldBack(): boolean {
    const { phase, steering } = this.sim.world;
    return phase === Phase.advance && steering.parked.length > 0 && standsStill(this.sim);
  }

  /** Whether somebody else wants to stop at what comes next: a marked instruction, a choice, or nothing at all. */
  private isStoppedHere(): boolean {
    const { sim } = this;
    if (this.isHeldBack()) return true;
    const thread = dueThread(sim);
    if (thread !== undefined && thread.workLeft <= 0 && sim.passMark !== thread.id && isOthers(sim.marks, thread))
      return sim.onMark?.(thread) === true;
    const choice = sim.onChoice === undefined ? undefined : pendingChoice(sim);
    return choice !== undefined && sim.onChoice?.(choice.cpu) === true;
  }

  private isStoppedByOthers(): boolean {
    const { world, dispatchHorizon } = this.sim;
    const isDispatched = world.phase === Phase.start && world.cursor === 0 && world.tick >= dispatchHorizon;
    return this.host.wantsStop() || isDispatched || this.isHeldBack();
  }
}

/** Whether somebody else has marked the instruction that a thread is about to begin. */
function isOthers(marks: Uint8Array, thread: Thread): boolean {
  return (marks[codeIndex(thread.registers[PC]!)]! & ~OURS) !== 0;
}
