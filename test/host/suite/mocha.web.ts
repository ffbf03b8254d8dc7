/**
 * Mocha for the web extension host: the browser's build of it, which puts `mocha`, `describe` and `it` among the
 * globals. It is loaded only when the suite runs, because it would take the place of the bundle's own exports, which VS
 * Code reads when the bundle is loaded.
 */
import { lineReporter, settle, type SuiteLoader } from "./report.ts";

export async function runSuites(suites: readonly SuiteLoader[]): Promise<void> {
  await import("mocha/mocha.js");
  mocha.setup({ ui: "bdd", timeout: 30_000, reporter: lineReporter });
  for (const load of suites) await load();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  settle(failures, suites.length);
}
