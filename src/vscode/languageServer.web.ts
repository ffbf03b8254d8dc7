/** The language server as a web worker that the browser's extension starts. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { serve, type After } from "../lsp/server.ts";
import { createVocabulary } from "./vocabulary.ts";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const after: After = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};

serve(createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)), createVocabulary(), after);
