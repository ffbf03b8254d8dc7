/**
 * A scenario whose trace hash must be the same wherever it runs: on Node, in a browser, in any extension host.
 */
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { traceHash } from "../../src/machine/simulation.ts";
import { Halt, run } from "../../src/machine/step.ts";

const TEXT = `machine { cpus: 2 scheduler: round_robin(quantum: 3) context_switch: 1 syscall: 2 }
shared count = 0
program adder(times) {
  for i = 1 .. times {
    count = count + 1
    if random(4) == 0 { yield() }
    if i % 7 == 0 { sleep(random(5)) }
  }
  print("count", count)
}
process a = adder(40)
process b = adder(40)
process c = adder(40) { arrival: 11 }
`;

/** Its trace hash here, run in pieces of `allowance`. */
export function fingerprint(allowance: number): string {
  const { image } = compile("fingerprint.turno", TEXT);
  if (image === undefined) return "does not compile";
  const sim = boot(image);
  while (run(sim, allowance) !== Halt.ended);
  return traceHash(sim.world);
}

/** The hash that every place must give. */
export const FINGERPRINT = "b93e3e7275779713";
