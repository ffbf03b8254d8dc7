/**
 * Stands in for the VS Code executable where none can be downloaded: takes the arguments that @vscode/test-electron
 * gives, runs the suite in a served VS Code with the Node extension host, and exits with the suite's code.
 */
import { parseArgs } from "node:util";
import { serve } from "../served/served.ts";
import { runSuite } from "../served/suitePage.ts";

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: "string" },
    extensionTestsPath: { type: "string" },
    "user-data-dir": { type: "string" },
  },
});

function given(name: string, value: unknown): string {
  if (typeof value !== "string") throw new Error(`${name} is missing.`);
  return value;
}

const served = await serve("node", {
  folder: given("The folder", positionals[0]),
  extension: { development: given("--extensionDevelopmentPath", values.extensionDevelopmentPath) },
  suite: given("--extensionTestsPath", values.extensionTestsPath),
  dataFolder: given("--user-data-dir", values["user-data-dir"]),
});
try {
  process.exitCode = await runSuite(served);
} finally {
  await served.stop();
}
