/**
 * The trees in the side bar (and, by the same title, in the panel): VS Code's own, as Call Stack and Variables, and
 * Turno's. Only rows that are drawn can be read: make the window tall, or the tree small.
 */
import type { Locator, Page } from "playwright-core";
import { plainText, until } from "./until.ts";

export interface Row {
  /** 1 at the root. */
  level: number;
  text: string;
  /** What a screen reader says. */
  label: string;
  /** Nothing for a leaf. */
  expanded: boolean | undefined;
  selected: boolean;
}

/** A row of Variables or Watch. */
export interface ValueRow {
  level: number;
  name: string;
  /** Nothing for a scope. */
  value: string | undefined;
  /** It differs from the stop before. */
  changed: boolean;
}

export class Panes {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The titles of the sections that show now. */
  async titles(): Promise<string[]> {
    return (await this.#page.locator(".part.sidebar .pane-header .title").allTextContents()).map(plainText);
  }

  async rows(title: string): Promise<Row[]> {
    return (await this.#pane(title)).locator(".monaco-list-row").evaluateAll((rows) =>
      rows
        .map((row) => ({ row, top: row.getBoundingClientRect().top }))
        .sort((a, b) => a.top - b.top)
        .map(({ row }) => {
          const expanded = row.getAttribute("aria-expanded");
          return {
            level: Number(row.getAttribute("aria-level")),
            text: (row as HTMLElement).innerText.replace(/\s+/g, " ").trim(),
            label: row.getAttribute("aria-label") ?? "",
            expanded: expanded === null ? undefined : expanded === "true",
            selected: row.getAttribute("aria-selected") === "true",
          };
        }),
    );
  }

  async values(title = "Variables"): Promise<ValueRow[]> {
    return (await this.#pane(title)).locator(".monaco-list-row").evaluateAll((rows) =>
      rows
        .map((row) => ({ row, top: row.getBoundingClientRect().top }))
        .sort((a, b) => a.top - b.top)
        .map(({ row }) => {
          const text = (selector: string): string | undefined =>
            row.querySelector(selector)?.textContent.replace(/\s+/g, " ").trim();
          return {
            level: Number(row.getAttribute("aria-level")),
            name: (text(".expression .name") ?? text(".scope") ?? row.textContent).replace(/\s*[:=]\s*$/, "").trim(),
            value: text(".expression .value"),
            changed: row.querySelector(".value.changed") !== null,
          };
        }),
    );
  }

  /** Waits until the rows of a section are as wanted. */
  until(title: string, what: string, holds: (rows: Row[]) => boolean): Promise<Row[]> {
    return until(this.#page, `${what} in ${title}`, () => this.rows(title), holds);
  }

  /** Opens the first row whose text begins so, and waits until it is open; again, if the tree was drawn anew meanwhile. */
  async expand(title: string, begins: string): Promise<void> {
    const attempt = async (): Promise<boolean> => {
      const found = (await this.rows(title)).find(({ text }) => text.startsWith(begins));
      if (found?.expanded !== false) return found !== undefined;
      const row = await this.row(title, begins);
      const open = row.and(this.#page.locator("[aria-expanded=true]"));
      await row
        .locator(".monaco-tl-twistie")
        .click({ timeout: 1000 })
        .then(() => open.waitFor({ timeout: 5000 }))
        .catch(() => undefined);
      return false;
    };
    await until(this.#page, `"${begins}" open in ${title}`, attempt, (open) => open);
  }

  /** The first row whose text begins so, to click or hover. */
  async row(title: string, begins: string): Promise<Locator> {
    await this.until(title, `a row "${begins}"`, (all) => all.some(({ text }) => text.startsWith(begins)));
    const pattern = new RegExp(`^\\s*${begins.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
    return (await this.#pane(title)).locator(".monaco-list-row").filter({ hasText: pattern }).first();
  }

  /**
   * Opens the context menu of a row and chooses an entry. A menu takes no click at first, so that none goes astray, and
   * closes when its tree is drawn anew before: then it is opened again.
   */
  async menu(title: string, begins: string, entry: string): Promise<void> {
    const label = this.#page.locator(".monaco-menu .action-label", { hasText: entry }).first();
    const shown = async (): Promise<boolean> => {
      await (await this.row(title, begins)).click({ button: "right", timeout: 1000 }).catch(() => undefined);
      return label.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    };
    await until(this.#page, `"${entry}" in the menu of ${begins}`, shown, (open) => open);
    const attempt = async (): Promise<boolean> => {
      await label.click({ timeout: 1000 }).catch(() => undefined);
      return label.isVisible();
    };
    await until(this.#page, `"${entry}" to be taken`, attempt, (isOpen) => !isOpen);
  }

  /** Opens or closes a section by its header. */
  async show(title: string, open = true): Promise<void> {
    const header = this.#header(title);
    await header.waitFor();
    if ((await header.getAttribute("aria-expanded")) === String(open)) return;
    await header.click();
    await until(
      this.#page,
      `${title} ${open ? "open" : "closed"}`,
      () => header.getAttribute("aria-expanded"),
      (now) => now === String(open),
    );
  }

  #header(title: string): Locator {
    return this.#page.locator(".pane-header", {
      has: this.#page.locator(".title", { hasText: new RegExp(`^\\s*${title}\\s*$`, "i") }),
    });
  }

  async #pane(title: string): Promise<Locator> {
    await this.show(title);
    return this.#page.locator(".pane", { has: this.#header(title) });
  }
}
