/** How the window looks: its size, its colours, the widths of its parts, which view is in front. */
import type { Locator, Page } from "playwright-core";
import type { Palette } from "./palette.ts";
import { until } from "./until.ts";

/**
 * VS Code's own themes, light and dark as it has them at first: what settings call them, what people call them, and
 * what the page calls their kind.
 */
export const themes = {
  dark: { id: "Dark 2026", label: "Dark 2026", kind: "vs-dark" },
  light: { id: "Light 2026", label: "Light 2026", kind: "vs" },
  "high contrast dark": { id: "Default High Contrast", label: "Dark High Contrast", kind: "hc-black" },
  "high contrast light": { id: "Default High Contrast Light", label: "Light High Contrast", kind: "hc-light" },
} as const;

export type Theme = keyof typeof themes;

const gap = 12;

/** The edge of the panel is a little above it. */
const edge = 1.5;

export class Layout {
  readonly #page: Page;
  readonly #palette: Palette;

  constructor(page: Page, palette: Palette) {
    this.#page = page;
    this.#palette = palette;
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.#palette.pick(themes[theme].label, () => this.#palette.run("Preferences: Color Theme"));
    await this.#page.locator(`.monaco-workbench.${themes[theme].kind}`).waitFor();
  }

  /** The kind of theme that the window begins with, as soon as it has one. */
  async firstTheme(): Promise<Theme | undefined> {
    const window = this.#page.locator(".monaco-workbench[class*='vscode-theme-']");
    const classes = ((await window.getAttribute("class")) ?? "").split(" ");
    return (Object.keys(themes) as Theme[]).find((theme) => classes.includes(themes[theme].kind));
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#page.setViewportSize({ width, height });
    const read = (): Promise<number> =>
      this.#page.locator(".monaco-workbench").evaluate((each) => each.getBoundingClientRect().width);
    await until(this.#page, `a window ${width} wide`, read, (now) => Math.abs(now - width) <= 1);
  }

  /** Drags the edge of the side bar; VS Code has its own least width. */
  setSideBarWidth(width: number): Promise<void> {
    return this.#drag(this.#page.locator(".part.sidebar"), "width", width);
  }

  /** Drags the upper edge of the panel. */
  setPanelHeight(height: number): Promise<void> {
    return this.#drag(this.#page.locator(".part.panel"), "height", height);
  }

  /** Shows a view container or view by its title, as the View menu does. */
  async show(title: string): Promise<void> {
    await this.#palette.run(`View: Show ${title}`);
  }

  async showRunAndDebug(): Promise<void> {
    await this.show("Run and Debug");
    await this.#page.locator(".debug-pane, .debug-viewlet").first().waitFor();
  }

  /** The panel of the machine, at least so high: the more rows, the less is left of the editor. */
  async showMachine(least = 0): Promise<void> {
    await this.#palette.run("Machine: Focus on Processes View");
    const height = (await this.#page.locator(".part.panel").boundingBox())?.height ?? 0;
    if (height < least) await this.setPanelHeight(least);
  }

  /** The texts of the status bar, from the left. */
  async statusBar(): Promise<string[]> {
    const texts = await this.#page.locator(".part.statusbar .statusbar-item").allTextContents();
    return texts.map((text) => text.trim()).filter((text) => text !== "");
  }

  /** The messages that popped up, and are still there. */
  async notifications(): Promise<string[]> {
    return this.#page.locator(".notification-toast .notification-list-item-message").allTextContents();
  }

  /** Some themes of the window leave a gap between parts, which counts as theirs. */
  async #drag(part: Locator, side: "width" | "height", wanted: number): Promise<void> {
    const box = await part.boundingBox();
    if (box === null) throw new Error("That part of the window is not shown.");
    const { mouse } = this.#page;
    const from =
      side === "width"
        ? { x: box.x + box.width, y: box.y + box.height / 2 }
        : { x: box.x + box.width / 2, y: box.y - edge };
    const to =
      side === "width" ? { x: from.x + wanted - box.width, y: from.y } : { x: from.x, y: from.y + box.height - wanted };
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 5 });
    await mouse.up();
    const size = async (): Promise<number> => (await part.boundingBox())?.[side] ?? 0;
    await until(this.#page, `a ${side} of ${wanted}`, size, (now) => Math.abs(now - wanted) <= gap);
  }
}
