/**
 * What a source is called where people read it: the last part of its path or URI, as its author wrote it.
 *
 * Keeps true: a path of a disk is taken as it is, percent signs included; of a URI the escapes are undone, and one that is
 * malformed is shown as it came.
 */

/** `lección 1.turno`, of `/home/ana/lección 1.turno` and of `vscode-vfs://host/lecci%C3%B3n%201.turno`. */
export function fileName(source: string): string {
  const isUri = /^[a-z][a-z\d+.-]+:/i.test(source);
  const path = isUri ? source.replace(/^[^:]*:/, "").replace(/[?#].*$/, "") : source;
  const last = path.split(/[\\/]/).pop() ?? path;
  if (!isUri) return last;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
