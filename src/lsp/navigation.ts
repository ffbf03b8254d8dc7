/**
 * From a name to where it is declared and used, and to a new name for it.
 */
import type { Analysis } from "../lang/analyse.ts";
import { isName } from "../lang/keywords.ts";
import type { Span } from "../lang/tree.ts";
import { referenceAt, type Meaning } from "./names.ts";

/** A place in a file of the analysis. */
export interface FileSpan extends Span {
  readonly uri: string;
}

function place(analysis: Analysis, file: number, { from, to }: Span): FileSpan[] {
  const uri = analysis.files[file]?.uri;
  return uri === undefined ? [] : [{ uri, from, to }];
}

/** Where the name at the offset is declared; nothing for what is predefined. */
export function definitionAt(analysis: Analysis, offset: number): FileSpan | undefined {
  const symbol = referenceAt(analysis, offset)?.symbol;
  return symbol && place(analysis, symbol.file, symbol.nameSpan)[0];
}

/** Every place where the name at the offset stands, in the analysed file and its imports. */
export function referencesAt(analysis: Analysis, offset: number, withDeclaration: boolean): FileSpan[] {
  const symbol = referenceAt(analysis, offset)?.symbol;
  if (symbol === undefined) return [];
  return analysis.checker.references
    .filter((each) => each.symbol === symbol && (withDeclaration || each.role !== "declaration"))
    .flatMap((each) => place(analysis, each.file, each));
}

/** The uses of the name at the offset within the file, told apart by whether they write. */
export function highlightsAt(analysis: Analysis, offset: number): (Span & { readonly isWrite: boolean })[] {
  const symbol = referenceAt(analysis, offset)?.symbol;
  if (symbol === undefined) return [];
  return analysis.checker.references
    .filter((each) => each.file === 0 && each.symbol === symbol)
    .map(({ from, to, role }) => ({ from, to, isWrite: role === "write" || role === "declaration" }));
}

/** Whether the name can be given another: it must be declared in this file, since other importers are not known here. */
function canRename(symbol: Meaning): boolean {
  return symbol.file === 0;
}

/** The name that would be renamed. */
export function renameableAt(analysis: Analysis, offset: number): Span | undefined {
  const reference = referenceAt(analysis, offset);
  return reference !== undefined && canRename(reference.symbol)
    ? { from: reference.from, to: reference.to }
    : undefined;
}

/** The places to write the new name at; undefined when it is not one. */
export function renameAt(analysis: Analysis, offset: number, name: string): FileSpan[] | undefined {
  if (!isName(name) || renameableAt(analysis, offset) === undefined) return undefined;
  return referencesAt(analysis, offset, true);
}
