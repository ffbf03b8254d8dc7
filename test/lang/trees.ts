/** Trees as tests compare them. */

/** A copy of `value` without positions. */
export function withoutPositions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPositions);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !["from", "to", "until", "path"].includes(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutPositions(part)]));
}
