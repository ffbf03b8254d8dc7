/**
 * Exact fractions, not negative, as plain data: what virtual run times and passes are counted in.
 *
 * Keeps true: a fraction is a value, never changed; `up / down` is in lowest terms and below 1, so that equal fractions are
 * equal records. Denominators up to 2^52 are numbers; beyond, the proper part is a text of two integers and computed with
 * BigInt, which plain data does not hold.
 */

/** `whole` + `up` / `down`; when `big` is not empty, it is the proper part instead, as "up/down". */
export interface Fraction {
  readonly whole: number;
  readonly up: number;
  readonly down: number;
  readonly big: string;
}

export const ZERO_FRACTION: Fraction = { whole: 0, up: 0, down: 1, big: "" };

const GREATEST = 2 ** 52;

function gcd(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

function bigGcd(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The proper part. */
function properPart(f: Fraction): readonly [up: bigint, down: bigint] {
  if (f.big === "") return [BigInt(f.up), BigInt(f.down)];
  const [up = "0", down = "1"] = f.big.split("/");
  return [BigInt(up), BigInt(down)];
}

function fromBig(whole: number, up: bigint, down: bigint): Fraction {
  const carry = up / down;
  const rest = up % down;
  const common = bigGcd(down, rest);
  const low = down / common;
  const sum = whole + Number(carry);
  return low <= BigInt(GREATEST)
    ? { whole: sum, up: Number(rest / common), down: Number(low), big: "" }
    : { whole: sum, up: 0, down: 1, big: `${rest / common}/${low}` };
}

/** f + count × per ÷ over; count × per and per × over are safe integers. */
export function addShare(f: Fraction, count: number, per: number, over: number): Fraction {
  const rest = (count % over) * per;
  const whole = f.whole + Math.floor(count / over) * per + Math.floor(rest / over);
  const up = rest % over;
  if (f.big !== "") return addBig(f, whole, up, over);
  const common = gcd(f.down, over);
  const down = f.down * (over / common);
  if (down > GREATEST) return addBig(f, whole, up, over);
  const sum = f.up * (over / common) + up * (f.down / common);
  const proper = sum >= down ? sum - down : sum;
  const shared = gcd(down, proper);
  return { whole: sum >= down ? whole + 1 : whole, up: proper / shared, down: down / shared, big: "" };
}

function addBig(f: Fraction, whole: number, up: number, over: number): Fraction {
  const [top, bottom] = properPart(f);
  return fromBig(whole, top * BigInt(over) + BigInt(up) * bottom, bottom * BigInt(over));
}

/** Negative when a < b, positive when a > b, 0 when they are equal. */
export function compareFractions(a: Fraction, b: Fraction): number {
  if (a.whole !== b.whole) return a.whole - b.whole;
  if (a.big === "" && b.big === "") {
    if (a.down === b.down) return a.up - b.up;
    const left = a.up * b.down;
    const right = b.up * a.down;
    if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left - right;
  }
  const [aUp, aDown] = properPart(a);
  const [bUp, bDown] = properPart(b);
  const left = aUp * bDown;
  const right = bUp * aDown;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The greater one. */
export function greaterFraction(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) < 0 ? b : a;
}

/** About its value. */
export function approximately(f: Fraction): number {
  if (f.big === "") return f.whole + f.up / f.down;
  const [up, down] = properPart(f);
  return f.whole + Number((up << 53n) / down) / 2 ** 53;
}

/** As people read it. */
export function showFraction(f: Fraction): string {
  const proper = f.big === "" ? (f.up === 0 ? "" : `${f.up}/${f.down}`) : f.big;
  if (proper === "") return String(f.whole);
  return f.whole === 0 ? proper : `${f.whole} ${proper}`;
}
