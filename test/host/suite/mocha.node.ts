/**
 * Mocha for the Node extension host. `esbuild.mjs` joins it with every `*.suite.ts` into the bundle that VS Code runs.
 */
import Mocha from "mocha";
import { lineReporter, settle, type SuiteLoader } from "./report.ts";

export async function runSuites(suites: readonly SuiteLoader[]): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, reporter: lineReporter });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  for (const load of suites) await load();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  settle(failures, suites.length);
}
