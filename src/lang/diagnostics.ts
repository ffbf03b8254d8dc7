/**
 * The form of a diagnostic, and how one is made from its row in the table of diagnostic-table.ts.
 *
 * Keeps true: a diagnostic has a stable code and a range within its text; its message's holes are all filled, which the
 * compiler checks from the template's own text.
 */
import { DIAGNOSTICS, type DiagnosticName, type Severity } from "./diagnostic-table.ts";
import type { Span } from "./tree.ts";

/** Another place that a diagnostic speaks of. */
export interface Related extends Span {
  readonly uri: string;
  readonly message: string;
}

/** Something to say about a text. Plain data. */
export interface Diagnostic extends Span {
  /** `TURNO1001` */
  readonly code: string;
  readonly name: DiagnosticName;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  readonly uri: string;
  readonly related: readonly Related[];
  /** Whether it marks text that could be left out. */
  readonly unnecessary: boolean;
  /** A better spelling of the text in the range, where one is known. */
  readonly replacement: string | undefined;
}

/** The names of the holes `{name}` of a message. */
type Holes<S extends string> = S extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never;

/** What fills the holes of a row's message. */
export type Filling<N extends DiagnosticName> = Readonly<
  Record<Holes<(typeof DIAGNOSTICS)[N]["message"]>, string | number>
>;

/** What a single diagnostic may say beyond its row. */
export interface Extra {
  readonly hint?: string | undefined;
  readonly related?: readonly Related[];
  readonly replacement?: string | undefined;
}

/** Takes diagnostics as they are found. */
export type Report = <N extends DiagnosticName>(name: N, span: Span, filling: Filling<N>, extra?: Extra) => void;

/** The code that stands for a row. */
function codeOf(name: DiagnosticName): string {
  return `TURNO${DIAGNOSTICS[name].number}`;
}

/** A diagnostic of the row `name` about a stretch of the text at `uri`. */
export function diagnostic<N extends DiagnosticName>(
  uri: string,
  name: N,
  span: Span,
  filling: Filling<N>,
  extra: Extra = {},
): Diagnostic {
  const row = DIAGNOSTICS[name];
  const values = filling as Readonly<Record<string, string | number>>;
  return {
    code: codeOf(name),
    name,
    severity: row.severity,
    message: row.message.replace(/\{(\w+)\}/g, (_hole, key: string) => String(values[key])),
    hint: extra.hint ?? ("hint" in row ? row.hint : undefined),
    uri,
    from: span.from,
    to: Math.max(span.from, span.to),
    related: extra.related ?? [],
    unnecessary: "unnecessary" in row,
    replacement: extra.replacement,
  };
}

/** A report that collects into `list`. */
export function reportInto(list: Diagnostic[], uri: string): Report {
  return (name, span, filling, extra) => void list.push(diagnostic(uri, name, span, filling, extra));
}

/** Whether any of them stops an image from being made. */
export function hasErrors(list: readonly Diagnostic[]): boolean {
  return list.some((each) => each.severity === "error");
}

/** In the order of the text. */
export function inOrder(list: readonly Diagnostic[]): Diagnostic[] {
  return [...list].sort((a, b) => a.from - b.from || a.to - b.to || (a.code < b.code ? -1 : 1));
}
