/**
 * A served VS Code whose extension host is a Node process, as on the desktop. Each server has a data folder and an
 * extensions folder of its own, made by the caller, so that nothing of one run, or of the person's own VS Code, is seen
 * by another.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { serverMain } from "./install.ts";
import type { Served, ServeOptions } from "./served.ts";

/** The server's own words for what it needs to know; a port of 0 means any. */
function serverArguments(dataFolder: string, port: number): string[] {
  return [
    ...["--host", "127.0.0.1", "--port", String(port), "--without-connection-token", "--accept-server-license-terms"],
    ...["--enable-smoke-test-driver", "--disable-workspace-trust", "--telemetry-level", "off"],
    ...dataArguments(dataFolder),
  ];
}

function dataArguments(dataFolder: string): string[] {
  return ["--server-data-dir", dataFolder, "--extensions-dir", path.join(dataFolder, "extensions")];
}

export async function serveNode(options: ServeOptions): Promise<Served> {
  const main = await serverMain();
  const { extension } = options;
  if ("vsix" in extension) await installVsix(main, extension.vsix, options.dataFolder);
  const server = spawn(process.execPath, [main, ...serverArguments(options.dataFolder, options.port ?? 0)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const origin = `http://localhost:${await portOf(server)}`;
  const remote = (file: string): string =>
    `vscode-remote://${new URL(origin).host}${path.posix.resolve("/", file.replaceAll("\\", "/"))}`;
  const payload: [string, string][] = [];
  if ("development" in extension) payload.push(["extensionDevelopmentPath", remote(extension.development)]);
  if (options.suite !== undefined) payload.push(["extensionTestsPath", remote(options.suite)]);
  const query = new URLSearchParams({ folder: options.folder, payload: JSON.stringify(payload) });
  return {
    host: "node",
    url: `${origin}/?${query.toString()}`,
    root: options.folder,
    stop: () => stop(server),
  };
}

async function portOf(server: ChildProcess): Promise<number> {
  const said: string[] = [];
  const { stdout, stderr } = server;
  if (stdout === null || stderr === null) throw new Error("The server's output must be piped.");
  stderr.resume();
  for await (const line of createInterface({ input: stdout })) {
    said.push(line);
    const port = /Web UI available at https?:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    stdout.resume();
    return Number(port);
  }
  throw new Error(`The VS Code server ended before it was ready:\n${said.join("\n")}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill();
  await ended;
}

async function installVsix(main: string, vsix: string, dataFolder: string): Promise<void> {
  const child = spawn(process.execPath, [main, ...dataArguments(dataFolder), "--install-extension", vsix], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0 || !said.includes("successfully installed"))
    throw new Error(`${vsix} could not be installed:\n${said}`);
}
