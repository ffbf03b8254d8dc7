/**
 * From the services' plain results to the protocol's: kinds, severities, markup. One table for each.
 */
import {
  CompletionItemKind,
  DiagnosticSeverity,
  DiagnosticTag,
  InsertTextFormat,
  MarkupKind,
  SymbolKind,
  type CompletionItem,
  type Diagnostic,
  type DocumentSymbol,
} from "vscode-languageserver";
import { createLineMap, type LineMap } from "../base/positions.ts";
import type { Analysis } from "../lang/analyse.ts";
import type { Diagnostic as Finding } from "../lang/diagnostics.ts";
import type { OutlineKind, OutlineNode } from "../lang/outline.ts";
import type { Proposal, ProposalKind } from "./completion.ts";
import { toRange } from "./openText.ts";

const OUTLINE_KINDS: Readonly<Record<OutlineKind, SymbolKind>> = {
  machine: SymbolKind.Package,
  link: SymbolKind.Interface,
  constant: SymbolKind.Constant,
  enum: SymbolKind.Enum,
  member: SymbolKind.EnumMember,
  shared: SymbolKind.Variable,
  object: SymbolKind.Object,
  function: SymbolKind.Function,
  program: SymbolKind.Class,
  process: SymbolKind.Event,
  operator: SymbolKind.Operator,
  expectations: SymbolKind.Boolean,
  import: SymbolKind.Module,
  variable: SymbolKind.Variable,
  label: SymbolKind.Key,
};

export function toSymbol(node: OutlineNode, lines: LineMap): DocumentSymbol {
  return {
    name: node.name,
    detail: node.detail,
    kind: OUTLINE_KINDS[node.kind],
    range: toRange(lines, node.range),
    selectionRange: toRange(lines, node.selection),
    children: node.children.map((child) => toSymbol(child, lines)),
  };
}

const SEVERITIES: Readonly<Record<Finding["severity"], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
};

/** The findings about one file of an analysis. */
export function toDiagnostics(analysis: Analysis, uri: string): Diagnostic[] {
  const lines = new Map(analysis.files.map((file) => [file.uri, createLineMap(file.text)]));
  const range = (at: { readonly uri: string; readonly from: number; readonly to: number }) =>
    toRange(lines.get(at.uri) ?? createLineMap(""), at);
  return analysis.diagnostics
    .filter((each) => each.uri === uri)
    .map((each) => ({
      range: range(each),
      severity: SEVERITIES[each.severity],
      code: each.code,
      source: "turno",
      message: each.hint === undefined ? each.message : `${each.message}\n${each.hint}`,
      ...(each.unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
      ...(each.replacement === undefined ? {} : { data: { replacement: each.replacement } }),
      relatedInformation: each.related.map((other) => ({
        location: { uri: other.uri, range: range(other) },
        message: other.message,
      })),
    }));
}

const PROPOSAL_KINDS: Readonly<Record<ProposalKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  call: CompletionItemKind.Function,
  setting: CompletionItemKind.Property,
  option: CompletionItemKind.EnumMember,
  constant: CompletionItemKind.Constant,
  enum: CompletionItemKind.Enum,
  variable: CompletionItemKind.Variable,
  object: CompletionItemKind.Reference,
  device: CompletionItemKind.Unit,
  machine: CompletionItemKind.Module,
  process: CompletionItemKind.Event,
  program: CompletionItemKind.Class,
  function: CompletionItemKind.Function,
  label: CompletionItemKind.Reference,
};

export function toCompletion(proposal: Proposal): CompletionItem {
  return {
    label: proposal.label,
    kind: PROPOSAL_KINDS[proposal.kind],
    detail: proposal.detail,
    sortText: `${proposal.rank}${proposal.label}`,
    insertText: proposal.insert,
    insertTextFormat: proposal.isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(proposal.markdown === "" ? {} : { documentation: { kind: MarkupKind.Markdown, value: proposal.markdown } }),
  };
}
