/** Exact quotients: what grows "exactly" by the rules is kept as one. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}

function reduced(over: bigint, under: bigint): Fraction {
  const common = divisor(over, under);
  return { over: over / common, under: under / common };
}

export const fraction = (over: number, under = 1): Fraction => reduced(BigInt(over), BigInt(under));

export const plus = (a: Fraction, b: Fraction): Fraction =>
  reduced(a.over * b.under + b.over * a.under, a.under * b.under);

/** Negative, 0 or positive, as a is less than, equal to or more than b. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const larger = (a: Fraction, b: Fraction): Fraction => (compare(a, b) < 0 ? b : a);
