/**
 * The canonical text of a syntax tree: one statement a line, two spaces a level, one blank line between declarations
 * that have bodies.
 *
 * Keeps true: parsing what it prints gives the same tree, positions apart; comments are not in a tree and are lost.
 */
import type {
  Argument,
  AssemblyLine,
  Block,
  Declaration,
  Expectation,
  Expression,
  RoutineNode,
  Settings,
  Statement,
  Tree,
  TypeNode,
  Value,
} from "./tree.ts";

const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");

function braces(lines: readonly string[]): string {
  return lines.length === 0 ? "{ }" : `{\n${indent(lines.join("\n"))}\n}`;
}

/** The text of an expression. */
export function printExpression(e: Expression): string {
  switch (e.kind) {
    case "integer":
      return e.digits;
    case "text":
      return e.literal;
    case "name":
      return e.name.text;
    case "call":
      return `${e.callee.text}(${printArguments(e.args)})`;
    case "index":
      return `${printExpression(e.object)}[${printExpression(e.index)}]`;
    case "member":
      return `${printExpression(e.object)}.${e.member.text}`;
    case "unary":
      return e.operator + printExpression(e.operand);
    case "binary":
      return `${printExpression(e.left)} ${e.operator} ${printExpression(e.right)}`;
    case "group":
      return `(${printExpression(e.inner)})`;
    case "missing":
      return "";
  }
}

function printValue(value: Value): string {
  if (value.kind === "list") return `[${value.items.map(printValue).join(", ")}]`;
  if (value.kind === "settings") return printSettingsInline(value);
  return printExpression(value);
}

const printArguments = (args: readonly Argument[]): string =>
  args.map((arg) => (arg.key === undefined ? "" : `${arg.key.text}: `) + printValue(arg.value)).join(", ");

function printSettingsInline(settings: Settings): string {
  if (settings.entries.length === 0) return "{ }";
  return `{ ${settings.entries.map((entry) => `${entry.key.text}: ${printValue(entry.value)}`).join(", ")} }`;
}

const optionalSettings = (settings: Settings | undefined): string =>
  settings === undefined ? "" : ` ${printSettingsInline(settings)}`;

const optionalValue = (value: Value | undefined): string => (value === undefined ? "" : ` = ${printValue(value)}`);

const optionalType = (type: TypeNode | undefined): string =>
  type === undefined
    ? ""
    : `: ${type.name.text}${type.lengths.map((length) => `[${printExpression(length)}]`).join("")}`;

const printBlock = (block: Block): string => braces(block.statements.map(printStatement));

function printLine(line: AssemblyLine): string {
  return line.words.map((word) => word.text).join(" ");
}

/** The text of a statement. */
function printStatement(s: Statement): string {
  switch (s.kind) {
    case "var":
      return `var ${s.name.text}${optionalType(s.type)}${optionalValue(s.value)}`;
    case "vars":
      return `var (${s.names.map((name) => name.text).join(", ")}) = ${printExpression(s.value)}`;
    case "if": {
      const branches = s.branches.map((each) => `if ${printExpression(each.condition)} ${printBlock(each.block)}`);
      return branches.join(" else ") + (s.otherwise === undefined ? "" : ` else ${printBlock(s.otherwise)}`);
    }
    case "while":
      return `while ${printExpression(s.condition)} ${printBlock(s.body)}`;
    case "loop":
    case "atomic":
      return `${s.kind} ${printBlock(s.body)}`;
    case "repeat":
      return `repeat ${printBlock(s.body)} until ${printExpression(s.condition)}`;
    case "for":
      return `for ${s.name.text} = ${printExpression(s.first)} .. ${printExpression(s.last)} ${printBlock(s.body)}`;
    case "break":
    case "continue":
      return s.kind;
    case "return":
      return s.value === undefined ? "return" : `return ${printExpression(s.value)}`;
    case "assert":
      return `assert ${printExpression(s.condition)}${s.message === undefined ? "" : `, ${printExpression(s.message)}`}`;
    case "goto":
      return `goto ${s.label.text}`;
    case "label":
      return `${s.name.text}:`;
    case "asm":
      return `asm ${braces(s.lines.map(printLine))}`;
    case "assign":
      return `${printExpression(s.target)} ${s.operator} ${printValue(s.value)}`;
    case "expression":
      return printExpression(s.expression);
    case "misplaced":
      return printDeclaration(s.declaration);
  }
}

function printExpectation(e: Expectation): string {
  switch (e.kind) {
    case "terminates":
      return e.kind;
    case "no":
      return `no ${e.what.text}`;
    case "always":
    case "finally":
      return `${e.kind} ${printExpression(e.condition)}`;
    case "output":
      return `output ${e.literal}`;
  }
}

const printRoutine = (word: string, node: RoutineNode): string =>
  `${word} ${node.name.text}(${node.params.map((param) => param.text).join(", ")}) ${printBlock(node.body)}`;

/** The text of a declaration. */
function printDeclaration(d: Declaration): string {
  switch (d.kind) {
    case "machine": {
      const entries = d.settings.entries.map((entry) => `${entry.key.text}: ${printValue(entry.value)}`);
      return `machine ${d.name === undefined ? "" : `${d.name.text} `}${braces(entries)}`;
    }
    case "link":
      return `link ${d.left.text} <-> ${d.right.text}${optionalSettings(d.settings)}`;
    case "const":
      return `const ${d.name.text} = ${printExpression(d.value)}`;
    case "enum":
      return `enum ${d.name.text} { ${d.members.map((member) => member.text).join(", ")} }`;
    case "shared":
      return `shared ${d.name.text}${optionalType(d.type)}${optionalValue(d.value)}${optionalSettings(d.settings)}`;
    case "object": {
      const length = d.length === undefined ? "" : `[${printExpression(d.length)}]`;
      return `${d.word} ${d.name.text}${length}${optionalValue(d.initial)}${optionalSettings(d.settings)}`;
    }
    case "function":
    case "program":
      return printRoutine(d.kind, d);
    case "process":
      return `process ${d.name.text} = ${d.program.text}(${printArguments(d.args)})${optionalSettings(d.settings)}`;
    case "at":
      return `at ${printExpression(d.tick)} ${printBlock(d.body)}`;
    case "expect":
      return `expect ${braces(d.expectations.map(printExpectation))}`;
    case "import":
      return `import ${d.literal}`;
  }
}

/** The text of a whole file. */
export function print(tree: Tree): string {
  let text = "";
  let before = "";
  for (const declaration of tree.declarations) {
    const printed = printDeclaration(declaration);
    const isBlock = printed.includes("\n") || before.includes("\n");
    text += before === "" ? printed : `${isBlock ? "\n\n" : "\n"}${printed}`;
    before = printed;
  }
  return text === "" ? "" : `${text}\n`;
}
