/**
 * From the bound tree to the image: code of every routine, and the tables beside it.
 *
 * Keeps true: the same source gives the same image, word for word; what it makes passes the verifier.
 */
import { DATA_BASE } from "../isa/image.ts";
import type {
  ConstantInfo,
  Expectation,
  Image,
  OperatorBlock,
  ProgramInfo,
  Routine,
  SourceRange,
  VariableInfo,
} from "../isa/image.ts";
import { Op } from "../isa/instructions.ts";
import type { Bound, BoundRoutine } from "./bound.ts";
import type { Checker } from "./checker.ts";
import { emitBlock, emitEnd } from "./emit-statement.ts";
import { createEmitter, emit, emitSystem, place, type Emitter, type RoutineFrame } from "./emitter.ts";
import { knownWord } from "./emit-expression.ts";
import type { Scenario } from "./scenario.ts";
import { wordsOf, type VariableSymbol } from "./symbols.ts";
import type { Span } from "./tree.ts";
import { withUsers } from "./users.ts";

const rangeOf = (source: number, span: Span): SourceRange => ({ source, from: span.from, to: span.to });

function variableInfo(variable: VariableSymbol, from: number, to: number): VariableInfo {
  return {
    name: variable.name,
    type: variable.type,
    location: { space: variable.space, address: variable.address },
    isParameter: variable.isParameter,
    from,
    to,
    range: rangeOf(variable.file, variable.nameSpan),
  };
}

/** Where variables of a program's data section are visible in its body: from their declarations on. */
type DataFrom = Map<VariableSymbol, number>;

function generateRoutine(to: Emitter, routine: BoundRoutine, dataFrom: DataFrom): Routine {
  const { symbol, params, body } = routine;
  const frame: RoutineFrame = { routine, labels: new Map(), visible: new Map() };
  const entry = to.assembler.here();
  if (symbol.kind === "function") {
    const label = to.entries.get(symbol);
    if (label !== undefined) place(to, label, true);
    emit(to, Op.enter, { imm: routine.frameBytes });
  } else to.labelled = entry;
  const here = { to, frame, loop: undefined };
  emitBlock(here, body);
  emitEnd(here);
  const end = to.assembler.here();
  for (const [variable, { from }] of frame.visible) if (variable.space === "data") dataFrom.set(variable, from);
  const locals = [...frame.visible].filter(([variable]) => variable.space === "frame" && variable.name !== "");
  return {
    index: symbol.routine,
    name: symbol.name,
    kind: symbol.kind,
    program: symbol.kind === "program" ? symbol.index : symbol.program?.index,
    entry,
    end,
    params: params.map((param) => param.name),
    returnsValue: symbol.kind === "function" && symbol.returnsValue,
    frameBytes: routine.frameBytes,
    variables: [
      ...params.map((param) => variableInfo(param, entry, end)),
      ...locals.map(([variable, visible]) => variableInfo(variable, visible.from, visible.to)),
    ],
    range: rangeOf(symbol.file, symbol.span),
    nameRange: rangeOf(symbol.file, symbol.nameSpan),
  };
}

/**
 * The data section of a program is seen by all of its functions, and by its body from each declaration on: `from` and `to` are of
 * the body.
 */
function programInfos(checker: Checker, routines: readonly Routine[], dataFrom: DataFrom): ProgramInfo[] {
  const inits = new Map(checker.routines.map(({ symbol, dataInit }) => [symbol, dataInit]));
  return checker.programs.map((symbol) => {
    const data = [...symbol.data.values()];
    const routine = routines[symbol.routine];
    const end = data.reduce(
      (most, variable) => Math.max(most, variable.address + wordsOf(variable.type) * 4),
      DATA_BASE,
    );
    return {
      index: symbol.index,
      name: symbol.name,
      routine: symbol.routine,
      dataBytes: end - DATA_BASE,
      dataInit: inits.get(symbol) ?? [],
      variables: data.map((variable) =>
        variableInfo(variable, dataFrom.get(variable) ?? routine?.entry ?? 0, routine?.end ?? 0),
      ),
    };
  });
}

/** The constants and members that the compiled file sees. */
function constantInfos(checker: Checker): ConstantInfo[] {
  return [...(checker.fileScopes[0]?.names.values() ?? [])].flatMap((symbol) =>
    symbol.kind === "constant" && symbol.value !== undefined
      ? [{ name: symbol.name, value: symbol.value, group: symbol.group }]
      : [],
  );
}

/** What is checked of a scenario besides its routines and tables. */
export interface Outlook {
  readonly expectations: readonly Expectation[];
  readonly operators: readonly OperatorBlock[];
}

/** The image of a scenario without errors. */
export function generate(checker: Checker, scenario: Scenario, outlook: Outlook): Image {
  const to = createEmitter();
  emitSystem(to, "thread_exit", 0);
  for (const symbol of checker.functions) to.entries.set(symbol, to.assembler.newLabel());
  const ordered = [...checker.routines].sort((a, b) => a.symbol.routine - b.symbol.routine);
  const dataFrom: DataFrom = new Map();
  const routines = ordered.map((routine) => generateRoutine(to, routine, dataFrom));
  const word = (e: Bound | undefined): number => (e === undefined ? 0 : (knownWord(to, e) ?? 0));
  const shared = scenario.shared.map((each) => ({ ...each, init: each.init.map(word) }));
  const processes = scenario.processes.map((each) => ({ ...each, args: each.args.map(word) }));
  return {
    sources: checker.files.map(({ uri, text }) => ({ uri, text })),
    code: to.assembler.finish(),
    texts: [...to.texts.keys()],
    routines,
    programs: programInfos(checker, routines, dataFrom),
    statements: to.statements,
    constants: constantInfos(checker),
    shared,
    objects: withUsers(checker, scenario),
    devices: scenario.devices,
    machines: scenario.machines,
    links: scenario.links,
    processes,
    operators: outlook.operators,
    expectations: outlook.expectations,
  };
}
