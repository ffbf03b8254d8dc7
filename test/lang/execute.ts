/**
 * A processor of a hundred lines, to see what compiled code computes: one process, no time, no kernel but print and exit.
 */
import { strict as assert } from "node:assert";
import { ARITHMETIC, type BinaryOperator } from "../../src/isa/expression.ts";
import { codeAddress, codeIndex, DATA_BASE, type Image } from "../../src/isa/image.ts";
import { decode, Op, type Instruction } from "../../src/isa/instructions.ts";
import { FP, SP, ZERO } from "../../src/isa/registers.ts";
import { SYSCALLS } from "../../src/isa/syscalls.ts";

/** How a run ended, and what it printed. */
export interface Run {
  readonly end: string;
  readonly printed: readonly number[][];
}

const STACK_TOP = 0x0200_0000;
const RETURN_TO_KERNEL = -8;
const OPERATORS: readonly BinaryOperator[] = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"];
const CONDITIONS: readonly ((order: number) => boolean)[] = [
  (o) => o === 0,
  (o) => o !== 0,
  (o) => o < 0,
  (o) => o <= 0,
  (o) => o > 0,
  (o) => o >= 0,
];

/** Runs program `index` with `args`, at most `steps` instructions. */
export function execute(image: Image, index: number, args: readonly number[], steps = 20_000): Run {
  const memory = new Map<number, number>();
  const r = new Int32Array(16);
  const printed: number[][] = [];
  const program = image.programs[index]!;
  const routine = image.routines[program.routine]!;
  let order = 0;
  let pc = routine.entry;
  const read = (address: number): number => (assert(address % 4 === 0), memory.get(address) ?? 0);
  const write = (address: number, value: number): void => void (assert(address % 4 === 0), memory.set(address, value));
  const moveStack = (bytes: number): number => (r[SP]! += bytes);
  const push = (value: number): void => write((r[SP]! -= 4), value);
  const pop = (): number => read((r[SP]! += 4) - 4);
  for (const [at, value] of program.dataInit) write(DATA_BASE + at, value);
  for (const shared of image.shared) shared.init.forEach((value, k) => write(shared.address + 4 * k, value));
  r[SP] = STACK_TOP;
  for (const arg of args) push(arg);
  push(RETURN_TO_KERNEL);
  push(0);
  r[FP] = r[SP];
  moveStack(-routine.frameBytes);

  const arithmetic = (i: Instruction, first: Op, right: number): void => {
    const operator = OPERATORS[i.op - first] as keyof typeof ARITHMETIC;
    r[i.a] = ARITHMETIC[operator](r[i.b]!, right);
  };
  const others: Partial<Record<Op, (i: Instruction, address: number) => void>> = {
    [Op.nop]: () => {},
    [Op.mov]: (i) => (r[i.a] = r[i.b]!),
    [Op.movi]: (i) => (r[i.a] = i.imm),
    [Op.neg]: (i) => (r[i.a] = -r[i.b]!),
    [Op.inv]: (i) => (r[i.a] = ~r[i.b]!),
    [Op.cmp]: (i) => (order = Math.sign(r[i.a]! - r[i.b]!)),
    [Op.cmpi]: (i) => (order = Math.sign(r[i.a]! - i.imm)),
    [Op.jmp]: (i) => (pc = codeIndex(i.imm)),
    [Op.call]: (i) => (push(codeAddress(pc)), (pc = codeIndex(i.imm))),
    [Op.ret]: (i) => ((pc = codeIndex(pop())), (r[SP]! += 4 * i.n)),
    [Op.push]: (i) => push(r[i.a]!),
    [Op.pushi]: (i) => push(i.imm),
    [Op.pop]: (i) => (r[i.a] = pop()),
    [Op.leave]: () => ((r[SP] = r[FP]!), (r[FP] = pop())),
    [Op.load]: (i, at) => (r[i.a] = read(at)),
    [Op.store]: (i, at) => write(at, r[i.a]!),
    [Op.lea]: (i, at) => (r[i.a] = at),
    [Op.tas]: (i, at) => {
      r[i.a] = read(at);
      write(at, 1);
    },
    [Op.faa]: (i, at) => {
      const [old, add] = [read(at), r[i.c]!];
      write(at, (old + add) | 0);
      r[i.a] = old;
    },
    [Op.cli]: () => {},
    [Op.sti]: () => {},
    [Op.work]: () => {},
    [Op.worki]: () => {},
    [Op.enter]: (i) => {
      push(r[FP]!);
      r[FP] = r[SP]!;
      r[SP]! -= i.imm;
      for (let k = 0; k < i.imm; k += 4) write(r[SP]! + k, 0);
    },
  };

  for (let step = 0; step < steps; step++) {
    const i = decode(image.code, pc++);
    r[ZERO] = 0;
    if (i.op >= Op.add && i.op <= Op.shr) arithmetic(i, Op.add, r[i.c]!);
    else if (i.op >= Op.addi && i.op <= Op.shri) arithmetic(i, Op.addi, i.imm);
    else if (i.op >= Op.seteq && i.op <= Op.setge) r[i.a] = CONDITIONS[i.op - Op.seteq]!(order) ? 1 : 0;
    else if (i.op >= Op.jeq && i.op <= Op.jge) pc = CONDITIONS[i.op - Op.jeq]!(order) ? codeIndex(i.imm) : pc;
    else if (i.op === Op.bound) {
      if (r[i.a]! < 0 || r[i.a]! >= i.imm) return { end: "out of bounds", printed };
    } else if (i.op === Op.sys) {
      const values = Array.from({ length: i.n }, (_, k) => read(r[SP]! + 4 * (i.n - 1 - k)));
      moveStack(4 * i.n);
      const name = SYSCALLS[i.imm]?.name ?? "?";
      if (name !== "print") return { end: `${name} ${values.join(" ")}`.trim(), printed };
      printed.push(values);
    } else {
      const run = others[i.op];
      assert(run !== undefined, `opcode ${i.op}`);
      run(i, (r[i.b]! + i.imm) | 0);
    }
  }
  return { end: "did not end", printed };
}
