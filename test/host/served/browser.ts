/**
 * A Chromium to look at VS Code with: the one CHROME_PATH names, else an installed Chrome, Chromium or Edge, else the
 * headless one inside an npm package. `HEADED=1` shows the window, which only an installed browser can.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import bundledChromium from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const linux = [
  "google-chrome-stable",
  "google-chrome",
  "chromium",
  "chromium-browser",
  "microsoft-edge-stable",
  "microsoft-edge",
];
const mac = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const windows = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];

/**
 * Nothing but the served page is asked for; no sandbox, which most containers do not let it have, since only pages of
 * this project are opened; and letters drawn alike everywhere.
 */
const flags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
  "--no-default-browser-check",
  "--no-sandbox",
  "--font-render-hinting=none",
];

function usualPlaces(): string[] {
  if (process.platform === "darwin") return mac;
  if (process.platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
      .map((name) => process.env[name])
      .filter((root) => root !== undefined);
    return roots.flatMap((root) => windows.map((file) => path.join(root, file)));
  }
  return linux.flatMap((name) =>
    ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"].map((folder) => path.join(folder, name)),
  );
}

async function findBrowser(): Promise<string> {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which is not there.`);
  const installed = named ?? usualPlaces().find((file) => existsSync(file));
  if (installed !== undefined) return installed;
  // The package's own flags are for another world (one process, no web security): ours serve it too.
  if (process.platform === "linux" && process.arch === "x64") return bundledChromium.executablePath();
  throw new Error("No Chrome, Chromium or Edge was found. Install one, or set CHROME_PATH to its executable.");
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  return chromium.launch({ executablePath, args: flags, headless: process.env["HEADED"] !== "1" });
}
