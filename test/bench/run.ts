/**
 * Bundles every `*.bench.ts` of this folder, runs them one after another in this process, prints the table of promises and
 * fails if one is not kept: `node test/bench/run.ts [name …]`.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { isKept, tableOf, type Row } from "./table.ts";

const here = import.meta.dirname;
const out = join(here, "../../out/bench");
const wanted = process.argv.slice(2);
const names = readdirSync(here)
  .filter((name) => name.endsWith(".bench.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
  .sort();

await build({
  entryPoints: names.map((name) => join(here, name)),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  mainFields: ["module", "main"],
  logLevel: "error",
});

const rows: Row[] = [];
for (const name of names) {
  const bench = (await import(join(out, name.replace(/\.ts$/, ".mjs")))) as {
    default: () => readonly Row[] | Promise<readonly Row[]>;
  };
  rows.push(...(await bench.default()));
}
process.stdout.write(`${tableOf(rows)}\n`);
process.exitCode = rows.every(isKept) ? 0 : 1;
