/**
 * Programs and functions: their scopes, parameters, data section and labels around the statements of their bodies.
 *
 * A frame: arguments were pushed left to right, then the return address, then the caller's fp, where fp points.
 *
 *   fp + 8 + 4 × (n − 1 − k)   parameter k of n
 *   fp + 4                     return address
 *   fp                         the caller's fp
 *   below fp                   locals
 */
import { LIMITS } from "../base/limits.ts";
import { DATA_BASE } from "../isa/image.ts";
import { bindBlock, atomicNumber, type RoutineState } from "./bind-statement.ts";
import { MAX_ARGUMENTS } from "./bind-call.ts";
import type { BoundRoutine, LabelSymbol } from "./bound.ts";
import { refer, report, reportDuplicate, type Checker, type Place } from "./checker.ts";
import { declareFunction } from "./declare.ts";
import { blocksOf, someStatement } from "./returns.ts";
import { createScope, type Scope } from "./scope.ts";
import { wordsOf, type FunctionSymbol, type ProgramSymbol, type VariableSymbol } from "./symbols.ts";
import type { Block, Name, RoutineNode, Span } from "./tree.ts";
import { declaredType, WORD } from "./variables.ts";
import type { TypeInfo } from "../isa/image.ts";

function variable(
  file: number,
  name: Name,
  span: Span,
  fields: Pick<VariableSymbol, "space" | "isParameter" | "address"> & { readonly type: TypeInfo },
): VariableSymbol {
  const nameSpan = { from: name.from, to: name.to };
  const where = { from: span.from, to: span.to };
  return { kind: "variable", name: name.text, file, nameSpan, span: where, used: fields.isParameter, ...fields };
}

/** Enters the parameters into the scope of the body. */
function bindParams(at: Place, node: RoutineNode, scope: Scope): VariableSymbol[] {
  const count = node.params.length;
  if (count > MAX_ARGUMENTS) report(at, "tooManyArguments", node.name, { limit: MAX_ARGUMENTS });
  return node.params.map((name, k) => {
    const address = 8 + 4 * (count - 1 - k);
    const symbol = variable(at.file, name, name, { space: "frame", isParameter: true, address, type: WORD });
    if (name.text === "") return symbol;
    refer(at, name, symbol, "declaration");
    const other = scope.names.get(name.text);
    if (other === undefined) scope.names.set(name.text, symbol);
    else reportDuplicate(at, name, other);
    return symbol;
  });
}

/** The labels of a body, each with the `atomic` that it stands in. */
function collectLabels(
  at: Place,
  body: Block,
  atomic: number,
  labels: Map<string, LabelSymbol>,
): Map<string, LabelSymbol> {
  for (const statement of body.statements) {
    if (statement.kind === "label" && statement.name.text !== "") {
      const { name } = statement;
      const nameSpan = { from: name.from, to: name.to };
      const symbol: LabelSymbol = { kind: "label", name: name.text, file: at.file, nameSpan, atomic, used: false };
      const other = labels.get(name.text);
      if (other === undefined) labels.set(name.text, symbol);
      else reportDuplicate(at, name, other);
      refer(at, name, symbol, "declaration");
    }
    const inner = statement.kind === "atomic" ? atomicNumber(statement) : atomic;
    for (const block of blocksOf(statement)) collectLabels(at, block, inner, labels);
  }
  return labels;
}

/** The variables at the top of a program: its data section. Functions of the program see them all. */
function layOutData(at: Place, body: Block): Map<Name, VariableSymbol> {
  const found = new Map<Name, VariableSymbol>();
  const scope = createScope(at.scope);
  let address = DATA_BASE;
  const add = (name: Name, span: Span, type: TypeInfo): void => {
    const symbol = variable(at.file, name, span, { space: "data", isParameter: false, address, type });
    const bytes = wordsOf(type) * 4;
    if (address + bytes - DATA_BASE > LIMITS.programWords * 4) {
      report(at, "tooManyWords", name, { what: "the data section", limit: LIMITS.programWords });
    } else address += bytes;
    found.set(name, symbol);
    scope.names.set(name.text, symbol);
    if (name.text !== "") refer(at, name, symbol, "declaration");
  };
  for (const statement of body.statements) {
    if (statement.kind === "var") {
      add(statement.name, statement, declaredType({ ...at, scope }, statement.type, statement.value));
    } else if (statement.kind === "vars") for (const name of statement.names) add(name, name, WORD);
  }
  return found;
}

interface Parts {
  readonly kind: "program" | "function";
  readonly scope: Scope;
  /** The scope of the body, with the parameters in it. */
  readonly own: Scope;
  readonly params: readonly VariableSymbol[];
  readonly data: ReadonlyMap<Name, VariableSymbol>;
}

function bindRoutine(checker: Checker, symbol: FunctionSymbol | ProgramSymbol, parts: Parts): BoundRoutine {
  const { node } = symbol;
  const at = { checker, file: symbol.file, scope: parts.scope };
  const routine: RoutineState = {
    checker,
    file: symbol.file,
    kind: parts.kind,
    labels: collectLabels(at, node.body, 0, new Map()),
    data: parts.data,
    dataInit: [],
    locals: [],
    frameBytes: 0,
  };
  const { block, goesOn } = bindBlock(
    { routine, scope: parts.scope, loop: undefined, atomic: 0 },
    node.body,
    parts.own,
  );
  if (parts.kind === "function") warnOfSomeReturns(at, node, goesOn);
  for (const each of [...routine.locals, ...routine.labels.values()]) reportUnused(at, each);
  return {
    symbol,
    params: parts.params,
    body: block,
    frameBytes: routine.frameBytes,
    fallsThrough: goesOn,
    dataInit: routine.dataInit,
  };
}

function warnOfSomeReturns(at: Place, node: RoutineNode, goesOn: boolean): void {
  const returns = (hasValue: boolean): boolean =>
    someStatement(node.body, (s) => s.kind === "return" && (s.value !== undefined) === hasValue);
  if (returns(true) && (goesOn || returns(false))) {
    report(at, "someReturnNothing", node.name, { name: `${node.name.text}()` });
  }
}

function reportUnused(at: Place, symbol: VariableSymbol | LabelSymbol): void {
  if (symbol.used || symbol.name === "" || symbol.name.startsWith("_")) return;
  report(at, "unused", symbol.nameSpan, { name: symbol.name });
}

/** Binds a function, whose body sees `scope` around it. */
function bindFunctionIn(checker: Checker, symbol: FunctionSymbol, scope: Scope): void {
  const own = createScope(scope);
  const params = bindParams({ checker, file: symbol.file, scope }, symbol.node, own);
  checker.routines.push(bindRoutine(checker, symbol, { kind: "function", scope, own, params, data: new Map() }));
}

/** Binds a function of a file. */
export function bindFunction(checker: Checker, symbol: FunctionSymbol): void {
  bindFunctionIn(checker, symbol, checker.fileScopes[symbol.file]!);
}

/** Binds a program and the functions that belong to it, which see all variables of its data section. */
export function bindProgram(checker: Checker, symbol: ProgramSymbol): void {
  const scope = createScope(checker.fileScopes[symbol.file]);
  const at = { checker, file: symbol.file, scope };
  const functions = symbol.node.body.statements.flatMap((statement) =>
    statement.kind === "misplaced" && statement.declaration.kind === "function"
      ? [declareFunction(at, scope, statement.declaration, symbol)]
      : [],
  );
  const own = createScope(scope);
  const params = bindParams(at, symbol.node, own);
  const data = layOutData({ ...at, scope: own }, symbol.node.body);
  const inner = createScope(scope);
  const byName = new Map<string, VariableSymbol>();
  for (const [name, each] of data) if (name.text !== "" && !byName.has(name.text)) byName.set(name.text, each);
  for (const [name, each] of byName) inner.names.set(name, each);
  symbol.data = byName;
  checker.routines.push(bindRoutine(checker, symbol, { kind: "program", scope, own, params, data }));
  for (const each of functions) bindFunctionIn(checker, each, inner);
  for (const each of data.values()) reportUnused(at, each);
}
