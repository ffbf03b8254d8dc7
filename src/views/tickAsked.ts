/** The tick that a person means: `120`, or `+10` and `-10` from where the machine is; undefined for anything else. */
export function tickAsked(text: string, now: number): number | undefined {
  const [, sign = "", digits] = /^\s*([+-]?)\s*(\d{1,12})\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  if (sign === "") return Number(digits);
  return Math.max(0, sign === "+" ? now + Number(digits) : now - Number(digits));
}
