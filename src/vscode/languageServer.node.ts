/** The language server as a process that the desktop's extension starts. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve, type After } from "../lsp/server.ts";
import { createVocabulary } from "./vocabulary.ts";

const after: After = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};

serve(createConnection(ProposedFeatures.all), createVocabulary(), after);
