/**
 * What the parts of the checker share: the files, where diagnostics go, and what every name was found to mean.
 *
 * Keeps true: a reference is noted for every name that means something, its declaration included; a diagnostic is about
 * the file that it was found in.
 */
import { ERRORS } from "../isa/errors.ts";
import { diagnostic, type Diagnostic, type Extra, type Filling, type Report } from "./diagnostics.ts";
import type { DiagnosticName } from "./diagnostic-table.ts";
import { FEATURES, type Feature } from "./features.ts";
import type { BoundRoutine, LabelSymbol } from "./bound.ts";
import { createScope, nearest, type Scope } from "./scope.ts";
import type { SourceFile } from "./source-files.ts";
import { describeKind, type ConstantSymbol, type FunctionSymbol, type ProgramSymbol, type Symbol } from "./symbols.ts";
import type { Name, Span } from "./tree.ts";

/** A place where a name stands, and what it means there. */
export interface Reference extends Span {
  readonly file: number;
  readonly symbol: Symbol | LabelSymbol;
  readonly role: "declaration" | "read" | "write" | "call";
}

/** The state of one check. */
export interface Checker {
  readonly level: number;
  readonly files: readonly SourceFile[];
  readonly diagnostics: Diagnostic[];
  readonly references: Reference[];
  /** The scope of each file, by its number. */
  readonly fileScopes: Scope[];
  /** What lies around all files: predefined constants, and the scenario's machines, devices and processes. */
  readonly outermost: Scope;
  /** In the order of the image's tables. */
  readonly programs: ProgramSymbol[];
  readonly functions: FunctionSymbol[];
  readonly routines: BoundRoutine[];
  /** For how many more unknown names a known one is looked for that is spelled like it. */
  proposals: number;
}

/** A file in which more names are unknown lacks something else than spelling, and to compare all with all takes minutes. */
const MOST_PROPOSALS = 200;

/** The known name that an unknown one may have been meant to be. */
export function propose(checker: Checker, name: string, known: () => Iterable<string>): string | undefined {
  return checker.proposals-- > 0 ? nearest(name, known()) : undefined;
}

/** Where a name or expression is looked at. */
export interface Place {
  readonly checker: Checker;
  readonly file: number;
  readonly scope: Scope;
}

const PREDEFINED: readonly (readonly [string, number])[] = [
  ["false", 0],
  ["true", 1],
  ...ERRORS.map((row) => [row.name, row.value] as const),
];

function predefined(name: string, value: number): ConstantSymbol {
  const nowhere = { from: 0, to: 0 };
  return {
    kind: "constant",
    name,
    file: -1,
    nameSpan: nowhere,
    span: nowhere,
    node: undefined,
    group: undefined,
    state: "done",
    value,
  };
}

/** A checker of `files` that has looked at nothing yet. */
export function createChecker(files: readonly SourceFile[], level: number): Checker {
  const outermost = createScope(undefined);
  for (const [name, value] of PREDEFINED) outermost.names.set(name, predefined(name, value));
  return {
    level,
    files,
    diagnostics: files.flatMap((file) => file.syntaxDiagnostics),
    references: [],
    fileScopes: [],
    outermost,
    programs: [],
    functions: [],
    routines: [],
    proposals: MOST_PROPOSALS,
  };
}

/** Reports about a stretch of `file`. */
export function report<N extends DiagnosticName>(
  at: { readonly checker: Checker; readonly file: number },
  name: N,
  span: Span,
  filling: Filling<N>,
  extra?: Extra,
): void {
  const uri = at.checker.files[at.file]?.uri ?? "";
  at.checker.diagnostics.push(diagnostic(uri, name, span, filling, extra));
}

/** The same as a function of its own, for those who know nothing of files. */
export function reporter(at: { readonly checker: Checker; readonly file: number }): Report {
  return (name, span, filling, extra) => report(at, name, span, filling, extra);
}

/** Reports the use of what has no meaning at this level; whether it has. */
export function requireLevel(
  at: { readonly checker: Checker; readonly file: number },
  since: number,
  what: string,
  span: Span,
): boolean {
  if (since <= at.checker.level) return true;
  report(at, "notAvailable", span, { what });
  return false;
}

/** The same for a word of the grammar. */
export function requireFeature(
  at: { readonly checker: Checker; readonly file: number },
  feature: Feature,
  span: Span,
): boolean {
  return requireLevel(at, FEATURES[feature].since, FEATURES[feature].what, span);
}

/** Notes what the name at `span` means. */
export function refer(
  at: { readonly checker: Checker; readonly file: number },
  span: Span,
  symbol: Symbol | LabelSymbol,
  role: Reference["role"],
): void {
  at.checker.references.push({ file: at.file, from: span.from, to: span.to, symbol, role });
  if (role !== "declaration" && (symbol.kind === "variable" || symbol.kind === "label")) symbol.used = true;
}

/** Reports that `name` is declared already, and where; a missing name is no name. */
export function reportDuplicate(
  at: { readonly checker: Checker; readonly file: number },
  name: Name,
  other: Symbol | LabelSymbol,
): void {
  if (other.file < 0) {
    report(at, "predefinedName", name, { name: name.text });
    return;
  }
  const uri = at.checker.files[other.file]?.uri ?? "";
  const kind = other.kind === "label" ? "a label" : describeKind(other);
  const message = `the other '${name.text}', ${kind}`;
  const related = [{ uri, message, from: other.nameSpan.from, to: other.nameSpan.to }];
  report(at, "duplicateName", name, { name: name.text }, { related });
}
