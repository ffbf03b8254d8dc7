/**
 * What the suites that run inside VS Code say, and how they end: a line a test through `console.log`, which is all that
 * both hosts have. A suite prints its own measurements with `say`.
 */

/** Begins each line of the suite's own, so that they can be told from all else that VS Code prints. */
export const suiteMark = "turno│ ";

export function say(text: string): void {
  for (const line of text.split("\n")) console.log(`${suiteMark}  ${line}`);
}

class LineReporter {
  #passed = 0;
  #failed = 0;

  constructor(runner: Mocha.Runner) {
    runner.on("pass", (test) => this.#pass(test));
    runner.on("fail", (test, error: unknown) => this.#fail(test, error));
    runner.on("end", () => say(`${this.#passed} passed, ${this.#failed} failed`));
  }

  #pass(test: Mocha.Test): void {
    this.#passed++;
    say(`✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
  }

  #fail(test: Mocha.Test, error: unknown): void {
    this.#failed++;
    say(`✖ ${test.fullTitle()}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

/** Its type asks for the whole of mocha's own reporters; mocha itself only makes one. */
export const lineReporter = LineReporter as unknown as Mocha.ReporterConstructor;

/**
 * The suites register themselves when they are loaded, which must happen after mocha has put `describe` and `it` in
 * place.
 */
export type SuiteLoader = () => Promise<unknown>;

export function settle(failures: number, suites: number): void {
  if (suites === 0) throw new Error("There is no suite to run.");
  if (failures > 0) throw new Error(`${failures} test(s) failed.`);
}
