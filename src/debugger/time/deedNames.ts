/**
 * What people did, in a few words: `the change of count`, `the dispatch of 3 consumer`.
 *
 * Keeps true: a deed is named where it was made, or from what the scenario alone says.
 */
import { phrase } from "../../base/words.ts";
import { hex } from "../../isa/disassembler.ts";
import { REGISTER_NAMES } from "../../isa/registers.ts";
import type { Simulation } from "../../machine/simulation.ts";
import type { TypeInfo } from "../../isa/image.ts";
import { routineAt, type CodeMap } from "../inspect/codeMap.ts";
import { framesOf } from "../inspect/frames.ts";
import { threadLabel } from "../inspect/names.ts";
import type { Deed } from "./deeds.ts";

/** What was done to a thread. */
const NAMES: Readonly<Record<Exclude<Deed["kind"], "write" | "register">, string>> = {
  dispatch: phrase("the dispatch of {0}"),
  hold: phrase("the hold on {0}"),
  release: phrase("the release of {0}"),
  only: phrase("the run of only {0}"),
  kill: phrase("the kill of {0}"),
  suspend: phrase("the suspension of {0}"),
  resume: phrase("the resumption of {0}"),
  priority: phrase("the change of the priority of {0}"),
  jump: phrase("the move of {0}"),
  quantum: phrase("the change of the quantum of {0}"),
  tickets: phrase("the change of the tickets of {0}"),
  nice: phrase("the change of the niceness of {0}"),
};

/** A variable of words, somewhere. */
interface Words {
  readonly name: string;
  readonly address: number;
  readonly type: TypeInfo;
}

/** `count`, or `page[3]`, where one of some variables has a word at an address. */
function nameAmong(variables: readonly Words[], address: number): string | undefined {
  for (const { name, address: from, type } of variables) {
    const place = (address - from) >> 2;
    const count = type.lengths.reduce((product, length) => product * length, 1);
    if (place < 0 || place >= count) continue;
    let [rest, size] = [place, count];
    const indices = type.lengths.map((length) => {
      size /= length;
      const index = Math.floor(rest / size);
      rest %= size;
      return `[${index}]`;
    });
    return name + indices.join("");
  }
  return undefined;
}

/** The variables of the frames of a process that stand now. */
function frameWords(sim: Simulation, map: CodeMap, pid: number): Words[] {
  const frames = sim.world.processes[pid]!.threads.flatMap((id) => framesOf(sim, map, sim.world.threads[id]!));
  return frames.flatMap(({ fp, index }) =>
    (routineAt(map, index)?.variables ?? [])
      .filter(({ location, from, to }) => location.space === "frame" && index >= from && index < to)
      .map(({ name, type, location }) => ({ name, type, address: fp + location.address })),
  );
}

/** What a word of a process is called. */
function wordName(sim: Simulation, map: CodeMap, pid: number, address: number): string {
  const process = sim.world.processes[pid];
  const data = process && sim.image.programs[process.program]?.variables;
  const own = (data ?? []).map(({ name, type, location }) => ({ name, type, address: location.address }));
  const found = nameAmong(sim.image.shared, address) ?? nameAmong(own, address);
  return found ?? (process && nameAmong(frameWords(sim, map, pid), address)) ?? hex(address);
}

export function deedName(sim: Simulation, map: CodeMap, deed: Deed): string {
  const { words } = sim;
  if (deed.kind === "write") return words("the change of {0}", wordName(sim, map, deed.pid, deed.address));
  const thread = sim.world.threads[deed.thread];
  const label = thread === undefined ? words("a thread") : threadLabel(sim, thread);
  if (deed.kind === "register") return words("the change of {0} of {1}", REGISTER_NAMES[deed.register]!, label);
  return words(NAMES[deed.kind], label);
}
