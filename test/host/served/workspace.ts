/**
 * A folder to open, thrown away afterwards: a copy of the samples and any files a test brings, and beside it the
 * server's data. Nothing a test does reaches the samples themselves.
 */
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { samples } from "./places.ts";

export interface Workspace {
  readonly folder: string;
  readonly dataFolder: string;
  remove(): Promise<void>;
}

/** `files` are contents by path within the folder. */
export async function makeWorkspace(files: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "turno-")));
  const folder = path.join(root, "samples");
  await cp(samples, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return {
    folder,
    dataFolder: path.join(root, "data"),
    // A server that was just told to stop may still be writing its last log.
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
