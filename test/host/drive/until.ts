/**
 * Waiting for a condition, never for time: a read of the screen is repeated, once a frame of the page, until it holds.
 * What was last read is in the error when it never does.
 */
import type { Page } from "playwright-core";

export const limitMs = 30_000;

export async function until<T>(
  page: Page,
  what: string,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() - start > limitMs)
      throw new Error(`Waited ${limitMs / 1000} s for ${what}; last seen: ${JSON.stringify(value)}`);
    await page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
  }
}

/** Text as a person reads it: editors write spaces as no-break spaces. */
export function plainText(text: string | null | undefined): string {
  return (text ?? "").replace(/\s+/g, " ").trim();
}
