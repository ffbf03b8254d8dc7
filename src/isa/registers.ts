/**
 * The register file of a simulated CPU: sixteen 32-bit words in one Int32Array.
 *
 * Keeps true: a register's number is its index in that array and its four-bit operand in an instruction.
 * Number 15 always reads 0, so that an absolute address is the ordinary form `[zero + address]`.
 *
 *   0..7  r0 … r7   general; r0 holds a routine's or a system call's result
 *   8     sp        stack pointer, the address of the last pushed word
 *   9     fp        frame pointer, the address of the caller's saved fp
 *   10    pc        program counter, the byte address of the next instruction
 *   11    flags     bits of `Flag`
 */

export const SP = 8;
export const FP = 9;
export const PC = 10;
export const FLAGS = 11;
export const ZERO = 15;

/** Words in a register file. */
export const REGISTER_COUNT = 16;

/** Bits of the flags register: the outcome of the last comparison and whether interrupts are off (`atomic`). */
export const Flag = { equal: 1, less: 2, interruptsOff: 4 } as const;

/** The registers that people see and may name in `asm`, by number. */
export const REGISTER_NAMES: readonly string[] = [
  "r0",
  "r1",
  "r2",
  "r3",
  "r4",
  "r5",
  "r6",
  "r7",
  "sp",
  "fp",
  "pc",
  "flags",
];

/** The registers that an instruction may have as an operand: r0 … r7, sp, fp. */
export const OPERAND_REGISTERS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 7, SP, FP]);

/** The number of the register called `name`, or undefined. */
export function registerNumber(name: string): number | undefined {
  const index = REGISTER_NAMES.indexOf(name);
  return index < 0 ? undefined : index;
}
