/**
 * A VS Code to be driven by keys and looked at, in either extension host. `drive` starts one, gives it to the test, and
 * ends it whatever happens; when the test fails, a picture of the window is kept. All waits are for conditions.
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Browser, Frame, Page } from "playwright-core";
import { launchBrowser } from "../served/browser.ts";
import { screenshots, top } from "../served/places.ts";
import { type Host, type Served, serve } from "../served/served.ts";
import { calm, type Settings, setDefaults } from "../served/settings.ts";
import { makeWorkspace, type Workspace } from "../served/workspace.ts";
import { Debug } from "./debug.ts";
import { Editor } from "./editor.ts";
import { Layout, type Theme, themes } from "./layout.ts";
import { Palette } from "./palette.ts";
import { Panes } from "./panes.ts";
import { until } from "./until.ts";

export interface DriveOptions {
  host: Host;
  /** A VSIX to install (Node host only); without it, the extension of this folder. */
  vsix?: string;
  /** Files to put beside the copy of the samples, contents by path. */
  files?: Readonly<Record<string, string>>;
  /** Dark without it. */
  theme?: Theme;
  /** 1400 × 900 without it. */
  size?: { width: number; height: number };
  settings?: Settings;
  /** The display language of the browser, `en` without it. */
  locale?: string;
}

export class Workbench {
  readonly page: Page;
  readonly host: Host;
  readonly palette: Palette;
  readonly editor: Editor;
  readonly panes: Panes;
  readonly debug: Debug;
  readonly layout: Layout;
  /** What the page wrote to its console as an error, to be looked through when something is odd. */
  readonly errors: string[] = [];

  constructor(page: Page, { host, root }: Served) {
    this.host = host;
    this.page = page;
    this.palette = new Palette(page);
    this.editor = new Editor(page, this.palette, root);
    this.panes = new Panes(page);
    this.debug = new Debug(page, this.panes, this.editor);
    this.layout = new Layout(page, this.palette);
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text().split("\n", 1).join("").slice(0, 300));
    });
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  /** Presses keys one after another, as Playwright names them: `Control+Shift+D`. */
  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  until<T>(what: string, read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
    return until(this.page, what, read, holds);
  }

  /** The page inside the webview that has an element for this selector, as soon as there is one. */
  async webview(selector: string): Promise<Frame> {
    const find = async (): Promise<Frame | undefined> => {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      }
      return undefined;
    };
    const frame = await until(this.page, `a webview with ${selector}`, find, (found) => found !== undefined);
    if (frame === undefined) throw new Error("A frame was waited for.");
    return frame;
  }

  /** A picture of the window: into the ignored folder of screenshots by a bare name, or to a path. Gives its path. */
  async screenshot(nameOrPath: string): Promise<string> {
    const bare = !nameOrPath.includes("/") && !nameOrPath.endsWith(".png");
    const file = bare ? path.join(screenshots, `${nameOrPath}.png`) : path.resolve(nameOrPath);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined));
    await this.page.screenshot({ path: file, animations: "disabled", caret: "hide" });
    return file;
  }
}

/** Starts a VS Code, gives it to the test, and ends it. The name is for the picture of a failure. */
export async function drive(
  name: string,
  options: DriveOptions,
  test: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  try {
    const workspace = await makeWorkspace(options.files);
    ends.unshift(() => workspace.remove());
    const served = await serveFor(options, workspace);
    ends.unshift(() => served.stop());
    const browser = await launchBrowser();
    ends.unshift(() => browser.close());
    await picturedOnFailure(
      name,
      new Workbench(await openPage(browser, served, options), served),
      async (workbench) => {
        await shown(workbench, options.theme ?? "dark");
        await test(workbench);
      },
    );
  } finally {
    for (const end of ends) await end();
  }
}

async function picturedOnFailure(
  name: string,
  workbench: Workbench,
  test: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  try {
    await test(workbench);
  } catch (error) {
    const file = await workbench.screenshot(`failed ${name} ${workbench.host}`);
    console.error(`A picture of the failure: ${file}\nErrors in the page:\n${workbench.errors.slice(-10).join("\n")}`);
    throw error;
  }
}

function serveFor({ host, vsix }: DriveOptions, { folder, dataFolder }: Workspace): Promise<Served> {
  return serve(host, { folder, dataFolder, extension: vsix === undefined ? { development: top } : { vsix } });
}

async function openPage(browser: Browser, served: Served, options: DriveOptions): Promise<Page> {
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1400, height: 900 },
    locale: options.locale ?? "en",
    colorScheme: options.theme?.includes("light") === true ? "light" : "dark",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  await setDefaults(page, { ...calm, "workbench.colorTheme": themes[options.theme ?? "dark"].id, ...options.settings });
  await page.goto(served.url);
  return page;
}

/**
 * The window is ready when the explorer has listed the folder (which must not be empty), because then its file system
 * and the keys work; and when it has its colours, which the host with a Node process does not always take from the
 * settings.
 */
async function shown({ page, layout }: Workbench, theme: Theme): Promise<void> {
  await page.locator(".monaco-workbench .explorer-folders-view .monaco-list-row").first().waitFor();
  if ((await layout.firstTheme()) !== theme) await layout.setTheme(theme);
}
