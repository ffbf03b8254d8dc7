/**
 * Collects what files declare and makes the scope of each.
 *
 * Keeps true: the order of declarations in a file does not matter; an import brings names, never machines or processes;
 * a name means one thing among all that a file sees.
 */
import { refer, report, reportDuplicate, type Checker } from "./checker.ts";
import { returnsValue } from "./returns.ts";
import { createScope, type Scope } from "./scope.ts";
import { closureOf, type SourceFile } from "./source-files.ts";
import type { ConstantSymbol, FunctionSymbol, NamedSymbol, ProgramSymbol } from "./symbols.ts";
import type { Declaration, DeclarationOf, Name, RoutineNode, Settings, Span } from "./tree.ts";
import { syscallNamed } from "../isa/syscalls.ts";

interface FileAt {
  readonly checker: Checker;
  readonly file: number;
}

/** Enters `symbol` into `names`, or reports the one that is there. */
function enter<S extends NamedSymbol>(at: FileAt, names: Map<string, NamedSymbol>, name: Name, symbol: S): S {
  if (name.text === "") return symbol;
  refer(at, name, symbol, "declaration");
  const other = names.get(name.text) ?? predefinedAs(at.checker, name.text);
  if (other === undefined) names.set(name.text, symbol);
  else reportDuplicate(at, name, other);
  return symbol;
}

function predefinedAs(checker: Checker, name: string): NamedSymbol | undefined {
  const found = checker.outermost.names.get(name);
  return found?.kind === "constant" ? found : undefined;
}

const declared = (at: FileAt, name: Name, span: Span): { name: string; file: number; nameSpan: Span; span: Span } => ({
  name: name.text,
  file: at.file,
  nameSpan: { from: name.from, to: name.to },
  span: { from: span.from, to: span.to },
});

/** The symbol of a function, with its place among the routines. */
export function declareFunction(
  at: FileAt,
  scope: Scope,
  node: RoutineNode,
  program: ProgramSymbol | undefined,
): FunctionSymbol {
  const symbol: FunctionSymbol = {
    kind: "function",
    ...declared(at, node.name, node),
    routine: at.checker.programs.length + at.checker.functions.length,
    node,
    program,
    returnsValue: returnsValue(node.body),
  };
  at.checker.functions.push(symbol);
  if (node.name.text === "") return symbol;
  refer(at, node.name, symbol, "declaration");
  const other = scope.functions.get(node.name.text);
  if (other === undefined) scope.functions.set(node.name.text, symbol);
  else reportDuplicate(at, node.name, other);
  if (syscallNamed(node.name.text) !== undefined) {
    report(at, "hidesBuiltin", node.name, { name: node.name.text });
  }
  return symbol;
}

function declareProgram(at: FileAt, scope: Scope, node: DeclarationOf<"program">): void {
  const { programs, functions } = at.checker;
  const symbol: ProgramSymbol = {
    kind: "program",
    ...declared(at, node.name, node),
    index: programs.length,
    node,
    routine: programs.length + functions.length,
    data: new Map(),
  };
  programs.push(symbol);
  enter(at, scope.names, node.name, symbol);
}

function declareEnum(at: FileAt, scope: Scope, node: DeclarationOf<"enum">): void {
  const members = node.members.map((member, value): ConstantSymbol => ({
    kind: "constant",
    ...declared(at, member, member),
    node: undefined,
    group: node.name.text,
    state: "done",
    value,
  }));
  enter(at, scope.names, node.name, { kind: "enum", ...declared(at, node.name, node), members });
  members.forEach((member, k) => enter(at, scope.names, node.members[k]!, member));
}

/** How each kind of declaration enters the scope of its file; the others bring no names that can be imported. */
function declareOne(at: FileAt, scope: Scope, node: Declaration): void {
  const same = (name: Name): ReturnType<typeof declared> => declared(at, name, node);
  switch (node.kind) {
    case "const":
      enter(at, scope.names, node.name, {
        kind: "constant",
        ...same(node.name),
        node,
        group: undefined,
        state: "new",
        value: undefined,
      });
      break;
    case "enum":
      declareEnum(at, scope, node);
      break;
    case "shared":
      enter(at, scope.names, node.name, {
        kind: "variable",
        ...same(node.name),
        space: "shared",
        isParameter: false,
        type: { name: "int", lengths: [] },
        address: 0,
        used: true,
      });
      break;
    case "object": {
      const word = node.word;
      enter(at, scope.names, node.name, {
        kind: "object",
        ...same(node.name),
        word,
        node,
        first: 0,
        length: undefined,
      });
      break;
    }
    case "function":
      declareFunction(at, scope, node, undefined);
      break;
    case "program":
      declareProgram(at, scope, node);
      break;
    default:
  }
}

/** The settings of a machine that declare its devices. */
export function deviceEntries(settings: Settings): Settings["entries"] {
  return settings.entries.flatMap((entry) =>
    entry.key.text === "devices" && entry.value.kind === "settings" ? entry.value.entries : [],
  );
}

/** Machines, their devices, and processes of the file that is compiled: every file sees them. */
function declareScenario(checker: Checker, file: SourceFile, own: Scope): void {
  const at = { checker, file: file.index };
  const { names } = checker.outermost;
  const counts = { machine: 0, process: 0 };
  const add = (name: Name, symbol: NamedSymbol): void => {
    const other = own.names.get(name.text);
    if (other !== undefined) reportDuplicate(at, name, other);
    else enter(at, names, name, symbol);
  };
  for (const node of file.tree.declarations) {
    if (node.kind === "machine") {
      const index = counts.machine++;
      const name = node.name ?? { text: "", from: node.from, to: node.from + "machine".length };
      add(name, { kind: "machine", ...declared(at, name, node), index });
      for (const entry of deviceEntries(node.settings)) {
        const other = names.get(entry.key.text);
        if (other?.kind === "device") refer(at, entry.key, other, "declaration");
        else add(entry.key, { kind: "device", ...declared(at, entry.key, entry), index: 0 });
      }
    } else if (node.kind === "process") {
      add(node.name, { kind: "process", ...declared(at, node.name, node), index: counts.process++, node });
    }
  }
}

/** Brings the names of the files that `file` imports into its scope. */
function importNames(checker: Checker, file: SourceFile, own: readonly Scope[]): void {
  const at = { checker, file: file.index };
  const scope = checker.fileScopes[file.index]!;
  for (const number of closureOf(checker.files, file.index).slice(1)) {
    const through = file.imports.find((each) => each.file === number) ?? file.imports[0];
    const clash = (name: string, mine: NamedSymbol | FunctionSymbol, theirs: NamedSymbol | FunctionSymbol): void => {
      if (mine.file === file.index) reportDuplicate(at, { text: name, ...mine.nameSpan }, theirs);
      else if (through !== undefined)
        reportDuplicate(at, { text: name, from: through.node.path.from, to: through.node.path.to }, mine);
    };
    for (const [name, symbol] of own[number]!.names) {
      const mine = scope.names.get(name);
      if (mine === undefined) scope.names.set(name, symbol);
      else clash(name, mine, symbol);
    }
    for (const [name, symbol] of own[number]!.functions) {
      const mine = scope.functions.get(name);
      if (mine === undefined) scope.functions.set(name, symbol);
      else clash(name, mine, symbol);
    }
  }
}

const SCENARIO_ONLY = new Set<Declaration["kind"]>(["machine", "link", "process", "at", "expect"]);

function checkImports(checker: Checker, file: SourceFile): void {
  const at = { checker, file: file.index };
  for (const each of file.imports) {
    if (each.file === undefined) {
      report(at, "importNotFound", each.node.path, { path: each.path }, { hint: each.reason });
      continue;
    }
    const target = checker.files[each.file]!;
    if (each.file !== 0 && target.tree.declarations.some((node) => SCENARIO_ONLY.has(node.kind))) {
      report(at, "ignoredInImport", each.node.path, {});
    }
  }
}

/** Makes the scopes of all files, with every declaration in its place. */
export function declareAll(checker: Checker): void {
  const own = checker.files.map((file) => {
    const scope = createScope(checker.outermost);
    for (const node of file.tree.declarations) declareOne({ checker, file: file.index }, scope, node);
    return scope;
  });
  declareScenario(checker, checker.files[0]!, own[0]!);
  for (const scope of own) {
    checker.fileScopes.push({ ...scope, names: new Map(scope.names), functions: new Map(scope.functions) });
  }
  for (const file of checker.files) {
    checkImports(checker, file);
    importNames(checker, file, own);
  }
}
