/**
 * A Chromium to look at VS Code with: the one CHROME_PATH names, else an installed Chrome, Chromium or Edge, else the headless one inside an npm
 * package. `HEADED=1` shows the window, which only an installed browser can.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import bundledChromium from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

type Found = { executablePath: string; args: string[] };

const linux = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "microsoft-edge-stable", "microsoft-edge"];
const mac = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];
const windows = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];

/** Off, so that nothing but the served page is asked for. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--no-default-browser-check"];

function usualPlaces(): string[] {
  if (process.platform === "darwin") return mac;
  if (process.platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) => process.env[name]).filter((root) => root !== undefined);
    return roots.flatMap((root) => windows.map((file) => path.join(root, file)));
  }
  return linux.flatMap((name) => ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"].map((folder) => path.join(folder, name)));
}

async function findBrowser(): Promise<Found> {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && !existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which is not there.`);
  const installed = named ?? usualPlaces().find((file) => existsSync(file));
  // Without a sandbox: it cannot be had in most containers, and only pages of this project are opened.
  if (installed !== undefined) return { executablePath: installed, args: [...quiet, "--no-sandbox"] };
  if (process.platform === "linux" && process.arch === "x64")
    return { executablePath: await bundledChromium.executablePath(), args: [...quiet, ...bundledChromium.args] };
  throw new Error("No Chrome, Chromium or Edge was found. Install one, or set CHROME_PATH to its executable.");
}

export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args } = await findBrowser();
  return chromium.launch({ executablePath, args, headless: process.env["HEADED"] !== "1" });
}
