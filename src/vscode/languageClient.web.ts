/**
 * The language server in a web worker, for the browser's extension host. Its text is read through VS Code and started from
 * memory: so it does not matter where the extension comes from, nor how that place would label the file.
 */
import { Uri, workspace, type ExtensionContext } from "vscode";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/browser";

export async function createWebClient(
  context: ExtensionContext,
  options: LanguageClientOptions,
): Promise<LanguageClient> {
  const text = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist", "server.web.cjs"));
  const address = URL.createObjectURL(new Blob([new Uint8Array(text)], { type: "text/javascript" }));
  return new LanguageClient("turno", "Turno", new Worker(address, { name: "Turno language server" }), options);
}
