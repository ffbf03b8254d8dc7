/**
 * Many threads: a stop among 10,000 goroutines with everything that a client asks for then, and one among
 * 1,000 kernel threads.
 */
import { Client } from "../dap/client.ts";
import { median, processorTime, type Row } from "./table.ts";

const crowd = (model: string, threads: number): string => `machine { cpus: 4 threads: ${model} memory: 100000 }
shared count = 0
program main() {
  for i = 1 .. ${threads} { spawn(work) }
  work()
}
function work() {
  loop {
    var twice = count * 2
    yield()
    count = twice - count + 1
  }
}
process p = main()
`;

/** To the next stop, and what a client and our views ask for there. */
async function goToNextStop(client: Client): Promise<void> {
  await client.request("continue", { threadId: 1 });
  await client.request("threads");
  const { stackFrames } = (await client.request("stackTrace", { threadId: 1 })) as { stackFrames: { id: number }[] };
  const { scopes } = (await client.request("scopes", { frameId: stackFrames[0]!.id })) as {
    scopes: { variablesReference: number }[];
  };
  for (const { variablesReference } of scopes) await client.request("variables", { variablesReference });
  await client.request("turno/overview");
}

/** Milliseconds of a step and of what a client and our views ask for at its stop. */
async function stopTimes(model: string, threads: number): Promise<number[]> {
  const client = new Client({ "many.turno": crowd(model, threads) });
  await client.begin("many.turno");
  await client.request("setBreakpoints", { source: { path: "many.turno" }, breakpoints: [{ line: 11 }] });
  // By now all of them are there.
  await client.request("turno/goToTick", { tick: threads * 40 });
  const times: number[] = [];
  for (let k = 0; k < 40; k++) {
    times.push(await processorTime(() => goToNextStop(client)));
  }
  return times.slice(5);
}

export default async function measure(): Promise<readonly Row[]> {
  const goroutines = median(await stopTimes("go(processors: 4)", 10_000));
  const kernel = median(await stopTimes("kernel", 1000));
  return [
    {
      promise: "a stop among 10,000 goroutines, with all views, median ms",
      measured: goroutines,
      limit: 50,
      is: "at most",
    },
    {
      promise: "a stop among 1,000 kernel threads, with all views, median ms",
      measured: kernel,
      limit: 20,
      is: "at most",
    },
  ];
}
