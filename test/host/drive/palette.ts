/** The boxes at the top of the window: running a command by its title, and choosing or typing an answer. */
import type { Locator, Page } from "playwright-core";
import { plainText, until } from "./until.ts";

/** How long a box that is there may take to obey, before the way through the boxes is begun anew. */
const soon = { timeout: 1000 };

const nothing = (): Promise<void> => Promise.resolve();

export class Palette {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Runs the command with this very title, category included: `Debug: Start Debugging`. */
  run(title: string): Promise<void> {
    return this.#through(title, async () => {
      await this.#ask("F1", `>${title}`);
      await this.#take(title);
    });
  }

  /** Which titles the palette offers for a search. */
  async commands(search: string): Promise<string[]> {
    await this.#ask("F1", `>${search}`);
    const titles = await until(
      this.#page,
      `commands for "${search}"`,
      () => this.#labels(),
      (labels) => labels.length > 0,
    );
    await this.close();
    return titles;
  }

  /** Picks the entry with this label in the list that `open` shows; without it, in one that is open already. */
  pick(label: string, open = nothing): Promise<void> {
    return this.#through(`"${label}" to be picked`, async () => {
      await open();
      await this.#fill(label);
      await this.#take(label);
    });
  }

  /** Answers the input box that `open` shows. */
  async answer(text: string, open: () => Promise<void>): Promise<void> {
    await this.#through(`"${text}" to be taken`, async () => {
      await open();
      await this.#fill(text);
      await this.#input.press("Enter", soon);
    });
    await this.#box.waitFor({ state: "hidden" });
  }

  /**
   * Opens a file by its absolute path, through Open File: searching by name does not work on the folders of VS Code for
   * the Web. The dialog first shows the folder it was last in, and may do so late, over what was written: then the path
   * is written again. The button takes it, since the Enter key could reach the editor when the box is gone, and the list
   * draws only a part of a long folder.
   */
  async open(file: string): Promise<void> {
    await this.run("File: Open File...");
    const read = (): Promise<string> => this.#input.inputValue();
    await until(this.#page, "the folder in Open File", read, (value) => value.endsWith("/"));
    // What is written before the dialog listens, it does not know of: then it is written again.
    const attempt = async (): Promise<boolean> => {
      await this.#input.fill(file.slice(0, file.lastIndexOf("/") + 1), soon);
      await this.#input.fill(file, soon);
      await this.#box.locator(".quick-input-action", { hasText: "OK" }).click(soon);
      await this.#box.waitFor({ state: "hidden", ...soon });
      return true;
    };
    // The box may close at any moment, which is what is wanted.
    const closed = async (): Promise<boolean> => !(await this.#box.isVisible()) || (await attempt().catch(() => false));
    await until(this.#page, `${file} to be opened`, closed, (gone) => gone);
  }

  /** Moves the caret of the editor in front, as Go to Line does; both from 1. */
  async goto(line: number, column = 1): Promise<void> {
    await this.#through(`line ${line}`, async () => {
      await this.#ask("Control+P", `:${line}:${column}`);
      await this.#input.press("Enter", soon);
    });
    await this.#box.waitFor({ state: "hidden" });
  }

  /** What the open list shows, from the top. */
  async entries(): Promise<string[]> {
    await this.#input.waitFor();
    return until(
      this.#page,
      "entries in the open list",
      () => this.#labels(),
      (labels) => labels.length > 0,
    );
  }

  async close(): Promise<void> {
    await this.#input.press("Escape");
    await this.#box.waitFor({ state: "hidden" });
  }

  get #box(): Locator {
    return this.#page.locator(".quick-input-widget");
  }

  get #input(): Locator {
    return this.#box.locator(".quick-input-box input");
  }

  async #ask(key: string, text: string): Promise<void> {
    await this.#page.keyboard.press(key);
    await this.#fill(text);
  }

  async #fill(text: string): Promise<void> {
    await this.#input.waitFor({ timeout: 5000 });
    await this.#input.fill(text, soon);
  }

  /**
   * Takes the steps through the boxes, and takes them again from the first when one fails: a box closes by itself when
   * another part of the window takes the focus, as the editor does at a stop.
   */
  async #through(what: string, steps: () => Promise<void>): Promise<void> {
    const failure = (): Promise<string> =>
      steps().then(
        () => "",
        (error: unknown) => String(error),
      );
    await until(this.#page, what, failure, (message) => message === "");
  }

  async #labels(): Promise<string[]> {
    const labels = await this.#box.locator(".monaco-list-row .quick-input-list-label .label-name").allTextContents();
    return labels.map(plainText);
  }

  /** Chooses the row with the label; an answer may open the next box, so the end of this one is not waited for. */
  async #take(label: string): Promise<void> {
    const row = this.#box.locator(".monaco-list-row").filter({
      has: this.#page.locator(".quick-input-list-label .label-name", { hasText: exactly(label) }),
    });
    await row.first().click({ timeout: 5000 });
  }
}

/** Texts that are this one, whatever spaces the window writes. */
function exactly(text: string): RegExp {
  const words = text.split(" ").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^\\s*${words.join("\\s+")}\\s*$`);
}
