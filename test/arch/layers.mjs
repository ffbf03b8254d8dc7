/**
 * The layers of `src/`: one table of folders, one of libraries, one of kinds of files. Each row says what may be
 * imported, and why not more; the rules of dependency-cruiser (`npm run layers`) are made from them, and so is the test
 * that holds `src/README.md` to the same folders. A new folder or library begins with a row here.
 */

/** Folder → what it may import (itself apart), and the reason that a violation is answered with. */
export const folders = {
  base: { mayImport: [], because: "base stands under everything and knows none of it" },
  isa: {
    mayImport: ["base"],
    because: "the instruction set is a contract: neither its compiler nor its machine is part of it",
  },
  lang: { mayImport: ["base", "isa"], because: "the language compiles to an image and knows nothing of what runs it" },
  machine: {
    mayImport: ["base", "isa"],
    because: "the machine runs images: it knows no syntax, no protocol, no debugger",
  },
  debugger: {
    mayImport: ["base", "isa", "lang", "machine"],
    because: "the debugger answers in plain data, for any protocol and any view",
  },
  explore: {
    mayImport: ["base", "isa", "machine"],
    because: "a search drives the machine through its choices, and needs no more",
  },
  dap: { mayImport: ["base", "debugger"], because: "the adapter only translates: what it says, the debugger knows" },
  lsp: { mayImport: ["base", "lang"], because: "the language server serves the language; nothing runs in it" },
  views: {
    mayImport: ["base"],
    asTypesOnly: ["debugger", "explore"],
    because: "views render plain data and never compute what the machine means: take the debugger's results as types",
  },
  webview: { mayImport: ["base", "views"], because: "pages show view models and get nothing but messages" },
  vscode: {
    mayImport: ["base", "isa", "lang", "machine", "debugger", "explore", "dap", "lsp", "views"],
    because:
      "the extension puts the parts together; pages are bundles of their own, and the command line is another host",
  },
  cli: {
    mayImport: ["base", "isa", "lang", "machine", "debugger", "explore", "dap", "lsp"],
    because: "the command line is a host without windows",
  },
};

/** Library → the folders that may import it. What has no row may not be imported at all. */
export const libraries = [
  { name: "vscode", path: "^vscode$|@types/vscode/", in: ["vscode"], because: "only src/vscode knows VS Code" },
  {
    name: "langium",
    path: "/langium/",
    in: ["lang", "lsp"],
    because: "only the language and its server know the parser",
  },
  {
    name: "vscode-languageserver",
    path: "/vscode-(languageserver|languageclient|jsonrpc|uri)",
    in: ["lang", "lsp", "vscode"],
    because: "the Language Server Protocol ends at the language's own border",
  },
  {
    name: "debug-adapter",
    path: "/@vscode/debug(adapter|protocol)/",
    in: ["dap", "vscode", "cli"],
    because: "only dap, and the hosts that carry its messages, know the Debug Adapter Protocol",
  },
  { name: "package", path: "^package\\.json$", in: ["cli"], because: "the command says the version of its package" },
  { name: "commander", path: "/commander/", in: ["cli"], because: "arguments are the command line's business" },
];

/** Kinds of files, by their ending, that only files of the same kind and the named hosts may import. */
export const hostFiles = [
  {
    kind: "node",
    files: "\\.node\\.ts$|^src/cli/",
    importers: "\\.node\\.ts$|^src/cli/|^src/vscode/extension\\.ts$",
    because: "what needs Node stays out of the browser's bundle: only src/vscode/extension.ts chooses it",
  },
  {
    kind: "web",
    files: "\\.web\\.ts$",
    importers: "\\.web\\.ts$",
    because: "what needs a browser's worker stays out of the desktop's bundle",
  },
];

/**
 * Folders in which a cycle through `import type` is harmless: the idiom of Langium's services, and the machine's records, which
 * are declared beside what they belong to and name each other.
 */
export const typeCycles = ["lang", "lsp", "machine"];
