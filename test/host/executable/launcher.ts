/**
 * The executable that @vscode/test-electron starts: VSCODE_EXECUTABLE if it is set (a VS Code of the desktop), else a
 * script made here, which runs `vscode.ts` under the Node that runs us, since a source file cannot be started by itself
 * everywhere.
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { kept } from "../served/places.ts";

const standIn = path.join(import.meta.dirname, "vscode.ts");

export async function vscodeExecutable(): Promise<string> {
  const named = process.env["VSCODE_EXECUTABLE"];
  if (named !== undefined) return named;
  const windows = process.platform === "win32";
  const script = path.join(kept, windows ? "vscode-in-browser.cmd" : "vscode-in-browser.sh");
  const text = windows
    ? `@"${process.execPath}" "${standIn}" %*\r\n`
    : `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`;
  await mkdir(kept, { recursive: true });
  await writeFile(script, text, { mode: 0o755 });
  return script;
}
