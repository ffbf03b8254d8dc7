/**
 * The notices of third parties: every package that esbuild has put into a bundle, with its licence in its own words, as one text.
 * `esbuild.mjs` writes it beside the bundles; it goes into the VSIX and into the npm package.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const LICENCE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices)/i;
const RULE = "-".repeat(80);

/** Packages that come bundled already, and what is in them besides their own code. */
const WITHIN = { "vscode-uri": ["node_modules/path-browserify"] };

/** The folders of the packages that the inputs of a bundle come from. */
function foldersOf({ inputs }) {
  return Object.keys(inputs).flatMap((input) => {
    const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input) ?? [];
    return folder === undefined ? [] : [folder, ...(WITHIN[name] ?? [])];
  });
}

function noticeOf(top, folder) {
  const at = path.join(top, folder);
  const { name, version, license, author, homepage } = JSON.parse(readFileSync(path.join(at, "package.json"), "utf8"));
  const by = typeof author === "object" ? author.name : author;
  const texts = readdirSync(at)
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => readFileSync(path.join(at, file), "utf8").trim());
  const words = texts.length > 0 ? texts.join("\n\n") : `Licence: ${license ?? "none named"}${by ? `, by ${by}` : ""}`;
  return `${name} ${version} (${license ?? "see below"})${homepage ? `\n${homepage}` : ""}\n\n${words}`;
}

/**
 * The text.
 * @param metafiles of all bundles that are released
 */
export function noticesOf(top, metafiles) {
  const folders = [...new Set(metafiles.flatMap(foldersOf))].filter((folder) =>
    existsSync(path.join(top, folder, "package.json")),
  );
  const notices = [...new Set(folders.map((folder) => noticeOf(top, folder)))].sort();
  return `Turno contains code of these packages, each under its own licence.\n\n${RULE}\n${notices.join(`\n\n${RULE}\n`)}\n`;
}
