/**
 * The speed of the machine: two processes that take turns at a shared word, against a simulator of a real one.
 *
 * avr8js runs the same loop (load, add, store, jump) in stretches that alternate with ours, so that whatever else the computer
 * does at the time slows both. Three marks are set, none of them in the loop, and every access to memory is checked.
 */
import { avrInstruction, CPU } from "avr8js";
import { createAssembler } from "../../src/isa/assembler.ts";
import { Op } from "../../src/isa/instructions.ts";
import { ZERO } from "../../src/isa/registers.ts";
import { boot } from "../../src/machine/boot.ts";
import type { Simulation } from "../../src/machine/simulation.ts";
import { run } from "../../src/machine/step.ts";
import { call, imageOf, policy, type MachineText } from "../support/image.ts";
import { time, type Row } from "./table.ts";

/** Short stretches find the computer to themselves now and then. */
const STRETCHES = 600;
const OUR_TICKS = 50_000;
const THEIR_INSTRUCTIONS = 25_000;

/** `processes` processes that count in one shared word, for ever. */
function counting(machine: MachineText, processes: number): Simulation {
  const code = createAssembler();
  call(code, "thread_exit");
  const top = code.newLabel();
  code.place(top);
  const entry = code.here();
  code.emit(Op.load, { a: 0, b: ZERO, imm: 0x100000 });
  code.emit(Op.addi, { a: 0, b: 0, imm: 1 });
  code.emit(Op.store, { a: 0, b: ZERO, imm: 0x100000 });
  code.emitTo(Op.jmp, top);
  for (let k = 0; k < 3; k++) code.emit(Op.nop);
  const texts = Array.from({ length: processes }, () => ({ acts: [] }));
  const sim = boot(imageOf(code, [entry], machine, texts));
  for (let k = 0; k < 3; k++) sim.marks[entry + 4 + k] = 1;
  return sim;
}

function runFor(sim: Simulation, ticks: number): void {
  sim.horizon = sim.world.tick + ticks;
  run(sim, Infinity);
}

/** The same loop on an ATmega: lds, add, sts, rjmp. */
function avr(): (instructions: number) => void {
  const program = new Uint16Array(0x1000);
  program.set([0x9100, 0x0100, 0x0f01, 0x9300, 0x0100, 0xcffa]);
  const cpu = new CPU(program);
  // A binding of its own: a bundler may make the imported one a getter, which would slow the other side.
  const execute = avrInstruction;
  return (instructions) => {
    for (let k = 0; k < instructions; k++) {
      execute(cpu);
      cpu.tick();
    }
  };
}

/** Our instructions a second, of theirs: the quickest stretch of each, measured in turns. */
function speedRatio(): number {
  const sim = counting({ scheduler: policy("round_robin", { quantum: 10 }) }, 2);
  const other = avr();
  const quickest = [Infinity, Infinity];
  for (let k = 0; k < STRETCHES; k++) {
    const ours = time(() => {
      runFor(sim, OUR_TICKS);
    });
    const theirs = time(() => {
      other(THEIR_INSTRUCTIONS);
    });
    quickest[0] = Math.min(quickest[0]!, ours / OUR_TICKS);
    quickest[1] = Math.min(quickest[1]!, theirs / THEIR_INSTRUCTIONS);
  }
  return quickest[1]! / quickest[0]!;
}

export default function measure(): readonly Row[] {
  return [{ promise: "instructions a second, of those of avr8js", measured: speedRatio(), limit: 1.5, is: "at least" }];
}
