/**
 * The bound tree: routines after checking, names replaced by what they mean, constants folded. The code generator's input.
 *
 * Keeps true: it exists only for what had no errors, except `error` nodes, which stand where one was reported and keep
 * an image from being made; every variable in it has an address.
 */
import type { BinaryOperator, UnaryOperator } from "../isa/expression.ts";
import type { HandleKind } from "../isa/handles.ts";
import type { Instruction } from "../isa/instructions.ts";
import type { Syscall } from "../isa/syscalls.ts";
import type { FunctionSymbol, ObjectSymbol, ProgramSymbol, VariableSymbol } from "./symbols.ts";
import type { Span } from "./tree.ts";

/** What is known of a value before the run: `word` may be anything, `int` is a number, the others are handles. */
export type ValueType = "int" | "word" | "void" | "array" | "error" | "process" | HandleKind;

/** A variable or an element of an array; as many indices as the array has dimensions. */
export interface Place {
  readonly variable: VariableSymbol;
  readonly indices: readonly Bound[];
}

/** An expression with its meaning. */
export type Bound = { readonly type: ValueType; readonly span: Span } & (
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "load"; readonly place: Place }
  | { readonly kind: "element"; readonly object: ObjectSymbol; readonly index: Bound }
  | { readonly kind: "routine"; readonly routine: FunctionSymbol | ProgramSymbol }
  | { readonly kind: "address"; readonly place: Place }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Bound }
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Bound; readonly right: Bound }
  | { readonly kind: "call"; readonly callee: FunctionSymbol; readonly args: readonly Bound[] }
  | { readonly kind: "system"; readonly call: Syscall; readonly args: readonly Bound[] }
  | { readonly kind: "error" }
);

export type BoundOf<K extends Bound["kind"]> = Extract<Bound, { kind: K }>;

export interface BoundBlock {
  readonly statements: readonly BoundStatement[];
  /** Variables that live in this block, in the order of their declarations. */
  readonly variables: readonly VariableSymbol[];
  readonly span: Span;
}

/** One line of assembly: an instruction, a jump to a label, or the label itself. */
export type BoundAssembly =
  | { readonly kind: "instruction"; readonly instruction: Instruction; readonly span: Span }
  | { readonly kind: "jump"; readonly instruction: Instruction; readonly label: LabelSymbol; readonly span: Span }
  | { readonly kind: "label"; readonly label: LabelSymbol; readonly span: Span };

/** A label of a routine, and the `atomic` that it stands in (0: none). */
export interface LabelSymbol {
  readonly kind: "label";
  readonly name: string;
  readonly file: number;
  readonly nameSpan: Span;
  readonly atomic: number;
  used: boolean;
}

/** A statement; `span` is what is shown as the line that runs. */
export type BoundStatement = { readonly span: Span } & (
  | { readonly kind: "declare"; readonly variable: VariableSymbol; readonly clears: boolean }
  | { readonly kind: "store"; readonly target: Place; readonly value: Bound; readonly declares: boolean }
  | {
      readonly kind: "update";
      readonly target: Place;
      readonly operator: BinaryOperator;
      readonly value: Bound;
    }
  | {
      readonly kind: "fill";
      readonly variable: VariableSymbol;
      readonly values: readonly Bound[];
      readonly clears: boolean;
    }
  | { readonly kind: "unpack"; readonly targets: readonly VariableSymbol[]; readonly value: Bound }
  | { readonly kind: "evaluate"; readonly value: Bound }
  | { readonly kind: "if"; readonly branches: readonly BoundBranch[]; readonly otherwise: BoundBlock | undefined }
  | { readonly kind: "while"; readonly condition: Bound; readonly body: BoundBlock }
  | { readonly kind: "loop"; readonly body: BoundBlock }
  | { readonly kind: "repeat"; readonly body: BoundBlock; readonly condition: Bound; readonly until: Span }
  | {
      readonly kind: "for";
      readonly counter: VariableSymbol;
      readonly first: Bound;
      readonly last: Bound;
      /** Where the last value is kept, unless it is a constant. */
      readonly bound: VariableSymbol | undefined;
      readonly body: BoundBlock;
    }
  | { readonly kind: "break" | "continue"; readonly leavesAtomic: boolean }
  | { readonly kind: "return"; readonly value: Bound | undefined; readonly leavesAtomic: boolean }
  | { readonly kind: "assert"; readonly condition: Bound; readonly message: string }
  | { readonly kind: "atomic"; readonly body: BoundBlock; readonly isOutermost: boolean }
  | { readonly kind: "goto"; readonly label: LabelSymbol }
  | { readonly kind: "label"; readonly label: LabelSymbol }
  | { readonly kind: "asm"; readonly lines: readonly BoundAssembly[] }
);

export interface BoundBranch {
  readonly condition: Bound;
  readonly block: BoundBlock;
  readonly span: Span;
}

/** A program or function, ready for the code generator. */
export interface BoundRoutine {
  readonly symbol: FunctionSymbol | ProgramSymbol;
  readonly params: readonly VariableSymbol[];
  readonly body: BoundBlock;
  /** Bytes of locals below fp. */
  readonly frameBytes: number;
  /** Initial words of a program's data section that are not 0, as [byte offset, value]. */
  readonly dataInit: readonly (readonly [number, number])[];
  /** Whether the end of the body can be reached. */
  readonly fallsThrough: boolean;
}
