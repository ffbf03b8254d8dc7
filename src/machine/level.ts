/**
 * A level: a number that goes up and down with time, such as the length of a queue, with what its average is made from.
 *
 * Keeps true: `area` is the sum of the level over the ticks before `since`; setting it at one tick many times counts the last.
 */

export interface Level {
  now: number;
  most: number;
  since: number;
  area: number;
}

/** A level that is 0 from tick 0. */
export function createLevel(): Level {
  return { now: 0, most: 0, since: 0, area: 0 };
}

/** The level changes at `tick`. */
export function changeLevel(level: Level, tick: number, by: number): void {
  level.area = areaOf(level, tick);
  level.since = tick;
  level.now += by;
  if (level.now > level.most) level.most = level.now;
}

/** The sum of the level over all ticks before `tick`. */
export function areaOf(level: Level, tick: number): number {
  return level.area + level.now * (tick - level.since);
}
