/**
 * What the suites that run inside VS Code say, and how they end: a line a test through `console.log`, which is all that both hosts have.
 * A suite prints its own measurements with `say`.
 */

/** Begins each line of the suite's own, so that they can be told from all else that VS Code prints. */
export const suiteMark = "turno│ ";

export function say(text: string): void {
  for (const line of text.split("\n")) console.log(`${suiteMark}  ${line}`);
}

export class LineReporter {
  constructor(runner: Mocha.Runner) {
    let passed = 0;
    let failed = 0;
    runner.on("pass", (test) => {
      passed++;
      say(`✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on("fail", (test, error: unknown) => {
      failed++;
      say(`✖ ${test.fullTitle()}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
    runner.on("end", () => say(`${passed} passed, ${failed} failed`));
  }
}

/** The suites register themselves when they are loaded, which must happen after mocha has put `describe` and `it` in place. */
export type SuiteLoader = () => Promise<unknown>;

export function settle(failures: number, suites: number): void {
  if (suites === 0) throw new Error("There is no suite to run.");
  if (failures > 0) throw new Error(`${failures} test(s) failed.`);
}
