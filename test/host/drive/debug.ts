/**
 * The debugger as a person sees it: the toolbar, starting and stopping, the call stack, the variables, and the console.
 */
import type { Page } from "playwright-core";
import type { Editor } from "./editor.ts";
import type { Panes, Row, ValueRow } from "./panes.ts";
import { plainText, until } from "./until.ts";

export interface ToolbarButton {
  label: string;
  enabled: boolean;
}

export class Debug {
  readonly #page: Page;
  readonly #panes: Panes;
  readonly #editor: Editor;

  constructor(page: Page, panes: Panes, editor: Editor) {
    this.#page = page;
    this.#panes = panes;
    this.#editor = editor;
  }

  /**
   * F5 in the editor in front; gives the milliseconds until a stop is shown. A window that has only just opened may let
   * the key go by; where nothing began, it is pressed again.
   */
  async startAndStop(): Promise<number> {
    let start = 0;
    await until(
      this.#page,
      "a session",
      async () => {
        start = performance.now();
        await this.#page.keyboard.press("F5");
        return this.#page
          .locator(".debug-toolbar:visible")
          .waitFor({ timeout: 10_000 })
          .then(
            () => true,
            () => false,
          );
      },
      (begun) => begun,
    );
    await this.stopped();
    return Math.round(performance.now() - start);
  }

  /** The floating buttons, from the left; labels without their keys. Empty without a session. */
  async toolbar(): Promise<ToolbarButton[]> {
    return this.#page.locator(".debug-toolbar:visible .action-label[aria-label]").evaluateAll((labels) =>
      labels
        .map((label) => ({
          label: (label.getAttribute("aria-label") ?? "").replace(/\n[^]*$/, "").replace(/ \([^()]*\)$/, ""),
          enabled: !label.classList.contains("disabled"),
        }))
        .filter(({ label }) => label !== "" && label !== "More..."),
    );
  }

  /** Presses a button of the toolbar. What must follow is the caller's to wait for. */
  async press(label: string): Promise<void> {
    await until(
      this.#page,
      `the button "${label}"`,
      () => this.toolbar(),
      (all) => all.some((each) => each.label === label && each.enabled),
    );
    await this.#page.locator(`.debug-toolbar .action-label[aria-label^="${label}"]`).first().click();
  }

  /** Waits until the session is stopped, and shows where, if it is in a source. */
  async stopped(): Promise<void> {
    await this.#waitForButton("Continue");
  }

  /** Waits until the debugger has stopped in this line. */
  async stoppedAt(line: number): Promise<void> {
    await until(
      this.#page,
      `a stop in line ${line}`,
      () => this.#editor.stoppedLine(),
      (at) => at === line,
    );
    await this.stopped();
  }

  async running(): Promise<void> {
    await this.#waitForButton("Pause");
  }

  async ended(): Promise<void> {
    await until(
      this.#page,
      "the end of the session",
      () => this.toolbar(),
      (all) => all.length === 0,
    );
  }

  callStack(): Promise<Row[]> {
    return this.#panes.rows("Call Stack");
  }

  variables(): Promise<ValueRow[]> {
    return this.#panes.values("Variables");
  }

  /** What the debug console shows, a string a row, what was typed included; the console must be open. */
  async console(): Promise<string[]> {
    return (await this.#page.locator(".repl .monaco-list-row").allInnerTexts()).map(plainText);
  }

  /** Types into the debug console, which must be open. */
  async evaluate(expression: string): Promise<void> {
    await this.#page.locator(".repl-input-wrapper .monaco-editor").click();
    await this.#page.keyboard.insertText(expression);
    await this.#page.keyboard.press("Enter");
  }

  #waitForButton(label: string): Promise<ToolbarButton[]> {
    return until(
      this.#page,
      `"${label}" in the debug toolbar`,
      () => this.toolbar(),
      (all) => all.some((each) => each.label === label && each.enabled),
    );
  }
}
