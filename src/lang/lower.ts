/**
 * From Langium's tree to the tree of tree.ts.
 *
 * Keeps true: it takes any tree that error recovery can leave behind, whatever the generated types promise: an absent
 * part becomes a missing one, standing where its parent ends. It is the only file that reads Langium's nodes.
 */
import type { AstNode } from "langium";
import type { UnaryOperator } from "../isa/expression.ts";
import type * as Ast from "./generated/ast.ts";
import { groupByPrecedence } from "./operators.ts";
import type * as Tree from "./tree.ts";

/** A node as recovery may leave it: any part that is not a list may be absent. */
type Loose<T extends AstNode> = T extends AstNode
  ? { readonly $type: T["$type"]; readonly $cstNode?: T["$cstNode"] } & {
      readonly [K in Exclude<keyof T, `$${string}`>]: T[K] extends readonly unknown[] ? T[K] : T[K] | undefined;
    }
  : never;

/** For each node type of a union, what makes the tree's node of it. */
type Table<N extends AstNode, Result> = {
  readonly [T in N["$type"]]: (node: Loose<Extract<N, { $type: T }>>) => Result;
};

function lowerWith<N extends AstNode, Result>(table: Table<N, Result>, node: N): Result {
  const lower = table[node.$type as N["$type"]] as unknown as (node: N) => Result;
  return lower(node);
}

function spanOf(node: { readonly $cstNode?: AstNode["$cstNode"] }): Tree.Span {
  const cst = node.$cstNode;
  return cst === undefined ? { from: 0, to: 0 } : { from: cst.offset, to: cst.end };
}

/** Where a part that is missing from `node` would have been written. */
function endOf(node: { readonly $cstNode?: AstNode["$cstNode"] }): Tree.Span {
  const { to } = spanOf(node);
  return { from: to, to };
}

type Parent = Loose<AstNode>;

function name(node: Ast.Identifier | undefined, parent: Parent): Tree.Name {
  return node?.text === undefined
    ? { ...endOf(parent), text: "" }
    : { ...spanOf(node), text: node.text.normalize("NFC") };
}

const names = (nodes: readonly Ast.Identifier[], parent: Parent): Tree.Name[] =>
  nodes.map((node) => name(node, parent));

const missing = (parent: Parent): Tree.Expression => ({ kind: "missing", ...endOf(parent) });

const OPERANDS: Table<Ast.Operand | Ast.Expression, Tree.Expression> = {
  Integer: (node) => ({ kind: "integer", digits: node.digits ?? "", ...spanOf(node) }),
  Text: (node) => ({ kind: "text", literal: node.literal ?? "", ...spanOf(node) }),
  Group: (node) => ({ kind: "group", inner: expression(node.inner, node), ...spanOf(node) }),
  Reference: (node) =>
    node.isCall === true
      ? { kind: "call", callee: name(node.name, node), args: lowerArguments(node.arguments), ...spanOf(node) }
      : { kind: "name", name: name(node.name, node), ...spanOf(node) },
  Index: (node) => ({
    kind: "index",
    object: expression(node.object, node),
    index: expression(node.index, node),
    ...spanOf(node),
  }),
  Member: (node) => ({
    kind: "member",
    object: expression(node.object, node),
    member: name(node.member, node),
    ...spanOf(node),
  }),
  Unary: (node) => {
    const { from, to } = spanOf(node);
    const offsets = operatorOffsets(node);
    return (node.operators as readonly UnaryOperator[]).reduceRight<Tree.Expression>(
      (operand, operator, k) => ({ kind: "unary", operator, operand, from: offsets[k] ?? from, to }),
      expression(node.operand, node),
    );
  },
  Expression: (node) => {
    const operands = node.parts.map((part) => expression(part, node));
    while (operands.length < node.operators.length + 1) operands.push(missing(node));
    return groupByPrecedence(operands, node.operators.slice(0, operands.length - 1));
  },
};

/** Each unary operator is one character; spaces may stand between them. */
function operatorOffsets(node: { readonly $cstNode?: AstNode["$cstNode"] }): readonly number[] {
  const text = node.$cstNode?.text ?? "";
  const offsets: number[] = [];
  for (let k = 0; "-!~ \t\r\n".includes(text[k] ?? "."); k++) {
    if ("-!~".includes(text[k]!)) offsets.push(spanOf(node).from + k);
  }
  return offsets;
}

function expression(node: Ast.Operand | Ast.Expression | undefined, parent: Parent): Tree.Expression {
  return node === undefined ? missing(parent) : lowerWith(OPERANDS, node);
}

function value(node: Ast.Value | undefined, parent: Parent): Tree.Value {
  if (node?.$type === "List")
    return { kind: "list", items: node.items.map((item) => value(item, node)), ...spanOf(node) };
  if (node?.$type === "Settings") return settings(node);
  return expression(node, parent);
}

const optionalValue = (node: Ast.Value | undefined, parent: Parent): Tree.Value | undefined =>
  node === undefined ? undefined : value(node, parent);

const optional = (node: Ast.Expression | Ast.Text | undefined, parent: Parent): Tree.Expression | undefined =>
  node === undefined ? undefined : expression(node, parent);

const lowerArguments = (nodes: readonly Ast.Argument[]): Tree.Argument[] =>
  (nodes as readonly Loose<Ast.Argument>[]).map((node) => ({
    key: node.key === undefined ? undefined : name(node.key, node),
    value: value(node.value, node),
    ...spanOf(node),
  }));

function settings(node: Ast.Settings): Tree.Settings {
  const entries = (node.entries as readonly Loose<Ast.Setting>[]).map((entry) => ({
    key: name(entry.key, entry),
    value: value(entry.value, entry),
    ...spanOf(entry),
  }));
  return { kind: "settings", entries, ...spanOf(node) };
}

const optionalSettings = (node: Ast.Settings | undefined): Tree.Settings | undefined =>
  node === undefined ? undefined : settings(node);

const type = (node: Loose<Ast.Type> | undefined): Tree.TypeNode | undefined =>
  node === undefined
    ? undefined
    : {
        name: name(node.name, node),
        lengths: node.lengths.map((length) => expression(length, node)),
        ...spanOf(node),
      };

function block(node: Ast.Block | undefined, parent: Parent): Tree.Block {
  return node === undefined
    ? { statements: [], ...endOf(parent) }
    : { statements: node.statements.map((statement) => lowerWith(STATEMENTS, statement)), ...spanOf(node) };
}

/** The words of an `asm` block by the line that they stand on; a `;` ends a line too. */
function assemblyLines(node: Loose<Ast.Assembly>): Tree.AssemblyLine[] {
  const lines: Tree.Name[][] = [];
  let line = -1;
  let ended = false;
  for (const word of node.words as readonly Loose<Ast.Word>[]) {
    const at = word.$cstNode?.range.start.line ?? line;
    ended ||= word.text === ";" || at !== line;
    if (word.text === ";" || word.text === undefined) continue;
    if (ended) lines.push([]);
    lines.at(-1)!.push({ text: word.text, ...spanOf(word) });
    line = at;
    ended = false;
  }
  return lines.map((words) => ({ words, from: words[0]!.from, to: words.at(-1)!.to }));
}

const branch = (node: Loose<Ast.If> | Loose<Ast.ElseIf>): Tree.Branch => {
  const then = block(node.then, node);
  return { condition: expression(node.condition, node), block: then, from: spanOf(node).from, to: then.to };
};

/** From the word `until` to the end of its condition. */
function untilOf(node: Parent, condition: Tree.Expression): Tree.Span {
  const { from } = spanOf(node);
  const at = node.$cstNode?.text.lastIndexOf("until", condition.from - from) ?? -1;
  return { from: at < 0 ? condition.from : from + at, to: condition.to };
}

const STATEMENTS: Table<Ast.Block["statements"][number], Tree.Statement> = {
  Variable: (node) => ({
    kind: "var",
    name: name(node.name, node),
    type: type(node.type),
    value: optionalValue(node.value, node),
    ...spanOf(node),
  }),
  Variables: (node) => ({
    kind: "vars",
    names: names(node.names, node),
    value: expression(node.value, node),
    ...spanOf(node),
  }),
  If: (node) => ({
    kind: "if",
    branches: [branch(node), ...node.branches.map((other) => branch(other as Loose<Ast.ElseIf>))],
    otherwise: node.otherwise === undefined ? undefined : block(node.otherwise, node),
    ...spanOf(node),
  }),
  While: (node) => ({
    kind: "while",
    condition: expression(node.condition, node),
    body: block(node.body, node),
    ...spanOf(node),
  }),
  Loop: (node) => ({ kind: "loop", body: block(node.body, node), ...spanOf(node) }),
  Repeat: (node) => {
    const body = block(node.body, node);
    const condition = expression(node.condition, node);
    return { kind: "repeat", body, condition, until: untilOf(node, condition), ...spanOf(node) };
  },
  For: (node) => ({
    kind: "for",
    name: name(node.name, node),
    first: expression(node.first, node),
    last: expression(node.last, node),
    body: block(node.body, node),
    ...spanOf(node),
  }),
  Break: (node) => ({ kind: "break", ...spanOf(node) }),
  Continue: (node) => ({ kind: "continue", ...spanOf(node) }),
  Return: (node) => ({ kind: "return", value: undefined, ...spanOf(node) }),
  ReturnValue: (node) => ({ kind: "return", value: expression(node.value, node), ...spanOf(node) }),
  Assert: (node) => ({
    kind: "assert",
    condition: expression(node.condition, node),
    message: optional(node.message, node),
    ...spanOf(node),
  }),
  Atomic: (node) => ({ kind: "atomic", body: block(node.body, node), ...spanOf(node) }),
  Goto: (node) => ({ kind: "goto", label: name(node.label, node), ...spanOf(node) }),
  Label: (node) => ({ kind: "label", name: name(node.name, node), ...spanOf(node) }),
  Assembly: (node) => ({ kind: "asm", lines: assemblyLines(node), ...spanOf(node) }),
  Simple: (node) => {
    const target = expression(node.target, node);
    return node.operator === undefined
      ? { kind: "expression", expression: target, ...spanOf(node) }
      : { kind: "assign", target, operator: node.operator, value: value(node.value, node), ...spanOf(node) };
  },
  ConstDeclaration: (node) => ({
    kind: "misplaced",
    declaration: DECLARATIONS.ConstDeclaration(node),
    ...spanOf(node),
  }),
  FunctionDeclaration: (node) => ({
    kind: "misplaced",
    declaration: DECLARATIONS.FunctionDeclaration(node),
    ...spanOf(node),
  }),
};

const routine = (node: Loose<Ast.FunctionDeclaration> | Loose<Ast.ProgramDeclaration>): Tree.RoutineNode => ({
  name: name(node.name, node),
  params: names(node.parameters?.names ?? [], node),
  body: block(node.body, node),
  ...spanOf(node),
});

function expectations(node: Loose<Ast.ExpectDeclaration>): Tree.Expectation[] {
  return (node.expectations as readonly Loose<Ast.Expectation>[]).flatMap((item): Tree.Expectation[] => {
    const span = spanOf(item);
    switch (item.word) {
      case "terminates":
        return [{ kind: "terminates", ...span }];
      case "no":
        return [{ kind: "no", what: name(item.what, item), ...span }];
      case "always":
      case "finally":
        return [{ kind: item.word, condition: expression(item.condition, item), ...span }];
      case "output":
        return [{ kind: "output", literal: item.text ?? "", ...span }];
      default:
        return [];
    }
  });
}

const DECLARATIONS: Table<Ast.Declaration, Tree.Declaration> = {
  MachineDeclaration: (node) => ({
    kind: "machine",
    name: node.name === undefined ? undefined : name(node.name, node),
    settings: optionalSettings(node.settings) ?? { kind: "settings", entries: [], ...endOf(node) },
    ...spanOf(node),
  }),
  LinkDeclaration: (node) => ({
    kind: "link",
    left: name(node.ends[0], node),
    right: name(node.ends[1], node),
    settings: optionalSettings(node.settings),
    ...spanOf(node),
  }),
  ConstDeclaration: (node) => ({
    kind: "const",
    name: name(node.name, node),
    value: expression(node.value, node),
    ...spanOf(node),
  }),
  EnumDeclaration: (node) => ({
    kind: "enum",
    name: name(node.name, node),
    members: names(node.members, node),
    ...spanOf(node),
  }),
  SharedDeclaration: (node) => ({
    kind: "shared",
    name: name(node.name, node),
    type: type(node.type),
    value: optionalValue(node.value, node),
    settings: optionalSettings(node.settings),
    ...spanOf(node),
  }),
  ObjectDeclaration: (node) => ({
    kind: "object",
    word: node.kind ?? "semaphore",
    name: name(node.name, node),
    length: optional(node.length, node),
    initial: optional(node.initial, node),
    settings: optionalSettings(node.settings),
    ...spanOf(node),
  }),
  FunctionDeclaration: (node) => ({ kind: "function", ...routine(node) }),
  ProgramDeclaration: (node) => ({ kind: "program", ...routine(node) }),
  ProcessDeclaration: (node) => ({
    kind: "process",
    name: name(node.name, node),
    program: name(node.program, node),
    args: lowerArguments(node.arguments?.arguments ?? []),
    settings: optionalSettings(node.settings),
    ...spanOf(node),
  }),
  OperatorDeclaration: (node) => ({
    kind: "at",
    tick: expression(node.tick, node),
    body: block(node.body, node),
    ...spanOf(node),
  }),
  ExpectDeclaration: (node) => ({ kind: "expect", expectations: expectations(node), ...spanOf(node) }),
  ImportDeclaration: (node) => ({
    kind: "import",
    literal: node.path?.literal ?? "",
    path: node.path === undefined ? endOf(node) : spanOf(node.path),
    ...spanOf(node),
  }),
};

/** The tree of a file. */
export function lowerFile(file: Ast.File, length: number): Tree.Tree {
  return {
    declarations: file.declarations.map((declaration) => lowerWith(DECLARATIONS, declaration)),
    from: 0,
    to: length,
  };
}

/** The tree of an expression that stands alone. */
export function lowerExpression(node: Ast.Expression): Tree.Expression {
  return expression(node, node);
}
