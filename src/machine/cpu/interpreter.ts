/**
 * The instruction interpreter: fetches, decodes and carries out user instructions of one thread.
 *
 * Keeps true: it knows registers and memory, not processes, time or scheduling; it stops before a system call and before
 * `work`, which take time of their own; a fault leaves pc at the instruction that caused it and changes nothing else.
 * Every access to memory is checked. One long function on purpose: a dense switch that the engine compiles to a jump table
 * (`Op` is an enum whose members the bundler writes as numbers); the instruction table says what each case must do.
 */
import { DATA_BASE, SHARED_BASE, CODE_BASE } from "../../isa/image.ts";
import { Op } from "../../isa/instructions.ts";
import { Flag, FLAGS, FP, PC, SP } from "../../isa/registers.ts";
import {
  FRAME_SHIFT,
  Page,
  resolveRead,
  resolveWrite,
  type Access,
  type AddressSpace,
  type Memory,
} from "../memory/memory.ts";
import { FaultKind } from "../states.ts";

/** Why `execute` returned. */
export enum Stop {
  /** As many instructions as allowed were carried out. */
  limit,
  /** The next instruction is `sys` or `work`. */
  system,
  /** The next instruction cannot be carried out: `fault` and `faultValue` say why. */
  fault,
  /** The next instruction is marked. */
  mark,
  /** Interrupts have just been turned on or off. */
  interrupts,
}

/** Takes each access to a word after it was found to be legal, and each beginning and end of `atomic`. */
export interface MemoryWatch {
  /** Whether it is told of the private space as well as of the shared region. */
  readonly isPrivate: boolean;
  readonly isThreaded: boolean;
  readonly access: (address: number, writes: boolean) => void;
  readonly section: (begins: boolean) => void;
}

/** What the interpreter works on. The caller fills it; `stop`, `fault` and `faultValue` are the results. */
export interface Execution {
  code: Int32Array;
  registers: Int32Array;
  memory: Memory;
  space: AddressSpace;
  /** The lowest address that the stack of this thread may reach. */
  stackLimit: number;
  /** Bytes of the shared region that are accessed at once; 0 while every shared access is watched. */
  sharedBytes: number;
  /** Who watches accesses; then instructions are carried out one at a time. See ../watching.ts. */
  watch: MemoryWatch | undefined;
  /** The thread's space while accesses to it are watched; then `space` is one in which nothing is accessed at once. */
  hidden: AddressSpace | undefined;
  /** One byte an instruction: not 0 before which to stop, unless it is the first. */
  marks: Uint8Array;
  stop: Stop;
  fault: FaultKind;
  faultValue: number;
  readonly access: Access;
}

function readSlow(x: Execution, address: number): number {
  resolveRead(x.memory, x.hidden ?? x.space, address, x.access);
  if (x.access.fault === FaultKind.none) {
    x.watch?.access(address, false);
    return x.memory.words[x.access.place]!;
  }
  x.fault = codeRead(x, address) ? FaultKind.none : x.access.fault;
  x.faultValue = address;
  return x.fault === FaultKind.none ? x.code[(address - CODE_BASE) >>> 2]! : 0;
}

/** Code can be read as data; it is not in the page tables. */
function codeRead(x: Execution, address: number): boolean {
  return address >= CODE_BASE && address < CODE_BASE + x.code.length * 4 && (address & 3) === 0;
}

/** The place in memory of a word to be written, or -1 and the fault. */
function writeSlow(x: Execution, address: number): number {
  resolveWrite(x.memory, x.hidden ?? x.space, address, x.access);
  if (x.access.fault === FaultKind.none) {
    x.watch?.access(address, true);
    return x.access.place;
  }
  x.fault = codeRead(x, address) ? FaultKind.readOnlyMemory : x.access.fault;
  x.faultValue = address;
  return -1;
}

function compare(flags: number, left: number, right: number): number {
  const kept = flags & Flag.interruptsOff;
  return left === right ? kept | Flag.equal : left < right ? kept | Flag.less : kept;
}

function fail(x: Execution, fault: FaultKind, value: number): void {
  x.fault = fault;
  x.faultValue = value;
}

function hasFailed(x: Execution): boolean {
  return x.fault !== FaultKind.none;
}

/** The place in `words` of a word whose page can be read at once, or -1. */
function quickRead(x: Execution, address: number): number {
  const { memory, space } = x;
  const { pageShift } = memory;
  const offset = (address - DATA_BASE) | 0;
  const shared = (address - SHARED_BASE) | 0;
  let entry = 0;
  if ((address & 3) !== 0) return -1;
  if (offset >= 0) {
    if (offset < space.spaceBytes) entry = space.table[offset >>> pageShift]!;
  } else if (shared >= 0 && shared < x.sharedBytes) {
    entry = memory.sharedTable[shared >>> pageShift]!;
  }
  if ((entry & Page.present) === 0) return -1;
  return ((entry >>> FRAME_SHIFT) << (pageShift - 2)) + ((address & ((1 << pageShift) - 1)) >>> 2);
}

/** The same for a word whose page can be written at once. */
function quickWrite(x: Execution, address: number): number {
  const { memory, space } = x;
  const { pageShift } = memory;
  const offset = (address - DATA_BASE) | 0;
  const shared = (address - SHARED_BASE) | 0;
  let entry = 0;
  if ((address & 3) !== 0) return -1;
  if (offset >= 0) {
    if (offset < space.spaceBytes) entry = space.table[offset >>> pageShift]!;
  } else if (shared >= 0 && shared < x.sharedBytes) {
    entry = memory.sharedTable[shared >>> pageShift]!;
  }
  if ((entry & Page.hot) !== Page.hot) return -1;
  return ((entry >>> FRAME_SHIFT) << (pageShift - 2)) + ((address & ((1 << pageShift) - 1)) >>> 2);
}

/** The word at an address; x.fault tells when there is none. */
function read(x: Execution, address: number): number {
  const place = quickRead(x, address);
  return place >= 0 ? x.memory.words[place]! : readSlow(x, address);
}

/** Stores a word; false and x.fault when that cannot be. */
function write(x: Execution, address: number, value: number): boolean {
  let place = quickWrite(x, address);
  if (place < 0) place = writeSlow(x, address);
  if (place >= 0) x.memory.words[place] = value;
  return place >= 0;
}

/** Pushes a word; false and x.fault when the stack is full. */
function push(x: Execution, value: number): boolean {
  const sp = (x.registers[SP]! - 4) | 0;
  if (sp < x.stackLimit) {
    fail(x, FaultKind.stackOverflow, sp);
    return false;
  }
  if (!write(x, sp, value)) return false;
  x.registers[SP] = sp;
  return true;
}

/**
 * Carries out up to `limit` instructions and returns how many. Leaves pc at the next one.
 * @param limit at least 1
 */
export function execute(x: Execution, limit: number): number {
  const { code, registers: r, marks, memory, space } = x;
  const { pageShift, sharedTable } = memory;
  const { sharedBytes } = x;
  const { spaceBytes } = space;
  const wordShift = pageShift - 2;
  const pageMask = (1 << pageShift) - 1;
  // What a page coming or moving can replace; load and store read them here, all else through quickRead and quickWrite.
  let { words } = memory;
  let { table } = space;
  let pc = (r[PC]! - CODE_BASE) >>> 3;
  let done = 0;
  x.stop = Stop.limit;
  x.fault = FaultKind.none;

  run: while (done < limit) {
    if (marks[pc] !== 0 && done > 0) {
      x.stop = Stop.mark;
      break;
    }
    const word = code[pc << 1]!;
    const imm = code[(pc << 1) + 1]!;
    const a = (word >> 8) & 15;
    const b = (word >> 12) & 15;
    const c = (word >> 16) & 15;
    switch (word & 255) {
      case Op.nop:
        break;
      case Op.mov:
        r[a] = r[b]!;
        break;
      case Op.movi:
        r[a] = imm;
        break;
      case Op.add:
        r[a] = r[b]! + r[c]!;
        break;
      case Op.sub:
        r[a] = r[b]! - r[c]!;
        break;
      case Op.mul:
        r[a] = Math.imul(r[b]!, r[c]!);
        break;
      case Op.div:
      case Op.mod: {
        const divisor = r[c]!;
        if (divisor === 0) {
          fail(x, FaultKind.divisionByZero, r[b]!);
          break run;
        }
        r[a] = (word & 255) === Op.div ? r[b]! / divisor : r[b]! % divisor;
        break;
      }
      case Op.and:
        r[a] = r[b]! & r[c]!;
        break;
      case Op.or:
        r[a] = r[b]! | r[c]!;
        break;
      case Op.xor:
        r[a] = r[b]! ^ r[c]!;
        break;
      case Op.shl:
        r[a] = r[b]! << r[c]!;
        break;
      case Op.shr:
        r[a] = r[b]! >> r[c]!;
        break;
      case Op.addi:
        r[a] = r[b]! + imm;
        break;
      case Op.subi:
        r[a] = r[b]! - imm;
        break;
      case Op.muli:
        r[a] = Math.imul(r[b]!, imm);
        break;
      case Op.divi:
      case Op.modi: {
        if (imm === 0) {
          fail(x, FaultKind.divisionByZero, r[b]!);
          break run;
        }
        r[a] = (word & 255) === Op.divi ? r[b]! / imm : r[b]! % imm;
        break;
      }
      case Op.andi:
        r[a] = r[b]! & imm;
        break;
      case Op.ori:
        r[a] = r[b]! | imm;
        break;
      case Op.xori:
        r[a] = r[b]! ^ imm;
        break;
      case Op.shli:
        r[a] = r[b]! << imm;
        break;
      case Op.shri:
        r[a] = r[b]! >> imm;
        break;
      case Op.neg:
        r[a] = -r[b]!;
        break;
      case Op.inv:
        r[a] = ~r[b]!;
        break;
      case Op.cmp:
        r[FLAGS] = compare(r[FLAGS]!, r[a]!, r[b]!);
        break;
      case Op.cmpi:
        r[FLAGS] = compare(r[FLAGS]!, r[a]!, imm);
        break;
      case Op.seteq:
        r[a] = r[FLAGS]! & Flag.equal;
        break;
      case Op.setne:
        r[a] = (r[FLAGS]! & Flag.equal) ^ Flag.equal;
        break;
      case Op.setlt:
        r[a] = (r[FLAGS]! & Flag.less) >> 1;
        break;
      case Op.setle:
        r[a] = (r[FLAGS]! & (Flag.less | Flag.equal)) !== 0 ? 1 : 0;
        break;
      case Op.setgt:
        r[a] = (r[FLAGS]! & (Flag.less | Flag.equal)) === 0 ? 1 : 0;
        break;
      case Op.setge:
        r[a] = ((r[FLAGS]! & Flag.less) >> 1) ^ 1;
        break;
      case Op.jmp:
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.jeq:
        if ((r[FLAGS]! & Flag.equal) === 0) break;
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.jne:
        if ((r[FLAGS]! & Flag.equal) !== 0) break;
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.jlt:
        if ((r[FLAGS]! & Flag.less) === 0) break;
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.jle:
        if ((r[FLAGS]! & (Flag.less | Flag.equal)) === 0) break;
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.jgt:
        if ((r[FLAGS]! & (Flag.less | Flag.equal)) !== 0) break;
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.jge:
        if ((r[FLAGS]! & Flag.less) !== 0) break;
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.call:
        if (!push(x, CODE_BASE + ((pc + 1) << 3))) break run;
        ({ words } = memory);
        pc = (imm - CODE_BASE) >>> 3;
        done++;
        continue;
      case Op.ret: {
        const sp = r[SP]!;
        const target = read(x, sp);
        if (hasFailed(x)) break run;
        ({ words } = memory);
        const index = (target - CODE_BASE) >> 3;
        if (index < 0 || index >= code.length >>> 1 || (target & 7) !== 0) {
          fail(x, FaultKind.badAddress, target);
          break run;
        }
        r[SP] = sp + 4 + ((word >>> 24) << 2);
        pc = index;
        done++;
        continue;
      }
      case Op.push:
        if (!push(x, r[a]!)) break run;
        ({ words } = memory);
        break;
      case Op.pushi:
        if (!push(x, imm)) break run;
        ({ words } = memory);
        break;
      case Op.pop: {
        const sp = r[SP]!;
        const value = read(x, sp);
        if (hasFailed(x)) break run;
        ({ words } = memory);
        r[SP] = sp + 4;
        r[a] = value;
        break;
      }
      case Op.enter: {
        const frame = (r[SP]! - 4) | 0;
        if (frame - imm < x.stackLimit) {
          fail(x, FaultKind.stackOverflow, frame - imm);
          break run;
        }
        if (!push(x, r[FP]!)) break run;
        for (let address = frame - 4; address >= frame - imm; address -= 4) {
          if (!write(x, address, 0)) {
            r[SP] = frame + 4;
            break run;
          }
        }
        ({ words } = memory);
        r[FP] = frame;
        r[SP] = frame - imm;
        break;
      }
      case Op.leave: {
        const fp = r[FP]!;
        const saved = read(x, fp);
        if (hasFailed(x)) break run;
        ({ words } = memory);
        r[SP] = fp + 4;
        r[FP] = saved;
        break;
      }
      case Op.load: {
        const address = (r[b]! + imm) | 0;
        const offset = (address - DATA_BASE) | 0;
        const shared = (address - SHARED_BASE) | 0;
        let entry = 0;
        if ((address & 3) === 0) {
          if (offset >= 0) {
            if (offset < spaceBytes) entry = table[offset >>> pageShift]!;
          } else if (shared >= 0 && shared < sharedBytes) {
            entry = sharedTable[shared >>> pageShift]!;
          }
        }
        if ((entry & Page.present) !== 0) {
          r[a] = words[((entry >>> FRAME_SHIFT) << wordShift) + ((address & pageMask) >>> 2)]!;
          break;
        }
        const value = readSlow(x, address);
        if (hasFailed(x)) break run;
        ({ words } = memory);
        r[a] = value;
        break;
      }
      case Op.store: {
        const address = (r[b]! + imm) | 0;
        const offset = (address - DATA_BASE) | 0;
        const shared = (address - SHARED_BASE) | 0;
        let entry = 0;
        if ((address & 3) === 0) {
          if (offset >= 0) {
            if (offset < spaceBytes) entry = table[offset >>> pageShift]!;
          } else if (shared >= 0 && shared < sharedBytes) {
            entry = sharedTable[shared >>> pageShift]!;
          }
        }
        if ((entry & Page.hot) === Page.hot) {
          words[((entry >>> FRAME_SHIFT) << wordShift) + ((address & pageMask) >>> 2)] = r[a]!;
          break;
        }
        if (!write(x, address, r[a]!)) break run;
        ({ words } = memory);
        ({ table } = space);
        break;
      }
      case Op.lea:
        r[a] = r[b]! + imm;
        break;
      case Op.bound:
        if (r[a]! < 0 || r[a]! >= imm) {
          fail(x, FaultKind.indexOutOfBounds, r[a]!);
          break run;
        }
        break;
      case Op.tas:
      case Op.cas:
      case Op.faa:
      case Op.swp: {
        const address = (r[b]! + imm) | 0;
        const old = read(x, address);
        if (hasFailed(x)) break run;
        const op = word & 255;
        const stored = op === Op.tas ? 1 : r[c]!;
        const value = op === Op.faa ? (old + r[c]!) | 0 : op === Op.cas && old !== r[a]! ? old : stored;
        if (!write(x, address, value)) break run;
        ({ words } = memory);
        r[a] = old;
        break;
      }
      case Op.cli:
        r[FLAGS] = r[FLAGS]! | Flag.interruptsOff;
        x.watch?.section(true);
        break;
      case Op.sti:
        r[FLAGS] = r[FLAGS]! & ~Flag.interruptsOff;
        x.watch?.section(false);
        pc++;
        done++;
        x.stop = Stop.interrupts;
        break run;
      case Op.work:
      case Op.worki:
      case Op.sys:
        x.stop = Stop.system;
        break run;
      default:
        fail(x, FaultKind.badAddress, CODE_BASE + (pc << 3));
        break run;
    }
    pc++;
    done++;
  }
  if (hasFailed(x)) x.stop = Stop.fault;
  r[PC] = CODE_BASE + (pc << 3);
  return done;
}
