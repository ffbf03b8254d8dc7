/**
 * The choices of a run: made by its seed, unless a person or a record makes them.
 *
 * Keeps true: the n-th choice of the run as it is now is always the same, however often the run is repeated on the way through
 * time; a choice that is made anew begins a new future: those after it are forgotten, and those of the record not made.
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

export class Choices {
  /** What was decided otherwise than by the seed, by the number of the choice. */
  private readonly decided = new Map<number, number>();
  /** What a record says, by the number of the choice. */
  private readonly planned: Map<number, MadeChoice>;
  /** The first choices of the run, as they were made last. */
  private readonly made: MadeChoice[] = [];
  /** The choice that is left to the seed although a person was asked. */
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
      const asked = this.decided.get(index) ?? this.planFor(kind, options, index);
      const chosen = asked !== undefined && asked < options ? asked : seeded(kind, options, index);
      if (index < LIMITS.recordedChoices) this.made[index] = { index, tick: this.tick(), kind, options, chosen };
      return chosen;
    };
  }

  /** The choices that led to the one with this number. */
  before(index: number): readonly MadeChoice[] {
    return this.made.slice(0, index);
  }

  /** Whether nobody has to be asked for a choice. */
  isSettled(index: number): boolean {
    return this.passed === index || this.decided.has(index) || this.planned.has(index);
  }

  /** A person chooses, and what was chosen after that is forgotten. */
  decide(index: number, chosen: number): void {
    this.cut(index);
    this.decided.set(index, chosen);
  }

  /** The next choice is left to the seed. */
  pass(index: number): void {
    this.passed = index;
  }

  /** The run goes on from there: what a person chose later is forgotten, what a record says is not. */
  forgetFrom(index: number): void {
    for (const key of [...this.decided.keys()]) if (key >= index) this.decided.delete(key);
    this.passed = -1;
    if (this.made.length > index) this.made.length = index;
  }

  /** A person takes over: from there on nothing of a record holds any more. */
  cut(index: number): void {
    this.forgetFrom(index);
    for (const key of [...this.planned.keys()]) if (key >= index) this.planned.delete(key);
  }

  private planFor(kind: ChoiceKind, options: number, index: number): number | undefined {
    const plan = this.planned.get(index);
    if (plan === undefined || (plan.kind === kind && plan.options === options)) return plan?.chosen;
    this.misfit ??= plan;
    return undefined;
  }
}
