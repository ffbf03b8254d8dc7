/**
 * Names of sources on the wire: a path or a URI, as the client asked for in `initialize`.
 *
 * Keeps true: a file of a disk is named in the client's way; what is on no disk has only its URI, and that is what is said; a
 * name that came from here leads back to its source.
 */

/** Whether a name is a path of a disk: `/a/b`, `C:\a\b`, `c:/a/b`. */
function isAbsolutePath(name: string): boolean {
  return name.startsWith("/") || /^[a-z]:[\\/]/i.test(name);
}

/** A path as a `file` URI. */
export function uriOfPath(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  const rooted = slashed.startsWith("/") ? slashed : `/${slashed}`;
  return `file://${rooted.split("/").map(encodeURIComponent).join("/").replaceAll("%3A", ":")}`;
}

/** The path of a `file` URI on this computer, or undefined. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith("file:///")) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(uri.slice("file://".length));
  } catch {
    return undefined;
  }
  return /^\/[a-z]:/i.test(path) ? path.slice(1) : path;
}

/** The name of a source in the client's way. */
export function wireName(uri: string, isUri: boolean): string {
  if (isUri) return isAbsolutePath(uri) ? uriOfPath(uri) : uri;
  return pathOfUri(uri) ?? uri;
}

/** One form for all spellings of a name, to compare by: slashes, no `file` scheme. */
function plainForm(name: string): string {
  return (pathOfUri(name) ?? name).replaceAll("\\", "/");
}

/** The place of the source that a client's name means, or -1: as it is written, else as it would be on a disk of any kind. */
export function findSource(uris: readonly string[], name: string): number {
  const wanted = plainForm(name);
  const exact = uris.findIndex((uri) => plainForm(uri) === wanted);
  return exact >= 0 ? exact : uris.findIndex((uri) => plainForm(uri).toLowerCase() === wanted.toLowerCase());
}
