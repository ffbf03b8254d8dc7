/** The tables of docs/threads.md: what the libraries arrange themselves, and the comparison of the models, run. */
import { readFileSync } from "node:fs";
import { SYSCALLS } from "../../src/isa/syscalls.ts";
import { EVENTS, EventKind } from "../../src/machine/events.ts";
import { goLibrary } from "../../src/machine/threads/go.ts";
import { sharedLibrary, type Library } from "../../src/machine/threads/library.ts";
import { run } from "../../src/machine/step.ts";
import { simulate } from "../support/scenario.ts";
import { code, table } from "./markdown.ts";

const KINDS: readonly (readonly [model: string, library: Library])[] = [
  ["`library`, `hybrid`", sharedLibrary],
  ["`go`", goLibrary],
];

/** The calls that block the calling thread alone, and cost no `syscall`. */
function libraries(): string {
  const callsOf = ({ calls, groups }: Library): string =>
    SYSCALLS.filter(({ name, group }) => calls.has(name) || groups.has(group))
      .map(({ name }) => code(name))
      .join(" ");
  return table(
    ["model", "calls that its library carries out"],
    [["`kernel`", "none"], ...KINDS.map(([model, library]) => [model, callsOf(library)])],
  );
}

const MODELS = ["kernel", "library", "library(preemptive, quantum: 2)", "hybrid(lwps: 2)", "go(processors: 2)"];

/** The sample under each model: when it ends, and the switches that it takes on one CPU. */
function comparison(): string {
  const sample = readFileSync("samples/thread-models.turno", "utf8");
  const measure = (model: string, cpus: number): { finish: number; dispatches: number; switches: number } => {
    const text = sample.replace(/cpus: \d+/, `cpus: ${cpus}`).replace(/^ {2}threads: .*$/m, `  threads: ${model}`);
    const sim = simulate(text);
    let dispatches = 0;
    sim.observe = (kind) => (dispatches += kind === EventKind.dispatched ? 1 : 0);
    run(sim, 1e6);
    const [, p] = sim.world.processes;
    return { finish: p!.finish, dispatches, switches: p!.threading.switches };
  };
  return table(
    ["model", "1 CPU", "2 CPUs", "4 CPUs", "dispatches by the kernel, 1 CPU", "user-level switches, 1 CPU"],
    MODELS.map((model) => {
      const one = measure(model, 1);
      const more = [2, 4].map((cpus) => String(measure(model, cpus).finish));
      return [code(model), String(one.finish), ...more, String(one.dispatches), String(one.switches)];
    }),
  );
}

const THREAD_EVENTS: readonly EventKind[] = [
  EventKind.threadCreated,
  EventKind.threadEnded,
  EventKind.threadSwitched,
  EventKind.userSwitched,
  EventKind.threadStolen,
  EventKind.processorHandedOff,
  EventKind.peersBlocked,
];

function events(): string {
  return table(
    ["break on", "fields for its condition", "what happened"],
    THREAD_EVENTS.map((kind) => {
      const { filter, fields, meaning } = EVENTS[kind]!;
      return [filter, fields.map(({ name }) => code(name)).join(" "), meaning];
    }),
  );
}

export const THREAD_SECTIONS: Readonly<Record<string, () => string>> = {
  "thread libraries": libraries,
  "thread comparison": comparison,
  "thread events": events,
};
