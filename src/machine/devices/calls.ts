/**
 * The calls of input and output: print.
 */
import { PC } from "../../isa/registers.ts";
import { INSTRUCTION_BYTES } from "../../isa/instructions.ts";
import type { Handlers } from "../cpu/handler.ts";
import { EventKind } from "../events.ts";
import { showWord } from "../names.ts";
import { emitText } from "../simulation.ts";

export const ioCalls: Handlers = {
  print: (sim, thread, count) => {
    const words: string[] = [];
    for (let k = 0; k < count; k++) words.push(showWord(sim.image, sim.args[k]!));
    const address = thread.registers[PC]! - INSTRUCTION_BYTES;
    emitText(sim, EventKind.printed, thread.pid, thread.id, address, words.join(" "));
    return 0;
  },
};
