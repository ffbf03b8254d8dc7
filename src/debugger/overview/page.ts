/**
 * What of a long list is wanted: lists of a machine may have 100,000 members, and nobody reads them all.
 */
export interface Page {
  /** From 0. */
  readonly start: number;
  readonly count: number;
}

/** What is named of a list before somebody asks for more. */
export const FIRST_PAGE: Page = { start: 0, count: 100 };

export function pageOf<T>(list: readonly T[], { start, count }: Page): readonly T[] {
  return list.slice(start, start + count);
}
