/**
 * The one build script: a table of bundles, each with the world it runs in. A bundle whose entry is not written yet is
 * left out. `node esbuild.mjs` builds all; `--minify` makes the small ones that are released; `--watch` goes on
 * building; `--no-tests` leaves out the suites. Extension bundles end in `.cjs`, because the package says "type":
 * "module" and both extension hosts load CommonJS.
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, context } from "esbuild";
import { noticesOf } from "./notices.mjs";

const top = import.meta.dirname;
const flags = new Set(process.argv.slice(2));

/** What the bundles of one world share. */
const worlds = {
  desktop: { platform: "node", format: "cjs", external: ["vscode"] },
  worker: { platform: "browser", format: "cjs", external: ["vscode"] },
  // Libraries in CommonJS among the modules ask for Node's own with `require`.
  cli: {
    platform: "node",
    format: "esm",
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
    },
  },
};

const suiteFolder = "test/host/suite";

/** The entry of a host's suite: its mocha, given every `*.suite.ts` there is. */
function suite(mochaFile) {
  const files = readdirSync(path.join(top, suiteFolder)).filter((name) => name.endsWith(".suite.ts"));
  const suites = files.map((name) => `() => import("./${name}")`).join(", ");
  return {
    contents: `import { runSuites } from "./${mochaFile}";\nexport const run = () => runSuites([${suites}]);`,
    resolveDir: path.join(top, suiteFolder),
    loader: "ts",
  };
}

/** out: the file made · entry or stdin: where it begins · world: what it may use · test: not part of a release. */
const bundles = [
  { out: "dist/extension.cjs", entry: "src/vscode/extension.ts", world: "desktop" },
  { out: "dist/extension.web.cjs", entry: "src/vscode/extension.web.ts", world: "worker" },
  { out: "dist/server.cjs", entry: "src/vscode/languageServer.node.ts", world: "desktop" },
  { out: "dist/server.web.cjs", entry: "src/vscode/languageServer.web.ts", world: "worker" },
  { out: "dist/cli.js", entry: "src/cli/main.ts", world: "cli" },
  { out: "out/host/suite.cjs", stdin: () => suite("mocha.node.ts"), world: "desktop", external: ["mocha"], test: true },
  { out: "out/host/suite.web.cjs", stdin: () => suite("mocha.web.ts"), world: "worker", test: true },
];

function optionsOf({ out, entry, stdin, world, external = [] }) {
  const shared = worlds[world];
  return {
    ...shared,
    ...(stdin ? { stdin: stdin() } : { entryPoints: [path.join(top, entry)] }),
    outfile: path.join(top, out),
    external: [...(shared.external ?? []), ...external],
    bundle: true,
    target: "es2022",
    mainFields: shared.platform === "browser" ? ["browser", "module", "main"] : ["module", "main"],
    minify: flags.has("--minify"),
    keepNames: flags.has("--minify"),
    sourcemap: flags.has("--minify") ? false : "linked",
    logLevel: "warning",
    metafile: true,
    absWorkingDir: top,
  };
}

const wanted = bundles.filter(
  ({ entry, test }) =>
    (!test || !flags.has("--no-tests")) && (entry === undefined || existsSync(path.join(top, entry))),
);

if (flags.has("--watch")) {
  const contexts = await Promise.all(wanted.map((bundle) => context(optionsOf(bundle))));
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  const built = await Promise.all(wanted.map((bundle) => build(optionsOf(bundle))));
  const released = built.filter((_result, k) => !wanted[k].test).map(({ metafile }) => metafile);
  writeFileSync(path.join(top, "dist", "ThirdPartyNotices.txt"), noticesOf(top, released));
}
