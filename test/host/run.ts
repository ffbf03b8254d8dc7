/**
 * `npm run test:host`: Turno in a real VS Code. The same suite runs in both extension hosts, then the drives press keys
 * and read the screen through a browser. `npm run test:host -- node`, `web` or `drive` runs only those.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { vscodeExecutable } from "./executable/launcher.ts";
import { suites, top } from "./served/places.ts";
import { serve } from "./served/served.ts";
import { runSuite } from "./served/suitePage.ts";
import { makeWorkspace } from "./served/workspace.ts";

const smokeFiles = { "smoke.turno": "# the smoke test opens this\n" };

async function nodeHost(): Promise<void> {
  const workspace = await makeWorkspace(smokeFiles);
  try {
    await runTests({
      vscodeExecutablePath: await vscodeExecutable(),
      extensionDevelopmentPath: top,
      extensionTestsPath: suites.node,
      launchArgs: [workspace.folder, `--user-data-dir=${workspace.dataFolder}`],
    });
  } finally {
    await workspace.remove();
  }
}

async function webHost(): Promise<void> {
  const workspace = await makeWorkspace(smokeFiles);
  const { folder, dataFolder } = workspace;
  const served = await serve("web", { folder, dataFolder, extension: { development: top }, suite: suites.web });
  try {
    const code = await runSuite(served);
    if (code !== 0) throw new Error(`The suite ended with code ${code}.`);
  } finally {
    await served.stop();
    await workspace.remove();
  }
}

/** A window that is driven may lose a key or the focus for once; what fails twice is broken. Each failure leaves a picture. */
async function drives(): Promise<void> {
  const folder = path.join(import.meta.dirname, "drive");
  const files = (await readdir(folder))
    .filter((name) => name.endsWith(".drive.ts"))
    .map((name) => path.join(folder, name));
  const mocha = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");
  const flags = ["--no-config", "--no-package", "--timeout", "180000", "--slow", "20000", "--retries", "1"];
  const child = spawn(process.execPath, [mocha, ...flags, ...files], { cwd: top, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`The drives ended with code ${String(code)}.`);
}

const parts: Record<string, { title: string; run: () => Promise<void> }> = {
  node: { title: "the suite in the Node extension host", run: nodeHost },
  web: { title: "the suite in the web extension host", run: webHost },
  drive: { title: "the drives", run: drives },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) throw new Error(`There is no part "${unknown.join(", ")}": ${Object.keys(parts).join(", ")}.`);

const timings: string[] = [];
for (const [name, { title, run }] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n── ${title}`);
  const start = performance.now();
  try {
    await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  timings.push(`${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
console.log(`\n${timings.join("\n")}`);
