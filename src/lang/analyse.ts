/**
 * From text to everything that is known of it without running it: trees, scopes, what each name means, diagnostics.
 *
 * Keeps true: it never throws, whatever the text; every file is checked, however broken another one is.
 */
import { LIMITS } from "../base/limits.ts";
import { createLineMap, positionAt } from "../base/positions.ts";
import type { Expectation, OperatorBlock } from "../isa/image.ts";
import { LEVEL } from "../isa/syscalls.ts";
import { valueOfConstant } from "./bind-expression.ts";
import { bindFunction, bindProgram } from "./bind-routine.ts";
import { createChecker, report, type Checker } from "./checker.ts";
import { checkCommunication } from "./communication.ts";
import { declareAll } from "./declare.ts";
import type { Diagnostic } from "./diagnostics.ts";
import { bindExpectations, bindOperatorBlock } from "./expectations.ts";
import { checkIdle } from "./idle-check.ts";
import { bindScenario, type Scenario } from "./scenario.ts";
import { closureOf, loadFiles, type ReadFile, type SourceFile } from "./source-files.ts";

/** What may be chosen besides the text. */
export interface CompileOptions {
  /** The language level that is given meaning; that of this build by default. */
  readonly level?: number;
}

/** Everything known of a scenario before it runs. */
export interface Analysis {
  /** The compiled file first, then what it imports. */
  readonly files: readonly SourceFile[];
  readonly checker: Checker;
  readonly scenario: Scenario;
  readonly expectations: readonly Expectation[];
  readonly operators: readonly OperatorBlock[];
  /** Of all files: by file, then in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

function bindRoutines(checker: Checker): void {
  const ownFunctions = checker.functions.slice();
  for (const symbol of checker.programs) bindProgram(checker, symbol);
  for (const symbol of ownFunctions) bindFunction(checker, symbol);
}

function evaluateConstants(checker: Checker): void {
  checker.files.forEach((file) => {
    for (const symbol of checker.fileScopes[file.index]?.names.values() ?? []) {
      if (symbol.kind === "constant" && symbol.file === file.index) valueOfConstant(checker, symbol);
    }
  });
}

/** Says at an import that the file behind it is broken, since its own diagnostics stand elsewhere. */
function reportBrokenImports(checker: Checker): void {
  const [root] = checker.files;
  const at = { checker, file: 0 };
  for (const each of root?.imports ?? []) {
    if (each.file === undefined || each.file === 0) continue;
    const uris = new Set(
      closureOf(checker.files, each.file)
        .filter((file) => file !== 0)
        .map((file) => checker.files[file]?.uri),
    );
    const first = checker.diagnostics.find((found) => found.severity === "error" && uris.has(found.uri));
    if (first !== undefined) report(at, "importHasErrors", each.node.path, { path: each.path, first: first.message });
  }
}

/** Whether a finding of the checker is only the echo of an error of form on its line. */
function isEcho(each: Diagnostic, brokenLines: ReadonlySet<string>, lineOf: (each: Diagnostic) => string): boolean {
  const isWordOperator = each.name === "unknownName" && /'(and|or|not)'/.test(each.message);
  return (isWordOperator || each.name === "notAStatement") && brokenLines.has(lineOf(each));
}

/** Each diagnostic once, by file and place, without echoes. */
function arrange(checker: Checker): Diagnostic[] {
  const maps = new Map(checker.files.map((file) => [file.uri, createLineMap(file.text)]));
  const lineOf = (each: Diagnostic): string => {
    const map = maps.get(each.uri);
    return `${each.uri} ${map === undefined ? 0 : positionAt(map, each.from).line}`;
  };
  const broken = new Set(checker.files.flatMap((file) => file.syntaxDiagnostics).map(lineOf));
  const order = new Map(checker.files.map((file) => [file.uri, file.index]));
  const seen = new Set<string>();
  return checker.diagnostics
    .filter((each) => {
      const key = `${each.uri} ${each.code} ${each.from} ${each.to}`;
      const isNew = !seen.has(key) && !isEcho(each, broken, lineOf);
      seen.add(key);
      return isNew;
    })
    .sort((a, b) => (order.get(a.uri) ?? 0) - (order.get(b.uri) ?? 0) || a.from - b.from || a.to - b.to);
}

/** Analyses the text of the file `uri`. */
export function analyse(
  uri: string,
  text: string,
  readFile: ReadFile = () => undefined,
  options: CompileOptions = {},
): Analysis {
  const files = loadFiles(uri, text, readFile);
  const checker = createChecker(files, options.level ?? LEVEL);
  declareAll(checker);
  evaluateConstants(checker);
  const scenario = bindScenario(checker);
  bindRoutines(checker);
  checkCommunication(checker, scenario);
  const at = { checker, file: 0, scope: checker.fileScopes[0]! };
  const expectations: Expectation[] = [];
  const operators: OperatorBlock[] = [];
  for (const node of files[0]?.tree.declarations ?? []) {
    if (node.kind === "expect") expectations.push(...bindExpectations(at, node));
    if (node.kind === "at") operators.push(bindOperatorBlock(at, node));
  }
  operators.sort((a, b) => a.tick - b.tick);
  checkIdle(checker, scenario, operators);
  reportBrokenImports(checker);
  return { files, checker, scenario, expectations, operators, diagnostics: arrange(checker) };
}

/** Reports code that is longer than an image may be. */
export function reportTooLong(analysis: Analysis): Diagnostic[] {
  const { checker } = analysis;
  report({ checker, file: 0 }, "tooManyInstructions", { from: 0, to: 1 }, { limit: LIMITS.instructions });
  return arrange(checker);
}
