/**
 * What the linter holds the code to: typescript-eslint's strict rules with types, and the bans that keep the machine
 * deterministic. Lengths of files are in test/arch, layers in test/arch/layers.mjs, layout in Prettier's hands.
 * Comments cannot switch a rule off: change the rule here, with its reason, or the code.
 */
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";
import { longFiles } from "./test/arch/exceptions.mjs";

const core = ["base", "isa", "lang", "machine", "debugger", "explore", "views"].map(
  (folder) => `src/${folder}/**/*.ts`,
);

const moduleState = {
  selector: "Program > :matches(VariableDeclaration, ExportNamedDeclaration > VariableDeclaration)[kind='let']",
  message: "No mutable state at module level: pass it, or keep it in an object that its owner makes.",
};
const asynchrony = {
  selector: ":matches(:function[async=true], AwaitExpression, ForOfStatement[await=true], Identifier[name='Promise'])",
  message: "The machine is synchronous: only `step` moves it, and whoever drives it may wait.",
};
const clockAndChance = [
  { name: "Date", message: "The wall clock is not part of the machine: time is counted in ticks." },
  { name: "performance", message: "The wall clock is not part of the machine: time is counted in ticks." },
];
const noMathRandom = {
  object: "Math",
  property: "random",
  message: "A run is a seed and its choices: draw from base/random.ts.",
};

export default defineConfig(
  globalIgnores(["dist/", "out/", "coverage/", ".vscode-test/", "src/**/generated/", "test/**/fixtures/"]),
  {
    linterOptions: { noInlineConfig: true },
    rules: { "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }] },
  },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A read of a typed array within its bounds is a number, which only its author knows.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Opcodes and states are enums in the source and int32 in the arrays that hold them.
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      "@typescript-eslint/no-unsafe-enum-assignment": "off",
      "@typescript-eslint/prefer-literal-enum-member": ["error", { allowBitwiseExpressions: true }],
      // Indices are needed where several arrays are walked together.
      "@typescript-eslint/prefer-for-of": "off",
      // `x !== x` is how NaN is found without a call, and plain data is a `type` where an index signature must fit.
      "no-self-compare": "off",
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/array-type": ["error", { default: "array" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/restrict-plus-operands": ["error", { allowNumberAndString: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-empty-function": ["error", { allow: ["arrowFunctions"] }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // `import type` disappears from the bundle, `import { type X }` leaves an import behind.
      "@typescript-eslint/no-import-type-side-effects": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["src/**/*.ts", "src/**/*.tsx"],
    rules: {
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
      "no-restricted-syntax": ["error", moduleState],
      "no-console": "error",
    },
  },
  { files: ["src/cli/**/*.ts"], rules: { "no-console": "off" } },
  { files: longFiles, rules: { "max-lines-per-function": "off" } },
  {
    files: core,
    rules: {
      "no-restricted-globals": ["error", ...clockAndChance],
      "no-restricted-properties": ["error", noMathRandom],
    },
  },
  {
    files: ["src/base/**/*.ts", "src/isa/**/*.ts", "src/machine/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", moduleState, asynchrony] },
  },
  {
    files: ["test/**/*.ts"],
    ignores: ["test/bench/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "setTimeout", message: "Wait for an event, never for time." },
        { name: "setInterval", message: "Wait for an event, never for time." },
        { name: "Date", message: "A test that reads the wall clock fails on some of them." },
      ],
      "no-restricted-properties": ["error", noMathRandom],
    },
  },
  {
    files: ["**/*.js", "**/*.mjs", "**/*.cjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" } },
  },
);
