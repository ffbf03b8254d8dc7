/**
 * Runs the command within the test: arguments in, exit code and both streams out. Files that a test brings live in a folder
 * of their own, in which the command is told of them by path.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Console, Sink } from "../../src/cli/console.ts";
import { turno } from "../../src/cli/turno.ts";
import type { RunReport } from "../../src/debugger/outcome/report.ts";

/** What a call of the command came to. The folder of the files is left out of the texts. */
export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function captureSink(parts: string[]): Sink {
  return {
    write: (text) => void parts.push(text),
    drain: () => Promise.resolve(),
    isTerminal: false,
    columns: 100,
  };
}

/** Calls the command with files of the given contents, which arguments name as `{name}`. */
export async function call(
  files: Readonly<Record<string, string | Uint8Array>>,
  ...args: readonly string[]
): Promise<Captured> {
  const folder = mkdtempSync(path.join(tmpdir(), "turno-"));
  const out: string[] = [];
  const err: string[] = [];
  const console: Console = { out: captureSink(out), err: captureSink(err) };
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    const code = await turno(
      console,
      args.map((arg) => arg.replace(/^\{(.*)\}$/, (_whole, name: string) => path.join(folder, name))),
    );
    const shown = (parts: readonly string[]): string => parts.join("").replaceAll(folder + path.sep, "");
    return { code, out: shown(out), err: shown(err) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The report of a scenario that has no errors. */
export async function report(text: string, ...options: readonly string[]): Promise<RunReport> {
  const { out } = await call({ "a.turno": text }, "run", "{a.turno}", "--json", ...options);
  return JSON.parse(out) as RunReport;
}
