/**
 * The VS Code server with the Node extension host, from the npm registry: code-server, installed once into
 * `.vscode-test/server/`. It is too big (590 MB) and too seldom needed for the project's own dependencies. The
 * installation happens under another name and is renamed when whole, so that the folder is there completely or not at
 * all, even when two runs meet.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { kept } from "./places.ts";

const version = "4.139.1";
const attempts = 3;

const folder = path.join(kept, "server", `code-server-${version}`);
const inside = path.join("node_modules", "code-server", "lib", "vscode");
const npmFlags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** The path of `server-main.js`, installed now if it was not. */
export async function serverMain(): Promise<string> {
  const main = path.join(folder, inside, "out", "server-main.js");
  if (existsSync(main)) return main;
  if (Number(process.versions.node.split(".")[0]) < 24)
    throw new Error(
      `The VS Code server needs Node 24, and this is ${process.version}: start it by an npm script, which brings its own.`,
    );
  console.log(
    `Installing the VS Code server (code-server ${version}, 590 MB, once) into ${path.relative(process.cwd(), folder)} …`,
  );
  const start = performance.now();
  for (let attempt = 1; !existsSync(main); attempt++) {
    try {
      await install();
    } catch (error) {
      if (attempt === attempts)
        throw new Error(
          `code-server ${version} could not be installed from the npm registry in ${attempts} attempts. Is the registry reachable?`,
          {
            cause: error,
          },
        );
      console.log(`Attempt ${attempt} failed (${String(error)}); trying again.`);
    }
  }
  console.log(`Installed in ${Math.round((performance.now() - start) / 1000)} s.`);
  return main;
}

async function install(): Promise<void> {
  const partial = `${folder}.${process.pid}.partial`;
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await writeFile(path.join(partial, "package.json"), '{ "private": true }\n');
    await npm(["install", ...npmFlags, `code-server@${version}`], partial);
    await npm(["install", "--omit=dev", ...npmFlags], path.join(partial, inside));
    await rename(partial, folder).catch((error: unknown) => {
      // Another run was faster: its installation is as good.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Runs the npm that runs us, if one does, under our own Node. */
async function npm(args: string[], cwd: string): Promise<void> {
  const cli = process.env["npm_execpath"];
  const child = cli?.endsWith("js")
    ? spawn(process.execPath, [cli, ...args], { cwd, stdio: ["ignore", "ignore", "inherit"] })
    : spawn("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`npm ${args[0] ?? ""} ended with code ${String(code)}`);
}
