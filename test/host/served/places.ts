/** Where the tests of the real VS Code keep things: all inside the project, all ignored by git but the sources. */
import path from "node:path";

export const top = path.resolve(import.meta.dirname, "..", "..", "..");
export const samples = path.join(top, "samples");
/** Downloads and other things worth keeping between runs. */
export const kept = path.join(top, ".vscode-test");
export const screenshots = path.join(top, "test", "host", "screenshots");
/** The test bundles that esbuild.mjs makes. */
export const suites = {
  node: path.join(top, "out", "host", "suite.cjs"),
  web: path.join(top, "out", "host", "suite.web.cjs"),
};
