/** One workload on both: the reference, and the machine by the report of `turno run --json`. */
import { compile } from "../../../src/lang/compile.ts";
import { Run } from "../../../src/debugger/outcome/outcome.ts";
import { reportOf } from "../../../src/debugger/outcome/report.ts";
import { Machine, type Choose, type Row } from "./machine.ts";
import { jobName, textOf, type Workload } from "./workload.ts";

/** What is compared: how the run went, in lines. */
type Told = readonly string[];

interface Numbers {
  readonly firstRun: number | null;
  readonly finish: number | null;
  readonly service: number;
  readonly ready: number;
  readonly job: number;
  readonly blocked: number;
  readonly kernel: number;
  readonly switches: number;
  readonly forced: number;
  readonly missed: readonly number[];
}

function processLine(name: string, numbers: Numbers): string {
  const parts = Object.entries(numbers).map(
    ([key, value]) => `${key} ${Array.isArray(value) ? `[${value.join(" ")}]` : String(value)}`,
  );
  return `${name}: ${parts.join(", ")}`;
}

/** The rows of each CPU, as one line of it; rows of one process that touch are one. */
function chart(rows: readonly Row[], cpus: number): Told {
  return Array.from({ length: cpus }, (_, cpu) => {
    const merged: Row[] = [];
    for (const row of rows.filter((each) => each.cpu === cpu)) {
      const last = merged.at(-1);
      if (last?.to === row.from && last.pid === row.pid && last.kind === row.kind) last.to = row.to;
      else merged.push({ ...row });
    }
    const cells = merged.map(
      ({ from, to, pid, kind }) =>
        `${pid === 0 ? "-" : jobName(pid - 1)}${kind === "user" ? "" : `:${kind}`} ${from}-${to}`,
    );
    return `cpu ${cpu}: ${cells.join(" | ")}`;
  });
}

/** What the machine makes of the workload, and the choices that it met. */
export function machineTells(work: Workload, until: number, seed = 1): { told: Told; choose: Choose; ended: string } {
  const { image, diagnostics } = compile("workload.turno", textOf(work));
  if (image === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const run = new Run(image, { chart: true, until, seed });
  while (run.runChunk(1_000_000));
  const { gantt, processes, tick, ended } = reportOf(run.outcome());
  const choices = [...run.record().choices];
  return {
    ended,
    told: [
      `${ended} at ${tick}`,
      ...processes.map((each) =>
        processLine(each.name, {
          ...{ firstRun: each.first_run, finish: each.finish, service: each.service, ready: each.ready, job: each.job },
          ...{ blocked: each.blocked, kernel: each.kernel, switches: each.switches, forced: each.switches_forced },
          missed: each.missed,
        }),
      ),
      ...chart(gantt, work.cpus),
    ],
    choose(kind, options, at) {
      const choice = choices.shift();
      if (choice?.kind === kind && choice.options === options && choice.tick === at) return choice.chosen;
      throw new Misfit(`at ${at} the reference draws a ${kind} of ${options}, the machine ${JSON.stringify(choice)}`);
    },
  };
}

/** The reference draws where the machine does not, or among something else. */
class Misfit extends Error {}

export function referenceTells(work: Workload, until: number, choose: Choose): Told {
  const machine = new Machine(work, choose);
  try {
    machine.run(until);
  } catch (error) {
    if (error instanceof Misfit) return [error.message];
    throw error;
  }
  const { everybody, rows, now } = machine;
  return [
    `${everybody.every(({ state }) => state === "terminated") ? "finished" : "until"} at ${now}`,
    ...everybody.map((each) =>
      processLine(jobName(each.pid - 1), {
        ...{
          firstRun: each.firstRun,
          finish: each.finish,
          service: each.service,
          ready: each.ready,
          job: each.inJobQueue,
        },
        ...{ blocked: each.blocked, kernel: each.kernel, switches: each.switches, forced: each.forced },
        missed: each.missed,
      }),
    ),
    ...chart(rows, work.cpus),
  ];
}
