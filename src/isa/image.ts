/**
 * The image: what a scenario compiles to. Plain data, all that machine, debugger and explorer ever see of a source text.
 *
 * Keeps true: serialisable; never changed after it was made; instruction numbers count from 0, their byte address is
 * `CODE_BASE + 8 × number`; source offsets are UTF-16 units of the text of `sources[source]`.
 *
 * The address space of a process (byte addresses, 4-byte words; a shared word has the same address in every process):
 *
 *   CODE_BASE    code, read only
 *   SHARED_BASE  shared words of the machine, in declaration order
 *   DATA_BASE    data section of the program | heap (the process's `memory` pages) | guard page | stacks, growing down
 */
import type { Expr } from "./expression.ts";
import type { DeviceSettings, LinkSettings, MachineSettings, ObjectSettings, ProcessSettings } from "./settings.ts";
import { INSTRUCTION_BYTES } from "./instructions.ts";

export const CODE_BASE = 0x1000;
export const SHARED_BASE = 0x0010_0000;
export const DATA_BASE = 0x0100_0000;

/** The byte address of instruction `index`. */
export function codeAddress(index: number): number {
  return CODE_BASE + index * INSTRUCTION_BYTES;
}

/** The instruction number at byte address `address`; not an integer when the address lies inside an instruction. */
export function codeIndex(address: number): number {
  return (address - CODE_BASE) / INSTRUCTION_BYTES;
}

/** A stretch of source text: offsets [from, to) in `sources[source]`. */
export interface SourceRange {
  readonly source: number;
  readonly from: number;
  readonly to: number;
}

/** A source file; `uri` is as the host named it. */
export interface SourceInfo {
  readonly uri: string;
  readonly text: string;
}

/** The type of a variable: a word, or an array with its lengths, outermost first. */
export interface TypeInfo {
  readonly name: "int" | "bool" | "enum";
  /** Which enum, of one that holds its members. */
  readonly group?: string;
  readonly lengths: readonly number[];
}

/** Where a variable lives: byte address for shared and data (absolute), byte offset from fp for frame. */
export interface Location {
  readonly space: "shared" | "data" | "frame";
  readonly address: number;
}

/** A variable, with where it can be seen: instruction numbers [from, to). */
export interface VariableInfo {
  readonly name: string;
  readonly type: TypeInfo;
  readonly location: Location;
  readonly isParameter: boolean;
  readonly from: number;
  readonly to: number;
  readonly range: SourceRange;
}

/** A routine: the body of a program or a function. Instructions [entry, end). */
export interface Routine {
  readonly index: number;
  readonly name: string;
  readonly kind: "program" | "function";
  /** Index in `programs` of the program that it belongs to; undefined for a function of the file. */
  readonly program: number | undefined;
  readonly entry: number;
  readonly end: number;
  readonly params: readonly string[];
  /** Whether it leaves a value in r0. */
  readonly returnsValue: boolean;
  /** Bytes of locals below fp. A function's `enter` makes them; a program's are made by the kernel when it is loaded. */
  readonly frameBytes: number;
  readonly variables: readonly VariableInfo[];
  readonly range: SourceRange;
  /** Where its name stands. */
  readonly nameRange: SourceRange;
}

/** A program that a process can run. Its data section starts at DATA_BASE. */
export interface ProgramInfo {
  readonly index: number;
  readonly name: string;
  readonly routine: number;
  readonly dataBytes: number;
  /** Initial words of the data section that are not 0, as [byte offset, value]. */
  readonly dataInit: readonly (readonly [number, number])[];
  readonly variables: readonly VariableInfo[];
}

/** A shared variable. */
export interface SharedInfo {
  readonly name: string;
  readonly type: TypeInfo;
  readonly address: number;
  readonly words: number;
  /** Initial words, in order; missing ones are 0. */
  readonly init: readonly number[];
  /** Index in `machines`. */
  readonly machine: number;
  readonly range: SourceRange;
}

export type ObjectKind = "semaphore" | "mutex" | "condition" | "barrier" | "rwlock" | "mailbox";

/** The programs whose processes may end a wait at an object: by giving to it, and by taking from it. */
export interface ObjectUsers {
  readonly givers: readonly number[];
  readonly takers: readonly number[];
}

/** A synchronisation object or mailbox; an array of them is that many, named `fork[0]`, `fork[1]` … */
export interface ObjectInfo {
  readonly kind: ObjectKind;
  /** Index among the objects of its kind: the handle is `handleOf(kind, index)`. */
  readonly index: number;
  readonly name: string;
  /** A semaphore's or barrier's number; 0 for the others. */
  readonly initial: number;
  readonly machine: number;
  readonly settings: ObjectSettings;
  /** Undefined: it may be anybody. */
  readonly users?: ObjectUsers;
  readonly range: SourceRange;
}

/** A device of a machine. */
export interface DeviceInfo {
  readonly index: number;
  readonly name: string;
  readonly machine: number;
  readonly settings: DeviceSettings;
}

/** A machine of the scenario; the anonymous one is called `main`. */
export interface MachineInfo {
  readonly index: number;
  readonly name: string;
  readonly settings: MachineSettings;
  readonly range: SourceRange | undefined;
}

export interface LinkInfo {
  readonly from: number;
  readonly to: number;
  readonly settings: LinkSettings;
}

/** A process that exists from the start; its pid is its place in the list + 1. */
export interface ProcessInfo {
  readonly name: string;
  readonly program: number;
  readonly args: readonly number[];
  readonly machine: number;
  /** Place in `processes` of its parent, or undefined for init. */
  readonly parent: number | undefined;
  readonly settings: ProcessSettings;
  readonly range: SourceRange;
}

/** A constant or the member of an enum, for inspection. */
export interface ConstantInfo {
  readonly name: string;
  readonly value: number;
  /** The enum that it belongs to. */
  readonly group: string | undefined;
}

/** A statement: its instructions [from, to), where it stands, its routine. Inner statements follow their outer ones. */
export interface StatementInfo {
  readonly from: number;
  readonly to: number;
  readonly range: SourceRange;
  readonly routine: number;
}

/** One action of an operator block. A call names a built-in of `OPERATOR_CALLS`; names in expressions are the scenario's. */
export type OperatorAction =
  | {
      readonly kind: "call";
      readonly call: string;
      readonly args: readonly Expr[];
      readonly range: SourceRange;
    }
  | {
      readonly kind: "assign";
      readonly target: Expr;
      readonly value: Expr;
      readonly range: SourceRange;
    };

/** `at tick { … }` */
export interface OperatorBlock {
  readonly tick: number;
  readonly actions: readonly OperatorAction[];
  readonly range: SourceRange;
}

/** What must hold. */
export type Expectation = {
  readonly range: SourceRange;
  readonly text: string;
} & (
  | { readonly kind: "terminates" | "no deadlock" | "no race" }
  | { readonly kind: "always" | "finally"; readonly condition: Expr }
  | { readonly kind: "output"; readonly value: string }
);

/** A compiled scenario. */
export interface Image {
  readonly sources: readonly SourceInfo[];
  /** Two words an instruction; see instructions.ts. */
  readonly code: Int32Array;
  readonly texts: readonly string[];
  readonly routines: readonly Routine[];
  readonly programs: readonly ProgramInfo[];
  readonly statements: readonly StatementInfo[];
  readonly constants: readonly ConstantInfo[];
  readonly shared: readonly SharedInfo[];
  readonly objects: readonly ObjectInfo[];
  readonly devices: readonly DeviceInfo[];
  readonly machines: readonly MachineInfo[];
  readonly links: readonly LinkInfo[];
  readonly processes: readonly ProcessInfo[];
  readonly operators: readonly OperatorBlock[];
  readonly expectations: readonly Expectation[];
}

/** Instruction 0 of every image: what a thread's routine returns to (`sys thread_exit`, with no argument: the value is r0). */
export const THREAD_EXIT_STUB = 0;
