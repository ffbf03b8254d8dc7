/**
 * The one port for all that could go more than one way.
 *
 * Keeps true: the machine asks `choose` and nothing else; the n-th choice of a run depends on (seed, n, number of options)
 * alone, so a chooser has no state of its own and going back in time needs no more than the world's count of choices.
 */

/** What is chosen. */
export type ChoiceKind = "random" | "dispatch" | "slice" | "ticket" | "loss" | "corruption" | "receiver" | "steal";

/**
 * One of `options` possibilities.
 * @param index the number of this choice in the run, from 0
 * @returns an integer from 0 to options - 1
 */
export type Chooser = (kind: ChoiceKind, options: number, index: number) => number;

function mix(value: number): number {
  let z = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** The chooser of a seed: even draws, from a counter-based generator (a SplitMix-style finaliser of seed and index). */
export function seededChooser(seed: number): Chooser {
  const key = mix(seed + 0x9e3779b9);
  return (_kind, options, index) => {
    const high = mix(key ^ mix(index | 0) ^ Math.imul(Math.floor(index / 2 ** 32), 0x85ebca6b));
    return Math.floor((high / 2 ** 32) * options);
  };
}

/** A run's recorded choices, by index; those that are not recorded fall to `otherwise`. */
export function recordedChooser(record: ReadonlyMap<number, number>, otherwise: Chooser): Chooser {
  return (kind, options, index) => {
    const chosen = record.get(index);
    return chosen !== undefined && chosen < options ? chosen : otherwise(kind, options, index);
  };
}
