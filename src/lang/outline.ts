/**
 * The outline of a file: its declarations, and within programs their variables, functions and labels.
 *
 * Keeps true: a broken file has one too; a node's range holds those of its children.
 */
import { blocksOf } from "./returns.ts";
import type { Block, Declaration, Name, Span, Statement, Tree } from "./tree.ts";

export type OutlineKind =
  | "machine"
  | "link"
  | "constant"
  | "enum"
  | "member"
  | "shared"
  | "object"
  | "function"
  | "program"
  | "process"
  | "operator"
  | "expectations"
  | "import"
  | "variable"
  | "label";

/** One entry. `selection` is where its name stands. */
export interface OutlineNode {
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly range: Span;
  readonly selection: Span;
  readonly children: readonly OutlineNode[];
}

const spanOf = ({ from, to }: Span): Span => ({ from, to });

function node(
  kind: OutlineKind,
  range: Span,
  name: Name | undefined,
  more: { readonly detail?: string; readonly fallback?: string; readonly children?: readonly OutlineNode[] } = {},
): OutlineNode {
  const isNamed = name !== undefined && name.text !== "";
  return {
    name: isNamed ? name.text : (more.fallback ?? `(${kind})`),
    detail: more.detail ?? "",
    kind,
    range: spanOf(range),
    selection: spanOf(isNamed ? name : { from: range.from, to: Math.min(range.to, range.from + 1) }),
    children: more.children ?? [],
  };
}

function ofStatement(statement: Statement, isTop: boolean): OutlineNode[] {
  const inner = blocksOf(statement).flatMap((block) => ofBlock(block, false));
  switch (statement.kind) {
    case "var":
      return isTop ? [node("variable", statement, statement.name)] : inner;
    case "vars":
      return isTop ? statement.names.map((name) => node("variable", name, name)) : inner;
    case "label":
      return [node("label", statement, statement.name)];
    case "misplaced":
      return [ofDeclaration(statement.declaration)];
    default:
      return inner;
  }
}

function ofBlock(block: Block, isTop: boolean): OutlineNode[] {
  return block.statements.flatMap((statement) => ofStatement(statement, isTop));
}

function ofDeclaration(d: Declaration): OutlineNode {
  switch (d.kind) {
    case "machine":
      return node("machine", d, d.name, { fallback: "machine" });
    case "link":
      return node("link", d, undefined, { fallback: `${d.left.text} <-> ${d.right.text}` });
    case "const":
      return node("constant", d, d.name);
    case "enum":
      return node("enum", d, d.name, { children: d.members.map((member) => node("member", member, member)) });
    case "shared":
      return node("shared", d, d.name);
    case "object":
      return node("object", d, d.name, { detail: d.word });
    case "function":
    case "program": {
      const detail = `(${d.params.map((param) => param.text).join(", ")})`;
      return node(d.kind, d, d.name, { detail, children: ofBlock(d.body, d.kind === "program") });
    }
    case "process":
      return node("process", d, d.name, { detail: d.program.text });
    case "at":
      return node("operator", d, undefined, { fallback: "at" });
    case "expect":
      return node("expectations", d, undefined, { fallback: "expect" });
    case "import":
      return node("import", d, undefined, { fallback: `import ${d.literal}` });
  }
}

/** The outline of a tree. */
export function outline(tree: Tree): OutlineNode[] {
  return tree.declarations.map(ofDeclaration);
}
