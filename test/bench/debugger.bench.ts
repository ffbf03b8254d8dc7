/**
 * The speed of the debugger: a step through the whole adapter among 100 processes, looking at one thread among 1,000, going back in
 * a long run, what the recording of history costs, and the memory of a run of 100 million instructions.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "../../src/debugger/session.ts";
import type { Image } from "../../src/isa/image.ts";
import { compile } from "../../src/lang/compile.ts";
import { boot } from "../../src/machine/boot.ts";
import { run } from "../../src/machine/step.ts";
import { Client } from "../dap/client.ts";
import { median, processorTime, time, type Row } from "./table.ts";

const LONG_TICKS = 100_000_000;
const COST_ROUNDS = 25;
const COST_TICKS = 1_000_000;

/** Processes that count in a shared word and call a function. */
function crowd(processes: number, times: number): string {
  const jobs = Array.from({ length: processes }, (_none, k) => `process w${k} = worker(${times})`);
  return `machine { scheduler: round_robin(quantum: 10) }
shared count = 0
function double(n) { return n * 2 }
program worker(times) {
  var sum = 0
  while sum < times {
    count = count + 1
    sum = sum + 1
    var twice = double(sum)
  }
}
${jobs.join("\n")}
`;
}

/** Milliseconds of each step over a statement, answer and stop included. */
async function stepTimes(): Promise<number[]> {
  const client = new Client({ "crowd.turno": crowd(100, 1_000_000) });
  await client.begin("crowd.turno");
  await client.request("setBreakpoints", {
    source: { path: "crowd.turno" },
    breakpoints: [{ line: 9, condition: "sum < 0" }],
  });
  const times: number[] = [];
  for (let k = 0; k < 300; k++) {
    times.push(await processorTime(() => client.request("next", { threadId: 1 })));
  }
  return times.slice(50);
}

/** What a client asks for to show a thread. */
async function look(client: Client): Promise<void> {
  await client.request("threads");
  const { stackFrames } = (await client.request("stackTrace", { threadId: 5 })) as { stackFrames: { id: number }[] };
  const { scopes } = (await client.request("scopes", { frameId: stackFrames[0]!.id })) as {
    scopes: { variablesReference: number }[];
  };
  for (const { variablesReference } of scopes) await client.request("variables", { variablesReference });
}

/** Milliseconds of threads, stack, scopes and variables of one thread among 1,000. */
async function lookTimes(): Promise<number[]> {
  const client = new Client({ "crowd.turno": crowd(1000, 1_000_000) });
  await client.begin("crowd.turno");
  const times: number[] = [];
  for (let k = 0; k < 60; k++) {
    times.push(await processorTime(() => look(client)));
  }
  return times.slice(10);
}

/** What recording history costs: pieces of the same run in turns, the time of the processor for each kind. */
async function recordingCost(image: Image): Promise<number> {
  const plain = boot(image);
  const session = new Session(image);
  session.resume({ kind: "continue" });
  let [without, recorded] = [0, 0];
  for (let round = 0; round < COST_ROUNDS; round++) {
    plain.horizon = plain.world.tick + COST_TICKS;
    const bare = await processorTime(() => {
      while (run(plain, 1 << 20) === 0);
    });
    const target = session.sim.world.tick + COST_TICKS;
    const whole = await processorTime(() => {
      while (session.sim.world.tick < target) session.runChunk(1 << 18);
    });
    // The first rounds only warm up.
    if (round < 5) continue;
    without += bare;
    recorded += whole;
  }
  return recorded / without - 1;
}

/** A busy run with a process that comes late and goes at once: where a breakpoint is to be found again. */
const LATE_TICK = LONG_TICKS - 4_000_000;
const BUSY = `${crowd(20, 0x7fffffff)}
program late() { print("here") }
process l = late() { arrival: ${LATE_TICK} }
`;
const LATE_LINE = BUSY.split("\n").findIndex((line) => line.startsWith("program late")) + 1;

interface Past {
  /** Milliseconds of a step back. */
  readonly back: number;
  /** Speed of reverse continue over the ticks since the late process, of that of continuing over them. */
  readonly reverse: number;
  /** Megabytes of history. */
  readonly history: number;
}

/** Runs on until it stops. */
function go(session: Session): void {
  session.resume({ kind: "continue" });
  while (session.runChunk(1 << 20) === undefined);
}

/** From tick 100,000,000 of a busy run. */
function longRun(image: Image): Past {
  const session = new Session(image);
  session.setSourceBreakpoints(0, [{ line: LATE_LINE }]);
  go(session);
  session.resume({ kind: "continue" });
  const forward = time(() => {
    while (session.sim.world.tick < LONG_TICKS) session.runChunk(1 << 18);
  });
  const { thread } = session.pause();
  const times: number[] = [];
  for (let k = 0; k < 15; k++) times.push(time(() => session.stepBack(thread, "statement")) / 1e6);
  const reverse = time(() => session.reverseContinue());
  if (Math.abs(session.sim.world.tick - LATE_TICK) > 100_000) throw new Error("the stop was not found again");
  return { back: median(times), reverse: forward / reverse, history: session.history.bytes / 2 ** 20 };
}

/** Megabytes that the command line takes at most to run 100 million instructions. */
function runMemory(): number {
  const folder = mkdtempSync(join(tmpdir(), "turno-bench-"));
  const file = join(folder, "long.turno");
  writeFileSync(file, crowd(2, 0x7fffffff));
  const script = `process.argv = [process.execPath, "turno", "run", ${JSON.stringify(file)}, "--until", "${LONG_TICKS}"];
    process.on("exit", () => process.stderr.write("\\nMAXRSS " + process.resourceUsage().maxRSS));
    import(${JSON.stringify(join(import.meta.dirname, "../../dist/cli.js"))});`;
  const child = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  const found = /MAXRSS (\d+)/.exec(child.stderr);
  return found === null ? Infinity : Number(found[1]) / 1024;
}

export default async function measure(): Promise<readonly Row[]> {
  const step = median(await stepTimes());
  const looking = median(await lookTimes());
  const { back, reverse, history } = longRun(compile("busy.turno", BUSY).image!);
  const cost = await recordingCost(compile("crowd.turno", crowd(20, 0x7fffffff)).image!);
  return [
    { promise: "a step through the adapter with 100 processes, median ms", measured: step, limit: 2, is: "at most" },
    {
      promise: "threads, stack, scopes and variables of one among 1,000, median ms",
      measured: looking,
      limit: 10,
      is: "at most",
    },
    { promise: "a step back from tick 100,000,000, median ms", measured: back, limit: 50, is: "at most" },
    { promise: "reverse continue there, of forward speed", measured: reverse, limit: 0.5, is: "at least" },
    { promise: "history of that run, MB", measured: history, limit: 256, is: "at most" },
    { promise: "what recording history costs of forward speed", measured: cost, limit: 0.2, is: "at most" },
    { promise: "memory of a run of 100 million instructions, MB", measured: runMemory(), limit: 200, is: "at most" },
  ];
}
