/**
 * Doing again what a person did to a run: each deed at its moment, on the way through the run.
 *
 * Keeps true: apart from its deeds the run is as it would be without: what somebody else wants to stop at, stops it; a deed whose
 * moment is not met belongs to another run: it and those after it are dropped, and that is said.
 */
import { codeIndex } from "../../isa/image.ts";
import { PC } from "../../isa/registers.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Ended, Phase, type Thread } from "../../machine/state.ts";
import { Halt } from "../../machine/step.ts";
import type { Deed } from "./deeds.ts";
import { momentOf, sameMoment, type Moment } from "./moments.ts";

/** What a person did, and when. */
export interface TimedDeed {
  readonly at: Moment;
  readonly deed: Deed;
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

  constructor(
    private readonly sim: Simulation,
    private deeds: readonly TimedDeed[],
    private readonly host: ReplayHost,
  ) {}

  /** The run stands where so many of the deeds are done. */
  seek(done: number): void {
    this.next = done;
  }

  /** A person takes over here: what comes later is not done. */
  cut(): void {
    this.deeds = this.deeds.slice(0, this.next);
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
        this.next++;
        this.host.perform(next.deed);
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
    sim.onMark = (thread) => isHere() || (isOthers(sim.marks, thread) && onMark?.(thread) === true);
    sim.onChoice = (cpu) => isHere() || onChoice?.(cpu) === true;
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
    return halt === Halt.stopped && !this.isStoppedByOthers(isHere()) ? Halt.allowance : halt;
  }

  private isStoppedByOthers(isHere: boolean): boolean {
    const { world, dispatchHorizon } = this.sim;
    const isDispatched = world.phase === Phase.start && world.cursor === 0 && world.tick >= dispatchHorizon;
    const isHeld = world.phase === Phase.advance && world.steering.parked.length > 0 && !isHere;
    return this.host.wantsStop() || isDispatched || isHeld;
  }
}

/** Whether somebody else has marked the instruction that a thread is about to begin. */
function isOthers(marks: Uint8Array, thread: Thread): boolean {
  return (marks[codeIndex(thread.registers[PC]!)]! & ~OURS) !== 0;
}
