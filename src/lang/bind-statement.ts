/**
 * Statements: what they mean, which variables they declare, and whether what follows them is reached.
 *
 * Keeps true: a block's variables are visible from their declarations on; `atomic` is left by no other way than its end,
 * break, continue and return, and each of these turns interrupts on again.
 */
import { LIMITS } from "../base/limits.ts";
import { DATA_BASE, type TypeInfo } from "../isa/image.ts";
import { bindAssembly } from "./bind-assembly.ts";
import { bind, bindNumber, bindPlace, bindTruth, bindValue, bindWord, errorAt, type Env } from "./bind-expression.ts";
import type { Bound, BoundBlock, BoundBranch, BoundStatement, LabelSymbol } from "./bound.ts";
import { refer, report, reportDuplicate, requireFeature, type Checker } from "./checker.ts";
import { readText } from "./literals.ts";
import { createScope, type Scope } from "./scope.ts";
import type { VariableSymbol } from "./symbols.ts";
import type { Block, Name, Span, Statement, StatementOf } from "./tree.ts";
import { counterType, declaredType, flattenList, WORD } from "./variables.ts";

/** What the statements of one routine share. */
export interface RoutineState {
  readonly checker: Checker;
  readonly file: number;
  readonly kind: "program" | "function";
  readonly labels: ReadonlyMap<string, LabelSymbol>;
  /** The data section's variables, by their declarations; empty in functions. */
  readonly data: ReadonlyMap<Name, VariableSymbol>;
  /** Initial words of the data section, as [byte offset, value]. */
  readonly dataInit: [number, number][];
  readonly locals: VariableSymbol[];
  frameBytes: number;
}

interface LoopState {
  readonly atomic: number;
  isLeft: boolean;
  isContinued: boolean;
}

/** Where a statement stands. `atomic` is 0 or says which `atomic` is the innermost. */
interface Here {
  readonly routine: RoutineState;
  readonly scope: Scope;
  readonly loop: LoopState | undefined;
  readonly atomic: number;
  /** The variables of the block. */
  readonly variables: VariableSymbol[];
}

/** A statement with its meaning, and whether what follows it is reached. */
interface Outcome {
  readonly statements: readonly BoundStatement[];
  readonly goesOn: boolean;
}

/** What stands for the innermost `atomic` in a label and in `Here`. */
export const atomicNumber = (span: Span): number => span.from + 1;

const envOf = (here: Here): Env => ({
  checker: here.routine.checker,
  file: here.routine.file,
  scope: here.scope,
  isConstant: false,
});

const one = (statement: BoundStatement, goesOn = true): Outcome => ({ statements: [statement], goesOn });
const nothing: Outcome = { statements: [], goesOn: true };
const keyword = (span: Span, word: string): Span => ({ from: span.from, to: span.from + word.length });
const header = (span: Span, last: Span): Span => ({ from: span.from, to: last.to });

/** Binds a block in a scope of its own, or in the one given. */
export function bindBlock(
  here: Omit<Here, "variables">,
  block: Block,
  own?: Scope,
): { block: BoundBlock; goesOn: boolean } {
  const scope = own ?? createScope(here.scope);
  const inner: Here = { ...here, scope, variables: [] };
  const statements: BoundStatement[] = [];
  let goesOn = true;
  let isWarned = false;
  for (const statement of block.statements) {
    for (const name of declaredBy(statement)) scope.later.set(name.text, name);
  }
  for (const statement of block.statements) {
    if (statement.kind === "label") goesOn = true;
    if (!goesOn && !isWarned && statement.kind !== "misplaced") {
      isWarned = true;
      report(envOf(inner), "unreachable", header(statement, block.statements.at(-1)!), {});
    }
    const outcome = bindStatement(inner, statement);
    statements.push(...outcome.statements);
    goesOn &&= outcome.goesOn;
  }
  return { block: { statements, variables: inner.variables, span: { from: block.from, to: block.to } }, goesOn };
}

function declaredBy(statement: Statement): readonly Name[] {
  return statement.kind === "var" ? [statement.name] : statement.kind === "vars" ? statement.names : [];
}

type Binder<K extends Statement["kind"]> = (here: Here, statement: StatementOf<K>) => Outcome;

const BINDERS: { readonly [K in Statement["kind"]]: Binder<K> } = {
  var: bindVariable,
  vars: bindVariables,
  if: bindIf,
  while: bindWhile,
  loop: (here, s) => {
    const loop: LoopState = { atomic: here.atomic, isLeft: false, isContinued: false };
    const { block } = bindBlock({ ...here, loop }, s.body);
    return one({ kind: "loop", body: block, span: keyword(s, "loop") }, loop.isLeft);
  },
  repeat: bindRepeat,
  for: bindFor,
  break: (here, s) => bindJump(here, s),
  continue: (here, s) => bindJump(here, s),
  return: (here, s) => {
    const value = s.value === undefined ? undefined : bindWord(envOf(here), s.value);
    const leavesAtomic = here.atomic !== 0 && here.routine.kind === "function";
    return one({ kind: "return", value, leavesAtomic, span: s }, false);
  },
  assert: (here, s) => {
    const condition = bindTruth(envOf(here), s.condition);
    const text = here.routine.checker.files[here.routine.file]?.text ?? "";
    const message =
      s.message?.kind === "text" ? readText(s.message.literal) : text.slice(s.condition.from, s.condition.to);
    return one({ kind: "assert", condition, message, span: s });
  },
  atomic: (here, s) => {
    const span = keyword(s, "atomic");
    requireFeature(envOf(here), "atomic", span);
    const { block, goesOn } = bindBlock({ ...here, atomic: atomicNumber(s) }, s.body);
    return one({ kind: "atomic", body: block, isOutermost: here.atomic === 0, span }, goesOn);
  },
  goto: bindGoto,
  label: (here, s) => {
    const label = here.routine.labels.get(s.name.text);
    return label === undefined ? nothing : one({ kind: "label", label, span: s });
  },
  asm: (here, s) => {
    requireFeature(envOf(here), "asm", keyword(s, "asm"));
    return one({ kind: "asm", lines: bindAssembly(envOf(here), s.lines, here.routine.labels), span: s });
  },
  assign: bindAssignment,
  expression: bindExpressionStatement,
  misplaced: (here, s) => {
    const isProgramFunction = s.declaration.kind === "function" && here.routine.kind === "program";
    const isTop = here.scope.parent?.parent === here.routine.checker.fileScopes[here.routine.file];
    if (!isProgramFunction || !isTop) {
      report(envOf(here), "misplacedDeclaration", keyword(s, s.declaration.kind), { what: s.declaration.kind });
    }
    return nothing;
  },
};

function bindStatement(here: Here, statement: Statement): Outcome {
  const binder = BINDERS[statement.kind] as (here: Here, statement: Statement) => Outcome;
  return binder(here, statement);
}

/** Makes the variable `name` known from here on. */
function declare(here: Here, name: Name, type: TypeInfo, span: Span): VariableSymbol {
  const env = envOf(here);
  const isTop = here.routine.data.has(name);
  const symbol = here.routine.data.get(name) ?? localVariable(here.routine, name, type, span);
  here.scope.later.delete(name.text);
  if (!isTop && name.text !== "") refer(env, name, symbol, "declaration");
  const other = here.scope.names.get(name.text);
  if (other !== undefined) reportDuplicate(env, name, other);
  else if (name.text !== "") here.scope.names.set(name.text, symbol);
  here.variables.push(symbol);
  return symbol;
}

/** A variable in the stack frame, below those before it. */
function localVariable(routine: RoutineState, name: Name, type: TypeInfo, span: Span): VariableSymbol {
  const words = type.lengths.reduce((product, length) => product * length, 1);
  if (routine.frameBytes / 4 + words <= LIMITS.programWords) routine.frameBytes += words * 4;
  else report(routine, "tooManyWords", name, { what: "the stack frame", limit: LIMITS.programWords });
  const symbol: VariableSymbol = {
    kind: "variable",
    name: name.text,
    file: routine.file,
    nameSpan: { from: name.from, to: name.to },
    span: { from: span.from, to: span.to },
    space: "frame",
    isParameter: false,
    type,
    address: -routine.frameBytes,
    used: false,
  };
  routine.locals.push(symbol);
  return symbol;
}

/** Whether a declaration can be passed again, so that its words are not 0 by themselves. */
const mayRepeat = (here: Here): boolean => here.loop !== undefined || here.routine.labels.size > 0;

function bindVariable(here: Here, s: StatementOf<"var">): Outcome {
  const env = envOf(here);
  const type = here.routine.data.get(s.name)?.type ?? declaredType(env, s.type, s.value);
  const isArray = type.lengths.length > 0;
  const clears = mayRepeat(here);
  if (s.value === undefined) return one({ kind: "declare", variable: declare(here, s.name, type, s), clears, span: s });
  if (!isArray) {
    const value = bindValue(env, s.value);
    const variable = declare(here, s.name, type, s);
    return one({ kind: "store", target: { variable, indices: [] }, value, declares: true, span: s });
  }
  if (s.value.kind !== "list") {
    report(env, "listNeeded", s.value, {});
    return one({ kind: "declare", variable: declare(here, s.name, type, s), clears, span: s });
  }
  const values = flattenList(env, s.value, type.lengths).map((value) => value ?? zero(s));
  const variable = declare(here, s.name, type, s);
  if (variable.space === "data" && !clears && values.every((value) => value.kind === "constant")) {
    const start = dataOffset(variable);
    values.forEach((value, k) => {
      if (value.value !== 0) here.routine.dataInit.push([start + k * 4, value.value]);
    });
    return one({ kind: "declare", variable, clears: false, span: s });
  }
  return one({ kind: "fill", variable, values, clears, span: s });
}

/** The offset of a variable of the data section in it. */
const dataOffset = (variable: VariableSymbol): number => variable.address - DATA_BASE;

const zero = (span: Span): Bound => ({ kind: "constant", value: 0, type: "int", span });

function bindVariables(here: Here, s: StatementOf<"vars">): Outcome {
  const env = envOf(here);
  const value = bind(env, s.value);
  const isMessage = value.kind === "system" && value.call.result === "values";
  if (!isMessage && value.kind !== "error") report(env, "severalValues", s.value, {});
  if (s.names.length > LIMITS.messageWords) report(env, "tooManyArguments", s, { limit: LIMITS.messageWords });
  const targets = s.names.map((name) => declare(here, name, WORD, s));
  return one({ kind: "unpack", targets, value: isMessage ? value : errorAt(s.value), span: s });
}

function bindIf(here: Here, s: StatementOf<"if">): Outcome {
  let goesOn = s.otherwise === undefined;
  const branches = s.branches.map((branch): BoundBranch => {
    const condition = bindTruth(envOf(here), branch.condition);
    const inner = bindBlock(here, branch.block);
    goesOn ||= inner.goesOn;
    return { condition, block: inner.block, span: header(branch, branch.condition) };
  });
  const otherwise = s.otherwise === undefined ? undefined : bindBlock(here, s.otherwise);
  goesOn ||= otherwise?.goesOn === true;
  return one({ kind: "if", branches, otherwise: otherwise?.block, span: branches[0]?.span ?? s }, goesOn);
}

function bindWhile(here: Here, s: StatementOf<"while">): Outcome {
  const loop: LoopState = { atomic: here.atomic, isLeft: false, isContinued: false };
  const condition = bindTruth(envOf(here), s.condition);
  const { block } = bindBlock({ ...here, loop }, s.body);
  const isEndless = condition.kind === "constant" && condition.value !== 0;
  const span = header(s, s.condition);
  return one({ kind: "while", condition, body: block, span }, !isEndless || loop.isLeft);
}

function bindRepeat(here: Here, s: StatementOf<"repeat">): Outcome {
  const loop: LoopState = { atomic: here.atomic, isLeft: false, isContinued: false };
  const inner = bindBlock({ ...here, loop }, s.body);
  const condition = bindTruth(envOf(here), s.condition);
  const isEndless = condition.kind === "constant" && condition.value === 0;
  const goesOn = loop.isLeft || ((inner.goesOn || loop.isContinued) && !isEndless);
  return one({ kind: "repeat", body: inner.block, condition, until: s.until, span: keyword(s, "repeat") }, goesOn);
}

function bindFor(here: Here, s: StatementOf<"for">): Outcome {
  const env = envOf(here);
  const loop: LoopState = { atomic: here.atomic, isLeft: false, isContinued: false };
  const first = bindNumber(env, s.first);
  const last = bindNumber(env, s.last);
  const outer: Here = { ...here, scope: createScope(here.scope), loop, variables: [] };
  const counter = declare(outer, s.name, counterType(env, s.first, s.last), s.name);
  counter.used = true;
  const isKnown = last.kind === "constant" || last.kind === "error";
  const hidden = { text: "", from: s.last.from, to: s.last.to };
  const bound = isKnown ? undefined : localVariable(here.routine, hidden, WORD, s.last);
  const { block } = bindBlock(outer, s.body);
  const body: BoundBlock = { ...block, variables: [counter, ...block.variables] };
  return one({ kind: "for", counter, first, last, bound, body, span: header(s, s.last) });
}

function bindJump(here: Here, s: StatementOf<"break" | "continue">): Outcome {
  if (here.loop === undefined) {
    report(envOf(here), "outsideLoop", s, { word: s.kind });
    return { statements: [], goesOn: false };
  }
  if (s.kind === "break") here.loop.isLeft = true;
  else here.loop.isContinued = true;
  const leavesAtomic = here.atomic !== 0 && here.loop.atomic === 0;
  return one({ kind: s.kind, leavesAtomic, span: s }, false);
}

function bindGoto(here: Here, s: StatementOf<"goto">): Outcome {
  const env = envOf(here);
  const label = here.routine.labels.get(s.label.text);
  if (label === undefined) {
    if (s.label.text !== "") report(env, "unknownLabel", s.label, { name: s.label.text });
    return { statements: [], goesOn: false };
  }
  refer(env, s.label, label, "read");
  if (label.atomic !== here.atomic) report(env, "gotoAtomic", s, {});
  return one({ kind: "goto", label, span: s }, false);
}

function bindAssignment(here: Here, s: StatementOf<"assign">): Outcome {
  const env = envOf(here);
  const target = bindPlace(env, s.target, "write");
  if (s.operator === "=") {
    const value = bindValue(env, s.value);
    if (target === undefined) return nothing;
    return one({ kind: "store", target, value, declares: false, span: s });
  }
  const operator = s.operator.slice(0, 1) as "+" | "-" | "*" | "/" | "%";
  const isPlain = s.value.kind !== "list" && s.value.kind !== "settings";
  const value = isPlain ? bindNumber(env, s.value) : bindValue(env, s.value);
  if ((operator === "/" || operator === "%") && value.kind === "constant" && value.value === 0) {
    report(env, "certainFault", s.value, { fault: "division by zero" });
  }
  return target === undefined ? nothing : one({ kind: "update", target, operator, value, span: s });
}

/** Types of other languages, in a declaration that has no `var`. */
const FOREIGN_TYPES = new Set("int bool boolean char string float double long short unsigned let auto void".split(" "));

function bindExpressionStatement(here: Here, s: StatementOf<"expression">): Outcome {
  const env = envOf(here);
  const { expression } = s;
  if (expression.kind === "call") {
    const value = bind(env, expression);
    const never = value.kind === "system" && value.call.result === "never";
    return one({ kind: "evaluate", value, span: s }, !never);
  }
  const isType = expression.kind === "name" && FOREIGN_TYPES.has(expression.name.text);
  if (expression.kind !== "missing" && !(expression.kind === "name" && expression.name.text === "")) {
    report(env, "notAStatement", s, {}, isType ? { hint: "Declare a variable with var: var x = 3." } : {});
  }
  return nothing;
}
