/**
 * The language server: the protocol's requests, each answered by a service function that knows no protocol.
 *
 * Keeps true: it does no input or output but through its connection, so it runs in a process or in a web worker; diagnostics
 * carry the version that they are about, and come a moment after the last edit, later in longer files; a request for a file
 * that is not open is answered with nothing.
 */
import {
  MarkupKind,
  TextDocuments,
  TextDocumentSyncKind,
  type CodeAction,
  type Connection,
  type InitializeResult,
  type Location,
} from "vscode-languageserver";
import { createLineMap } from "../base/positions.ts";
import type { Analysis } from "../lang/analyse.ts";
import { outline } from "../lang/outline.ts";
import { Analyses } from "./analyses.ts";
import { proposalsAt } from "./completion.ts";
import { hoverAt } from "./hover.ts";
import { inlineNames } from "./inlineValues.ts";
import { definitionAt, highlightsAt, referencesAt, renameableAt, renameAt, type FileSpan } from "./navigation.ts";
import { editText, openText, toOffset, toRange, toSpan, type OpenText } from "./openText.ts";
import { toCompletion, toDiagnostics, toSymbol } from "./protocol.ts";
import { READ_FILE } from "./requests.ts";
import { signatureAt } from "./signature.ts";
import type { Vocabulary } from "./vocabulary.ts";

const CAPABILITIES: InitializeResult = {
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    documentSymbolProvider: true,
    hoverProvider: true,
    completionProvider: { triggerCharacters: ["."] },
    signatureHelpProvider: { triggerCharacters: ["(", ","] },
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    codeActionProvider: { codeActionKinds: ["quickfix"] },
    inlineValueProvider: true,
  },
  serverInfo: { name: "turno" },
};

/** How long to wait for the next edit before saying what is wrong, by the length of the text. */
function patienceMs(file: OpenText): number {
  return Math.min(600, 120 + file.text.length / 400);
}

function locationOf(analysis: Analysis, { uri, ...span }: FileSpan): Location {
  const text = analysis.files.find((file) => file.uri === uri)?.text ?? "";
  return { uri, range: toRange(createLineMap(text), span) };
}

/** Does the work once the milliseconds have passed; gives what calls it off. */
export type After = (milliseconds: number, work: () => void) => () => void;

interface Server {
  readonly connection: Connection;
  readonly files: TextDocuments<OpenText>;
  readonly analyses: Analyses;
  readonly vocabulary: Vocabulary;
  readonly after: After;
}

/** Serves the connection until it closes. */
export function serve(connection: Connection, vocabulary: Vocabulary, after: After): void {
  const files = new TextDocuments<OpenText>({
    create: (uri, _language, version, text) => openText(uri, version, text),
    update: (file, changes, version) => editText(file, changes, version),
  });
  const fetchText = async (uri: string): Promise<string | undefined> =>
    (await connection.sendRequest<string | null>(READ_FILE, uri)) ?? undefined;
  const analyses = new Analyses((uri) => files.get(uri), fetchText);
  const server: Server = { connection, files, analyses, vocabulary, after };
  connection.onInitialize(() => CAPABILITIES);
  serveDiagnostics(server);
  serveNames(server);
  serveWriting(server);
  serveStructure(server);
  files.listen(connection);
  connection.listen();
}

function serveDiagnostics({ connection, files, analyses, after }: Server): void {
  /** What calls off the report that a file waits for. */
  const waiting = new Map<string, () => void>();
  const report = async (uri: string): Promise<void> => {
    waiting.delete(uri);
    const version = files.get(uri)?.version;
    const analysis = await analyses.current(uri);
    // A newer version has its own report under way.
    if (analysis === undefined || version === undefined || files.get(uri)?.version !== version) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: toDiagnostics(analysis, uri) });
  };
  const reportLater = (uri: string): void => {
    const file = files.get(uri);
    if (file === undefined) return;
    waiting.get(uri)?.();
    waiting.set(
      uri,
      after(file.version === 1 ? 0 : patienceMs(file), () => void report(uri)),
    );
  };
  const changed = (uri: string): void => {
    for (const importer of analyses.changed(uri)) reportLater(importer);
  };
  files.onDidChangeContent(({ document }) => {
    changed(document.uri);
    reportLater(document.uri);
  });
  files.onDidClose(({ document }) => {
    waiting.get(document.uri)?.();
    waiting.delete(document.uri);
    analyses.closed(document.uri);
    changed(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) changed(uri);
  });
}

function serveNames({ connection, files, analyses, vocabulary }: Server): void {
  connection.onHover(async ({ textDocument, position }) => {
    const analysis = await analyses.current(textDocument.uri);
    const file = files.get(textDocument.uri);
    if (analysis === undefined || file === undefined) return null;
    const found = hoverAt(analysis, toOffset(file.lines, position), vocabulary);
    if (found === undefined) return null;
    return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: toRange(file.lines, found) };
  });
  /** Answers about the name at a position. */
  const atName = async <T>(
    { textDocument, position }: { textDocument: { uri: string }; position: { line: number; character: number } },
    answer: (analysis: Analysis, offset: number, file: OpenText) => T,
  ): Promise<T | null> => {
    const analysis = await analyses.current(textDocument.uri);
    const file = files.get(textDocument.uri);
    return analysis === undefined || file === undefined ? null : answer(analysis, toOffset(file.lines, position), file);
  };
  connection.onDefinition((params) =>
    atName(params, (analysis, offset) => {
      const found = definitionAt(analysis, offset);
      return found === undefined ? null : locationOf(analysis, found);
    }),
  );
  connection.onReferences((params) =>
    atName(params, (analysis, offset) =>
      referencesAt(analysis, offset, params.context.includeDeclaration).map((each) => locationOf(analysis, each)),
    ),
  );
  connection.onDocumentHighlight((params) =>
    atName(params, (analysis, offset, file) =>
      highlightsAt(analysis, offset).map((each) => ({ range: toRange(file.lines, each), kind: each.isWrite ? 3 : 2 })),
    ),
  );
  connection.onPrepareRename((params) =>
    atName(params, (analysis, offset, file) => {
      const span = renameableAt(analysis, offset);
      return span === undefined ? null : toRange(file.lines, span);
    }),
  );
  connection.onRenameRequest((params) =>
    atName(params, (analysis, offset) => {
      const places = renameAt(analysis, offset, params.newName) ?? [];
      const edits = places.map((each) => ({ ...locationOf(analysis, each), newText: params.newName }));
      const uris = [...new Set(edits.map((edit) => edit.uri))];
      return { changes: Object.fromEntries(uris.map((uri) => [uri, edits.filter((edit) => edit.uri === uri)])) };
    }),
  );
}

function serveWriting({ connection, files, analyses, vocabulary }: Server): void {
  connection.onCompletion(async ({ textDocument, position }) => {
    const analysis = await analyses.recent(textDocument.uri);
    const file = files.get(textDocument.uri);
    if (analysis === undefined || file === undefined) return [];
    return proposalsAt(file.text, toOffset(file.lines, position), analysis, vocabulary).map(toCompletion);
  });
  connection.onSignatureHelp(async ({ textDocument, position }) => {
    const analysis = await analyses.recent(textDocument.uri);
    const file = files.get(textDocument.uri);
    if (analysis === undefined || file === undefined) return null;
    const found = signatureAt(file.text, toOffset(file.lines, position), analysis, vocabulary);
    if (found === undefined) return null;
    const parameters = found.params.map((label) => ({ label }));
    return {
      signatures: [{ label: found.label, documentation: found.doc, parameters }],
      activeSignature: 0,
      activeParameter: found.active,
    };
  });
  connection.onCodeAction(({ textDocument, context }) =>
    context.diagnostics.flatMap((diagnostic): CodeAction[] => {
      const { replacement } = (diagnostic.data ?? {}) as { replacement?: string };
      if (replacement === undefined) return [];
      const edit = { changes: { [textDocument.uri]: [{ range: diagnostic.range, newText: replacement }] } };
      return [
        { title: `Write '${replacement}'`, kind: "quickfix", diagnostics: [diagnostic], isPreferred: true, edit },
      ];
    }),
  );
}

function serveStructure({ connection, files, analyses }: Server): void {
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const analysis = await analyses.current(textDocument.uri);
    const file = files.get(textDocument.uri);
    const tree = analysis?.files[0]?.tree;
    if (tree === undefined || file === undefined) return [];
    return outline(tree).map((node) => toSymbol(node, file.lines));
  });
  connection.languages.inlineValue.on(async ({ textDocument, range, context }) => {
    const analysis = await analyses.current(textDocument.uri);
    const file = files.get(textDocument.uri);
    if (analysis === undefined || file === undefined) return [];
    const stopped = toOffset(file.lines, context.stoppedLocation.start);
    return inlineNames(analysis, stopped, toSpan(file.lines, range)).map((span) => ({
      range: toRange(file.lines, span),
      expression: file.text.slice(span.from, span.to),
    }));
  });
}
