/**
 * Handles: the words by which a program names objects, machines, threads, programs and texts.
 *
 * Keeps true: handles of different kinds lie in disjoint ranges far from everyday numbers, so that a call can check the
 * kind of what it is given and the debugger can show a name. Processes are named by their pid, a small positive number.
 *
 *   handle   1 (31) | kind:8 (30..23 … see SHIFT) | index:20
 */

/** Kinds of named things, in the order of their ranges. */
export const HANDLE_KINDS = [
  "text",
  "program",
  "function",
  "machine",
  "device",
  "semaphore",
  "mutex",
  "condition",
  "barrier",
  "rwlock",
  "mailbox",
  "thread",
  "file",
  "strategy",
] as const;

export type HandleKind = (typeof HANDLE_KINDS)[number];

const SHIFT = 20;
const INDEX_MASK = (1 << SHIFT) - 1;

/** The word that names the `index`-th thing of `kind`. */
export function handleOf(kind: HandleKind, index: number): number {
  return 0x80000000 | ((HANDLE_KINDS.indexOf(kind) + 1) << SHIFT) | index | 0;
}

/** Kind and index of the handle `word`, or undefined when it is an ordinary number. */
export function readHandle(word: number): { readonly kind: HandleKind; readonly index: number } | undefined {
  const kind = HANDLE_KINDS[((word & 0x7fffffff) >>> SHIFT) - 1];
  return word < 0 && kind !== undefined ? { kind, index: word & INDEX_MASK } : undefined;
}

/** The index in `word` if it is a handle of `kind`, else -1. */
export function handleIndex(word: number, kind: HandleKind): number {
  const handle = readHandle(word);
  return handle?.kind === kind ? handle.index : -1;
}
