/**
 * The editor in front: its caret, its visible lines with what the debugger writes beside them, and its breakpoints. All
 * lines count from 1.
 */
import path from "node:path";
import type { Page } from "playwright-core";
import type { Palette } from "./palette.ts";
import { plainText, until } from "./until.ts";

export interface Position {
  line: number;
  column: number;
}

export interface VisibleLine {
  line: number;
  /** Inline values included. */
  text: string;
  breakpoint: boolean;
  /** The debugger stopped here. */
  stopped: boolean;
  /** A frame further down the stack that is looked at is here. */
  focusedFrame: boolean;
}

export class Editor {
  readonly #page: Page;
  readonly #palette: Palette;
  readonly #root: string;

  /** The root is where the opened folder is in the eyes of VS Code. */
  constructor(page: Page, palette: Palette, root: string) {
    this.#page = page;
    this.#palette = palette;
    this.#root = root;
  }

  /** Opens a file by its path within the folder and waits until its text is there; the caret is in it. */
  async open(file: string): Promise<void> {
    await this.#palette.open(path.posix.join(this.#root, file));
    const name = path.posix.basename(file);
    await this.#page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor();
    await this.#page.locator(".editor-group-container.active .monaco-editor.focused .view-line").first().waitFor();
  }

  /** The name of the file in front. */
  async file(): Promise<string> {
    return (
      (await this.#page.locator(".editor-group-container.active .tab.active").getAttribute("data-resource-name")) ?? ""
    );
  }

  /** The language's name, as the status bar has it. */
  async language(): Promise<string> {
    return plainText(await this.#page.locator("#status\\.editor\\.mode").textContent());
  }

  async caret(): Promise<Position> {
    const text = plainText(await this.#page.locator("#status\\.editor\\.selection").textContent());
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text) ?? [];
    if (line === undefined || column === undefined) throw new Error(`No caret in "${text}"`);
    return { line: Number(line), column: Number(column) };
  }

  async goto(line: number, column = 1): Promise<void> {
    await this.#palette.goto(line, column);
    await until(
      this.#page,
      `the caret in line ${line}`,
      () => this.caret(),
      (at) => at.line === line,
    );
  }

  /** Toggles the breakpoint of a line by the keyboard and waits until it shows. */
  async toggleBreakpoint(line: number): Promise<void> {
    await this.goto(line);
    const before = (await this.breakpoints()).includes(line);
    await this.#page.keyboard.press("F9");
    await until(
      this.#page,
      `a change of line ${line}'s breakpoint`,
      () => this.breakpoints(),
      (lines) => lines.includes(line) !== before,
    );
  }

  async breakpoints(): Promise<number[]> {
    return (await this.lines()).filter((each) => each.breakpoint).map((each) => each.line);
  }

  /** The line where the debugger stopped, if it can be seen. */
  async stoppedLine(): Promise<number | undefined> {
    return (await this.lines()).find((each) => each.stopped)?.line;
  }

  /** What extensions write behind the end of a line, which is no text of the page but of its styles. */
  async beside(line: number): Promise<string> {
    const texts = await this.#page.evaluate((wanted) => {
      const editor = document.querySelector(".editor-group-container.active .monaco-editor");
      const topOf = (element: Element): number => Math.round(element.getBoundingClientRect().top);
      const numbers = [...(editor?.querySelectorAll(".margin-view-overlays .line-numbers") ?? [])];
      const number = numbers.find((each) => Number(each.textContent) === wanted);
      const lines = [...(editor?.querySelectorAll(".view-lines .view-line") ?? [])];
      const here = lines.find((each) => number !== undefined && topOf(each) === topOf(number));
      return [...(here?.querySelectorAll("span") ?? [])].map((span) => getComputedStyle(span, "::after").content);
    }, line);
    const written = texts.flatMap((text) => /^"(.*)"$/.exec(text)?.[1] ?? []);
    return plainText(written.join(" "));
  }

  /**
   * What can be seen of the text. The editor draws numbers, text and signs in layers, which have only their height in
   * common.
   */
  async lines(): Promise<VisibleLine[]> {
    const found = await this.#page.evaluate(() => {
      const editor = document.querySelector(".editor-group-container.active .monaco-editor");
      if (editor === null) return [];
      const topOf = (element: Element): number => Math.round(element.getBoundingClientRect().top);
      const tops = (selector: string): Set<number> => new Set([...editor.querySelectorAll(selector)].map(topOf));
      const texts = new Map(
        [...editor.querySelectorAll(".view-lines .view-line")].map((line) => [topOf(line), line.textContent]),
      );
      const breakpoints = tops(
        ".glyph-margin-widgets .codicon[class*='codicon-debug-breakpoint'], .glyph-margin-widgets .codicon[class*='-with-breakpoint']",
      );
      const stopped = tops(
        ".glyph-margin-widgets .codicon-debug-stackframe, .glyph-margin-widgets [class*='codicon-debug-breakpoint-stackframe']",
      );
      const focused = tops(".glyph-margin-widgets .codicon-debug-stackframe-focused");
      return [...editor.querySelectorAll(".margin-view-overlays .line-numbers")].map((number) => {
        const top = topOf(number);
        return {
          line: Number(number.textContent),
          text: texts.get(top) ?? "",
          breakpoint: breakpoints.has(top),
          stopped: stopped.has(top),
          focusedFrame: focused.has(top),
        };
      });
    });
    return found
      .filter(({ line }) => line > 0)
      .map((each) => ({ ...each, text: each.text.replaceAll("\u00a0", " ") }))
      .sort((a, b) => a.line - b.line);
  }
}
