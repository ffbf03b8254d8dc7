/**
 * The degree of multiprogramming over time: how many processes each machine had in memory, from which tick on.
 *
 * Keeps true: of one machine ticks rise, degrees of neighbours differ, and before the first entry the degree is 0; there are at
 * most LIMITS.degreeChanges entries of all machines, after which the record says that it is cut.
 * Follows: Silberschatz, Galvin, Gagne, "Operating System Concepts", Schedulers (the degree of multiprogramming).
 */
import { LIMITS } from "../base/limits.ts";

/** From this tick on so many processes are in memory. */
export interface DegreeChange {
  readonly tick: number;
  readonly degree: number;
}

/** A record being kept: the changes of each machine. */
export interface Degrees {
  readonly machines: readonly DegreeChange[][];
  length: number;
  truncated: boolean;
}

export function createDegrees(machines: number): Degrees {
  return { machines: Array.from({ length: machines }, () => []), length: 0, truncated: false };
}

/** The degree of a machine has changed; of one tick the last degree counts. */
export function noteDegree(degrees: Degrees, machine: number, tick: number, degree: number): void {
  const changes = degrees.machines[machine]!;
  if (changes.at(-1)?.tick === tick) {
    changes.pop();
    degrees.length--;
  }
  if ((changes.at(-1)?.degree ?? 0) === degree) return;
  if (degrees.length >= LIMITS.degreeChanges) {
    degrees.truncated = true;
    return;
  }
  changes.push({ tick, degree });
  degrees.length++;
}
