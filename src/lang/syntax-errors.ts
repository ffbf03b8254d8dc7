/**
 * Errors of lexer and parser as diagnostics for people: what was expected in words, and hints for what comes from
 * other languages.
 *
 * Keeps true: one error a line, the first, since what follows is mostly its echo; an error that was only found on the
 * next line is shown where the missing thing should have stood.
 */
import type { ParseResult } from "langium";
import { createLineMap, positionAt } from "../base/positions.ts";
import type { DiagnosticName } from "./diagnostic-table.ts";
import { diagnostic, type Diagnostic } from "./diagnostics.ts";
import { RESERVED_WORDS } from "./keywords.ts";
import type { Span } from "./tree.ts";

type ParserError = ParseResult["parserErrors"][number];
type LexerError = ParseResult["lexerErrors"][number];

/** What a rule is to people; the innermost rule of the stack with a row here says what was expected. */
const RULE_WORDS: Readonly<Record<string, string>> = {
  File: "a declaration",
  Declaration: "a declaration",
  Identifier: "a name",
  MemberName: "a name",
  Operand: "a value",
  Expression: "a value",
  Value: "a value",
  Text: 'a text in "double quotes"',
  Statement: "a statement",
  Place: "a statement",
  Block: "a statement or '}'",
  Settings: "a setting (key: value) or '}'",
  EnumDeclaration: "a name or '}'",
  ExpectDeclaration: "an expectation or '}'",
  Expectation: "an expectation",
  Simple: "'='",
  AnyWord: "an instruction or '}'",
};

/** What a token is to people, where its own spelling does not say it. */
const TOKEN_WORDS: Readonly<Record<string, string>> = {
  EOF: "a declaration",
  ID: "a name",
  NUMBER: "a number",
  TEXT: 'a text in "double quotes"',
};

/** Rules whose `}` may be missing because something else stands in the way. */
const CLOSING = new Set(["Block", "Settings", "EnumDeclaration", "ExpectDeclaration"]);

/** A parser error in the words of the table below. */
interface Situation {
  readonly text: string;
  /** Where the unexpected token stands. */
  readonly at: number;
  /** The unexpected token; empty at the end of the file. */
  readonly found: string;
  readonly previous: string;
  readonly expected: string;
  readonly rule: string;
  readonly rules: readonly string[];
}

const BODIES = new Set(["If", "ElseIf", "While", "For", "Loop", "Repeat", "Atomic"]);
const inBody = ({ expected, rules }: Situation): boolean => expected === "{" && BODIES.has(rules.at(-2) ?? "");

/** The '=' in the condition of an `else if`, whose 'if' the parser then does not take for one. */
function comparisonInElseIf({ previous, found, text, at }: Situation): Span | undefined {
  if (previous !== "else" || found !== "if") return undefined;
  const alone = /^if\b[^{}\n]*?(?<![=!<>+\-*/%])=(?!=)/.exec(text.slice(at))?.[0];
  return alone === undefined ? undefined : { from: at + alone.length - 1, to: at + alone.length };
}

/** Where an '=' that cannot stand there was meant to compare: after a condition, within brackets of one, in an expectation. */
function isComparison(s: Situation): boolean {
  if (comparisonInElseIf(s) !== undefined) return true;
  if (s.found !== "=" || s.rules.includes("Settings")) return false;
  if (inBody(s) || s.rules[0] === "Expression" || s.rules.includes("ExpectDeclaration")) return true;
  return (s.rule === "Block" && s.expected === "}") || s.expected === ")" || s.expected === "]";
}

/** What to write instead of '=' in the expectations that compare nothing. */
const NOTHING_COMPARED: Readonly<Partial<Record<string, string>>> = {
  terminates: "Nothing is compared: 'terminates' stands alone.",
  no: "Nothing is compared: write no deadlock or no race.",
  output: 'Nothing is compared: write output "text".',
};

function comparisonHint(s: Situation): string | undefined {
  if (!s.rules.includes("ExpectDeclaration")) return undefined;
  const words = s.text.slice(0, s.at).match(/\b(terminates|no|always|finally|output)\b/g);
  return NOTHING_COMPARED[words?.at(-1) ?? ""];
}

const around = ({ text, at }: Situation): string => text.slice(Math.max(0, at - 1), at + 2);

/** Habits from other languages: the first row whose `when` holds names the diagnostic. */
const HABITS: readonly {
  readonly when: (s: Situation) => boolean;
  readonly name: DiagnosticName;
  readonly filling: (s: Situation) => Readonly<Record<string, string>>;
  readonly hint?: (s: Situation) => string | undefined;
  /** Where that is, if not at the unexpected token. */
  readonly place?: (s: Situation) => Span | undefined;
}[] = [
  {
    when: (s) => /\+\+|--/.test(around(s)),
    name: "increment",
    filling: (s) => ({ operator: /\+\+|--/.exec(around(s))?.[0] ?? "" }),
  },
  {
    when: (s) => s.rules.includes("For") && (s.previous === "for" || s.rule === "For"),
    name: "forForm",
    filling: () => ({}),
  },
  {
    when: isComparison,
    name: "assignmentInCondition",
    filling: () => ({}),
    hint: comparisonHint,
    place: comparisonInElseIf,
  },
  { when: (s) => ["and", "or", "not"].includes(s.found), name: "wordOperator", filling: (s) => ({ word: s.found }) },
  { when: (s) => s.previous === "not", name: "wordOperator", filling: () => ({ word: "not" }) },
  {
    when: (s) => /^\d/.test(s.found) && /\d\.$/.test(s.text.slice(0, s.at)),
    name: "decimalPoint",
    filling: () => ({}),
  },
  { when: inBody, name: "bracesNeeded", filling: (s) => ({ found: foundWords(s) }) },
  {
    when: (s) =>
      s.rule === "Block" && /^(shared|semaphore|mutex|mailbox|rwlock|machine|process|program|enum)$/.test(s.found),
    name: "objectInside",
    filling: (s) => ({ word: s.found }),
  },
];

function foundWords(s: Situation): string {
  if (s.found === "") return "the end of the text";
  return RESERVED_WORDS.has(s.found) ? `the word '${s.found}'` : `'${s.found}'`;
}

function expectedWords(s: Situation): string {
  if (s.expected === "}" && CLOSING.has(s.rule) && s.found !== "") return RULE_WORDS[s.rule] ?? "'}'";
  if (s.expected === "EOF" && s.rules[0] === "Expression") return "an operator";
  if (s.expected !== "") return TOKEN_WORDS[s.expected] ?? `'${s.expected}'`;
  const rule = [...s.rules].reverse().find((each) => RULE_WORDS[each] !== undefined);
  return RULE_WORDS[rule ?? "File"] ?? "a declaration";
}

function situationOf(error: ParserError, text: string, entry: string): Situation {
  const stack = error.context.ruleStack.map((rule) => rule.replace("\u200b", ""));
  const rules = stack.length === 0 ? [entry] : stack;
  const at = Number.isFinite(error.token.startOffset) ? error.token.startOffset : text.length;
  return {
    text,
    at,
    found: error.token.image,
    previous: "previousToken" in error ? (error.previousToken as { image: string }).image : "",
    expected: error.message,
    rule: rules.at(-1) ?? "File",
    rules,
  };
}

/** Where the last word before `at` ends: comments and white space are passed over. */
function endOfPrevious(error: ParserError, fallback: number): number {
  const previous =
    "previousToken" in error ? (error.previousToken as { startOffset: number; image: string }) : undefined;
  const end = (previous?.startOffset ?? Number.NaN) + (previous?.image.length ?? 0);
  return Number.isFinite(end) ? end : fallback;
}

function placeOf(error: ParserError, s: Situation, isWrongToken = false): Span {
  const end = endOfPrevious(error, s.at);
  const isWrongHere = isWrongToken || s.expected === "EOF" || (s.expected === "}" && CLOSING.has(s.rule));
  const onLaterLine = /[\n\r]/.test(s.text.slice(end, s.at));
  if (s.found === "" || (onLaterLine && !isWrongHere)) return { from: Math.max(0, end - 1), to: end };
  return { from: s.at, to: s.at + s.found.length };
}

function describeParserError(error: ParserError, text: string, uri: string, entry: string): Diagnostic {
  const s = situationOf(error, text, entry);
  const habit = HABITS.find((row) => row.when(s));
  if (habit !== undefined) {
    const hint = habit.hint?.(s);
    return diagnostic(
      uri,
      habit.name,
      habit.place?.(s) ?? placeOf(error, s, true),
      habit.filling(s) as never,
      hint === undefined ? {} : { hint },
    );
  }
  return diagnostic(uri, "expected", placeOf(error, s), { what: expectedWords(s), found: foundWords(s) });
}

function describeLexerError(error: LexerError, text: string, uri: string): Diagnostic {
  const character = String.fromCodePoint(text.codePointAt(error.offset) ?? 0x20);
  const span = { from: error.offset, to: error.offset + Math.max(error.length, character.length) };
  if (character === "?") return diagnostic(uri, "conditional", span, {});
  if (character === "'") return diagnostic(uri, "character", span, {});
  const hint = character === "#" ? 'Constants are written const N = 5, other files import "file.turno".' : undefined;
  return diagnostic(uri, "unexpectedCharacter", span, { character }, { hint });
}

/** All errors of a parse as diagnostics, after those that the scan found in the same text. */
export function describeSyntaxErrors(
  result: Pick<ParseResult, "lexerErrors" | "parserErrors">,
  text: string,
  uri: string,
  entry: "File" | "Expression",
  scanned: readonly Diagnostic[],
): Diagnostic[] {
  const found = [
    ...result.lexerErrors.map((error) => describeLexerError(error, text, uri)),
    ...result.parserErrors.map((error) => describeParserError(error, text, uri, entry)),
  ].sort((a, b) => a.from - b.from);
  const lines = createLineMap(text);
  const taken = new Set(scanned.map((each) => positionAt(lines, each.from).line));
  const kept = found.filter((each) => {
    const { line } = positionAt(lines, each.from);
    const isFirst = !taken.has(line);
    taken.add(line);
    return isFirst;
  });
  return [...scanned, ...kept];
}
