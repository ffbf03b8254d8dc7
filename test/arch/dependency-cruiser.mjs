/** The rules of dependency-cruiser, made from the tables in layers.mjs: say it there, not here. */
import { folders, hostFiles, libraries, typeCycles } from "./layers.mjs";

const anyOf = (names) => `^src/(${names.join("|")})/`;

const betweenFolders = Object.entries(folders).flatMap(([folder, { mayImport, asTypesOnly = [], because }]) => [
  {
    name: `${folder}-imports`,
    severity: "error",
    comment: `src/${folder} may import ${mayImport.join(", ") || "nothing"}: ${because}.`,
    from: { path: anyOf([folder]) },
    to: { path: "^src/", pathNot: anyOf([folder, ...mayImport, ...asTypesOnly]) },
  },
  ...(asTypesOnly.length === 0
    ? []
    : [
        {
          name: `${folder}-imports-as-types`,
          severity: "error",
          comment: `src/${folder} may use ${asTypesOnly.join(", ")} by \`import type\` alone: ${because}.`,
          from: { path: anyOf([folder]) },
          to: { path: anyOf(asTypesOnly), dependencyTypesNot: ["type-only"] },
        },
      ]),
]);

const ofLibraries = [
  ...libraries.map(({ name, path, in: allowed, because }) => ({
    name: `library-${name}`,
    severity: "error",
    comment: `${name} belongs in ${allowed.map((folder) => `src/${folder}`).join(", ")}: ${because}.`,
    from: { path: "^src/", pathNot: anyOf(allowed) },
    to: { path },
  })),
  {
    name: "library-unlisted",
    severity: "error",
    comment: "A library gets a row in test/arch/layers.mjs that says where it belongs, and why, before it is used.",
    from: { path: "^src/" },
    // The own version is read from the own manifest.
    to: { pathNot: ["^src/", "^package\\.json$", ...libraries.map(({ path }) => path)], dependencyTypesNot: ["core"] },
  },
];

const ofHosts = [
  {
    name: "node-only-in-node-files",
    severity: "error",
    comment: "Node's own modules are for files named *.node.ts and for src/cli: everything else runs in a browser too.",
    from: { path: "^src/", pathNot: hostFiles.find(({ kind }) => kind === "node").files },
    to: { dependencyTypes: ["core"] },
  },
  ...hostFiles.map(({ kind, files, importers, because }) => ({
    name: `${kind}-files`,
    severity: "error",
    comment: `Files of the kind "${kind}" are imported by their own kind: ${because}.`,
    from: { path: "^src/", pathNot: importers },
    to: { path: files },
  })),
];

const always = [
  {
    name: "no-cycles",
    severity: "error",
    comment: "What imports each other is one thing in two files: move the shared part below both.",
    from: { pathNot: anyOf(typeCycles) },
    to: { circular: true },
  },
  {
    name: "no-cycles-at-run-time",
    severity: "error",
    comment: "What imports each other is one thing in two files: move the shared part below both.",
    from: { path: anyOf(typeCycles) },
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "no-tests-in-source",
    severity: "error",
    comment: "The product never imports its tests.",
    from: { path: "^src/" },
    to: { path: "^test/" },
  },
  {
    name: "resolvable",
    severity: "error",
    comment: "The file does not exist, or the package is not installed.",
    from: { path: "^(src|test)/" },
    to: { couldNotResolve: true, pathNot: "^vscode$" },
  },
];

export default {
  forbidden: [...betweenFolders, ...ofLibraries, ...ofHosts, ...always],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|out)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "browser", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".d.ts", ".json"],
    },
  },
};
