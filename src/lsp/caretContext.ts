/**
 * Where in a text the caret is, found from the brackets and words before it, without a parser: a text that is being typed
 * is broken most of the time, and completion must know all the same.
 *
 * Keeps true: it looks at nothing after the caret, nor at the word that is being typed there.
 */
import type { SettingWord, Vocabulary } from "./vocabulary.ts";
import { wordStart } from "./words.ts";

/** An open bracket. `head` is the declaration it belongs to, as far as it was written. */
export interface Open {
  readonly bracket: "{" | "(" | "[";
  readonly head: readonly string[];
  /** The word right before it. */
  readonly word: string;
  /** The setting whose value is being written in it. */
  key: string | undefined;
  commas: number;
}

export interface CaretContext {
  readonly isHidden: boolean;
  readonly opens: readonly Open[];
  /** The declaration that the caret is in or behind. */
  readonly head: readonly string[];
  /** The last two tokens. */
  readonly last: string;
  readonly beforeLast: string;
}

const TOKEN = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|[\p{L}_][\p{L}\p{M}\p{Nd}_]*|\d\w*|\S/gu;
const IDENTIFIER = /^[\p{L}_]/u;

const DECLARATIONS = new Set(
  "machine link const enum shared semaphore mutex condition barrier rwlock mailbox function program process at expect import".split(
    " ",
  ),
);

interface Scan {
  opens: Open[];
  head: string[];
  last: string;
  beforeLast: string;
}

function closeBracket(scan: Scan): void {
  scan.opens.pop();
  const around = scan.opens.at(-1);
  if (around !== undefined) around.key = undefined;
}

function take(scan: Scan, token: string): void {
  const around = scan.opens.at(-1);
  if (around === undefined && DECLARATIONS.has(token) && scan.last !== "." && scan.last !== "=") scan.head = [];
  if (around === undefined) scan.head.push(token);
  if (token === "{" || token === "(" || token === "[") {
    scan.opens.push({ bracket: token, head: [...scan.head], word: scan.last, key: undefined, commas: 0 });
  } else if (token === "}" || token === ")" || token === "]") closeBracket(scan);
  else if (around !== undefined) {
    if (token === ",") around.commas++;
    if (token === ":" && IDENTIFIER.test(scan.last)) around.key = scan.last;
    else around.key = undefined;
  }
  scan.beforeLast = scan.last;
  scan.last = token;
}

/** What is known of the place of the caret. */
export function caretContext(text: string, offset: number): CaretContext {
  const start = wordStart(text, offset);
  const scan: Scan = { opens: [], head: [], last: "", beforeLast: "" };
  for (const match of text.slice(0, start).matchAll(TOKEN)) {
    const [token] = match;
    const isComment = token.startsWith("//") || token.startsWith("/*");
    if (!isComment && !token.startsWith('"')) {
      take(scan, token);
      continue;
    }
    const isClosed = token.startsWith("//") ? false : token.endsWith(isComment ? "*/" : '"') && token.length > 1;
    if (match.index + token.length === start && !isClosed) return { ...scan, isHidden: true };
    if (!isComment) take(scan, '"');
  }
  return { ...scan, isHidden: false };
}

/** The settings that may be given at the caret, and the one whose value is being written. */
export interface SettingsPlace {
  readonly rows: readonly SettingWord[];
  readonly current: SettingWord | undefined;
}

function rowsIn(opens: readonly Open[], vocabulary: Vocabulary): readonly SettingWord[] | undefined {
  const open = opens.at(-1);
  if (open === undefined) return undefined;
  const [kind = ""] = open.head;
  if (opens.length === 1) return open.bracket === "{" ? vocabulary.settings.get(kind) : undefined;
  if (open.bracket !== "(") return undefined;
  if (open.word === "device" && vocabulary.settings.has(kind)) return vocabulary.settings.get("device");
  const outer = rowsIn(opens.slice(0, -1), vocabulary);
  return outer?.flatMap((row) => row.options).find((option) => option.name === open.word)?.settings;
}

export function settingsPlace(context: CaretContext, vocabulary: Vocabulary): SettingsPlace | undefined {
  const rows = rowsIn(context.opens, vocabulary);
  if (rows === undefined) return undefined;
  const key = context.opens.at(-1)?.key;
  return { rows, current: rows.find((row) => row.name === key) };
}
