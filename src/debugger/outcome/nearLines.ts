/**
 * The printed line that comes nearest to an expected one: told where the expected one never came, because it mostly differs in a
 * number or a space.
 *
 * Keeps true: what was printed after the moment at which a run goes on anew is forgotten.
 */
import type { Simulation } from "../../machine/simulation.ts";
import { isAfter, momentOf, type Moment } from "../time/moments.ts";

/** A line that was nearer to the expected one than all before it. */
interface NearLine {
  readonly at: Moment;
  readonly text: string;
  readonly likeness: number;
}

/** How much of the expected line a near one must have in common with it, at least. */
const LIKE = 1 / 2;
/** Characters of a near line that are shown. */
const SHOWN = 100;

/** Characters that two texts begin and end with together. */
function likeness(expected: string, text: string): number {
  const most = Math.min(expected.length, text.length);
  let before = 0;
  while (before < most && expected[before] === text[before]) before++;
  let behind = 0;
  while (behind < most - before && expected.at(-1 - behind) === text.at(-1 - behind)) behind++;
  return before + behind;
}

/** Follows what is printed for one expected line. */
export class NearLines {
  private lines: NearLine[] = [];

  constructor(
    private readonly sim: Simulation,
    private readonly expected: string,
  ) {}

  printed(text: string): void {
    const like = likeness(this.expected, text);
    const last = this.lines.at(-1);
    if (last === undefined || like > last.likeness)
      this.lines.push({ at: momentOf(this.sim.world), text, likeness: like });
  }

  forgetFuture(): void {
    const now = momentOf(this.sim.world);
    this.lines = this.lines.filter(({ at }) => !isAfter(at, now));
  }

  /** Why the expected line is missing, in words. */
  get text(): string {
    const nearest = this.lines.at(-1);
    const { words } = this.sim;
    if (nearest === undefined) return words("nothing was printed");
    if (nearest.likeness < this.expected.length * LIKE) return words("no line that was printed equals it");
    const shown = nearest.text.length > SHOWN ? `${nearest.text.slice(0, SHOWN)}…` : nearest.text;
    return words(
      "no line that was printed equals it; the nearest is {0}, at tick {1}",
      JSON.stringify(shown),
      nearest.at.tick,
    );
  }
}
