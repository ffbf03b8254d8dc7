/**
 * `npm start`: VS Code in the browser, on the samples, with Turno from this folder in it. It prints the address; Ctrl-C
 * ends it. `--open` opens the person's browser, `--port N` chooses the port, and `--host node` serves the Node
 * extension host (a big download, once) on a copy of the samples.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { top } from "./served/places.ts";
import { serve } from "./served/served.ts";
import { freePort } from "./served/web.ts";
import { makeWorkspace } from "./served/workspace.ts";

const { values } = parseArgs({
  options: {
    open: { type: "boolean", default: false },
    port: { type: "string", default: "3000" },
    host: { type: "string", default: "web" },
  },
});

/** Hands the address to whatever opens addresses on this system. */
function openBrowser(url: string): void {
  const windows = process.platform === "win32";
  const command = windows ? "explorer" : process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(command, [url], { stdio: "ignore", detached: true });
  child.on("error", () => console.log("No browser could be opened: open the address yourself."));
  child.unref();
}

const { host } = values;
if (host !== "web" && host !== "node") throw new Error(`--host is "web" or "node", not "${host}".`);

const asked = Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
const workspace = await makeWorkspace();
try {
  const { folder, dataFolder } = workspace;
  const port = await freePort(Number(values.port));
  const served = await serve(host, { folder, dataFolder, extension: { development: top }, port });
  console.log(
    `\nTurno in VS Code: ${served.url}\nThe folder is a copy of the samples: change what you like. Ctrl-C ends it.`,
  );
  if (values.open) openBrowser(served.url);
  await asked;
  await served.stop();
} finally {
  await workspace.remove();
}
process.exit();
