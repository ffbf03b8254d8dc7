/**
 * The texts of `.turno` files, wherever they are: on a disk, in a browser's memory, behind a connection.
 *
 * Keeps true: an open editor's text is what is read, so that what runs is what a person sees; a file is named by its path
 * where it has the `file` scheme, and by its URI elsewhere, as debug adapters name their sources.
 */
import { Uri, workspace, type WorkspaceFolder } from "vscode";

/** The name of a file as a debug adapter says it. */
export function sourceName(uri: Uri): string {
  return uri.scheme === "file" ? uri.fsPath : uri.toString();
}

/** The file that a launch configuration names: a URI, an absolute path, or a path within the folder. */
export function uriOfSource(name: string, folder?: WorkspaceFolder): Uri {
  // A disk's letter is one, a scheme has more; a scenario that was never saved is `untitled:Untitled-1`.
  if (/^[a-z][a-z0-9+.-]+:/i.test(name)) return Uri.parse(name, true);
  const base = folder?.uri ?? workspace.workspaceFolders?.[0]?.uri;
  const isAbsolute = /^([a-z]:)?[\\/]/i.test(name);
  if (base === undefined) return Uri.file(name);
  if (!isAbsolute) return Uri.joinPath(base, name);
  return base.scheme === "file" ? Uri.file(name) : base.with({ path: name.replaceAll("\\", "/") });
}

/** The text of a file; undefined when it cannot be read. */
export async function readText(uri: Uri): Promise<string | undefined> {
  const name = uri.toString();
  const open = workspace.textDocuments.find((document) => document.uri.toString() === name);
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    // Not there, or not readable: who asks says what that means.
    return undefined;
  }
}
