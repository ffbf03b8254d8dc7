/**
 * Gives texts that must be fetched to a work that must have them at once: it is done again until it asks for nothing new.
 *
 * Keeps true: a text is fetched once for each work, whatever becomes of it.
 */

/** Fetches the text of a URI; undefined when there is none. */
export type FetchText = (uri: string) => Promise<string | undefined>;

export async function withTexts<T>(
  fetchText: FetchText,
  work: (read: (uri: string) => string | undefined) => T,
): Promise<T> {
  const texts = new Map<string, string | undefined>();
  for (;;) {
    const missing = new Set<string>();
    const result = work((uri) => {
      if (!texts.has(uri)) missing.add(uri);
      return texts.get(uri);
    });
    if (missing.size === 0) return result;
    await Promise.all([...missing].map(async (uri) => texts.set(uri, await fetchText(uri))));
  }
}
