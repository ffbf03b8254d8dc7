/**
 * The choices of a run: made by its seed, unless a person or a record makes them.
 *
 * Keeps true: the n-th choice of the run as it is now is always the same, however often the run is repeated on the way through
 * time: who comes to it again is asked again, and goes on without choosing as it was chosen before; a choice that is made anew
 * begins a new future: those after it are forgotten, and those of the record not made.
 */
import { LIMITS } from "../../base/limits.ts";
import { seededChooser, type ChoiceKind, type Chooser } from "../../machine/choice.ts";

/** A choice that was made: `chosen` of `options`, counted from 0. */
export interface MadeChoice {
  readonly index: number;
  readonly tick: number;
  readonly kind: ChoiceKind;
  readonly options: number;
  readonly chosen: number;
}

/** A choice that a person made. */
export interface DecidedChoice {
  readonly tick: number;
  readonly chosen: number;
}

export class Choices {
  /** What was decided otherwise than by the seed, by the number of the choice. */
  private readonly decided = new Map<number, DecidedChoice>();
  /** What a record says, by the number of the choice. */
  private readonly planned: Map<number, MadeChoice>;
  /** The first choices of the run, as they were made last. */
  private readonly made: MadeChoice[] = [];
  /** The choice that is not asked for any more: a person has made it, or goes on without. */
  private passed = -1;
  /** The first choice that did not fit the record. */
  misfit: MadeChoice | undefined;

  /**
   * @param tick the present tick of the run
   * @param plan the choices of a record
   */
  constructor(
    readonly seed: number,
    private readonly tick: () => number,
    plan: readonly MadeChoice[] = [],
  ) {
    this.planned = new Map(plan.map((choice) => [choice.index, choice]));
  }

  /** The port of the machine. */
  chooser(): Chooser {
    const seeded = seededChooser(this.seed);
    return (kind, options, index) => {
      const asked = this.decided.get(index)?.chosen ?? this.planFor(kind, options, index);
      const chosen = asked !== undefined && asked < options ? asked : seeded(kind, options, index);
      if (index < LIMITS.recordedChoices) this.made[index] = { index, tick: this.tick(), kind, options, chosen };
      return chosen;
    };
  }

  /** The choices that led to the one with this number. */
  before(index: number): readonly MadeChoice[] {
    return this.made.slice(0, index);
  }

  /** How many choices of the record come after those that were made, and how many it has. */
  leftOver(made: number): { readonly left: number; readonly all: number } {
    const indices = [...this.planned.keys()];
    return { left: indices.filter((index) => index >= made).length, all: indices.length };
  }

  /** Whether nobody has to be asked for a choice. */
  isSettled(index: number): boolean {
    return this.passed === index || this.planned.has(index);
  }

  /** A person chooses, and what was chosen after that is forgotten. */
  decide(index: number, chosen: number): void {
    this.cut(index);
    this.decided.set(index, { tick: this.tick(), chosen });
    this.passed = index;
  }

  /** Whether a person chose so, here. */
  isDecided(index: number, chosen: number): boolean {
    return this.decided.get(index)?.chosen === chosen;
  }

  /** The next choice is made as it was before, else by the seed. */
  pass(index: number): void {
    this.passed = index;
  }

  /** The run goes on from there. */
  goOnFrom(index: number): void {
    this.passed = -1;
    if (this.made.length > index) this.made.length = index;
  }

  /** A person takes over: from there on nothing of a record holds any more, nor what was chosen. Answers with that. */
  cut(index: number): readonly DecidedChoice[] {
    this.goOnFrom(index);
    for (const key of [...this.planned.keys()]) if (key >= index) this.planned.delete(key);
    const dropped = [...this.decided].filter(([key]) => key >= index);
    for (const [key] of dropped) this.decided.delete(key);
    return dropped.map(([, choice]) => choice);
  }

  private planFor(kind: ChoiceKind, options: number, index: number): number | undefined {
    const plan = this.planned.get(index);
    if (plan === undefined || (plan.kind === kind && plan.options === options)) return plan?.chosen;
    this.misfit ??= plan;
    return undefined;
  }
}
