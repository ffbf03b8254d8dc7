/**
 * How the next CPU burst is known: by running ahead with loops and arguments, or, where that is not possible, by the average.
 */
import assert from "node:assert/strict";
import { createAssembler, type Assembler } from "../../../src/isa/assembler.ts";
import { handleOf } from "../../../src/isa/handles.ts";
import { Op } from "../../../src/isa/instructions.ts";
import { ZERO } from "../../../src/isa/registers.ts";
import { boot } from "../../../src/machine/boot.ts";
import {
  addShare,
  approximately,
  compareFractions,
  showFraction,
  ZERO_FRACTION,
} from "../../../src/machine/sched/fraction.ts";
import { compareRatios } from "../../../src/machine/sched/hrrn.ts";
import type { Scheduling } from "../../../src/machine/state.ts";
import { run } from "../../../src/machine/step.ts";
import { call, imageOf, policy } from "../../support/image.ts";

/** The scheduling record at tick `until` of a process that runs the code under shortest job first. */
function scheduling(emit: (code: Assembler) => void, until: number, instruction = 0): Scheduling {
  const code = createAssembler();
  call(code, "thread_exit");
  const entry = code.here();
  emit(code);
  call(code, "exit");
  const machine = { scheduler: policy("sjf"), instruction, devices: [{ service: 6 }] };
  const sim = boot(imageOf(code, [entry], machine, [{ acts: [] }]));
  sim.horizon = until;
  run(sim, Infinity);
  return sim.world.threads[0]!.sched;
}

function check(emit: (code: Assembler) => void, until: number, expected: Partial<Scheduling>, instruction = 0): void {
  const found = scheduling(emit, until, instruction);
  const part = Object.fromEntries(Object.keys(expected).map((key) => [key, found[key as keyof Scheduling]]));
  assert.deepEqual(part, expected);
}

describe("CPU bursts", () => {
  it("runs through loops, with the values that registers and memory really have", () => {
    const loop = (code: Assembler): void => {
      code.emit(Op.movi, { a: 1, imm: 3 });
      const top = code.newLabel();
      code.place(top);
      code.emit(Op.work, { a: 1 });
      code.emit(Op.push, { a: 1 });
      code.emit(Op.pop, { a: 2 });
      code.emit(Op.subi, { a: 1, b: 2, imm: 1 });
      code.emit(Op.cmpi, { a: 1, imm: 0 });
      code.emitTo(Op.jgt, top);
      call(code, "sleep", 100);
    };
    check(loop, 1, { burst: 6, foreseen: 1 });
    // 1 before the loop, 3 rounds of 5, 1 to push the argument.
    check(loop, 1, { burst: 6 + 1 + 15 + 1, foreseen: 1 }, 1);
  });

  it("goes on over a yield and a print, and ends at a wait", () => {
    check(
      (code) => {
        code.emit(Op.worki, { imm: 2 });
        call(code, "yield");
        code.emit(Op.worki, { imm: 3 });
        call(code, "print", 7);
        call(code, "sleep", 0);
        code.emit(Op.worki, { imm: 4 });
        call(code, "sleep", 5);
        code.emit(Op.worki, { imm: 50 });
      },
      1,
      { burst: 9, foreseen: 1 },
    );
  });

  it("ends at a device, whatever the service, and not where a word from it is used later", () => {
    const disk = handleOf("device", 0);
    for (const [name, ...args] of [
      ["io", disk, 3],
      ["io", disk, 0],
      ["io", disk],
      ["read", disk],
      ["write", disk, 1],
    ] as const) {
      const bursts = (code: Assembler): void => {
        code.emit(Op.worki, { imm: 2 });
        call(code, "print", 1);
        code.emit(Op.worki, { imm: 5 });
        call(code, name, ...args);
        code.emit(Op.worki, { imm: 4 });
        call(code, "sleep", 9);
        code.emit(Op.worki, { imm: 30 });
      };
      check(bursts, 1, { burst: 7, foreseen: 1 });
      check(bursts, 14, { burst: 4, foreseen: 1 });
    }
  });

  it("guesses where a file, a semaphore or a child decides", () => {
    const semaphore = handleOf("semaphore", 0);
    for (const [name, ...args] of [
      ["open", handleOf("text", 0)],
      ["read", 3],
      ["write", 3, 1],
      ["wait", semaphore],
      ["wait"],
    ] as const) {
      check(
        (code) => {
          code.emit(Op.worki, { imm: 8 });
          call(code, name, ...args);
          code.emit(Op.worki, { imm: 3 });
        },
        1,
        { burst: 5, foreseen: 0 },
      );
    }
  });

  it("guesses where a shared word is read: 5, then the average with what came true", () => {
    const reader = (code: Assembler): void => {
      for (const ticks of [9, 1, 1]) {
        code.emit(Op.load, { a: 0, b: ZERO, imm: 0x100000 });
        code.emit(Op.worki, { imm: ticks });
        call(code, "sleep", 1);
      }
    };
    check(reader, 1, { burst: 5, foreseen: 0 });
    check(reader, 11, { burst: 7, foreseen: 0 });
    check(reader, 13, { burst: 4, foreseen: 0 });
  });

  it("forgets what is written to a shared word, and changes nothing there", () => {
    check(
      (code) => {
        code.emit(Op.store, { a: 0, b: ZERO, imm: 0x100000 });
        code.emit(Op.worki, { imm: 8 });
        call(code, "sleep", 5);
      },
      1,
      { burst: 8, foreseen: 1 },
    );
  });

  it("guesses where the clock or chance decides, and for what does not end within the bound", () => {
    for (const name of ["clock", "random"]) {
      check(
        (code) => {
          call(code, name, ...(name === "random" ? [3] : []));
          code.emit(Op.worki, { imm: 8 });
          call(code, "sleep", 5);
        },
        1,
        { burst: 5, foreseen: 0 },
      );
    }
    const endless = (code: Assembler): void => {
      const top = code.newLabel();
      code.place(top);
      code.emitTo(Op.jmp, top);
    };
    check(endless, 1, { burst: 5, foreseen: 0 }, 1);
  });
});

describe("exact fractions", () => {
  it("add and compare exactly, beyond what numbers hold", () => {
    const primes = [999_983, 999_979, 999_961, 999_959, 999_953];
    let up = ZERO_FRACTION;
    let down = ZERO_FRACTION;
    for (const prime of primes) up = addShare(up, 1, 1, prime);
    for (const prime of [...primes].reverse()) down = addShare(down, 1, 1, prime);
    assert.deepEqual(up, down);
    assert.notEqual(up.big, "");
    assert.ok(compareFractions(addShare(up, 1, 1, 1_000_000), addShare(down, 1, 1, 999_999)) < 0);
    assert.ok(Math.abs(approximately(up) - primes.reduce((sum, prime) => sum + 1 / prime, 0)) < 1e-15);
    // All that was added comes to a whole number again, and is a small record then.
    for (const prime of primes) up = addShare(up, prime - 1, 1, prime);
    assert.equal(showFraction(up), "5");
    assert.equal(up.big, "");
  });

  it("order ratios of great numbers", () => {
    const big = 2 ** 51;
    assert.ok(compareRatios(big + 1, 7, big, 7) > 0);
    assert.ok(compareRatios(big - 1, big, big - 2, big - 1) > 0);
    assert.equal(compareRatios(3 * 2 ** 40, 2 ** 45, 3, 32), 0);
  });
});
