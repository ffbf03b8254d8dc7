/**
 * The course of a session's run: what was chosen and what a person did on the way to the present moment, and what a record says
 * is to be chosen and done again. It can be kept as a record.
 *
 * Keeps true: who goes back and forward again meets what was done, by a record or a person, until a person does something else:
 * from there on a new future begins, and what is not done any more is told.
 */
import { phrase, type Words } from "../../base/words.ts";
import type { Simulation } from "../../machine/simulation.ts";
import { Halt } from "../../machine/step.ts";
import { scenarioOf, type ChoiceRecord } from "./choiceRecord.ts";
import type { Choices } from "./choices.ts";
import { deedName } from "./deedNames.ts";
import { applyDeed, type Deed } from "./deeds.ts";
import { History, type HistoryOptions } from "./history.ts";
import type { CodeMap } from "../inspect/codeMap.ts";
import { Replay, type TimedDeed } from "./replay.ts";
import { Trail, type MadeStep, type Spot } from "./trail.ts";

/** What the course needs of the session. */
export interface CourseHost {
  /** Says something on the console. */
  say(text: string): void;
  /** A person, or a record, has changed the machine. */
  changed(): void;
  /** Whether the session wants to stop now. */
  wantsStop(): boolean;
  /** The threads that stand before a mark. */
  standing(): readonly number[];
}

/** What was done later than now and will not be: its name, where it is known, and its tick. */
interface Dropped {
  readonly name: string;
  readonly tick: number;
}

/** `the change of count at tick 35 and 2 later ones are dropped`. */
function droppedText(words: Words, dropped: readonly Dropped[]): string {
  const [first, ...later] = [...dropped].sort((a, b) => a.tick - b.tick);
  if (first === undefined) return words("what was known of the later one is forgotten");
  const { name, tick } = first;
  if (later.length === 0) return words("{0} at tick {1} is dropped", name, tick);
  return later.length === 1
    ? words("{0} at tick {1} and 1 later one are dropped", name, tick)
    : words("{0} at tick {1} and {2} later ones are dropped", name, tick, later.length);
}

function jumped(thread: number): Omit<MadeStep, "from" | "standing"> {
  return { kind: "jump", focus: thread, thread, granularity: undefined, interrupted: undefined };
}

export class Course {
  readonly history: History;
  private readonly trail = new Trail();
  private readonly replay: Replay;
  /** The last tick that is known of the run as it is: going back does not forget it, going on does. */
  furthestTick = 0;
  private isMisfitTold = false;

  constructor(
    private readonly sim: Simulation,
    private readonly map: CodeMap,
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
      this.does(deed);
    };
    this.replay = new Replay(sim, deeds, {
      perform,
      dropped: (deed) => this.tellMisfit(sim.words("what was done at tick {0}", deed.at.tick)),
      wantsStop: () => host.wantsStop(),
    });
  }

  /** A piece of the run, with what a record says on the way. */
  run(allowance: number, advance: (most: number) => Halt): Halt {
    const halt = this.replay.run(allowance, advance);
    const { misfit } = this.choices;
    if (misfit !== undefined && !this.isMisfitTold) {
      this.isMisfitTold = true;
      const { index, tick, options } = misfit;
      this.tellMisfit(this.sim.words("choice {0}, at tick {1} between {2},", index, tick, options));
    }
    if (halt === Halt.ended) this.tellLeftOver();
    return halt;
  }

  /** Where the run stands. */
  spot(): Spot {
    return { at: this.history.here(), done: this.history.deeds.length };
  }

  /** A person changes the machine: what was done here before is done again, anything else begins a new future. */
  intervene(deed: Deed): void {
    this.replay.seek(this.history.deeds.length);
    if (this.replay.repeats(deed)) return;
    this.beginFuture();
    const name = deedName(this.sim, this.map, deed);
    this.replay.add({ at: this.history.here(), deed, name });
    this.does(deed);
  }

  private does(deed: Deed): void {
    const from = this.spot();
    const standing = this.host.standing();
    this.history.intervene(deed);
    const to = this.spot();
    // Who puts a thread elsewhere has made a step with it.
    if (deed.kind !== "jump") this.trail.leadOn(from, to);
    else this.trail.note(to, { ...jumped(deed.thread), from, standing });
    this.host.changed();
  }

  /** Whether this was done here before, and would be done again. */
  isAgain(deed: Deed): boolean {
    this.replay.seek(this.history.deeds.length);
    return this.replay.isDue(deed);
  }

  /** A person makes the next choice; one that is made as it was before begins no new future. */
  decide(place: number): void {
    const { choices } = this.sim.world;
    if (this.choices.isDecided(choices, place)) {
      this.choices.pass(choices);
      return;
    }
    this.beginFuture();
    this.choices.decide(choices, place);
  }

  /** A person takes over here; what is not done any more is told. */
  beginFuture(): void {
    const { words, world } = this.sim;
    const { tick, choices } = world;
    this.replay.seek(this.history.deeds.length);
    const deeds = this.replay.cut().filter(({ deed }) => deed.kind !== "only");
    const dropped: Dropped[] = [
      ...this.choices.cut(choices).map((choice) => ({ name: words("the choice"), tick: choice.tick })),
      ...deeds.map(({ at, deed, name }) => ({ name: name ?? deedName(this.sim, this.map, deed), tick: at.tick })),
    ];
    if (this.furthestTick > tick || dropped.length > 0)
      this.host.say(words("A new future begins at tick {0}: {1}.", tick, droppedText(words, dropped)));
    this.trail.forgetAfter(this.spot());
    this.furthestTick = tick;
  }

  /**
   * Does again what was done at this very moment, up to a step that was made here: who let one thread run alone, or put one
   * elsewhere, went on by that.
   * @param leaves whether the run is about to go on: by the move of a thread, if that is what comes
   * @returns that thread
   */
  redoHere(leaves: boolean): number | undefined {
    this.replay.seek(this.history.deeds.length);
    let moved: number | undefined;
    for (let { due } = this.replay; due !== undefined && due.deed.kind !== "only"; { due } = this.replay) {
      if (due.deed.kind === "jump") {
        if (!leaves || moved !== undefined) break;
        moved = due.deed.thread;
      }
      this.replay.redo(due);
    }
    return moved;
  }

  /** Lets threads run from here as before. */
  redoModes(): void {
    this.replay.seek(this.history.deeds.length);
    for (let { due } = this.replay; due?.deed.kind === "only"; { due } = this.replay) this.replay.redo(due);
  }

  /** Lets a thread run alone from here, -1: all of them, as it was before or otherwise. */
  runOnly(thread: number): void {
    this.replay.seek(this.history.deeds.length);
    const { due } = this.replay;
    const isNew = this.sim.world.steering.only !== thread;
    if (isNew) this.intervene({ kind: "only", thread });
    else if (due?.name !== undefined && due.deed.kind === "only") this.beginFuture();
    else this.replay.forgetModes(thread);
  }

  /** A step has led here. */
  stepped(step: MadeStep): void {
    this.trail.note(this.spot(), step);
  }

  /** A step is undone. */
  undone(step: MadeStep): void {
    this.trail.undo(step);
  }

  /** The step that led here, if one did. */
  get lastStep(): MadeStep | undefined {
    return this.trail.at(this.spot());
  }

  /**
   * The run goes on from here: what people did later is done again on the way.
   * @param isAsked whether it stands at a choice, which is then made as it was before, or by the seed
   */
  leaveForwards(isAsked: boolean): void {
    const { tick, choices } = this.sim.world;
    this.history.forgetFuture();
    this.replay.seek(this.history.deeds.length);
    this.choices.goOnFrom(choices);
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
    return {
      seed: choices.seed,
      scenario: scenarioOf(sim.image),
      choices: choices.before(sim.world.choices),
      deeds: history.deeds,
    };
  }

  /** At the end of the run: what of the record it had no use for. */
  private tellLeftOver(): void {
    const { left, all } = this.choices.leftOver(this.sim.world.choices);
    if (left === 0 || this.isMisfitTold) return;
    this.isMisfitTold = true;
    const template = phrase("The record was not used up: {0} of its {1} choices came after the end of this run.");
    this.host.say(this.sim.words(template, left, all));
  }

  private tellMisfit(what: string): void {
    this.host.say(this.sim.words("The record does not fit this run: {0} was in another one. It is left there.", what));
  }
}
