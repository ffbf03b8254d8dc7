/**
 * Seeded random numbers whose whole state is plain data, so that it is snapshotted and restored with whatever holds it.
 *
 * The generator is xoshiro128** (Blackman and Vigna, 2018), its state filled from the seed by SplitMix32.
 * It keeps this true: the same seed gives the same numbers, on every platform and in every release.
 * It is fair and fast, and no secret is safe with it.
 */
import { assert } from "./assert.ts";

/** The generator: four words, never all zero. Drawing a number changes them in place. */
export type RandomState = Uint32Array;

const SPLITMIX_STEP = 0x9e3779b9;
const TWO_TO_32 = 0x1_0000_0000;

/** A generator from a seed: any integer that a double holds exactly, negative ones too. */
export function createRandom(seed: number): RandomState {
  assert(Number.isSafeInteger(seed), "a seed is a safe integer");
  const high = Math.floor(seed / TWO_TO_32) | 0;
  let counter = (seed | 0) ^ mix(high);
  // The counters differ and `mix` is a bijection: one word at most is zero, and xoshiro must not start from four.
  const state = new Uint32Array(4);
  for (let i = 0; i < state.length; i++) {
    counter = (counter + SPLITMIX_STEP) | 0;
    state[i] = mix(counter);
  }
  return state;
}

/** The next 32 bits, as a number from 0 to 2³² − 1. */
export function nextUint32(state: RandomState): number {
  const s1 = state[1]!;
  const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
  state[2]! ^= state[0]!;
  state[3]! ^= s1;
  state[1]! ^= state[2]!;
  state[0]! ^= state[3]!;
  state[2]! ^= s1 << 9;
  state[3] = rotateLeft(state[3]!, 11);
  return result;
}

/** A number from 0 to n − 1, each equally likely; n from 1 to 2³². */
export function nextBelow(state: RandomState, n: number): number {
  assert(Number.isInteger(n) && n >= 1 && n <= TWO_TO_32, "a bound lies between 1 and 2^32");
  // The draws below this are one too many for n equal shares, and are drawn again.
  const surplus = TWO_TO_32 % n;
  let draw = nextUint32(state);
  while (draw < surplus) {
    draw = nextUint32(state);
  }
  return draw % n;
}

/** SplitMix32's finalizer: a bijection of 32 bits that changes half of them for each one that differs. */
function mix(word: number): number {
  let z = word;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
