/**
 * The instruction set: one row for each instruction, from which assembler, disassembler, verifier, reference page
 * and the checks of the interpreter derive.
 *
 * An instruction is two 32-bit words (eight bytes):
 *
 *   word 0   n:8 (31..24) | spare:4 | c:4 (19..16) | b:4 (15..12) | a:4 (11..8) | op:8 (7..0)
 *   word 1   imm:32
 *
 * Keeps true: opcodes are dense from 0 and never renumbered; a row's `operands` say which fields it uses, in the order
 * in which the assembler writes them; every other field is 0.
 */

/** Opcodes. */
export enum Op {
  nop,
  mov,
  movi,
  add,
  sub,
  mul,
  div,
  mod,
  and,
  or,
  xor,
  shl,
  shr,
  addi,
  subi,
  muli,
  divi,
  modi,
  andi,
  ori,
  xori,
  shli,
  shri,
  neg,
  inv,
  cmp,
  cmpi,
  seteq,
  setne,
  setlt,
  setle,
  setgt,
  setge,
  jmp,
  jeq,
  jne,
  jlt,
  jle,
  jgt,
  jge,
  call,
  ret,
  push,
  pushi,
  pop,
  enter,
  leave,
  load,
  store,
  lea,
  bound,
  tas,
  cas,
  faa,
  swp,
  cli,
  sti,
  work,
  worki,
  sys,
}

/**
 * What an operand is and the field that holds it.
 * `ra rb rc` a register · `imm` an integer · `target` the byte address of an instruction · `mem` `[b + imm]` ·
 * `sys` the number of a system call · `n` a count in field n
 */
export type Operand = "ra" | "rb" | "rc" | "imm" | "target" | "mem" | "sys" | "n";

/** What an instruction does to the flow of control; the verifier and the debugger read it. */
export type Flow = "next" | "jump" | "branch" | "call" | "return" | "system";

/** One row of the table. `cost` is in user instructions (`instruction` ticks each), or says what decides it. */
export interface InstructionRow {
  readonly op: Op;
  readonly mnemonic: string;
  readonly operands: readonly Operand[];
  readonly flow: Flow;
  readonly cost: 1 | "operand" | "kernel";
  readonly meaning: string;
}

type Row = readonly [mnemonic: string, operands: string, meaning: string, flow?: Flow, cost?: InstructionRow["cost"]];

const three = (mnemonic: string, meaning: string): Row => [mnemonic, "ra rb rc", `a ← ${meaning.replace("?", "c")}`];
const immediate = (mnemonic: string, meaning: string): Row => [
  mnemonic,
  "ra rb imm",
  `a ← ${meaning.replace("?", "imm")}`,
];
const set = (mnemonic: string, meaning: string): Row => [mnemonic, "ra", `a ← 1 if ${meaning}, else 0`];
const branch = (mnemonic: string, meaning: string): Row => [mnemonic, "target", `pc ← target if ${meaning}`, "branch"];

/** In the order of `Op`: the row's place is its opcode. A mnemonic with two rows is chosen by its operands. */
const ROWS: readonly Row[] = [
  ["nop", "", "nothing"],
  ["mov", "ra rb", "a ← b"],
  ["mov", "ra imm", "a ← imm"],
  three("add", "b + ?"),
  three("sub", "b − ?"),
  three("mul", "b × ?"),
  three("div", "b ÷ ?, toward zero; a zero divisor is a fault"),
  three("mod", "the rest of b ÷ ?, with the sign of b; a zero divisor is a fault"),
  three("and", "b AND ?"),
  three("or", "b OR ?"),
  three("xor", "b XOR ?"),
  three("shl", "b shifted left by ? mod 32"),
  three("shr", "b shifted right by ? mod 32, keeping the sign"),
  immediate("add", "b + ?"),
  immediate("sub", "b − ?"),
  immediate("mul", "b × ?"),
  immediate("div", "b ÷ ?, toward zero; a zero divisor is a fault"),
  immediate("mod", "the rest of b ÷ ?, with the sign of b; a zero divisor is a fault"),
  immediate("and", "b AND ?"),
  immediate("or", "b OR ?"),
  immediate("xor", "b XOR ?"),
  immediate("shl", "b shifted left by ? mod 32"),
  immediate("shr", "b shifted right by ? mod 32, keeping the sign"),
  ["neg", "ra rb", "a ← −b"],
  ["inv", "ra rb", "a ← NOT b, bit by bit"],
  ["cmp", "ra rb", "flags ← comparison of a with b, signed"],
  ["cmp", "ra imm", "flags ← comparison of a with imm, signed"],
  set("seteq", "equal"),
  set("setne", "not equal"),
  set("setlt", "less"),
  set("setle", "less or equal"),
  set("setgt", "greater"),
  set("setge", "greater or equal"),
  ["jmp", "target", "pc ← target", "jump"],
  branch("jeq", "equal"),
  branch("jne", "not equal"),
  branch("jlt", "less"),
  branch("jle", "less or equal"),
  branch("jgt", "greater"),
  branch("jge", "greater or equal"),
  ["call", "target", "push the address of the next instruction; pc ← target", "call"],
  ["ret", "n", "pc ← pop; then drop n words: the arguments", "return"],
  ["push", "ra", "sp ← sp − 4; [sp] ← a"],
  ["push", "imm", "sp ← sp − 4; [sp] ← imm"],
  ["pop", "ra", "a ← [sp]; sp ← sp + 4"],
  ["enter", "imm", "push fp; fp ← sp; sp ← sp − imm; the imm bytes of locals are set to 0"],
  ["leave", "", "sp ← fp; fp ← pop"],
  ["load", "ra mem", "a ← [b + imm]"],
  ["store", "mem ra", "[b + imm] ← a"],
  ["lea", "ra mem", "a ← b + imm"],
  ["bound", "ra imm", "a fault (index out of bounds) unless 0 ≤ a < imm"],
  ["tas", "ra mem", "a ← [b + imm]; [b + imm] ← 1, indivisibly"],
  ["cas", "ra mem rc", "old ← [b + imm]; if old = a then [b + imm] ← c; a ← old, indivisibly"],
  ["faa", "ra mem rc", "a ← [b + imm]; [b + imm] ← a + c, indivisibly"],
  ["swp", "ra mem rc", "a ← [b + imm]; [b + imm] ← c, indivisibly"],
  ["cli", "", "interrupts off on this CPU"],
  ["sti", "", "interrupts on"],
  ["work", "ra", "hold the CPU for a ticks of user work; a fault if a < 0", "next", "operand"],
  ["work", "imm", "hold the CPU for imm ticks of user work", "next", "operand"],
  [
    "sys",
    "sys n",
    "system call with the n words pushed last as arguments; pops them; r0 … ← results",
    "system",
    "kernel",
  ],
];

/** The instruction table, indexed by opcode. */
export const INSTRUCTIONS: readonly InstructionRow[] = ROWS.map(
  ([mnemonic, operands, meaning, flow = "next", cost = 1], op) => ({
    op,
    mnemonic,
    operands: operands === "" ? [] : (operands.split(" ") as Operand[]),
    flow,
    cost,
    meaning,
  }),
);

/** Bytes of one instruction. */
export const INSTRUCTION_BYTES = 8;

/** An instruction as its fields. Fields that its row does not use are 0. */
export interface Instruction {
  readonly op: Op;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly n: number;
  readonly imm: number;
}

/** An instruction with the fields given, the others 0. */
export function instruction(op: Op, fields: Partial<Omit<Instruction, "op">> = {}): Instruction {
  return {
    op,
    a: fields.a ?? 0,
    b: fields.b ?? 0,
    c: fields.c ?? 0,
    n: fields.n ?? 0,
    imm: fields.imm ?? 0,
  };
}

/** Word 0 of an instruction; word 1 is its `imm`. */
export function encode(i: Instruction): number {
  return i.op | (i.a << 8) | (i.b << 12) | (i.c << 16) | (i.n << 24);
}

/** The instruction with number `index` of `code` (two words each). */
export function decode(code: Int32Array, index: number): Instruction {
  const word = code[index * 2] ?? 0;
  return {
    op: word & 255,
    a: (word >> 8) & 15,
    b: (word >> 12) & 15,
    c: (word >> 16) & 15,
    n: word >>> 24,
    imm: code[index * 2 + 1] ?? 0,
  };
}
