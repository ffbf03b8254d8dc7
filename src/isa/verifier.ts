/**
 * The verifier: whether a machine may run an image. The interpreter relies on what it proves and checks it no more.
 *
 * Proves: opcodes and register operands exist, jumps and calls lead to instructions, system calls exist, every routine's
 * last instruction does not run on past its end, addresses of variables lie in their regions.
 */
import { codeIndex, DATA_BASE, SHARED_BASE, THREAD_EXIT_STUB, type Image } from "./image.ts";
import { decode, INSTRUCTIONS, Op, type Operand, type Instruction } from "./instructions.ts";
import { OPERAND_REGISTERS, ZERO } from "./registers.ts";
import { SYSCALLS } from "./syscalls.ts";

/** What is wrong, and at which instruction (-1: with the image as a whole). */
export interface VerifierProblem {
  readonly index: number;
  readonly problem: string;
}

const CHECK: Readonly<Record<Operand, (i: Instruction, count: number) => string | undefined>> = {
  ra: (i) => (OPERAND_REGISTERS.has(i.a) ? undefined : `register ${i.a} is not an operand`),
  rb: (i) => (OPERAND_REGISTERS.has(i.b) ? undefined : `register ${i.b} is not an operand`),
  rc: (i) => (OPERAND_REGISTERS.has(i.c) ? undefined : `register ${i.c} is not an operand`),
  imm: () => undefined,
  target: (i, count) => {
    const index = codeIndex(i.imm);
    return Number.isInteger(index) && index >= 0 && index < count ? undefined : "the target is not an instruction";
  },
  mem: (i) => (i.b === ZERO || OPERAND_REGISTERS.has(i.b) ? undefined : `register ${i.b} is not a base`),
  sys: (i) => (SYSCALLS[i.imm] === undefined ? `there is no system call ${i.imm}` : undefined),
  n: () => undefined,
};

/** Calls that never return. */
const NEVER = new Set(SYSCALLS.filter((row) => row.result === "never").map((row) => row.number));

function runsOn(i: Instruction): boolean {
  if (i.op === Op.sys) return !NEVER.has(i.imm);
  const flow = INSTRUCTIONS[i.op]?.flow;
  return flow !== "jump" && flow !== "return";
}

function checkInstructions(code: Int32Array): VerifierProblem[] {
  const problems: VerifierProblem[] = [];
  const count = code.length / 2;
  for (let index = 0; index < count; index++) {
    const i = decode(code, index);
    const row = INSTRUCTIONS[i.op];
    if (row === undefined) {
      problems.push({ index, problem: `there is no opcode ${i.op}` });
      continue;
    }
    for (const operand of row.operands) {
      const problem = CHECK[operand](i, count);
      if (problem !== undefined) problems.push({ index, problem });
    }
  }
  return problems;
}

function checkTables(image: Image): VerifierProblem[] {
  const problems: VerifierProblem[] = [];
  const count = image.code.length / 2;
  const whole = (problem: string): void => void problems.push({ index: -1, problem });
  if (decode(image.code, THREAD_EXIT_STUB).op !== Op.sys) whole("instruction 0 is not the thread exit stub");
  for (const routine of image.routines) {
    if (!(routine.entry >= 0 && routine.entry < routine.end && routine.end <= count))
      whole(`routine ${routine.name} has no instructions`);
    else if (runsOn(decode(image.code, routine.end - 1)))
      problems.push({
        index: routine.end - 1,
        problem: `routine ${routine.name} runs on past its end`,
      });
  }
  for (const shared of image.shared) {
    if (shared.address < SHARED_BASE || shared.address + shared.words * 4 > DATA_BASE)
      whole(`${shared.name} lies outside shared memory`);
  }
  for (const process of image.processes) {
    if (image.programs[process.program] === undefined) whole(`process ${process.name} has no program`);
    if (image.machines[process.machine] === undefined) whole(`process ${process.name} has no machine`);
  }
  if (image.machines.length === 0) whole("there is no machine");
  return problems;
}

/** Everything that is wrong with `image`; nothing for an image that a machine may run. */
export function verify(image: Image): readonly VerifierProblem[] {
  if (image.code.length === 0 || image.code.length % 2 !== 0)
    return [{ index: -1, problem: "the code is not whole instructions" }];
  return [...checkInstructions(image.code), ...checkTables(image)];
}
