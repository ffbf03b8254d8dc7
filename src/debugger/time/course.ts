/**
 * The course of a session's run: what was chosen and what a person did on the way to the present moment, and what a record says
 * is to be chosen and done again. It can be kept as a record.
 *
 * Keeps true: a record is followed until a person takes over; from there on a new future begins.
 */
import type { Simulation } from "../../machine/simulation.ts";
import type { Halt } from "../../machine/step.ts";
import type { ChoiceRecord } from "./choiceRecord.ts";
import type { Choices } from "./choices.ts";
import { applyDeed, type Deed } from "./deeds.ts";
import { History, type HistoryOptions } from "./history.ts";
import { Replay, type TimedDeed } from "./replay.ts";

/** What the course needs of the session. */
export interface CourseHost {
  /** Says something on the console. */
  say(text: string): void;
  /** A person, or a record, has changed the machine. */
  changed(): void;
  /** Whether the session wants to stop now. */
  wantsStop(): boolean;
}

export class Course {
  readonly history: History;
  private readonly replay: Replay;
  /** The last tick that is known of the run as it is: going back does not forget it, going on does. */
  furthestTick = 0;
  private isMisfitTold = false;

  constructor(
    private readonly sim: Simulation,
    readonly choices: Choices,
    deeds: readonly TimedDeed[],
    private readonly host: CourseHost,
    options: HistoryOptions = {},
  ) {
    const apply = (deed: Deed): void => {
      applyDeed(sim, deed);
    };
    this.history = new History(sim, apply, options);
    const perform = (deed: Deed): void => {
      this.history.intervene(deed);
      host.changed();
    };
    this.replay = new Replay(sim, deeds, {
      perform,
      dropped: (deed) => this.tellMisfit(`what was done at tick ${deed.at.tick}`),
      wantsStop: () => host.wantsStop(),
    });
  }

  /** A piece of the run, with what a record says on the way. */
  run(allowance: number, advance: (most: number) => Halt): Halt {
    const halt = this.replay.run(allowance, advance);
    const { misfit } = this.choices;
    if (misfit !== undefined && !this.isMisfitTold) {
      this.isMisfitTold = true;
      this.tellMisfit(`choice ${misfit.index}, at tick ${misfit.tick} between ${misfit.options},`);
    }
    return halt;
  }

  /** A person changes the machine. */
  intervene(deed: Deed): void {
    this.beginFuture();
    this.history.intervene(deed);
    this.host.changed();
  }

  /** A person makes the next choice. */
  decide(place: number): void {
    this.choices.decide(this.sim.world.choices, place);
  }

  /** A person takes over here; where a later time is known, it is said that it is forgotten. */
  beginFuture(): void {
    const { tick, choices } = this.sim.world;
    if (this.furthestTick > tick)
      this.host.say(`A new future begins at tick ${tick}: what was known of the later one is forgotten.`);
    this.choices.cut(choices);
    this.replay.cut();
    this.furthestTick = tick;
  }

  /**
   * The run goes on from here: what people did later is forgotten.
   * @param isAsked whether it stands at a choice, which is then left to the seed
   */
  leaveForwards(isAsked: boolean): void {
    const { tick, choices } = this.sim.world;
    this.history.forgetFuture();
    this.replay.seek(this.history.deeds.length);
    this.choices.forgetFrom(choices);
    if (isAsked) this.choices.pass(choices);
    this.furthestTick = tick;
  }

  /** Who went back from a tick still knows of it. */
  leftBackwards(from: number): void {
    this.furthestTick = Math.max(this.furthestTick, from);
  }

  /** The choices that led here, and what people did on the way. */
  record(): ChoiceRecord {
    const { choices, history, sim } = this;
    return { seed: choices.seed, choices: choices.before(sim.world.choices), deeds: history.deeds };
  }

  private tellMisfit(what: string): void {
    this.host.say(`The record does not fit this run: ${what} was in another one. It is left there.`);
  }
}
