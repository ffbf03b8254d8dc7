/** The language server in a process of its own, for the desktop's extension host. */
import { Uri, type ExtensionContext } from "vscode";
import { LanguageClient, TransportKind, type LanguageClientOptions } from "vscode-languageclient/node";

export function createNodeClient(context: ExtensionContext, options: LanguageClientOptions): Promise<LanguageClient> {
  const module = Uri.joinPath(context.extensionUri, "dist", "server.cjs").fsPath;
  const server = { module, transport: TransportKind.ipc };
  return Promise.resolve(new LanguageClient("turno", "Turno", server, options));
}
