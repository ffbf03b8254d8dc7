/**
 * Starts the language server and gives it what it cannot have itself: the texts of imported files, read as VS Code reads
 * them, wherever they are.
 *
 * Keeps true: activation does not wait for it; without it everything else works, and a person is told once.
 */
import { Disposable, Uri, window, workspace, type ExtensionContext } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { READ_FILE } from "../lsp/requests.ts";
import type { Host } from "./host.ts";
import { readText } from "./sources.ts";
import { translate } from "./words.ts";

export function startLanguageClient(context: ExtensionContext, host: Host): Disposable {
  const files = workspace.createFileSystemWatcher("**/*.turno");
  let client: BaseLanguageClient | undefined;
  let isDisposed = false;
  const start = async (): Promise<void> => {
    client = await host.createLanguageClient(context, {
      documentSelector: [{ language: "turno" }],
      synchronize: { fileEvents: files },
    });
    client.onRequest(READ_FILE, async (uri: string) => (await readText(Uri.parse(uri))) ?? null);
    if (!isDisposed) await client.start();
  };
  const failed = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showWarningMessage(
      translate("Turno's language server did not start, so errors are found only when a scenario starts: {0}", reason),
    );
  };
  host.later(() => void start().catch(failed));
  return new Disposable(() => {
    isDisposed = true;
    files.dispose();
    void client?.dispose();
  });
}
