/** What several suites do: files in the opened folder, and waiting for what VS Code tells of. */
import * as vscode from "vscode";
import { holds } from "./expect.ts";

/** A file within the opened folder. */
export function fileUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  holds(folder, "a folder to be open");
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Writes a file into the opened folder and shows it. */
export async function show(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = fileUri(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
}

/** What `read` gives as soon as there is something, looking again at each event. */
export async function whenTold<T>(event: vscode.Event<unknown>, read: () => T | undefined): Promise<T> {
  const first = read();
  if (first !== undefined) return first;
  return new Promise((resolve) => {
    const subscription = event(() => {
      const value = read();
      if (value === undefined) return;
      subscription.dispose();
      resolve(value);
    });
  });
}

/** The findings about a file, as soon as they are as wanted. */
export function findings(
  uri: vscode.Uri,
  holdsFor: (all: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  return whenTold(vscode.languages.onDidChangeDiagnostics, () => {
    const all = vscode.languages.getDiagnostics(uri);
    return holdsFor(all) ? all : undefined;
  });
}
