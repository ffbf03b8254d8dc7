/**
 * The choices of a session's run: made by its seed, unless a person or a record makes them.
 *
 * Keeps true: the n-th choice of the run as it is now is always the same, however often the run is repeated on the way through
 * time; a choice that is made anew begins a new future: those after it are forgotten.
 */
import { LIMITS } from "../base/limits.ts";
import { seededChooser, type ChoiceKind, type Chooser } from "../machine/choice.ts";

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
  /** The first choices of the run, as they were made last. */
  private readonly made: MadeChoice[] = [];
  /** The choice that is left to the seed although a person was asked. */
  private passed = -1;

  /** @param tick the present tick of the run */
  constructor(
    readonly seed: number,
    private readonly tick: () => number,
  ) {}

  /** The port of the machine. */
  chooser(): Chooser {
    const seeded = seededChooser(this.seed);
    return (kind, options, index) => {
      const decided = this.decided.get(index);
      const chosen = decided !== undefined && decided < options ? decided : seeded(kind, options, index);
      if (index < LIMITS.recordedChoices) this.made[index] = { index, tick: this.tick(), kind, options, chosen };
      return chosen;
    };
  }

  /** Whether nobody has to be asked for a choice. */
  isSettled(index: number): boolean {
    return this.passed === index || this.decided.has(index);
  }

  /** A person chooses, and what was chosen after that is forgotten. */
  decide(index: number, chosen: number): void {
    this.forgetFrom(index);
    this.decided.set(index, chosen);
  }

  /** The next choice is left to the seed. */
  pass(index: number): void {
    this.passed = index;
  }

  /** A new future begins: the choices from there on are not made. */
  forgetFrom(index: number): void {
    for (const key of [...this.decided.keys()]) if (key >= index) this.decided.delete(key);
    this.passed = -1;
    if (this.made.length > index) this.made.length = index;
  }
}
