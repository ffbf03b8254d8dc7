/**
 * What names mean: one type for each kind of declaration.
 *
 * Keeps true: a symbol is made once for each declaration and compared by identity; indices are those of the image's
 * tables, which hold only what belongs to the scenario.
 */
import type { TypeInfo } from "../isa/image.ts";
import type { DeclarationOf, ObjectWord, RoutineNode, Span } from "./tree.ts";

/** Where a symbol was declared. `file` is -1 for what is predefined. */
interface Declared {
  readonly name: string;
  readonly file: number;
  readonly nameSpan: Span;
  readonly span: Span;
}

/** A constant, a member of an enum, or a predefined constant. Its value is computed when it is first asked for. */
export interface ConstantSymbol extends Declared {
  readonly kind: "constant";
  readonly node: DeclarationOf<"const"> | undefined;
  /** The enum that it belongs to. */
  readonly group: string | undefined;
  state: "new" | "busy" | "done";
  value: number | undefined;
}

export interface EnumSymbol extends Declared {
  readonly kind: "enum";
  readonly members: readonly ConstantSymbol[];
}

/** A variable wherever it lives. `address` is absolute, or relative to fp in a frame. */
export interface VariableSymbol extends Declared {
  readonly kind: "variable";
  readonly space: "shared" | "data" | "frame";
  readonly isParameter: boolean;
  type: TypeInfo;
  address: number;
  used: boolean;
}

export interface ObjectSymbol extends Declared {
  readonly kind: "object";
  readonly word: ObjectWord;
  readonly node: DeclarationOf<"object">;
  /** Its index among the objects of its kind, or that of the first of an array. */
  first: number;
  /** How many there are; undefined when it is not an array. */
  length: number | undefined;
}

export interface DeviceSymbol extends Declared {
  readonly kind: "device";
  index: number;
}

export interface MachineSymbol extends Declared {
  readonly kind: "machine";
  readonly index: number;
}

export interface ProcessSymbol extends Declared {
  readonly kind: "process";
  readonly index: number;
  readonly node: DeclarationOf<"process">;
}

export interface ProgramSymbol extends Declared {
  readonly kind: "program";
  readonly index: number;
  readonly node: RoutineNode;
  /** Its index among the routines. */
  readonly routine: number;
  /** The variables of its data section, by name, once they are known. */
  data: ReadonlyMap<string, VariableSymbol>;
}

export interface FunctionSymbol extends Declared {
  readonly kind: "function";
  /** Its index among the routines. */
  readonly routine: number;
  readonly node: RoutineNode;
  /** The program that it belongs to. */
  readonly program: ProgramSymbol | undefined;
  readonly returnsValue: boolean;
}

/** What a name outside calls can mean. */
export type NamedSymbol =
  | ConstantSymbol
  | EnumSymbol
  | VariableSymbol
  | ObjectSymbol
  | DeviceSymbol
  | MachineSymbol
  | ProcessSymbol
  | ProgramSymbol;

export type Symbol = NamedSymbol | FunctionSymbol;

/** `a mutex`, `an enum` */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** What a symbol is to people. */
export function describeKind(symbol: Symbol): string {
  if (symbol.kind === "variable") {
    if (symbol.isParameter) return "a parameter";
    return symbol.space === "shared" ? "a shared word" : "a variable";
  }
  return withArticle(symbol.kind === "object" ? symbol.word : symbol.kind);
}

/** The words that a type takes. */
export function wordsOf(type: TypeInfo): number {
  return type.lengths.reduce((product, length) => product * length, 1);
}
