/**
 * The syntax tree of a `.turno` file: plain data that knows no parser, the input of checker, printer and outline.
 *
 * Keeps true: every node has its range, offsets [from, to) of the text; what a broken text left out is a `missing`
 * expression or a name with an empty text, never undefined; operators are grouped by precedence, all left-associative.
 */
import type { BinaryOperator, UnaryOperator } from "../isa/expression.ts";

/** A stretch of text: offsets [from, to) in UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A name where it stands. Its text is in Unicode's composed form, and empty when it is missing. */
export interface Name extends Span {
  readonly text: string;
}

/** An expression. A number keeps its spelling; `group` is a pair of parentheses. */
export type Expression = Span &
  (
    | { readonly kind: "integer"; readonly digits: string }
    | { readonly kind: "text"; readonly literal: string }
    | { readonly kind: "name"; readonly name: Name }
    | { readonly kind: "call"; readonly callee: Name; readonly args: readonly Argument[] }
    | { readonly kind: "index"; readonly object: Expression; readonly index: Expression }
    | { readonly kind: "member"; readonly object: Expression; readonly member: Name }
    | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
    | Binary
    | { readonly kind: "group"; readonly inner: Expression }
    | { readonly kind: "missing" }
  );

export interface Binary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** One expression kind by its name. */
export type ExpressionOf<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** `[1, 2, 3]` */
export interface ListValue extends Span {
  readonly kind: "list";
  readonly items: readonly Value[];
}

/** `{ key: value … }` */
export interface Settings extends Span {
  readonly kind: "settings";
  readonly entries: readonly Setting[];
}

/** What a setting, an initialiser or an argument can be. */
export type Value = Expression | ListValue | Settings;

export interface Setting extends Span {
  readonly key: Name;
  readonly value: Value;
}

/** An argument of a call; only settings and strategies have named ones. */
export interface Argument extends Span {
  readonly key: Name | undefined;
  readonly value: Value;
}

/** `int[4][N]` */
export interface TypeNode extends Span {
  readonly name: Name;
  readonly lengths: readonly Expression[];
}

export interface Block extends Span {
  readonly statements: readonly Statement[];
}

export type AssignmentOperator = "=" | "+=" | "-=" | "*=" | "/=" | "%=";

/** One condition of an `if` with its block. The first begins at `if`, the others at `else`. */
export interface Branch extends Span {
  readonly condition: Expression;
  readonly block: Block;
}

/** A line of assembly: its words where they stand. */
export interface AssemblyLine extends Span {
  readonly words: readonly Name[];
}

export type Statement = Span &
  (
    | {
        readonly kind: "var";
        readonly name: Name;
        readonly type: TypeNode | undefined;
        readonly value: Value | undefined;
      }
    | { readonly kind: "vars"; readonly names: readonly Name[]; readonly value: Expression }
    | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: Block | undefined }
    | { readonly kind: "while"; readonly condition: Expression; readonly body: Block }
    | { readonly kind: "loop"; readonly body: Block }
    | { readonly kind: "repeat"; readonly body: Block; readonly condition: Expression; readonly until: Span }
    | {
        readonly kind: "for";
        readonly name: Name;
        readonly first: Expression;
        readonly last: Expression;
        readonly body: Block;
      }
    | { readonly kind: "break" }
    | { readonly kind: "continue" }
    | { readonly kind: "return"; readonly value: Expression | undefined }
    | { readonly kind: "assert"; readonly condition: Expression; readonly message: Expression | undefined }
    | { readonly kind: "atomic"; readonly body: Block }
    | { readonly kind: "goto"; readonly label: Name }
    | { readonly kind: "label"; readonly name: Name }
    | { readonly kind: "asm"; readonly lines: readonly AssemblyLine[] }
    | {
        readonly kind: "assign";
        readonly target: Expression;
        readonly operator: AssignmentOperator;
        readonly value: Value;
      }
    | { readonly kind: "expression"; readonly expression: Expression }
    | { readonly kind: "misplaced"; readonly declaration: Declaration }
  );

/** One statement kind by its name. */
export type StatementOf<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

export type ObjectWord = "semaphore" | "mutex" | "condition" | "barrier" | "rwlock" | "mailbox";

export type Expectation = Span &
  (
    | { readonly kind: "terminates" }
    | { readonly kind: "no"; readonly what: Name }
    | { readonly kind: "always" | "finally"; readonly condition: Expression }
    | { readonly kind: "output"; readonly literal: string }
  );

/** A routine's head and body: what programs and functions have in common. */
export interface RoutineNode extends Span {
  readonly name: Name;
  readonly params: readonly Name[];
  readonly body: Block;
}

export type Declaration = Span &
  (
    | { readonly kind: "machine"; readonly name: Name | undefined; readonly settings: Settings }
    | { readonly kind: "link"; readonly left: Name; readonly right: Name; readonly settings: Settings | undefined }
    | { readonly kind: "const"; readonly name: Name; readonly value: Expression }
    | { readonly kind: "enum"; readonly name: Name; readonly members: readonly Name[] }
    | {
        readonly kind: "shared";
        readonly name: Name;
        readonly type: TypeNode | undefined;
        readonly value: Value | undefined;
        readonly settings: Settings | undefined;
      }
    | {
        readonly kind: "object";
        readonly word: ObjectWord;
        readonly name: Name;
        readonly length: Expression | undefined;
        readonly initial: Expression | undefined;
        readonly settings: Settings | undefined;
      }
    | ({ readonly kind: "function" } & RoutineNode)
    | ({ readonly kind: "program" } & RoutineNode)
    | {
        readonly kind: "process";
        readonly name: Name;
        readonly program: Name;
        readonly args: readonly Argument[];
        readonly settings: Settings | undefined;
      }
    | { readonly kind: "at"; readonly tick: Expression; readonly body: Block }
    | { readonly kind: "expect"; readonly expectations: readonly Expectation[] }
    | { readonly kind: "import"; readonly literal: string; readonly path: Span }
  );

/** One declaration kind by its name. */
export type DeclarationOf<K extends Declaration["kind"]> = Extract<Declaration, { kind: K }>;

/** A file. */
export interface Tree extends Span {
  readonly declarations: readonly Declaration[];
}
