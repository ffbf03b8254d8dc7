/**
 * The steps of a person, through the whole adapter in this process: from the request to `stopped`, with the stack and the threads
 * that a client then asks for. One process is stepped while ninety-nine others pass the starts of statements without end.
 *
 * The promise is a bare time, the only one of this folder: two milliseconds are what a person notices beside the editor's own work.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { createAdapter } from "../../src/dap/adapter.ts";
import { loadProgram } from "../../src/debugger/load.ts";
import { median, time, type Row } from "./table.ts";

const PROCESSES = 100;
const STEPS = 300;

const SCENARIO = `machine { scheduler: round_robin(quantum: 5) }
shared count = 0
program stepped() {
  var k = 0
  loop {
    k = k + 1
    count = count + 1
    k = k - 1
  }
}
program other() {
  var k = 0
  loop {
    k = k + 1
    k = k - 1
  }
}
process p = stepped()
${Array.from({ length: PROCESSES - 1 }, (_none, k) => `process o${k + 1} = other()`).join("\n")}
`;

/** A client that asks one thing after another. */
function connect(): (command: string, args?: object) => void {
  let seq = 1;
  let isAwake = false;
  const adapter = createAdapter({
    load: (program) => Promise.resolve(loadProgram(program, SCENARIO)),
    send: (message) => {
      const { type, success } = message as DebugProtocol.Response;
      if (type === "response" && !success) throw new Error(JSON.stringify(message));
    },
    wake: () => (isAwake = true),
  });
  return (command, args = {}) => {
    void adapter.handle({ seq: seq++, type: "request", command, arguments: args });
    while (isAwake) isAwake = adapter.runChunk(100_000);
  };
}

export default async function measure(): Promise<readonly Row[]> {
  const ask = connect();
  ask("initialize", { adapterID: "turno" });
  ask("launch", { program: "bench.turno" });
  await new Promise(setImmediate);
  ask("configurationDone");
  await new Promise(setImmediate);
  const times: number[] = [];
  for (let k = 0; k < STEPS; k++) {
    times.push(
      time(() => {
        ask("next", { threadId: 1 });
        ask("threads");
        ask("stackTrace", { threadId: 1, startFrame: 0, levels: 20 });
      }),
    );
  }
  return [
    {
      promise: `milliseconds of a step, its stack and threads, among ${PROCESSES} processes`,
      measured: median(times) / 1e6,
      limit: 2,
      is: "at most",
    },
  ];
}
